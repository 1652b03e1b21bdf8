package escpos

import (
	"fmt"

	"github.com/boombuler/barcode/qr"

	"github.com/curbline/curbline/terminal/paper"
)

const (
	// qrModuleMax is the widest module in dots, qrModuleMin the narrowest that a
	// telephone reads from thermal paper.
	qrModuleMax = 6
	qrModuleMin = 2
	// qrQuiet is the white margin that the standard asks for, in modules.
	qrQuiet = 4
	// bandRows is the height of one raster command, so that it has less than 256
	// bytes on 58 mm paper: flow control is looked at between commands only.
	bandRows = 5
)

// qr draws a QR code of error level M: by the printer where it can, as an image
// otherwise.
func (e *encoder) qr(data string) error {
	code, err := qr.Encode(data, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("%w: QR code: %w", paper.ErrDocument, err)
	}
	side := code.Bounds().Dx()
	module := min(e.profile.DotsAcross/(side+2*qrQuiet), qrModuleMax)
	if module < qrModuleMin {
		return fmt.Errorf("%w: a QR code of %d bytes does not fit this paper", paper.ErrDocument, len(data))
	}
	if e.profile.QR {
		e.out = append(e.out, justify(1)...)
		e.out = append(e.out, nativeQR(data, byte(module))...)
		// White below it, which the standard asks for.
		e.out = append(e.out, lf)
		e.out = append(e.out, justify(0)...)
		return nil
	}
	dark := func(x, y int) bool {
		red, _, _, _ := code.At(x, y).RGBA()
		return red == 0
	}
	image, err := rasterQR(dark, side, module, e.profile.DotsAcross)
	if err != nil {
		return err
	}
	e.out = append(e.out, image...)
	return nil
}

// nativeQR is GS ( k: model 2, module size, error level M, store, print.
func nativeQR(data string, module byte) []byte {
	length := len(data) + 3
	out := []byte{
		gs, '(', 'k', 4, 0, 49, 65, 50, 0,
		gs, '(', 'k', 3, 0, 49, 67, module,
		gs, '(', 'k', 3, 0, 49, 69, 49,
		gs, '(', 'k', byte(length), byte(length >> 8), 49, 80, 48,
	}
	out = append(out, data...)
	return append(out, gs, '(', 'k', 3, 0, 49, 81, 48)
}

// rasterQR draws the code centred as raster bands (GS v 0). The image is moved
// by a dot where its bytes would hold a real-time command.
func rasterQR(dark func(x, y int) bool, side, module, dotsAcross int) ([]byte, error) {
	left := (dotsAcross - side*module) / 2
	for shift := range 8 {
		image := raster(dark, side, module, left-shift)
		if !hasRealTime(image) {
			return image, nil
		}
	}
	return nil, fmt.Errorf("%w: this QR code cannot be drawn safely", paper.ErrDocument)
}

func raster(dark func(x, y int) bool, side, module, left int) []byte {
	rowBytes := (left + side*module + 7) / 8
	row := func(y int) []byte {
		bits := make([]byte, rowBytes)
		for x := range side * module {
			if dark(x/module, y/module) {
				dot := left + x
				bits[dot/8] |= 0x80 >> (dot % 8)
			}
		}
		return bits
	}
	var out []byte
	height := side * module
	for top := 0; top < height; top += bandRows {
		rows := min(bandRows, height-top)
		out = append(out, gs, 'v', '0', 0, byte(rowBytes), 0, byte(rows), 0)
		for y := top; y < top+rows; y++ {
			out = append(out, row(y)...)
		}
	}
	return append(out, lf)
}
