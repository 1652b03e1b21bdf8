package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// rows is a list of entries, one of which may be the current one.
type rows struct {
	box     *fyne.Container
	entries []*entry
}

// entry is a row on a ground that is soft while it is the current one.
type entry struct {
	ground *kit.Card
	row    *kit.Row
	both   *fyne.Container
}

func newRows() *rows {
	r := &rows{}
	r.box = container.New(kit.Column{})
	return r
}

// set shows the steps given; rows there are keep their place.
func (r *rows) set(steps []present.Step) {
	for len(r.entries) < len(steps) {
		each := &entry{ground: kit.NewCard(kit.CardProps{Ground: look.Surface, NoPadding: true}, nil), row: kit.NewRow(kit.RowProps{})}
		each.both = container.New(&inset{}, each.ground, each.row)
		r.entries = append(r.entries, each)
		r.box.Add(each.both)
	}
	changed := false
	for i, each := range r.entries {
		if visibleNow := i < len(steps); visibleNow != each.both.Visible() {
			visible(each.both, visibleNow)
			changed = true
		}
		if i >= len(steps) {
			continue
		}
		visible(each.ground, steps[i].Current)
		each.ground.Set(kit.CardProps{Ground: look.Soft, NoPadding: true})
		each.row.Set(rowProps(steps[i], !steps[i].Current))
	}
	if changed {
		r.box.Refresh()
	}
}

// inset lays a ground under a row with a little room at its sides.
type inset struct{}

// MinSize implements fyne.Layout.
func (inset) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[1].MinSize() }

// Layout implements fyne.Layout.
func (inset) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
	put(objects[1], 12, 0, size.Width-24, size.Height)
}

// words makes a line or a paragraph.
func words(size float32, color look.Token) *kit.Words {
	return kit.NewWords(kit.WordsProps{Size: size, Color: color})
}

// setWords shows other text in a line that keeps its looks.
func setWords(w *kit.Words, line kit.Line, size float32, color look.Token, wrap float32) {
	w.Set(kit.WordsProps{Text: line, Size: size, Color: color, Wrap: wrap})
}

// buttons is a pool of actions of which as many show as are needed.
type buttons struct {
	all    []*kit.Action
	box    *fyne.Container
	tapped func(index int)
}

func newButtons(box *fyne.Container, tapped func(index int)) *buttons {
	return &buttons{box: box, tapped: tapped}
}

func (b *buttons) set(props []kit.ActionProps) {
	for len(b.all) < len(props) {
		index := len(b.all)
		b.all = append(b.all, kit.NewAction(kit.ActionProps{}, func() { b.tapped(index) }))
		b.box.Add(b.all[index])
	}
	for i, each := range b.all {
		visible(each, i < len(props))
		if i < len(props) {
			each.Set(props[i])
		}
	}
	b.box.Refresh()
}
