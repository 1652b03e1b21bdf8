package kit_test

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

func TestTileSaysWhyItIsBlockedAndStillTakesThePress(t *testing.T) {
	themed(t)
	taps := 0
	tile := kit.NewTile(kit.TileProps{Name: "Blue Mesa OG", Price: "$35.00", Stock: "41 left", Blocked: "Over by 8 g"}, func() { taps++ })
	tile.Resize(fyne.NewSize(kit.TileWidth, kit.TileHeight))
	if !says(tile, "Over by 8 g") || says(tile, "$35.00") {
		t.Errorf("shows %q", texts(tile))
	}
	test.Tap(tile)
	if taps != 1 {
		t.Error("a blocked tile explains when pressed")
	}
}

func manyTiles(n int) []kit.TileProps {
	tiles := make([]kit.TileProps, n)
	for i := range tiles {
		tiles[i] = kit.TileProps{Icon: look.Cookie, Name: fmt.Sprintf("Product %d", i), Price: "$1.00"}
	}
	return tiles
}

func TestTileGridShowsOnlyWhatIsInView(t *testing.T) {
	themed(t)
	pressed := -1
	grid := kit.NewTileGrid(func(index int) { pressed = index })
	c := shown(t, grid, fyne.NewSize(748, 256))
	grid.Set(manyTiles(900), false)
	if grid.Shown() < 6 || grid.Shown() > 15 {
		t.Fatalf("%d tiles exist", grid.Shown())
	}
	grid.FocusTile(0)
	for range 40 {
		focused, ok := c.Focused().(*kit.Tile)
		if !ok {
			t.Fatal("no tile holds the focus")
		}
		focused.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	tile := grid.Tile(120)
	if tile == nil || c.Focused() != fyne.Focusable(tile) {
		t.Fatal("40 times down from the first of three columns is tile 120")
	}
	tile.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if pressed != 120 {
		t.Errorf("pressed %d", pressed)
	}
	if grid.Shown() > 18 {
		t.Errorf("%d tiles exist after scrolling", grid.Shown())
	}
	grid.Set(manyTiles(2), true)
	if grid.Shown() != 2 {
		t.Errorf("%d tiles for two products", grid.Shown())
	}
	grid.Set(nil, false)
	if grid.Shown() != 0 {
		t.Errorf("%d tiles for none", grid.Shown())
	}
}

func TestTileGridKeepsTheEdgeKeysForTheScreen(t *testing.T) {
	themed(t)
	grid := kit.NewTileGrid(func(int) {})
	c := shown(t, grid, fyne.NewSize(748, 256))
	grid.Set(manyTiles(4), false)
	grid.FocusTile(3)
	grid.Tile(3).TypedKey(&fyne.KeyEvent{Name: fyne.KeyRight})
	if c.Focused() != fyne.Focusable(grid.Tile(3)) {
		t.Error("the last tile has none to its right")
	}
	grid.FocusTile(4)
	if c.Focused() != fyne.Focusable(grid.Tile(3)) {
		t.Error("there is no fifth tile")
	}
}

func TestCartLineEvents(t *testing.T) {
	themed(t)
	var got []string
	note := func(what string) func(int) { return func(i int) { got = append(got, fmt.Sprint(what, i)) } }
	cart := kit.NewCart(kit.CartEvents{Select: note("select"), Minus: note("minus"), Plus: note("plus"), Discount: note("discount"), Remove: note("remove")})
	shown(t, cart, fyne.NewSize(580, 400))
	cart.Set(cartLines())
	test.Tap(cart.Line(1))
	walk(cart.Line(3), func(o fyne.CanvasObject) {
		if a, ok := o.(*kit.Action); ok {
			test.Tap(a)
		}
	})
	slices.Sort(got)
	if want := []string{"discount3", "minus3", "plus3", "remove3", "select1"}; !slices.Equal(got, want) {
		t.Errorf("events %q, want %q", got, want)
	}
}

func TestCartScrollsToTheSelectedLine(t *testing.T) {
	themed(t)
	cart := kit.NewCart(kit.CartEvents{})
	shown(t, cart, fyne.NewSize(580, 300))
	var lines []kit.CartLineProps
	for i := range 30 {
		lines = append(lines, kit.CartLineProps{Name: fmt.Sprint("Line ", i), Selected: i == 29})
	}
	cart.Set(lines)
	position := fyne.CurrentApp().Driver().AbsolutePositionForObject(cart.Line(29))
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(cart)
	if bottom := position.Y + kit.CartLineSelectedHeight; position.Y < top.Y || bottom > top.Y+300 {
		t.Errorf("the selected line lies at %v to %v of 300", position.Y-top.Y, bottom-top.Y)
	}
	cart.Set(lines[:2])
	if cart.Line(2) != nil || cart.Line(1) == nil || cart.Line(-1) != nil {
		t.Error("the cart must have two lines")
	}
}

// TestCartDrawsOnlyWhatChanged counts the texts that are new: the pools reuse
// a line's texts, so an unchanged line keeps every one where it was.
func TestCartDrawsOnlyWhatChanged(t *testing.T) {
	themed(t)
	cart := kit.NewCart(kit.CartEvents{})
	shown(t, cart, fyne.NewSize(580, 400))
	lines := cartLines()
	cart.Set(lines)
	first := cart.Line(0)
	// A text that somebody else changed shows whether the line is drawn again.
	var mark *canvas.Text
	walk(first, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && mark == nil {
			mark = text
		}
	})
	mark.Text = "mark"
	lines[1].Amount = "$10.00"
	cart.Set(lines)
	if mark.Text != "mark" {
		t.Error("a line that did not change was drawn again")
	}
	if !says(cart.Line(1), "$10.00") {
		t.Error("the changed line was not drawn")
	}
}

