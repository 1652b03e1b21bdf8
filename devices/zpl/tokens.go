package zpl

import (
	"errors"
	"fmt"
)

// ErrTokens is wrapped by the errors of Tokens.
var ErrTokens = errors.New("ZPL")

// tokensMax bounds what Tokens reads.
const tokensMax = 100_000

// Token is one command of a stream, as a printer takes it apart.
type Token struct {
	Prefix  byte   // ^ for a format command, ~ for one that is obeyed at once
	Command string // its name, such as FO, or A0 with the font
	Data    string // what stands up to the next command, hex escapes undone for FD
}

// Tokens takes a stream apart. A caret or a tilde begins a command wherever it
// stands, also inside field data: that is what a label's texts must not do.
// Errors: ErrTokens for what is no command at all.
func Tokens(stream []byte) ([]Token, error) {
	var tokens []Token
	hex := byte(0) // the escape of the field that is open, 0 for none
	for at := 0; at < len(stream); {
		if stream[at] == '\n' || stream[at] == '\r' {
			at++
			continue
		}
		if !beginsCommand(stream[at]) {
			return nil, fmt.Errorf("%w: byte %d is outside a command", ErrTokens, at)
		}
		if len(stream)-at < 3 {
			return nil, fmt.Errorf("%w: the command at byte %d is not whole", ErrTokens, at)
		}
		end := at + 3
		for end < len(stream) && !beginsCommand(stream[end]) && stream[end] != '\n' && stream[end] != '\r' {
			end++
		}
		one := Token{Prefix: stream[at], Command: string(stream[at+1 : at+3]), Data: string(stream[at+3 : end])}
		hex = one.withHex(hex)
		if len(tokens) == tokensMax {
			return nil, fmt.Errorf("%w: more than %d commands", ErrTokens, tokensMax)
		}
		tokens = append(tokens, one)
		at = end
	}
	return tokens, nil
}

func beginsCommand(char byte) bool { return char == '^' || char == '~' }

// withHex undoes the escapes of field data, and gives the escape from here on.
func (t *Token) withHex(hex byte) byte {
	switch t.Command {
	case "FH":
		if t.Data == "" {
			return '_'
		}
		return t.Data[0]
	case "FD":
		if hex != 0 {
			t.Data = undoHex(t.Data, hex)
		}
	case "FS", "XZ":
		return 0
	}
	return hex
}

func undoHex(data string, escape byte) string {
	out := make([]byte, 0, len(data))
	for index := 0; index < len(data); index++ {
		if data[index] == escape && index+2 < len(data) {
			high, low := nibble(data[index+1]), nibble(data[index+2])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low))
				index += 2
				continue
			}
		}
		out = append(out, data[index])
	}
	return string(out)
}

func nibble(char byte) int {
	switch {
	case char >= '0' && char <= '9':
		return int(char - '0')
	case char >= 'A' && char <= 'F':
		return int(char-'A') + 10
	case char >= 'a' && char <= 'f':
		return int(char-'a') + 10
	}
	return -1
}
