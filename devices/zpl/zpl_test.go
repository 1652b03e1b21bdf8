package zpl_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/paper"
)

var update = flag.Bool("update", false, "write the golden files")

var (
	small     = zpl.Media{DotsPerMM: 8, WidthMM: 57, HeightMM: 32}
	largeFine = zpl.Media{DotsPerMM: 12, WidthMM: 100, HeightMM: 62}
)

func unit() paper.Label {
	return paper.Label{
		Template: "exit-unit", Store: "Larimer Street Dispensary", License: "402R-00123",
		Product: "OG Kush, indoor, The Quiet Garden Collective", NetWeight: "3.5 g", THC: "24.1%", CBD: "0.1%",
		PackageTag: "1A4000000000022000000286", Packaged: "Nov 20, 2026", Harvested: "Oct 28, 2026", Sold: "Nov 24, 2026",
		Patient: "P-0042-7719", Warnings: []string{"For use only by adults twenty-one and older.", "Keep out of the reach of children."},
		Barcode: "1A4000000000022000000286", QR: "https://1a4.com/00IAEH63TN2KSQ9CY0FT",
	}
}

func bag() paper.Label {
	return paper.Label{
		Template: "exit-bag", Store: "Larimer Street Dispensary", License: "402R-00123", Order: "A-1001", Channel: "curbside", Shelf: "B2",
		Packaged: "Nov 24, 2026 2:36 PM", Items: []string{"2 x OG Kush 3.5 g", "1 x Piñon Café_pre-roll"},
		Warnings: []string{"Keep sealed. Hand over only to a checked person."}, Barcode: "BAG-7K2M9QX1",
	}
}

func encode(t *testing.T, label paper.Label, media zpl.Media) string {
	t.Helper()
	encoded, err := zpl.Encode(label, media)
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

func TestGolden(t *testing.T) {
	three := unit()
	three.Copies = 3
	long := unit()
	for range 6 {
		long.Warnings = append(long.Warnings, strings.Repeat("There are health risks associated with consumption. ", 4))
	}
	long.Copies = 2
	nasty := unit()
	nasty.Product = "^XZ~JA \\& “Smart” quotes™ Kush\u202e\u200b\x1b — Łódź 日本"
	cases := map[string]string{
		"unit-small": encode(t, unit(), small), "unit-large-fine": encode(t, unit(), largeFine),
		"bag-small": encode(t, bag(), small), "bag-large-fine": encode(t, bag(), largeFine),
		"unit-copies": encode(t, three, small), "unit-continued": encode(t, long, small), "unit-nasty": encode(t, nasty, small),
	}
	for name, got := range cases {
		path := filepath.Join("testdata", name+".zpl")
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs:\n%s", path, got)
		}
	}
}

func TestTemplatesThereAre(t *testing.T) {
	if got := zpl.Templates(); !slices.Equal(got, []string{"exit-bag", "exit-unit"}) {
		t.Fatal(got)
	}
	label := unit()
	label.Template = "shelf-talker"
	_, err := zpl.Encode(label, small)
	var unknown *zpl.UnknownTemplateError
	if !errors.As(err, &unknown) || unknown.Name != "shelf-talker" || !strings.Contains(err.Error(), "exit-bag, exit-unit") {
		t.Fatal(err)
	}
}

