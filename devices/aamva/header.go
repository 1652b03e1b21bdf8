package aamva

import "github.com/curbline/curbline/terminal/idcard"

// header is the fixed start of a barcode (AAMVA DL/ID Card Design Standard,
// annex D): compliance indicator, separators, file type, issuer, versions and
// the directory of subfiles.
type header struct {
	start    int // index of where '@' stands, or would stand
	iin      [6]byte
	version  int
	kind     idcard.Kind
	subfile  [2]byte // DL or ID; zero where no directory entry says so
	issuers  [2]byte // the type of the issuer's own subfile, such as ZC; zero where there is none
	body     int     // index of the first byte after the directory
	declared int     // index after the last declared byte; 0 where the directory says none
	layout   bool    // the number of subfiles and the first type are where they belong
	sound    bool    // the directory is digits and points at its subfiles
	letters  bool    // the directory has letters for digits
	framed   bool    // the four bytes before the file type came as they are on the card
	crAsM    bool    // the scanner made a letter M of each carriage return
	flipped  bool    // the scanner changed the case of letters
}

const (
	fileTypeBytes   = 5 // "ANSI " or "AAMVA"
	directoryEntry  = 10
	entriesMax      = 9
	headersMax      = 8
	headerLeadBytes = 12 // the most that scanners make of the four bytes before the file type
)

// findHeaders gives the index of each file type that is followed by eight
// digits, the issuer and the version, and how many there are. Scanners lose or
// change what stands before it, so nothing else is asked of the start. Of more
// than headersMax it gives the number only.
func findHeaders(raw []byte) (found [headersMax]int, count int) {
	for index := 0; index+fileTypeBytes+8 <= len(raw); index++ {
		if raw[index]|0x20 != 'a' || !isFileType(raw[index:]) {
			continue
		}
		if allDigits(raw[index+fileTypeBytes : index+fileTypeBytes+8]) {
			if count < headersMax {
				found[count] = index
			}
			count++
			index += fileTypeBytes + 7
		}
	}
	return found, count
}

func hasHeader(raw []byte) bool {
	_, count := findHeaders(raw)
	return count > 0
}

func isFileType(text []byte) bool {
	return hasPrefixFold(text, "ANSI ") || hasPrefixFold(text, "AAMVA")
}

func allDigits(text []byte) bool {
	for _, char := range text {
		if !isDigit(char) {
			return false
		}
	}
	return len(text) > 0
}

// number reads up to four digits; the caller has checked that they are digits.
func number(text []byte) int {
	value := 0
	for _, char := range text {
		value = value*10 + int(char-'0')
	}
	return value
}

// readHeader reads the header whose file type stands at index at.
func readHeader(raw []byte, at int) header {
	rest := raw[at+fileTypeBytes:]
	head := header{start: at - 4, version: number(rest[6:8]), flipped: raw[at] == 'a'}
	copy(head.iin[:], rest)
	head.framed = at >= 4 && string(raw[at-4:at]) == "@\n\x1e\r"
	head.crAsM = at >= 1 && upper(raw[at-1]) == 'M' && (at < 2 || raw[at-2] != '^')
	entriesAt := head.entriesAt(rest)
	head.body = at + fileTypeBytes + entriesAt
	if !head.layout {
		return head
	}
	entries := number(rest[entriesAt : entriesAt+2])
	head.body += 2
	directory := head.body
	head.sound = true
	for entry := range entries {
		head.readEntry(raw, entry)
	}
	head.findBody(raw, directory)
	return head
}

// entriesAt gives where the number of subfiles stands: after the jurisdiction
// version, which version 01 does not have. Some issuers mix the two up, so the
// place is right where it is followed by the type of a subfile.
func (h *header) entriesAt(rest []byte) int {
	places := [2]int{10, 8}
	if h.version <= 1 {
		places = [2]int{8, 10}
	}
	for _, known := range [2]bool{true, false} { // DL and ID before other types
		for _, at := range places {
			if len(rest) < at+4 || !allDigits(rest[8:at+2]) {
				continue
			}
			count, first, second := number(rest[at:at+2]), upper(rest[at+2]), upper(rest[at+3])
			if count < 1 || count > entriesMax || !isLetter(first) || !isLetter(second) {
				continue
			}
			if !known || first == 'D' && second == 'L' || first == 'I' && second == 'D' {
				h.layout = true
				return at
			}
		}
	}
	return places[0]
}

