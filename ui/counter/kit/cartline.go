package kit

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

// The heights of a cart line.
const (
	CartLineHeight         float32 = 59
	CartLineSelectedHeight float32 = 125
	cartLineBar            float32 = 5
	cartName               float32 = 62
)

// CartLineProps is one line of the sale.
type CartLineProps struct {
	Quantity string // "2 ×"
	Name     string
	Amount   string
	Tag      string
	Note     string // "Weekly deal −$5, 7 g flower"
	Selected bool
	// Problem replaces Note: held by another till, no stock. ProblemTone is
	// Caution or Alarm.
	Problem     string
	ProblemTone Tone
	// Count is the number between − and + while selected.
	Count    string
	Discount ActionProps
	Remove   ActionProps
	// MinusBlocked and PlusBlocked switch those off.
	MinusBlocked, PlusBlocked bool
}

// CartLineEvents are what can be pressed in a line; nil ones do nothing.
type CartLineEvents struct {
	Select, Minus, Plus, Discount, Remove func()
}

// CartLine is one line of the sale: 59 high, 125 with its actions.
type CartLine struct {
	press
	props                         CartLineProps
	events                        CartLineEvents
	flash                         bool
	minus, plus, discount, remove *Action
}

// NewCartLine makes a CartLine.
func NewCartLine(props CartLineProps, events CartLineEvents) *CartLine {
	l := &CartLine{events: events}
	l.act = func() { call(l.events.Select) }
	l.ExtendBaseWidget(l)
	l.Set(props)
	return l
}

func call(f func()) {
	if f != nil {
		f()
	}
}

// Set shows other props; it draws only if something differs.
func (l *CartLine) Set(props CartLineProps) {
	if props == l.props {
		return
	}
	l.props = props
	if props.Selected {
		l.setActions()
	}
	l.Refresh()
}

// setActions makes the line's actions when it is first selected: most lines
// never are, and fifty lines would hold two hundred of them.
func (l *CartLine) setActions() {
	if l.minus == nil {
		l.minus = NewAction(ActionProps{Icon: look.Remove}, func() { call(l.events.Minus) })
		l.plus = NewAction(ActionProps{Icon: look.Add}, func() { call(l.events.Plus) })
		l.discount = NewAction(l.props.Discount, func() { call(l.events.Discount) })
		l.remove = NewAction(l.props.Remove, func() { call(l.events.Remove) })
	}
	l.minus.Set(ActionProps{Icon: look.Remove, State: pick(l.props.MinusBlocked, Blocked, Ready)})
	l.plus.Set(ActionProps{Icon: look.Add, State: pick(l.props.PlusBlocked, Blocked, Ready)})
	l.discount.Set(l.props.Discount)
	l.remove.Set(l.props.Remove)
}

func (l *CartLine) height() float32 {
	return pick(l.props.Selected, CartLineSelectedHeight, CartLineHeight)
}

// CreateRenderer implements fyne.Widget.
func (l *CartLine) CreateRenderer() fyne.WidgetRenderer {
	return render(l, func() fyne.Size { return fyne.NewSize(420, l.height()) }, l.draw)
}

func (l *CartLine) draw(p *pen, size fyne.Size) {
	props := l.props
	ground := look.Surface
	if props.Selected || l.hovered || l.flash {
		ground = look.Soft
	}
	p.fill(0, 0, size.Width, size.Height, ground, 0)
	if props.Selected {
		p.fill(0, 0, cartLineBar, size.Height, look.Primary, 0)
	}
	p.line(0, size.Height-1, size.Width, look.Line)
	right := size.Width - look.CardPadding
	p.write(say(props.Quantity, look.TextSize, true, look.Ink), look.CardPadding, 18, start)
	amount := p.write(say(props.Amount, look.TextSize, true, look.Ink), right, 18, end)
	p.writeFit(say(props.Name, look.TextSize, true, look.Ink), cartName, 18, right-amount-12-cartName, start)
	if props.Tag != "" {
		p.tag(props.Tag, cartName, 41)
	}
	left := cartName + tagWidth(props.Tag) + 5
	if props.Problem != "" {
		problem := fit(say(props.Problem, look.TextSize, true, props.ProblemTone.Ink()), right-left-26)
		width := p.write(problem, right, 41, end)
		p.icon(pick(props.ProblemTone == Alarm, look.Block, look.Warning), props.ProblemTone.Ink(), snap(right-width-25), 30, 22)
	} else {
		p.writeFit(say(props.Note, look.TextSize, false, look.Ink2), right, 41, right-left, end)
	}
	if props.Selected {
		l.drawActions(p, right)
	}
	if l.focused {
		p.innerRing(size)
	}
}

func (l *CartLine) drawActions(p *pen, right float32) {
	const y, square = 58, 60
	p.place(l.minus, look.CardPadding, y, square, look.TargetHeight)
	p.write(say(l.props.Count, look.SubheadingSize, true, look.Ink), look.CardPadding+90, y+look.TargetHeight/2, middle)
	p.place(l.plus, look.CardPadding+120, y, square, look.TargetHeight)
	width := l.remove.MinSize().Width
	p.place(l.remove, right-width, y, width, look.TargetHeight)
	right -= width + 8
	width = l.discount.MinSize().Width
	p.place(l.discount, right-width, y, width, look.TargetHeight)
}

// innerRing is the focus ring of parts that lie in a scroll, which would clip
// a ring outside them.
func (p *pen) innerRing(size fyne.Size) {
	const w = look.RingWidth
	for _, r := range [][4]float32{
		{0, 0, size.Width, w},
		{0, size.Height - w, size.Width, w},
		{0, 0, w, size.Height},
		{size.Width - w, 0, w, size.Height},
	} {
		p.fill(r[0], r[1], r[2], r[3], look.Focus, 0)
	}
}
