package virtual

import "fmt"

// scaleSICS is a laboratory balance with MT-SICS: commands in capitals with CR
// LF, an identifier, a status letter and ten characters of weight in answer.
func scaleSICS() scaleProtocol {
	return scaleProtocol{capacity: 200_000, next: scaleLines("\r\n"), answer: func(s *Scale, command string) string {
		if s.faults.broken && command != "@" {
			return "EL\r\n"
		}
		switch command {
		case "SI", "S":
			return s.sicsWeight(command == "S")
		case "Z":
			return sicsDone("Z A", s.setZero())
		case "T":
			if !s.setTare() {
				return "T I\r\n"
			}
			return fmt.Sprintf("T S %10s %s\r\n", scaleText(s.tare), s.unit)
		case "TAC":
			s.tare = 0
			return "TAC A\r\n"
		case "I2":
			return "I2 A \"CB2002 Counter 2000.00 g\"\r\n"
		case "I4", "@":
			return "I4 A \"B214560987\"\r\n"
		default:
			return "ES\r\n"
		}
	}}
}

func sicsDone(yes string, done bool) string {
	if !done {
		return yes[:len(yes)-1] + "I\r\n"
	}
	return yes + "\r\n"
}

// sicsWeight answers S, which waits for rest in vain while the pan moves, and SI.
func (s *Scale) sicsWeight(waits bool) string {
	taken := s.sample()
	status := "S"
	switch {
	case taken.unzeroed:
		return "S I\r\n"
	case taken.over:
		return "S +\r\n"
	case taken.under:
		return "S -\r\n"
	case taken.moves && waits:
		return "S I\r\n"
	case taken.moves:
		status = "D"
	}
	return fmt.Sprintf("S %s %10s %s\r\n", status, scaleText(taken.net), s.unit)
}
