package escpos_test

import (
	"errors"
	"testing"

	"github.com/curbline/curbline/devices/escpos"
)

// The tokenizer names what would do harm, wherever a stream has it.
func TestHarmIsNamed(t *testing.T) {
	for command, name := range map[string]string{
		"\x10\x04\x01": "DLE EOT", "\x10\x05\x02": "DLE ENQ", "\x10\x14\x01\x00\x02": "DLE DC4", "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08": "DLE DC4",
		"\x1bp\x00\x19\x19": "ESC p", "\x07": "BEL", "\x1a": "SUB", "\x18": "CAN", "\x0c": "FF", "\x0d": "CR",
		"\x1dr\x01": "GS r", "\x1da\x0f": "GS a", "\x1dI\x43": "GS I", "\x1d(H\x06\x0000ABCD": "GS ( H",
		"\x1d(A\x02\x00\x00\x02": "GS ( A", "\x1d(E\x03\x00\x01IN": "GS ( E", "\x1d(D\x03\x00\x14\x01\x00": "GS ( D", "\x1bc5\x00": "ESC c",
		"\x1b=\x02": "ESC =", "\x1bL": "ESC L", "\x1b\x0c": "ESC FF", "\x1bi": "ESC i", "\x1dg2\x00\x00\x14\x00": "",
		"\x1cq\x01\x01\x00\x01\x00ABCDEFGH": "FS q", "\x1cg1\x00\x00\x00\x00\x00\x01\x00A": "FS g 1", "\x1d8L\x02\x00\x00\x0002": "GS 8 L",
		"\x1d(L\x0c\x000C0CL\x01\x08\x00\x01\x001\xff": "GS ( L", "\x1d(L\x020": "", "\x1d^\x01\x01\x00": "GS ^", "\x1d:": "GS :",
	} {
		if name == "" {
			continue
		}
		tokens, err := escpos.Tokens([]byte("ab\n" + command + "cd"))
		if err != nil || len(tokens) != 4 || tokens[2].Name != name || tokens[2].OnPaper() || tokens[3].String() != `text "cd"` {
			t.Errorf("% x: %v, %v", command, tokens, err)
		}
	}
}

func TestTokensRefuse(t *testing.T) {
	for _, data := range []string{
		"\x00", "\x10", "\x1b", "\x7f", "\x1bZ\x00", "\x1d(k\x03\x00", "\x1d(k", "\x1d(", "\x1dk\x49\x05{BA", "\x1dk\x04A\x00", "\x1dv0\x00\x01\x00\x02\x00\xff",
		"\x1cq\x02\x01\x00\x01\x00ABCDEFGH", "\x10\x14\x09\x00", "\x11", "\x1dV", "\x1dVB",
	} {
		if _, err := escpos.Tokens([]byte(data)); !errors.Is(err, escpos.ErrToken) {
			t.Errorf("% x: %v", data, err)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add([]byte("\x1b@text\n\x1dV\x42\x00"))
	f.Add([]byte("\x1d8L\xff\xff\xff\xff02"))
	f.Add([]byte("\x1cq\x01\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tokens, err := escpos.Tokens(data)
		if err != nil && !errors.Is(err, escpos.ErrToken) {
			t.Fatal(err)
		}
		for _, token := range tokens {
			if token.Name == "" || token.String() == "" {
				t.Fatalf("a token without a name: %q", token.Name)
			}
			token.OnPaper()
		}
	})
}
