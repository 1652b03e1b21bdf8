// Package doctor looks at serial ports: what is on them, at which speed, and
// what a scanner does to the bytes of a card.
//
// Scanners drop, double and replace control characters, each in its own way, and
// a licence cannot be read without them. The self-test card holds every one of
// them in a known order; Compare says what became of each.
package doctor

import (
	"bytes"
	"fmt"
)

// The self-test card is an AAMVA header of no issuer, two elements, and then
// tokens: two hexadecimal digits, the byte that they name, and a semicolon. The
// order is 01 to 1F, 7F, some bytes above 7F, and 00 last, as a scanner that
// ends its text at NUL cuts the rest. It has no birth date, so that it is
// refused wherever an ID is wanted.
const (
	cardText  = "DLDAQSELF TEST\nDACCard\n\r"
	cardStart = "ZZ"
	tokenEnd  = ';'
)

// highBytes are letters with accents in Latin-1, a C1 control, and what scanners
// take for the start or the end of something.
var highBytes = []byte{0x80, 0x85, 0xa0, 0xc3, 0xd1, 0xe9, 0xff}

// testedBytes gives the bytes of the card's tokens in their order.
func testedBytes() []byte {
	var all []byte
	for char := byte(1); char < ' '; char++ {
		all = append(all, char)
	}
	all = append(all, 0x7f)
	all = append(all, highBytes...)
	return append(all, 0)
}

// Card gives the bytes of the self-test card.
func Card() []byte {
	var tokens bytes.Buffer
	tokens.WriteString(cardStart)
	for _, char := range testedBytes() {
		fmt.Fprintf(&tokens, "%02X", char)
		tokens.WriteByte(char)
		tokens.WriteByte(tokenEnd)
	}
	tokens.WriteByte('\r')
	const headBytes, entryBytes = 21, 10
	first := headBytes + 2*entryBytes
	head := fmt.Sprintf("@\n\x1e\rANSI 000000100002DL%04d%04dZZ%04d%04d", first, len(cardText), first+len(cardText), tokens.Len())
	return append([]byte(head+cardText), tokens.Bytes()...)
}
