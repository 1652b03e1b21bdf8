package doctor

import (
	"bytes"
	"slices"
	"time"

	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal/idcard"
)

// needed are the bytes that documents and codes of a shop hold: the separators of
// a licence (and FS of old South Carolina cards), GS of GS1 codes, Latin-1 letters
// of names.
var needed = []byte{'\n', '\r', 0x1e, 0x1c, 0x1d, 0xd1, 0xe9}

// sample is a made-up licence of version 10, whose directory fits. What a
// scanner does to bytes is done to it, and then it is read like any other.
const (
	sampleHead = "@\n\x1e\rANSI 636020100101DL00310130"
	sampleBody = "DLDAQ112223333\nDCSSAMPLE\nDDEN\nDACAVERY\nDDFN\nDADQUINN\nDDGN\nDBD06152021\nDBB06152001\nDBA06152029\nDBC2\nDAG1 TEST ST\nDAIANYTOWN\nDAJCO\n\r"
)

// judge sets what follows from what was found.
func (r *Report) judge() {
	r.Readable = r.reads()
	switch {
	case len(r.Missing) > 0:
		r.Grade = Unknown
	case r.Case != CaseKept || r.AtLost || r.Altered || slices.ContainsFunc(r.Added, func(a Addition) bool { return a.Where == "between" || !isAffix(a) }) ||
		slices.ContainsFunc(needed, func(char byte) bool { return !r.keeps(char) }):
		r.Grade = Degraded
	default:
		r.Grade = Fine
	}
	if r.Grade == Fine && !r.Readable {
		r.Grade = Degraded
	}
}

// keeps says that a byte comes as it is, or as UTF-8, which is read, too.
func (r *Report) keeps(char byte) bool {
	sent := string(r.sent(char))
	return sent == string([]byte{char}) || char >= 0x80 && sent == string(rune(char))
}

// isAffix knows what may stand around a scan: a symbology prefix, STX and ETX,
// and what ends a line.
func isAffix(added Addition) bool {
	rest := added.Bytes
	if added.Where == "before" {
		rest = bytes.TrimPrefix(rest, []byte{0x02})
		rest = rest[aimSize(rest):]
	}
	return len(bytes.Trim(rest, "\r\n\t\x03\x02")) == 0
}

// reads says that the sample comes out of the framer once and is read right.
func (r *Report) reads() bool {
	raw := r.apply([]byte(sampleHead + sampleBody))
	if r.AtLost {
		raw = bytes.TrimPrefix(raw, []byte("@"))
	}
	for _, added := range r.Added {
		switch added.Where {
		case "before":
			raw = append(bytes.Clone(added.Bytes), raw...)
		case "behind":
			raw = append(raw, added.Bytes...)
		case "between": // an extra byte before each separator is the worst of it
			raw = bytes.ReplaceAll(raw, []byte("\n"), append(added.Bytes[:1:1], '\n'))
		}
	}
	framer := scanner.NewFramer(0, 0)
	scans := framer.Feed(raw, 0)
	scans = append(scans, framer.Tick(time.Second)...)
	ids := 0
	for _, scan := range scans {
		if scan.Kind != scanner.ID {
			continue
		}
		document, err := scanner.ReadDocument(scan.Raw)
		if err != nil || !isSample(document) {
			return false
		}
		ids++
	}
	return ids == 1 && len(scans) == 1
}

func isSample(document idcard.Document) bool {
	return document.Number == "112223333" && document.FamilyName == "SAMPLE" && document.FirstName == "AVERY" &&
		document.BirthDate == (idcard.Date{Year: 2001, Month: 6, Day: 15}) &&
		document.ExpiryDate == (idcard.Date{Year: 2029, Month: 6, Day: 15})
}
