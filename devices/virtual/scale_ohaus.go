package virtual

import "fmt"

// scaleOhaus is an Ohaus balance: a right-justified weight, a unit, a question
// mark while it moves, and a legend.
func scaleOhaus() scaleProtocol {
	return scaleProtocol{capacity: 200_000, next: scaleLines("\r\n"), answer: func(s *Scale, command string) string {
		switch command {
		case "IP", "P", "SP":
			return s.ohausWeight(command)
		case "Z":
			return s.ohausDone(s.setZero())
		case "T":
			return s.ohausDone(s.setTare())
		case "0T":
			s.tare = 0
			return s.ohausDone(true)
		case "PU":
			return s.unit + "\r\n"
		case "PV":
			return "SCB2201 Sr 1.10, LFT ON\r\n"
		case "PSN":
			return "Serial Number: C018234567\r\n"
		default:
			return "ES\r\n"
		}
	}}
}

func (s *Scale) ohausDone(done bool) string {
	switch {
	case !s.options.Acknowledges:
		return ""
	case done:
		return "OK!\r\n"
	default:
		return "ES\r\n"
	}
}

func (s *Scale) ohausWeight(command string) string {
	taken := s.sample()
	mark, legend := " ", "G"
	switch {
	case s.faults.broken:
		return "Err 3.0\r\n"
	case taken.unzeroed:
		return "Err 8.1\r\n"
	case taken.over:
		return "Err 8.3\r\n"
	case taken.under:
		return "Err 8.4\r\n"
	case taken.moves && command == "SP":
		return "" // it prints when at rest
	case taken.moves:
		mark = "?"
	}
	if s.tare != 0 {
		legend = "NET"
	}
	return fmt.Sprintf("%10s %-3s %s %s\r\n", scaleText(taken.net), s.unit, mark, legend)
}
