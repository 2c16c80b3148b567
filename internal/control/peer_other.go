//go:build !linux

package control

import "net"

// peerUID does not know who is at the other end; the mode of the socket has to do.
func peerUID(net.Conn) (uid int, known bool, err error) { return 0, false, nil }
