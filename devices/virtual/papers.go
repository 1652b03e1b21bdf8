package virtual

import (
	"image"
	"strings"
	"time"
)

// Paper is one piece of paper that came out of the printer.
type Paper struct {
	Lines    []string // the letters on it, without trailing spaces
	QRs      []string // what its QR codes say
	Barcodes []string // what its barcodes say
	At       time.Time
	Cut      bool // false: it hangs in the printer, or a power cut ended it

	columns int
	rows    []row
}

// Text gives the lines as one text.
func (p Paper) Text() string { return strings.Join(p.Lines, "\n") }

// style is the look of letters.
type style struct {
	bold, underline, reverse bool
	wide, tall               int // 1 to 8
}

type span struct {
	text  []rune
	style style
}

type rowKind int

const (
	letters rowKind = iota
	qrCode
	code128
	picture
	gap // fed by dots
)

// row is one line of letters or one code.
type row struct {
	kind  rowKind
	align byte // 0 left, 1 centre, 2 right
	spans []span

	data    string
	symbols []byte // of a barcode, as they were sent
	noText  bool
	module  int
	level   byte
	height  int
	bits    *image.Alpha
}

// cells counts the columns that a row of letters takes.
func (r row) cells() int {
	count := 0
	for _, one := range r.spans {
		count += len(one.text) * one.style.wide
	}
	return count
}

// plain gives the row as text at its place on the paper. Wide letters stand as
// single ones, but wide spaces before the first letter as the columns they take.
func (r row) plain(columns int) string {
	var text strings.Builder
	space := columns - r.cells()
	switch {
	case r.align == 1 && space > 0:
		text.WriteString(strings.Repeat(" ", space/2))
	case r.align == 2 && space > 0:
		text.WriteString(strings.Repeat(" ", space))
	}
	started := false
	for _, one := range r.spans {
		for _, char := range one.text {
			if char == ' ' && !started {
				text.WriteString(strings.Repeat(" ", one.style.wide))
				continue
			}
			started = true
			text.WriteRune(char)
		}
	}
	return strings.TrimRight(text.String(), " ")
}
