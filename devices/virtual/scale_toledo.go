package virtual

import "fmt"

// scaleToledo is a checkout scale with Toledo 8217: single capital letters, and
// STX, ww.ww, CR in answer, or a question mark and a status byte. It does not
// say its unit, and it does not answer a command.
func scaleToledo() scaleProtocol {
	return scaleProtocol{
		capacity: 9_999, sevenE1: true,
		next: func(heard []byte) (string, []byte, bool) {
			if len(heard) == 0 {
				return "", nil, false
			}
			return string(heard[:1]), heard[1:], true
		},
		answer: func(s *Scale, command string) string {
			switch command {
			case "W":
				return s.toledoWeight()
			case "Z":
				s.setZero()
				return ""
			case "T":
				s.setTare()
				return ""
			case "C":
				s.tare = 0
				return ""
			default:
				return "\x02?\x40\r" // bad command
			}
		},
	}
}

func (s *Scale) toledoWeight() string {
	taken := s.sample()
	if taken.moves || taken.over || taken.under || taken.net < 0 || taken.unzeroed || s.faults.broken {
		status := byte(0x40)
		for value, set := range map[byte]bool{
			0x01: taken.moves, 0x02: taken.over, 0x04: taken.under || taken.net < 0, 0x08: taken.unzeroed, 0x20: s.tare != 0,
		} {
			if set {
				status |= value
			}
		}
		return "\x02?" + string([]byte{status}) + "\r"
	}
	net := ""
	if s.tare != 0 {
		net = "N"
	}
	return fmt.Sprintf("\x02%02d.%02d%s\r", taken.net/100, taken.net%100, net)
}
