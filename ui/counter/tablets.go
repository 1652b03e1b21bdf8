package counter

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// tablets is the list of paired tablets, and the pairing of another.
type tablets struct {
	w       *Window
	box     *fyne.Container
	pages   *pageRow
	left    *kit.Card
	right   *kit.Card
	header  *kit.PageHeader
	list    *rows
	more    *kit.Words
	revoke  *kit.Action
	heading *kit.PageHeader
	text    *kit.Words
	setting [2]*kit.Words
	offer   *offer
	asking  *rows
	yours   *kit.Words
	answers *fyne.Container
	approve *kit.Action
	refuse  *kit.Action
	actions *fyne.Container
	stop    *kit.Action
	pair    *kit.Action
	view    present.Tablets
}

func newTablets(w *Window) *tablets {
	counter := w.counter
	t := &tablets{
		w: w, pages: newPageRow(w), left: kit.NewCard(kit.CardProps{}, nil), right: kit.NewCard(kit.CardProps{}, nil),
		header: kit.NewPageHeader(kit.HeaderProps{}), list: newRows(), more: words(18, look.Ink2), heading: kit.NewPageHeader(kit.HeaderProps{}),
		text: words(18, look.Ink2), setting: [2]*kit.Words{words(18, look.Ink), words(18, look.Ink)}, offer: newOffer(), asking: newRows(), yours: words(18, look.Ink2),
	}
	press := func(do func()) *kit.Action { return kit.NewAction(kit.ActionProps{}, func() { w.do(do) }) }
	t.revoke, t.stop, t.pair = press(counter.RevokeTablet), press(counter.StopPairing), press(counter.PairTablet)
	t.approve = kit.NewAction(kit.ActionProps{}, func() { t.answer(counter.ApproveTablet) })
	t.refuse = kit.NewAction(kit.ActionProps{}, func() { t.answer(counter.RefuseTablet) })
	t.answers = container.New(kit.Rank{Gap: 8, Stretch: true}, t.refuse, t.approve)
	t.actions = container.New(kit.Rank{Gap: 8, Stretch: true}, t.stop, t.pair)
	objects := append([]fyne.CanvasObject{
		t.pages.box, t.left, t.right, t.header, t.list.box, t.more, t.revoke, t.heading, t.text, t.setting[0], t.setting[1], t.asking.box, t.yours, t.answers, t.actions,
	}, t.offer.objects()...)
	t.box = container.New(&free{place: t.place}, objects...)
	return t
}

func (t *tablets) object() fyne.CanvasObject { return t.box }

func (t *tablets) place(size fyne.Size) {
	left, top := leftWidth(size.Width), t.pages.place(size)
	put(t.left, 0, top, left, size.Height-top)
	put(t.header, 21, top+18, left-42, 0)
	list := t.list.box.MinSize().Height
	put(t.list.box, 9, top+84, left-18, list)
	put(t.more, 21, top+88+list, left-42, 0)
	put(t.revoke, 21, size.Height-73, 240, 56)
	x := left + margin
	inner := rightWidth - 42
	put(t.right, x, top, rightWidth, size.Height-top)
	put(t.heading, x+21, top+18, inner, 0)
	put(t.text, x+21, top+60, inner, 0)
	for i, line := range t.setting {
		put(line, x+21, top+72+t.text.MinSize().Height+24*float32(i), inner, 0)
	}
	below, bottom := top+68+t.text.MinSize().Height, size.Height-73
	if t.view.Offer != nil {
		below = t.offer.place(x+21, below, inner, bottom, len(t.view.Asking) == 0)
	}
	if len(t.view.Asking) > 0 {
		put(t.answers, x+21, bottom-64, inner, 56)
		put(t.asking.box, x+9, min(below+4, bottom-64-4-t.asking.box.MinSize().Height), inner+24, t.asking.box.MinSize().Height)
		put(t.yours, x+21, below+4+t.asking.box.MinSize().Height+4, inner, 0)
	}
	put(t.actions, x+21, bottom, inner, 56)
}

// answer is given to the tablet that asked first.
func (t *tablets) answer(give func(request string)) {
	if len(t.view.Asking) > 0 {
		id := t.view.Asking[0].ID
		t.w.do(func() { give(id) })
	}
}

func (t *tablets) show(view present.Screen, _ bool) {
	t.view = *view.Tablets
	v := t.view
	t.pages.show(v.Pages)
	t.header.Set(kit.HeaderProps{Title: v.Title, Text: kit.Plain(v.Text)})
	t.list.set(v.Rows)
	setWords(t.more, kit.Plain(v.More), 18, look.Ink2, 0)
	t.revoke.Set(action(v.Revoke, kit.ActionProps{Kind: kit.Destructive, Icon: look.Delete}))
	t.heading.Set(kit.HeaderProps{Title: v.PairTitle})
	setWords(t.text, kit.Plain(v.PairText), 18, look.Ink2, rightWidth-42)
	first, second, _ := strings.Cut(v.Setting, "\n")
	t.setting[0].Set(kit.WordsProps{Text: mono(first)})
	t.setting[1].Set(kit.WordsProps{Text: mono(second)})
	t.offer.show(v.Offer, len(v.Asking) == 0)
	asked := len(v.Asking) > 0
	var asking []present.Step
	if asked {
		asking = []present.Step{v.Asking[0].Row}
		t.approve.Set(action(v.Asking[0].Approve, kit.ActionProps{Kind: kit.Primary, Icon: look.Lock}))
		t.refuse.Set(action(v.Asking[0].Refuse, kit.ActionProps{}))
	}
	t.asking.set(asking)
	setWords(t.yours, kit.Plain(v.AskingOf), 18, look.Ink2, rightWidth-42)
	visible(t.answers, asked)
	visible(t.yours, asked && v.Offer == nil)
	visible(t.stop, v.Stop.Label != "")
	visible(t.pair, v.Pair.Label != "")
	t.stop.Set(action(v.Stop, kit.ActionProps{}))
	pair := kit.ActionProps{Icon: look.Link}
	if v.Offer == nil && !asked {
		pair.Kind = kit.Primary
	}
	t.pair.Set(action(v.Pair, pair))
	t.box.Refresh()
}

// mono is a text in the face in which figures and settings are compared.
func mono(words string) kit.Line { return kit.Line{{Text: words, Mono: true}} }

func (t *tablets) rest() fyne.Focusable { return nil }

func (t *tablets) ring() *kit.Action {
	switch {
	case len(t.view.Asking) > 0:
		return t.approve
	case t.view.Pair.Key != "":
		return t.pair
	}
	return nil
}

func (t *tablets) key(name fyne.KeyName) bool {
	counter := t.w.counter
	switch {
	case name == fyne.KeyUp:
		t.w.do(func() { counter.MoveTablet(-1) })
	case name == fyne.KeyDown:
		t.w.do(func() { counter.MoveTablet(1) })
	case name == fyne.KeyDelete && t.view.Revoke.State == present.ButtonReady:
		t.w.do(counter.RevokeTablet)
	case isEnter(name) && len(t.view.Asking) > 0:
		t.answer(counter.ApproveTablet)
	case isEnter(name) && t.view.Pair.Key != "":
		t.w.do(counter.PairTablet)
	default:
		return false
	}
	return true
}

func (t *tablets) char(char rune) bool {
	if (char == 'r' || char == 'R') && len(t.view.Asking) > 0 {
		t.answer(t.w.counter.RefuseTablet)
		return true
	}
	return t.pages.char(char)
}
