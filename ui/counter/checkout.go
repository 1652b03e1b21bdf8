package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// checkout is the sale that is being rung up. The focus rests on search; scans
// land whatever has it.
type checkout struct {
	w       *Window
	box     *fyne.Container
	strip   *kit.PersonStrip
	search  *kit.Field
	filters *fyne.Container
	choices *buttons
	tiles   *kit.TileGrid
	meter   *kit.Meter
	reason  *kit.Reason
	right   *cartColumn
	view    present.Checkout
	tight   bool // a reason and a banner share the height: the strip is low
}

func newCheckout(w *Window) *checkout {
	c := &checkout{w: w}
	c.strip = kit.NewPersonStrip(kit.PersonProps{}, func() { w.do(w.counter.ChangePerson) })
	c.search = kit.NewField(kit.FieldProps{})
	w.guard(c.search)
	c.search.OnChanged, c.search.OnSubmitted = c.typed, c.submitted
	c.filters = container.New(kit.Rank{Gap: 8})
	c.choices = newButtons(c.filters, func(index int) {
		id := c.view.Categories[index].ID
		w.do(func() { w.counter.Category(id) })
	})
	c.tiles = kit.NewTileGrid(func(index int) {
		sku := c.view.Tiles[index].SKU
		w.do(func() { w.counter.TapTile(sku) })
	})
	c.meter = kit.NewMeter(kit.MeterProps{})
	c.reason = kit.NewReason(kit.ReasonProps{}, kit.ReasonEvents{Fix: func(index int) { w.do(func() { w.counter.ApplyFix(index) }) }})
	c.right = newCartColumn(w)
	c.box = container.New(&free{place: c.place}, c.strip, c.search, c.filters, c.tiles, c.meter, c.reason, c.right.box)
	return c
}

func (c *checkout) object() fyne.CanvasObject { return c.box }

func (c *checkout) place(size fyne.Size) {
	strip := stripHeight
	if c.tight {
		strip = compactHeight
	}
	left, top := leftWidth(size.Width), strip+margin
	const meterHeight = float32(142)
	put(c.strip, 0, 0, size.Width, strip)
	put(c.search, 0, top, left, 56)
	put(c.filters, 0, top+64, left, 56)
	meterTop := size.Height - meterHeight
	put(c.tiles, 0, top+128, left, meterTop-8-top-128)
	put(c.meter, 0, meterTop, left, meterHeight)
	put(c.reason, 0, top, left, size.Height-top)
	put(c.right.box, left+margin, top, rightWidth, size.Height-top)
}

func (c *checkout) show(view present.Screen, entered bool) {
	if (c.view.Reason == nil) != (view.Checkout.Reason == nil) {
		c.w.refocus = true
	}
	c.view = *view.Checkout
	if tight := c.view.Reason != nil && view.Banner != nil; tight != c.tight {
		c.tight = tight
		defer c.box.Refresh()
	}
	c.strip.Set(c.person())
	c.search.Set(kit.FieldProps{Placeholder: c.view.SearchHint, Icon: look.Search, Key: "F2"})
	if entered && c.search.Text() != c.view.Search {
		c.search.SetText(c.view.Search)
	}
	var props []kit.ActionProps
	for _, choice := range c.view.Categories {
		each := kit.ActionProps{Label: choice.Label, Regular: true}
		if choice.Chosen {
			each.Kind = kit.Primary
		}
		props = append(props, each)
	}
	c.choices.set(props)
	low := view.Banner != nil
	var tiles []kit.TileProps
	for _, tile := range c.view.Tiles {
		tiles = append(tiles, kit.TileProps{
			Icon: iconOf(tile.Icon), Name: tile.Name, Detail: tile.Detail, Price: tile.Price, Stock: tile.Stock, Last: tile.Last, Blocked: tile.Blocked, Low: low,
		})
	}
	c.tiles.Set(tiles, low)
	refused, asked := c.view.Reason != nil, view.Prompt != nil || view.Weigh != nil
	if refused {
		c.reason.Set(reasonProps(*c.view.Reason))
	} else {
		c.meter.Set(meterProps(c.view.Meter))
	}
	visible(c.reason, refused && !asked)
	for _, each := range []fyne.CanvasObject{c.search, c.filters, c.tiles, c.meter} {
		visible(each, !refused && !asked)
	}
	c.right.show(c.view.Cart, entered)
}

func (c *checkout) person() kit.PersonProps {
	props := personProps(c.view.Person, c.tight)
	props.Action.Icon = ""
	return props
}

// typed searches while a person types; a plus, minus or star alone changes the
// selected line's quantity.
func (c *checkout) typed(typed string) {
	counter := c.w.counter
	switch typed {
	case "+":
		c.search.SetText("")
		c.w.do(func() { counter.Plus(0) })
	case "-":
		c.search.SetText("")
		c.w.do(func() { counter.Minus(0) })
	case "*":
		c.search.SetText("")
		c.w.do(func() { counter.AskQuantity(0) })
	default:
		c.w.typing(func() { counter.Search(typed) })
	}
}

// submitted takes a typed code, or the one product that was found.
func (c *checkout) submitted(typed string) {
	if typed == "" {
		return
	}
	counter := c.w.counter
	c.search.SetText("")
	if len(c.view.Tiles) == 1 {
		sku := c.view.Tiles[0].SKU
		c.w.do(func() { counter.Search(""); counter.TapTile(sku) })
		return
	}
	c.w.do(func() { counter.Search(""); counter.ScanCode(typed) })
}

func (c *checkout) rest() fyne.Focusable {
	if c.view.Reason != nil {
		return nil
	}
	return c.search.Focusable()
}

func (c *checkout) ring() *kit.Action { return c.reason.FixAction(0) }

func (c *checkout) key(name fyne.KeyName) bool {
	counter := c.w.counter
	switch name {
	case fyne.KeyUp:
		c.w.do(func() { counter.MoveLine(-1) })
	case fyne.KeyDown:
		c.w.do(func() { counter.MoveLine(1) })
	case fyne.KeyDelete:
		if c.search.Text() != "" {
			return false
		}
		c.w.do(func() { counter.Remove(0) })
	case fyne.KeyEscape:
		if c.search.Text() == "" {
			return false
		}
		c.search.SetText("")
		c.w.do(func() { counter.Search("") })
	case fyne.KeyF2:
		c.w.refocus = true
		c.w.do(func() {})
	case fyne.KeyReturn, fyne.KeyEnter:
		if c.view.Reason == nil || len(c.view.Reason.Fixes) == 0 {
			return false
		}
		c.w.do(func() { counter.ApplyFix(0) })
	default:
		return false
	}
	return true
}

func (c *checkout) char(char rune) bool {
	counter := c.w.counter
	switch {
	case c.view.Reason != nil && char >= '1' && char <= '3':
		c.w.do(func() { counter.ApplyFix(int(char - '1')) })
	case char == '+':
		c.w.do(func() { counter.Plus(0) })
	case char == '-':
		c.w.do(func() { counter.Minus(0) })
	case char == '*':
		c.w.do(func() { counter.AskQuantity(0) })
	default:
		return false
	}
	return true
}
