package escpos

import (
	"fmt"
	"image"

	"github.com/boombuler/barcode/qr"

	"github.com/curbline/curbline/terminal/paper"
)

const (
	// Modules are at most so many dots wide. A code that is sent as a picture has
	// smaller ones: its bytes grow with their square, and 4 dots are half a
	// millimetre, which every telephone reads.
	qrModuleMax        = 6
	qrPictureModuleMax = 4
	// qrQuiet is the white margin that the standard asks for, in modules.
	qrQuiet = 4
)

// qrBytes are the most bytes that a QR code of version 1, 2, … holds at error
// level M in byte mode (ISO/IEC 18004, table 7), as far as paper.QRMaxBytes.
var qrBytes = [...]int{
	14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412,
	450, 504, 560, 624, 666, 711, 779, 857, 911, 997, 1059,
}

// qrSide gives how many modules wide the code for so many bytes is at most; the
// printer may find a denser mode and make it smaller.
func qrSide(length int) int {
	for version, most := range qrBytes {
		if length <= most {
			return 21 + 4*version
		}
	}
	return 21 + 4*len(qrBytes)
}

// qr draws a QR code of error level M: by the printer where it can, as a picture
// otherwise.
func (e *encoder) qr(data string) error {
	module := e.profile.DotsAcross / (qrSide(len(data)) + 2*qrQuiet)
	if e.profile.QR {
		module = min(module, qrModuleMax)
		e.out = justify(feedDots(e.out, byte(qrQuiet*module)), centre)
		e.out = nativeQR(e.out, data, byte(module))
		// An empty line is higher than the white that must stay below it.
		e.out = append(e.out, lf)
		e.out = justify(e.out, left)
		return nil
	}
	module = min(module, qrPictureModuleMax)
	code, err := qr.Encode(data, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("%w: QR code: %w", paper.ErrDocument, err)
	}
	e.out = appendBands(feedDots(e.out, byte(qrQuiet*module)), pictureOfQR(code, module))
	e.out = append(e.out, lf)
	return nil
}

// nativeQR is GS ( k: model 2, module size, error level M, store, print.
func nativeQR(out []byte, data string, module byte) []byte {
	length := len(data) + 3
	out = append(out,
		gs, '(', 'k', 4, 0, 49, 65, 50, 0,
		gs, '(', 'k', 3, 0, 49, 67, module,
		gs, '(', 'k', 3, 0, 49, 69, 49,
		gs, '(', 'k', byte(length), byte(length>>8), 49, 80, 48)
	out = append(out, data...)
	return append(out, gs, '(', 'k', 3, 0, 49, 81, 48)
}

// pictureOfQR draws a code. It is moved right by a dot where its bytes would hold
// a real-time command, as that leaves every module as it is.
func pictureOfQR(code image.Image, module int) bitmap {
	side := code.Bounds().Dx()
	var drawn bitmap
	for shift := range 8 {
		drawn = newBitmap(side*module+shift, side*module)
		for y := range side {
			for x := range side {
				if red, _, _, _ := code.At(x, y).RGBA(); red == 0 {
					drawn.fill(x*module+shift, y*module, module)
				}
			}
		}
		if !hasRealTime(drawn.data) {
			break
		}
	}
	return drawn
}
