package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	billLineHeight float32 = 64
	billSumHeight  float32 = 32
	// billQuantity is how wide the column of the quantities is: "12.50 g".
	billQuantity float32 = 104
)

// BillLine is one line of a bill as a customer reads it from across the counter.
type BillLine struct{ Quantity, Name, Detail, Amount string }

// BillProps are the lines of a bill, the latest last.
type BillProps struct{ Lines []BillLine }

// Bill shows lines in large type. It cannot be touched.
type Bill struct {
	widget.BaseWidget
	props BillProps
}

// NewBill makes a Bill.
func NewBill(props BillProps) *Bill {
	b := &Bill{props: props}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows other props.
func (b *Bill) Set(props BillProps) {
	if !reflect.DeepEqual(b.props, props) {
		b.props = props
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *Bill) CreateRenderer() fyne.WidgetRenderer {
	return render(b,
		func() fyne.Size { return fyne.NewSize(420, float32(len(b.props.Lines))*billLineHeight) }, b.draw)
}

func (b *Bill) draw(p *pen, size fyne.Size) {
	for i, line := range b.props.Lines {
		top := float32(i) * billLineHeight
		if i > 0 {
			p.line(0, top, size.Width, look.Line)
		}
		mid := top + billLineHeight/2
		name := mid
		if line.Detail != "" {
			name = mid - 13
			p.writeFit(say(line.Detail, look.SubheadingSize, false, look.Ink2), billQuantity, mid+15, size.Width-billQuantity, start)
		}
		taken := p.write(say(line.Amount, look.HeadingSize, true, look.Ink), size.Width, name, end)
		p.writeFit(say(line.Quantity, look.SubheadingSize, false, look.Ink2), 0, name, billQuantity-12, start)
		p.writeFit(say(line.Name, look.HeadingSize, false, look.Ink), billQuantity, name, size.Width-billQuantity-taken-16, start)
	}
}

// BillSum is an amount with its name.
type BillSum struct {
	Label, Amount string
	Bold          bool
}

// BillSumsProps are what a total is made of, or how it was paid.
type BillSumsProps struct{ Rows []BillSum }

// BillSums shows amounts below one another, at the right.
type BillSums struct {
	widget.BaseWidget
	props BillSumsProps
}

// NewBillSums makes BillSums.
func NewBillSums(props BillSumsProps) *BillSums {
	s := &BillSums{props: props}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows other props.
func (s *BillSums) Set(props BillSumsProps) {
	if !reflect.DeepEqual(s.props, props) {
		s.props = props
		s.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *BillSums) CreateRenderer() fyne.WidgetRenderer {
	return render(s,
		func() fyne.Size { return fyne.NewSize(280, float32(len(s.props.Rows))*billSumHeight) },
		func(p *pen, size fyne.Size) {
			for i, row := range s.props.Rows {
				y := float32(i)*billSumHeight + billSumHeight/2
				taken := p.write(say(row.Amount, look.SubheadingSize, row.Bold, look.Ink), size.Width, y, end)
				label, room := say(row.Label, look.SubheadingSize, row.Bold, pick(row.Bold, look.Ink, look.Ink2)), size.Width-taken-12
				if label.width() > room {
					label[0].Size = look.TextSize
				}
				p.writeFit(label, 0, y, room, start)
			}
		})
}
