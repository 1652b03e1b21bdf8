package counter

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// order is the opened order: what is packed, or the steps of the hand-over, and
// always one next action.
type order struct {
	w       *Window
	box     *fyne.Container
	strip   *kit.PersonStrip
	left    *kit.Card
	header  *kit.PageHeader
	notice  *kit.Words
	steps   *rows
	scroll  *container.Scroll
	reason  *kit.Reason
	right   *kit.Card
	name    *kit.PageHeader
	bagOf   *kit.Words
	bag     *kit.Figure
	totals  *kit.Totals
	others  *buttons
	list    *fyne.Container
	primary *kit.Action
	view    present.OrderPanel
}

func newOrder(w *Window) *order {
	o := &order{
		w: w, left: kit.NewCard(kit.CardProps{}, nil), right: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{}),
		notice: words(18, look.Warn), steps: newRows(), name: kit.NewPageHeader(kit.HeaderProps{Size: 22}), bagOf: words(18, look.Ink2),
		bag: kit.NewFigure(kit.FigureProps{}), totals: kit.NewTotals(kit.TotalsProps{}), reason: kit.NewReason(kit.ReasonProps{}, kit.ReasonEvents{}),
	}
	o.strip = kit.NewPersonStrip(kit.PersonProps{}, nil)
	o.scroll = container.NewVScroll(o.steps.box)
	o.list = container.New(kit.Column{Gap: 8})
	o.others = newButtons(o.list, func(index int) { o.press(o.view.Others[index]) })
	o.primary = kit.NewAction(kit.ActionProps{}, func() { o.press(o.view.Primary) })
	o.box = container.New(&free{place: o.place}, o.strip, o.left, o.header, o.notice, o.scroll, o.reason, o.right, o.name, o.bagOf, o.bag, o.totals, o.list, o.primary)
	return o
}

func (o *order) object() fyne.CanvasObject { return o.box }

func (o *order) place(size fyne.Size) {
	left, top := leftWidth(size.Width), float32(0)
	if o.strip.Visible() {
		put(o.strip, 0, 0, size.Width, stripHeight)
		top = stripHeight + margin
	}
	height := size.Height - top
	put(o.left, 0, top, left, height)
	put(o.header, 21, top+18, left-42, 0)
	below := top + 92
	if o.notice.Visible() {
		put(o.notice, 21, below, left-42, 0)
		below += o.notice.MinSize().Height + 8
	}
	put(o.scroll, 9, below, left-18, size.Height-below-12)
	put(o.reason, 0, top, left, height)
	x := left + margin
	put(o.right, x, top, rightWidth, height)
	put(o.name, x+17, top+14, rightWidth-34, 0)
	put(o.bagOf, x+17, top+58, rightWidth-34, 0)
	put(o.bag, x+17, top+88, rightWidth-34, 0)
	put(o.totals, x+17, top+140, rightWidth-34, 96)
	put(o.list, x+17, top+252, rightWidth-34, o.list.MinSize().Height)
	put(o.primary, x+17, size.Height-93, rightWidth-34, 76)
}

func (o *order) press(what present.PanelAction) {
	id := o.view.ID
	if what.Action != "" {
		o.w.do(func() { o.w.counter.Order(id, what.Action, what.Line) })
	}
}

// othersMax is how many other actions fit between sums and the next step; under
// the person strip there is room for one less.
const othersMax = 4

func (o *order) show(view present.Screen, _ bool) {
	o.view = *view.Order
	v := o.view
	visible(o.strip, v.Person != nil)
	if v.Person != nil {
		person := *v.Person
		person.Action = present.Button{}
		o.strip.Set(personProps(person, false))
	}
	o.header.Set(kit.HeaderProps{Title: v.Title, Text: kit.Plain(v.Text), Right: [2]kit.Line{kit.Strong(v.Name), kit.Plain(v.Channel)}})
	visible(o.notice, v.Attention != "")
	setWords(o.notice, kit.Plain(v.Attention), 18, look.Warn, 700)
	o.steps.set(v.Rows)
	visible(o.reason, v.Reason != nil)
	visible(o.scroll, v.Reason == nil)
	if v.Reason != nil {
		o.reason.Set(reasonProps(*v.Reason))
	}
	o.name.Set(kit.HeaderProps{Title: v.ID, Size: 22, Pill: kit.PillProps{Tone: toneOf(v.Payment.Tone), Icon: iconOf(v.Payment.Icon), Text: v.Payment.Text}})
	setWords(o.bagOf, kit.Plain(v.BagLabel), 18, look.Ink2, 0)
	o.bag.Set(kit.FigureProps{Text: v.Bag, Size: 40})
	visible(o.bagOf, v.Bag != "")
	visible(o.bag, v.Bag != "")
	totals := kit.TotalsProps{Total: v.Total}
	for _, sum := range v.Sums {
		totals.Rows = append(totals.Rows, kit.TotalsRow{Label: sum.Label, Amount: sum.Amount})
	}
	if n := len(totals.Rows); n > 0 {
		totals.Label, totals.Rows = totals.Rows[n-1].Label, totals.Rows[:n-1]
	}
	o.totals.Set(totals)
	var others []kit.ActionProps
	most := othersMax
	if v.Person != nil {
		most--
	}
	o.view.Others = v.Others[:min(len(v.Others), most)]
	for i, other := range o.view.Others {
		props := action(other.Button, kit.ActionProps{Key: ""})
		props.Key = strconv.Itoa(i + 1)
		if props.Second != "" {
			props.Label, props.Second = props.Label+": "+props.Second, ""
		}
		others = append(others, props)
	}
	o.others.set(others)
	size := float32(28)
	if len(v.Primary.Button.Label) > 24 || v.Primary.Button.State != present.ButtonReady {
		size = 22
	}
	o.primary.Set(action(v.Primary.Button, kit.ActionProps{Kind: kit.Primary, Height: 76, TextSize: size}))
	o.box.Refresh()
}

func (o *order) rest() fyne.Focusable { return nil }

func (o *order) ring() *kit.Action {
	if o.view.Primary.Button.State != present.ButtonReady {
		return nil
	}
	return o.primary
}

func (o *order) key(name fyne.KeyName) bool {
	switch {
	case isEnter(name):
		if o.view.Primary.Button.State == present.ButtonReady {
			o.press(o.view.Primary)
		}
		return true
	case name == fyne.KeyEscape:
		o.w.do(o.w.counter.CloseOrder)
		return true
	}
	return false
}

func (o *order) char(char rune) bool {
	at := int(char - '1')
	if at < 0 || at >= len(o.view.Others) {
		return false
	}
	o.press(o.view.Others[at])
	return true
}
