package scanner

import (
	"bytes"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/aamva"
)

// The failures of a scan beside devices.ScanTooLong.
const (
	ScanTorn    devices.Code = "scan.torn"    // it broke off in the middle
	ScanGarbled devices.Code = "scan.garbled" // it is no text: another speed, or a bad line
)

// ending is what ended a frame.
type ending int

const (
	byContent ending = iota // the document itself says that it is whole
	byLineEnd
	bySilence
)

// tornMinMissing is how many declared bytes must be missing before a document
// counts as broken off: scanners that drop line ends lose a few.
const tornMinMissing = 16

// judged is what a closed frame turned out to be.
type judged struct {
	scans []Scan
	// open says that the rest of it may still come: it broke off, or nothing
	// proves that it was whole. The rest has at most restMax bytes.
	open    bool
	restMax int
}

const (
	// restAny is where nothing is known of what is missing.
	restAny = FrameMaxBytes
	// restLeast is what can follow where by the directory nothing is missing, as
	// scanners make two bytes of one.
	restLeast = 4
)

// judgeDocument decides on a frame that began like a document.
func judgeDocument(frame []byte, how ending, zone bool) judged {
	if !looksLikeDocument(frame) {
		if zone && bytes.IndexByte(frame, '<') < 0 {
			return judgeLines(frame) // codes as long as a zone's line
		}
		if len(frame) < codeMinBytes {
			return judged{open: true, restMax: restAny}
		}
		return judged{scans: []Scan{torn()}, open: true, restMax: restAny}
	}
	raw, code := frame, ""
	if how == bySilence {
		if brokeOff(frame) {
			return judged{scans: []Scan{torn()}, open: true, restMax: restAny}
		}
		raw, code = cutGluedCode(frame)
	}
	scans := []Scan{{Kind: ID, Raw: bytes.Clone(raw)}}
	if code != "" {
		scans = append(scans, Scan{Kind: Code, Text: code})
	}
	result := judged{scans: scans}
	if how != byContent && code == "" {
		result.restMax = restOf(frame)
		result.open = result.restMax > 0
	}
	return result
}

func judgeLines(frame []byte) judged {
	var all judged
	for _, line := range bytes.FieldsFunc(frame, func(char rune) bool { return char == '\r' || char == '\n' }) {
		all.scans = append(all.scans, judgeCode(line, byLineEnd).scans...)
	}
	return all
}

// judgeCode decides on a frame that is no document.
func judgeCode(frame []byte, how ending) judged {
	if isGarbled(frame) {
		return judged{scans: []Scan{unreadable(ScanGarbled, "The scanner sent signs that are no text.",
			"Check that its speed (baud) is the one that is set here, and its cable.")}}
	}
	var all judged
	for _, text := range unglue(frame) {
		switch {
		case len(text) > CodeMaxBytes:
			all.scans = append(all.scans, unreadable(devices.ScanTooLong, "This code is longer than any code of this shop.", "Scan the product's own code."))
		case len(text) < codeMinBytes: // a bad line makes single bytes
			if how == bySilence && mayBeBroken(text) {
				all.open, all.restMax = true, restAny
			}
		case how == bySilence && mayBeBroken(text):
			all.scans, all.open, all.restMax = append(all.scans, torn()), true, restAny
		default:
			all.scans = append(all.scans, Scan{Kind: Code, Text: text})
		}
	}
	return all
}

func torn() Scan {
	return unreadable(ScanTorn, "The scan broke off in the middle.", "Scan again. If it happens often, check the scanner's cable or its cradle.")
}

func tooLong() Scan {
	return unreadable(devices.ScanTooLong, "The scanner sent more than one scan can have.", "Scan again. If it happens each time, check the scanner's settings.")
}

func unreadable(code devices.Code, message, hint string) Scan {
	return Scan{Kind: Unreadable, Err: devices.Errorf(code, "%s", message).WithHint(hint)}
}

// declaredEnd is aamva.DeclaredEnd, asked only where a header can be whole.
func declaredEnd(frame []byte) int {
	const directoryAt = 64 // bytes after which a directory of two entries is whole
	if len(frame) < directoryAt {
		return 0
	}
	return aamva.DeclaredEnd(frame)
}

// brokeOff says that a licence ended in the middle of an element long before its
// declared end. Its number or a date could be cut short without a sign of it.
func brokeOff(frame []byte) bool {
	declared := declaredEnd(frame)
	if declared == 0 || isSeparator(frame[len(frame)-1]) || sentLength(frame)+tornMinMissing > declared {
		return false
	}
	// Where the scanner drops separators the length says nothing.
	const few = 5
	return separators(frame) >= few
}

// restOf gives how many bytes can still come of a document which silence ended:
// 0 where it has at its end what its kind must have.
func restOf(frame []byte) int {
	text := bytes.TrimRight(withoutAIM(frame), "\x03\x04\t\r\n ")
	if len(text) == 0 {
		return restAny
	}
	if declared := declaredEnd(frame); declared > 0 {
		const wrongDirectory = 4 // bytes by which issuers' directories are off
		missing := declared - sentLength(frame)
		if !isSeparator(frame[len(frame)-1]) || missing > wrongDirectory || missing < -2*wrongDirectory {
			return restAny
		}
		return max(2*missing, restLeast)
	}
	if isWholeByForm(text) {
		return 0
	}
	return restAny
}

// isWholeByForm knows the end of documents that no directory describes: the last
// of three magnetic tracks, the last character of a machine-readable zone or of
// a Common Access Card, which has no line ends.
func isWholeByForm(text []byte) bool {
	const tracks, military, middleInitial = 3, 88, 89
	if text[0] == '%' || text[0] == ';' {
		return bytes.Count(text, []byte("?")) >= tracks
	}
	if isZoneShape(text) {
		letters, want := zoneLetters(text), zoneLength(text)
		return letters == want || want == 0 && (letters == 72 || letters == 88 || letters == 90)
	}
	return !bytes.ContainsAny(text, "\r\n") && (len(text) == military || len(text) == middleInitial)
}

// cutGluedCode takes a code off that came right behind a document: its last
// line, if it is a code whatever came before it.
func cutGluedCode(frame []byte) (document []byte, code string) {
	trimmed := bytes.TrimRight(frame, "\x03\x04\t\r\n ")
	at := bytes.LastIndexAny(trimmed, "\r\n")
	if at < 0 {
		return frame, ""
	}
	if text := codeText(trimmed[at+1:]); isWholeCode(text) {
		return frame[:at+1], text
	}
	return frame, ""
}

// sentLength counts a frame as the card has it: without what the scanner put
// before it, and with line ends that became two bytes as one.
func sentLength(frame []byte) int {
	text := withoutAIM(frame)
	return len(text) - bytes.Count(text, []byte("\r\n")) + (len(frame) - len(text))
}

func separators(frame []byte) int {
	count := 0
	for _, char := range frame {
		if isSeparator(char) {
			count++
		}
	}
	return count
}

func isSeparator(char byte) bool {
	return char == '\n' || char == '\r' || char == 0x1e || char == 0x1c || char == 0x03 || char == '|'
}

// isZoneShape says that bytes are lines of a machine-readable zone.
func isZoneShape(text []byte) bool {
	lines := bytes.FieldsFunc(text, func(char rune) bool { return char == '\r' || char == '\n' })
	if len(lines) == 0 || !isZoneText(lines[0]) {
		return false
	}
	for _, line := range lines[1:] {
		for _, char := range line {
			if char != '<' && (char < '0' || char > '9') && (char < 'A' || char > 'Z') {
				return false
			}
		}
	}
	return bytes.IndexByte(text, '<') >= 0
}
