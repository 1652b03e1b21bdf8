package zpl

import (
	"errors"
	"fmt"
	"strings"
)

// StatusRequest is ~HS: the printer answers with three lines. It answers nothing
// at all while it has no media or ribbon or its head is open (ZPL II Programming
// Guide, ~HS).
const StatusRequest = "~HS"

// Limits of an answer to ~HS.
const (
	statusLineMaxBytes = 96
	formatsMax         = 999
	labelsLeftMax      = 99_999_999
)

// ErrStatus is wrapped by the errors of ParseStatus.
var ErrStatus = errors.New("host status")

// HostStatus is what a label printer says about itself.
type HostStatus struct {
	PaperOut         bool // b
	Paused           bool // c
	LabelLengthDots  int  // dddd
	Formats          int  // eee, formats in the receive buffer
	BufferFull       bool // f
	Diagnostic       bool // g
	PartialFormat    bool // h
	MemoryLost       bool // j
	UnderTemperature bool // k
	OverTemperature  bool // l
	HeadUp           bool // o
	RibbonOut        bool // p
	LabelWaiting     bool // t, peeled off and not taken
	LabelsLeft       int  // uuuuuuuu, of the batch that is being printed
}

// Idle says that nothing that was sent is still to be printed.
func (s HostStatus) Idle() bool { return s.Formats == 0 && s.LabelsLeft == 0 && !s.PartialFormat }

// The XON and XOFF of flow control may stand anywhere in what a printer sends.
const (
	XON  = 0x11
	XOFF = 0x13
)

const (
	stx = 0x02
	etx = 0x03
)

// StatusReader picks answers to ~HS out of what a printer sends, one byte after
// the other. The zero value is ready.
type StatusReader struct {
	line   []byte
	inside bool
	lines  int // lines of the answer that were good so far
	status HostStatus
}

// Feed takes a byte; true where it completes an answer. Anything else is skipped:
// noise between lines, lines that are too long or make no sense, and a part of an
// answer that another one follows.
func (r *StatusReader) Feed(char byte) (HostStatus, bool) {
	switch {
	case char == XON || char == XOFF:
	case char == stx:
		r.line, r.inside = r.line[:0], true
	case !r.inside:
	case char == etx:
		r.inside = false
		return r.endOfLine()
	case len(r.line) == statusLineMaxBytes:
		r.inside, r.lines = false, 0
	default:
		r.line = append(r.line, char)
	}
	return HostStatus{}, false
}

// Reset forgets a part of an answer, before the next request.
func (r *StatusReader) Reset() { *r = StatusReader{line: r.line[:0]} }

func (r *StatusReader) endOfLine() (HostStatus, bool) {
	fields := strings.Split(string(r.line), ",")
	if len(fields) == firstLineFields { // the first line begins an answer, whatever was before
		r.lines, r.status = 0, HostStatus{}
	}
	var good bool
	switch r.lines {
	case 0:
		good = r.status.first(fields)
	case 1:
		good = r.status.second(fields)
	case 2:
		// The password and whether there is memory of a kind: of no use here.
		good = len(fields) == thirdLineFields
	}
	if !good {
		r.lines = 0
		return HostStatus{}, false
	}
	if r.lines++; r.lines < 3 {
		return HostStatus{}, false
	}
	r.lines = 0
	return r.status, true
}

// How many fields the lines have.
const (
	firstLineFields  = 12
	secondLineFields = 11
	thirdLineFields  = 2
)

// first reads aaa,b,c,dddd,eee,f,g,h,iii,j,k,l.
func (s *HostStatus) first(fields []string) bool {
	if len(fields) != firstLineFields {
		return false
	}
	ok := flag(fields[1], &s.PaperOut) && flag(fields[2], &s.Paused) && flag(fields[5], &s.BufferFull) &&
		flag(fields[6], &s.Diagnostic) && flag(fields[7], &s.PartialFormat) && flag(fields[9], &s.MemoryLost) &&
		flag(fields[10], &s.UnderTemperature) && flag(fields[11], &s.OverTemperature)
	return ok && number(fields[3], 99_999, &s.LabelLengthDots) && number(fields[4], formatsMax, &s.Formats)
}

// second reads mmm,n,o,p,q,r,s,t,uuuuuuuu,v,www.
func (s *HostStatus) second(fields []string) bool {
	return len(fields) == secondLineFields && flag(fields[2], &s.HeadUp) && flag(fields[3], &s.RibbonOut) &&
		flag(fields[7], &s.LabelWaiting) && number(fields[8], labelsLeftMax, &s.LabelsLeft)
}

func flag(text string, value *bool) bool {
	*value = text == "1"
	return text == "0" || text == "1"
}

func number(text string, limit int, value *int) bool {
	if text == "" || len(text) > 8 {
		return false
	}
	*value = 0
	for _, char := range []byte(text) {
		if char < '0' || char > '9' {
			return false
		}
		*value = *value*10 + int(char-'0')
	}
	return *value <= limit
}

// ParseStatus reads a whole answer. Errors: ErrStatus where there is none in it.
func ParseStatus(answer []byte) (HostStatus, error) {
	var reader StatusReader
	for _, char := range answer {
		if status, whole := reader.Feed(char); whole {
			return status, nil
		}
	}
	return HostStatus{}, fmt.Errorf("%w: no whole answer in %d bytes", ErrStatus, len(answer))
}
