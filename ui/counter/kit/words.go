package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// WordsProps is text that is not part of another part.
type WordsProps struct {
	Text Line
	// Size is 18, 22 or 28; 0 is 18.
	Size float32
	// Color is Ink when empty.
	Color look.Token
	Icon  look.Icon
	Align fyne.TextAlign
	// Wrap breaks the text into lines of at most this width; 0 keeps one line
	// that ends in an ellipsis where it does not fit.
	Wrap float32
}

// Words is a line or a paragraph of text.
type Words struct {
	widget.BaseWidget
	props WordsProps
}

// NewWords makes Words.
func NewWords(props WordsProps) *Words {
	w := &Words{props: props}
	w.ExtendBaseWidget(w)
	return w
}

// Set shows other props.
func (w *Words) Set(props WordsProps) {
	if !reflect.DeepEqual(w.props, props) {
		w.props = props
		w.Refresh()
	}
}

func (props WordsProps) line() Line {
	size, token := props.Size, props.Color
	if size == 0 {
		size = look.TextSize
	}
	if token == "" {
		token = look.Ink
	}
	return props.Text.in(size, token)
}

// lineHeight is 24, 30 or 36 for the sizes 18, 22 and 28.
func lineHeight(size float32) float32 {
	switch {
	case size <= look.TextSize:
		return 24
	case size <= look.SubheadingSize:
		return 30
	case size <= look.HeadingSize:
		return 36
	}
	return snap(size * 1.25)
}

func (props WordsProps) lineHeight() float32 {
	if props.Size == 0 {
		return lineHeight(look.TextSize)
	}
	return lineHeight(props.Size)
}

func (props WordsProps) inset() float32 {
	if props.Icon == "" {
		return 0
	}
	return 32
}

func (w *Words) least() fyne.Size {
	if w.props.Wrap > 0 {
		lines := wrap(w.props.line(), w.props.Wrap-w.props.inset())
		return fyne.NewSize(w.props.Wrap, float32(max(len(lines), 1))*w.props.lineHeight())
	}
	return fyne.NewSize(snap(w.props.line().width()+w.props.inset()+1), w.props.lineHeight())
}

// CreateRenderer implements fyne.Widget.
func (w *Words) CreateRenderer() fyne.WidgetRenderer {
	return render(w, w.least, w.draw)
}

func (w *Words) draw(p *pen, size fyne.Size) {
	line, inset := w.props.line(), w.props.inset()
	room := size.Width - inset
	lines := []Line{fit(line, room+1)}
	if w.props.Wrap > 0 {
		lines = wrap(line, room)
	}
	height := w.props.lineHeight()
	y := (size.Height-height*float32(len(lines)))/2 + height/2
	if w.props.Icon != "" {
		token := w.props.Color
		if token == "" {
			token = look.Ink2
		}
		p.icon(w.props.Icon, token, 0, snap(size.Height/2-12), 24)
	}
	for _, each := range lines {
		switch w.props.Align {
		case fyne.TextAlignCenter:
			p.write(each, inset+room/2, y, middle)
		case fyne.TextAlignTrailing:
			p.write(each, size.Width, y, end)
		default:
			p.write(each, inset, y, start)
		}
		y += height
	}
}
