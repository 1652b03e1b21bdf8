package escpos_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

var update = flag.Bool("update", false, "write the golden files")

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	found, err := escpos.ProfileByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// charmaps are the tables of the standard library's neighbour, so that the
// encoder's own are checked against something else.
var charmaps = map[escpos.CodePage]*charmap.Charmap{
	escpos.CP437: charmap.CodePage437, escpos.CP850: charmap.CodePage850, escpos.CP858: charmap.CodePage858, escpos.CP1252: charmap.Windows1252,
}

// readText decodes the bytes of a text token as the printer's page has them.
func readText(data []byte, page escpos.CodePage) string {
	var text []rune
	for _, char := range data {
		if char >= 0x80 {
			text = append(text, charmaps[page].DecodeByte(char))
		} else {
			text = append(text, rune(char))
		}
	}
	return string(text)
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

// tokensOf encodes and splits.
func tokensOf(t failer, document paper.Document, printer escpos.Profile) ([]byte, []escpos.Token) {
	t.Helper()
	encoded, err := escpos.Encode(document, printer)
	if err != nil {
		t.Fatalf("%v", err)
	}
	tokens, err := escpos.Tokens(encoded)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return encoded, tokens
}

// checkPaper fails for anything on a paper that must not be there: an unknown
// byte, a command that is no part of a paper, a real-time sequence anywhere, a
// letter that cannot be seen, a row that is wider than the paper.
func checkPaper(t failer, encoded []byte, tokens []escpos.Token, printer escpos.Profile) {
	t.Helper()
	for _, sequence := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
		if bytes.Contains(encoded, []byte(sequence)) {
			t.Fatalf("% x in a paper", sequence)
		}
	}
	room, wide := printer.Columns, 1
	for _, token := range tokens {
		if !token.OnPaper() {
			t.Fatalf("%v in a paper", token)
		}
		switch token.Name {
		case "ESC p", "DLE EOT", "DLE ENQ", "DLE DC4", "GS ( H", "GS ( A", "GS ( E", "GS a", "GS r", "FS q", "BEL", "CAN":
			t.Fatalf("%v in a paper, and taken for a part of one", token)
		case "GS !":
			wide = 1 + int(token.Data[0]>>4)
		case "LF":
			room = printer.Columns
		case "text":
			room -= len(token.Data) * wide
			if room < 0 {
				t.Fatalf("a row is %d columns too wide: %v", -room, token)
			}
			for _, char := range readText(token.Data, printer.CodePage) {
				if char != ' ' && (!unicode.IsGraphic(char) || unicode.IsSpace(char)) {
					t.Fatalf("%U in a paper", char)
				}
			}
		}
	}
	if last := tokens[len(tokens)-1].Name; last != "GS V" && last != "ESC d" {
		t.Fatalf("the paper ends with %s", last)
	}
}
