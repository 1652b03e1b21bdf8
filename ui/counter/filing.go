package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// filing is the list of what the state rejected: each waits for a person.
type filing struct {
	w       *Window
	box     *fyne.Container
	pages   *pageRow
	left    *kit.Card
	right   *kit.Card
	header  *kit.PageHeader
	list    *rows
	more    *kit.Words
	problem *kit.Words
	said    *kit.Words
	again   *kit.Action
	settled *kit.Action
	unsent  *kit.PageHeader
	text    *kit.Words
	waiting *rows
	others  *kit.Words
	view    present.Filing
}

func newFiling(w *Window) *filing {
	f := &filing{
		w: w, pages: newPageRow(w), left: kit.NewCard(kit.CardProps{}, nil), right: kit.NewCard(kit.CardProps{}, nil),
		header: kit.NewPageHeader(kit.HeaderProps{}), list: newRows(), more: words(18, look.Ink2), problem: words(18, look.Ink), said: words(18, look.Ink2),
		unsent: kit.NewPageHeader(kit.HeaderProps{}), text: words(18, look.Ink2), waiting: newRows(), others: words(18, look.Ink2),
	}
	f.again = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.RequeueFiling) })
	f.settled = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.DropFiling) })
	actions := container.New(kit.Rank{Gap: 8, Stretch: true}, f.settled, f.again)
	f.box = container.New(&free{place: func(size fyne.Size) {
		left, top := leftWidth(size.Width), f.pages.place(size)
		put(f.left, 0, top, left, size.Height-top)
		put(f.header, 21, top+18, left-42, 0)
		list := f.list.box.MinSize().Height
		put(f.list.box, 9, top+84, left-18, list)
		put(f.more, 21, top+88+list, left-42, 0)
		below := top + 92 + list
		if f.more.Visible() {
			below += 28
		}
		put(f.problem, 21, below, left-42, 0)
		put(f.said, 21, below+f.problem.MinSize().Height+4, left-42, 0)
		put(actions, 21, size.Height-73, left-42, 56)
		f.placeRight(left+margin, top, size)
	}}, f.pages.box, f.left, f.right, f.header, f.list.box, f.more, f.problem, f.said, actions, f.unsent, f.text, f.waiting.box, f.others)
	return f
}

func (f *filing) placeRight(x, top float32, size fyne.Size) {
	put(f.right, x, top, rightWidth, size.Height-top)
	put(f.unsent, x+21, top+18, rightWidth-42, 0)
	put(f.text, x+21, top+60, rightWidth-42, 0)
	below := top + 68 + f.text.MinSize().Height
	put(f.waiting.box, x+9, below, rightWidth-18, f.waiting.box.MinSize().Height)
	put(f.others, x+21, below+f.waiting.box.MinSize().Height+8, rightWidth-42, 0)
}

func (f *filing) object() fyne.CanvasObject { return f.box }

func (f *filing) show(view present.Screen, _ bool) {
	f.view = *view.Filing
	v := f.view
	f.pages.show(v.Pages)
	f.header.Set(kit.HeaderProps{Title: v.Title, Text: kit.Plain(v.Text)})
	f.list.set(v.Rows)
	visible(f.more, v.More != "")
	setWords(f.more, kit.Plain(v.More), 18, look.Ink2, 0)
	setWords(f.problem, kit.Plain(v.Problem), 18, look.Ink, 700)
	setWords(f.said, kit.Plain(v.Said), 18, look.Ink2, 700)
	f.again.Set(action(v.Again, kit.ActionProps{Icon: look.Sync}))
	f.settled.Set(action(v.Settled, kit.ActionProps{}))
	pill := kit.PillProps{Tone: toneOf(v.Unsent.Pill.Tone), Icon: iconOf(v.Unsent.Pill.Icon), Text: v.Unsent.Pill.Text}
	f.unsent.Set(kit.HeaderProps{Title: v.Unsent.Title, Pill: pill})
	setWords(f.text, kit.Parse(v.Unsent.Text), 18, look.Ink2, rightWidth-42)
	f.waiting.set(v.Unsent.Rows)
	setWords(f.others, kit.Plain(v.Unsent.More), 18, look.Ink2, 0)
	f.box.Refresh()
}

func (f *filing) rest() fyne.Focusable { return nil }

func (f *filing) ring() *kit.Action {
	if f.view.Again.State == present.ButtonReady {
		return f.again
	}
	return nil
}

func (f *filing) key(name fyne.KeyName) bool {
	counter := f.w.counter
	switch {
	case name == fyne.KeyUp:
		f.w.do(func() { counter.MoveFiling(-1) })
	case name == fyne.KeyDown:
		f.w.do(func() { counter.MoveFiling(1) })
	case name == fyne.KeyDelete && f.view.Settled.State == present.ButtonReady:
		f.w.do(counter.DropFiling)
	case isEnter(name) && f.view.Again.State == present.ButtonReady:
		f.w.do(counter.RequeueFiling)
	default:
		return false
	}
	return true
}

func (f *filing) char(char rune) bool { return f.pages.char(char) }
