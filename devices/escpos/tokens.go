package escpos

import (
	"errors"
	"fmt"
)

// ErrToken is wrapped by every error of Tokens.
var ErrToken = errors.New("not ESC/POS that is known here")

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

// OnPaper says that Encode may send this: text, looks, codes, pictures, the stored
// logo, feeds and the cut. Everything else opens a drawer, asks, changes or
// forgets something in the printer, or belongs between papers.
func (t Token) OnPaper() bool {
	switch t.Name {
	case "text", "LF", "ESC @", "FS .", "ESC R", "ESC t", "ESC a", "ESC E", "ESC J", "ESC d", "GS !", "GS B", "GS h", "GS w", "GS H", "GS f", "GS V", "GS v 0", "FS p":
		return true
	case "GS k":
		return t.Data[0] == 73
	case "GS ( k":
		return len(t.Data) >= 4 && t.Data[2] == 49
	case "GS ( L":
		return len(t.Data) == 8 && t.Data[2] == 48 && t.Data[3] == 69
	default:
		return false
	}
}

// Tokens splits bytes into texts and commands: all that this package writes, and
// those that would do harm, so that they have a name where they turn up. Any other
// byte is an error that wraps ErrToken. Real-time commands inside the data of
// another command are not seen here.
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

// single are the bytes that are a command by themselves.
var single = map[byte]string{
	lf: "LF", 0x07: "BEL", 0x09: "HT", 0x0c: "FF", 0x0d: "CR", 0x18: "CAN", 0x19: "EM", 0x1a: "SUB",
}

// leads are the first bytes of longer commands.
var leads = map[byte]string{esc: "ESC", gs: "GS", fs: "FS", dle: "DLE"}

func next(data []byte) (Token, int, error) {
	if end := textEnd(data); end > 0 {
		return Token{Name: "text", Data: data[:end]}, end, nil
	}
	if name, found := single[data[0]]; found {
		return Token{Name: name}, 1, nil
	}
	lead, found := leads[data[0]]
	if !found || len(data) < 2 {
		return Token{}, 0, fmt.Errorf("byte %#02x", data[0])
	}
	named, name := commandName(data)
	size, err := commandSize(data)
	if err != nil {
		return Token{}, 0, err
	}
	if size < named || len(data) < size {
		return Token{}, 0, errors.New("cut short")
	}
	return Token{Name: lead + " " + name, Data: data[named:size]}, size, nil
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
	second := data[1]
	switch {
	case (second == '(' || data[0] == gs && (second == '8' || second == 'v') || data[0] == fs && second == 'g') && len(data) > 2:
		return 3, string(second) + " " + string(data[2:3])
	case second <= ' ':
		named := map[byte]string{eot: "EOT", enq: "ENQ", dc4: "DC4", 0x0c: "FF", ' ': "SP"}[second]
		if named == "" {
			named = fmt.Sprintf("%02x", second)
		}
		return 2, named
	default:
		return 2, string(data[1:2])
	}
}

// fixed are the commands with a fixed number of parameter bytes. The second half
// of them is never on a paper.
var fixed = map[[2]byte]int{
	{esc, '@'}: 0, {fs, '.'}: 0, {esc, 'R'}: 1, {esc, 't'}: 1, {esc, 'a'}: 1, {esc, 'E'}: 1, {esc, 'J'}: 1, {esc, 'd'}: 1, {fs, 'p'}: 2,
	{gs, '!'}: 1, {gs, 'B'}: 1, {gs, 'h'}: 1, {gs, 'w'}: 1, {gs, 'H'}: 1, {gs, 'f'}: 1,
	{gs, 'r'}: 1, {gs, 'a'}: 1, {gs, 'I'}: 1, {gs, 'j'}: 1, // ask
	{esc, 'p'}: 3, {dle, eot}: 1, {dle, enq}: 1, // drawer, status and recovery in real time
	{esc, 'c'}: 2, {esc, '='}: 1, {esc, 'u'}: 1, {esc, 'v'}: 0, // panel keys, another device, drawer and paper status
	{esc, 'i'}: 0, {esc, 'm'}: 0, {esc, 'L'}: 0, {esc, 'S'}: 0, {esc, 0x0c}: 0, {esc, '<'}: 0, // cuts, page mode, head
	{esc, '!'}: 1, {esc, 'M'}: 1, {esc, 'G'}: 1, {esc, '-'}: 1, {esc, '{'}: 1, {esc, 'V'}: 1, {esc, 'T'}: 1, {esc, '2'}: 0, {esc, '3'}: 1, {esc, ' '}: 1,
	{esc, '$'}: 2, {esc, '\\'}: 2, {gs, 'L'}: 2, {gs, 'W'}: 2, {gs, 'P'}: 2, {gs, 'b'}: 1, {gs, '$'}: 2,
	{gs, ':'}: 0, {gs, '^'}: 3, {gs, 'E'}: 1, {gs, 'g'}: 2, {fs, '&'}: 0, {fs, '!'}: 1, {fs, 'C'}: 1, // macros, counters, double-byte text
}

// counted are the commands that say themselves how long they are: how many bytes
// that takes, and the length; 0 is none that is known.
var counted = map[[2]byte]struct {
	least int
	size  func(data []byte) int
}{
	{esc, '('}: {5, parenthesis},
	{gs, '('}:  {5, parenthesis},
	{fs, '('}:  {5, parenthesis},
	{gs, '8'}:  {7, func(data []byte) int { return 7 + word(data[3:]) + word(data[5:])<<16 }},
	{gs, 'V'}: {3, func(data []byte) int {
		if data[2] >= 65 {
			return 4
		}
		return 3
	}},
	{gs, 'k'}: {4, func(data []byte) int {
		if data[2] < 65 {
			return 0
		}
		return 4 + int(data[3])
	}},
	{gs, 'v'}: {8, func(data []byte) int {
		if data[2] != '0' {
			return 0
		}
		return 8 + word(data[4:])*word(data[6:])
	}},
	{fs, 'q'}: {7, func(data []byte) int {
		if data[2] != 1 { // one picture
			return 0
		}
		return 7 + word(data[3:])*word(data[5:])*8
	}},
	{fs, 'g'}: {10, func(data []byte) int { // FS g 1, FS g 2: the user's memory
		if data[2] == '1' {
			return 10 + word(data[8:])
		}
		return 10
	}},
	// Function 1 is a pulse, 2 power off, 3 a buzzer, 7 status, 8 clears the buffers.
	{dle, dc4}: {3, func(data []byte) int {
		return map[byte]int{1: 5, 2: 5, 3: 8, 7: 4, 8: 10}[data[2]]
	}},
}

func parenthesis(data []byte) int { return 5 + word(data[3:]) }

func word(data []byte) int { return int(data[0]) + int(data[1])<<8 }

// commandSize gives the length of the command at the start of data, or an error
// for one that is unknown or whose length is not there yet.
func commandSize(data []byte) (int, error) {
	key := [2]byte(data[:2])
	if parameters, found := fixed[key]; found {
		return 2 + parameters, nil
	}
	size := 0
	if command, found := counted[key]; found && len(data) >= command.least {
		size = command.size(data)
	}
	if size == 0 {
		return 0, fmt.Errorf("unknown command % x", data[:min(len(data), 4)])
	}
	return size, nil
}
