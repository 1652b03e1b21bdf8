package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// TotalsRow is one amount of the sale's sum.
type TotalsRow struct{ Label, Amount string }

// TotalsProps is the sum at the foot of the sale.
type TotalsProps struct {
	Rows  []TotalsRow
	Label string // "Total"
	Total string
}

// Totals shows what the total is made of, and the total.
type Totals struct {
	widget.BaseWidget
	props TotalsProps
}

// NewTotals makes Totals.
func NewTotals(props TotalsProps) *Totals {
	t := &Totals{props: props}
	t.ExtendBaseWidget(t)
	return t
}

// Set shows other props.
func (t *Totals) Set(props TotalsProps) {
	if !reflect.DeepEqual(t.props, props) {
		t.props = props
		t.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (t *Totals) CreateRenderer() fyne.WidgetRenderer {
	return render(t,
		func() fyne.Size { return fyne.NewSize(420, float32(max(len(t.props.Rows), 3))*24) },
		func(p *pen, size fyne.Size) {
			total := FigureProps{Text: t.props.Total}.line()
			p.write(say(t.props.Label, look.TextSize, false, look.Ink2), size.Width, 12, end)
			p.figure(total, size.Width, size.Height/2+11, size.Width/2, end)
			right := snap(min(size.Width*0.613, size.Width-total.width()-32))
			for i, row := range t.props.Rows {
				y := float32(i)*24 + 12
				taken := p.write(say(row.Amount, look.TextSize, false, look.Ink2), right, y, end)
				p.writeFit(say(row.Label, look.TextSize, false, look.Ink2), 0, y, right-taken-10, start)
			}
		})
}
