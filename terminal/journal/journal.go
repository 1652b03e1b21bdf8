// Package journal makes and checks the entries of the append-only journal,
// version 1.
//
// An entry's body is one line of JSON with its place, time, kind, subject, actor
// and the hash before it, a line feed, and the fact's JSON. SHA-256 over the
// whole body is the entry's hash, so the stored bytes are the hashed bytes and
// nothing can be changed beside them.
package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Version is the format that this package writes.
const Version = 1

// BodyMaxBytes bounds an entry. A sale of a hundred lines stays far below it.
const BodyMaxBytes = 1 << 20

// timeLayout keeps milliseconds, always: equal times give equal bytes.
const timeLayout = "2006-01-02T15:04:05.000Z07:00"

// ErrBroken says that an entry is not what it claims to be or does not follow
// the one before it.
var ErrBroken = errors.New("journal broken")

// header is the first line of a body. The order of its fields is part of the
// format.
type header struct {
	Version   int           `json:"v"`
	Terminal  string        `json:"terminal"`
	Epoch     string        `json:"epoch"`
	Sequence  int64         `json:"seq"`
	Wall      string        `json:"wall"` // the store's wall clock with its offset
	BootID    string        `json:"boot"`
	Monotonic int64         `json:"mono"` // nanoseconds since that boot
	Kind      string        `json:"kind"`
	Subject   string        `json:"subject"`
	Actor     string        `json:"actor"`
	Device    string        `json:"device,omitempty"`
	Previous  terminal.Hash `json:"prev"`
}

// Compose makes the entry that follows head, of something done at the counter.
// It returns an error if the fact is not JSON or the body would pass
// BodyMaxBytes.
func Compose(head terminal.Head, stamp terminal.Stamp, actor string, fact terminal.Fact) (terminal.Entry, error) {
	return ComposeAt(head, stamp, Hand{Actor: actor}, fact)
}

// Hand is who did something, and on which tablet; Device is empty at the counter.
type Hand struct{ Actor, Device string }

// ComposeAt is Compose for somebody at a tablet.
func ComposeAt(head terminal.Head, stamp terminal.Stamp, hand Hand, fact terminal.Fact) (terminal.Entry, error) {
	data, err := encode(fact)
	if err != nil {
		return terminal.Entry{}, fmt.Errorf("encode %s: %w", fact.FactKind(), err)
	}
	entry := terminal.Entry{
		Terminal: head.Terminal, Epoch: head.Epoch, Sequence: head.Sequence + 1,
		Stamp: stamp, Kind: fact.FactKind(), Subject: fact.FactSubject(), Actor: hand.Actor, Device: hand.Device,
		Data: data, Previous: head.Hash,
	}
	first, err := encode(header{
		Version: Version, Terminal: entry.Terminal, Epoch: entry.Epoch, Sequence: entry.Sequence,
		Wall: stamp.Local().Format(timeLayout), BootID: stamp.BootID, Monotonic: int64(stamp.Monotonic),
		Kind: entry.Kind, Subject: entry.Subject, Actor: hand.Actor, Device: hand.Device, Previous: head.Hash,
	})
	if err != nil {
		return terminal.Entry{}, err
	}
	entry.Body = append(append(first, '\n'), data...)
	if len(entry.Body) > BodyMaxBytes {
		return terminal.Entry{}, fmt.Errorf("entry %s of %d bytes is over %d", entry.Kind, len(entry.Body), BodyMaxBytes)
	}
	entry.Hash = sha256.Sum256(entry.Body)
	return entry, nil
}

// encode is JSON without the escaping that is meant for web pages: an auditor
// reads these bytes.
func encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// Decode reads an entry out of its stored body. It checks the form, not the
// chain. It returns ErrBroken with the reason.
func Decode(body []byte) (terminal.Entry, error) {
	entry, err := DecodeHeader(body)
	if err == nil && !json.Valid(entry.Data) {
		return terminal.Entry{}, fmt.Errorf("%w: the fact is not JSON", ErrBroken)
	}
	return entry, err
}

// DecodeHeader is Decode without a look at the fact, which may be long: enough
// to find where the chain goes on.
func DecodeHeader(body []byte) (terminal.Entry, error) {
	first, data, found := bytes.Cut(body, []byte("\n"))
	if !found || len(body) > BodyMaxBytes {
		return terminal.Entry{}, fmt.Errorf("%w: no header line", ErrBroken)
	}
	decoder := json.NewDecoder(bytes.NewReader(first))
	decoder.DisallowUnknownFields()
	var h header
	if err := decoder.Decode(&h); err != nil {
		return terminal.Entry{}, fmt.Errorf("%w: header: %w", ErrBroken, err)
	}
	if h.Version != Version {
		return terminal.Entry{}, fmt.Errorf("%w: format version %d, this program reads %d", ErrBroken, h.Version, Version)
	}
	wall, err := time.Parse(timeLayout, h.Wall)
	if err != nil {
		return terminal.Entry{}, fmt.Errorf("%w: time %q", ErrBroken, h.Wall)
	}
	_, offsetSeconds := wall.Zone()
	return terminal.Entry{
		Terminal: h.Terminal, Epoch: h.Epoch, Sequence: h.Sequence,
		Stamp: terminal.Stamp{
			Wall: wall.UTC(), Offset: time.Duration(offsetSeconds) * time.Second,
			BootID: h.BootID, Monotonic: time.Duration(h.Monotonic),
		},
		Kind: h.Kind, Subject: h.Subject, Actor: h.Actor, Device: h.Device, Previous: h.Previous,
		Data: data, Body: body, Hash: sha256.Sum256(body),
	}, nil
}

// HeadOf is the head after an entry.
func HeadOf(entry terminal.Entry) terminal.Head {
	return terminal.Head{
		Terminal: entry.Terminal, Epoch: entry.Epoch, Sequence: entry.Sequence,
		Hash: entry.Hash, Stamp: entry.Stamp,
	}
}
