package escpos

// bandBytes is the most bytes of one raster command: flow control is looked at
// and the drawer may open between commands only.
const bandBytes = 240

// bandRowsMax is the most rows of one raster command: clones lose count of more.
const bandRowsMax = 255

// bitmap is a picture of black dots, eight to a byte, the leftmost in the highest
// bit, each row in whole bytes.
type bitmap struct {
	rowBytes, rows int
	data           []byte
}

func newBitmap(width, height int) bitmap {
	rowBytes := (width + 7) / 8
	return bitmap{rowBytes: rowBytes, rows: height, data: make([]byte, rowBytes*height)}
}

func (b bitmap) set(x, y int) { b.data[y*b.rowBytes+x/8] |= 0x80 >> (x % 8) }

func (b bitmap) at(x, y int) bool { return b.data[y*b.rowBytes+x/8]&(0x80>>(x%8)) != 0 }

// fill blackens a square of side dots.
func (b bitmap) fill(left, top, side int) {
	for y := top; y < top+side; y++ {
		for x := left; x < left+side; x++ {
			b.set(x, y)
		}
	}
}

// appendBands prints a picture in the middle of the paper as raster commands (GS
// v 0) of whole rows.
func appendBands(out []byte, picture bitmap) []byte {
	withoutRealTime(picture.data)
	out = justify(out, centre)
	each := min(max(bandBytes/picture.rowBytes, 1), bandRowsMax)
	for top := 0; top < picture.rows; top += each {
		rows := min(each, picture.rows-top)
		out = append(out, gs, 'v', '0', 0, byte(picture.rowBytes), 0, byte(rows), 0)
		out = append(out, picture.data[top*picture.rowBytes:(top+rows)*picture.rowBytes]...)
	}
	return justify(out, left)
}

// withoutRealTime blackens one dot beside a single black one wherever the bytes
// would be a real-time command, which many printers obey inside a picture too: a
// dot more is not seen, an open drawer is. All of them begin with DLE, which is
// one black dot among eight.
func withoutRealTime(data []byte) {
	for at := realTimeAt(data); at >= 0; at = realTimeAt(data) {
		data[at] |= dle >> 1
	}
}
