package control

import (
	"errors"
	"net"
	"syscall"
)

// peerUID asks the kernel which user is at the other end.
func peerUID(conn net.Conn) (uid int, known bool, err error) {
	u, ok := conn.(*net.UnixConn)
	if !ok {
		return 0, false, errors.New("not a Unix socket")
	}
	raw, err := u.SyscallConn()
	if err != nil {
		return 0, false, err
	}
	var cred *syscall.Ucred
	var credErr error
	if err := raw.Control(func(fd uintptr) {
		cred, credErr = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	}); err != nil {
		return 0, false, err
	}
	if credErr != nil {
		return 0, false, credErr
	}
	return int(cred.Uid), true, nil
}
