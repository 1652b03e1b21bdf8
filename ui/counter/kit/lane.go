package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// LaneProps is the head of a lane of orders.
type LaneProps struct {
	Icon  look.Icon
	Title string
	Count string
	// Tone colours icon and title: Alarm while a car waits.
	Tone Tone
}

// LaneHeader is the head of a lane of orders, 36 high.
type LaneHeader struct {
	widget.BaseWidget
	props LaneProps
}

// NewLaneHeader makes a LaneHeader.
func NewLaneHeader(props LaneProps) *LaneHeader {
	h := &LaneHeader{props: props}
	h.ExtendBaseWidget(h)
	return h
}

// Set shows other props.
func (h *LaneHeader) Set(props LaneProps) {
	if h.props != props {
		h.props = props
		h.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (h *LaneHeader) CreateRenderer() fyne.WidgetRenderer {
	return render(h,
		func() fyne.Size { return fyne.NewSize(200, 36) },
		func(p *pen, size fyne.Size) {
			token := pick(h.props.Tone == Neutral, look.Ink, h.props.Tone.Ink())
			mid := size.Height / 2
			p.icon(h.props.Icon, token, 4, snap(mid-13), 26)
			count := p.write(say(h.props.Count, look.SubheadingSize, false, look.Ink2), size.Width-4, mid, end)
			p.writeFit(say(h.props.Title, look.SubheadingSize, true, token), 38, mid, size.Width-count-54, start)
		})
}
