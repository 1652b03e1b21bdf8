package scanner

import (
	"crypto/sha256"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/aamva"
)

const (
	// FrameMaxBytes bounds one scan.
	FrameMaxBytes = 4096
	// FrameMaxTime bounds how long one scan may take to come in.
	FrameMaxTime = 3 * time.Second
	// IDGap is the silence that ends a document whose content does not. USB
	// adapters hand over lumps every 16 ms, so less than 50 ms splits documents.
	IDGap = 60 * time.Millisecond
	// CodeGap is the silence that ends a code without a line end.
	CodeGap = 30 * time.Millisecond
	// RepeatWindow is how long the same document scanned again is taken for the
	// same scan: a hand that holds the trigger.
	RepeatWindow = 2 * time.Second
	// CodeMaxBytes bounds a code; a long QR code has a few hundred bytes.
	CodeMaxBytes = 1024
	// codeMinBytes keeps out single bytes that a bad line makes.
	codeMinBytes = 2
	// idleGapMin is the least IDGap that can be set.
	idleGapMin = 50 * time.Millisecond
)

type state int

const (
	idle     state = iota
	code           // a code: ends with a line end or CodeGap
	document       // a document: ends with its declared end or IDGap
	tail           // after a document that ended by content: what still comes is dropped
	overflow       // after too much: dropped until IDGap
)

// Framer cuts a stream of bytes into scans. It reads no clock: times are
// monotonic and come with the calls. It is not safe for several goroutines.
type Framer struct {
	idGap, codeGap time.Duration

	state    state
	frame    []byte
	tailed   bool // the frame began in the tail of another
	declared int  // the frame's declared end, 0 before it is known
	started  time.Duration
	last     time.Duration // of the last byte

	lastID     [sha256.Size]byte // of the last document given out
	lastIDTime time.Duration
	hasLastID  bool
}

// NewFramer makes a Framer. Gaps of 0 mean the defaults; an idGap below 50 ms is
// raised to it.
func NewFramer(idGap, codeGap time.Duration) *Framer {
	if idGap == 0 {
		idGap = IDGap
	}
	if codeGap == 0 {
		codeGap = CodeGap
	}
	return &Framer{idGap: max(idGap, idleGapMin), codeGap: codeGap}
}

// Feed takes bytes that were read at a time and gives the scans they end.
func (f *Framer) Feed(data []byte, at time.Duration) []Scan {
	var scans []Scan
	for _, char := range data {
		if scan, ended := f.feedByte(char, at); ended {
			scans = append(scans, scan)
		}
	}
	return scans
}

// Deadline gives when Tick is due if no byte comes before; false if nothing is
// open.
func (f *Framer) Deadline() (time.Duration, bool) {
	switch f.state {
	case idle:
		return 0, false
	case code:
		return f.last + f.codeGap, true
	default:
		return f.last + f.idGap, true
	}
}

// Tick ends what silence ends. It must be called only when no byte is waiting,
// as a late reader would otherwise split what came in one piece.
func (f *Framer) Tick(at time.Duration) []Scan {
	due, open := f.Deadline()
	if !open || at < due {
		return nil
	}
	if f.state == tail || f.state == overflow {
		f.reset(idle)
		return nil
	}
	if scan, ok := f.end(idle); ok {
		return []Scan{scan}
	}
	return nil
}

func (f *Framer) feedByte(char byte, at time.Duration) (Scan, bool) {
	f.last = at
	if f.state == overflow || f.state == tail && char != '@' {
		return Scan{}, false
	}
	if f.state == tail {
		f.reset(idle)
		f.tailed = true
	}
	if f.state == idle {
		// What stands before the first printable byte (STX, line ends of the scan
		// before) carries nothing.
		if char <= ' ' || char == 0x7f {
			return Scan{}, false
		}
		f.state, f.started = code, at
	}
	if f.state == code && (char == '\r' || char == '\n') {
		return f.end(idle)
	}
	return f.extend(char, at)
}

// extend adds a byte to the open frame and says whether that ends it.
func (f *Framer) extend(char byte, at time.Duration) (Scan, bool) {
	f.frame = append(f.frame, char)
	if len(f.frame) > FrameMaxBytes || at-f.started > FrameMaxTime {
		return f.overflowed(), true
	}
	if f.state == code && f.becomesDocument() {
		f.state = document
	}
	if f.state == document && char == '\r' && f.endsHere() {
		return f.end(tail)
	}
	return Scan{}, false
}

// becomesDocument knows the start of a document: '@' or the file type of AAMVA,
// a magnetic stripe record, or a machine-readable zone.
func (f *Framer) becomesDocument() bool {
	const startBytes = 24
	if len(f.frame) > startBytes {
		return false
	}
	text := withoutAIM(f.frame)
	if len(text) == 0 {
		return false
	}
	if text[0] == '@' || text[0] == '%' || text[0] == ';' || len(text) > 1 && text[1] == '<' {
		return true
	}
	return containsFileType(text)
}

// endsHere says that the bytes reach exactly as far as the directory declares
// and the last element is closed. Either alone proves nothing.
func (f *Framer) endsHere() bool {
	const directoryAt = 64 // bytes after which a directory of two entries is whole
	if f.declared == 0 && len(f.frame) >= directoryAt {
		f.declared = aamva.DeclaredEnd(f.frame)
		if f.declared == 0 {
			f.declared = -1 // no use in asking again
		}
	}
	return f.declared > 0 && len(f.frame) == f.declared
}

func (f *Framer) overflowed() Scan {
	scan := Scan{Kind: Unreadable, At: f.last, Err: devices.Errorf(devices.ScanTooLong, "The scanner sent more than one scan can have.").
		WithHint("Scan again. If it happens each time, check the scanner's settings.")}
	f.reset(overflow)
	return scan
}

func (f *Framer) reset(next state) {
	clear(f.frame) // it may hold a document
	f.frame, f.tailed, f.declared, f.state = f.frame[:0], false, 0, next
}

// end closes the frame and says whether it is a scan to give out.
func (f *Framer) end(next state) (Scan, bool) {
	scan := Scan{At: f.last}
	isDocument := aamva.LooksLikeDocument(f.frame)
	switch {
	case isDocument:
		scan.Kind, scan.Raw = ID, append([]byte(nil), f.frame...)
	case f.tailed:
		f.reset(next)
		return Scan{}, false
	default:
		scan.Kind, scan.Text = Code, codeText(f.frame)
	}
	f.reset(next)
	if scan.Kind == ID {
		return scan, !f.repeated(scan)
	}
	if len(scan.Text) > CodeMaxBytes {
		scan.Kind, scan.Text = Unreadable, ""
		scan.Err = devices.Errorf(devices.ScanTooLong, "This code is longer than any code of this shop.").WithHint("Scan the product's own code.")
		return scan, true
	}
	return scan, len(scan.Text) >= codeMinBytes
}

// repeated says that the same document was given out a moment ago. Only its
// digest is kept.
func (f *Framer) repeated(scan Scan) bool {
	digest := sha256.Sum256(withoutAIM(scan.Raw))
	same := f.hasLastID && digest == f.lastID && scan.At-f.lastIDTime < RepeatWindow
	if !same {
		f.lastID, f.lastIDTime, f.hasLastID = digest, scan.At, true
	}
	return same
}
