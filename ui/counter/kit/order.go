package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	orderPadding  float32 = 15
	orderHeight   float32 = 210
	orderNoAction float32 = 64
)

// OrderProps is an online order in its lane.
type OrderProps struct {
	Name   string
	Number string // "A-1048"
	Age    string // "9 min"
	// Late draws the age bold in the warning colour.
	Late        bool
	ChannelIcon look.Icon
	Channel     string // "Curbside"
	Detail      string // "3 of 5 tags scanned"
	Amount      string
	Payment     PillProps
	// Claimed says who has it; it stands beside the payment.
	Claimed string
	// Action without a Label leaves the button out.
	Action ActionProps
}

// OrderCard is an online order that is new, being picked, or ready.
type OrderCard struct {
	widget.BaseWidget
	props  OrderProps
	action *Action
}

// NewOrderCard makes an OrderCard; tapped is the Action's.
func NewOrderCard(props OrderProps, tapped func()) *OrderCard {
	c := &OrderCard{props: props, action: NewAction(props.Action, tapped)}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other props.
func (c *OrderCard) Set(props OrderProps) {
	if c.props == props {
		return
	}
	c.props = props
	c.action.Set(props.Action)
	c.Refresh()
}

// Action is the card's button, for focus and for what it does.
func (c *OrderCard) Action() *Action { return c.action }

func (c *OrderCard) least() fyne.Size {
	return fyne.NewSize(300, orderHeight-pick(c.props.Action.Label == "", orderNoAction, 0))
}

// CreateRenderer implements fyne.Widget.
func (c *OrderCard) CreateRenderer() fyne.WidgetRenderer { return render(c, c.least, c.draw) }

func (c *OrderCard) draw(p *pen, size fyne.Size) {
	props := c.props
	p.box(0, 0, size.Width, size.Height, look.Surface, look.Line, look.EdgeCard, look.Radius)
	right := size.Width - orderPadding
	token := pick(props.Late, look.Warn, look.Ink2)
	taken := p.write(say(props.Age, look.TextSize, props.Late, token), right, 27, end) + 26
	p.icon(look.Schedule, token, snap(right-taken), 17, 20)
	p.writeFit(say(props.Name, look.SubheadingSize, true, look.Ink), orderPadding, 27, right-taken-10-orderPadding, start)
	taken = p.write(say(props.Channel, look.TextSize, false, look.Ink2), right, 54, end) + 27
	p.icon(props.ChannelIcon, look.Ink2, snap(right-taken), 43, 22)
	p.writeFit(say(props.Number, look.TextSize, false, look.Ink2), orderPadding, 54, right-taken-10-orderPadding, start)
	taken = p.write(say(props.Amount, look.TextSize, true, look.Ink), right, 81, end)
	p.writeFit(say(props.Detail, look.TextSize, false, look.Ink), orderPadding, 81, right-taken-10-orderPadding, start)
	if props.Payment.Text != "" {
		p.pill(props.Payment, orderPadding, 101, pillHeight)
	}
	if props.Claimed != "" {
		left := orderPadding + props.Payment.width() + 10
		p.writeFit(say(props.Claimed, look.TextSize, false, look.Ink2), right, 117, right-left, end)
	}
	if props.Action.Label != "" {
		p.place(c.action, orderPadding, 141, right-orderPadding, look.TargetHeight)
	}
}

// CarProps is a car that has arrived.
type CarProps struct {
	// Tone is the edge's and the waiting time's: Alarm when nobody claimed it
	// for too long, Caution while it waits, Good when somebody has it.
	Tone    Tone
	Name    string
	Number  string
	Wait    string // "4:12"
	Channel string
	Spot    string // "Spot 3"
	// Paint is the car's colour as 0xRRGGBB; Car always says it in words.
	Paint  uint32
	Car    string // "Blue Subaru"
	Plate  Line   // "plate *ABC-123*"
	Status Fact   // "Ready, shelf B2"
	// Claimed says who takes it; it replaces the button.
	Claimed string
	Action  ActionProps
}

const carHeight float32 = 228

// CarCard is an order whose car stands outside.
type CarCard struct {
	widget.BaseWidget
	props  CarProps
	action *Action
}

// NewCarCard makes a CarCard; tapped is the Action's.
func NewCarCard(props CarProps, tapped func()) *CarCard {
	c := &CarCard{props: props, action: NewAction(props.Action, tapped)}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows other props.
func (c *CarCard) Set(props CarProps) {
	if reflect.DeepEqual(c.props, props) {
		return
	}
	c.props = props
	c.action.Set(props.Action)
	c.Refresh()
}

// Action is the card's button, for focus and for what it does.
func (c *CarCard) Action() *Action { return c.action }

// CreateRenderer implements fyne.Widget.
func (c *CarCard) CreateRenderer() fyne.WidgetRenderer {
	return render(c, func() fyne.Size { return fyne.NewSize(300, carHeight) }, c.draw)
}

func (c *CarCard) draw(p *pen, size fyne.Size) {
	props := c.props
	edge, width := props.Tone.Ink(), look.EdgeAlarm
	if props.Tone == Neutral {
		edge, width = look.Line, look.EdgeCard
	}
	p.box(0, 0, size.Width, size.Height, look.Surface, edge, width, look.Radius)
	const left = orderPadding + 1
	right := size.Width - left
	taken := p.write(say(props.Wait, look.SubheadingSize, true, pick(props.Tone == Neutral, look.Ink, edge)), right, 28, end)
	p.writeFit(say(props.Name, look.SubheadingSize, true, look.Ink), left, 28, right-taken-10-left, start)
	taken = p.write(say(props.Channel, look.TextSize, false, look.Ink2), right, 55, end)
	p.writeFit(say(props.Number, look.TextSize, false, look.Ink2), left, 55, right-taken-10-left, start)
	spot := say(props.Spot, look.SubheadingSize, true, look.Surface)
	x := left + snap(spot.width()+20)
	p.fill(left, 74, x-left, 44, look.Ink, look.PillRadius)
	p.write(spot, (left+x)/2, 96, middle)
	x += 10
	p.swatch(props.Paint, x, 74)
	p.writeFit(say(props.Car, look.TextSize, false, look.Ink), x+28, 84, right-x-28, start)
	p.writeFit(props.Plate.in(look.TextSize, look.Ink), x, 108, right-x, start)
	p.icon(props.Status.Icon, props.Status.Tone.Ink(), left, 127, 22)
	p.writeFit(boldened(props.Status.Text.in(look.TextSize, props.Status.Tone.Ink())), left+28, 138, right-left-28, start)
	switch {
	case props.Claimed != "":
		p.fill(left, 158, right-left, look.TargetHeight, look.Soft, look.Radius)
		p.icon(look.Account, look.Primary, left+12, 174, 24)
		p.writeFit(say(props.Claimed, look.TextSize, true, look.Primary), left+46, 186, right-left-58, start)
	case props.Action.Label != "":
		p.place(c.action, left, 158, right-left, look.TargetHeight)
	}
}

func boldened(line Line) Line {
	for i := range line {
		line[i].Bold = true
	}
	return line
}
