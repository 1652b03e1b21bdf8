package virtual

import "fmt"

// scaleAND is an A&D balance: HH,±ddddd.ddUUU with CR LF.
func scaleAND() scaleProtocol {
	return scaleProtocol{capacity: 200_000, sevenE1: true, next: scaleLines("\r\n"), answer: func(s *Scale, command string) string {
		switch command {
		case "Q", "SI":
			if s.faults.broken {
				return s.andSays("EC,E11\r\n", "")
			}
			if s.faults.unzeroed {
				return s.andSays("EC,E02\r\n", "")
			}
			return s.andWeight()
		case "Z", "R":
			return s.andDone(s.setZero())
		case "T":
			return s.andDone(s.setTare())
		case "C":
			return s.andDone(true)
		default:
			return s.andSays("EC,E01\r\n", "")
		}
	}}
}

// andSays gives what is said with erCd 1, or without.
func (s *Scale) andSays(acknowledging, otherwise string) string {
	if s.options.Acknowledges {
		return acknowledging
	}
	return otherwise
}

// andDone acknowledges a command twice: when it came, and when it is done.
func (s *Scale) andDone(done bool) string {
	if !done {
		return s.andSays("EC,E02\r\n", "")
	}
	return s.andSays("\x06\x06", "")
}

func (s *Scale) andWeight() string {
	taken := s.sample()
	header, sign, net := "ST", "+", taken.net
	if taken.moves {
		header = "US"
	}
	if net < 0 {
		sign, net = "-", -net
	}
	if taken.over || taken.under {
		header, sign, net = "OL", "+", 9_999_999
		if taken.under {
			sign = "-"
		}
	}
	return fmt.Sprintf("%s,%s%08s%3s\r\n", header, sign, scaleText(net), s.unit)
}
