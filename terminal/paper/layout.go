package paper

import (
	"slices"
	"strings"
	"unicode"
)

// continuation is how far the second and later lines of a left column are
// indented, so that a wrapped name does not look like another item.
const continuation = "  "

// leftMinColumns is the least that is left for the left column beside a price;
// below it, the left text gets lines of its own.
const leftMinColumns = 8

// Row is one printed line, or a code. Text is padded on the left to its place,
// never on the right, and fits the paper: at double width it has at most half
// the columns.
type Row struct {
	Kind         Kind // Text for every line of letters, Banner, Feed (one empty line), QR or Barcode
	Text         string
	Data         string
	Emphasis     bool
	DoubleHeight bool
	DoubleWidth  bool
}

// Layout breaks a document into rows for a paper of width columns. Clean is
// applied to each text first, as its result decides how many columns there are;
// nil means PlainText. Widths outside the limits are brought inside.
func Layout(document Document, width int, clean func(string) string) []Row {
	width = min(max(width, WidthMinColumns), WidthMaxColumns)
	if clean == nil {
		clean = PlainText
	}
	var rows []Row
	for _, block := range document.Blocks {
		rows = append(rows, block.rows(width, clean)...)
	}
	return rows
}

// Lines gives the document as plain text of width columns, one string a line,
// without trailing spaces. Codes stand as [QR: data] and [BARCODE: data].
func (d Document) Lines(width int) []string {
	width = min(max(width, WidthMinColumns), WidthMaxColumns)
	var lines []string
	for _, row := range Layout(d, width, nil) {
		switch row.Kind {
		case QR:
			lines = append(lines, wrap("[QR: "+row.Data+"]", width, width)...)
		case Barcode:
			lines = append(lines, wrap("[BARCODE: "+row.Data+"]", width, width)...)
		case Banner:
			lines = append(lines, aligned("*** "+strings.TrimSpace(row.Text)+" ***", width, Center))
		default:
			lines = append(lines, row.plain())
		}
	}
	return lines
}

// plain shows a double-width row with its indent doubled, so that it stands in
// plain text where it stands on the paper.
func (r Row) plain() string {
	if !r.DoubleWidth {
		return r.Text
	}
	text := strings.TrimLeft(r.Text, " ")
	return strings.Repeat(" ", 2*(len(r.Text)-len(text))) + text
}

func (b Block) rows(width int, clean func(string) string) []Row {
	style := Row{Kind: Text, Emphasis: b.Emphasis, DoubleHeight: b.DoubleHeight, DoubleWidth: b.DoubleWidth}
	if b.DoubleWidth {
		width /= 2
	}
	var texts []string
	switch b.Kind {
	case Text:
		for _, line := range wrapParagraphs(clean(b.Text), width) {
			texts = append(texts, aligned(line, width, b.Align))
		}
	case Columns:
		texts = columns(oneLine(clean(b.Left)), oneLine(clean(b.Right)), width)
	case Rule:
		texts = []string{strings.Repeat("-", width)}
	case Feed:
		return slices.Repeat([]Row{{Kind: Feed}}, min(max(b.Count, 0), FeedMaxLines))
	case QR, Barcode:
		return []Row{{Kind: b.Kind, Data: b.Data}}
	case Banner:
		style.Kind, style.Emphasis = Banner, true
		for _, line := range wrapParagraphs(clean(b.Text), width-2) {
			texts = append(texts, aligned(line, width, Center))
		}
	}
	rows := make([]Row, 0, len(texts))
	for _, text := range texts {
		style.Text = text
		rows = append(rows, style)
	}
	return rows
}

// columns sets right at the right edge of the first line and wraps left beside
// it. A right text that leaves too little room gets a line of its own.
func columns(left, right string, width int) []string {
	rightColumns := cells(right)
	room := width - rightColumns - 1
	if rightColumns == 0 {
		return wrap(left, width, width-len(continuation))
	}
	if room < min(leftMinColumns, cells(left)) {
		lines := wrap(left, width, width-len(continuation))
		if left == "" {
			lines = nil
		}
		for _, piece := range wrap(right, width, width) {
			lines = append(lines, aligned(piece, width, Right))
		}
		return lines
	}
	// A long name goes back to the price's edge on every line, so that nothing
	// stands below the price and the column of prices stays readable.
	lines := wrap(left, room, room-len(continuation))
	lines[0] += strings.Repeat(" ", width-cells(lines[0])-rightColumns) + right
	return lines
}

func aligned(text string, width int, align Align) string {
	space := width - cells(text)
	if space <= 0 {
		return text
	}
	switch align {
	case Center:
		return strings.Repeat(" ", space/2) + text
	case Right:
		return strings.Repeat(" ", space) + text
	default:
		return text
	}
}

// PlainText replaces control characters: a tab and other breaks by a space, a
// line feed stays, everything else that cannot be seen goes.
func PlainText(text string) string {
	return strings.Map(func(char rune) rune {
		switch {
		case char == '\n':
			return char
		case char == '\t' || char == '\r' || char == '\u00a0':
			return ' '
		case unicode.IsControl(char) || unicode.Is(unicode.Cf, char) || char == unicode.ReplacementChar:
			return -1
		default:
			return char
		}
	}, text)
}
