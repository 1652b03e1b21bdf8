package counter

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// pageRow leads to the pages of the section More, by touch and by 1, 2 and 3.
type pageRow struct {
	w       *Window
	box     *fyne.Container
	choices *buttons
	view    []present.Choice
}

func newPageRow(w *Window) *pageRow {
	p := &pageRow{w: w, box: container.New(kit.Rank{Gap: 8})}
	p.choices = newButtons(p.box, p.open)
	return p
}

// place lays the row along the top and gives where the rest begins.
func (p *pageRow) place(size fyne.Size) float32 {
	put(p.box, 0, 0, size.Width, look.TargetHeight)
	return look.TargetHeight + 8
}

func (p *pageRow) open(index int) {
	if index < len(p.view) {
		page := present.Page(p.view[index].ID)
		p.w.do(func() { p.w.counter.ShowPage(page) })
	}
}

func (p *pageRow) show(view []present.Choice) {
	p.view = view
	var props []kit.ActionProps
	for i, choice := range view {
		each := kit.ActionProps{Label: choice.Label, Regular: true, Key: strconv.Itoa(i + 1)}
		if choice.Chosen {
			each.Kind = kit.Primary
		}
		props = append(props, each)
	}
	p.choices.set(props)
}

func (p *pageRow) char(char rune) bool {
	at := int(char - '1')
	if at < 0 || at >= len(p.view) {
		return false
	}
	p.open(at)
	return true
}
