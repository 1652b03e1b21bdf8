package virtual

import (
	"golang.org/x/text/encoding/charmap"
)

// effects are what a command does beside marking paper. The decoder calls them
// in the order of the stream.
type effects interface {
	pulse(pin byte, on int)  // ESC p; on in units of 2 ms
	ordered(n byte)          // GS r n
	identity(n byte)         // GS I n
	processID(id []byte)     // GS ( H, function 48
	paperDone(cut bool)      // a cut
	lineDone()               // a line came out
	fed(lines byte)          // ESC d n, after its lines
	autoStatus(enabled byte) // GS a n
	memory() pictures        // what is stored; it outlives power
}

// decoder executes ESC/POS in order, as a printer does once it takes bytes out
// of its receive buffer.
type decoder struct {
	columns int
	act     effects

	pending []byte // an incomplete command
	rows    []row
	current row
	look    style
	page    *charmap.Charmap
	unknown [][]byte

	national   map[byte]rune // ESC R: other signs on some places of ASCII
	doubleByte bool          // FS &: bytes from 80h are halves of Chinese or Japanese signs

	module int
	level  byte
	qrData string
	height int
	noText bool // GS H 0: no text below a barcode

	stored pictures
}

const (
	commandMaxBytes = 64 << 10 // a larger one is taken for garbage
	unknownMax      = 100
)

func newDecoder(columns int, act effects) *decoder {
	d := &decoder{columns: columns, act: act, stored: act.memory()}
	d.reset()
	return d
}

// reset is ESC @: all modes as at power-on, the unprinted line dropped.
func (d *decoder) reset() {
	d.look = style{wide: 1, tall: 1}
	d.page = charmap.CodePage437
	d.current = row{}
	d.national, d.doubleByte = nil, false
	d.module, d.level, d.qrData, d.height, d.noText = 3, 48, "", 162, true
}

// feed takes one byte and executes what it completes.
func (d *decoder) feed(char byte) {
	d.pending = append(d.pending, char)
	for len(d.pending) > 0 {
		used := d.execute(d.pending)
		if used == 0 {
			if len(d.pending) > commandMaxBytes {
				d.bad(1)
				continue
			}
			return
		}
		d.pending = d.pending[used:]
	}
}

// execute runs the command at the start of data and gives its length, or 0
// where it is not whole yet.
func (d *decoder) execute(data []byte) int {
	switch char := data[0]; {
	case char == 0x1b:
		return d.escape(data)
	case char == 0x1d:
		return d.group(data)
	case char == 0x1c:
		return d.file(data)
	case char == 0x0a:
		d.newLine()
		return 1
	case char == 0x0d || char == 0x00 || char == 0x18:
		return 1
	case char == 0x09:
		d.put(' ')
		return 1
	case char < 0x20 || char == 0x7f:
		d.bad(1)
		return 1
	case char >= 0x80 && d.doubleByte:
		if len(data) < 2 {
			return 0
		}
		d.put('\u25a0') // a sign of two columns that no font here has
		d.put('\u25a0')
		return 2
	default:
		d.put(d.letter(char))
		return 1
	}
}

func (d *decoder) letter(char byte) rune {
	if other, found := d.national[char]; found {
		return other
	}
	return d.page.DecodeByte(char)
}

// bad notes bytes that mean nothing.
func (d *decoder) bad(count int) {
	if len(d.unknown) < unknownMax {
		d.unknown = append(d.unknown, append([]byte(nil), d.pending[:count]...))
	}
}

func (d *decoder) put(char rune) {
	if d.current.cells()+d.look.wide > d.columns {
		d.newLine()
	}
	last := len(d.current.spans) - 1
	if last < 0 || d.current.spans[last].style != d.look {
		d.current.spans = append(d.current.spans, span{style: d.look})
		last++
	}
	d.current.spans[last].text = append(d.current.spans[last].text, char)
}

func (d *decoder) newLine() {
	align := d.current.align
	d.emit(d.current)
	d.current = row{align: align}
}

func (d *decoder) emit(finished row) {
	d.rows = append(d.rows, finished)
	d.act.lineDone()
}

// flush ends a line that has letters, as a code or a cut does.
func (d *decoder) flush() {
	if len(d.current.spans) > 0 {
		d.newLine()
	}
}

func (d *decoder) feedLines(count byte) {
	d.flush()
	for range count {
		d.newLine()
	}
	d.act.fed(count)
}

// parameters are the lengths of commands with a fixed number of bytes after the
// first two.
var escapeParameters = map[byte]int{
	'@': 0, 't': 1, 'R': 1, 'a': 1, 'E': 1, 'G': 1, '-': 1, 'd': 1, 'J': 1, 'p': 3, '!': 1, 'M': 1,
	'2': 0, '3': 1, ' ': 1, 'i': 0, 'm': 0, '{': 1, 'V': 1, 'r': 1, '$': 2, '\\': 2, 'S': 0, 'T': 1,
}

func (d *decoder) escape(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	count, known := escapeParameters[data[1]]
	if !known {
		d.bad(2)
		return 2
	}
	if len(data) < 2+count {
		return 0
	}
	arguments := data[2 : 2+count]
	switch data[1] {
	case '@':
		d.reset()
	case 't':
		d.page = codePage(arguments[0])
	case 'a':
		if len(d.current.spans) == 0 { // honoured only at the start of a line
			d.current.align = arguments[0] % 48
		}
	case 'E', 'G', '-', '!':
		d.letterLook(data[1], arguments[0])
	case 'd':
		d.feedLines(arguments[0])
	case 'J':
		d.flush()
		d.emit(row{kind: gap, height: int(arguments[0])})
	case 'R':
		d.national = nationalSet(arguments[0])
	case 'p':
		d.act.pulse(arguments[0], int(arguments[1]))
	case 'i', 'm':
		d.cut()
	}
	return 2 + count
}

// letterLook is ESC E and ESC G (emphasis), ESC - (underline) and ESC !, which sets
// all at once.
func (d *decoder) letterLook(command, n byte) {
	switch command {
	case '-':
		d.look.underline = n%48 != 0
	case '!':
		d.look.bold, d.look.underline = n&0x08 != 0, n&0x80 != 0
		d.look.tall, d.look.wide = 1+int(n>>4&1), 1+int(n>>5&1)
	default:
		d.look.bold = n&1 == 1
	}
}

// file executes the commands that begin with FS.
func (d *decoder) file(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	switch data[1] {
	case '.', '&':
		d.doubleByte = data[1] == '&'
		return 2
	case 'p':
		return d.printBitImage(data)
	case 'q':
		return d.storeBitImages(data)
	default:
		d.bad(2)
		return 2
	}
}

func (d *decoder) cut() {
	d.flush()
	d.act.paperDone(true)
}
