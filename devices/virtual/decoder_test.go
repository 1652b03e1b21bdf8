package virtual_test

import (
	"bytes"
	"image/png"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/devices/virtual"
)

const cutPaper = "\x1dVB\x00"

// printed sends a stream and gives the paper that it ends with.
func printed(t *testing.T, options virtual.PrinterOptions, stream string) (*virtual.ReceiptPrinter, virtual.Paper) {
	t.Helper()
	model, terminal := newPrinter(t, options)
	send(t, terminal, stream+cutPaper)
	waitUntil(t, "a paper", func() bool { return len(model.Papers()) == 1 })
	if unknown := model.Unknown(); len(unknown) != 0 {
		t.Errorf("unknown % x", unknown)
	}
	return model, model.Papers()[0]
}

func TestLettersOfPagesAndSets(t *testing.T) {
	for name, c := range map[string]struct{ stream, want string }{
		"437":                       {"\x1bt\x00\x82\xa4", "éñ"},
		"850":                       {"\x1bt\x02\xe9", "Ú"},
		"852":                       {"\x1bt\x12\x88", "ł"},
		"858":                       {"\x1bt\x13\xd5", "€"},
		"858 of clones":             {"\x1bt\x35\xd5", "€"},
		"1252":                      {"\x1bt\x10\x80\xd1", "€Ñ"},
		"a page it lacks":           {"\x1bt\x63\x82", "é"},
		"set of the UK":             {"\x1bR\x03#$", "£$"},
		"set of Sweden":             {"\x1bR\x05$[", "¤Ä"},
		"set of the USA":            {"\x1bR\x03\x1bR\x00#", "#"},
		"a reset":                   {"\x1bR\x03\x1bt\x10\x1c&\x1b@#\x82", "#é"},
		"double-byte text":          {"\x1c&a\xb4\xf3b", "a■■b"},
		"and none":                  {"\x1c&\x1c.\x82", "é"},
		"half a sign, then letters": {"\x1c&\xb4A\x1c.x", "■■x"},
	} {
		if _, got := printed(t, virtual.PrinterOptions{}, c.stream+"\n"); got.Lines[0] != c.want {
			t.Errorf("%s: %q, not %q", name, got.Lines[0], c.want)
		}
	}
}

func TestBarcodesAsTheyAreSent(t *testing.T) {
	for name, c := range map[string]struct {
		columns int
		stream  string
		want    []string
	}{
		"set B":            {48, "\x1dw\x02\x1dkI\x05{BA{{", []string{"A{"}},
		"set C, then B":    {48, "\x1dw\x02\x1dkI\x07{C\x0c\x22{BA", []string{"1234A"}},
		"set A":            {48, "\x1dw\x02\x1dkI\x04{AA\t", []string{"A\t"}},
		"no set":           {48, "\x1dw\x02\x1dkI\x02A1", []string{"A1"}},
		"NUL at its end":   {48, "\x1dw\x02\x1dk\x08A1\x00", []string{"A1"}},
		"just wide enough": {32, "\x1dw\x02\x1dkI\x0f{B0123456789012", []string{"0123456789012"}},
		"too wide":         {32, "\x1dw\x02\x1dkI\x11{B012345678901234", nil},
	} {
		model, got := printed(t, virtual.PrinterOptions{Columns: c.columns}, "x\n"+c.stream)
		if diff := cmp.Diff(c.want, got.Barcodes); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if _, err := model.PNG(0); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// height gives how high the picture of a paper with this on it is.
func height(t *testing.T, stream string) int {
	t.Helper()
	model, _ := printed(t, virtual.PrinterOptions{Columns: 32}, "x\n"+stream)
	drawn, err := model.PNG(0)
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(drawn))
	if err != nil {
		t.Fatal(err)
	}
	return picture.Bounds().Dy()
}

func TestWhatIsFedAndDrawn(t *testing.T) {
	empty := height(t, "")
	// Function 67: key CL, one colour, 8 by 2 dots.
	const store = "\x1d(L\x0d\x000C0CL\x01\x08\x00\x02\x001\xff\x81"
	for name, c := range map[string]struct {
		stream string
		higher int
	}{
		"dots":                      {"\x1bJ\x18", 24},
		"a line":                    {"\n", 30},
		"barcode":                   {"\x1dh\x3c\x1dw\x02\x1dkI\x03{BA", 60},
		"barcode and text":          {"\x1dh\x3c\x1dw\x02\x1dH\x02\x1dkI\x03{BA", 88},
		"picture":                   {"\x1dv0\x00\x01\x00\x03\x00\xff\x00\xff", 3},
		"nothing stored":            {"\x1d(L\x06\x000ECL\x01\x01", 0},
		"stored":                    {store + "\x1d(L\x06\x000ECL\x01\x01", 2},
		"stored, twice as high":     {store + "\x1d(L\x06\x000ECL\x01\x02", 4},
		"another key":               {store + "\x1d(L\x06\x000ECX\x01\x01", 0},
		"clone: stored":             {"\x1cq\x01\x01\x00\x01\x00ABCDEFGH\x1cp\x01\x00", 8},
		"clone: twice as high":      {"\x1cq\x01\x01\x00\x01\x00ABCDEFGH\x1cp\x01\x03", 16},
		"clone: the second of two":  {"\x1cq\x02\x01\x00\x01\x00ABCDEFGH\x01\x00\x02\x00ABCDEFGHABCDEFGH\x1cp\x02\x00", 16},
		"clone: another is no more": {"\x1cq\x01\x01\x00\x01\x00ABCDEFGH\x1cq\x01\x01\x00\x01\x00ABCDEFGH\x1cp\x02\x00", 0},
	} {
		if got := height(t, c.stream) - empty; got != c.higher {
			t.Errorf("%s: %d dots, not %d", name, got, c.higher)
		}
	}
}

// A stored picture is there again after the power was.
func TestStoredPicturesOutliveThePower(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{Columns: 32})
	send(t, terminal, "\x1cq\x01\x01\x00\x01\x00ABCDEFGHx\n"+cutPaper)
	waitUntil(t, "a paper", func() bool { return len(model.Papers()) == 1 })
	if err := model.Unplug(); err != nil {
		t.Fatal(err)
	}
	if err := model.Replug(); err != nil {
		t.Fatal(err)
	}
	again := openRaw(t, model.Path())
	defer again.Close()
	send(t, again, "\x1cp\x01\x00"+cutPaper)
	waitUntil(t, "the second paper", func() bool { return len(model.Papers()) == 2 })
}
