package present

import (
	"time"

	"github.com/curbline/curbline/terminal/catalog"
)

// WedgeDown is how the arrow key is told to a Wedge: some scanners type it for a
// line feed.
const WedgeDown = "\u2193"

// Wedge tells a scanner that types from a person who types. Times are of one
// steady clock. It has none of its own and is asked from one goroutine only.
type Wedge interface {
	// Key takes one typed character: a letter, "\n" for Enter, "\t" for Tab,
	// WedgeDown, or a control character. held says that nobody else may have it yet.
	Key(text string, at time.Duration) (held bool)
	// Interrupt says that a key was pressed which no scan has: what is held comes
	// out at the next Due.
	Interrupt()
	// Due says what became of held characters: a whole scan, or what was typing
	// after all and belongs to the focus, in its order. next is when it must be
	// asked again, on the scale of at; at once if that is not after at. 0 says that
	// nothing is held: what has not come out by then belonged to a scan.
	Due(at time.Duration) (scan *WedgeScan, typed string, next time.Duration)
}

// WedgeScan is a scan that was typed. One of its fields is set.
type WedgeScan struct {
	ID      []byte // an identity document; it is wiped after use
	Code    string
	Failure error // a scan that cannot be used, with its words
}

// Scanned takes a scan, wherever the focus is.
func (c *Counter) Scanned(scan WedgeScan) {
	switch {
	case scan.Failure != nil:
		c.ScanFailed(scan.Failure)
	case len(scan.ID) > 0:
		c.ScanID(scan.ID)
		clear(scan.ID)
	default:
		c.ScanCode(scan.Code)
	}
}

// notADocument are the codes of what does not even look like a document.
var notADocument = map[string]bool{"id.not_a_document": true, "id.empty": true}

// Scan takes bytes of which nobody knows yet what they are: a code, or else a
// document.
func (c *Counter) Scan(raw []byte) {
	if _, err := catalog.ParseCode(string(raw)); err == nil || !c.looksLikeID(raw) {
		c.ScanCode(string(raw))
		return
	}
	c.ScanID(raw)
}

// looksLikeID says whether bytes are a document, however badly read.
func (c *Counter) looksLikeID(raw []byte) bool {
	_, err := c.options.Decode(raw)
	return err == nil || !notADocument[coded(err).Code]
}
