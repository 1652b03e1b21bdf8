package kit_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

func TestParse(t *testing.T) {
	got := kit.Parse("*2.5 g* flower left")
	want := kit.Line{{Text: "2.5 g", Bold: true}, {Text: " flower left"}}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if kit.Parse("") != nil {
		t.Error("nothing must give no runs")
	}
	if got := kit.Parse("a *b* c").String(); got != "a b c" {
		t.Errorf("text is %q", got)
	}
}

// TestWrapKeepsEveryWord: no word is lost or split, and a line is too wide
// only if it is a single word.
func TestWrapKeepsEveryWord(t *testing.T) {
	themed(t)
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z.]{1,14}`), 1, 30).Draw(rt, "words")
		width := rapid.Float32Range(20, 600).Draw(rt, "width")
		for i := range words {
			if rapid.Bool().Draw(rt, "bold") {
				words[i] = "*" + words[i] + "*"
			}
		}
		text := strings.Join(words, " ")
		lines := kit.Wrap(text, width)
		if got, want := strings.Join(strings.Fields(strings.Join(lines, " ")), " "), kit.Parse(text).String(); got != want {
			rt.Fatalf("got %q, want %q", got, want)
		}
		for _, line := range lines {
			trimmed := strings.TrimSpace(line)
			regular := fyne.MeasureText(trimmed, 18, fyne.TextStyle{}).Width
			if regular > width+2 && strings.Contains(trimmed, " ") {
				rt.Fatalf("%q is %v wide of %v", trimmed, regular, width)
			}
		}
	})
}

func TestFitNeverPassesTheRoom(t *testing.T) {
	themed(t)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringMatching(`[A-Za-z0-9 ,$×]{0,60}`).Draw(rt, "text")
		room := rapid.Float32Range(0, 500).Draw(rt, "room")
		got := kit.Fit(text, room)
		if width := fyne.MeasureText(got, 18, fyne.TextStyle{}).Width; width > room+0.5 && got != "" {
			rt.Fatalf("%q is %v wide of %v", got, width, room)
		}
		if got != text && got != "" && !strings.HasSuffix(got, "…") {
			rt.Fatalf("%q was shortened to %q without a mark", text, got)
		}
	})
}

func TestWordsWrapToTheirHeight(t *testing.T) {
	themed(t)
	words := kit.NewWords(kit.WordsProps{Text: kit.Plain("You can close now. Sales keep filing after you close."), Wrap: 300, Color: look.Ink2})
	if got := words.MinSize(); got != fyne.NewSize(300, 48) {
		t.Errorf("size %v, want two lines of 24", got)
	}
}
