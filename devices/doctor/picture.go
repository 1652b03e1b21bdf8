package doctor

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/pdf417"
)

const (
	// quietModules is the white border: ISO/IEC 15438 asks for two modules.
	quietModules = 4
	// libraryRow is how high the library draws a row, in modules; ISO/IEC 15438
	// asks for three.
	libraryRow = 2
	rowModules = 3
	// PictureScale is the size of a module in the picture of a file, in pixels: a
	// symbol of 11 cm at 200 dpi.
	PictureScale = 3
	// dotsPerModule is the same on a receipt printer: 0.25 mm at 203 dpi is the
	// least that thermal paper keeps clean, and one more makes it sure.
	dotsPerModule    = 3
	dotsPerModuleMin = 2
)

// Picture draws the self-test card as PDF417, scale pixels to a module.
func Picture(scale int) (*image.Gray, error) {
	code, err := encode(Card())
	if err != nil {
		return nil, err
	}
	size := code.Bounds().Size()
	rows := size.Y / libraryRow
	width, height := (size.X+2*quietModules)*scale, (rows*rowModules+2*quietModules)*scale
	picture := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(picture, picture.Bounds(), image.White, image.Point{}, draw.Src)
	for row := range rows {
		for x := range size.X {
			if red, _, _, _ := code.At(x, row*libraryRow).RGBA(); red != 0 {
				continue
			}
			corner := image.Pt(quietModules+x, quietModules+row*rowModules).Mul(scale)
			module := image.Rectangle{Min: corner, Max: corner.Add(image.Pt(scale, rowModules*scale))}
			draw.Draw(picture, module, image.NewUniform(color.Gray{}), image.Point{}, draw.Src)
		}
	}
	return picture, nil
}

// encode makes the symbol. Of every three rows the library's first one carries a
// wrong count of rows at the left (it writes (rows-3)/3 where ISO/IEC 15438,
// 5.11.3 has (rows-1)/3) unless the count is a multiple of three, and decoders
// refuse such a symbol. More or fewer words of correction change the count.
func encode(raw []byte) (barcode.Barcode, error) {
	for _, level := range []byte{4, 5, 3, 6} {
		code, err := pdf417.Encode(string(raw), level)
		if err != nil {
			return nil, fmt.Errorf("self-test card: %w", err)
		}
		if code.Bounds().Dy()/libraryRow%rowModules == 0 {
			return code, nil
		}
	}
	return nil, fmt.Errorf("self-test card: no level of correction gives %d bytes a good count of rows", len(raw))
}

// paperPicture draws the card for paper of some dots across: along the paper, as
// across it the modules would be too small.
func paperPicture(dotsAcross int) (*image.Gray, error) {
	for scale := dotsPerModule; scale >= dotsPerModuleMin; scale-- {
		upright, err := Picture(scale)
		if err != nil {
			return nil, err
		}
		if upright.Bounds().Dy() <= dotsAcross {
			return turned(upright), nil
		}
	}
	return nil, fmt.Errorf("self-test card: it does not fit on %d dots", dotsAcross)
}

// turned turns a picture by a quarter.
func turned(from *image.Gray) *image.Gray {
	size := from.Bounds().Size()
	to := image.NewGray(image.Rect(0, 0, size.Y, size.X))
	for y := range size.Y {
		for x := range size.X {
			to.SetGray(size.Y-1-y, x, from.GrayAt(x, y))
		}
	}
	return to
}
