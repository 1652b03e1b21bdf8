package counter

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// weigh is the panel in which goods are weighed, in place of the left column:
// there are no dialogs.
type weigh struct {
	w       *Window
	box     *fyne.Container
	card    *kit.Card
	header  *kit.PageHeader
	label   *kit.Words
	weight  *kit.Figure
	info    *kit.Words
	state   *kit.Words
	stateDo *kit.Words
	priceOf *kit.Words
	price   *kit.Figure
	problem *kit.Words
	then    *kit.Words
	zero    *kit.Action
	tare    *kit.Action
	back    *kit.Action
	add     *kit.Action
	view    present.WeighPanel
	width   float32
}

func newWeigh(w *Window) *weigh {
	p := &weigh{
		w: w, card: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{}), label: words(18, look.Ink2), weight: kit.NewFigure(kit.FigureProps{}),
		info: words(18, look.Ink2), state: words(22, look.Ink), stateDo: words(18, look.Ink2), priceOf: words(18, look.Ink2), price: kit.NewFigure(kit.FigureProps{}),
		problem: words(18, look.Stop), then: words(18, look.Ink),
	}
	press := func(do func()) *kit.Action { return kit.NewAction(kit.ActionProps{}, func() { w.do(do) }) }
	p.zero, p.tare, p.back, p.add = press(w.counter.WeighZero), press(w.counter.WeighTare), press(w.counter.CloseWeigh), press(w.counter.WeighAdd)
	p.box = container.New(&free{place: p.place}, p.card, p.header, p.label, p.weight, p.info, p.state, p.stateDo, p.priceOf, p.price, p.problem, p.then, p.zero, p.tare, p.back, p.add)
	return p
}

func (p *weigh) object() fyne.CanvasObject { return p.box }

func (p *weigh) place(size fyne.Size) {
	const edge = float32(21)
	width := size.Width - 2*edge
	p.width = width
	put(p.card, 0, 0, size.Width, size.Height)
	put(p.header, edge, 16, width, 0)
	half := (width - 20) / 2
	put(p.label, edge, 84, half, 0)
	put(p.weight, edge, 116, half, 64)
	put(p.priceOf, edge+half+20, 84, half, 0)
	put(p.price, edge+half+20, 116, half, 64)
	put(p.info, edge, 192, width, 0)
	top := float32(226)
	put(p.state, edge, top, width, 30)
	top += 36
	if p.stateDo.Visible() {
		put(p.stateDo, edge, top, width, 0)
		top += p.stateDo.MinSize().Height + 6
	}
	if p.problem.Visible() {
		put(p.problem, edge, top, width, 0)
		top += p.problem.MinSize().Height
		put(p.then, edge, top, width, 0)
	}
	back := max(p.back.MinSize().Width, 120)
	third := (width - 16) / 2
	put(p.zero, edge, size.Height-159, third, 56)
	put(p.tare, edge+third+16, size.Height-159, third, 56)
	put(p.back, edge, size.Height-93, back, 76)
	put(p.add, edge+back+10, size.Height-93, width-back-10, 76)
}

func (p *weigh) show(view present.Screen) {
	visible(p.box, view.Weigh != nil)
	if view.Weigh == nil {
		return
	}
	p.view = *view.Weigh
	v := p.view
	p.header.Set(kit.HeaderProps{Title: v.Title, Text: kit.Plain(v.PerGram)})
	setWords(p.label, kit.Plain(v.Label), 18, look.Ink2, 0)
	p.weight.Set(kit.FigureProps{Text: v.Weight, Size: 64})
	setWords(p.priceOf, kit.Plain(v.PriceOf), 18, look.Ink2, 0)
	p.price.Set(kit.FigureProps{Text: v.Price, Size: 64})
	p.info.Set(kit.WordsProps{Text: kit.Plain(v.Info), Color: look.Ink2, Icon: look.Info})
	tone := toneOf(v.State.Tone)
	ink := look.Ink
	if tone != kit.Neutral {
		ink = tone.Ink()
	}
	p.state.Set(kit.WordsProps{Text: kit.Strong(v.State.Text), Size: 22, Color: ink, Icon: iconOf(v.State.Icon)})
	visible(p.stateDo, v.StateDo != "")
	setWords(p.stateDo, kit.Plain(v.StateDo), 18, look.Ink2, max(p.width, 400))
	visible(p.problem, v.Problem != "")
	visible(p.then, v.Problem != "" && v.ProblemDo != "")
	p.problem.Set(kit.WordsProps{Text: kit.Strong(v.Problem), Color: look.Stop, Icon: look.ErrorOutline, Wrap: max(p.width, 400)})
	setWords(p.then, kit.Plain(v.ProblemDo), 18, look.Ink, max(p.width, 400))
	p.zero.Set(action(v.Zero, kit.ActionProps{}))
	p.tare.Set(action(v.Tare, kit.ActionProps{}))
	p.back.Set(action(v.Back, kit.ActionProps{Height: 76, TextSize: 18}))
	size := float32(28)
	if v.Add.State != present.ButtonReady {
		size = 22
	}
	p.add.Set(action(v.Add, kit.ActionProps{Kind: kit.Primary, Height: 76, TextSize: size}))
	p.box.Refresh()
}

func (p *weigh) ring() *kit.Action {
	if p.view.Add.State != present.ButtonReady {
		return nil
	}
	return p.add
}

func (p *weigh) rest() fyne.Focusable { return nil }

// key takes Enter and Esc; the lines of the cart and the function keys are as
// ever.
func (p *weigh) key(name fyne.KeyName) bool {
	switch {
	case isEnter(name):
		if p.view.Add.State == present.ButtonReady {
			p.w.do(p.w.counter.WeighAdd)
		}
		return true
	case name == fyne.KeyEscape:
		p.w.do(p.w.counter.CloseWeigh)
		return true
	}
	return false
}

// char takes the keys of Zero and Tare.
func (p *weigh) char(char rune) bool {
	switch {
	case isKey(p.view.Zero, char):
		p.w.do(p.w.counter.WeighZero)
	case isKey(p.view.Tare, char):
		p.w.do(p.w.counter.WeighTare)
	default:
		return false
	}
	return true
}

// isKey says whether a character is the key on a button that can be pressed, in
// any case.
func isKey(button present.Button, char rune) bool {
	return button.State == present.ButtonReady && strings.EqualFold(button.Key, string(char))
}
