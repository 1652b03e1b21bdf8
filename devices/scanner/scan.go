// Package scanner cuts the bytes of a scanner into scans and tells documents
// from codes.
//
// A licence holds line ends, so reading lines would cut it into twenty pieces;
// waiting for silence alone costs a tenth of a second and splits scans that come
// in USB lumps. So a scan ends by its content where its content says how long it
// is, and by silence otherwise: see Framer. A scanner that types like a keyboard
// is told from a hand by the pace of its keys: see Wedge. ReadDocument reads what
// was scanned.
package scanner

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/curbline/curbline/devices"
)

// Kind is the sort of scan.
type Kind string

// The sorts of scan.
const (
	ID         Kind = "id"         // an identity document: Raw
	Code       Kind = "code"       // a product, tag, badge, bag or order code: Text
	Unreadable Kind = "unreadable" // too long, broken off, or no text: Err says so in words
)

// Scan is one scan. Raw is personal data: whoever takes the scan wipes it after
// use. Formatting and logging show the kind and the length only.
type Scan struct {
	Kind Kind
	Raw  []byte         // with ID: the bytes as they came, for ReadDocument
	Text string         // with Code: printable ASCII without the AIM prefix
	At   time.Duration  // monotonic, when its last byte was read
	Err  *devices.Error // with Unreadable
}

// Wipe overwrites Raw.
func (s Scan) Wipe() { clear(s.Raw) }

// String gives the kind and the length.
func (s Scan) String() string {
	return fmt.Sprintf("%s scan of %d bytes", s.Kind, len(s.Raw)+len(s.Text))
}

// GoString gives the same for %#v.
func (s Scan) GoString() string { return s.String() }

// Format prints String for every verb and flag.
func (s Scan) Format(state fmt.State, _ rune) {
	// A fmt.State never fails to take bytes; fmt itself ignores this error.
	_, _ = io.WriteString(state, s.String())
}

// LogValue gives slog the kind and the length.
func (s Scan) LogValue() slog.Value {
	return slog.GroupValue(slog.String("kind", string(s.Kind)), slog.Int("bytes", len(s.Raw)+len(s.Text)))
}
