package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// closed is the saved count: the one screen that shows what was expected.
type closed struct {
	w      *Window
	box    *fyne.Container
	card   *kit.Card
	header *kit.PageHeader
	list   *rows
	scroll *container.Scroll
	done   *kit.Action
}

func newClosed(w *Window) *closed {
	c := &closed{w: w, card: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{}), list: newRows()}
	c.done = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.SaveCount) })
	c.scroll = container.NewVScroll(c.list.box)
	c.box = container.New(&free{place: func(size fyne.Size) {
		put(c.card, 0, 0, size.Width, size.Height)
		put(c.header, 21, 18, size.Width-42, 0)
		put(c.scroll, 9, 100, size.Width-18, size.Height-220)
		put(c.done, size.Width-321, size.Height-93, 300, 76)
	}}, c.card, c.header, c.scroll, c.done)
	return c
}

func (c *closed) object() fyne.CanvasObject { return c.box }

func (c *closed) show(view present.Screen, _ bool) {
	c.header.Set(kit.HeaderProps{Title: view.Closed.Title, Icon: look.TaskAlt, Tone: kit.Good, Text: kit.Plain(view.Closed.Text)})
	c.list.set(view.Closed.Rows)
	c.scroll.Refresh()
	c.done.Set(action(view.Closed.Done, kit.ActionProps{Kind: kit.Primary, Height: 76}))
}

func (c *closed) rest() fyne.Focusable { return nil }

func (c *closed) ring() *kit.Action { return c.done }

func (c *closed) key(name fyne.KeyName) bool {
	if isEnter(name) {
		c.w.do(c.w.counter.SaveCount)
		return true
	}
	return false
}

func (c *closed) char(rune) bool { return false }