// readEntry reads one directory entry: type, offset from '@', length. Issuers
// get offsets and lengths wrong, so they are only remembered as a hint.
func (h *header) readEntry(raw []byte, entry int) {
	if len(raw) < h.body+directoryEntry {
		h.sound = false
		return
	}
	designator := raw[h.body : h.body+directoryEntry]
	h.body += directoryEntry
	kind := [2]byte{upper(designator[0]), upper(designator[1])}
	switch {
	case entry == 0:
		h.setSubfile(kind)
	case kind[0] == 'Z' && h.issuers[0] == 0:
		h.issuers = kind
	}
	if !allDigits(designator[2:]) {
		h.sound, h.letters = false, true
		return
	}
	offset, length := number(designator[2:6]), number(designator[6:10])
	at := h.start + offset
	h.declared = max(h.declared, at+length)
	if at < 0 || at+2 > len(raw) || upper(raw[at]) != kind[0] || upper(raw[at+1]) != kind[1] {
		h.sound = false
	}
}

func (h *header) setSubfile(kind [2]byte) {
	switch kind {
	case [2]byte{'D', 'L'}:
		h.kind = idcard.DriverLicense
	case [2]byte{'I', 'D'}:
		h.kind = idcard.IDCard
	default:
		return
	}
	h.subfile = kind
}

// isSubfileAt says that the type of the first subfile stands there, and an
// element behind it.
func (h *header) isSubfileAt(raw []byte, at int) bool {
	return at+5 <= len(raw) && upper(raw[at]) == h.subfile[0] && upper(raw[at+1]) == h.subfile[1] && startsWithTag(raw[at+2:])
}

// findBody corrects where the body begins. The directory is followed by the type
// of the first subfile and its first element; the first place behind the first
// type where they stand is the body, whatever the directory's size should be.
// Where they do not (issuers without the type, and those with a line feed after
// it), the size stands.
func (h *header) findBody(raw []byte, directory int) {
	if h.subfile[0] == 0 {
		return
	}
	for at := directory + 2; at+5 <= len(raw) && raw[at] >= ' ' && raw[at] != '|'; at++ {
		if h.isSubfileAt(raw, at) {
			h.body = at
			return
		}
	}
}

// wrong says that the issuer's directory does not match the bytes. Only where
// the scanner changed nothing can it be told; letters for digits always can.
func (h *header) wrong(raw []byte) bool {
	if h.letters {
		return true
	}
	const tailBytes = 1 // some scanners take off the last line end
	return h.framed && (!h.sound || h.declared > len(raw)+tailBytes)
}

// oftenWrong says that an issuer is known for directories that do not match its
// cards, so that one more is nothing to look at.
func oftenWrong(jurisdiction string) bool {
	switch jurisdiction {
	case "AB", "CT", "IL", "ON", "SC", "WV", "WY":
		return true
	}
	return false
}

// DeclaredEnd gives how many bytes of raw a complete licence scan takes by its
// own directory: a hint for framing, as directories are often wrong. It is 0
// where the directory has not arrived whole or says nothing usable.
func DeclaredEnd(raw []byte) int {
	found, count := findHeaders(raw)
	if count == 0 {
		return 0
	}
	head := readHeader(raw, found[0])
	// A directory that is still arriving has read fewer entries than it has.
	if head.subfile[0] == 0 || head.body > len(raw) || head.declared <= head.body {
		return 0
	}
	return head.declared
}

// scanStart gives where the scan begins whose file type stands at index at, not
// before floor: scanners turn the four bytes before it into up to twelve.
func scanStart(raw []byte, at, floor int) int {
	for index := at - 1; index >= max(floor, at-headerLeadBytes); index-- {
		if raw[index] == '@' {
			return index
		}
	}
	start := at
	for start > floor && raw[start-1] <= ' ' {
		start--
	}
	return start
}
