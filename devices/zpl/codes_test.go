package zpl

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCode128IsShortest(t *testing.T) {
	for text, want := range map[string]struct {
		data    string
		symbols int
	}{
		"A":      {">:A", 1},
		"12":     {">;12", 1},
		"123":    {">:123", 3}, // as short as a change, and simpler
		"1234":   {">;1234", 2},
		"BAG-7K": {">:BAG-7K", 6},
		// A tag of the usual form: B for two characters, C for eleven pairs.
		"1A4000000000022000000286": {">:1A>54000000000022000000286", 2 + 1 + 11},
		"a>^~b":                    {">:a>0><>=b", 5},
	} {
		data, modules, err := code128(text)
		if err != nil {
			t.Fatal(err)
		}
		if data != want.data || modules != (want.symbols+3)*11+2 {
			t.Errorf("%q: %q, %d modules", text, data, modules)
		}
	}
}

// Reading the invocation codes gives the text again, and no other choice of
// subsets is shorter.
func TestCode128(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[ -~0-9]{1,4}[0-9]{0,7}[A-Z>^~]{0,3}[0-9]{0,7}`).Draw(t, "text")
		data, modules, err := code128(text)
		if err != nil {
			t.Fatal(err)
		}
		read, symbols := readBack(data)
		if read != text || modules != (symbols+1)*11+13 {
			t.Fatalf("%q reads %q with %d symbols in %d modules", data, read, symbols, modules)
		}
		if least := shortest(text, false, true); symbols-1 != least {
			t.Fatalf("%q has %d symbols, %d would do", data, symbols-1, least)
		}
	})
	for _, bad := range []string{"", "a\n", "é", "\x7f"} {
		if _, _, err := code128(bad); err == nil {
			t.Errorf("%q is encoded", bad)
		}
	}
}

// readBack reads the field data; it counts the start, changes and characters.
func readBack(data string) (text string, symbols int) {
	inC := strings.HasPrefix(data, ">;")
	data, symbols = data[2:], 1
	for len(data) > 0 {
		symbols++
		switch {
		case strings.HasPrefix(data, ">5"):
			inC, data = true, data[2:]
		case strings.HasPrefix(data, ">6"):
			inC, data = false, data[2:]
		case data[0] == '>':
			text, data = text+map[byte]string{'0': ">", '<': "^", '=': "~"}[data[1]], data[2:]
		case inC:
			text, data = text+data[:2], data[2:]
		default:
			text, data = text+data[:1], data[1:]
		}
	}
	return text, symbols
}

// shortest tries every way.
func shortest(text string, inC, free bool) int {
	if text == "" {
		return 0
	}
	change := func(toC bool) int {
		if free || toC == inC {
			return 0
		}
		return 1
	}
	best := 1 + change(false) + shortest(text[1:], false, false)
	if len(text) > 1 && digit(text[0]) && digit(text[1]) {
		best = min(best, 1+change(true)+shortest(text[2:], true, false))
	}
	return best
}
