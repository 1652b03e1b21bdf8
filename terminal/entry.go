package terminal

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Stamp is the time of a transaction: every entry and row of it agrees on this.
// Wall is UTC to the millisecond; Offset is the store's offset from UTC then.
type Stamp struct {
	Wall      time.Time
	Offset    time.Duration
	BootID    string
	Monotonic time.Duration
}

// Local gives the wall time with the store's offset.
func (s Stamp) Local() time.Time {
	return s.Wall.In(time.FixedZone("", int(s.Offset/time.Second)))
}

// Hash is a SHA-256. In JSON it is 64 hex digits.
type Hash [32]byte

// String gives 64 hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText is String.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hex digits.
func (h *Hash) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || len(raw) != len(h) {
		return fmt.Errorf("not a SHA-256: %q", text)
	}
	copy(h[:], raw)
	return nil
}

// Entry is one journal entry. Body is the exact bytes that Hash covers; the
// other fields are read out of it and are never written on their own.
type Entry struct {
	Terminal string
	Epoch    string
	Sequence int64
	Stamp    Stamp
	Kind     string // such as "sale.completed"
	Subject  string // the id of what it is about
	Actor    string // staff id, or "terminal"
	Device   string // id of the tablet that the actor used; empty for the counter
	Data     json.RawMessage
	Previous Hash
	Body     []byte
	Hash     Hash
}

// Head is the end of the journal: the last entry's place, hash and time.
type Head struct {
	Terminal string
	Epoch    string
	Sequence int64 // 0 before the first entry of an epoch
	Hash     Hash
	Stamp    Stamp
}

// Personal is a value that may be forgotten. The journal holds only the digest
// of salt and value; this row holds both until EraseAfter.
type Personal struct {
	Digest     Hash
	Salt       []byte
	Value      []byte
	EraseAfter time.Time
}
