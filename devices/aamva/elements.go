package aamva

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// separatorsMin is how many separators must follow the header. With fewer, a
	// tag such as DBB could be found inside an address: that would be a guess.
	separatorsMin = 5
	etx           = 0x03
	fs            = 0x1c
	rs            = 0x1e
)

// wanted are the tags that are read. Everything else on the card is left there;
// above all DBK and DBM, which may hold a social security number on old cards.
var wanted = map[string]bool{
	"DAQ": true, "DCS": true, "DAC": true, "DAD": true, "DCT": true, "DCU": true,
	"DAA": true, "DAB": true, "DAE": true, // names of version 01
	"DBA": true, "DBB": true, "DBC": true, "DBD": true, "DDJ": true, "DAJ": true, "DCG": true,
}

// elements holds the values of the wanted tags in the order in which they came.
type elements map[string][]string

// one gives the only value of a tag. Conflict is true where the tag came twice
// with different values.
func (e elements) one(tag string) (value string, conflict bool) {
	values := e[tag]
	if len(values) == 0 {
		return "", false
	}
	for _, other := range values[1:] {
		if other != values[0] {
			return "", true
		}
	}
	return values[0], false
}

// splitElements cuts the part behind the header at its separators. False means
// that too few separators are left.
func splitElements(raw []byte, head header) (elements, bool) {
	body := raw[min(head.body, len(raw)):]
	isSeparator := func(char byte) bool {
		return char == '\n' || char == '\r' || char == rs || char == fs || char == etx
	}
	if countSeparators(body, isSeparator) < separatorsMin {
		// Some scanners send '|' for each separator. It counts only where the
		// real ones are gone, as it may stand inside a value otherwise.
		plain := isSeparator
		isSeparator = func(char byte) bool { return char == '|' || plain(char) }
		if countSeparators(body, isSeparator) < separatorsMin {
			return nil, false
		}
	}
	found := make(elements)
	first := true
	for start := 0; start <= len(body); {
		end := start
		for end < len(body) && !isSeparator(body[end]) {
			end++
		}
		piece := stripControls(body[start:end])
		if first && len(piece) > 0 {
			piece = withoutSubfileType(piece, head)
			first = false
		}
		if isIssuerSubfile(piece) {
			// Issuer subfiles hold what the issuer likes, signed blobs included, and
			// come last: nothing in or after them may pass for an element.
			break
		}
		found.add(piece)
		start = end + 1
	}
	return found, true
}

func countSeparators(body []byte, isSeparator func(byte) bool) int {
	count, previous := 0, false
	for _, char := range body {
		separator := isSeparator(char)
		if separator && !previous {
			count++
		}
		previous = separator
	}
	return count
}

// withoutSubfileType takes off exactly the two type letters. Searching for the
// first tag instead would find DDA in IDDAQ.
func withoutSubfileType(piece []byte, head header) []byte {
	if head.subfile != "" && hasPrefixFold(piece, head.subfile) {
		return piece[2:]
	}
	return piece
}

// isIssuerSubfile knows the start of a Z subfile: its type, then a tag of it.
func isIssuerSubfile(piece []byte) bool {
	if len(piece) < 2 || upper(piece[0]) != 'Z' || !isLetter(piece[1]) {
		return false
	}
	return len(piece) == 2 || hasPrefixFold(piece[2:], string(piece[:2])) || upper(piece[2]) == 'Z'
}

// stripControls drops what is not text at the start of a piece: C0 controls, and
// C1 controls that some scanners in keyboard mode put around each element, and
// control characters that a scanner spelled out.
func stripControls(piece []byte) []byte {
	for len(piece) > 0 {
		switch {
		case piece[0] < ' ' || piece[0] >= 0x80 && piece[0] <= 0x9f:
			piece = piece[1:]
		case len(piece) > 1 && piece[0] == 0xc2 && piece[1] >= 0x80 && piece[1] <= 0x9f:
			piece = piece[2:]
		case len(piece) > 1 && piece[0] == '^':
			// Caret notation of a control character, such as ^M or ^^.
			piece = piece[2:]
		default:
			return piece
		}
	}
	return piece
}

func (e elements) add(piece []byte) {
	if len(piece) < 3 {
		return
	}
	tag := string([]byte{upper(piece[0]), upper(piece[1]), upper(piece[2])})
	if !wanted[tag] {
		return
	}
	e[tag] = append(e[tag], decode(piece[3:]))
}

// decode reads a value as UTF-8 where it is valid UTF-8 and as Latin-1 where it
// is not, without control characters, trimmed.
func decode(value []byte) string {
	var text strings.Builder
	write := func(char rune) {
		if !unicode.IsControl(char) {
			text.WriteRune(char)
		}
	}
	if utf8.Valid(value) {
		for _, char := range string(value) {
			write(char)
		}
	} else {
		for _, char := range value {
			write(rune(char))
		}
	}
	return strings.TrimSpace(text.String())
}
