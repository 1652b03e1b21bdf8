package escpos_test

import (
	"fmt"
	"testing"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

// twentyLines is the receipt that is timed: a header in double size, twenty items,
// a rule, the total, a barcode and a QR code.
func twentyLines() paper.Document {
	document := paper.Document{Title: "receipt", Blocks: []paper.Block{paper.Line(paper.Center, "Larimer Street").Bold().Wide().Tall()}}
	for number := range 20 {
		document.Blocks = append(document.Blocks, paper.Pair(fmt.Sprintf("%d x Blue Dream Pre-Roll %d-pack", number%3+1, number+1), fmt.Sprintf("$%d.00", 12+number)))
	}
	return paper.Document{Title: "receipt", Blocks: append(document.Blocks,
		paper.RuleAcross(), paper.Pair("TOTAL", "$430.00").Bold(),
		paper.Code128("LARIM-T1-7K2M-1042"), paper.QRCode("https://example.test/r/LARIM-T1-7K2M-1042"))}
}

func BenchmarkEncode(b *testing.B) {
	document := twentyLines()
	for _, name := range escpos.ProfileNames() {
		b.Run(name, func(b *testing.B) {
			printer := profile(b, name)
			b.ReportAllocs()
			for b.Loop() {
				encoded, err := escpos.Encode(document, printer)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(encoded)))
			}
		})
	}
}
