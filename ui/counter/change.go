package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// change is what to give back. It stays until the next scan or Enter.
type change struct {
	w       *Window
	box     *fyne.Container
	left    *kit.Card
	right   *kit.Card
	header  *kit.PageHeader
	paid    *kit.Words
	label   *kit.Figure
	figure  *kit.Figure
	pieces  *kit.Words
	again   *kit.Action
	next    *kit.Action
	heading *kit.PageHeader
	steps   *rows
	note    *kit.Words
}

func newChange(w *Window) *change {
	c := &change{
		w: w, left: kit.NewCard(kit.CardProps{SquareRight: true}, nil), right: kit.NewCard(kit.CardProps{Ground: look.Sunken, SquareLeft: true}, nil),
		header: kit.NewPageHeader(kit.HeaderProps{}), paid: words(22, look.Ink2), label: kit.NewFigure(kit.FigureProps{}),
		figure: kit.NewFigure(kit.FigureProps{}), pieces: words(28, look.Ink), heading: kit.NewPageHeader(kit.HeaderProps{Size: 22}),
		steps: newRows(), note: words(18, look.Ink2),
	}
	c.again = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.ReprintLast) })
	c.next = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.NextCustomer) })
	c.box = container.New(&free{place: c.place}, c.left, c.right, c.header, c.paid, c.label, c.figure, c.pieces, c.again, c.next, c.heading, c.steps.box, c.note)
	return c
}

func (c *change) object() fyne.CanvasObject { return c.box }

func (c *change) place(size fyne.Size) {
	const side = float32(451)
	left := size.Width - side
	put(c.left, 0, 0, left, size.Height)
	put(c.right, left-1, 0, side+1, size.Height)
	put(c.header, 45, 40, left-90, 0)
	put(c.paid, 45, 90, left-90, 0)
	put(c.label, 45, 200, left-90, 0)
	put(c.figure, 45, 272, left-90, 0)
	put(c.pieces, 45, 428, left-90, 0)
	least := c.again.MinSize().Width
	put(c.again, 45, size.Height-109, least, 72)
	put(c.next, 45+least+12, size.Height-109, left-90-least-12, 72)
	put(c.heading, left+28, 36, side-56, 0)
	put(c.steps.box, left+12, 84, side-30, size.Height-160)
	put(c.note, left+28, size.Height-60, side-56, 0)
}

func (c *change) show(view present.Screen, _ bool) {
	v := view.Change
	c.header.Set(kit.HeaderProps{Title: v.Title, Icon: look.TaskAlt, Tone: kit.Good})
	setWords(c.paid, kit.Plain(v.Paid), 22, look.Ink2, 0)
	c.label.Set(kit.FigureProps{Text: v.Label, Size: 40})
	size := float32(176)
	if len(v.Change) > len("$999.99") {
		size = 120
	}
	c.figure.Set(kit.FigureProps{Text: v.Change, Size: size})
	setWords(c.pieces, kit.Plain(v.Give), 28, look.Ink, 0)
	c.again.Set(action(v.Again, kit.ActionProps{Icon: look.DocumentPrint, Height: 76, TextSize: 18}))
	c.next.Set(action(v.Next, kit.ActionProps{Kind: kit.Primary, Icon: look.BarcodeScanner, Height: 76, TextSize: 18}))
	c.heading.Set(kit.HeaderProps{Title: v.Heading, Size: 22})
	c.steps.set(v.Happened)
	setWords(c.note, kit.Plain(v.Note), 18, look.Ink2, 0)
}

func (c *change) rest() fyne.Focusable { return nil }

func (c *change) ring() *kit.Action { return c.next }

func (c *change) key(name fyne.KeyName) bool {
	if isEnter(name) {
		c.w.do(c.w.counter.NextCustomer)
		return true
	}
	return false
}

func (c *change) char(rune) bool { return false }
