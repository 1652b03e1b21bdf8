package virtual

import (
	"strings"
	"testing"

	boombuler "github.com/boombuler/barcode/code128"
)

func labelOf(t *testing.T, zpl string) labelFormat {
	t.Helper()
	var stream labelStream
	var found *labelFormat
	for index := range len(zpl) {
		done := stream.feed(zpl[index])
		if done.unknown != "" {
			t.Fatalf("unknown %q", done.unknown)
		}
		if done.format != nil {
			found = done.format
		}
	}
	if found == nil {
		t.Fatal("no label")
	}
	return *found
}

func TestTheModelReadsZPL(t *testing.T) {
	label := labelOf(t, "^XA^CI28^PW456^LL256^LH0,0\r\n^FO8,16^A0N,20,15^FB300,2,0,C,0^FH_^FDPi_C3_B1on_5E \\& Caf_C3_A9^FS\n"+
		"^FO10,90^BY3,3,50^BCN,40,N,N,N,N^FH_^FD>:A>0>5123456>6B^FS^FO5,5^BY2,3,1^BQN,2,4^FH_^FDMA,https://example.test/_7E^FS^FO0,0^GB9,3,2^FS^PQ4^XZ")
	if label.width != 456 || label.height != 256 || label.quantity != 4 || len(label.fields) != 4 {
		t.Fatalf("%+v", label)
	}
	text, bars, code, box := label.fields[0], label.fields[1], label.fields[2], label.fields[3]
	if text.Kind != LabelText || text.Data != "Piñon^ \n Café" || text.X != 8 || text.Y != 16 || text.Width != 300 || text.lines != 2 || text.align != 'C' || text.squeeze != 15 {
		t.Errorf("%+v", text)
	}
	if bars.Kind != LabelCode128 || bars.Data != "A>123456B" || bars.Height != 40 || bars.module != 3 {
		t.Errorf("%+v", bars)
	}
	// The QR code is as low as the bars of ^BY are high.
	if code.Kind != LabelQR || code.Data != "https://example.test/~" || code.level != 'M' || code.module != 4 || code.Y != 6 {
		t.Errorf("%+v", code)
	}
	if box.Kind != LabelBox || box.Width != 9 || box.Height != 3 || box.line != 2 {
		t.Errorf("%+v", box)
	}
}

// A command inside field data is a command: an encoder that lets one through is
// found out.
func TestTheModelObeysWhatStandsInAField(t *testing.T) {
	var stream labelStream
	formats, statuses, unknown := 0, 0, 0
	for _, char := range []byte("^XA^FO1,1^A0N,9,9^FDKush^XZ~HS^FDmore^XX^FS") {
		done := stream.feed(char)
		if done.format != nil {
			formats++
		}
		if done.status {
			statuses++
		}
		if done.unknown != "" {
			unknown++
		}
	}
	if formats != 1 || statuses != 1 || unknown != 2 {
		t.Errorf("%d formats, %d questions, %d unknown", formats, statuses, unknown)
	}
}

// The patterns are those of an independent encoder, for all of subset B.
func TestCode128PatternsAreRight(t *testing.T) {
	var all strings.Builder
	for char := byte(' '); char <= '~'; char++ {
		all.WriteByte(char)
	}
	for _, text := range []string{"BAG-KMQX", "Piper & Sons", "{|}~"} {
		compareBars(t, text, strings.NewReplacer("^", "><", ">", ">0", "~", ">=").Replace(text))
	}
	for start := 0; start < len(all.String()); start += 8 {
		text := strings.Map(func(char rune) rune {
			if char >= '0' && char <= '9' {
				return '-' // the other encoder puts digits into subset C
			}
			return char
		}, all.String()[start:min(start+8, all.Len())])
		compareBars(t, text, strings.NewReplacer("^", "><", ">", ">0", "~", ">=").Replace(text))
	}
	compareBars(t, "123456", ">;123456")
}

func compareBars(t *testing.T, text, data string) {
	t.Helper()
	read, symbols := readCode128(data)
	bars := code128Bars(symbols)
	code, err := boombuler.Encode(text)
	if err != nil || read != text {
		t.Fatalf("%q reads %q, %v", data, read, err)
	}
	if code.Bounds().Dx() != len(bars) {
		t.Fatalf("%q: %d modules, not %d", text, len(bars), code.Bounds().Dx())
	}
	for x, bar := range bars {
		if red, _, _, _ := code.At(x, 0).RGBA(); (red == 0) != bar {
			t.Fatalf("%q differs at module %d", text, x)
		}
	}
}

func FuzzLabelStream(f *testing.F) {
	f.Add([]byte("^XA^CI28^PW456^LL256^FO8,16^A0N,20,20^FB300,2,0,C,0^FH_^FDKush_5E^FS^FO1,1^BCN,40^FD>;12>6^FS^FO1,1^BQN,2,4^FDMA,x^FS^PQ2^XZ~HS"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var stream labelStream
		for _, char := range data {
			done := stream.feed(char)
			if done.format == nil || len(done.format.fields) > 8 {
				continue
			}
			label := PrintedLabel{Fields: done.format.fields, WidthDots: min(done.format.width, 300), HeightDots: min(done.format.height, 200)}
			for _, field := range label.Fields {
				if field.letters > 100 || len(field.Data) > 200 {
					return // drawing it only takes long
				}
			}
			// It draws, or says why not.
			if encoded, err := label.PNG(); err == nil && len(encoded) == 0 {
				t.Fatal("no picture")
			}
		}
	})
}
