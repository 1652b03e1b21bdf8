package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// count is a drawer being counted, at the start or the end of a shift. Enter and
// Down go down the bills, then the coins.
type count struct {
	w       *Window
	box     *fyne.Container
	left    *kit.Card
	right   *kit.Card
	header  *kit.PageHeader
	heads   [2]*kit.Words
	lines   []*pieceLine
	sums    [4]*kit.Words
	rule    *kit.Card
	totalOf *kit.Words
	total   *kit.Figure
	unsent  *kit.PageHeader
	text    *kit.Words
	list    *rows
	more    *kit.Words
	note    *kit.Words
	back    *kit.Action
	save    *kit.Action
	bank    *kit.Action
	look    *kit.Action
	view    present.Count
	at      int // the field that has the focus
}

// pieceLine is one note or coin: its value, how many, and what they come to.
type pieceLine struct {
	value  int64
	label  *kit.Words
	times  *kit.Words
	field  *kit.Count
	amount *kit.Words
}

// unsentWidth is how wide the right column is.
const unsentWidth float32 = 606

const (
	billLines = 6
	coinLines = 4
)

func newCount(w *Window) *count {
	c := &count{
		w: w, left: kit.NewCard(kit.CardProps{}, nil), right: kit.NewCard(kit.CardProps{}, nil), header: kit.NewPageHeader(kit.HeaderProps{}),
		heads: [2]*kit.Words{words(18, look.Ink2), words(18, look.Ink2)}, rule: kit.NewCard(kit.CardProps{Ground: look.Ctl, NoPadding: true}, nil),
		totalOf: words(22, look.Ink), total: kit.NewFigure(kit.FigureProps{}), unsent: kit.NewPageHeader(kit.HeaderProps{}), text: words(18, look.Ink2),
		list: newRows(), more: words(18, look.Ink2), note: words(18, look.Ink2),
	}
	objects := []fyne.CanvasObject{c.left, c.right, c.header, c.heads[0], c.heads[1]}
	for i := range billLines + coinLines {
		line := &pieceLine{label: words(22, look.Ink), times: words(18, look.Ink2), field: kit.NewCount(kit.CountProps{}), amount: words(18, look.Ink2)}
		line.field.OnNext, line.field.OnPrevious = func() { c.step(i, 1) }, func() { c.step(i, -1) }
		line.field.OnKey, line.field.OnRune, line.field.TakesTab = w.fieldKey, w.fieldRune, w.keys.busy
		line.field.OnChanged = func(pieces int) {
			c.at = i
			value := money.Cents(line.value)
			w.typing(func() { w.counter.CountPieces(value, pieces) })
		}
		c.lines = append(c.lines, line)
		objects = append(objects, line.label, line.times, line.field, line.amount)
	}
	for i := range c.sums {
		c.sums[i] = words(18, look.Ink2)
		objects = append(objects, c.sums[i])
	}
	c.back = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.Escape) })
	c.save = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.SaveCount) })
	c.bank = kit.NewAction(kit.ActionProps{}, func() { w.do(w.counter.Bank) })
	c.look = kit.NewAction(kit.ActionProps{}, func() { w.do(func() { w.counter.ShowPage(present.PageFiling) }) })
	objects = append(objects, c.bank, c.look, c.rule, c.totalOf, c.total, c.unsent, c.text, c.list.box, c.more, c.note, c.back, c.save)
	c.box = container.New(&free{place: c.place}, objects...)
	return c
}

func (c *count) object() fyne.CanvasObject { return c.box }

// step moves the focus to the next or the former field.
func (c *count) step(from, by int) {
	c.at = (from + by + len(c.lines)) % len(c.lines)
	c.w.canvas.Focus(c.lines[c.at].field)
}

func (c *count) place(size fyne.Size) {
	left := size.Width - unsentWidth - margin
	put(c.left, 0, 0, left, size.Height)
	put(c.header, 21, 18, left-42, 0)
	rowHeight := min(68, (size.Height-121-96)/billLines)
	half := float32(359)
	for i, head := range c.heads {
		put(head, 21+float32(i)*half, 92, 200, 0)
	}
	for i, line := range c.lines {
		x, y := float32(21), 121+float32(i)*rowHeight
		if i >= billLines {
			x, y = x+half, 121+float32(i-billLines)*rowHeight
		}
		put(line.label, x, y+13, 70, 0)
		put(line.times, x+70, y+15, 20, 0)
		put(line.field, x+90, y, 104, min(56, rowHeight-4))
		put(line.amount, x+204, y+15, 119, 0)
	}
	top := 121 + coinLines*rowHeight + 4
	for i := range 2 {
		put(c.sums[2*i], 21+half, top+float32(i)*36, 150, 0)
		put(c.sums[2*i+1], 21+half+150, top+float32(i)*36, 173, 0)
	}
	put(c.bank, 21+half, top+80, 323, 56)
	put(c.rule, 21, size.Height-84, left-42, 1)
	put(c.totalOf, 21, size.Height-60, 200, 0)
	put(c.total, left-321, size.Height-62, 300, 0)
	c.placeRight(left+margin, size)
}

