package escpos_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

// Whatever a document says, only the commands of this package go out, no row is
// wider than the paper and no real-time command hides anywhere.
func TestNoTextCarriesACommand(t *testing.T) {
	hostile := rapid.Custom(func(t *rapid.T) string {
		raw := rapid.SliceOfN(rapid.SampledFrom([]rune("\x00\x04\x05\x10\x14\x1b\x1c\x1d\n\r\tpV@(kéß€“\u009b\u0301大A 1½\u202e\U000e0041")), 0, 60).Draw(t, "runes")
		return string(raw)
	})
	rapid.Check(t, func(t *rapid.T) {
		printer, _ := escpos.ProfileByName(rapid.SampledFrom(escpos.ProfileNames()).Draw(t, "profile"))
		printer.CodePage = rapid.SampledFrom(escpos.CodePages()).Draw(t, "page")
		printer.Logo = rapid.Bool().Draw(t, "logo")
		document := paper.Document{Title: hostile.Draw(t, "title"), Blocks: []paper.Block{
			{Kind: paper.Text, Text: hostile.Draw(t, "text"), DoubleWidth: rapid.Bool().Draw(t, "wide")},
			paper.Pair(hostile.Draw(t, "left"), hostile.Draw(t, "right")),
			paper.BannerOf(hostile.Draw(t, "banner")),
			paper.QRCode(rapid.StringMatching(`[ -~]{1,200}`).Draw(t, "qr")),
			paper.Code128(rapid.StringMatching(`[ -~]{1,48}|[0-9]{4,48}|(16(04|05|20)){1,12}`).Draw(t, "barcode")),
		}}
		encoded, tokens := tokensOf(t, document, printer)
		checkPaper(t, encoded, tokens, printer)
	})
}

// FuzzEncode does the same with bytes of a machine's choice in every place where
// a document has text.
func FuzzEncode(f *testing.F) {
	for choice := range 40 {
		f.Add("2 x Piñon “Café”\x1bp\x00\x19\x19", "$64.00", "https://example.test/\u202e", "1604160516201604", uint16(choice))
	}
	f.Add("\x10\x14\x01\x00\x02", "\x10\x04\x01", "\U000e0041", "{{{A", uint16(7))
	names, pages := escpos.ProfileNames(), escpos.CodePages()
	f.Fuzz(func(t *testing.T, text, right, code, bars string, choice uint16) {
		pick := func(count int) int {
			picked := int(choice) % count
			choice /= uint16(count)
			return picked
		}
		printer := profile(t, names[pick(len(names))])
		printer.CodePage, printer.Logo = pages[pick(len(pages))], pick(2) == 1
		looks := pick(8)
		styled := func(block paper.Block) paper.Block {
			block.Emphasis, block.DoubleWidth, block.DoubleHeight = looks&1 != 0, looks&2 != 0, looks&4 != 0
			block.Align = []paper.Align{paper.Left, paper.Center, paper.Right}[len(text)%3]
			return block
		}
		blocks := []paper.Block{
			styled(paper.Line(paper.Left, text)), styled(paper.Pair(text, right)), styled(paper.Pair(right, text)),
			styled(paper.BannerOf(text)), styled(paper.RuleAcross()), paper.FeedLines(1 + len(text)%paper.FeedMaxLines), paper.QRCode(code), paper.Code128(bars),
		}
		for _, document := range []paper.Document{{Title: text, Blocks: blocks}, {Title: text, Blocks: blocks[:6]}} {
			encoded, err := escpos.Encode(document, printer)
			if errors.Is(err, paper.ErrDocument) || errors.Is(err, escpos.ErrTooLong) {
				continue
			}
			tokens, split := escpos.Tokens(encoded)
			if err != nil || split != nil {
				t.Fatal(err, split)
			}
			checkPaper(t, encoded, tokens, printer)
		}
	})
}

// codeOf gives the module width and the data of the barcode, or the rows of text.
func codeOf(tokens []escpos.Token) (module byte, data string, rows []string) {
	for _, token := range tokens {
		switch token.Name {
		case "GS w":
			module = token.Data[0]
		case "GS k":
			data = string(token.Data[2:])
		case "text":
			rows = append(rows, strings.TrimSpace(string(token.Data)))
		}
	}
	return module, data, rows
}

