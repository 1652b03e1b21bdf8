package scale

import (
	"strings"

	"github.com/curbline/curbline/devices"
)

// mtSICS is Mettler Toledo's Standard Interface Command Set, levels 0 and 1: SI
// asks at once, a weight is ten characters, right aligned, and always net.
type mtSICS struct{}

func (mtSICS) traits() traits { return traits{baud: 9600, answersCommands: true} }

func (mtSICS) encode(what request) []byte {
	switch what {
	case askWeight:
		return []byte("SI\r\n")
	case askModel:
		return []byte("I2\r\n")
	case askSerial:
		return []byte("I4\r\n")
	case setZero:
		return []byte("Z\r\n")
	case setTare:
		return []byte("T\r\n")
	case clearTare:
		return []byte("TAC\r\n")
	default:
		return nil
	}
}

func (mtSICS) frame(heard []byte) (start, end int) { return lineFrame(heard) }

const (
	sicsWeightAt = len("S S ")
	sicsUnitAt   = sicsWeightAt + 10 + 1
)

func (mtSICS) reading(frame []byte) (reading, bool) {
	text, ok := line(frame)
	if !ok {
		return reading{}, false
	}
	switch text {
	case "S I": // not executable: it is taring, or waited for rest in vain
		return reading{state: devices.WeightMoving}, true
	case "S +":
		return reading{state: devices.WeightOver}, true
	case "S -":
		return reading{state: devices.WeightUnder}, true
	case "ES", "ET": // not a command, or damaged on the way
		return reading{state: devices.WeightFault, misunderstood: true}, true
	case "EL":
		return reading{state: devices.WeightFault}, true
	}
	if len(text) <= sicsUnitAt || text[3] != ' ' || text[sicsUnitAt-1] != ' ' {
		return reading{}, false
	}
	read, ok := readingOf(text[sicsWeightAt:sicsUnitAt-1], text[sicsUnitAt:])
	switch text[:3] {
	case "S S":
		read.state = devices.WeightStable
	case "S D":
		read.state = devices.WeightMoving
	default:
		return reading{}, false
	}
	return read, ok
}

func (p mtSICS) outcome(what request, frame []byte) outcome {
	text, ok := line(frame)
	if !ok {
		return notMine
	}
	if text == "ES" || text == "ET" || text == "EL" {
		return refused
	}
	command, _ := line(p.encode(what))
	said, ok := strings.CutPrefix(text, command+" ")
	switch {
	case !ok || said == "":
		return notMine
	case said == "A", what == setTare && strings.HasPrefix(said, "S "):
		return accepted
	case said == "I":
		return busy
	default: // +, - and L: out of range
		return refused
	}
}

func (p mtSICS) told(what request, frame []byte) (string, bool) {
	text, ok := line(frame)
	command, _ := line(p.encode(what))
	if ok && (text == "ES" || text == "EL" || text == command+" I" || text == command+" L") {
		return "", true
	}
	said, found := strings.CutPrefix(text, command+" A ")
	return name(strings.Trim(said, `"`)), ok && found
}