func TestTagMarksItsLastSix(t *testing.T) {
	themed(t)
	for tag, want := range map[string][]string{
		"1A4000000000022000000123": {"1A4000000000022000", "000123", "000123"},
		"000123":                   {"000123", "000123"},
		"123":                      {"123", "123"},
	} {
		part := kit.NewTag(tag)
		part.Resize(part.MinSize())
		if got := texts(part); !slices.Equal(got, want) {
			t.Errorf("%s is drawn as %q", tag, got)
		}
	}
}

// bars are the filled parts of a meter's bar from left to right.
func bars(m *kit.Meter, tokens ...look.Token) []*canvas.Rectangle {
	var out []*canvas.Rectangle
	for _, object := range test.WidgetRenderer(m).Objects() {
		r, ok := object.(*canvas.Rectangle)
		if !ok {
			continue
		}
		for _, token := range tokens {
			if r.FillColor == look.Paint(token) && r.Size().Height == 20 {
				out = append(out, r)
			}
		}
	}
	return out
}

func TestMeterBarShares(t *testing.T) {
	themed(t)
	m := kit.NewMeter(kit.MeterProps{State: kit.Under, Segments: parts(500, 250)})
	m.Resize(fyne.NewSize(1034, 110)) // a bar of 1000 inside its edge
	got := bars(m, look.M1, look.M2, look.M3, look.Stop)
	if len(got) != 2 || got[0].Size().Width != 498 || got[1].Size().Width != 250 {
		t.Errorf("half and a quarter, with a gap of 2 between: %v", got)
	}
	m.Set(kit.MeterProps{State: kit.OverLimit, Segments: parts(500, 500, 250)})
	got = bars(m, look.M1, look.M2, look.M3, look.Stop)
	if len(got) != 3 {
		t.Fatalf("%d parts; the third lies wholly over the limit", len(got))
	}
	if over := got[2]; over.FillColor != look.Paint(look.Stop) || over.Size().Width != 200 {
		t.Errorf("the part over the limit is %v wide of 1000", over.Size().Width)
	}
}

