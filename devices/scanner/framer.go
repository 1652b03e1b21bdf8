package scanner

import "time"

const (
	// FrameMaxBytes bounds one scan.
	FrameMaxBytes = 4096
	// FrameMaxTime bounds how long one scan may take to come in. Until then the
	// rest of a scan that broke off can follow.
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
	// patience is how many gaps are waited for bytes that a directory declares and
	// that are missing in the middle of an element.
	patience = 3
	// suffixSure is how many codes in a row must have ended with a line end until
	// one without it counts as broken off.
	suffixSure = 2
)

type state int

const (
	idle     state = iota
	code           // a code: ends with a line end or CodeGap
	document       // a document: ends with its declared end or IDGap
	overflow       // after too much or rubbish: dropped until IDGap
)

// Tally counts bytes: In is the sum of the other three.
type Tally struct {
	In      int
	Given   int // of frames that were given out as a scan, unreadable ones too
	Dropped int // line ends, filler, repeats, the rest of what broke off or was too long
	Open    int // not decided yet
}

// Framer cuts a stream of bytes into scans. It reads no clock: times are
// monotonic and come with the calls. It is not safe for several goroutines.
type Framer struct {
	idGap, codeGap time.Duration

	state    state
	frame    []byte
	zone     bool // the document is a machine-readable zone
	tailed   bool // the frame began right behind a document
	declared int  // the frame's declared end, 0 before it is known
	started  time.Duration
	last     time.Duration // of the last byte

	behind   time.Duration // until when filler behind a document can begin
	suffixed int           // codes in a row that ended with a line end
	rest     rest
	repeats  repeats

	out   []Scan
	tally Tally
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
	return &Framer{idGap: max(idGap, idleGapMin), codeGap: codeGap, behind: -1, rest: noRest}
}

// Tally counts the bytes that came in and what became of them.
func (f *Framer) Tally() Tally {
	all := f.tally
	if f.state != overflow {
		all.Open = len(f.frame)
	}
	return all
}

// Feed takes bytes that were read at a time and gives the scans they end.
func (f *Framer) Feed(data []byte, at time.Duration) []Scan {
	for _, char := range data {
		f.tally.In++
		f.feedByte(char, at)
	}
	return f.taken()
}

