package terminal

import "time"

// Device is a tablet that may be worked on. TokenHash is the SHA-256 of the
// token that the tablet keeps; the token itself is nowhere here.
type Device struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	TokenHash Hash      `json:"token_hash"`
	PairedAt  time.Time `json:"paired_at"`
	PairedBy  string    `json:"paired_by"` // staff id of the supervisor whose PIN let it in
	RevokedAt time.Time `json:"revoked_at,omitzero"`
}

// Revoked says whether the device was shut out.
func (d Device) Revoked() bool { return !d.RevokedAt.IsZero() }

// DoorLock counts the wrong PINs that were typed at one device, whoever's badge
// it was. The counter window is a device too: its id is the terminal's.
type DoorLock struct {
	Device      string
	FailedPINs  int
	LastWrong   time.Time
	LockedUntil time.Time
}
