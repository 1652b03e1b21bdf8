package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const rowHeight float32 = 63

// RowProps is an entry of a list: two lines at the left, two at the right.
type RowProps struct {
	Icon look.Icon
	Tone Tone
	// Title is bold, Text below it. Both take the row's own ink.
	Title string
	Text  Line
	// Right is bold, RightText below it in second ink.
	Right     string
	RightText string
	// Separator draws a line below.
	Separator bool
}

// Row is an entry of a list, 63 high.
type Row struct {
	widget.BaseWidget
	props RowProps
}

// NewRow makes a Row.
func NewRow(props RowProps) *Row {
	r := &Row{props: props}
	r.ExtendBaseWidget(r)
	return r
}

// Set shows other props.
func (r *Row) Set(props RowProps) {
	if !reflect.DeepEqual(r.props, props) {
		r.props = props
		r.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (r *Row) CreateRenderer() fyne.WidgetRenderer {
	return render(r, func() fyne.Size { return fyne.NewSize(320, rowHeight) }, r.draw)
}

func (r *Row) draw(p *pen, size fyne.Size) {
	props := r.props
	upper, lower := size.Height/2-12, size.Height/2+12
	left := float32(0)
	if props.Icon != "" {
		p.icon(props.Icon, props.Tone.Ink(), 0, snap(size.Height/2-15), 30)
		left = 42
	}
	taken := p.write(say(props.Right, look.TextSize, true, look.Ink), size.Width, upper, end)
	p.writeFit(say(props.Title, look.TextSize, true, look.Ink), left, upper, size.Width-taken-12-left, start)
	text := props.Text.in(look.TextSize, pick(props.Right != "" || props.RightText != "", look.Ink, look.Ink2))
	taken = p.writeFit(text, left, lower, size.Width-left, start)
	p.writeFit(say(props.RightText, look.TextSize, false, look.Ink2), size.Width, lower, size.Width-left-taken-12, end)
	if props.Separator {
		p.line(0, size.Height-1, size.Width, look.Line)
	}
}
