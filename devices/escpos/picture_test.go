package escpos_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/escpos"
)

func canvas(width, height int, dark func(x, y int) bool) *image.Gray {
	img := image.NewGray(image.Rect(5, 7, 5+width, 7+height))
	for y := range height {
		for x := range width {
			img.SetGray(5+x, 7+y, color.Gray{Y: 255})
			if dark(x, y) {
				img.SetGray(5+x, 7+y, color.Gray{})
			}
		}
	}
	return img
}

func TestRasterImage(t *testing.T) {
	printer := profile(t, "generic-58mm")
	// A corner, a single dot at the left of the second byte, and the last dot.
	got, err := escpos.RasterImage(canvas(17, 2, func(x, y int) bool { return x == 0 && y == 0 || x == 8 && y == 1 || x == 16 && y == 1 }), printer)
	want := []byte("\x1ba\x01\x1dv0\x00\x03\x00\x02\x00\x80\x00\x00\x00\x80\x80\x1ba\x00")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("% x, %v", got, err)
	}
	for _, c := range []struct {
		width, height int
		fits          bool
	}{
		{384, 10, true}, {385, 10, false}, {0, 10, false}, {10, 0, false}, {8, escpos.RasterMaxRows, true}, {8, escpos.RasterMaxRows + 1, false},
	} {
		_, err := escpos.RasterImage(canvas(c.width, c.height, func(x, y int) bool { return true }), printer)
		if c.fits != (err == nil) || err != nil && !errors.Is(err, escpos.ErrPicture) {
			t.Errorf("%d by %d: %v", c.width, c.height, err)
		}
	}
}

// Any picture is printed dot by dot, in short commands, and where a real-time
// command would be, only a dot is added.
func TestPicturesAreSafe(t *testing.T) {
	risky := rapid.SampledFrom([]byte{0x10, 0x10, 0x10, 0x04, 0x05, 0x14, 0x00, 0xff})
	rapid.Check(t, func(t *rapid.T) {
		printer, _ := escpos.ProfileByName(rapid.SampledFrom(escpos.ProfileNames()).Draw(t, "profile"))
		rowBytes := rapid.IntRange(1, printer.DotsAcross/8).Draw(t, "row bytes")
		rows := rapid.IntRange(1, 20).Draw(t, "rows")
		dots := rapid.SliceOfN(risky, rowBytes*rows, rowBytes*rows).Draw(t, "dots")
		img := canvas(rowBytes*8, rows, func(x, y int) bool { return dots[y*rowBytes+x/8]&(0x80>>(x%8)) != 0 })
		for _, encode := range []func(image.Image, escpos.Profile) ([]byte, error){escpos.RasterImage, escpos.StoreLogo} {
			encoded, err := encode(img, printer)
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := escpos.Tokens(encoded)
			if err != nil {
				t.Fatal(err)
			}
			for _, sequence := range []string{"\x10\x04", "\x10\x05", "\x10\x14"} {
				if bytes.Contains(encoded, []byte(sequence)) {
					t.Fatalf("% x in a picture", sequence)
				}
			}
			var printed []byte
			for _, token := range tokens {
				if token.Name == "GS v 0" {
					printed = append(printed, token.Data[5:]...)
					if len(token.Data) > 256 || token.Data[3] == 0 {
						t.Fatalf("%v", token)
					}
				}
			}
			for index, char := range printed {
				if added := char &^ dots[index]; char&dots[index] != dots[index] || added != 0 && (added != 0x08 || dots[index] != 0x10) {
					t.Fatalf("byte %d is %02x, not %02x", index, char, dots[index])
				}
			}
		}
	})
}

func TestStoreLogo(t *testing.T) {
	corner := canvas(16, 9, func(x, y int) bool { return x == 0 && y == 0 || x == 15 && y == 8 })
	epson, err := escpos.StoreLogo(corner, profile(t, "epson-tm-t88v"))
	// GS ( L, function 67, key CL, one colour, 16 by 9 dots, colour 1, rows.
	want := append([]byte("\x1b@\x1d(L\x1d\x00\x30\x43\x30CL\x01\x10\x00\x09\x00\x31\x80"), make([]byte, 16)...)
	if want = append(want, 1); err != nil || !bytes.Equal(epson, want) {
		t.Errorf("% x, %v", epson, err)
	}
	clone, err := escpos.StoreLogo(corner, profile(t, "generic-58mm"))
	// FS q, one picture of 2 by 2 bytes, columns.
	want = append([]byte("\x1b@\x1cq\x01\x02\x00\x02\x00\x80"), make([]byte, 30)...)
	if want = append(want, 0x80); err != nil || !bytes.Equal(clone, want) {
		t.Errorf("% x, %v", clone, err)
	}
	for _, name := range escpos.ProfileNames() {
		printer := profile(t, name)
		for _, size := range []image.Point{{2000, 500}, {100, 3000}, {1, 8192}, {8192, 1}} {
			stored, err := escpos.StoreLogo(canvas(size.X, size.Y, func(x, y int) bool { return x%3 == 0 }), printer)
			if err != nil {
				t.Fatal(err)
			}
			tokens, err := escpos.Tokens(stored)
			if err != nil || len(tokens) != 2 || len(stored) > printer.DotsAcross/8*(escpos.LogoMaxRows+8)+20 {
				t.Errorf("%s %v: %d bytes, %v, %v", name, size, len(stored), len(tokens), err)
			}
		}
		for _, size := range []image.Point{{0, 5}, {8193, 1}, {1, 8193}} {
			if _, err := escpos.StoreLogo(image.NewGray(image.Rectangle{Max: size}), printer); !errors.Is(err, escpos.ErrPicture) {
				t.Errorf("%v: %v", size, err)
			}
		}
	}
}

// Half grey becomes about half the dots, and what can be seen through stays white.
func TestGreysBecomeDots(t *testing.T) {
	count := func(img image.Image) (black, all int) {
		stored, err := escpos.StoreLogo(img, profile(t, "epson-tm-t20"))
		if err != nil {
			t.Fatal(err)
		}
		tokens, err := escpos.Tokens(stored)
		if err != nil {
			t.Fatal(err)
		}
		for _, char := range tokens[1].Data[13:] {
			for ; char != 0; char &= char - 1 {
				black++
			}
			all += 8
		}
		return black, all
	}
	grey := image.NewUniform(color.Gray{Y: 128})
	clear := image.NewUniform(color.NRGBA{})
	for name, c := range map[string]struct {
		img      image.Image
		from, to int // per cent
	}{"grey": {grey, 45, 55}, "clear": {clear, 0, 0}, "black": {image.NewUniform(color.Black), 99, 100}} {
		black, all := count(cropped{c.img, image.Rect(0, 0, 64, 64)})
		if share := black * 100 / all; share < c.from || share > c.to {
			t.Errorf("%s: %d of %d dots", name, black, all)
		}
	}
}

type cropped struct {
	image.Image
	bounds image.Rectangle
}

func (c cropped) Bounds() image.Rectangle { return c.bounds }
