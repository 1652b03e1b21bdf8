package scale

import "math/bits"

// Many scales come set to seven data bits and even parity, while ports are
// opened with eight and none. Eight bits carry the same signal if the eighth is
// the parity bit: so it is set on the way out, and on the way in it is checked
// and taken off.

// withEvenParity gives data with bit 7 set so that the ones are even.
func withEvenParity(data []byte) []byte {
	marked := make([]byte, len(data))
	for index, char := range data {
		marked[index] = char&0x7F | byte(bits.OnesCount8(char&0x7F)&1)<<7
	}
	return marked
}

// withoutParity gives data with bit 7 clear.
func withoutParity(data []byte) []byte {
	plain := make([]byte, len(data))
	for index, char := range data {
		plain[index] = char & 0x7F
	}
	return plain
}

// evenlyMarked says whether all bytes of a frame treat bit 7 alike: even or odd
// parity, always clear (eight bits, or a system that took the parity off) or
// always set (two stop bits). A frame that does not was damaged on its way.
func evenlyMarked(frame []byte) bool {
	even, odd, clear, set := true, true, true, true
	for _, char := range frame {
		ones := bits.OnesCount8(char) & 1
		even = even && ones == 0
		odd = odd && ones == 1
		clear = clear && char < 0x80
		set = set && char >= 0x80
	}
	return even || odd || clear || set
}
