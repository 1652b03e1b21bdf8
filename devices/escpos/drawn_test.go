package escpos_test

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/paper"
)

var pictures = flag.String("pictures", "", "write the picture of each paper into this folder, to look at")

// bench is a printer on the bench, without a driver: bytes go to it as they are.
type bench struct {
	t     *testing.T
	model *virtual.ReceiptPrinter
	line  *os.File
}

func newBench(t *testing.T, columns int) *bench {
	t.Helper()
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Columns: columns, NoCutter: columns == 32, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, model: model}
	b.open()
	t.Cleanup(func() {
		b.line.Close()
		model.Close()
	})
	return b
}

func (b *bench) open() {
	b.t.Helper()
	line, err := os.OpenFile(b.model.Path(), os.O_RDWR, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	b.line = line
}

// send gives the printer whole commands and a fence after each, so that its buffer
// never overflows.
func (b *bench) send(encoded []byte) {
	b.t.Helper()
	for _, segment := range escpos.Segments(encoded, 1024) {
		if _, err := b.line.Write(append(segment[:len(segment):len(segment)], escpos.FenceRequest()...)); err != nil {
			b.t.Fatal(err)
		}
		answer := []byte{0xff}
		for answer[0]&0x90 != 0 { // flow control is none
			if _, err := b.line.Read(answer); err != nil {
				b.t.Fatal(err)
			}
		}
	}
}

// shopLogo is a leaf of sorts, with greys.
func shopLogo() image.Image {
	img := image.NewGray(image.Rect(0, 0, 240, 64))
	for y := range 64 {
		for x := range 240 {
			dx, dy := x-120, (y-32)*3
			shade := 255
			if dx*dx+dy*dy < 90*90 {
				shade = 40 + (x-30)*180/180
			}
			if (x/6+y/6)%7 == 0 && dx*dx+dy*dy < 90*90 {
				shade = 0
			}
			img.SetGray(x, y, color.Gray{Y: uint8(min(max(shade, 0), 255))})
		}
	}
	return img
}

// What a printer that reads ESC/POS by code of its own prints is what the document
// says: letters, codes, the stored logo after a night without power.
func TestTheModelPrintsWhatTheDocumentSays(t *testing.T) {
	document := drawnReceipt()
	for name, printer := range variants(t) {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, printer.Columns)
			if printer.Logo {
				stored, err := escpos.StoreLogo(shopLogo(), printer)
				if err != nil {
					t.Fatal(err)
				}
				b.send(stored)
				b.line.Close()
				if err := b.model.Unplug(); err != nil {
					t.Fatal(err)
				}
				if err := b.model.Replug(); err != nil {
					t.Fatal(err)
				}
				b.open()
			}
			encoded, _ := tokensOf(t, document, printer)
			b.send(encoded)
			papers := b.model.Papers()
			if len(papers) != 1 || len(b.model.Unknown()) != 0 || papers[0].Cut != printer.Cutter {
				t.Fatalf("%d papers, unknown bytes % x", len(papers), b.model.Unknown())
			}
			var want []string
			for _, row := range paper.Layout(document, printer.Columns, func(text string) string { return escpos.Clean(text, printer.CodePage) }) {
				if row.Kind != paper.QR && row.Kind != paper.Barcode && strings.TrimSpace(row.Text) != "" {
					want = append(want, strings.TrimSpace(row.Text))
				}
			}
			var got []string
			for _, line := range papers[0].Lines {
				if line = strings.TrimSpace(line); line != "" {
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if printer.QR && (len(papers[0].QRs) != 1 || papers[0].QRs[0] != drawnAddress) {
				t.Errorf("QR codes %q", papers[0].QRs)
			}
			if len(papers[0].Barcodes) != 1 || papers[0].Barcodes[0] != "T1-7K2M-1042" {
				t.Errorf("barcodes %q", papers[0].Barcodes)
			}
			b.draw(name)
		})
	}
}

func (b *bench) draw(name string) {
	b.t.Helper()
	drawn, err := b.model.PNG(0)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := png.Decode(bytes.NewReader(drawn)); err != nil {
		b.t.Error(err)
	}
	if *pictures == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*pictures, name+".png"), drawn, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

const drawnAddress = "https://example.test/r/T1-7K2M-1042"

func drawnReceipt() paper.Document {
	return paper.Document{Title: "receipt", Blocks: []paper.Block{
		paper.BannerOf("REPRINT 2"),
		paper.FeedLines(1),
		paper.Line(paper.Center, "Larimer Street").Bold().Wide().Tall(),
		paper.Line(paper.Center, "1550 Larimer St, Denver CO 80202\nLicense 402R-00123"),
		paper.FeedLines(1),
		paper.Pair("Sale T1-7K2M-1042", "11/24 13:05"),
		paper.RuleAcross(),
		paper.Pair("2 x Blue Dream Pre-Roll 5-pack, 3.5 g, The Quiet Garden Collective", "$64.00"),
		paper.Pair("1 x Piñon Café Gummies “Citrus” 100 mg", "$18.00"),
		paper.Pair("1½ oz Jalapeño Tincture™ 20 °C, µg, ¿Ñandú? Ávila", "$7.50"),
		paper.Pair("Crème brûlée Öl, ßtraße, Ærø, 5 €, ±2 £3 ¥4 ¢5", "$1.00"),
		paper.RuleAcross(),
		paper.Pair("Subtotal", "$90.50"),
		paper.Pair("Colorado retail marijuana tax 15%", "$13.58"),
		paper.Pair("TOTAL", "$104.08").Bold().Tall(),
		paper.Pair("Cash", "$120.00"),
		paper.Pair("Change", "$15.92").Bold(),
		paper.Line(paper.Right, "right, tall").Tall(),
		paper.FeedLines(1),
		paper.Line(paper.Center, "Keep out of the reach of children."),
		paper.QRCode(drawnAddress),
		paper.Code128("T1-7K2M-1042"),
	}}
}
