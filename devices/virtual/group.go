package virtual

var groupParameters = map[byte]int{
	'!': 1, 'B': 1, 'h': 1, 'w': 1, 'H': 1, 'f': 1, 'r': 1, 'I': 1, 'a': 1, 'L': 2, 'W': 2, 'P': 2, 'b': 1,
}

// group executes the commands that begin with GS.
func (d *decoder) group(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	switch data[1] {
	case '(':
		return d.function(data)
	case 'k':
		return d.barcode(data)
	case 'v':
		return d.raster(data)
	case 'V':
		return d.cutMode(data)
	}
	count, known := groupParameters[data[1]]
	if !known {
		d.bad(2)
		return 2
	}
	if len(data) < 2+count {
		return 0
	}
	argument := data[2]
	switch data[1] {
	case '!':
		d.look.wide, d.look.tall = 1+int(argument>>4&7), 1+int(argument&7)
	case 'B':
		d.look.reverse = argument&1 == 1
	case 'h', 'w', 'H':
		d.barcodeLook(data[1], argument)
	case 'r':
		d.act.ordered(argument)
	case 'I':
		d.act.identity(argument)
	case 'a':
		d.act.autoStatus(argument)
	}
	return 2 + count
}

// cutMode is GS V: m alone, or m and a feed for 65 and above.
func (d *decoder) cutMode(data []byte) int {
	if len(data) < 3 {
		return 0
	}
	size := 3
	if data[2] >= 65 {
		size = 4
	}
	if len(data) < size {
		return 0
	}
	d.cut()
	return size
}

// function is GS ( x pL pH data: QR codes (k), stored pictures (L), process ids (H);
// others pass.
func (d *decoder) function(data []byte) int {
	if len(data) < 5 {
		return 0
	}
	size := 5 + int(data[3]) + int(data[4])<<8
	if len(data) < size {
		return 0
	}
	arguments := data[5:size]
	switch data[2] {
	case 'k':
		if len(arguments) >= 3 && arguments[0] == 49 {
			d.qr(arguments[1], arguments[2:])
		}
	case 'L':
		if len(arguments) >= 2 && arguments[0] == 48 {
			d.graphics(arguments[1], arguments[2:])
		}
	case 'H':
		if len(arguments) == 6 && arguments[0] == 48 {
			d.flush()
			d.act.processID(arguments[2:])
		}
	case 'D', 'E': // settings
	default:
		d.bad(5)
	}
	return size
}

func (d *decoder) qr(function byte, arguments []byte) {
	switch function {
	case 67:
		d.module = int(arguments[0])
	case 69:
		d.level = arguments[0]
	case 80:
		d.qrData = string(arguments[1:])
	case 81:
		d.flush()
		d.emit(row{kind: qrCode, data: d.qrData, align: d.current.align, module: d.module, level: d.level})
	}
}

// raster is GS v 0: a picture of xL+xH*256 bytes by yL+yH*256 rows.
func (d *decoder) raster(data []byte) int {
	if len(data) < 8 {
		return 0
	}
	rowBytes, rows := int(data[4])+int(data[5])<<8, int(data[6])+int(data[7])<<8
	size := 8 + rowBytes*rows
	if size > commandMaxBytes || rowBytes == 0 {
		d.bad(8)
		return 8
	}
	if len(data) < size {
		return 0
	}
	d.flush()
	d.emit(row{kind: picture, bits: rasterBits(data[8:size], rowBytes, rows), align: d.current.align})
	return size
}
