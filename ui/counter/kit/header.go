package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// HeaderProps is the head of a page or a column.
type HeaderProps struct {
	Title string
	// Size is 28 when 0, or 22.
	Size float32
	Icon look.Icon
	// Tone colours icon and title.
	Tone Tone
	// Text is the line below; TextIcon stands before it.
	Text     Line
	TextIcon look.Icon
	// Right are two lines at the right; Pill stands there instead of them.
	Right [2]Line
	Pill  PillProps
}

// PageHeader is the title of a page or of a column in it.
type PageHeader struct {
	widget.BaseWidget
	props HeaderProps
}

// NewPageHeader makes a PageHeader.
func NewPageHeader(props HeaderProps) *PageHeader {
	h := &PageHeader{props: props}
	h.ExtendBaseWidget(h)
	return h
}

// Set shows other props.
func (h *PageHeader) Set(props HeaderProps) {
	if !reflect.DeepEqual(h.props, props) {
		h.props = props
		h.Refresh()
	}
}

func (h *PageHeader) size() float32 { return pick(h.props.Size == 0, look.HeadingSize, h.props.Size) }

func (h *PageHeader) least() fyne.Size {
	height := lineHeight(h.size())
	if len(h.props.Text) > 0 || len(h.props.Right[1]) > 0 {
		height += 24
	}
	return fyne.NewSize(240, height)
}

// CreateRenderer implements fyne.Widget.
func (h *PageHeader) CreateRenderer() fyne.WidgetRenderer { return render(h, h.least, h.draw) }

func (h *PageHeader) draw(p *pen, size fyne.Size) {
	props, textSize := h.props, h.size()
	token := pick(props.Tone == Neutral, look.Ink, props.Tone.Ink())
	top := lineHeight(textSize) / 2
	lower := lineHeight(textSize) + 12
	taken := [2]float32{}
	if props.Pill.Text != "" {
		taken[0] = props.Pill.width()
		p.pill(props.Pill, size.Width-taken[0], snap(top-pillHeight/2), pillHeight)
	} else {
		taken[0] = p.write(props.Right[0].in(look.TextSize, look.Ink2), size.Width, top, end)
		taken[1] = p.write(props.Right[1].in(look.TextSize, look.Ink), size.Width, lower, end)
	}
	left := float32(0)
	if props.Icon != "" {
		p.icon(props.Icon, token, 0, snap(top-textSize/2-4), textSize+8)
		left = textSize + 22
	}
	p.writeFit(say(props.Title, textSize, true, token), left, top, size.Width-left-taken[0]-12, start)
	if props.TextIcon != "" {
		p.icon(props.TextIcon, look.Ink2, left, snap(lower-11), 22)
		left += 28
	}
	p.writeFit(props.Text.in(look.TextSize, look.Ink2), left, lower, size.Width-left-taken[1]-12, start)
}
