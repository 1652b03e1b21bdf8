package escpos

import (
	"errors"
	"fmt"
	"image"
	"image/color"
)

// ErrPicture is wrapped by the errors of RasterImage and StoreLogo.
var ErrPicture = errors.New("picture for the printer")

const (
	// RasterMaxRows is the height of RasterImage in dots: 30 cm of paper.
	RasterMaxRows = 2400
	// LogoMaxRows is the height of a stored logo in dots: 3 cm, and what clones
	// have memory for.
	LogoMaxRows = 240
	// logoGapDots are white below the logo.
	logoGapDots = 12
	// logoSourceMax bounds the sides of a logo before it is made smaller.
	logoSourceMax = 8192
)

// logoKey names the logo among an Epson's stored pictures.
var logoKey = [2]byte{'C', 'L'}

// RasterImage gives the bytes that print a picture in the middle of the paper, one
// pixel a dot, what is darker than half as black, where the printer is at the
// start of a line. They neither reset the printer nor cut: an encoded paper after
// them does both. Errors wrap ErrPicture: nothing in it, wider than the paper, or
// higher than RasterMaxRows.
func RasterImage(img image.Image, profile Profile) ([]byte, error) {
	if err := profile.Validate(); err != nil {
		return nil, err
	}
	size := img.Bounds().Size()
	if size.X < 1 || size.Y < 1 || size.X > profile.DotsAcross || size.Y > RasterMaxRows {
		return nil, fmt.Errorf("%w: %d by %d dots, at most %d by %d", ErrPicture, size.X, size.Y, profile.DotsAcross, RasterMaxRows)
	}
	picture := newBitmap(size.X, size.Y)
	for y := range size.Y {
		for x := range size.X {
			if darkness(img, x, y) >= 128 {
				picture.set(x, y)
			}
		}
	}
	return appendBands(nil, picture), nil
}

// StoreLogo gives the bytes that put the shop's logo into the printer's memory,
// where it stays without power. A picture that is larger than the paper or than
// LogoMaxRows is made smaller; greys become dots. Printers write this memory a
// limited number of times, ten a day by Epson's reference, so send it when the
// logo changes, never with a paper. The printer is reset and silent for some
// seconds. Errors wrap ErrPicture: nothing in it or far too large.
func StoreLogo(img image.Image, profile Profile) ([]byte, error) {
	if err := profile.Validate(); err != nil {
		return nil, err
	}
	size := img.Bounds().Size()
	if size.X < 1 || size.Y < 1 || size.X > logoSourceMax || size.Y > logoSourceMax {
		return nil, fmt.Errorf("%w: a logo of %d by %d dots, at most %d either way", ErrPicture, size.X, size.Y, logoSourceMax)
	}
	picture := dithered(shrunk(img, profile.DotsAcross, LogoMaxRows))
	out := []byte{esc, '@'}
	if profile.Family == Epson {
		return storeGraphics(out, picture), nil
	}
	return storeBitImage(out, picture), nil
}

// printLogo prints what StoreLogo stored.
func printLogo(out []byte, profile Profile) []byte {
	out = justify(out, centre)
	if profile.Family == Epson {
		out = append(out, gs, '(', 'L', 6, 0, 48, 69, logoKey[0], logoKey[1], 1, 1)
	} else {
		out = append(out, fs, 'p', 1, 0)
	}
	return feedDots(justify(out, left), logoGapDots)
}

// storeGraphics is GS ( L, function 67: rows of dots under a key.
func storeGraphics(out []byte, picture bitmap) []byte {
	const parameters = 11
	for length := len(picture.data) + parameters; hasRealTime([]byte{byte(length), byte(length >> 8)}); {
		// Another white row makes another length.
		picture.data = append(picture.data, make([]byte, picture.rowBytes)...)
		picture.rows++
		length = len(picture.data) + parameters
	}
	withoutRealTime(picture.data)
	length, width := len(picture.data)+parameters, picture.rowBytes*8
	out = append(out, gs, '(', 'L', byte(length), byte(length>>8), 48, 67, 48, logoKey[0], logoKey[1], 1,
		byte(width), byte(width>>8), byte(picture.rows), byte(picture.rows>>8), 49)
	return append(out, picture.data...)
}

// storeBitImage is FS q: the only picture, in columns from left to right, each
// from the top down, eight dots to a byte.
func storeBitImage(out []byte, picture bitmap) []byte {
	columnBytes := (picture.rows + 7) / 8
	data := make([]byte, 0, picture.rowBytes*8*columnBytes)
	for x := range picture.rowBytes * 8 {
		for top := range columnBytes {
			dots := byte(0)
			for bit := range 8 {
				if y := top*8 + bit; y < picture.rows && picture.at(x, y) {
					dots |= 0x80 >> bit
				}
			}
			data = append(data, dots)
		}
	}
	withoutRealTime(data)
	out = append(out, fs, 'q', 1, byte(picture.rowBytes), 0, byte(columnBytes), 0)
	return append(out, data...)
}

// darkness is from 0 for white to 255 for black; what can be seen through is white.
func darkness(img image.Image, x, y int) int {
	from := img.Bounds().Min
	red, green, blue, alpha := img.At(from.X+x, from.Y+y).RGBA()
	// The colours come multiplied by alpha, so the paper shows through the rest.
	light := color.Gray16Model.Convert(color.RGBA64{R: uint16(red), G: uint16(green), B: uint16(blue), A: 0xffff}).(color.Gray16).Y
	return int(alpha-min(uint32(light), alpha)) >> 8
}

// shades is a picture in 256 steps of darkness.
type shades struct {
	width, height int
	dark          []int
}

// shrunk brings a picture to at most width by height by the mean of the pixels
// that fall on each dot. It never enlarges.
func shrunk(img image.Image, width, height int) shades {
	size := img.Bounds().Size()
	to := size
	if to.X > width {
		to = image.Pt(width, max(size.Y*width/size.X, 1))
	}
	if to.Y > height {
		to = image.Pt(max(size.X*height/size.Y, 1), height)
	}
	made := shades{width: to.X, height: to.Y, dark: make([]int, to.X*to.Y)}
	for y := range to.Y {
		top, bottom := y*size.Y/to.Y, max((y+1)*size.Y/to.Y, y*size.Y/to.Y+1)
		for x := range to.X {
			first, last := x*size.X/to.X, max((x+1)*size.X/to.X, x*size.X/to.X+1)
			sum := 0
			for row := top; row < bottom; row++ {
				for column := first; column < last; column++ {
					sum += darkness(img, column, row)
				}
			}
			made.dark[y*to.X+x] = sum / ((bottom - top) * (last - first))
		}
	}
	return made
}

// dithered makes dots of shades: what a dot is too dark or too light by goes to
// its neighbours (Floyd and Steinberg, 1976).
func dithered(picture shades) bitmap {
	made := newBitmap(picture.width, picture.height)
	add := func(x, y, error int) {
		if x >= 0 && x < picture.width && y < picture.height {
			picture.dark[y*picture.width+x] += error
		}
	}
	for y := range picture.height {
		for x := range picture.width {
			rest := picture.dark[y*picture.width+x]
			if rest >= 128 {
				made.set(x, y)
				rest -= 255
			}
			add(x+1, y, rest*7/16)
			add(x-1, y+1, rest*3/16)
			add(x, y+1, rest*5/16)
			add(x+1, y+1, rest/16)
		}
	}
	return made
}
