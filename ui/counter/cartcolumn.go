package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// cartColumn is the right column of the checkout: lines, sums, Hold and Pay.
type cartColumn struct {
	w       *Window
	box     *fyne.Container
	card    *kit.Card
	header  *kit.PageHeader
	above   *kit.Card
	cart    *kit.Cart
	below   *kit.Card
	totals  *kit.Totals
	hold    *kit.Action
	pay     *kit.Action
	view    present.CartPanel
	scanned int64
}

func newCartColumn(w *Window) *cartColumn {
	c := &cartColumn{w: w}
	line := func() *kit.Card { return kit.NewCard(kit.CardProps{Ground: look.Line, NoPadding: true}, nil) }
	c.card, c.above, c.below = kit.NewCard(kit.CardProps{}, nil), line(), line()
	c.header = kit.NewPageHeader(kit.HeaderProps{Size: 22})
	number := func(do func(number int)) func(int) {
		return func(index int) {
			if index < len(c.view.Lines) {
				each := c.view.Lines[index].Number
				w.do(func() { do(each) })
			}
		}
	}
	counter := w.counter
	c.cart = kit.NewCart(kit.CartEvents{
		Select: number(counter.SelectLine), Minus: number(counter.Minus), Plus: number(counter.Plus),
		Discount: number(counter.Discount), Remove: number(counter.Remove),
	})
	c.totals = kit.NewTotals(kit.TotalsProps{})
	c.hold = kit.NewAction(kit.ActionProps{}, func() { w.do(counter.Hold) })
	c.pay = kit.NewAction(kit.ActionProps{}, func() { w.do(counter.Pay) })
	c.box = container.New(&free{place: c.place}, c.card, c.header, c.above, c.cart, c.below, c.totals, c.hold, c.pay)
	return c
}

func (c *cartColumn) place(size fyne.Size) {
	sums := size.Height - 184
	put(c.card, 0, 0, size.Width, size.Height)
	put(c.header, 17, 11, size.Width-34, 0)
	put(c.above, 1, 47, size.Width-2, 1)
	put(c.cart, 1, 48, size.Width-2, sums-48)
	put(c.below, 1, sums, size.Width-2, 1)
	put(c.totals, 17, sums+9, size.Width-34, 72)
	hold := max(160, c.hold.MinSize().Width)
	put(c.hold, 15, size.Height-91, hold, 76)
	put(c.pay, 25+hold, size.Height-91, size.Width-40-hold, 76)
}

func (c *cartColumn) show(view present.CartPanel, entered bool) {
	c.view = view
	c.header.Set(kit.HeaderProps{Title: view.Title, Size: 22, Right: [2]kit.Line{kit.Plain(view.Items)}})
	var lines []kit.CartLineProps
	selected := -1
	for i, line := range view.Lines {
		if line.Selected {
			selected = i
		}
		lines = append(lines, kit.CartLineProps{
			Quantity: line.Quantity, Name: line.Name, Amount: line.Amount, Tag: line.Tag, Note: line.Note, Selected: line.Selected,
			Problem: line.Problem, ProblemTone: toneOf(line.Tone), Count: line.Count,
			Discount: action(line.Discount, kit.ActionProps{}), Remove: action(line.Remove, kit.ActionProps{}),
		})
	}
	c.cart.Set(lines)
	if view.Scanned != c.scanned && !entered && selected >= 0 {
		c.cart.ScrollTo(selected)
		c.cart.Flash(selected)
	}
	c.scanned = view.Scanned
	totals := kit.TotalsProps{Label: view.TotalLabel, Total: view.Total}
	for _, sum := range view.Sums {
		totals.Rows = append(totals.Rows, kit.TotalsRow{Label: sum.Label, Amount: sum.Amount})
	}
	c.totals.Set(totals)
	c.hold.Set(action(view.Hold, kit.ActionProps{Icon: look.MediaPause, Height: 76, TextSize: 18}))
	size := float32(28)
	if view.Pay.State != present.ButtonReady {
		size = 22
	}
	c.pay.Set(action(view.Pay, kit.ActionProps{Kind: kit.Primary, Height: 76, TextSize: size}))
	if entered {
		c.box.Refresh()
	}
}
