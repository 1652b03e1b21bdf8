package escpos

import (
	"errors"
	"fmt"
)

// ErrToken is wrapped by every error of Tokens.
var ErrToken = errors.New("not ESC/POS that this package writes")

// Token is one command or a run of text in a stream of ESC/POS.
type Token struct {
	Name string // such as "ESC E", "GS ( k", or "text", "LF"
	Data []byte // the bytes after the name; the text itself for "text"
	size int    // of the whole token in bytes
}

// String shows a token on one line.
func (t Token) String() string {
	switch {
	case t.Name == "text":
		return fmt.Sprintf("text %q", t.Data)
	case len(t.Data) == 0:
		return t.Name
	case len(t.Data) > 24:
		return fmt.Sprintf("%s % x… %d bytes", t.Name, t.Data[:8], len(t.Data))
	default:
		return fmt.Sprintf("%s % x", t.Name, t.Data)
	}
}

// fixed are the commands with a fixed number of parameter bytes.
var fixed = map[[2]byte]int{
	{esc, '@'}: 0, {fs, '.'}: 0, {esc, 'R'}: 1, {esc, 't'}: 1, {esc, 'a'}: 1, {esc, 'E'}: 1, {esc, 'd'}: 1, {esc, 'p'}: 3,
	{gs, '!'}: 1, {gs, 'B'}: 1, {gs, 'h'}: 1, {gs, 'w'}: 1, {gs, 'H'}: 1, {gs, 'f'}: 1, {gs, 'r'}: 1, {gs, 'V'}: 2,
	{dle, eot}: 1, {dle, dc4}: 3,
}

var names = map[byte]string{esc: "ESC", gs: "GS", fs: "FS", dle: "DLE"}

// Tokens splits bytes into the commands and texts that this package writes. Any
// other byte is an error that wraps ErrToken: that is how tests show that no
// text carries a command.
func Tokens(data []byte) ([]Token, error) {
	var tokens []Token
	for at := 0; at < len(data); {
		token, size, err := next(data[at:])
		if err != nil {
			return tokens, fmt.Errorf("%w: at byte %d: %w", ErrToken, at, err)
		}
		token.size = size
		tokens = append(tokens, token)
		at += size
	}
	return tokens, nil
}

func next(data []byte) (Token, int, error) {
	if data[0] == lf {
		return Token{Name: "LF"}, 1, nil
	}
	if end := textEnd(data); end > 0 {
		return Token{Name: "text", Data: data[:end]}, end, nil
	}
	if len(data) < 2 || names[data[0]] == "" {
		return Token{}, 0, fmt.Errorf("byte %#02x", data[0])
	}
	size, err := commandSize(data)
	if err != nil {
		return Token{}, 0, err
	}
	if len(data) < size {
		return Token{}, 0, errors.New("cut short")
	}
	named, name := commandName(data)
	return Token{Name: names[data[0]] + " " + name, Data: data[named:size]}, size, nil
}

// textEnd gives the length of the text at the start of data.
func textEnd(data []byte) int {
	end := 0
	for end < len(data) && data[end] >= ' ' && data[end] != 0x7f {
		end++
	}
	return end
}

// commandName gives how many bytes name a command, and the name after its first
// byte.
func commandName(data []byte) (int, string) {
	switch {
	case data[0] == gs && data[1] == '(':
		return 3, "( " + string(data[2:3])
	case data[0] == gs && data[1] == 'v':
		return 3, "v 0"
	case data[0] == dle && data[1] == eot:
		return 2, "EOT"
	case data[0] == dle:
		return 2, "DC4"
	default:
		return 2, string(data[1:2])
	}
}

// commandSize gives the length of the command at the start of data.
func commandSize(data []byte) (int, error) {
	if parameters, found := fixed[[2]byte(data[:2])]; found {
		return 2 + parameters, nil
	}
	switch {
	case data[0] == gs && data[1] == '(' && len(data) >= 5 && (data[2] == 'k' || data[2] == 'H'):
		return 5 + int(data[3]) + int(data[4])<<8, nil
	case data[0] == gs && data[1] == 'k' && len(data) >= 4 && data[2] == 73:
		return 4 + int(data[3]), nil
	case data[0] == gs && data[1] == 'v' && len(data) >= 8 && data[2] == '0':
		return 8 + (int(data[4])+int(data[5])<<8)*(int(data[6])+int(data[7])<<8), nil
	default:
		return 0, fmt.Errorf("unknown command % x", data[:min(len(data), 4)])
	}
}
