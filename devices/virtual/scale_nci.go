package virtual

import "fmt"

// scaleNCI is a bench scale with NCI's SCP-01: LF, weight and unit, CR LF, S and
// status bytes, CR ETX.
func scaleNCI() scaleProtocol {
	return scaleProtocol{capacity: 9_999, next: scaleLines("\r"), answer: func(s *Scale, command string) string {
		switch command {
		case "W":
			taken := s.sample()
			status := s.nciStatus(taken)
			if taken.moves || taken.over || taken.under || taken.net < 0 || taken.unzeroed || s.faults.broken {
				return "\n" + status + "\r\x03"
			}
			return fmt.Sprintf("\n%6s%2s\r\n%s\r\x03", scaleText(taken.net), s.unit, status)
		case "S":
			return "\n" + s.nciStatus(s.sample()) + "\r\x03"
		case "Z":
			s.setZero()
			return "\n" + s.nciStatus(s.sample()) + "\r\x03"
		case "T":
			s.setTare()
			return "\n" + s.nciStatus(s.sample()) + "\r\x03"
		default:
			return "\n?\r\x03"
		}
	}}
}

// nciStatus gives S1, S2 and, where there is something in it, S3. Bits 4 and 5
// are set in all; bit 6 of S2 announces S3.
func (s *Scale) nciStatus(taken scaleSample) string {
	bit := func(set bool, value byte) byte {
		if set {
			return value
		}
		return 0
	}
	first := 0x30 | bit(taken.moves != s.options.MotionInverted, 0x01) | bit(taken.net == 0, 0x02) | bit(s.faults.broken, 0x08)
	second := 0x30 | bit(taken.under || taken.net < 0, 0x01) | bit(taken.over, 0x02)
	third := 0x30 | bit(s.tare != 0, 0x04) | bit(taken.unzeroed, 0x08)
	status := []byte{first, second}
	if third != 0x30 {
		status[1] |= 0x40
		status = append(status, third)
	}
	if s.options.OldStatus {
		return string(status)
	}
	return "S" + string(status)
}
