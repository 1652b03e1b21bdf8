package zpl

import (
	"fmt"
	"strings"
)

// page is one label of a copy.
type page struct {
	fields []Field
	texts  map[int]fitted // by the field's place
	more   []string
}

// fitted is a text as it stands in its box.
type fitted struct {
	lines []string
	size  int // dots
}

// paginate decides what stands on which label. Page numbers are not known yet, so
// the texts that show them are fitted when they are printed.
func (s Size) paginate(v values, media Media) ([]page, error) {
	first, rest, err := newPage(s.First, v, media)
	if err != nil {
		return nil, err
	}
	pages := []page{first}
	for len(rest) > 0 {
		if len(pages) == pagesMax {
			return nil, fmt.Errorf("%w: its texts need more than %d labels", ErrFit, pagesMax)
		}
		v.more = rest
		next, left, err := newPage(s.Further, v, media)
		if err != nil {
			return nil, err
		}
		if len(left) >= len(rest) {
			return nil, fmt.Errorf("%w: a text is too long for a label of its own", ErrFit)
		}
		next.more = rest[:len(rest)-len(left)]
		pages, rest = append(pages, next), left
	}
	return pages, nil
}

func newPage(fields []Field, v values, media Media) (page, []string, error) {
	made := page{fields: fields, texts: map[int]fitted{}}
	var rest []string
	for index, field := range fields {
		if field.Kind != kindText || field.showsPages() {
			continue
		}
		text, left, err := field.fit(field.parts(v), media)
		if err != nil {
			return page{}, nil, err
		}
		made.texts[index] = text
		rest = append(rest, left...)
	}
	return made, rest, nil
}

func (f Field) showsPages() bool {
	all := strings.Join(f.Text, " ")
	return strings.Contains(all, "{page}") || strings.Contains(all, "{pages}")
}

// fit chooses the largest letters in which a text is in its box whole. Where there
// are none it is cut, refused, or shown as far as whole parts go, with what is
// left for further labels.
func (f Field) fit(parts []string, media Media) (fitted, []string, error) {
	if len(parts) == 0 {
		return fitted{}, nil, nil
	}
	least := media.dots(f.Least)
	for size := media.dots(f.Size); size >= least; size-- {
		if text, ok := f.inBox(f.join(parts), size, media); ok {
			return text, nil, nil
		}
	}
	switch f.Overflow {
	case overflowContinue:
		for count := len(parts) - 1; count >= 0; count-- {
			text, ok := f.inBox(f.join(append(append([]string(nil), parts[:count]...), moreNote)), least, media)
			if ok {
				return text, parts[count:], nil
			}
		}
		return fitted{}, parts, nil
	case overflowCut:
		return f.cut(f.join(parts), least, media), nil, nil
	default:
		return fitted{}, nil, fmt.Errorf("%w: %s", ErrFit, strings.Join(f.Text, " "))
	}
}

// inBox breaks a text into lines; false where they are too many for the box.
func (f Field) inBox(text string, size int, media Media) (fitted, bool) {
	lines := wrap(text, media.dots(f.Width), size)
	// A tag or a number that is broken over two lines is read as two.
	broken := f.Overflow == overflowRefuse && f.Height < 2*f.Size && len(lines) > 1
	whole := len(lines)*size <= media.dots(f.Height) && len(blockData(lines)) <= blockMaxBytes && !broken
	return fitted{lines: lines, size: size}, whole
}

// cut ends a text in "..." where its box does.
func (f Field) cut(text string, size int, media Media) fitted {
	width := media.dots(f.Width)
	lines := wrap(text, width, size)
	lines = lines[:max(min(len(lines), media.dots(f.Height)/size), 1)]
	last := len(lines) - 1
	const end = "..."
	lines[last] = strings.TrimRight(within(lines[last], width-textWidth(end, size), size), " ") + end
	return fitted{lines: lines, size: size}
}

// blockData is the field data of a text block: its lines, with the line ends of
// ^FB between them. A cleaned text has no backslash of its own.
func blockData(lines []string) string {
	encoded := make([]string, len(lines))
	for index, line := range lines {
		encoded[index] = encodeData(line)
	}
	return strings.Join(encoded, `\&`)
}

var justification = map[string]string{"": "L", "left": "L", "center": "C", "right": "R"}

// printText writes a text block. The block may have as many lines as its box, so
// that letters a little wider than reckoned wrap rather than print over each other.
func (f Field) printText(out *format, text fitted, v values) error {
	if f.showsPages() {
		var err error
		if text, _, err = f.fit(f.parts(v), out.media); err != nil {
			return err
		}
	}
	if len(text.lines) == 0 {
		return nil
	}
	room := max(out.media.dots(f.Height)/text.size, len(text.lines))
	out.add("^FO%d,%d^A0N,%d,%d^FB%d,%d,0,%s,0^FH_^FD%s^FS", out.media.dots(f.X), out.media.dots(f.Y), text.size, text.size,
		out.media.dots(f.Width), room, justification[f.Align], blockData(text.lines))
	return nil
}
