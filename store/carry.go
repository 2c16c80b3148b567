package store

// Carry is what a restored database must take over from the one that it replaces, so that nothing comes back with a backup: which bodies
// were erased, which logs were sealed, and how far the fencing tokens had got. It can be stored as JSON beside backups.
type Carry struct {
	Token  uint64       `json:"token"`
	Bodies []ErasedBody `json:"bodies,omitempty"`
	Sealed []SealedLog  `json:"sealed,omitempty"`
}

// ErasedBody says that the bodies of a record were erased. It names the record by its hash as well: positions are given again after a
// restore from an older backup, and the text of another record must not be erased in its stead.
type ErasedBody struct {
	Workspace string `json:"workspace"`
	Incident  string `json:"incident"`
	Seq       Pos    `json:"seq"`
	Hash      string `json:"hash"` // in hexadecimal
}

// SealedLog says that a log was sealed.
type SealedLog struct {
	Workspace string  `json:"workspace"`
	Incident  string  `json:"incident"`
	UpTo      Pos     `json:"up_to"`
	Archive   Archive `json:"archive"`
}

// Merge adds what the other one has.
func (c *Carry) Merge(other Carry) {
	c.Token = max(c.Token, other.Token)
	c.Bodies = append(c.Bodies, other.Bodies...)
	c.Sealed = append(c.Sealed, other.Sealed...)
}
