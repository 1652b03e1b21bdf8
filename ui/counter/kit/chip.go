package kit

import (
	"reflect"

	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	chipHeight   float32 = 56
	chipMaxWidth float32 = 450
	chipPadding  float32 = 14
	chipIcon     float32 = 20
	chipText     float32 = 41
)

// ChipLine is one line of the truth chip. Tone colours the icon only; what in
// the text is coloured its runs say.
type ChipLine struct {
	Icon look.Icon
	Tone Tone
	Text Line
}

// ChipProps is the truth chip: the shop feed above, the state below.
type ChipProps struct {
	// Tone is Neutral while calm or working, Caution while something needs a
	// look, Alarm when filing is paused or overdue.
	Tone  Tone
	Feed  ChipLine
	State ChipLine
}

// TruthChip tells how current the feed is and what the state still has to get.
type TruthChip struct {
	press
	props ChipProps
}

// NewTruthChip makes a TruthChip; tapped opens State filing.
func NewTruthChip(props ChipProps, tapped func()) *TruthChip {
	c := &TruthChip{props: props}
	c.act = tapped
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other props.
func (c *TruthChip) Set(props ChipProps) {
	if !reflect.DeepEqual(c.props, props) {
		c.props = props
		c.Refresh()
	}
}

func (c *TruthChip) lines() [2]ChipLine { return [2]ChipLine{c.props.Feed, c.props.State} }

func (c *TruthChip) least() fyne.Size {
	var widest float32
	for _, line := range c.lines() {
		widest = max(widest, line.Text.in(look.TextSize, look.Ink).width())
	}
	return fyne.NewSize(min(snap(chipText+widest+chipPadding+1), chipMaxWidth), chipHeight)
}

// CreateRenderer implements fyne.Widget.
func (c *TruthChip) CreateRenderer() fyne.WidgetRenderer {
	return render(c, c.least, c.draw)
}

func (c *TruthChip) draw(p *pen, size fyne.Size) {
	ground, edge := c.props.Tone.panel()
	if c.hovered && c.props.Tone == Neutral {
		ground = look.Soft
	}
	if c.focused {
		p.ring(0, 0, size.Width, size.Height, look.Radius)
	}
	p.box(0, 0, size.Width, size.Height, ground, edge, look.EdgeCard, look.Radius)
	for i, line := range c.lines() {
		y := size.Height/2 + float32(i)*24 - 12
		p.icon(line.Icon, line.Tone.Ink(), chipPadding-1, snap(y-chipIcon/2), chipIcon)
		p.writeFit(line.Text.in(look.TextSize, look.Ink), chipText, y, size.Width-chipText-chipPadding, start)
	}
}
