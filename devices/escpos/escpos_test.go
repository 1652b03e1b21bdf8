package escpos_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/paper"
)

var update = flag.Bool("update", false, "write the golden files")

func profile(t testing.TB, name string) escpos.Profile {
	t.Helper()
	found, err := escpos.ProfileByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func receipt() paper.Document {
	return paper.Document{Title: "receipt", Blocks: []paper.Block{
		paper.BannerOf("REPRINT 2"),
		paper.Line(paper.Center, "Larimer Street Dispensary").Bold().Wide(),
		paper.Line(paper.Center, "1550 Larimer St, Denver CO 80202"),
		paper.Pair("2 x Piñon Café Pre-Roll “Indoor” – 5-pack… €", "$64.00"),
		paper.RuleAcross(),
		paper.Pair("TOTAL", "$64.00").Bold().Tall(),
		paper.FeedLines(1),
		paper.QRCode("https://example.test/r/1042"),
		paper.Code128("LARIM-{1}-1042"),
	}}
}

// The golden files list the tokens, so that a change can be read; the last line
// is the bytes themselves.
func TestGolden(t *testing.T) {
	for name, printer := range map[string]escpos.Profile{
		"tm-t88v-437": profile(t, "epson-tm-t88v"), "58mm-raster": profile(t, "generic-58mm"),
		"80mm-858": func() escpos.Profile {
			one := profile(t, "generic-80mm")
			one.CodePage = escpos.CP858
			return one
		}(),
		"80mm-1252": func() escpos.Profile {
			one := profile(t, "generic-80mm")
			one.CodePage = escpos.CP1252
			return one
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			encoded, err := escpos.Encode(receipt(), printer)
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := escpos.Tokens(encoded)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, token := range tokens {
				got.WriteString(token.String() + "\n")
			}
			got.WriteString(hex.EncodeToString(encoded) + "\n")
			file := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(file, []byte(got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// texts gives the texts of a paper, joined.
func texts(t interface{ Fatal(...any) }, blocks []paper.Block, printer escpos.Profile) string {
	encoded, err := escpos.Encode(paper.Document{Blocks: blocks}, printer)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := escpos.Tokens(encoded)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, token := range tokens {
		if token.Name == "text" {
			all = append(all, string(token.Data))
		}
	}
	return strings.Join(all, "\n")
}

func TestTextIsCleaned(t *testing.T) {
	printer := profile(t, "epson-tm-t88v")
	for text, want := range map[string]string{
		"a\x1bp\x00\x32\x32b":    "ap22b",
		"\x1d\x56\x00cut":        "Vcut",
		"\x10\x04\x01":           "",
		"\x10\x14\x01\x00\x02":   "",
		"“smart” ‘quotes’ – — …": `"smart" 'quotes' - - ...`,
		"Cannabis™ ®":            "Cannabis(TM) (R)",
		"café":                   "caf\x82",
		"cafe\u0301":             "caf\x82",
		"Łódź":                   "L\xa2dz",
		"5 € × 2":                "5 EUR x 2",
		"tab\there\u00a0and":     "tab here and",
		"大麻":                     "??",
		"a\u200bb\ufeffc":        "abc",
		"\x7f\u0085\u009bx":      " x",
	} {
		if got := texts(t, []paper.Block{paper.Line(paper.Left, text)}, printer); got != want {
			t.Errorf("%q became %q, not %q", text, got, want)
		}
	}
	printer.CodePage = escpos.CP858
	if got := texts(t, []paper.Block{paper.Line(paper.Left, "5 €")}, printer); got != "5 \xd5" {
		t.Errorf("858: %q", got)
	}
	printer.CodePage = escpos.CP1252
	if got := texts(t, []paper.Block{paper.Line(paper.Left, "5 € é ’")}, printer); got != "5 \x80 \xe9 '" {
		t.Errorf("1252: %q", got)
	}
}

// Whatever a document says, only the commands of this package go out, no row is
// wider than the paper and no real-time command hides anywhere.
func TestNoTextCarriesACommand(t *testing.T) {
	pages := []escpos.CodePage{escpos.CP437, escpos.CP858, escpos.CP1252}
	hostile := rapid.Custom(func(t *rapid.T) string {
		raw := rapid.SliceOfN(rapid.SampledFrom([]rune("\x00\x04\x05\x10\x14\x1b\x1c\x1d\n\r\tpV@(kéß€“\u009b\u0301大A 1")), 0, 60).Draw(t, "runes")
		return string(raw)
	})
	rapid.Check(t, func(t *rapid.T) {
		printer, _ := escpos.ProfileByName(rapid.SampledFrom(escpos.ProfileNames()).Draw(t, "profile"))
		printer.CodePage = rapid.SampledFrom(pages).Draw(t, "page")
		document := paper.Document{Blocks: []paper.Block{
			{Kind: paper.Text, Text: hostile.Draw(t, "text"), DoubleWidth: rapid.Bool().Draw(t, "wide")},
			paper.Pair(hostile.Draw(t, "left"), hostile.Draw(t, "right")),
			paper.BannerOf(hostile.Draw(t, "banner")),
			paper.QRCode(rapid.StringMatching(`[ -~]{1,200}`).Draw(t, "qr")),
			paper.Code128(rapid.StringMatching(`[ -~]{1,48}`).Draw(t, "barcode")),
		}}
		encoded, err := escpos.Encode(document, printer)
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := escpos.Tokens(encoded)
		if err != nil {
			t.Fatal(err)
		}
		wide := false
		for _, token := range tokens {
			switch token.Name {
			case "text":
				limit := printer.Columns
				if wide {
					limit /= 2
				}
				if len(token.Data) > limit && len(token.Data) > paper.BarcodeMaxBytes {
					t.Fatalf("%d bytes in a row of %d columns", len(token.Data), limit)
				}
			case "GS !":
				wide = token.Data[0]&0xf0 != 0
			case "ESC p", "DLE DC4", "DLE EOT", "GS ( H":
				t.Fatalf("%v in a paper", token)
			}
		}
		for _, sequence := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
			if bytes.Contains(encoded, []byte(sequence)) {
				t.Fatalf("% x in a paper", sequence)
			}
		}
	})
}

func TestABarcodeThatDoesNotFitIsText(t *testing.T) {
	tag := paper.Code128("1A4060300003E85000001042")
	encoded, err := escpos.Encode(paper.Document{Blocks: []paper.Block{tag}}, profile(t, "generic-58mm"))
	if err != nil || bytes.Contains(encoded, []byte{0x1d, 'k'}) || !bytes.Contains(encoded, []byte(tag.Data)) {
		t.Fatalf("% x, %v", encoded, err)
	}
}

func TestSegmentsAreWholeCommands(t *testing.T) {
	for _, name := range escpos.ProfileNames() {
		encoded, err := escpos.Encode(receipt(), profile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		segments := escpos.Segments(encoded, 256)
		if !bytes.Equal(bytes.Join(segments, nil), encoded) {
			t.Fatal("bytes lost")
		}
		for _, segment := range segments {
			tokens, err := escpos.Tokens(segment)
			if err != nil || len(segment) > 256 && len(tokens) > 1 {
				t.Errorf("%s: %d bytes, %d tokens, %v", name, len(segment), len(tokens), err)
			}
		}
	}
}

func TestCommands(t *testing.T) {
	epson := profile(t, "epson-tm-t88v")
	pin5 := profile(t, "generic-80mm")
	pin5.DrawerPin = 5
	for _, c := range []struct {
		got  []byte
		want string
	}{
		{escpos.DrawerPulse(epson), "1014010002"},
		{escpos.DrawerPulse(pin5), "1b70013232"},
		{escpos.StatusRequest(4), "100404"},
		{escpos.FenceRequest(), "1d7201"},
		{escpos.ProcessID([4]byte{'A', 'B', 'C', 'D'}), "1d28480600303041424344"},
	} {
		if got := hex.EncodeToString(c.got); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

func TestProfiles(t *testing.T) {
	for _, name := range escpos.ProfileNames() {
		if err := profile(t, name).Validate(); err != nil {
			t.Error(err)
		}
	}
	if _, err := escpos.ProfileByName("laser"); err == nil || !strings.Contains(err.Error(), "epson-tm-t88v") {
		t.Errorf("got %v", err)
	}
	for _, spoil := range []func(*escpos.Profile){
		func(p *escpos.Profile) { p.Columns = 40 }, func(p *escpos.Profile) { p.DotsAcross = 0 },
		func(p *escpos.Profile) { p.DrawerPin = 3 }, func(p *escpos.Profile) { p.CodePage = "850" },
	} {
		one := profile(t, "generic-80mm")
		spoil(&one)
		if _, err := escpos.Encode(receipt(), one); err == nil {
			t.Errorf("%+v was taken", one)
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

func TestStatusBytes(t *testing.T) {
	// The examples of Epson's status page: answers to DLE EOT 1 to 4.
	for name, c := range map[string]struct {
		answers [4]byte
		auto    [4]byte
		want    devices.PrinterStatus
		cause   devices.BlockCause
	}{
		"idle":       {[4]byte{0x12, 0x12, 0x12, 0x12}, [4]byte{0x10, 0, 0, 0}, devices.PrinterStatus{Answers: true}, ""},
		"near end":   {[4]byte{0x12, 0x12, 0x12, 0x1e}, [4]byte{0x10, 0, 3, 0}, devices.PrinterStatus{Answers: true, PaperNearEnd: true}, ""},
		"paper out":  {[4]byte{0x1a, 0x32, 0x12, 0x7e}, [4]byte{0x18, 0, 0x0f, 0}, devices.PrinterStatus{Answers: true, Offline: true, PaperOut: true, PaperNearEnd: true}, devices.PaperOut},
		"cover open": {[4]byte{0x1a, 0x16, 0x12, 0x12}, [4]byte{0x38, 0, 0, 0}, devices.PrinterStatus{Answers: true, Offline: true, CoverOpen: true}, devices.CoverOpen},
		"offline":    {[4]byte{0x1a, 0x12, 0x12, 0x12}, [4]byte{0x18, 0, 0, 0}, devices.PrinterStatus{Answers: true, Offline: true}, devices.PrinterOffline},
		"cutter":     {[4]byte{0x1a, 0x52, 0x1a, 0x12}, [4]byte{0x18, 8, 0, 0}, devices.PrinterStatus{Answers: true, Offline: true, Error: true}, devices.PrinterError},
		"drawer":     {[4]byte{0x16, 0x12, 0x12, 0x12}, [4]byte{0x14, 0, 0, 0}, devices.PrinterStatus{Answers: true, DrawerPinHigh: true}, ""},
	} {
		var status devices.PrinterStatus
		for index, answer := range c.answers {
			escpos.ApplyStatus(&status, byte(index+1), answer)
		}
		if status != c.want || status.Cause() != c.cause {
			t.Errorf("%s: %+v, cause %q", name, status, status.Cause())
		}
		var auto devices.PrinterStatus
		escpos.ApplyAutoStatus(&auto, c.auto)
		if auto != c.want {
			t.Errorf("%s, automatic: %+v", name, auto)
		}
	}
}

func TestDemux(t *testing.T) {
	stream := []byte{
		0x12,                               // real time
		0x13, 0x18, 0x00, 0x11, 0x0f, 0x00, // flow control inside an automatic status
		0x37, 0x22, 'A', 0x13, 'B', 'C', 0x11, 'D', 0, // and inside a process id
		0x0c,                             // ordered
		0x5f, 'E', 'P', 'S', 'O', 'N', 0, // a name
		0x37, 0x25, 0, // buffer cleared
		0x18, 0x12, // an automatic status cut off by real time
		0xff, 0x80, // noise
	}
	var got []escpos.Reply
	var demux escpos.Demux
	for _, char := range stream {
		if reply, whole := demux.Feed(char); whole && reply.Kind != escpos.ReplyXON && reply.Kind != escpos.ReplyXOFF {
			got = append(got, reply)
		}
	}
	want := []escpos.Reply{
		{Kind: escpos.ReplyRealTime, Status: 0x12},
		{Kind: escpos.ReplyAutoStatus, Auto: [4]byte{0x18, 0, 0x0f, 0}},
		{Kind: escpos.ReplyProcessID, ID: [4]byte{'A', 'B', 'C', 'D'}},
		{Kind: escpos.ReplyOrdered, Status: 0x0c},
		{Kind: escpos.ReplyBlock, Data: []byte("_EPSON")},
		{Kind: escpos.ReplyBlock, Data: []byte{0x37, 0x25}},
		{Kind: escpos.ReplyRealTime, Status: 0x12},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzDemux(f *testing.F) {
	f.Add([]byte{0x37, 0x22, 'A', 'B', 'C', 'D', 0, 0x12})
	f.Fuzz(func(t *testing.T, stream []byte) {
		var demux escpos.Demux
		for _, char := range stream {
			demux.Feed(char)
		}
		for range 100 { // whatever came before, an end makes it listen again
			demux.Feed(0)
		}
		if reply, whole := demux.Feed(0x12); !whole || reply.Kind != escpos.ReplyRealTime {
			t.Fatal("deaf after noise")
		}
	})
}

func FuzzTokens(f *testing.F) {
	f.Add([]byte("\x1b@text\n\x1dV\x42\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := escpos.Tokens(data); err != nil && !errors.Is(err, escpos.ErrToken) {
			t.Fatal(err)
		}
	})
}
