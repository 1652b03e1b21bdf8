package counter

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// keypad is laid out like a calculator's.
var keypad = []string{"7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "00", "."}

// pay takes the money.
type pay struct {
	w       *Window
	box     *fyne.Container
	strip   *kit.PersonStrip
	left    *kit.Card
	tenders [3]*kit.Action
	quickOf *kit.Words
	givenOf *kit.Words
	quick   *buttons
	quicks  *fyne.Container
	amount  *kit.Money
	keys    []*kit.Action
	refOf   *kit.Words
	ref     *kit.Field
	right   *payColumn
	view    present.Pay
}

func newPay(w *Window) *pay {
	p := &pay{w: w, left: kit.NewCard(kit.CardProps{}, nil)}
	counter := w.counter
	p.strip = kit.NewPersonStrip(kit.PersonProps{}, func() { w.do(counter.Escape) })
	objects := []fyne.CanvasObject{p.strip, p.left}
	for i, choose := range []func(){counter.PayCash, counter.PayDebit, counter.PaySplit} {
		p.tenders[i] = kit.NewAction(kit.ActionProps{}, func() { w.do(choose) })
		objects = append(objects, p.tenders[i])
	}
	p.quickOf, p.givenOf, p.refOf = words(18, look.Ink2), words(18, look.Ink2), words(18, look.Ink2)
	p.quicks = container.New(kit.Column{Gap: 8})
	p.quick = newButtons(p.quicks, func(index int) { p.give(p.view.Quick[index].Cents) })
	p.amount = kit.NewMoney(kit.MoneyProps{Prefix: "$"})
	p.amount.OnChanged, p.amount.OnSubmitted, p.amount.OnKey = p.changed, func(int64) { w.do(counter.Finish) }, w.fieldKey
	p.amount.OnRune, p.amount.TakesTab = w.fieldRune, w.keys.busy
	for _, label := range keypad {
		key := kit.NewAction(kit.ActionProps{Label: label, Height: 76, TextSize: 28}, func() {
			p.amount.Press(label)
			w.canvas.Focus(p.amount)
		})
		p.keys = append(p.keys, key)
		objects = append(objects, key)
	}
	p.ref = kit.NewField(kit.FieldProps{Height: 76, TextSize: 22})
	w.guard(p.ref)
	p.ref.OnSubmitted = func(string) { w.do(counter.Finish) }
	p.ref.OnChanged = func(typed string) { w.typing(func() { counter.PayReference(typed) }) }
	p.right = newPayColumn(w)
	objects = append(objects, p.quickOf, p.givenOf, p.quicks, p.amount, p.refOf, p.ref, p.right.box)
	p.box = container.New(&free{place: p.place}, objects...)
	return p
}

func (p *pay) object() fyne.CanvasObject { return p.box }

func (p *pay) place(size fyne.Size) {
	strip := compactHeight
	left, top := leftWidth(size.Width), strip+margin
	put(p.strip, 0, 0, size.Width, strip)
	put(p.left, 0, top, left, size.Height-top)
	third := (left - 34 - 16) / 3
	for i, tender := range p.tenders {
		put(tender, 17+float32(i)*(third+8), top+17, third, 64)
	}
	put(p.quickOf, 17, top+97, 250, 0)
	put(p.quicks, 17, top+129, 250, p.quicks.MinSize().Height)
	keys := left - 300
	put(p.givenOf, 283, top+97, keys, 0)
	put(p.amount, 283, top+129, keys, 76)
	each := (keys - 16) / 3
	for i, key := range p.keys {
		put(key, 283+float32(i%3)*(each+8), top+213+float32(i/3)*84, each, 76)
	}
	put(p.refOf, 17, top+97, 250, 0)
	put(p.ref, 17, top+129, 250, 76)
	put(p.right.box, left+margin, top, rightWidth, size.Height-top)
}

func (p *pay) give(cents int64) {
	p.amount.SetCents(cents)
	p.w.do(func() { p.w.counter.PayAmount(money.Cents(cents)) })
}

func (p *pay) changed(cents int64) {
	counter := p.w.counter
	if p.view.Mode == "split" {
		p.w.typing(func() { counter.PayCard(money.Cents(cents)) })
		return
	}
	p.w.typing(func() { counter.PayAmount(money.Cents(cents)) })
}

func (p *pay) show(view present.Screen, entered bool) {
	switched := entered || view.Pay.Mode != p.view.Mode || view.Pay.SaleOf != p.view.SaleOf
	p.view = *view.Pay
	p.strip.Set(personProps(p.view.Person, true))
	tenderIcons := []look.Icon{look.Payments, look.CreditCard, ""}
	for i, tender := range p.view.Tenders {
		props := action(tender, kit.ActionProps{Height: 64, TextSize: 22, Icon: tenderIcons[i]})
		if tender.Chosen {
			props.Kind, props.Chosen = kit.Primary, false
		}
		p.tenders[i].Set(props)
	}
	cash := p.view.Mode == "cash"
	setWords(p.quickOf, kit.Plain(p.view.QuickLabel), 18, look.Ink2, 0)
	setWords(p.givenOf, kit.Plain(p.view.GivenLabel), 18, look.Ink2, 0)
	setWords(p.refOf, kit.Plain(p.view.RefLabel), 18, look.Ink2, 0)
	var props []kit.ActionProps
	for i, quick := range p.view.Quick {
		each := kit.ActionProps{Label: quick.Label, Height: 76, TextSize: 28, Chosen: quick.Chosen}
		if i == 0 {
			each.TextSize = 22
		}
		props = append(props, each)
	}
	p.quick.set(props)
	visible(p.quickOf, cash)
	visible(p.quicks, cash)
	visible(p.refOf, !cash)
	visible(p.ref, !cash)
	for _, key := range p.keys {
		visible(key, p.view.Mode != "debit")
	}
	if switched {
		p.amount.SetCents(p.view.Given)
		p.ref.SetText(p.view.Reference)
		p.w.refocus = true
		p.box.Refresh()
	}
	p.right.show(p.view)
}

func (p *pay) rest() fyne.Focusable {
	if p.view.Mode == "debit" {
		return p.ref.Focusable()
	}
	return p.amount
}

func (p *pay) ring() *kit.Action { return nil }

// key sees the tender letters before the amount does: they are no digits.
func (p *pay) key(name fyne.KeyName) bool {
	if isEnter(name) && !p.ref.Focused() && p.w.canvas.Focused() != fyne.Focusable(p.amount) {
		p.w.do(p.w.counter.Finish)
		return true
	}
	if p.ref.Focused() {
		return false
	}
	for i, tender := range p.view.Tenders {
		if tender.Key != "" && strings.EqualFold(string(name), tender.Key) {
			p.w.do([]func(){p.w.counter.PayCash, p.w.counter.PayDebit, p.w.counter.PaySplit}[i])
			return true
		}
	}
	return false
}

func (p *pay) char(rune) bool { return false }

// payColumn is what is due, what was given and the change.
type payColumn struct {
	box     *fyne.Container
	card    *kit.Card
	dueOf   *kit.Words
	due     *kit.Figure
	givenOf *kit.Words
	given   *kit.Figure
	rule    *kit.Card
	change  *kit.Words
	figure  *kit.Figure
	giveBox *kit.Card
	giveOf  *kit.Words
	pieces  *kit.Words
	finish  *kit.Action
}

func newPayColumn(w *Window) *payColumn {
	c := &payColumn{
		card: kit.NewCard(kit.CardProps{}, nil), rule: kit.NewCard(kit.CardProps{Ground: look.Ctl, NoPadding: true}, nil),
		giveBox: kit.NewCard(kit.CardProps{Ground: look.Sunken, NoPadding: true}, nil),
		dueOf:   words(22, look.Ink2), givenOf: words(22, look.Ink2), change: words(28, look.Ink), giveOf: words(18, look.Ink2), pieces: words(22, look.Ink),
		due: kit.NewFigure(kit.FigureProps{}), given: kit.NewFigure(kit.FigureProps{}), figure: kit.NewFigure(kit.FigureProps{}),
	}
	c.finish = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.Finish) })
	c.box = container.New(&free{place: c.place}, c.card, c.dueOf, c.due, c.givenOf, c.given, c.rule, c.change, c.figure, c.giveBox, c.giveOf, c.pieces, c.finish)
	return c
}

