package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// flashLength is how long a line that was just scanned stays soft.
const flashLength = 200 * time.Millisecond

// CartEvents are what can be pressed in the cart, with the line's index.
type CartEvents struct {
	Select, Minus, Plus, Discount, Remove func(index int)
}

// Cart is the list of the sale's lines. It is not widget.List, whose rows all
// have one height.
type Cart struct {
	widget.BaseWidget
	events CartEvents
	lines  []*CartLine
	body   *fyne.Container
	scroll *container.Scroll
}

// NewCart makes a Cart.
func NewCart(events CartEvents) *Cart {
	c := &Cart{events: events, body: container.New(Column{})}
	c.scroll = container.NewVScroll(c.body)
	c.ExtendBaseWidget(c)
	return c
}

// Set shows the lines given. Lines that did not change are not drawn again,
// and a newly selected one is scrolled into view.
func (c *Cart) Set(lines []CartLineProps) {
	selected, moved := -1, len(lines) != len(c.lines)
	for i, props := range lines {
		if i == len(c.lines) {
			c.lines = append(c.lines, NewCartLine(props, c.eventsOf(i)))
			c.body.Objects = append(c.body.Objects, c.lines[i])
		}
		line := c.lines[i]
		if props.Selected != line.props.Selected {
			moved = true
		}
		if props.Selected {
			selected = i
		}
		line.Set(props)
	}
	c.lines = c.lines[:len(lines)]
	c.body.Objects = c.body.Objects[:len(lines)]
	if moved {
		c.body.Refresh()
		c.scroll.Refresh()
		if selected >= 0 {
			c.ScrollTo(selected)
		}
	}
}

func (c *Cart) eventsOf(index int) CartLineEvents {
	bind := func(event func(int)) func() {
		return func() {
			if event != nil {
				event(index)
			}
		}
	}
	return CartLineEvents{
		Select: bind(c.events.Select), Minus: bind(c.events.Minus), Plus: bind(c.events.Plus),
		Discount: bind(c.events.Discount), Remove: bind(c.events.Remove),
	}
}

// Line is the line at an index, or nil.
func (c *Cart) Line(index int) *CartLine {
	if index < 0 || index >= len(c.lines) {
		return nil
	}
	return c.lines[index]
}

// ScrollTo brings a line into view.
func (c *Cart) ScrollTo(index int) {
	if index < 0 || index >= len(c.lines) {
		return
	}
	var top float32
	for _, line := range c.lines[:index] {
		top += line.height()
	}
	bottom, view := top+c.lines[index].height(), c.scroll.Size().Height
	switch {
	case view <= 0:
	case top < c.scroll.Offset.Y:
		c.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case bottom > c.scroll.Offset.Y+view:
		c.scroll.ScrollToOffset(fyne.NewPos(0, bottom-view))
	}
}

// Flash makes a line soft for 200 ms, to show what a scan did.
func (c *Cart) Flash(index int) {
	line := c.Line(index)
	if line == nil {
		return
	}
	line.flash = true
	line.Refresh()
	animation := fyne.NewAnimation(flashLength, func(share float32) {
		if share >= 1 && line.flash {
			line.flash = false
			line.Refresh()
		}
	})
	animation.Start()
}

// CreateRenderer implements fyne.Widget.
func (c *Cart) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(c.scroll)
}
