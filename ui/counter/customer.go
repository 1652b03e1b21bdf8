package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// The least size of the customer's display; a larger one gives its extra width
// to the lines.
const (
	CustomerLeastWidth  float32 = 1024
	CustomerLeastHeight float32 = 600
)

const (
	customerSumsWidth float32 = 400
	customerMargin    float32 = 20
	customerTop       float32 = 84
)

// Customer is the window that the customer sees: lines, total, change. It takes
// neither touches nor keys. All of it runs on the Fyne goroutine.
type Customer struct {
	view  func() present.CustomerView
	shown present.CustomerView

	root   *fyne.Container
	shop   *kit.Words
	items  *kit.Words
	left   *kit.Card
	early  *kit.Words
	bill   *kit.Bill
	right  *kit.Card
	sums   *kit.BillSums
	rule   *kit.Card
	total  *kit.Words
	figure *kit.Figure
	paid   *kit.BillSums
	change *kit.Words
	back   *kit.Figure
	thanks *kit.Words

	idle    []fyne.CanvasObject
	name    *kit.Figure
	welcome *kit.Words
	ready   *kit.Figure
}

// NewCustomer makes the content of the customer's display. Lay Content on the
// canvas's window, then Refresh; see Window.Beside for keeping it current.
func NewCustomer(view func() present.CustomerView, on fyne.Canvas) *Customer {
	c := &Customer{
		view: view, shop: words(28, look.Ink), items: words(22, look.Ink2), left: kit.NewCard(kit.CardProps{}, nil), early: words(22, look.Ink2),
		bill: kit.NewBill(kit.BillProps{}), right: kit.NewCard(kit.CardProps{}, nil), sums: kit.NewBillSums(kit.BillSumsProps{}),
		rule: kit.NewCard(kit.CardProps{Ground: look.Line, NoPadding: true}, nil), total: words(28, look.Ink2), figure: kit.NewFigure(kit.FigureProps{}),
		paid: kit.NewBillSums(kit.BillSumsProps{}), change: words(28, look.Ink2), back: kit.NewFigure(kit.FigureProps{}), thanks: words(28, look.Ok),
		name: kit.NewFigure(kit.FigureProps{}), welcome: words(28, look.Ink2), ready: kit.NewFigure(kit.FigureProps{}),
	}
	c.idle = []fyne.CanvasObject{c.welcome, c.name, c.ready}
	ground := canvas.NewRectangle(look.Paint(look.Bg))
	objects := append([]fyne.CanvasObject{ground}, c.sale()...)
	c.root = container.New(&free{least: fyne.NewSize(CustomerLeastWidth, CustomerLeastHeight), place: func(size fyne.Size) {
		ground.Resize(size)
		c.place(size)
	}}, append(objects, c.idle...)...)
	// Nothing here is to be pressed: keys that land in this window go nowhere.
	on.SetOnTypedKey(func(*fyne.KeyEvent) {})
	on.SetOnTypedRune(func(rune) {})
	return c
}

// Content is what the window holds.
func (c *Customer) Content() fyne.CanvasObject { return c.root }

// sale is what shows while there are lines.
func (c *Customer) sale() []fyne.CanvasObject {
	return []fyne.CanvasObject{c.shop, c.items, c.left, c.early, c.bill, c.right, c.sums, c.rule, c.total, c.figure, c.paid, c.change, c.back, c.thanks}
}

func (c *Customer) place(size fyne.Size) {
	edge := customerMargin
	put(c.shop, edge, 24, size.Width/2, 36)
	put(c.items, size.Width-edge-300, 27, 300, 30)
	height := size.Height - customerTop - edge
	left := size.Width - customerSumsWidth - 3*edge
	put(c.left, edge, customerTop, left, height)
	bill := c.bill.MinSize().Height
	top := customerTop + 10
	if c.shown.Earlier != "" {
		put(c.early, 2*edge, customerTop+10, left-2*edge, 30)
		top += 32
	}
	put(c.bill, 2*edge, top, left-2*edge, bill)
	c.placeSums(size.Width-edge-customerSumsWidth, height)
	c.placeIdle(size)
}

