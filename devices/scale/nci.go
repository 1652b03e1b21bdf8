package scale

import (
	"bytes"
	"strings"

	"github.com/curbline/curbline/devices"
)

// nci is NCI's SCP-01 and SCP-02 (Weigh-Tronix, Brecknell): LF, the weight with
// its unit and CR LF where there is one, the status bytes, CR, ETX.
type nci struct{ motionInverted bool }

const nciEnd = 0x03

func (nci) traits() traits { return traits{baud: 9600, clearsWhenEmpty: true} }

func (nci) encode(what request) []byte {
	switch what {
	case askWeight:
		return []byte("W\r")
	case setZero:
		return []byte("Z\r")
	case setTare, clearTare: // tare on an empty pan clears it
		return []byte("T\r")
	default: // it does not say who it is
		return nil
	}
}

// frame reads to ETX: the number of status bytes is not fixed.
func (nci) frame(heard []byte) (start, end int) {
	return 0, bytes.IndexByte(heard, nciEnd) + 1
}

func (p nci) reading(frame []byte) (reading, bool) {
	lines, ok := nciLines(frame)
	if !ok {
		return reading{}, false
	}
	if len(lines) == 1 && lines[0] == "?" {
		return reading{state: devices.WeightFault, misunderstood: true}, true
	}
	status, ok := nciStatus(lines[len(lines)-1])
	if !ok {
		return reading{}, false
	}
	state := p.state(status)
	if len(lines) == 1 {
		// Without a weight there must be a reason; otherwise it answers something else.
		return reading{state: state, netKnown: true}, state != devices.WeightStable
	}
	weight := strings.TrimRight(lines[0], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
	read, ok := readingOf(strings.TrimRight(weight, " "), lines[0][len(weight):])
	read.state, read.netKnown = state, true
	read.net = len(status) > 2 && status[2]&0x04 != 0
	return read, ok
}

func nciLines(frame []byte) ([]string, bool) {
	text, begins := strings.CutPrefix(string(frame), "\n")
	text, ends := strings.CutSuffix(text, "\r\x03")
	lines := strings.Split(text, "\r\n")
	return lines, begins && ends && len(lines) <= 2
}

// nciStatus gives the status bytes, with or without the S of the newer form.
// Bits 4 and 5 are always set; bit 6 says that another byte follows, from the
// second on.
func nciStatus(text string) ([]byte, bool) {
	status := []byte(strings.TrimPrefix(text, "S"))
	const least, most = 2, 4
	if len(status) < least || len(status) > most {
		return nil, false
	}
	for index, char := range status {
		if char&0x30 != 0x30 {
			return nil, false
		}
		if follows := char&0x40 != 0; index > 0 && follows != (index < len(status)-1) {
			return nil, false
		}
	}
	return status, true
}

// state reads the status: faults first, then what a person must do, then motion.
func (p nci) state(status []byte) devices.WeightState {
	const (
		firstMotion, firstMemory          = 0x01, 0x0C // RAM, EEPROM
		secondUnder, secondOver           = 0x01, 0x02
		secondMemory                      = 0x0C // ROM, calibration
		thirdNoZero                       = 0x08
		motionIndex, rangeIndex, netIndex = 0, 1, 2
	)
	if status[motionIndex]&firstMemory != 0 || status[rangeIndex]&secondMemory != 0 {
		return devices.WeightFault
	}
	if len(status) > netIndex && status[netIndex]&thirdNoZero != 0 {
		return devices.WeightNotZeroed
	}
	switch moves := status[motionIndex]&firstMotion != 0; {
	case status[rangeIndex]&secondOver != 0:
		return devices.WeightOver
	case status[rangeIndex]&secondUnder != 0:
		return devices.WeightUnder
	case moves != p.motionInverted:
		return devices.WeightMoving
	default:
		return devices.WeightStable
	}
}

func (nci) outcome(_ request, frame []byte) outcome {
	lines, ok := nciLines(frame)
	switch {
	case !ok:
		return notMine
	case len(lines) == 1 && lines[0] == "?":
		return refused
	}
	if _, ok := nciStatus(lines[len(lines)-1]); ok {
		return accepted // the look that follows tells whether it helped
	}
	return notMine
}

func (nci) told(request, []byte) (string, bool) { return "", false }
