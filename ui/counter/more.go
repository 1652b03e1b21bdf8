package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// more is what is done more rarely: void, reprint, X, papers and devices.
type more struct {
	w       *Window
	box     *fyne.Container
	pages   *pageRow
	left    *kit.Card
	right   *kit.Card
	header  *kit.PageHeader
	sales   *rows
	actions *fyne.Container
	void    *kit.Action
	reprint *kit.Action
	x       *kit.Action
	papers  *kit.PageHeader
	calm    *kit.Words
	list    *rows
	answers *fyne.Container
	yes, no *kit.Action
	devices *rows
	drawer  *kit.Action
	signOut *kit.Action
	view    present.More
}

func newMore(w *Window) *more {
	counter := w.counter
	m := &more{
		w: w, pages: newPageRow(w), left: kit.NewCard(kit.CardProps{}, nil), right: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{}),
		sales: newRows(), papers: kit.NewPageHeader(kit.HeaderProps{}), calm: words(18, look.Ink2), list: newRows(), devices: newRows(),
	}
	press := func(do func()) *kit.Action { return kit.NewAction(kit.ActionProps{}, func() { w.do(do) }) }
	m.void, m.reprint, m.x = press(counter.Void), press(counter.Reprint), press(counter.PrintX)
	m.drawer, m.signOut = press(counter.NoSale), press(counter.SignOut)
	m.yes, m.no = kit.NewAction(kit.ActionProps{}, func() { m.settle(true) }), kit.NewAction(kit.ActionProps{}, func() { m.settle(false) })
	m.actions = container.New(kit.Rank{Gap: 8, Stretch: true}, m.void, m.reprint, m.x)
	m.answers = container.New(kit.Rank{Gap: 8, Stretch: true}, m.yes, m.no)
	bottom := container.New(kit.Rank{Gap: 8, Stretch: true}, m.drawer, m.signOut)
	m.box = container.New(&free{place: func(size fyne.Size) {
		left, top := leftWidth(size.Width), m.pages.place(size)
		put(m.left, 0, top, left, size.Height-top)
		put(m.header, 21, top+18, left-42, 0)
		put(m.sales.box, 9, top+84, left-18, m.sales.box.MinSize().Height)
		put(m.actions, 21, size.Height-73, left-42, 56)
		x := left + margin
		put(m.right, x, top, rightWidth, size.Height-top)
		put(m.papers, x+21, top+18, rightWidth-42, 0)
		put(m.calm, x+21, top+70, rightWidth-42, 0)
		below := top + 66 + m.list.box.MinSize().Height
		put(m.list.box, x+9, top+66, rightWidth-18, m.list.box.MinSize().Height)
		put(m.answers, x+21, below+8, rightWidth-42, 56)
		put(m.devices.box, x+9, size.Height-85-m.devices.box.MinSize().Height, rightWidth-18, m.devices.box.MinSize().Height)
		put(bottom, x+21, size.Height-73, rightWidth-42, 56)
	}}, m.pages.box, m.left, m.right, m.header, m.sales.box, m.actions, m.papers, m.calm, m.list.box, m.answers, m.devices.box, bottom)
	return m
}

func (m *more) object() fyne.CanvasObject { return m.box }

// doubtful is the first paper of which nobody knows whether it came out.
func (m *more) doubtful() (present.Paper, bool) {
	for _, paper := range m.view.Papers {
		if paper.Yes.Label != "" {
			return paper, true
		}
	}
	return present.Paper{}, false
}

func (m *more) settle(printed bool) {
	if paper, ok := m.doubtful(); ok {
		m.w.do(func() { m.w.counter.SettlePaper(paper.Job, printed) })
	}
}

func (m *more) show(view present.Screen, _ bool) {
	m.view = *view.More
	v := m.view
	m.pages.show(v.Pages)
	m.header.Set(kit.HeaderProps{Title: v.Title, Text: kit.Plain(v.Text)})
	m.sales.set(v.Sales)
	m.void.Set(action(v.Void, kit.ActionProps{Kind: kit.Destructive, Icon: look.Delete}))
	m.reprint.Set(action(v.Reprint, kit.ActionProps{Icon: look.DocumentPrint}))
	m.x.Set(action(v.X, kit.ActionProps{}))
	m.papers.Set(kit.HeaderProps{Title: v.PapersTitle})
	setWords(m.calm, kit.Plain(v.PapersCalm), 18, look.Ink2, 0)
	var papers []present.Step
	for _, paper := range v.Papers {
		papers = append(papers, paper.Row)
	}
	m.list.set(papers)
	paper, doubtful := m.doubtful()
	visible(m.answers, doubtful)
	m.yes.Set(action(paper.Yes, kit.ActionProps{}))
	m.no.Set(action(paper.No, kit.ActionProps{}))
	m.devices.set(v.Devices)
	m.drawer.Set(action(v.Drawer, kit.ActionProps{}))
	m.signOut.Set(action(v.SignOut, kit.ActionProps{}))
	m.box.Refresh()
}

func (m *more) rest() fyne.Focusable { return nil }

func (m *more) ring() *kit.Action { return nil }

func (m *more) key(name fyne.KeyName) bool {
	counter := m.w.counter
	switch name {
	case fyne.KeyUp:
		m.w.do(func() { counter.MoveSale(-1) })
	case fyne.KeyDown:
		m.w.do(func() { counter.MoveSale(1) })
	case fyne.KeyDelete:
		m.w.do(counter.Void)
	case fyne.KeyF11:
		m.w.do(counter.Reprint)
	default:
		return false
	}
	return true
}

func (m *more) char(char rune) bool {
	if char == 'x' || char == 'X' {
		m.w.do(m.w.counter.PrintX)
		return true
	}
	return m.pages.char(char)
}
