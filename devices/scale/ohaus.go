package scale

import (
	"strings"

	"github.com/curbline/curbline/devices"
)

// ohaus is the text that Scout, Navigator, Ranger and their kin print: a weight,
// a unit, a question mark while it moves, a legend. Columns differ from model to
// model, so it is read by words; a word that is not known spoils the line.
type ohaus struct{}

func (ohaus) traits() traits { return traits{baud: 9600} }

func (ohaus) encode(what request) []byte {
	switch what {
	case askWeight:
		return []byte("IP\r\n")
	case askModel:
		return []byte("PV\r\n")
	case askSerial:
		return []byte("PSN\r\n")
	case setZero:
		return []byte("Z\r\n")
	case setTare:
		return []byte("T\r\n")
	case clearTare:
		return []byte("0T\r\n")
	default:
		return nil
	}
}

func (ohaus) frame(heard []byte) (start, end int) { return lineFrame(heard) }

func (ohaus) reading(frame []byte) (reading, bool) {
	text, ok := line(frame)
	if !ok {
		return reading{}, false
	}
	words := strings.Fields(strings.ReplaceAll(text, "?", " ? "))
	if len(words) == 0 {
		return reading{}, false
	}
	if words[0] == "ES" {
		return reading{state: devices.WeightFault, misunderstood: true}, len(words) == 1
	}
	if read, ok := ohausError(strings.Join(words, "")); ok {
		return read, true
	}
	if (words[0] == "-" || words[0] == "+") && len(words) > 1 {
		words = append([]string{words[0] + words[1]}, words[2:]...)
	}
	weight := strings.TrimRight(words[0], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:%")
	rest := words[1:]
	if unit := words[0][len(weight):]; unit != "" {
		rest = append([]string{unit}, rest...)
	}
	if len(rest) == 0 {
		return reading{}, false // without its unit a number says nothing
	}
	read, ok := readingOf(weight, rest[0])
	read.state = devices.WeightStable
	for _, word := range rest[1:] {
		switch word {
		case "?":
			read.state = devices.WeightMoving
		case "N", "NET":
			read.net, read.netKnown = true, true
		case "G", "B", "B/G":
			read.netKnown = true
		default:
			return reading{}, false
		}
	}
	return read, ok
}

// ohausError reads an error line, such as "Err8.3": 8.3 is over and 8.4 under
// what the balance can show.
func ohausError(text string) (reading, bool) {
	text = strings.ToLower(strings.Trim(text, "[]"))
	code, ok := strings.CutPrefix(text, "err")
	if !ok {
		return reading{}, false
	}
	switch strings.TrimLeft(code, "or:") {
	case "8.3":
		return reading{state: devices.WeightOver}, true
	case "8.4":
		return reading{state: devices.WeightUnder}, true
	default:
		return reading{state: devices.WeightFault}, true
	}
}

func (ohaus) outcome(_ request, frame []byte) outcome {
	text, ok := line(frame)
	switch text = strings.TrimSpace(text); {
	case !ok:
		return notMine
	case text == "OK!":
		return accepted
	case text == "ES":
		return refused
	default:
		return notMine
	}
}

func (p ohaus) told(_ request, frame []byte) (string, bool) {
	text, ok := line(frame)
	text = strings.TrimSpace(text)
	switch _, weight := p.reading(frame); {
	case text == "ES":
		return "", true
	case !ok || weight || text == "" || text == "OK!":
		return "", false
	}
	if _, value, labelled := strings.Cut(text, ":"); labelled {
		text = value
	}
	return name(text), true
}
