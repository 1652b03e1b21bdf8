package paper_test

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/paper"
)

var update = flag.Bool("update", false, "write the golden files")

func receipt() paper.Document {
	return paper.Document{Title: "Receipt LARIM-T1-7K2M-1042", Blocks: []paper.Block{
		paper.BannerOf("REPRINT 2"),
		paper.Line(paper.Center, "Larimer Street Dispensary").Bold().Wide(),
		paper.Line(paper.Center, "1550 Larimer St, Denver CO 80202\nLicense 402R-00123"),
		paper.FeedLines(1),
		paper.Pair("2 x Blue Dream Pre-Roll 5-pack, indoor, hand-trimmed, The Quiet Garden Collective", "$64.00"),
		paper.Pair("1 x Flower 3.5 g", "$35.00"),
		paper.Pair("Supercalifragilisticexpialidocious-Concentrate-Live-Rosin-Badder", "$1,240.00"),
		paper.RuleAcross(),
		paper.Pair("TOTAL", "$1,339.00").Bold().Tall(),
		paper.Line(paper.Right, "Keep out of reach of children."),
		paper.QRCode("https://example.test/r/1042"),
		paper.Code128("LARIM-T1-7K2M-1042"),
	}}
}

func TestLinesGolden(t *testing.T) {
	for _, width := range []int{32, 42, 48} {
		name := filepath.Join("testdata", fmt.Sprintf("receipt-%d.txt", width))
		got := strings.Join(receipt().Lines(width), "\n") + "\n"
		if *update {
			if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDocumentRoundTripsAsJSON(t *testing.T) {
	text, err := json.Marshal(receipt())
	if err != nil {
		t.Fatal(err)
	}
	var back paper.Document
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(receipt(), back); diff != "" {
		t.Fatal(diff)
	}
}

func TestLimitsAtTheEdge(t *testing.T) {
	many := func(count int) []paper.Block {
		blocks := make([]paper.Block, count)
		for index := range blocks {
			blocks[index] = paper.RuleAcross()
		}
		return blocks
	}
	one := func(block paper.Block) paper.Document { return paper.Document{Blocks: []paper.Block{block}} }
	cases := []struct {
		name     string
		document paper.Document
		ok       bool
	}{
		{"blocks max", paper.Document{Blocks: many(paper.BlocksMax)}, true},
		{"blocks max+1", paper.Document{Blocks: many(paper.BlocksMax + 1)}, false},
		{"no blocks", paper.Document{}, false},
		{"title max", paper.Document{Title: strings.Repeat("x", paper.TitleMaxBytes), Blocks: many(1)}, true},
		{"title max+1", paper.Document{Title: strings.Repeat("x", paper.TitleMaxBytes+1), Blocks: many(1)}, false},
		{"text max", one(paper.Line(paper.Left, strings.Repeat("x", paper.TextMaxBytes))), true},
		{"text max+1", one(paper.Line(paper.Left, strings.Repeat("x", paper.TextMaxBytes+1))), false},
		{"right max+1", one(paper.Pair("", strings.Repeat("x", paper.TextMaxBytes+1))), false},
		{"text not UTF-8", one(paper.Line(paper.Left, "\xff")), false},
		{"qr max", one(paper.QRCode(strings.Repeat("x", paper.QRMaxBytes))), true},
		{"qr max+1", one(paper.QRCode(strings.Repeat("x", paper.QRMaxBytes+1))), false},
		{"qr empty", one(paper.QRCode("")), false},
		{"qr real-time bytes", one(paper.QRCode("a\x10\x04b")), false},
		{"barcode max", one(paper.Code128(strings.Repeat("x", paper.BarcodeMaxBytes))), true},
		{"barcode max+1", one(paper.Code128(strings.Repeat("x", paper.BarcodeMaxBytes+1))), false},
		{"barcode not ASCII", one(paper.Code128("é")), false},
		{"feed max", one(paper.FeedLines(paper.FeedMaxLines)), true},
		{"feed max+1", one(paper.FeedLines(paper.FeedMaxLines + 1)), false},
		{"feed 0", one(paper.FeedLines(0)), false},
		{"kind", one(paper.Block{Kind: "raw"}), false},
		{"align", one(paper.Block{Kind: paper.Text, Align: "middle"}), false},
	}
	for _, c := range cases {
		err := c.document.Validate()
		if (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && !errors.Is(err, paper.ErrDocument) {
			t.Errorf("%s: %v does not wrap ErrDocument", c.name, err)
		}
	}
}

func TestNoRowIsWiderThanThePaper(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(paper.WidthMinColumns, paper.WidthMaxColumns).Draw(t, "width")
		block := paper.Block{
			Kind: rapid.SampledFrom([]paper.Kind{paper.Text, paper.Columns, paper.Rule, paper.Banner}).Draw(t, "kind"),
			Text: rapid.String().Draw(t, "text"), Left: rapid.String().Draw(t, "left"), Right: rapid.StringN(0, 30, -1).Draw(t, "right"),
			Align:       rapid.SampledFrom([]paper.Align{"", paper.Left, paper.Center, paper.Right}).Draw(t, "align"),
			DoubleWidth: rapid.Bool().Draw(t, "wide"),
		}
		letters := func(text string) string {
			return strings.Join(strings.Fields(paper.PlainText(text)), "")
		}
		var seen strings.Builder
		for _, row := range paper.Layout(paper.Document{Blocks: []paper.Block{block}}, width, nil) {
			limit := width
			if row.DoubleWidth {
				limit /= 2
			}
			if utf8.RuneCountInString(row.Text) > limit {
				t.Fatalf("%q is wider than %d", row.Text, limit)
			}
			seen.WriteString(row.Text)
		}
		got := letters(seen.String())
		want := ""
		switch block.Kind {
		case paper.Text, paper.Banner:
			want = letters(block.Text)
		case paper.Rule, paper.Columns:
			return
		}
		if got != want {
			t.Fatalf("letters lost: %q became %q", want, got)
		}
	})
}

func TestThePriceNeverWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(32, 48).Draw(t, "width")
		price := rapid.StringMatching(`\$[0-9]{1,3}(,[0-9]{3}){0,4}\.[0-9]{2}`).Draw(t, "price")
		name := rapid.StringMatching(`([a-zA-Z]{1,50} ){0,12}`).Draw(t, "name")
		found := 0
		for _, row := range paper.Layout(paper.Document{Blocks: []paper.Block{paper.Pair(name, price)}}, width, nil) {
			if strings.HasSuffix(row.Text, price) && utf8.RuneCountInString(row.Text) == width {
				found++
			}
		}
		if found != 1 {
			t.Fatalf("price stands %d times at the right edge", found)
		}
	})
}