func TestWhatCannotBeEncoded(t *testing.T) {
	change := func(set func(*paper.Label)) paper.Label {
		label := unit()
		set(&label)
		return label
	}
	for name, c := range map[string]struct {
		label paper.Label
		media zpl.Media
		want  error
	}{
		"no such head":      {unit(), zpl.Media{DotsPerMM: 7, WidthMM: 57, HeightMM: 32}, zpl.ErrMedia},
		"too small":         {unit(), zpl.Media{DotsPerMM: 8, WidthMM: 56, HeightMM: 62}, zpl.ErrMedia},
		"too narrow":        {unit(), zpl.Media{DotsPerMM: 8, WidthMM: zpl.MediaWidthMinMM - 1, HeightMM: 62}, zpl.ErrMedia},
		"too wide":          {unit(), zpl.Media{DotsPerMM: 8, WidthMM: zpl.MediaWidthMaxMM + 1, HeightMM: 62}, zpl.ErrMedia},
		"too low":           {unit(), zpl.Media{DotsPerMM: 8, WidthMM: 57, HeightMM: zpl.MediaHeightMinMM - 1}, zpl.ErrMedia},
		"too high":          {unit(), zpl.Media{DotsPerMM: 8, WidthMM: 57, HeightMM: zpl.MediaHeightMaxMM + 1}, zpl.ErrMedia},
		"too many copies":   {change(func(l *paper.Label) { l.Copies = paper.LabelCopiesMax + 1 }), small, paper.ErrDocument},
		"tag too long":      {change(func(l *paper.Label) { l.PackageTag = strings.Repeat("W", 100) }), small, zpl.ErrFit},
		"QR too long":       {change(func(l *paper.Label) { l.QR = strings.Repeat("a", 600) }), small, zpl.ErrFit},
		"QR not ASCII":      {change(func(l *paper.Label) { l.QR = "https://example.test/café" }), small, zpl.ErrCode},
		"barcode not ASCII": {change(func(l *paper.Label) { l.Barcode = "1A4\x1b" }), small, zpl.ErrCode},
	} {
		encoded, err := zpl.Encode(c.label, c.media)
		if !errors.Is(err, c.want) || len(encoded) != 0 {
			t.Errorf("%s: %d bytes, %v", name, len(encoded), err)
		}
		if err != nil && strings.Contains(err.Error(), "WWWW") {
			t.Errorf("%s: the error holds the label's text: %v", name, err)
		}
	}
	for _, media := range []zpl.Media{{DotsPerMM: 24, WidthMM: zpl.MediaWidthMaxMM, HeightMM: zpl.MediaHeightMaxMM}, {DotsPerMM: 6, WidthMM: 57, HeightMM: 32}} {
		label := unit()
		label.QR = "" // too fine for 152 dots an inch in this box
		if _, err := zpl.Encode(label, media); err != nil {
			t.Errorf("%v: %v", media, err)
		}
	}
}

// The most that a label may hold still comes out whole.
func TestTheFullestLabel(t *testing.T) {
	label := bag()
	label.Items, label.Warnings, label.Copies = nil, nil, paper.LabelCopiesMax
	for index := range paper.LabelItemsMax {
		label.Items = append(label.Items, fmt.Sprintf("%d %s", index, strings.Repeat("Wm", 58)))
	}
	for range paper.LabelWarningsMax {
		label.Warnings = append(label.Warnings, strings.Repeat("WARNING, ", 33))
	}
	tokens, err := zpl.Tokens([]byte(encode(t, label, small)))
	if err != nil {
		t.Fatal(err)
	}
	var text []string
	for _, token := range tokens {
		if token.Command == "FD" {
			text = append(text, strings.ReplaceAll(token.Data, `\&`, ""))
		}
	}
	all := strings.ReplaceAll(strings.Join(text, " "), " ", "")
	for index := range paper.LabelItemsMax {
		want := strings.ReplaceAll(label.Items[index], " ", "")
		if strings.Count(all, want) < paper.LabelCopiesMax {
			t.Fatalf("item %d is on it %d times", index, strings.Count(all, want))
		}
	}
	if got := strings.Count(all, strings.Repeat("WARNING,", 33)); got != paper.LabelWarningsMax*paper.LabelCopiesMax {
		t.Errorf("%d warnings", got)
	}
}

func TestCopies(t *testing.T) {
	label := unit()
	if got := encode(t, label, small); strings.Count(got, "^PQ1^XZ") != 1 || strings.Count(got, "^XA") != 1 {
		t.Error(got)
	}
	label.Copies = 3
	if got := encode(t, label, small); strings.Count(got, "^PQ3^XZ") != 1 || strings.Count(got, "^XA") != 1 {
		t.Error(got)
	}
}

