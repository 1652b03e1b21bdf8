package virtual

import (
	"image"
	"image/color"
)

// pictures are what a printer keeps without power: under two characters (GS ( L),
// or under NUL and a number (FS q).
type pictures map[[2]byte]*image.Alpha

// memory gives what the printer kept when it lost power.
func (e printerEffects) memory() pictures {
	if e.p.decoder == nil {
		return pictures{}
	}
	return e.p.decoder.stored
}

func setDot(bits *image.Alpha, x, y int) { bits.SetAlpha(x, y, color.Alpha{A: 255}) }

// rasterBits reads rows of dots, eight to a byte.
func rasterBits(data []byte, rowBytes, rows int) *image.Alpha {
	bits := image.NewAlpha(image.Rect(0, 0, rowBytes*8, rows))
	for index, char := range data {
		for bit := range 8 {
			if char&(0x80>>bit) != 0 {
				setDot(bits, index%rowBytes*8+bit, index/rowBytes)
			}
		}
	}
	return bits
}

// columnBits reads columns of dots from left to right, each from the top down.
func columnBits(data []byte, columns, columnBytes int) *image.Alpha {
	bits := image.NewAlpha(image.Rect(0, 0, columns, columnBytes*8))
	for index, char := range data {
		for bit := range 8 {
			if char&(0x80>>bit) != 0 {
				setDot(bits, index/columnBytes, index%columnBytes*8+bit)
			}
		}
	}
	return bits
}

// graphics is GS ( L: function 67 stores a picture of one colour under a key, 69
// prints it; others pass.
func (d *decoder) graphics(function byte, arguments []byte) {
	switch {
	case function == 67 && len(arguments) > 9 && arguments[0] == 48:
		width, height := int(arguments[4])+int(arguments[5])<<8, int(arguments[6])+int(arguments[7])<<8
		rowBytes, data := (width+7)/8, arguments[9:]
		if rowBytes*height != len(data) || len(data) == 0 {
			d.bad(5)
			return
		}
		d.stored[[2]byte(arguments[1:3])] = rasterBits(data, rowBytes, height)
	case function == 69 && len(arguments) == 4:
		d.printStored([2]byte(arguments[:2]), int(arguments[2]), int(arguments[3]))
	}
}

// printStored prints a stored picture, each dot as so many; nothing where there is
// none.
func (d *decoder) printStored(key [2]byte, wide, tall int) {
	bits, found := d.stored[key]
	if !found {
		return
	}
	wide, tall = min(max(wide, 1), 2), min(max(tall, 1), 2)
	size := bits.Bounds().Size()
	printed := image.NewAlpha(image.Rect(0, 0, size.X*wide, size.Y*tall))
	for y := range size.Y * tall {
		for x := range size.X * wide {
			printed.SetAlpha(x, y, bits.AlphaAt(x/wide, y/tall))
		}
	}
	d.flush()
	d.emit(row{kind: picture, bits: printed, align: d.current.align})
}

// printBitImage is FS p n m: stored picture n, in double width or height by m.
func (d *decoder) printBitImage(data []byte) int {
	if len(data) < 4 {
		return 0
	}
	d.printStored([2]byte{0, data[2]}, 1+int(data[3]%48&1), 1+int(data[3]%48>>1&1))
	return 4
}

// storeBitImages is FS q n and n pictures. All that were there are forgotten, and
// the printer starts anew.
func (d *decoder) storeBitImages(data []byte) int {
	if len(data) < 3 {
		return 0
	}
	kept := pictures{}
	at := 3
	for number := range data[2] {
		if len(data) < at+4 {
			return 0
		}
		columns, columnBytes := 8*(int(data[at])+int(data[at+1])<<8), int(data[at+2])+int(data[at+3])<<8
		size := columns * columnBytes
		if size == 0 || at+4+size > commandMaxBytes {
			d.bad(3)
			return 3
		}
		if len(data) < at+4+size {
			return 0
		}
		kept[[2]byte{0, number + 1}] = columnBits(data[at+4:at+4+size], columns, columnBytes)
		at += 4 + size
	}
	d.flush()
	for key := range d.stored {
		if key[0] == 0 {
			delete(d.stored, key)
		}
	}
	for key, bits := range kept {
		d.stored[key] = bits
	}
	d.reset()
	return at
}
