package terminal

import "time"

// Role is what a person may do. The table is in package staff.
type Role string

// The roles of this version.
const (
	Budtender Role = "budtender"
	Curbside  Role = "curbside" // packs, and hands over at the car
	Lead      Role = "lead"
	Manager   Role = "manager"
	Auditor   Role = "auditor" // reads, and does nothing else
)

// StaffMember is a person who works here. PINHash is an encoded argon2id hash.
type StaffMember struct {
	RowID   int64
	ID      string
	Name    string
	Badge   string
	Role    Role
	PINHash string
	// SandboxPIN: seeded with the demonstration shop; refused with a real state.
	SandboxPIN bool
	// MustChangePIN: somebody else chose this PIN; it opens nothing but its change.
	MustChangePIN bool
	Active        bool
	// FailedPINs and LockedUntil are kept here so that a restart forgives nothing.
	FailedPINs  int
	LockedUntil time.Time
}
