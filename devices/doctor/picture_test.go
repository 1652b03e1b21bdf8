package doctor_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"image"
	"image/png"
	"os"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/doctor"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The bars of PDF417 (ISO/IEC 15438): start, and stop.
const (
	startBars = "81111113"
	stopBars  = "711311121"
)

// widths gives the widths of bars and spaces along a row of modules.
func widths(picture *image.Gray, y, from, to int) []int {
	var all []int
	last := picture.GrayAt(from, y)
	run := 0
	for x := from; x < to; x++ {
		if at := picture.GrayAt(x, y); at != last {
			all, run, last = append(all, run), 0, at
		}
		run++
	}
	return append(all, run)
}

func digits(all []int) string {
	var text strings.Builder
	for _, one := range all {
		text.WriteByte(byte('0' + one))
	}
	return text.String()
}

// The structure of the symbol is checked as a reader looks at it: quiet zone,
// start and stop, and the cluster of each word, which names its row.
func TestPicture(t *testing.T) {
	picture, err := doctor.Picture(1)
	if err != nil {
		t.Fatal(err)
	}
	const quiet, rowHeight, word = 4, 3, 17
	size := picture.Bounds().Size()
	rows, columns := (size.Y-2*quiet)/rowHeight, (size.X-2*quiet-1)/word-4
	if rows%3 != 0 || (size.Y-2*quiet)%rowHeight != 0 || (size.X-2*quiet-1)%word != 0 || columns < 1 || rows > 30 {
		t.Fatalf("%d rows of %d words, %v", rows, columns, size)
	}
	for y := range size.Y {
		inside := y >= quiet && y < size.Y-quiet
		for x := range size.X {
			if dark := picture.GrayAt(x, y).Y == 0; dark && (!inside || x < quiet || x >= size.X-quiet) {
				t.Fatalf("ink in the quiet zone at %d, %d", x, y)
			}
		}
	}
	for row := range rows {
		y := quiet + row*rowHeight
		bars := widths(picture, y, quiet, size.X-quiet)
		if start := digits(bars[:8]); start != startBars {
			t.Fatalf("row %d starts with %s", row, start)
		}
		if stop := digits(bars[len(bars)-9:]); stop != stopBars {
			t.Fatalf("row %d stops with %s", row, stop)
		}
		words := bars[8 : len(bars)-9]
		if len(words) != 8*(columns+2) {
			t.Fatalf("row %d has %d bars and spaces", row, len(words))
		}
		for at := 0; at < len(words); at += 8 {
			// ISO/IEC 15438, 5.3: the cluster is that of the row.
			cluster := (words[at] - words[at+2] + words[at+4] - words[at+6] + 9) % 9
			if cluster != row%3*3 {
				t.Fatalf("row %d, word %d is of cluster %d", row, at/8, cluster)
			}
		}
	}
}

// The modules are those that an independent decoder (ZXing C++ by way of
// zxing-wasm 3.1.4) read back as the card's bytes.
func TestPictureIsTheOneThatWasDecoded(t *testing.T) {
	picture, err := doctor.Picture(1)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.New()
	sum.Write(doctor.Card())
	sum.Write(picture.Pix)
	got := hex.EncodeToString(sum.Sum(nil)) + "\n"
	const golden = "testdata/card.sha256"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		large, err := doctor.Picture(doctor.PictureScale)
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := png.Encode(&file, large); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(os.TempDir()+"/self-test-card.png", file.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || got != string(want) {
		t.Errorf("another picture: %s, %v; decode it before it is taken over", got, err)
	}
}

func TestPictureScales(t *testing.T) {
	one, err := doctor.Picture(1)
	if err != nil {
		t.Fatal(err)
	}
	three, err := doctor.Picture(doctor.PictureScale)
	if err != nil || three.Bounds().Dx() != doctor.PictureScale*one.Bounds().Dx() || three.Bounds().Dy() != doctor.PictureScale*one.Bounds().Dy() {
		t.Errorf("%v and %v, %v", one.Bounds(), three.Bounds(), err)
	}
}
