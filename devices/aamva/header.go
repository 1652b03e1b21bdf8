package aamva

import "github.com/curbline/curbline/terminal/idcard"

// header is the fixed start of a barcode (AAMVA DL/ID Card Design Standard,
// annex D): compliance indicator, separators, file type, issuer, versions and
// the directory of subfiles.
type header struct {
	start    int // index of where '@' stands, or would stand
	iin      string
	version  int
	kind     idcard.Kind
	subfile  string // DL or ID; empty where no directory entry says so
	body     int    // index of the first byte after the directory
	declared int    // index after the last declared byte; 0 where the directory says none
	sound    bool   // the directory is digits and points at its subfiles
}

const (
	fileTypeBytes  = 5 // "ANSI " or "AAMVA"
	directoryEntry = 10
	entriesMax     = 9
)

// findHeaders gives the index of each file type that is followed by eight
// digits: the issuer and the version. Scanners lose or change what stands
// before it, so nothing else is asked of the start.
func findHeaders(raw []byte) []int {
	var found []int
	for index := 0; index+fileTypeBytes+8 <= len(raw); index++ {
		if !hasPrefixFold(raw[index:], "ANSI ") && !hasPrefixFold(raw[index:], "AAMVA") {
			continue
		}
		if allDigits(raw[index+fileTypeBytes : index+fileTypeBytes+8]) {
			found = append(found, index)
			index += fileTypeBytes + 7
		}
	}
	return found
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
	head := header{start: at - 4, iin: string(rest[:6]), version: number(rest[6:8])}
	entriesAt := 10
	if head.version <= 1 { // version 01 has no jurisdiction version
		entriesAt = 8
	}
	head.body = at + fileTypeBytes + entriesAt
	if len(rest) < entriesAt+2 || !allDigits(rest[8:entriesAt+2]) {
		return head
	}
	entries := number(rest[entriesAt : entriesAt+2])
	head.body += 2
	if entries < 1 || entries > entriesMax {
		return head
	}
	head.sound = true
	for entry := range entries {
		head.readEntry(raw, entry)
	}
	return head
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
	kind := string([]byte{upper(designator[0]), upper(designator[1])})
	if entry == 0 && (kind == "DL" || kind == "ID") {
		h.subfile = kind
		h.kind = idcard.DriverLicense
		if kind == "ID" {
			h.kind = idcard.IDCard
		}
	}
	if !allDigits(designator[2:]) {
		h.sound = false
		return
	}
	offset, length := number(designator[2:6]), number(designator[6:10])
	at := h.start + offset
	h.declared = max(h.declared, at+length)
	if at < 0 || at+2 > len(raw) || !hasPrefixFold(raw[at:], kind) {
		h.sound = false
	}
}

// DeclaredEnd gives how many bytes of raw a complete licence scan takes by its
// own directory: a hint for framing, as directories are often wrong. It is 0
// where the directory has not arrived whole or says nothing usable.
func DeclaredEnd(raw []byte) int {
	found := findHeaders(raw)
	if len(found) == 0 {
		return 0
	}
	head := readHeader(raw, found[0])
	// A directory that is still arriving has read fewer entries than it has.
	if head.subfile == "" || head.body > len(raw) || head.declared <= head.body {
		return 0
	}
	return head.declared
}
