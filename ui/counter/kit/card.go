package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// CardProps is a surface that other parts lie on.
type CardProps struct {
	// Ground is Surface when empty.
	Ground look.Token
	// Tone above Neutral draws its edge 2 wide.
	Tone Tone
	// Padding is 16 when 0; NoPadding gives none.
	Padding   float32
	NoPadding bool
	// SquareLeft and SquareRight leave those corners square, for a card that
	// touches another.
	SquareLeft, SquareRight bool
}

// Card is a surface with an edge and content.
type Card struct {
	widget.BaseWidget
	props   CardProps
	content fyne.CanvasObject
}

// NewCard makes a Card around the content, which may be nil.
func NewCard(props CardProps, content fyne.CanvasObject) *Card {
	c := &Card{props: props, content: content}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other props.
func (c *Card) Set(props CardProps) {
	if c.props != props {
		c.props = props
		c.Refresh()
	}
}

// SetContent lays another content on the card.
func (c *Card) SetContent(content fyne.CanvasObject) {
	if c.content != content {
		c.content = content
		c.Refresh()
	}
}

func (c *Card) padding() float32 {
	switch {
	case c.props.NoPadding:
		return 0
	case c.props.Padding > 0:
		return c.props.Padding
	}
	return look.CardPadding
}

// CreateRenderer implements fyne.Widget.
func (c *Card) CreateRenderer() fyne.WidgetRenderer {
	return render(c,
		func() fyne.Size {
			var least fyne.Size
			if c.content != nil {
				least = c.content.MinSize()
			}
			return least.AddWidthHeight(2*c.padding(), 2*c.padding())
		},
		func(p *pen, size fyne.Size) {
			ground, edge, width := c.props.Ground, look.Line, look.EdgeCard
			if ground == "" {
				ground = look.Surface
			}
			if c.props.Tone != Neutral {
				edge, width = c.props.Tone.Ink(), look.EdgeAlarm
			}
			radii := round(look.Radius)
			if c.props.SquareLeft {
				radii[0], radii[3] = 0, 0
			}
			if c.props.SquareRight {
				radii[1], radii[2] = 0, 0
			}
			p.boxCorners(0, 0, size.Width, size.Height, ground, edge, width, radii)
			if c.content != nil {
				pad := c.padding()
				p.place(c.content, pad, pad, size.Width-2*pad, size.Height-2*pad)
			}
		})
}
