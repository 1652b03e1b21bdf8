package escpos

import (
	"errors"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal/paper"
)

// EncodedMaxBytes bounds the bytes of one paper: the most that 512 blocks of
// text and a few images can need, and two minutes at 9600 baud.
const EncodedMaxBytes = 128 << 10

// usualBytes is what most receipts stay below.
const usualBytes = 4 << 10

// ErrTooLong says that a paper has more than EncodedMaxBytes.
var ErrTooLong = errors.New("paper is too long to print")

// Encode gives the bytes that print a document and cut it off. The printer is
// reset first, so nothing that was sent before changes how it looks. The
// document's title is for lists and is not printed. Errors: those of
// Document.Validate and Profile.Validate, ErrTooLong, and a QR code that cannot
// be drawn.
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
	encoder := encoder{profile: profile, page: page, out: initialise(make([]byte, 0, usualBytes), number)}
	if profile.Logo {
		encoder.out = printLogo(encoder.out, profile)
	}
	for _, row := range paper.Layout(document, profile.Columns, page.clean) {
		if err := encoder.row(row); err != nil {
			return nil, err
		}
		if len(encoder.out) > EncodedMaxBytes {
			return nil, ErrTooLong
		}
	}
	encoder.out = cut(encoder.out, profile)
	if hasRealTime(encoder.out) {
		// Text has no control bytes and codes were checked one by one, so this
		// would be a mistake in this package; a wrong paper is worse than none.
		return nil, errors.New("encoded paper holds a real-time command")
	}
	return encoder.out, nil
}

type encoder struct {
	profile Profile
	page    *table
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
		e.out = e.page.encode(e.out, row.Text)
		if row.Kind == paper.Banner {
			e.fill(row)
		}
		e.out = append(e.out, lf)
		return nil
	}
}

// fill pads a banner to the right edge, so that the black goes across.
func (e *encoder) fill(row paper.Row) {
	columns := e.profile.Columns
	if row.DoubleWidth {
		columns /= 2
	}
	for range columns - utf8.RuneCountInString(row.Text) {
		e.out = append(e.out, ' ')
	}
}

// modes sends only what changes. All of these are honoured at a line's start.
func (e *encoder) modes(row paper.Row) {
	if row.Emphasis != e.style.Emphasis {
		e.out = emphasis(e.out, row.Emphasis)
	}
	if row.DoubleWidth != e.style.DoubleWidth || row.DoubleHeight != e.style.DoubleHeight {
		e.out = size(e.out, row.DoubleWidth, row.DoubleHeight)
	}
	if banner := row.Kind == paper.Banner; banner != (e.style.Kind == paper.Banner) {
		e.out = reverse(e.out, banner)
	}
	e.style = row
}
