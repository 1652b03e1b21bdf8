package curb_test

import (
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/ui/present/curb"
)

func TestClean(t *testing.T) {
	for words, want := range map[string]string{
		"":                                 "",
		"  a \t\n b  ":                     "a b",
		"Jordan":                           "Jordan",
		"\u202egnp.exe\u202c":              "gnp.exe",
		"\u2066a\u2069\u200bb\u200d\ufeff": "ab",
		"a\x00b\x1b[31mc\x7f\u0085d":       "a b[31mc d",
		"*bold*":                           "bold",
		"e\u0301\u0301\u0301\u0301":        "e\u0301\u0301",
		"\u0301x":                          "x",
		"\u3164\u2800\u115f":               "",
		"مرحبا":                            "مرحبا",
		"a\xffb\xc3":                       "ab",
		"x\u2028y\u2029z":                  "x y z",
		"12345678901":                      "123456789…",
		"1234567890":                       "1234567890",
		"123456789 1":                      "123456789…",
		"12345678 90":                      "12345678…",
		"❤\ufe0f":                          "❤",
	} {
		if got := curb.Clean(words, 10); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

func TestMarkupStaysText(t *testing.T) {
	const markup = "<b>\"it’s\" & 'that'</b>"
	same(t, "markup", curb.Clean(markup, 40), markup)
}

func TestCleanIsShortAndStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words, most := rapid.String().Draw(t, "words"), rapid.IntRange(1, 40).Draw(t, "most")
		got := curb.Clean(words, most)
		letters := 0
		for _, char := range got {
			if unicode.IsControl(char) || unicode.Is(unicode.Cf, char) || char == '*' {
				t.Fatalf("%q keeps %U", got, char)
			}
			if !unicode.Is(unicode.M, char) {
				letters++
			}
		}
		if letters > most || !utf8.ValidString(got) || got != strings.TrimSpace(got) {
			t.Fatalf("%q has %d letters of %d", got, letters, most)
		}
		if again := curb.Clean(got, most); again != got {
			t.Fatalf("%q is cleaned again to %q", got, again)
		}
	})
}

func FuzzClean(f *testing.F) {
	f.Add("a\u202eb", 3)
	f.Fuzz(func(t *testing.T, words string, most int) {
		if most < 1 || most > 1000 {
			return
		}
		if got := curb.Clean(words, most); utf8.RuneCountInString(got) > 3*most+1 || !utf8.ValidString(got) {
			t.Errorf("%q", got)
		}
	})
}

func FuzzIsID(f *testing.F) {
	f.Add([]byte("@\n\x1e\rANSI 636020"))
	f.Add([]byte("BAG-7K3Q9D2M"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if curb.IsID(raw) && len(raw) == 0 {
			t.Error("nothing is an ID")
		}
	})
}

func TestWhatIsAnID(t *testing.T) {
	for raw, want := range map[string]bool{
		"@\n\x1e\rANSI 636020100002DL": true, "\x02@\n\x1e\rAAMVA": true, "ANSI 636020": true, "BAG-7K3Q9D2M": false, "SHELF-B2": false,
		tagFlower: false, "": false, "user@shop": false,
	} {
		if got := curb.IsID([]byte(raw)); got != want {
			t.Errorf("%q: %t", raw, got)
		}
	}
}

func TestSwatches(t *testing.T) {
	for color, want := range map[string]string{
		"blue": "blue", "Dark Blue": "blue", "GREY": "gray", "navy": "blue", "chartreuse": "", "": "", "blue-green": "green", "\u202eblue": "blue", "blu": "",
	} {
		if got := curb.Swatch(color); got != want {
			t.Errorf("%q: %q, want %q", color, got, want)
		}
	}
	same(t, "closed list", len(curb.Swatches()), 13)
}

func TestMemoryIsBounded(t *testing.T) {
	fill := func(count int) (int, int, int) {
		return curb.New(curb.Options{Clock: clock.NewManual(opening)}).Fill(count)
	}
	drafts, _, _ := fill(curb.DraftsMax)
	same(t, "drafts at the bound", drafts, curb.DraftsMax)
	drafts, _, _ = fill(curb.DraftsMax + 1)
	same(t, "drafts past it", drafts, curb.DraftsMax)
	_, reads, mutes := fill(curb.ReadsMax)
	same(t, "reads and mutes at the bound", reads+mutes, curb.ReadsMax+curb.MutesMax)
	_, reads, mutes = fill(curb.ReadsMax + 1)
	same(t, "reads and mutes past it", reads+mutes, curb.ReadsMax+curb.MutesMax)

	desk := curb.New(curb.Options{Clock: clock.NewManual(opening)})
	desk.Fill(curb.DraftsMax)
	desk.Look("0")
	desk.Fill(0)
	same(t, "the first", desk.Kept("0"), true)
	for i := range 2 {
		desk.FillOne("more" + strconv.Itoa(i))
	}
	same(t, "used a moment ago", desk.Kept("0"), true)
	same(t, "unused for longest", desk.Kept("1") || desk.Kept("2"), false)
}
