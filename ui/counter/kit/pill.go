package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	pillHeight  float32 = 32
	pillPadding float32 = 10
	pillIcon    float32 = 20
	pillGap     float32 = 7
)

// PillProps is a word on a toned ground.
type PillProps struct {
	Tone Tone
	Icon look.Icon
	Text string
}

func (props PillProps) width() float32 {
	width := 2*pillPadding + say(props.Text, look.TextSize, true, look.Ink).width()
	if props.Icon != "" {
		width += pillIcon + pillGap
	}
	return snap(width)
}

func (p *pen) pill(props PillProps, x, y, height float32) {
	width := props.width()
	p.fill(x, y, width, height, props.Tone.Ground(), look.PillRadius)
	x += pillPadding
	if props.Icon != "" {
		p.icon(props.Icon, props.Tone.Ink(), x, snap(y+(height-pillIcon)/2), pillIcon)
		x += pillIcon + pillGap
	}
	p.write(say(props.Text, look.TextSize, true, props.Tone.Ink()), x, y+height/2, start)
}

// Pill is a small toned word, 32 high.
type Pill struct {
	widget.BaseWidget
	props PillProps
}

// NewPill makes a Pill.
func NewPill(props PillProps) *Pill {
	pill := &Pill{props: props}
	pill.ExtendBaseWidget(pill)
	return pill
}

// Set shows other props.
func (pill *Pill) Set(props PillProps) {
	if pill.props != props {
		pill.props = props
		pill.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (pill *Pill) CreateRenderer() fyne.WidgetRenderer {
	return render(pill,
		func() fyne.Size { return fyne.NewSize(pill.props.width(), pillHeight) },
		func(p *pen, size fyne.Size) {
			p.pill(pill.props, 0, snap((size.Height-pillHeight)/2), pillHeight)
		})
}
