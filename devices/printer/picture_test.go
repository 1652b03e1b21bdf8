package printer_test

import (
	"bytes"
	"flag"
	"image/png"
	"os"
	"testing"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/paper"
)

var picture = flag.String("picture", "", "write the picture of a receipt to this file, to look at")

// A whole receipt through the encoder, the line and the model, drawn.
func TestAReceiptCanBeDrawn(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	document := paper.Document{Title: "receipt", Blocks: []paper.Block{
		paper.BannerOf("REPRINT 2"),
		paper.FeedLines(1),
		paper.Line(paper.Center, "Larimer Street").Bold().Wide().Tall(),
		paper.Line(paper.Center, "Dispensary").Bold().Wide().Tall(),
		paper.Line(paper.Center, "1550 Larimer St, Denver CO 80202\nLicense 402R-00123"),
		paper.FeedLines(1),
		paper.Pair("Sale LARIM-T1-7K2M-1042", "11/24/2026 13:05"),
		paper.RuleAcross(),
		paper.Pair("2 x Blue Dream Pre-Roll 5-pack, 3.5 g, The Quiet Garden Collective", "$64.00"),
		paper.Pair("1 x Piñon Café Gummies “Citrus” 100 mg", "$18.00"),
		paper.RuleAcross(),
		paper.Pair("Subtotal", "$82.00"),
		paper.Pair("Colorado retail marijuana tax 15%", "$12.30"),
		paper.Pair("TOTAL", "$94.30").Bold().Tall(),
		paper.Pair("Cash", "$100.00"),
		paper.Pair("Change", "$5.70").Bold(),
		paper.FeedLines(1),
		paper.Line(paper.Center, "Keep out of the reach of children."),
		paper.FeedLines(1),
		paper.QRCode("https://example.test/r/LARIM-T1-7K2M-1042"),
		paper.Code128("LARIM-T1-7K2M-1042"),
	}}
	outcome(t, r.driver.Print(within(t), devices.PrintJob{ID: "p", Document: document}), devices.Printed, "")
	encoded, err := r.model.PNG(0)
	if err != nil {
		t.Fatal(err)
	}
	if *picture != "" {
		if err := os.WriteFile(*picture, encoded, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	drawn, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	if size := drawn.Bounds().Size(); size.X != 42*12+96 || size.Y < 900 {
		t.Errorf("the picture is %v", size)
	}
}
