package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	bannerHeight float32 = 62
	bannerIcon   float32 = 36
)

// BannerProps is something about the whole shop: the line is down, the clock
// is behind, the disk is nearly full, figures are past their review.
type BannerProps struct {
	Tone  Tone
	Icon  look.Icon
	Title string
	Text  Line
	// Right are the two lines at the right: what waits, and until when.
	Right [2]Line
}

// Banner is a strip under the top bar, 62 high.
type Banner struct {
	widget.BaseWidget
	props BannerProps
}

// NewBanner makes a Banner.
func NewBanner(props BannerProps) *Banner {
	b := &Banner{props: props}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows other props.
func (b *Banner) Set(props BannerProps) {
	if !reflect.DeepEqual(b.props, props) {
		b.props = props
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Banner) CreateRenderer() fyne.WidgetRenderer {
	return render(b, func() fyne.Size { return fyne.NewSize(480, bannerHeight) }, b.draw)
}

func (b *Banner) draw(p *pen, size fyne.Size) {
	ground, edge := b.props.Tone.panel()
	p.box(0, 0, size.Width, size.Height, ground, edge, look.EdgeCard, look.Radius)
	p.icon(b.props.Icon, b.props.Tone.Ink(), 16, snap((size.Height-bannerIcon)/2), bannerIcon)
	upper, lower := size.Height/2-12, size.Height/2+12
	right := []Line{b.props.Right[0].in(look.TextSize, look.Ink), b.props.Right[1].in(look.TextSize, look.Ink)}
	taken := max(right[0].width(), right[1].width())
	p.write(right[0], size.Width-17, upper, end)
	p.write(right[1], size.Width-17, lower, end)
	room := size.Width - 67 - 17 - taken - 16
	p.writeFit(say(b.props.Title, look.TextSize, true, look.Ink), 67, upper, room, start)
	p.writeFit(b.props.Text.in(look.TextSize, look.Ink), 67, lower, room, start)
}