func FuzzNoFieldIsACommand(f *testing.F) {
	f.Add("^XZ^XA~JA", "~HS", "_5EXZ", "^FD", uint8(0))
	f.Add("OG Kush\\&^XZ", "x\x1b\x02\u202e", "日本語", "\xff\xfe~", uint8(1))
	f.Fuzz(func(t *testing.T, first, second, third, barcode string, kind uint8) {
		label := paper.Label{
			Template: zpl.Templates()[int(kind)%2], Store: first, License: second, Product: third, Order: second, Shelf: first, Channel: third,
			NetWeight: third, Packaged: second, PackageTag: first, Patient: second, Items: []string{first, second, third},
			Warnings: []string{third, second}, Barcode: barcode, QR: barcode, Copies: int(kind % 4),
		}
		encoded, err := zpl.Encode(label, []zpl.Media{small, largeFine}[int(kind/2)%2])
		if err != nil {
			return
		}
		onlyTheTemplates(t, encoded, label)
	})
}

// onlyTheTemplates checks that a stream is the formats of a template and nothing
// else: the commands in their order, and fields of printable text.
func onlyTheTemplates(t *testing.T, encoded []byte, label paper.Label) {
	t.Helper()
	tokens, err := zpl.Tokens(encoded)
	if err != nil {
		t.Fatalf("%v in %q", err, encoded)
	}
	following := map[string][]string{
		"": {"XA"}, "XA": {"CI"}, "CI": {"PW"}, "PW": {"LL"}, "LL": {"LH"}, "LH": {"FO", "PQ"}, "FO": {"A0", "BY", "GB"}, "A0": {"FB"}, "FB": {"FH"},
		"BY": {"BC", "BQ"}, "BC": {"FH"}, "BQ": {"FH"}, "FH": {"FD"}, "FD": {"FS"}, "GB": {"FS"}, "FS": {"FO", "PQ"}, "PQ": {"XZ"}, "XZ": {"XA"},
	}
	before, copies := "", 0
	for _, token := range tokens {
		if token.Prefix != '^' || !slices.Contains(following[before], token.Command) {
			t.Fatalf("%c%s after %q in %q", token.Prefix, token.Command, before, encoded)
		}
		if token.Command != "FD" && strings.Trim(token.Data, "0123456789,NLCR_") != "" {
			t.Fatalf("%q after %s", token.Data, token.Command)
		}
		if token.Command == "PQ" {
			copies++
		}
		for _, char := range token.Data {
			if char < ' ' || char == 0x7f || char >= 0x80 && char < 0xa0 || char >= 0x200b && char <= 0x206f || char == 0xfeff || char == 0xfffd {
				t.Fatalf("%q holds %U", token.Data, char)
			}
		}
		before = token.Command
	}
	for _, char := range encoded {
		if char != '\n' && (char < ' ' || char > '~') {
			t.Fatalf("byte %#x on the wire", char)
		}
	}
	if before != "XZ" || copies == 0 {
		t.Fatalf("not whole: %q", encoded)
	}
}

func TestTokensRefuse(t *testing.T) {
	for _, stream := range []string{"x", "^X", "~", "^XAtext\nmore^XZ"} {
		if tokens, err := zpl.Tokens([]byte(stream)); !errors.Is(err, zpl.ErrTokens) {
			t.Errorf("%q gave %v, %v", stream, tokens, err)
		}
	}
	// What an escape hides from a tokenizer that only looks at ^FH would show here.
	tokens, err := zpl.Tokens([]byte("^XA^FO1,1^A0N,9,9^FDKush^XZ~JA^FS"))
	if err != nil || len(tokens) != 7 || tokens[5].Command != "JA" || tokens[5].Prefix != '~' {
		t.Fatalf("%v %v", tokens, err)
	}
}
