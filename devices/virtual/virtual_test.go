package virtual_test

import (
	"bytes"
	"errors"
	"flag"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices/virtual"
)

var picture = flag.String("picture", "", "write the picture of a paper to this file, to look at")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newPrinter(t *testing.T, options virtual.PrinterOptions) (*virtual.ReceiptPrinter, *os.File) {
	t.Helper()
	options.Now = time.Now
	model, err := virtual.NewReceiptPrinter(options)
	if err != nil {
		t.Fatal(err)
	}
	terminal := openRaw(t, model.Path())
	t.Cleanup(func() {
		terminal.Close()
		model.Close()
	})
	return model, terminal
}

func openRaw(t *testing.T, path string) *os.File {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func send(t *testing.T, terminal *os.File, text string) {
	t.Helper()
	if _, err := terminal.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// answer reads exactly so many bytes.
func answer(t *testing.T, terminal *os.File, count int) string {
	t.Helper()
	got := make(chan string, 1)
	go func() {
		var all []byte
		buffer := make([]byte, 64)
		for len(all) < count {
			n, err := terminal.Read(buffer)
			if err != nil {
				break
			}
			all = append(all, buffer[:n]...)
		}
		got <- string(all)
	}()
	select {
	case text := <-got:
		return text
	case <-time.After(5 * time.Second):
		t.Fatal("no answer")
		return ""
	}
}

func waitUntil(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(5 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("did not happen: %s", what)
		}
	}
}

func TestPrinterPutsLettersOnPaper(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{Columns: 20})
	send(t, terminal, "\x1b@\x1bt\x00\x1ba\x01\x1bE\x01Shop\n\x1bE\x00\x1ba\x00caf\x82 and a long line\n"+
		"\x1d!\x11BIG\n\x1d!\x00\x1bt\x10\x80\x1ba\x02\nx\n\x1ba\x00\x1d(k\x05\x001P0hi\x1d(k\x03\x001Q0\x1dkI\x06{B{{1}\x1bd\x02\x1dVB\x00")
	waitUntil(t, "a paper", func() bool { return len(model.Papers()) == 1 })
	one := model.Papers()[0]
	// ESC a within a line is ignored, so x stands at the left.
	want := []string{"        Shop", "café and a long line", "BIG", "€", "x", "", ""}
	if diff := cmp.Diff(want, one.Lines); diff != "" {
		t.Error(diff)
	}
	if len(one.QRs) != 1 || one.QRs[0] != "hi" || len(one.Barcodes) != 1 || one.Barcodes[0] != "{1}" || !one.Cut {
		t.Errorf("%q %q cut %v", one.QRs, one.Barcodes, one.Cut)
	}
	if unknown := model.Unknown(); len(unknown) != 0 {
		t.Errorf("unknown % x", unknown)
	}
}

func TestPrinterAnswers(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{})
	for _, c := range []struct {
		name    string
		set     func()
		answers string
	}{
		{"idle", func() {}, "\x12\x12\x12\x12"},
		{"near end", func() { model.PaperNearEnd(true) }, "\x12\x12\x12\x1e"},
		{"paper out", func() { model.PaperNearEnd(false); model.PaperOut(true) }, "\x1a\x32\x12\x7e"},
		{"cover open", func() { model.PaperOut(false); model.CoverOpen(true) }, "\x1a\x16\x12\x12"},
		{"broken", func() { model.CoverOpen(false); model.Broken(true) }, "\x1a\x52\x1a\x12"},
	} {
		c.set()
		for n := range 4 {
			send(t, terminal, "\x10\x04"+string(rune(n+1)))
			if got := answer(t, terminal, 1); got != c.answers[n:n+1] {
				t.Errorf("%s, DLE EOT %d: % x", c.name, n+1, got)
			}
		}
	}
	model.Broken(false)
	send(t, terminal, "\x1dr\x01")
	if got := answer(t, terminal, 1); got != "\x00" {
		t.Errorf("GS r: % x", got)
	}
	send(t, terminal, "\x1d(H\x06\x0000ABCD")
	if got := answer(t, terminal, 7); got != "7\x22ABCD\x00" {
		t.Errorf("process id: % x", got)
	}
	send(t, terminal, "\x1dI\x43")
	if got := answer(t, terminal, 25); !strings.HasPrefix(got, "_") || !strings.HasSuffix(got, "\x00") {
		t.Errorf("GS I: %q", got)
	}
	send(t, terminal, "\x1da\x0f")
	if got := answer(t, terminal, 4); got != "\x10\x00\x00\x00" {
		t.Errorf("automatic status: % x", got)
	}
	model.PaperOut(true)
	if got := answer(t, terminal, 4); got != "\x18\x00\x0f\x00" {
		t.Errorf("automatic status after a change: % x", got)
	}
}

func TestAHeldPrinterKeepsWhatItHas(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{})
	model.PaperOut(true)
	send(t, terminal, "one\n\x1dVB\x00\x1d(H\x06\x0000WXYZ\x10\x04\x01\x10\x14\x01\x00\x02\x1bp\x01\x32\x32")
	if got := answer(t, terminal, 1); got != "\x1a" { // real time is answered, the rest waits
		t.Fatalf("% x", got)
	}
	waitUntil(t, "drawer", model.Drawer().Open)
	if len(model.Papers()) != 0 || len(model.Drawer().Pulses()) != 1 {
		t.Fatal("a held printer printed")
	}
	model.PaperOut(false)
	if got := answer(t, terminal, 7); got != "7\x22WXYZ\x00" {
		t.Fatalf("% x", got)
	}
	waitUntil(t, "queued pulse", func() bool { return len(model.Drawer().Pulses()) == 2 })
	pulses := model.Drawer().Pulses()
	if !pulses[0].RealTime || pulses[0].Pin != 2 || pulses[1].RealTime || pulses[1].Pin != 5 || pulses[1].On != 100*time.Millisecond {
		t.Errorf("%+v", pulses)
	}
}