func (c *payColumn) place(size fyne.Size) {
	inner := size.Width - 50
	put(c.card, 0, 0, size.Width, size.Height)
	put(c.dueOf, 25, 36, 250, 0)
	put(c.due, 275, 30, inner-250, 0)
	put(c.givenOf, 25, 84, 280, 0)
	put(c.given, 275, 78, inner-250, 0)
	put(c.rule, 25, 127, inner, 1)
	put(c.change, 25, 178, inner, 0)
	put(c.figure, 25, 242, inner, 0)
	put(c.giveBox, 25, 359, inner, 54)
	put(c.giveOf, 41, 374, 80, 0)
	put(c.pieces, 121, 370, inner-112, 0)
	put(c.finish, 25, size.Height-105, inner, 88)
}

func (c *payColumn) show(view present.Pay) {
	setWords(c.dueOf, kit.Plain(view.TotalLabel), 22, look.Ink2, 0)
	c.due.Set(kit.FigureProps{Text: view.Total, Size: 42, Trailing: true})
	setWords(c.givenOf, kit.Plain(view.GivenLabel), 22, look.Ink2, 0)
	c.given.Set(kit.FigureProps{Text: view.GivenText, Size: 42, Trailing: true})
	setWords(c.change, kit.Strong(view.ChangeLabel), 28, look.Ink, 0)
	size := float32(120)
	if len(view.Change) > len("$999.99") {
		size = 48
	}
	c.figure.Set(kit.FigureProps{Text: view.Change, Size: size, Trailing: true})
	given := view.Give != ""
	visible(c.giveBox, given)
	visible(c.giveOf, given)
	visible(c.pieces, given)
	setWords(c.giveOf, kit.Plain(view.GiveLabel), 18, look.Ink2, 0)
	c.pieces.Set(kit.WordsProps{Text: kit.Plain(view.Give), Size: 22, Color: look.Ink, Align: fyne.TextAlignTrailing})
	size = 28
	if len(view.Finish.Label) > 26 || view.Finish.State != present.ButtonReady {
		size = 22
	}
	c.finish.Set(action(view.Finish, kit.ActionProps{Kind: kit.Primary, Height: 88, TextSize: size}))
}
