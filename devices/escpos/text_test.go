package escpos_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ text, page437, page858 string }{
		{"plain $1.00", "plain $1.00", ""},
		{"a\x1bp\x00\x32\x32b", "ap22b", ""},
		{"\x1d\x56\x00cut", "Vcut", ""},
		{"\x10\x04\x01", "", ""},
		{"\x10\x14\x01\x00\x02", "", ""},
		{"“smart” ‘quotes’ – — …", `"smart" 'quotes' - - ...`, ""},
		{"«ésa» ‹x› 6′2″", `«ésa» 'x' 6'2"`, ""},
		{"Cannabis™ ® © ℠", "Cannabis(TM) (R) (C) (SM)", ""},
		{"café Piñon ÑANDÚ ¿sí? ¡No!", "café Piñon ÑANDU ¿sí? ¡No!", "café Piñon ÑANDÚ ¿sí? ¡No!"},
		{"cafe\u0301", "café", ""},
		{"Á É Í Ó Ú Ü", "A É I O U Ü", "Á É Í Ó Ú Ü"},
		{"Łódź ß Ø œ", "Lódz ß O oe", "Lódz ß Ø oe"},
		{"5 € × 2", "5 EUR x 2", "5 € × 2"},
		{"1½ oz, ¾ g, ½", "1½ oz, 3/4 g, ½", "1½ oz, ¾ g, ½"},
		{"2⅛ oz ⅓", "2 1/8 oz 1/3", ""},
		{"7 g² 3 m³ 10⁵", "7 g² 3 m^3 10^5", "7 g² 3 m³ 10^5"},
		{"20 °C ±1 µg μg", "20 °C ±1 µg μg", ""},
		{"Δ9-THC β-Caryophyllene α-Pinene", "Delta9-THC beta-Caryophyllene α-Pinene", "Delta9-THC beta-Caryophyllene alpha-Pinene"},
		{"≤ 10 ≥ ≈ →", "≤ 10 ≥ ≈ ->", "<= 10 >= ~ ->"},
		{"ﬁne ＡＢ１２ ① Ⅷ", "fine AB12 1 VIII", ""},
		{"tab\there\u00a0and\u2009thin\u3000wide\r\u2028", "tab here and thin wide  ", ""},
		{"two\nlines", "two\nlines", ""},
		{"大麻 كلمة", "?? ????", ""},
		{"🌿\ufe0f👩\u200d🌾", "???", ""},
		{"a\u200bb\ufeffc\u2060d\u00ade", "abcde", ""},
		{"\u202eabc\u202c \u2066x\u2069 \u200f\u061c", "abc x ", ""},
		{"flag\U000e0067\U000e0062\U000e007f", "flag", ""},
		{"q\u0303 \u20dd\u3164\u115f", "q ", ""},
		{"\x7f\u0085\u009bx", " x", ""},
		{"\ufffd \ue000 \U0010ffff", "? ? ?", ""},
	} {
		if got := escpos.Clean(c.text, escpos.CP437); got != c.page437 {
			t.Errorf("437: %q became %q, not %q", c.text, got, c.page437)
		}
		if c.page858 == "" {
			continue
		}
		if got := escpos.Clean(c.text, escpos.CP858); got != c.page858 {
			t.Errorf("858: %q became %q, not %q", c.text, got, c.page858)
		}
	}
	if got := escpos.Clean("é €", escpos.CP1252); got != "é €" {
		t.Errorf("1252: %q", got)
	}
	if got := escpos.Clean("é € “", "none"); got != `e EUR "` {
		t.Errorf("no page: %q", got)
	}
}

// Every character of Unicode, alone and after a letter: what comes out is in the
// page, one column each, and cleaning it again changes nothing.
func TestCleanEveryCharacter(t *testing.T) {
	for _, page := range escpos.CodePages() {
		for char := rune(0); char <= utf8.MaxRune; char++ {
			if char == 0x20000 {
				char = 0xe0000 // what is between are ideographs and nothing
			}
			if char == 0xe1000 {
				break
			}
			if !utf8.ValidRune(char) {
				continue
			}
			got := escpos.Clean("a"+string(char), page)
			if got == "" {
				t.Fatalf("%U takes the letter before it away", char)
			}
			for _, one := range got {
				if one == '\n' && char == '\n' || one >= ' ' && one <= '~' {
					continue
				}
				byteOf, ok := charmaps[page].EncodeRune(one)
				if !ok && one == 'μ' {
					byteOf, ok = charmaps[page].EncodeRune('µ')
				}
				if !ok || byteOf < 0x80 {
					t.Fatalf("%s: %U gives %U", page, char, one)
				}
			}
			if again := escpos.Clean(got, page); again != got {
				t.Fatalf("%s: %U gives %q, then %q", page, char, got, again)
			}
		}
	}
}

// A price stands whole at the right edge, whatever the name is.
func TestAPriceIsNeverBroken(t *testing.T) {
	price := rapid.StringMatching(`\$[0-9]{1,3}\.[0-9]{2}`)
	rapid.Check(t, func(t *rapid.T) {
		printer, _ := escpos.ProfileByName(rapid.SampledFrom(escpos.ProfileNames()).Draw(t, "profile"))
		wanted := price.Draw(t, "price")
		pair := paper.Pair(rapid.StringN(0, 120, 400).Draw(t, "name"), wanted)
		pair.DoubleWidth = rapid.Bool().Draw(t, "wide")
		encoded, tokens := tokensOf(t, paper.Document{Blocks: []paper.Block{pair}}, printer)
		checkPaper(t, encoded, tokens, printer)
		columns := printer.Columns
		if pair.DoubleWidth {
			columns /= 2
		}
		for _, token := range tokens {
			if token.Name == "text" && len(token.Data) == columns && strings.HasSuffix(string(token.Data), wanted) {
				return
			}
		}
		t.Fatalf("no row ends with %s at the edge", wanted)
	})
}
