package aamva

import "bytes"

// separatorsMin is how many elements must end with a separator. With fewer, a
// tag such as DBB could be found inside an address: that would be a guess.
const separatorsMin = 5

// cutBytes is the size of a body that is too short for any document: a scan that
// was cut off, not one whose separators are gone.
const cutBytes = 64

// element is the value of one tag, still in the bytes of the scan.
type element struct {
	value    []byte
	found    bool
	conflict bool // it came again with another value
	open     bool // the scan ends in it, perhaps before its end
}

// elements are the values of one DL or ID subfile.
type elements struct {
	values [tagCount]element
	ended  int  // elements that ended with a separator
	second bool // behind them stand elements of another scan, whose start is damaged
}

// text gives the value of a tag; nothing where it came twice with different
// values.
func (e *elements) text(of tag) []byte {
	if e.values[of].conflict {
		return nil
	}
	return e.values[of].value
}

// splitElements cuts the part behind the header at its separators. False means
// that too few separators are left.
func splitElements(raw []byte, head *header, into *elements) bool {
	body := raw[min(head.body, len(raw)):]
	for _, kind := range [3]separators{control, bar, high} {
		*into = elements{}
		into.split(body, head, kind, head.sound && head.declared <= len(raw)+1)
		if into.ended >= separatorsMin {
			return true
		}
	}
	return false
}

// split reads the elements up to the end of the subfile. Whole says that the
// scan has all bytes that its directory declares.
func (e *elements) split(body []byte, head *header, kind separators, whole bool) {
	first := true
	for start := 0; start < len(body); {
		piece, next, closed := kind.cut(body, start)
		start = next
		if len(piece) == 0 {
			continue
		}
		if startsScan(piece) && !first {
			e.second = holdsElements(body[start:], kind)
			return
		}
		if first {
			piece, first = withoutSubfile(piece, head), false
		}
		piece, last := head.cutIssuerSubfile(piece)
		if last || closed {
			e.ended++
		} else if head.crAsM {
			piece = withoutM(piece)
		}
		e.add(piece, !last && !closed && !whole)
		if last {
			// Issuer subfiles hold what the issuer likes, signed blobs included, and
			// come last: nothing in or after them may pass for an element.
			return
		}
	}
}

// startsScan says that a piece is the start of another scan: its compliance
// indicator, with or without the prefix of the scanner, or its file type.
func startsScan(piece []byte) bool {
	const prefixBytes = 4 // ]L0 and the indicator
	if piece[len(piece)-1] == '@' && (len(piece) == 1 || len(piece) <= prefixBytes && piece[0] == ']') {
		return true
	}
	return isFileType(piece)
}

func holdsElements(body []byte, kind separators) bool {
	atStart := true
	for index := range body {
		if kind.at(body, index) > 0 {
			atStart = true
			continue
		}
		if atStart {
			if _, known := tagOf(body[index:]); known {
				return true
			}
		}
		atStart = false
	}
	return false
}

// add keeps the value of a known tag. Blank is no value; another value than
// before is a conflict.
func (e *elements) add(piece []byte, open bool) {
	of, known := tagOf(piece)
	if !known {
		return
	}
	value := withoutDump(trim(piece[3:]))
	one := &e.values[of]
	one.found = true
	switch {
	case len(value) == 0:
	case len(one.value) == 0:
		one.value, one.open = value, open
	case !bytes.Equal(one.value, value):
		one.conflict = true
	}
}
