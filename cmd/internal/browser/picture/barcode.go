// Package picture makes what a tablet's camera sees: a PDF417 barcode lying on
// grey, a little askew, blurred and noisy, as the frames of a .y4m file that
// Chromium's fake camera plays.
package picture

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/pdf417"
)

const (
	// Width is the picture's, in pixels, as cameras of tablets give it.
	Width = 1280
	// Height is the picture's, in pixels.
	Height = 720
	// quietModules is the white border that PDF417 asks for (ISO/IEC 15438: two
	// modules), and some more, as cards have it.
	quietModules = 6
	// rowScale makes up the height of a row: the library draws rows two
	// modules high, ISO/IEC 15438 asks for three.
	rowScale = 2
	// libraryRow is how high the library draws a row, in modules.
	libraryRow = 2
	desk       = 0x8c
	paper      = 0xf4
	ink        = 0x1c
)

// Look is how well the camera sees it. The zero value is a sharp picture that
// lies straight.
type Look struct {
	Degrees float64 // turned anticlockwise
	Blur    int     // radius in pixels of a box
	Noise   int     // the most that a pixel is off, of 255
	Seed    uint64  // of the noise
}

// Barcode draws the bytes as PDF417 into a grey picture of Width by Height.
func Barcode(raw []byte, look Look) (*image.Gray, error) {
	code, err := encode(raw)
	if err != nil {
		return nil, err
	}
	symbol := code.Bounds()
	columns, rows := symbol.Dx()+2*quietModules, symbol.Dy()*rowScale+2*quietModules
	scale := min((Width-80)/columns, (Height-80)/rows)
	if scale < 2 {
		return nil, fmt.Errorf("picture: %d by %d modules do not fit", columns, rows)
	}
	card := image.NewGray(image.Rect(0, 0, columns*scale, rows*scale))
	draw.Draw(card, card.Bounds(), image.NewUniform(color.Gray{Y: paper}), image.Point{}, draw.Src)
	for y := range symbol.Dy() {
		for x := range symbol.Dx() {
			if r, _, _, _ := code.At(symbol.Min.X+x, symbol.Min.Y+y).RGBA(); r != 0 {
				continue
			}
			corner := image.Pt((quietModules+x)*scale, (quietModules+y*rowScale)*scale)
			module := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(scale, scale*rowScale))}
			draw.Draw(card, module, image.NewUniform(color.Gray{Y: ink}), image.Point{}, draw.Src)
		}
	}
	seen := blur(lay(card, look.Degrees), look.Blur)
	shake(seen, look.Noise, look.Seed)
	return seen, nil
}

// encode makes the symbol. Of every three rows the library's first one carries a
// wrong count of rows at the left (it writes (rows-3)/3 where ISO/IEC 15438,
// 5.11.3 has (rows-1)/3) unless the count is a multiple of three, and decoders
// refuse such a symbol. More or fewer words of correction change the count.
func encode(raw []byte) (barcode.Barcode, error) {
	for _, level := range []byte{4, 5, 3, 6, 2} {
		code, err := pdf417.Encode(string(raw), level)
		if err != nil {
			return nil, fmt.Errorf("picture: %w", err)
		}
		if rows := code.Bounds().Dy() / libraryRow; rows%3 == 0 {
			return code, nil
		}
	}
	return nil, fmt.Errorf("picture: no level of correction gives %d bytes a good count of rows", len(raw))
}

// lay puts the card onto the middle of the desk, turned.
func lay(card *image.Gray, degrees float64) *image.Gray {
	seen := image.NewGray(image.Rect(0, 0, Width, Height))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	size := card.Bounds().Size()
	for y := range Height {
		for x := range Width {
			dx, dy := float64(x)-Width/2, float64(y)-Height/2
			at := image.Pt(int(math.Round(dx*cos-dy*sin))+size.X/2, int(math.Round(dx*sin+dy*cos))+size.Y/2)
			shade := color.Gray{Y: desk}
			if at.In(card.Bounds()) {
				shade = card.GrayAt(at.X, at.Y)
			}
			seen.SetGray(x, y, shade)
		}
	}
	return seen
}

// blur is a box blur, first along the rows, then along the columns.
func blur(from *image.Gray, radius int) *image.Gray {
	if radius == 0 {
		return from
	}
	for _, along := range []image.Point{{X: 1}, {Y: 1}} {
		to := image.NewGray(from.Bounds())
		for y := range Height {
			for x := range Width {
				sum, count := 0, 0
				for step := -radius; step <= radius; step++ {
					at := image.Pt(x, y).Add(along.Mul(step))
					if at.In(from.Bounds()) {
						sum += int(from.GrayAt(at.X, at.Y).Y)
						count++
					}
				}
				to.SetGray(x, y, color.Gray{Y: uint8(sum / count)}) //nolint:gosec // a mean of bytes is a byte
			}
		}
		from = to
	}
	return from
}

func shake(seen *image.Gray, most int, seed uint64) {
	if most == 0 {
		return
	}
	source := rand.New(rand.NewPCG(seed, 1))
	for i, shade := range seen.Pix {
		seen.Pix[i] = uint8(min(255, max(0, int(shade)+source.IntN(2*most+1)-most))) //nolint:gosec // bounded one line above
	}
}
