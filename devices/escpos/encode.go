package escpos

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/curbline/curbline/terminal/paper"
)

// EncodedMaxBytes bounds the bytes of one paper: the most that 512 blocks of
// text and a few images can need, and two minutes at 9600 baud.
const EncodedMaxBytes = 128 << 10

// Module widths of a barcode in dots, as GS w takes them.
const (
	barcodeModuleMin = 2
	barcodeModuleMax = 3
)

// ErrTooLong says that a paper has more than EncodedMaxBytes.
var ErrTooLong = errors.New("paper is too long to print")

// Encode gives the bytes that print a document and cut it off. The printer is
// reset first, so nothing that was sent before changes how it looks. Errors:
// those of Document.Validate and Profile.Validate, ErrTooLong, and a QR
// code that cannot be drawn on this paper.
func Encode(document paper.Document, profile Profile) ([]byte, error) {
	if err := profile.Validate(); err != nil {
		return nil, err
	}
	if err := document.Validate(); err != nil {
		return nil, err
	}
	page, number, err := profile.page()
	if err != nil {
		return nil, err
	}
	encoder := encoder{profile: profile, page: page, out: initialise(number)}
	for _, row := range paper.Layout(document, profile.Columns, cleaner(page)) {
		if err := encoder.row(row); err != nil {
			return nil, err
		}
		if len(encoder.out) > EncodedMaxBytes {
			return nil, ErrTooLong
		}
	}
	encoder.out = append(encoder.out, cut(profile)...)
	if hasRealTime(encoder.out) {
		// Text has no control bytes and codes were checked one by one, so this
		// would be a mistake in this package; a wrong paper is worse than none.
		return nil, errors.New("encoded paper holds a real-time command")
	}
	return encoder.out, nil
}

type encoder struct {
	profile Profile
	page    *charmap.Charmap
	out     []byte
	style   paper.Row // the modes that are on: only its flags and Kind matter
}

func (e *encoder) row(row paper.Row) error {
	switch row.Kind {
	case paper.QR:
		e.modes(paper.Row{})
		return e.qr(row.Data)
	case paper.Barcode:
		e.modes(paper.Row{})
		e.barcode(row.Data)
		return nil
	default:
		e.modes(row)
		text := row.Text
		if row.Kind == paper.Banner {
			text = e.filled(row)
		}
		e.out = append(e.out, encodeText(e.page, text)...)
		e.out = append(e.out, lf)
		return nil
	}
}

// filled pads a banner to the right edge, so that the black goes across.
func (e *encoder) filled(row paper.Row) string {
	columns := e.profile.Columns
	if row.DoubleWidth {
		columns /= 2
	}
	return row.Text + strings.Repeat(" ", max(columns-utf8.RuneCountInString(row.Text), 0))
}

// modes sends only what changes. All of these are honoured at a line's start.
func (e *encoder) modes(row paper.Row) {
	if row.Emphasis != e.style.Emphasis {
		e.out = append(e.out, emphasis(row.Emphasis)...)
	}
	if row.DoubleWidth != e.style.DoubleWidth || row.DoubleHeight != e.style.DoubleHeight {
		e.out = append(e.out, size(row.DoubleWidth, row.DoubleHeight)...)
	}
	banner := row.Kind == paper.Banner
	if banner != (e.style.Kind == paper.Banner) {
		e.out = append(e.out, reverse(banner)...)
	}
	e.style = row
}

// barcode draws Code 128 in code set B with the text below it (GS k 73).
func (e *encoder) barcode(data string) {
	payload := []byte("{B")
	for _, char := range []byte(data) {
		if char == '{' {
			payload = append(payload, '{')
		}
		payload = append(payload, char)
	}
	// Code 128: 11 modules a character, start, check and stop, quiet zones.
	modules := 11*(len(data)+2) + 13 + 20
	width := e.profile.DotsAcross / modules
	e.out = append(e.out, justify(1)...)
	if width < barcodeModuleMin {
		// A code that does not fit is printed as its text, to be typed in: a
		// receipt without its barcode is better than no receipt.
		e.out = append(e.out, data...)
		e.out = append(e.out, lf)
		e.out = append(e.out, justify(0)...)
		return
	}
	e.out = append(e.out, gs, 'h', 60, gs, 'w', byte(min(width, barcodeModuleMax)), gs, 'H', 2, gs, 'f', 0)
	e.out = append(e.out, gs, 'k', 73, byte(len(payload)))
	e.out = append(e.out, payload...)
	e.out = append(e.out, lf)
	e.out = append(e.out, justify(0)...)
}
