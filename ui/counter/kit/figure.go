package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// FigureProps is a number too large for an ordinary text's line height.
type FigureProps struct {
	Text  string
	Size  float32 // 40, 42, 48, 120, 176; 0 is 42
	Color look.Token
	// Trailing lines the figure up at the right.
	Trailing bool
}

// Figure is a large number. Its height is that of its capitals, since the
// text's own line height would need a third more room.
type Figure struct {
	widget.BaseWidget
	props FigureProps
}

// NewFigure makes a Figure.
func NewFigure(props FigureProps) *Figure {
	f := &Figure{props: props}
	f.ExtendBaseWidget(f)
	return f
}

// Set shows other props.
func (f *Figure) Set(props FigureProps) {
	if f.props != props {
		f.props = props
		f.Refresh()
	}
}

func (props FigureProps) line() Line {
	size, token := props.Size, props.Color
	if size == 0 {
		size = 42
	}
	if token == "" {
		token = look.Ink
	}
	return say(props.Text, size, true, token)
}

// CreateRenderer implements fyne.Widget.
func (f *Figure) CreateRenderer() fyne.WidgetRenderer {
	return render(f,
		func() fyne.Size {
			line := f.props.line()
			return fyne.NewSize(snap(line.width()+1), float32(math.Ceil(float64(line[0].Size*capShare))))
		},
		func(p *pen, size fyne.Size) {
			if f.props.Trailing {
				p.figure(f.props.line(), size.Width, size.Height/2, size.Width, end)
				return
			}
			p.figure(f.props.line(), 0, size.Height/2, size.Width, start)
		})
}

// figure draws a number so that its capitals are centred on y; it shrinks
// rather than lose a digit.
func (p *pen) figure(line Line, x, y, room float32, at align) {
	if width := line.width(); width > room && room > 0 {
		line[0].Size = max(float32(math.Floor(float64(line[0].Size*room/width))), look.TextSize)
	}
	width := line.width()
	switch at {
	case middle:
		x -= width / 2
	case end:
		x -= width
	}
	p.text(line[0], x, y+line[0].Size*capShare/2)
}
