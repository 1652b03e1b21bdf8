package scale

import (
	"slices"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/measure"
)

// request is something that a scale can be asked.
type request int

const (
	askWeight request = iota // what it shows now, at rest or not
	askModel
	askSerial
	setZero
	setTare
	clearTare
)

// outcome is what a frame says about a command.
type outcome int

const (
	notMine  outcome = iota // the frame is no answer to it
	accepted                // done, or taken
	busy                    // not now: the pan is not at rest
	refused
)

// traits are what holds for all of a protocol.
type traits struct {
	baud int
	// evenParity says that scales come set to seven bits and even parity.
	evenParity bool
	// spacing is the least time between two requests.
	spacing time.Duration
	// answersCommands says that every command is answered. Otherwise the display
	// is looked at afterwards.
	answersCommands bool
	// clearsWhenEmpty says that a tare is cleared by the command on an empty pan.
	clearsWhenEmpty bool
}

// reading is a frame in words.
type reading struct {
	state devices.WeightState
	value measure.Quantity
	text  string // the value with the digits shown
	unit  string
	net   bool
	// netKnown says that the protocol tells net from gross.
	netKnown bool
	// misunderstood says, with WeightFault, that it is our request that is wrong.
	misunderstood bool
}

// protocol is one way to speak with a scale. Implementations hold no state. The
// frames they are given are free of parity bits.
type protocol interface {
	traits() traits
	// encode gives the bytes of a request; nil where the protocol has none.
	encode(what request) []byte
	// frame finds the first whole frame; end is 0 while there is none. What
	// stands before start is thrown away with it.
	frame(heard []byte) (start, end int)
	// reading reads an answer to askWeight; false if the frame is none.
	reading(frame []byte) (reading, bool)
	// outcome reads an answer to a command.
	outcome(what request, frame []byte) outcome
	// told reads an answer to askModel or askSerial; false if the frame is none.
	told(what request, frame []byte) (string, bool)
}

// The protocols.
const (
	MTSICS     = "mt-sics"
	AND        = "and"
	Ohaus      = "ohaus"
	NCI        = "nci"
	Toledo8217 = "toledo-8217"
)

// Protocols gives the names of all protocols.
func Protocols() []string { return []string{MTSICS, AND, Ohaus, NCI, Toledo8217} }

func protocolNamed(options Options) (protocol, error) {
	switch options.Protocol {
	case MTSICS:
		return mtSICS{}, nil
	case AND:
		return and{}, nil
	case Ohaus:
		return ohaus{}, nil
	case NCI:
		return nci{motionInverted: options.MotionInverted}, nil
	case Toledo8217:
		return toledo8217{}, nil
	default:
		return nil, devices.Errorf(devices.BadSettings, "The scale's protocol is not known.").
			WithHint("Use mt-sics, and, ohaus, nci or toledo-8217.")
	}
}

// DefaultBaud gives the line speed that scales of a protocol come with; 0 for
// an unknown one.
func DefaultBaud(protocol string) int {
	spoken, err := protocolNamed(Options{Protocol: protocol})
	if err != nil {
		return 0
	}
	return spoken.traits().baud
}

// Decode reads one whole frame as Look would, parity bits included, such as one
// out of the journal. False means that it is no answer to a request for a
// weight. At is left zero, and Net where the protocol does not tell; the motion
// bit of NCI is read as the protocol has it.
func Decode(protocol, unit string, frame []byte) (devices.Weight, bool) {
	spoken, err := protocolNamed(Options{Protocol: protocol})
	if err != nil || !evenlyMarked(frame) {
		return devices.Weight{}, false
	}
	read, ok := spoken.reading(withoutParity(frame))
	if !ok {
		return devices.Weight{}, false
	}
	weight := read.weight(unit)
	weight.Frame = slices.Clone(frame)
	return weight, true
}

// weight judges a reading for screens and sales. What the scale reports of
// itself goes before the unit, and the unit before the value.
func (r reading) weight(expected string) devices.Weight {
	if r.unit == "" && r.text != "" {
		r.unit = expected
	}
	weight := devices.Weight{State: r.state, Text: r.text, Unit: r.unit, Net: r.net}
	if r.state != devices.WeightStable && r.state != devices.WeightMoving {
		return weight
	}
	switch {
	case r.text == "": // it moves, and no value came
	case r.unit != expected:
		weight.State = devices.WeightOtherUnit
	case r.state == devices.WeightStable && r.value.Sign() < 0:
		weight.State = devices.WeightUnder
	default:
		weight.Value = r.value
	}
	return weight
}
