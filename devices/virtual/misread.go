package virtual

// misread gives what a receiver at one speed reads from bytes that were sent at
// another: 8 data bits without parity, idle line high. A byte whose stop bit is
// low is dropped, as the system does with framing errors.
func misread(data []byte, sender, receiver int) []byte {
	if sender == receiver || sender <= 0 || receiver <= 0 {
		return data
	}
	shared := divisor(sender, receiver)
	// In half ticks: one bit of the sender takes sent, one of the receiver read.
	sent, read := 2*receiver/shared, 2*sender/shared
	end := len(data) * bitsPerByte * sent
	high := func(at int) bool {
		if at >= end {
			return true
		}
		bit := at / sent % bitsPerByte
		switch bit {
		case 0:
			return false
		case bitsPerByte - 1:
			return true
		default:
			return data[at/sent/bitsPerByte]>>(bit-1)&1 == 1
		}
	}
	var out []byte
	for at := 0; at < end; at++ {
		if high(at) {
			continue
		}
		var char byte
		for bit := range 8 {
			if high(at + read + read/2 + bit*read) {
				char |= 1 << bit
			}
		}
		stop := at + 9*read + read/2
		if high(stop) {
			out = append(out, char)
			at = stop
			continue
		}
		for at = stop; !high(at); { // a line that stays low begins no byte
			at++
		}
	}
	return out
}

func divisor(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