func TestUnplugAndReplugUnderTheSameLink(t *testing.T) {
	link := filepath.Join(t.TempDir(), "printer")
	model, terminal := newPrinter(t, virtual.PrinterOptions{Link: link})
	send(t, terminal, "half a paper\nlost")
	waitUntil(t, "bytes", func() bool { return model.Received() > 16 })
	if err := model.Unplug(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(link); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the link is still there: %v", err)
	}
	if _, err := terminal.WriteString("x"); err == nil {
		t.Error("a write to an unplugged printer")
	}
	if err := model.Replug(); err != nil {
		t.Fatal(err)
	}
	again := openRaw(t, link)
	defer again.Close()
	send(t, again, "whole\n\x1dVB\x00")
	waitUntil(t, "paper", func() bool { papers := model.Papers(); return len(papers) > 0 && papers[len(papers)-1].Cut })
	if last := model.Papers()[len(model.Papers())-1]; last.Text() != "whole" {
		t.Errorf("%q", last.Text())
	}
}

func TestALinkNeverReplacesAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := virtual.NewScanner(file, time.Now); err == nil {
		t.Fatal("replaced a file")
	}
}

func TestScannerSendsBytesAsTheyAre(t *testing.T) {
	gun, err := virtual.NewScanner("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer gun.Close()
	terminal := openRaw(t, gun.Path())
	defer terminal.Close()
	all := make([]byte, 256)
	for index := range all {
		all[index] = byte(index)
	}
	for _, pace := range []virtual.Pace{{}, {Lump: 50, Every: time.Millisecond}} {
		if err := gun.Scan(t.Context(), all, pace); err != nil {
			t.Fatal(err)
		}
		if got := answer(t, terminal, 256); got != string(all) {
			t.Errorf("got % x", got)
		}
	}
	if err := gun.ScanCode(t.Context(), "A1"); err != nil {
		t.Fatal(err)
	}
	if got := answer(t, terminal, 3); got != "A1\r" {
		t.Errorf("got %q", got)
	}
	if err := gun.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := gun.Scan(t.Context(), all, virtual.Pace{}); !errors.Is(err, virtual.ErrUnplugged) {
		t.Errorf("got %v", err)
	}
}

func TestCardBarcode(t *testing.T) {
	day := func(year int) time.Time { return time.Date(year, 6, 15, 0, 0, 0, 0, time.UTC) }
	got := virtual.Card{IIN: "636020", Jurisdiction: "CO", Number: "X1", Family: "Sample", First: "Avery", Sex: "2", Birth: day(2001), Issued: day(2021), Expires: day(2029)}.Barcode()
	if !bytes.HasPrefix(got, []byte("@\n\x1e\rANSI 636020100101DL0031")) || !bytes.Contains(got, []byte("\nDBB06152001\n")) || !bytes.Contains(got, []byte("DADNONE")) {
		t.Errorf("%q", got)
	}
}

func TestPNG(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{Columns: 42})
	send(t, terminal, "\x1b@\x1ba\x01\x1dB\x01     REPRINT 2     \n\x1dB\x00\x1b!\x38Larimer Street\n\x1b!\x001550 Larimer St\n\x1ba\x00\x1b-\x01under\x1b-\x00 plain\n"+
		"\x1ba\x01\x1d(k\x03\x001C\x05\x1d(k\x05\x001P0hi\x1d(k\x03\x001Q0\x1dh\x3c\x1dw\x02\x1dkI\x04{BA1\n\x1dv0\x00\x02\x00\x02\x00\xff\x00\x00\xff\x1dVB\x00")
	waitUntil(t, "paper", func() bool { return len(model.Papers()) == 1 })
	encoded, err := model.PNG(0)
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
	dark := 0
	for y := range drawn.Bounds().Dy() {
		for x := range drawn.Bounds().Dx() {
			if red, _, _, _ := drawn.At(x, y).RGBA(); red < 0x4000 {
				dark++
			}
		}
	}
	if size := drawn.Bounds().Size(); size.X != 42*12+96 || size.Y < 300 || dark < 5000 {
		t.Errorf("%v with %d dark dots", size, dark)
	}
	if _, err := model.PNG(1); err == nil {
		t.Error("drew a paper that is not there")
	}
}

func FuzzPrinter(f *testing.F) {
	f.Add([]byte("\x1b@text\n\x1dv0\x00\x01\x00\x01\x00\xff\x1d(k\x03\x001Q0\x1dVB\x00"))
	f.Add([]byte("\x1dkI\x03{CA\x1dk\x041\x00\x1d(H\x06\x0000ABCD"))
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Now: time.Now})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { model.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		terminal := openRaw(t, model.Path())
		defer terminal.Close()
		before := model.Received()
		data = data[:min(len(data), 2000)]
		if _, err := terminal.Write(data); err != nil {
			t.Fatal(err)
		}
		waitUntil(t, "all bytes arrive", func() bool { return model.Received() >= before+len(data) })
	})
}
