package scale

import (
	"strings"

	"github.com/curbline/curbline/devices"
)

// and is the A&D standard format: two letters, a comma, a sign with eight
// characters, a unit of three, CR LF.
type and struct{}

func (and) traits() traits {
	return traits{baud: 2400, evenParity: true, clearsWhenEmpty: true}
}

func (and) encode(what request) []byte {
	switch what {
	case askWeight:
		return []byte("Q\r\n")
	case setZero, clearTare: // zero on an empty pan takes the tare with it
		return []byte("Z\r\n")
	case setTare:
		return []byte("T\r\n")
	default: // it does not say who it is
		return nil
	}
}

const (
	andAcknowledge = 0x06
	andFrameChars  = len("ST,+00012.34  g")
	andUnitAt      = andFrameChars - 3
)

// frame finds a line, or the single byte that acknowledges a command where the
// scale is set to do so (erCd 1).
func (and) frame(heard []byte) (start, end int) {
	if len(heard) > 0 && heard[0] == andAcknowledge {
		return 0, 1
	}
	return lineFrame(heard)
}

func (and) reading(frame []byte) (reading, bool) {
	text, ok := line(frame)
	if !ok {
		return reading{}, false
	}
	header, rest, ok := strings.Cut(text, ",")
	if !ok {
		return reading{}, false
	}
	switch header {
	case "EC":
		_, misunderstood, ok := andError(rest)
		return reading{state: devices.WeightFault, misunderstood: misunderstood}, ok
	case "OL": // the digits mean nothing; the sign says which end
		switch {
		case strings.HasPrefix(rest, "+"):
			return reading{state: devices.WeightOver}, true
		case strings.HasPrefix(rest, "-"):
			return reading{state: devices.WeightUnder}, true
		}
		return reading{}, false
	}
	if len(text) != andFrameChars || len(header) != 2 || rest[0] != '+' && rest[0] != '-' {
		return reading{}, false
	}
	read, ok := readingOf(text[3:andUnitAt], strings.TrimSpace(text[andUnitAt:]))
	switch {
	case header == "ST", header == "WT":
		read.state = devices.WeightStable
	case header == "US":
		read.state = devices.WeightMoving
	case header == "QT" && read.unit == "pc": // pieces counted, not a weight
		read.state = devices.WeightStable
	default:
		return reading{}, false
	}
	return read, ok
}

// andError reads what follows EC: E and a number. It tells not now (2), and what
// we asked wrongly (0 line, 1 unknown, 6 format), from the scale's own errors.
func andError(code string) (notNow, misunderstood, ok bool) {
	digits, ok := strings.CutPrefix(code, "E")
	if !ok || digits == "" || len(digits) > 2 || !allDigits(digits) {
		return false, false, false
	}
	switch strings.TrimLeft(digits, "0") {
	case "", "1", "6":
		return false, true, true
	case "2":
		return true, false, true
	default:
		return false, false, true
	}
}

func (and) outcome(_ request, frame []byte) outcome {
	if len(frame) == 1 && frame[0] == andAcknowledge {
		return accepted
	}
	text, ok := line(frame)
	code, found := strings.CutPrefix(text, "EC,")
	if !ok || !found {
		return notMine
	}
	notNow, _, ok := andError(code)
	switch {
	case !ok:
		return notMine
	case notNow:
		return busy
	default:
		return refused
	}
}

func (and) told(request, []byte) (string, bool) { return "", false }