func (c *Customer) placeSums(x, height float32) {
	edge := customerMargin
	width := customerSumsWidth - 2*edge
	put(c.right, x, customerTop, customerSumsWidth, height)
	x, top := x+edge, customerTop+16
	put(c.sums, x, top, width, 0)
	top += c.sums.MinSize().Height + 10
	put(c.rule, x, top, width, 1)
	put(c.total, x, top+12, width, 36)
	put(c.figure, x, top+56, width, 50)
	top += 122
	put(c.paid, x, top, width, 0)
	top += c.paid.MinSize().Height + 8
	put(c.change, x, top, width, 36)
	put(c.back, x, top+44, width, 64)
	put(c.thanks, x, customerTop+height-52, width, 36)
}

func (c *Customer) placeIdle(size fyne.Size) {
	middle := size.Height / 2
	center := func(object fyne.CanvasObject, y, height float32) {
		width := min(object.MinSize().Width, size.Width-2*customerMargin)
		put(object, (size.Width-width)/2, y, width, height)
	}
	center(c.welcome, middle-130, 36)
	center(c.name, middle-76, 70)
	center(c.ready, middle+56, 40)
}

// Refresh draws what the workplace shows its customer now.
func (c *Customer) Refresh() { c.show(c.view()) }

func (c *Customer) show(v present.CustomerView) {
	c.shown = v
	idle := v.State != present.CustomerSale && v.State != present.CustomerPaid
	for _, each := range c.sale() {
		visible(each, !idle)
	}
	for _, each := range c.idle {
		visible(each, idle)
	}
	if idle {
		setWords(c.welcome, kit.Plain(v.Welcome), 28, look.Ink2, 0)
		c.name.Set(kit.FigureProps{Text: v.Shop, Size: 88})
		c.ready.Set(kit.FigureProps{Text: v.Ready, Size: 48, Color: look.Primary})
		c.root.Refresh()
		return
	}
	setWords(c.shop, kit.Strong(v.Shop), 28, look.Ink, 0)
	c.items.Set(kit.WordsProps{Text: kit.Plain(v.Items), Size: 22, Color: look.Ink2, Align: fyne.TextAlignTrailing})
	visible(c.early, v.Earlier != "")
	setWords(c.early, kit.Plain(v.Earlier), 22, look.Ink2, 0)
	var bill kit.BillProps
	for _, line := range v.Lines {
		bill.Lines = append(bill.Lines, kit.BillLine{Quantity: line.Quantity, Name: line.Name, Detail: line.Detail, Amount: line.Amount})
	}
	c.bill.Set(bill)
	c.sums.Set(billSums(v.Sums))
	setWords(c.total, kit.Plain(v.TotalLabel), 28, look.Ink2, 0)
	paid := v.State == present.CustomerPaid
	size := float32(64)
	if paid {
		size = 48
	}
	c.figure.Set(kit.FigureProps{Text: v.Total, Size: size, Trailing: true})
	c.paid.Set(billSums(v.Paid))
	visible(c.change, v.Change != "")
	visible(c.back, v.Change != "")
	setWords(c.change, kit.Plain(v.ChangeLabel), 28, look.Ink2, 0)
	c.back.Set(kit.FigureProps{Text: v.Change, Size: 88, Trailing: true})
	visible(c.thanks, v.Thanks != "")
	c.thanks.Set(kit.WordsProps{Text: kit.Strong(v.Thanks), Size: 28, Color: look.Ok, Icon: look.TaskAlt})
	c.root.Refresh()
}

func billSums(sums []present.Sum) kit.BillSumsProps {
	var props kit.BillSumsProps
	for _, sum := range sums {
		props.Rows = append(props.Rows, kit.BillSum{Label: sum.Label, Amount: sum.Amount})
	}
	return props
}
