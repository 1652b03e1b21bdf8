package doctor

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// Grade says how a scanner did. The zero value is that nothing can be said.
type Grade string

// The grades.
const (
	Unknown  Grade = ""         // this was not the card, or not all of it
	Fine     Grade = "fine"     // everything that documents and codes need came through
	Degraded Grade = "degraded" // something they need was lost or changed
)

// Change is a byte that came as something else.
type Change struct {
	From byte
	To   []byte
}

// Addition is what the scanner put in.
type Addition struct {
	Where string // before the scan, behind it, between the elements
	Bytes []byte
}

// Case is what became of the letters.
type Case string

// What can become of letters.
const (
	CaseKept    Case = ""
	CaseLower   Case = "lower"   // all became small
	CaseUpper   Case = "upper"   // all became capitals
	CaseFlipped Case = "flipped" // each became the other, as with caps lock
)

// Report says what a scanner does to bytes.
type Report struct {
	Grade    Grade
	Bytes    int // that came
	Lost     []byte
	Changed  []Change
	Added    []Addition
	Missing  []byte // bytes whose place on the card did not come at all
	Case     Case
	AtLost   bool // the @ at the start is gone
	Altered  bool // the text between was changed in another way
	Readable bool // a licence that goes through this scanner is still read right
}

// tokenMaxBytes is the longest that one byte can become.
const tokenMaxBytes = 12

// Compare says what became of the self-test card. It never fails: what is no card
// has the Grade Unknown.
func Compare(got []byte) Report {
	report := Report{Bytes: len(got)}
	start := indexFold(got, "ANSI 000000")
	at := indexFold(got, cardStart+"01")
	if start < 0 || at < start {
		return report
	}
	report.Case = caseOf(got[start:at])
	report.head(got[:start])
	rest := report.tokens(got[at+len(cardStart):])
	report.tail(rest)
	report.text(got[start:at])
	report.judge()
	return report
}

// head reads what stands before the file type.
func (r *Report) head(head []byte) {
	at := bytes.IndexByte(head, '@')
	r.AtLost = at < 0
	before := head[:max(at, 0)]
	if r.AtLost {
		if size := aimSize(head); size > 0 {
			before = head[:size]
		}
	}
	if len(before) > 0 {
		r.Added = append(r.Added, Addition{"before", bytes.Clone(before)})
	}
}

// aimSize is the length of a symbology prefix (ISO/IEC 15424) at the start.
func aimSize(head []byte) int {
	if len(head) >= 3 && head[0] == ']' && head[1]|0x20 >= 'a' && head[1]|0x20 <= 'z' && head[2] >= '0' && head[2] <= '9' {
		return 3
	}
	return 0
}

// tokens reads the tested bytes and gives what follows the last.
func (r *Report) tokens(rest []byte) []byte {
	var between []byte
	for _, char := range testedBytes() {
		mark := fmt.Sprintf("%02X", char)
		from, value, size := nextToken(rest, mark)
		if from < 0 {
			r.Missing = append(r.Missing, char)
			continue
		}
		between = append(between, rest[:from]...)
		rest = rest[from+size:]
		switch {
		case len(value) == 0:
			r.Lost = append(r.Lost, char)
		case !bytes.Equal(value, []byte{char}):
			r.Changed = append(r.Changed, Change{char, bytes.Clone(value)})
		}
	}
	if len(between) > 0 {
		r.Added = append(r.Added, Addition{"between", between})
	}
	return rest
}

// nextToken finds the token of a mark, not far from here, and gives where it
// begins, what stands in the byte's place, and its length.
func nextToken(rest []byte, mark string) (from int, value []byte, size int) {
	near := rest[:min(len(rest), 4*tokenMaxBytes)]
	for from = range near {
		if !hasPrefixFold(near[from:], mark) {
			continue
		}
		after := near[from+len(mark):]
		end := bytes.IndexByte(after[:min(len(after), tokenMaxBytes+1)], tokenEnd)
		if end >= 0 {
			return from, after[:end], len(mark) + end + 1
		}
	}
	return -1, nil, 0
}

// tail reads what stands behind the card. Its last byte is a CR, which comes as
// all others did.
func (r *Report) tail(rest []byte) {
	if slices.Contains(r.Missing, 0) {
		return // the end did not come
	}
	suffix, _ := bytes.CutPrefix(rest, r.sent('\r'))
	if len(suffix) > 0 {
		r.Added = append(r.Added, Addition{"behind", bytes.Clone(suffix)})
	}
}

// text compares what stands between the header and the tokens, where the changes
// that are known by now are expected.
func (r *Report) text(got []byte) {
	card := Card()
	want := r.apply(card[bytes.Index(card, []byte("ANSI")):bytes.Index(card, []byte(cardStart+"01"))])
	var extra []byte
	for _, char := range got {
		if len(want) > 0 && char == want[0] {
			want = want[1:]
			continue
		}
		extra = append(extra, char)
	}
	switch {
	case len(want) > 0:
		r.Altered = true
	case len(extra) > 0:
		r.Added = append(r.Added, Addition{"between", extra})
	}
}

// sent is what the scanner sends for a byte.
func (r *Report) sent(char byte) []byte {
	if slices.Contains(r.Lost, char) {
		return nil
	}
	for _, change := range r.Changed {
		if change.From == char {
			return change.To
		}
	}
	return []byte{r.Case.letter(char)}
}

// apply gives what the scanner makes of bytes.
func (r *Report) apply(raw []byte) []byte {
	var out []byte
	for _, char := range raw {
		out = append(out, r.sent(char)...)
	}
	return out
}

func (c Case) letter(char byte) byte {
	upper, lower := char >= 'A' && char <= 'Z', char >= 'a' && char <= 'z'
	switch {
	case upper && (c == CaseLower || c == CaseFlipped):
		return char + 'a' - 'A'
	case lower && (c == CaseUpper || c == CaseFlipped):
		return char - 'a' + 'A'
	default:
		return char
	}
}

// caseOf looks at two words of the card, ANSI and Card.
func caseOf(text []byte) Case {
	capitals := bytes.HasPrefix(text, []byte("ANSI"))
	at := indexFold(text, "DACCard")
	word := ""
	if at >= 0 {
		word = string(text[at+3 : at+7])
	}
	switch {
	case !capitals && word == "cARD":
		return CaseFlipped
	case !capitals && word == "card":
		return CaseLower
	case capitals && word == "CARD":
		return CaseUpper
	default:
		return CaseKept
	}
}

func indexFold(text []byte, part string) int {
	for at := range text {
		if hasPrefixFold(text[at:], part) {
			return at
		}
	}
	return -1
}

// hasPrefixFold compares ASCII letters without case.
func hasPrefixFold(text []byte, prefix string) bool {
	return len(text) >= len(prefix) && isASCII(text[:len(prefix)]) && strings.EqualFold(string(text[:len(prefix)]), prefix)
}

func isASCII(text []byte) bool {
	return !bytes.ContainsFunc(text, func(char rune) bool { return char >= 0x80 })
}
