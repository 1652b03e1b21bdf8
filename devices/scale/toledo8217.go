package scale

import (
	"bytes"
	"strings"
	"time"

	"github.com/curbline/curbline/devices"
)

// toledo8217 is Mettler Toledo's 8217 of grocery counters: single letters, STX
// and CR around the answer, no unit, and a question mark with a status byte in
// place of the weight whenever there is none to be had.
type toledo8217 struct{}

const (
	toledoStart, toledoEnd = 0x02, 0x0D
	toledoStatusBytes      = 4 // STX, ?, status, CR
	// toledoSpacing is 200 ms, and some more for clocks that differ.
	toledoSpacing = 220 * time.Millisecond
)

func (toledo8217) traits() traits {
	return traits{baud: 9600, evenParity: true, spacing: toledoSpacing}
}

func (toledo8217) encode(what request) []byte {
	switch what {
	case askWeight:
		return []byte("W")
	case setZero:
		return []byte("Z")
	case setTare:
		return []byte("T")
	case clearTare:
		return []byte("C")
	default: // it does not say who it is
		return nil
	}
}

// frame reads from STX to CR. A status answer goes by its length, as its status
// byte can be any.
func (toledo8217) frame(heard []byte) (start, end int) {
	start = bytes.IndexByte(heard, toledoStart)
	last := bytes.IndexByte(heard, toledoEnd)
	if start < 0 || last >= 0 && last < start {
		return 0, last + 1
	}
	if len(heard) > start+1 && heard[start+1] == '?' {
		if len(heard) < start+toledoStatusBytes {
			return 0, 0
		}
		return start, start + toledoStatusBytes
	}
	if last < 0 {
		return 0, 0
	}
	return bytes.LastIndexByte(heard[:last], toledoStart), last + 1
}

func (toledo8217) reading(frame []byte) (reading, bool) {
	if len(frame) < toledoStatusBytes || frame[0] != toledoStart || frame[len(frame)-1] != toledoEnd {
		return reading{}, false
	}
	if frame[1] == '?' {
		return toledoStatus(frame[2]), len(frame) == toledoStatusBytes
	}
	weight, net := strings.CutSuffix(string(frame[1:len(frame)-1]), "N")
	whole, fraction, _ := strings.Cut(weight, ".")
	// Without its point a weight could be a hundred times another one.
	if len(whole) != len("ww") || len(fraction) != len("ww") && len(fraction) != len("www") || whole[0] == '-' {
		return reading{}, false
	}
	text, value, ok := number(weight)
	return reading{state: devices.WeightStable, text: text, value: value, net: net, netKnown: true}, ok
}

// toledoStatus reads why there is no weight. Bit 6 says "bad command" in one
// manual and is always set in another, so it counts only if nothing else does.
func toledoStatus(status byte) reading {
	const moving, over, under, noZero, net = 0x01, 0x02, 0x04, 0x08, 0x20
	read := reading{state: devices.WeightFault, net: status&net != 0, netKnown: true}
	switch {
	case status&over != 0:
		read.state = devices.WeightOver
	case status&under != 0:
		read.state = devices.WeightUnder
	case status&moving != 0:
		read.state = devices.WeightMoving
	case status&noZero != 0:
		read.state = devices.WeightNotZeroed
	default:
		read.misunderstood = true
	}
	return read
}

// outcome takes no frame for an answer: there is none to a command, and the look
// that follows tells whether it helped.
func (toledo8217) outcome(request, []byte) outcome { return notMine }

func (toledo8217) told(request, []byte) (string, bool) { return "", false }