func TestMeterShowsAtMostFourLimits(t *testing.T) {
	themed(t)
	var rows []kit.MeterRow
	for i := range 6 {
		rows = append(rows, kit.MeterRow{Name: fmt.Sprint("limit ", i), Amount: "1 of 2 g"})
	}
	m := kit.NewMeter(kit.MeterProps{Title: "Limits", Rows: rows, More: "and 2 more"})
	m.Resize(m.MinSize())
	if !says(m, "limit 3") || says(m, "limit 4") || !says(m, "and 2 more") {
		t.Errorf("shows %q", texts(m))
	}
}

func TestReasonOffersThreeFixesAndKeepsTheirFocus(t *testing.T) {
	themed(t)
	var fixed []int
	fixes := []kit.ActionProps{{Label: "a", Key: "1", Second: "x"}, {Label: "b", Key: "2", Second: "x"}, {Label: "c", Key: "3", Second: "x"}, {Label: "d", Second: "x"}}
	reason := kit.NewReason(kit.ReasonProps{Title: "Over", Fixes: fixes}, kit.ReasonEvents{Fix: func(i int) { fixed = append(fixed, i) }})
	shown(t, reason, fyne.NewSize(748, 548))
	if reason.FixAction(3) != nil || reason.FixAction(2) == nil {
		t.Fatal("three fixes are offered")
	}
	second := reason.FixAction(1)
	test.Tap(second)
	reason.Set(kit.ReasonProps{Title: "Still over", Fixes: fixes[:2]})
	if reason.FixAction(1) != second || reason.FixAction(2) != nil {
		t.Error("a fix that stays must keep its button")
	}
	if !slices.Equal(fixed, []int{1}) {
		t.Errorf("fixed %v", fixed)
	}
}

func TestTopBarTabs(t *testing.T) {
	themed(t)
	tab := -1
	bar := kit.NewTopBar(kit.TopBarProps{Shop: "Larimer Street", Tabs: []kit.TabProps{{Label: "Sell"}, {Label: "Orders", Count: "4"}}, Chip: working(), Person: "Mara V."},
		kit.TopBarEvents{Tab: func(i int) { tab = i }})
	shown(t, bar, fyne.NewSize(1366, 64))
	bar.Tab(1).Tapped(nil)
	if tab != 1 {
		t.Errorf("tab %d", tab)
	}
}

func TestAlarmButtons(t *testing.T) {
	themed(t)
	muted, claimed := 0, 0
	bar := kit.NewAlarmBar(kit.AlarmProps{Tone: kit.Alarm, Mute: kit.ActionProps{Label: "Mute 1 min"}, Claim: kit.ActionProps{Label: "I’ll take it"}},
		func() { muted++ }, func() { claimed++ })
	bar.Resize(fyne.NewSize(1342, 96))
	test.Tap(bar.Mute())
	bar.Claim().TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnter})
	if muted != 1 || claimed != 1 {
		t.Errorf("muted %d, claimed %d", muted, claimed)
	}
}

func TestCarCardSaysTheColourInWords(t *testing.T) {
	themed(t)
	taps := 0
	card := kit.NewCarCard(kit.CarProps{Tone: kit.Alarm, Paint: 0x0000FF, Car: "Blue Subaru", Plate: kit.Parse("plate *ABC-123*"), Action: kit.ActionProps{Label: "I’ll take it"}}, func() { taps++ })
	card.Resize(fyne.NewSize(341, 228))
	if !says(card, "Blue Subaru") || !says(card, "ABC-123") || !says(card, "I’ll take it") {
		t.Errorf("shows %q", texts(card))
	}
	test.Tap(card.Action())
	card.Set(kit.CarProps{Tone: kit.Good, Car: "Blue Subaru", Claimed: "Mara V. takes it", Action: kit.ActionProps{Label: "I’ll take it"}})
	if says(card, "I’ll take it") || !says(card, "Mara V. takes it") {
		t.Errorf("claimed, it shows %q", texts(card))
	}
	if taps != 1 {
		t.Errorf("%d taps", taps)
	}
}