func (c *count) placeRight(x float32, size fyne.Size) {
	const width = unsentWidth
	inner := width - 42
	put(c.right, x, 0, width, size.Height)
	put(c.unsent, x+21, 18, inner, 0)
	put(c.text, x+21, 60, inner, 0)
	put(c.list.box, x+9, 113, inner+24, c.list.box.MinSize().Height)
	below := 113 + c.list.box.MinSize().Height
	put(c.more, x+21, below+8, inner, 0)
	if c.view.Unsent.More != "" {
		below += 28
	}
	if c.look.Visible() {
		put(c.look, x+21, below+12, inner, 56)
		below += 68
	}
	put(c.note, x+21, size.Height-160, inner, 0)
	visible(c.note, size.Height-160 >= below+4)
	back := c.back.MinSize().Width
	put(c.back, x+21, size.Height-93, back, 76)
	put(c.save, x+21+back+10, size.Height-93, inner-back-10, 76)
}

func (c *count) show(view present.Screen, entered bool) {
	fresh := entered || view.Count.Drawer != c.view.Drawer || view.Count.Opening != c.view.Opening
	c.view = *view.Count
	v := c.view
	header := kit.HeaderProps{Title: v.Title, Text: kit.Plain(v.Text), Right: [2]kit.Line{kit.Plain(v.Right[0]), kit.Plain(v.Right[1])}}
	if !v.Opening {
		header.TextIcon = look.VisibilityOff
	}
	c.header.Set(header)
	for i, head := range c.heads {
		setWords(head, kit.Plain(v.Labels[i]), 18, look.Ink2, 0)
	}
	pieces := append(append([]present.Pieces{}, v.Bills...), v.Coins...)
	for i, line := range c.lines {
		line.value = pieces[i].Value
		setWords(line.label, kit.Strong(pieces[i].Label), 22, look.Ink, 0)
		setWords(line.times, kit.Plain("×"), 18, look.Ink2, 0)
		line.amount.Set(kit.WordsProps{Text: kit.Plain(pieces[i].Amount), Size: 18, Color: look.Ink2, Align: fyne.TextAlignTrailing})
		if fresh {
			line.field.SetNumber(pieces[i].Pieces)
		}
	}
	for i, sum := range []string{v.Labels[0], v.BillsSum, v.Labels[1], v.CoinsSum} {
		props := kit.WordsProps{Text: kit.Plain(sum), Size: 18, Color: look.Ink2}
		if i%2 == 1 {
			props = kit.WordsProps{Text: kit.Strong(sum), Size: 18, Align: fyne.TextAlignTrailing}
		}
		c.sums[i].Set(props)
	}
	setWords(c.totalOf, kit.Plain(v.Labels[2]), 22, look.Ink, 0)
	c.total.Set(kit.FigureProps{Text: v.Total, Size: 48, Trailing: true})
	c.showUnsent(v)
	if fresh {
		c.at = 0
		c.w.refocus = true
	}
	c.box.Refresh()
}

func (c *count) showUnsent(v present.Count) {
	pill := kit.PillProps{Tone: toneOf(v.Unsent.Pill.Tone), Icon: iconOf(v.Unsent.Pill.Icon), Text: v.Unsent.Pill.Text}
	c.unsent.Set(kit.HeaderProps{Title: v.Unsent.Title, Pill: pill})
	setWords(c.text, kit.Parse(v.Unsent.Text), 18, look.Ink2, 564)
	c.list.set(v.Unsent.Rows)
	setWords(c.more, kit.Plain(v.Unsent.More), 18, look.Ink2, 0)
	visible(c.look, v.Unsent.Action.Label != "")
	c.look.Set(action(v.Unsent.Action, kit.ActionProps{Icon: look.Build, Trailing: look.NavigateNext}))
	c.note.Set(kit.WordsProps{Text: kit.Plain(v.Note), Size: 18, Color: look.Ink2, Icon: look.Lock, Wrap: 530})
	visible(c.bank, v.Bank.Label != "")
	c.bank.Set(action(v.Bank, kit.ActionProps{Icon: look.Payments}))
	c.back.Set(action(v.Back, kit.ActionProps{Height: 76, TextSize: 18}))
	c.save.Set(action(v.Save, kit.ActionProps{Kind: kit.Primary, Height: 76, TextSize: 22}))
}

func (c *count) rest() fyne.Focusable { return c.lines[c.at].field }

func (c *count) ring() *kit.Action { return nil }

func (c *count) key(name fyne.KeyName) bool {
	if name == fyne.KeyF4 && c.view.Bank.Label != "" {
		c.w.do(c.w.counter.Bank)
		return true
	}
	return false
}

func (c *count) char(rune) bool { return false }