func TestBarcodes(t *testing.T) {
	for _, c := range []struct {
		printer, data string
		module        byte
		payload, rows string
	}{
		{"generic-80mm", "A1", 3, "{BA1", ""},
		{"generic-80mm", "LARIM-{1}-1042", 2, "{BLARIM-{{1}-1042", ""},
		{"epson-tm-t88v", "LARIM-T1-7K2M-1042", 2, "{BLARIM-T1-7K2M-1042", ""},
		{"generic-58mm", "AB1234567", 2, "{BAB1234567", ""},
		{"generic-58mm", "123456789012", 2, "{B123456789012", ""},
		// In set C where set B is too wide: all of it, an odd digit after it, letters
		// around it.
		{"generic-58mm", "12345678901234", 2, "{C\x0c\x22\x38\x4e\x5a\x0c\x22", ""},
		{"generic-58mm", "123456789012345", 2, "{C\x0c\x22\x38\x4e\x5a\x0c\x22{B5", ""},
		{"generic-58mm", "A1234567890123B", 2, "{BA1{C\x17\x2d\x43\x59\x01\x17{BB", ""},
		{"generic-80mm", "1A4060300003E85000001042", 2, "{B1A{C\x28\x3c\x1e\x00\x03{BE8{C\x32\x00\x00\x0a\x2a", ""},
		// 16 and 04 in set C would be DLE EOT.
		{"generic-80mm", "160416041604160416041604", 0, "", "160416041604160416041604|(no barcode: paper too narrow)"},
		{"generic-58mm", "1A4060300003E85000001042", 0, "", "1A4060300003E85000001042|(no barcode: paper too narrow)"},
		{"generic-58mm", "ABCDEFGHIJKLMNOPQRSTUVWXYZ-ABCDEFGHIJKLMNOPQR", 0, "", "ABCDEFGHIJKLMNOPQRSTUVWXYZ-ABCDE|FGHIJKLMNOPQR|(no barcode: paper too narrow)"},
	} {
		_, tokens := tokensOf(t, paper.Document{Blocks: []paper.Block{paper.Code128(c.data)}}, profile(t, c.printer))
		module, data, rows := codeOf(tokens)
		if module != c.module || data != c.payload || strings.Join(rows, "|") != c.rows {
			t.Errorf("%s, %s: %d dots, %q, %q", c.printer, c.data, module, data, rows)
		}
	}
}

// The payload of a barcode read back is its data, in whatever code sets.
func TestBarcodePayloads(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.StringMatching(`([ -~]{1,3}|[0-9]{1,9}){1,6}`).Draw(t, "data")
		data = data[:min(len(data), paper.BarcodeMaxBytes)]
		printer, _ := escpos.ProfileByName(rapid.SampledFrom(escpos.ProfileNames()).Draw(t, "profile"))
		_, tokens := tokensOf(t, paper.Document{Blocks: []paper.Block{paper.Code128(data)}}, printer)
		module, payload, _ := codeOf(tokens)
		if module == 0 {
			return
		}
		read, symbols := readCode128(payload)
		if read != data {
			t.Fatalf("%q is read as %q", payload, read)
		}
		if dots := (11*(symbols+1) + 13 + 20) * int(module); dots > printer.DotsAcross {
			t.Fatalf("%d dots on paper of %d", dots, printer.DotsAcross)
		}
	})
}

func readCode128(payload string) (text string, symbols int) {
	set := byte(0)
	for index := 0; index < len(payload); index++ {
		char := payload[index]
		symbols++
		switch {
		case set == 'C' && char != '{':
			text += string([]byte{'0' + char/10, '0' + char%10})
		case char == '{' && payload[index+1] == '{':
			text += "{"
			index++
		case char == '{':
			set = payload[index+1]
			index++
		default:
			text += string(char)
		}
	}
	return text, symbols
}

// The size that is reckoned with is that of a whole encoder, on both sides of
// where a code grows.
func TestQRCodesFit(t *testing.T) {
	for _, length := range []int{1, 14, 15, 42, 43, 106, 107, 152, 153, 287, 288, 666, 667, 997, 998, paper.QRMaxBytes} {
		data := strings.Repeat("é", length/2) + strings.Repeat("x", length%2)
		code, err := qr.Encode(data, qr.M, qr.Unicode)
		if err != nil {
			t.Fatal(err)
		}
		side := code.Bounds().Dx()
		for _, name := range []string{"epson-tm-t88v", "generic-80mm", "generic-58mm"} {
			printer := profile(t, name)
			encoded, tokens := tokensOf(t, paper.Document{Blocks: []paper.Block{paper.QRCode(data)}}, printer)
			checkPaper(t, encoded, tokens, printer)
			module, most := 0, 6
			if !printer.QR {
				most = 4
			}
			for _, token := range tokens {
				if token.Name == "GS ( k" && token.Data[3] == 67 {
					module = int(token.Data[4])
				}
				if token.Name == "GS v 0" {
					module += int(token.Data[3]) // rows, to be divided below
				}
			}
			if !printer.QR {
				if module%side != 0 {
					t.Errorf("%s, %d bytes: %d rows for %d modules", name, length, module, side)
				}
				module /= side
			}
			if want := min(printer.DotsAcross/(side+8), most); module != want || want < 2 {
				t.Errorf("%s, %d bytes: modules of %d dots, not %d", name, length, module, want)
			}
		}
	}
}

func TestEncodeRefusesALongPaper(t *testing.T) {
	document := paper.Document{}
	for range paper.BlocksMax {
		document.Blocks = append(document.Blocks, paper.Line(paper.Left, strings.Repeat("x", paper.TextMaxBytes)))
	}
	if _, err := escpos.Encode(document, profile(t, "generic-80mm")); !errors.Is(err, escpos.ErrTooLong) {
		t.Fatalf("got %v", err)
	}
}

func TestSegmentsAreWholeCommands(t *testing.T) {
	for name, printer := range variants(t) {
		encoded, _ := tokensOf(t, receipt(), printer)
		segments := escpos.Segments(encoded, 256)
		if !bytes.Equal(bytes.Join(segments, nil), encoded) {
			t.Fatal("bytes lost")
		}
		for _, segment := range segments {
			if tokens, err := escpos.Tokens(segment); err != nil || len(segment) > 256 {
				t.Errorf("%s: %d bytes, %d tokens, %v", name, len(segment), len(tokens), err)
			}
		}
	}
}
