package look_test

import (
	"bytes"
	"fmt"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"github.com/curbline/curbline/ui/counter/look"
)

// luminance is WCAG 2.2's relative luminance.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	channel := func(v uint32) float64 {
		x := float64(v) / 0xFFFF
		if x <= 0.04045 {
			return x / 12.92
		}
		return math.Pow((x+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(r) + 0.7152*channel(g) + 0.0722*channel(b)
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

func TestContrast(t *testing.T) {
	test.NewTempApp(t)
	type check struct {
		front, ground look.Token
		atLeast       float64
	}
	var checks []check
	for _, ground := range []look.Token{look.Bg, look.Surface, look.Sunken, look.Soft} {
		checks = append(checks, check{look.Ink, ground, 5.7}, check{look.Ink2, ground, 5.7})
	}
	for _, ground := range []look.Token{look.OkSoft, look.WarnSoft, look.StopSoft, look.Track} {
		checks = append(checks, check{look.Ink, ground, 5.7})
	}
	checks = append(checks,
		check{look.OnPrimary, look.Primary, 5.7}, check{look.OnStop, look.Stop, 5.7},
		check{look.Primary, look.Soft, 5.7}, check{look.Primary, look.Surface, 5.7},
		check{look.Ok, look.OkSoft, 5.7}, check{look.Ok, look.Surface, 5.7},
		check{look.Warn, look.WarnSoft, 5.7}, check{look.Warn, look.Surface, 5.7}, check{look.Warn, look.Sunken, 5.7},
		check{look.Stop, look.StopSoft, 5.7}, check{look.Stop, look.Surface, 5.7}, check{look.Stop, look.WarnSoft, 5.7},
	)
	for _, ground := range []look.Token{look.Bg, look.Surface} {
		checks = append(checks, check{look.Ctl, ground, 3}, check{look.Focus, ground, 3}, check{look.Primary, ground, 3})
	}
	for _, fill := range []look.Token{look.M0, look.M1, look.M2, look.M3} {
		checks = append(checks, check{fill, look.Sunken, 3})
	}
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		th := look.New(mode)
		for _, c := range checks {
			got := contrast(th.Color(c.front, 0), th.Color(c.ground, 0))
			if got < c.atLeast {
				t.Errorf("mode %d: %s on %s is %.2f:1, needs %.1f:1", mode, c.front, c.ground, got, c.atLeast)
			}
		}
	}
}

func TestModeHoldsItsPalette(t *testing.T) {
	test.NewTempApp(t)
	auto, light, dark := look.New(look.Auto), look.New(look.Light), look.New(look.Dark)
	if auto.Color(look.Bg, theme.VariantDark) != dark.Color(look.Bg, theme.VariantLight) {
		t.Error("auto must follow a dark desktop")
	}
	if auto.Color(look.Bg, theme.VariantLight) != light.Color(look.Bg, theme.VariantDark) {
		t.Error("auto must follow a light desktop")
	}
	if got := fmt.Sprintf("%02X", light.Color(look.Primary, 0)); got != "{0B 56 72 FF}" {
		t.Errorf("light primary is %s", got)
	}
}

func TestSizes(t *testing.T) {
	test.NewTempApp(t)
	want := map[fyne.ThemeSizeName]float32{
		theme.SizeNameText: 18, theme.SizeNameSubHeadingText: 22, theme.SizeNameHeadingText: 28,
		theme.SizeNamePadding: 4, theme.SizeNameInnerPadding: 12, theme.SizeNameInlineIcon: 24,
		theme.SizeNameInputRadius: 8, theme.SizeNameSelectionRadius: 6, theme.SizeNameInputBorder: 1.5,
		theme.SizeNameSeparatorThickness: 1, theme.SizeNameScrollBar: 16, theme.SizeNameCaptionText: 18,
	}
	for name, size := range want {
		if got := look.New(look.Light).Size(name); got != size {
			t.Errorf("%s is %v, want %v", name, got, size)
		}
	}
}

func TestDigitsAreEquallyWide(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(look.Light))
	for _, style := range []fyne.TextStyle{{}, {Bold: true}, {Monospace: true}} {
		want := fyne.MeasureText("0000", 100, style).Width
		for _, digits := range []string{"1111", "7777", "9999"} {
			if got := fyne.MeasureText(digits, 100, style).Width; math.Abs(float64(got-want)) > 0.5 {
				t.Errorf("%+v: %s is %v wide, 0000 is %v", style, digits, got, want)
			}
		}
	}
}

// TestIconsDraw draws every icon and looks for ink in its colour: an icon that
// is missing, or whose colour does not follow the theme, leaves none.
func TestIconsDraw(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(look.Light))
	ink := look.Paint(look.Stop)
	for _, icon := range append(look.Own(), look.FynesOwn()...) {
		res := icon.Resource(look.Stop)
		if res == nil {
			t.Errorf("%s: no drawing", icon)
			continue
		}
		image := canvas.NewImageFromResource(res)
		image.Resize(fyne.NewSquareSize(48))
		if image.Image == nil {
			t.Errorf("%s: does not render", icon)
			continue
		}
		inked := 0
		for y := range 48 {
			for x := range 48 {
				if color.NRGBAModel.Convert(image.Image.At(x, y)) == color.NRGBAModel.Convert(ink) {
					inked++
				}
			}
		}
		if inked < 60 {
			t.Errorf("%s: %d pixels in the colour asked for", icon, inked)
		}
	}
	if look.Icon("no such icon").Resource(look.Ink) != nil {
		t.Error("an unknown icon must give nil")
	}
}

// TestIconFilesAreUsed keeps the folder and the list of names the same.
func TestIconFilesAreUsed(t *testing.T) {
	files, err := filepath.Glob("icons/*.svg")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, icon := range look.Own() {
		names[string(icon)] = true
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".svg")
		if !names[name] {
			t.Errorf("%s is not named in look.Own", file)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte("stroke=")) {
			t.Errorf("%s: Fyne recolours fills only, so strokes would stay black", file)
		}
	}
	if len(files) != len(names) {
		t.Errorf("%d files, %d names", len(files), len(names))
	}
}
