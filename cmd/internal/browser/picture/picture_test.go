package picture_test

import (
	"bytes"
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/browser/picture"
	"github.com/curbline/curbline/devices/virtual"
)

func card(family, first string) []byte {
	return virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: "921750002", Family: family, First: first, Sex: "1",
		Birth:  time.Date(1988, 11, 2, 0, 0, 0, 0, time.UTC),
		Issued: time.Date(2025, 11, 2, 0, 0, 0, 0, time.UTC), Expires: time.Date(2030, 11, 2, 0, 0, 0, 0, time.UTC),
	}.Barcode()
}

// That a decoder reads the pictures is shown where the decoder is: in the
// page's own test. Here: every name of a common length can be drawn.
func TestCardsOfEveryLengthCanBeDrawn(t *testing.T) {
	name := "Parkparkparkpark"
	for length := 1; length <= len(name); length++ {
		seen, err := picture.Barcode(card(name[:length], "Jordan"), picture.Look{Degrees: 2, Blur: 1, Noise: 5, Seed: 1})
		if err != nil {
			t.Errorf("a family name of %d: %v", length, err)
			continue
		}
		dark := 0
		for _, shade := range seen.Pix {
			if shade < 0x40 {
				dark++
			}
		}
		if share := dark * 100 / len(seen.Pix); share < 10 || share > 50 {
			t.Errorf("a family name of %d: %d%% is dark", length, share)
		}
	}
	if _, err := picture.Barcode(make([]byte, 2000), picture.Look{}); err == nil {
		t.Error("2000 bytes fit into a barcode")
	}
}

func TestFramesAreWholeAndTheSameEachTime(t *testing.T) {
	first, second := filepath.Join(t.TempDir(), "a.y4m"), filepath.Join(t.TempDir(), "b.y4m")
	for _, path := range []string{first, second} {
		if err := picture.CardFile(path, card("Park", "Jordan"), picture.Looks...); err != nil {
			t.Fatal(err)
		}
	}
	one, err := os.ReadFile(first)
	if err != nil {
		t.Fatal(err)
	}
	two, err := os.ReadFile(second)
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("two files differ: %v", err)
	}
	head := []byte("YUV4MPEG2 W1280 H720 F15:1 Ip A1:1 C420jpeg\n")
	frame := len("FRAME\n") + picture.Width*picture.Height*3/2
	if want := len(head) + len(picture.Looks)*frame; len(one) != want || !bytes.HasPrefix(one, head) {
		t.Errorf("%d bytes, want %d; %.60q", len(one), want, one)
	}
	for at := len(head); at < len(one); at += frame {
		if !bytes.HasPrefix(one[at:], []byte("FRAME\n")) {
			t.Errorf("no frame at %d", at)
		}
	}
}

func TestAFileOfNoOrUnequalFramesIsRefused(t *testing.T) {
	small, odd := image.NewGray(image.Rect(0, 0, 2, 2)), image.NewGray(image.Rect(0, 0, 3, 2))
	for _, frames := range [][]*image.Gray{nil, {odd}, {small, image.NewGray(image.Rect(0, 0, 4, 2))}} {
		if err := picture.WriteY4M(&bytes.Buffer{}, frames); err == nil {
			t.Errorf("%d frames are written", len(frames))
		}
	}
}