// Deadline gives when Tick is due if no byte comes before; false if nothing is
// open.
func (f *Framer) Deadline() (time.Duration, bool) {
	switch {
	case f.state == idle:
		return 0, false
	case f.state == code && f.suffixed < suffixSure && !mayBeBroken(codeText(f.frame)):
		return f.last + f.codeGap, true
	case f.state == document && brokeOff(f.frame):
		return f.last + patience*f.idGap, true
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
	if f.state == overflow {
		f.reset(idle)
		return nil
	}
	f.end(bySilence)
	return f.taken()
}

func (f *Framer) taken() []Scan {
	scans := f.out
	f.out = nil
	return scans
}

func (f *Framer) feedByte(char byte, at time.Duration) {
	f.last = at
	switch f.state {
	case overflow:
		f.tally.Dropped++
	case idle:
		f.begin(char, at)
	case code:
		f.extendCode(char, at)
	case document:
		f.extend(char, at)
	}
}

// begin starts a frame. What stands before the first printable byte (STX, line
// ends of the scan before) carries nothing.
func (f *Framer) begin(char byte, at time.Duration) {
	close := at <= f.behind
	if char <= ' ' || char == 0x7f {
		if close {
			f.behind = at + f.idGap
		}
		f.tally.Dropped++
		return
	}
	f.state, f.started, f.tailed = code, at, close
	f.extend(char, at)
}

func (f *Framer) extendCode(char byte, at time.Duration) {
	size := len(f.frame)
	switch char {
	case '\r', '\n', 0x1e, 0x1c:
		// A licence begins here, behind a prefix or a code that had no line end.
		if size > 1 && f.frame[size-1] == '@' {
			if isPrefix(f.frame[:size-1]) {
				f.state = document
				f.extend(char, at)
				return
			}
			f.frame = f.frame[:size-1]
			f.end(byLineEnd)
			f.state, f.started = document, at
			f.frame = append(f.frame, '@')
			f.extend(char, at)
			return
		}
	}
	switch char {
	case '\r', '\n':
		if isZoneLine(withoutAIM(f.frame)) {
			f.state, f.zone = document, true
			f.extend(char, at)
			return
		}
		f.tally.Dropped++
		f.end(byLineEnd)
	case '\t', 0x03, 0x04: // suffixes that some scanners are set to; ETX and EOT of a framed protocol
		f.tally.Dropped++
		f.end(byLineEnd)
	default:
		f.extend(char, at)
	}
}

// extend adds a byte to the open frame and ends it where that makes it whole or
// too long.
func (f *Framer) extend(char byte, at time.Duration) {
	f.frame = append(f.frame, char)
	if len(f.frame) > FrameMaxBytes || at-f.started > FrameMaxTime {
		f.give(tooLong(), len(f.frame))
		f.reset(overflow)
		return
	}
	if f.state == code {
		f.becomeDocument()
	}
	if f.state == document && f.endsHere(char) {
		f.end(byContent)
	}
}

// becomeDocument looks whether the frame has the start of a document by now.
func (f *Framer) becomeDocument() {
	if startsDocument(f.frame) {
		f.state, f.zone = document, f.frame[len(f.frame)-1] == '<'
	}
}

// endsHere says that the bytes reach exactly as far as the directory declares
// and the last element is closed: either alone proves nothing. A zone ends with
// its last character.
func (f *Framer) endsHere(char byte) bool {
	if f.zone {
		text := withoutAIM(f.frame)
		return zoneLetters(text) == zoneLength(text) && isZoneShape(text)
	}
	if char != '\r' {
		return false
	}
	if f.declared == 0 {
		f.declared = declaredEnd(f.frame)
		const directoryWhole = 64
		if f.declared == 0 && len(f.frame) >= directoryWhole {
			f.declared = -1 // no use in asking again
		}
	}
	return f.declared > 0 && len(f.frame) == f.declared
}

// end closes the frame and gives out what it is.
func (f *Framer) end(how ending) {
	size, wasDocument := len(f.frame), f.state == document || looksLikeDocument(f.frame)
	text := codeText(f.frame)
	switch {
	case f.tailed && !wasDocument && isFiller(text):
		f.tally.Dropped += size
		f.behind = f.last + f.idGap
	case !wasDocument && f.rest.covers(text, size, f.started):
		f.dropRest(size)
	case !wasDocument && how == bySilence && f.suffixed >= suffixSure:
		// Every code had a line end, this one has none.
		f.suffixed = 0
		f.breakOff(judged{scans: []Scan{torn()}, open: true, restMax: restAny}, size)
	case wasDocument:
		result := judgeDocument(f.frame, how, f.zone)
		f.breakOff(result, size)
		if how == byContent {
			f.behind = f.last + f.idGap
		}
	default:
		f.learnSuffix(how)
		f.breakOff(judgeCode(f.frame, how), size)
	}
	next := idle
	if len(f.out) > 0 && f.out[len(f.out)-1].Err != nil && f.out[len(f.out)-1].Err.Code == ScanGarbled {
		next = overflow // rubbish holds line ends, too: one message is enough
	}
	f.reset(next)
}

// breakOff gives out what was found and remembers whether a rest can come.
func (f *Framer) breakOff(result judged, size int) {
	told := false
	for _, scan := range result.scans {
		if scan.Kind == ID && f.repeats.again(scan.Raw, f.last) {
			scan.Wipe()
			continue
		}
		told = told || scan.Kind == Unreadable
		f.give(scan, size)
		size = 0 // the frame is counted once
	}
	f.tally.Dropped += size
	f.rest = restAfter(result, told, f.started)
}

// dropRest drops what can be the rest of a scan that broke off: acted on, a
// piece of a licence would be a code. It is said once.
func (f *Framer) dropRest(size int) {
	if f.rest.told {
		f.tally.Dropped += size
		return
	}
	f.rest.told = true
	f.give(torn(), size)
}

// learnSuffix notes whether this scanner ends its codes with a line end.
func (f *Framer) learnSuffix(how ending) {
	if how == byLineEnd {
		f.suffixed = min(f.suffixed+1, suffixSure)
	} else {
		f.suffixed = 0
	}
}

func (f *Framer) give(scan Scan, size int) {
	scan.At = f.last
	f.tally.Given += size
	f.out = append(f.out, scan)
}

func (f *Framer) reset(next state) {
	clear(f.frame) // it may hold a document
	f.frame, f.tailed, f.zone, f.declared, f.state = f.frame[:0], false, false, 0, next
}
