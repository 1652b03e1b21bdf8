package kit_test

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

func themed(t *testing.T) {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
}

// shown puts a part in a window, so that focus and taps work.
func shown(t *testing.T, part fyne.CanvasObject, size fyne.Size) fyne.Canvas {
	t.Helper()
	window := test.NewTempWindow(t, container.NewWithoutLayout(part))
	window.Resize(fyne.NewSize(1400, 900))
	part.Resize(size)
	return window.Canvas()
}

// walk visits every object drawn in a tree.
func walk(object fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !object.Visible() {
		return
	}
	visit(object)
	switch o := object.(type) {
	case *fyne.Container:
		for _, each := range o.Objects {
			walk(each, visit)
		}
	case fyne.Widget:
		for _, each := range test.WidgetRenderer(o).Objects() {
			walk(each, visit)
		}
	}
}

func texts(object fyne.CanvasObject) []string {
	var all []string
	walk(object, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && text.Text != "" {
			all = append(all, text.Text)
		}
	})
	return all
}

func says(object fyne.CanvasObject, want string) bool {
	return strings.Contains(strings.Join(texts(object), "|"), want)
}

func TestNoTextIsUnder18(t *testing.T) {
	for name, board := range boards {
		seen := 0
		walk(render(t, name, board.width, board.height, look.Light, board.fill).box, func(o fyne.CanvasObject) {
			if text, ok := o.(*canvas.Text); ok {
				seen++
				if text.TextSize < look.TextSize {
					t.Errorf("%s: %q has size %v", name, text.Text, text.TextSize)
				}
			}
		})
		if seen < 40 {
			t.Errorf("%s: the walk saw only %d texts", name, seen)
		}
	}
}

func TestNoFyneButtonsAndShadows(t *testing.T) {
	for name, board := range boards {
		walk(render(t, name, board.width, board.height, look.Light, board.fill).box, func(o fyne.CanvasObject) {
			switch o.(type) {
			case *widget.Button, *widget.List, *canvas.LinearGradient, *canvas.RadialGradient:
				t.Errorf("%s: has a %T", name, o)
			}
		})
	}
}

// TestTextsStayInside checks that what a part writes does not leave the part.
func TestTextsStayInside(t *testing.T) {
	for name, board := range boards {
		for _, part := range render(t, name, board.width, board.height, look.Light, board.fill).box.Objects {
			w, ok := part.(fyne.Widget)
			if !ok {
				continue
			}
			for _, object := range test.WidgetRenderer(w).Objects() {
				text, ok := object.(*canvas.Text)
				if ok && (text.Position().X < -1 || text.Position().X+text.Size().Width > part.Size().Width+2) {
					t.Errorf("%s: %T: %q lies at %v, %v wide, in %v", name, part, text.Text, text.Position(), text.Size().Width, part.Size())
				}
			}
		}
	}
}

func TestHeights(t *testing.T) {
	themed(t)
	run := kit.Plain("x")
	for name, each := range map[string]struct {
		part fyne.CanvasObject
		want float32
	}{
		"action":        {kit.NewAction(kit.ActionProps{Label: "Hold"}, nil), 56},
		"action 76":     {kit.NewAction(kit.ActionProps{Label: "Pay", Height: 76}, nil), 76},
		"action 88":     {kit.NewAction(kit.ActionProps{Label: "Finish", Height: 88}, nil), 88},
		"keycap":        {kit.NewKeycap("F9", look.Surface), 26},
		"chip":          {kit.NewTruthChip(kit.ChipProps{Feed: kit.ChipLine{Text: run}}, nil), 56},
		"banner":        {kit.NewBanner(kit.BannerProps{Title: "x"}), 62},
		"person":        {kit.NewPersonStrip(kit.PersonProps{}, nil), 84},
		"person in pay": {kit.NewPersonStrip(kit.PersonProps{Compact: true}, nil), 64},
		"meter":         {kit.NewMeter(kit.MeterProps{Segments: []kit.MeterSegment{{Permille: 1, Token: look.M1, Label: "Flower"}}}), 142},
		"tile":          {kit.NewTile(kit.TileProps{}, nil), 124},
		"low tile":      {kit.NewTile(kit.TileProps{Low: true}, nil), 88},
		"cart line":     {kit.NewCartLine(kit.CartLineProps{Name: "x"}, kit.CartLineEvents{}), 59},
		"selected line": {kit.NewCartLine(kit.CartLineProps{Selected: true}, kit.CartLineEvents{}), 125},
		"field":         {kit.NewField(kit.FieldProps{}), 56},
		"money":         {kit.NewMoney(kit.MoneyProps{}), 76},
		"count":         {kit.NewCount(kit.CountProps{}), 56},
		"pill":          {kit.NewPill(kit.PillProps{Text: "Paid"}), 32},
		"figure 42":     {kit.NewFigure(kit.FigureProps{Text: "$188.19"}), 30},
		"figure 176":    {kit.NewFigure(kit.FigureProps{Text: "$11.81", Size: 176}), 126},
		"top bar":       {kit.NewTopBar(kit.TopBarProps{}, kit.TopBarEvents{}), 64},
		"footer":        {kit.NewFooter(kit.FooterProps{}), 36},
	} {
		if got := each.part.MinSize().Height; got != each.want {
			t.Errorf("%s is %v high, want %v", name, got, each.want)
		}
	}
}

func TestChipIsAtMost450Wide(t *testing.T) {
	themed(t)
	long := kit.ChipLine{Text: kit.Plain(strings.Repeat("waiting ", 20))}
	chip := kit.NewTruthChip(kit.ChipProps{Feed: long, State: long}, nil)
	if got := chip.MinSize().Width; got != 450 {
		t.Errorf("chip is %v wide", got)
	}
	chip.Resize(chip.MinSize())
	if !says(chip, "…") {
		t.Error("a line that does not fit must end in an ellipsis")
	}
}

func TestActionTakesTapsAndKeys(t *testing.T) {
	themed(t)
	taps := 0
	a := kit.NewAction(kit.ActionProps{Label: "Pay", Key: "F9"}, func() { taps++ })
	c := shown(t, a, a.MinSize())
	test.Tap(a)
	c.Focus(a)
	if !a.Focused() {
		t.Fatal("the action does not take the focus")
	}
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace, fyne.KeyA} {
		a.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if taps != 4 {
		t.Errorf("%d taps, want 4", taps)
	}
	for _, state := range []kit.ActionState{kit.Busy, kit.Blocked} {
		a.Set(kit.ActionProps{Label: "Over the limit", Key: "F9", State: state})
		a.Resize(a.MinSize())
		test.Tap(a)
		a.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if taps != 4 {
			t.Errorf("state %d took a press", state)
		}
		if got := texts(a); len(got) != 1 || got[0] != "Over the limit" {
			t.Errorf("state %d shows %q; it must say why and offer no key", state, got)
		}
	}
}

// ringed says whether a focus ring is drawn around the part.
func ringed(part fyne.Widget) bool {
	for _, object := range test.WidgetRenderer(part).Objects() {
		r, ok := object.(*canvas.Rectangle)
		if ok && r.StrokeWidth == look.RingWidth && r.StrokeColor == look.Paint(look.Focus) {
			return r.Position() == fyne.NewPos(-5, -5) && r.Size() == part.Size().AddWidthHeight(10, 10)
		}
	}
	return false
}

func TestFocusRingLiesOutside(t *testing.T) {
	themed(t)
	a := kit.NewAction(kit.ActionProps{Label: "Pay"}, nil)
	tile := kit.NewTile(kit.TileProps{Name: "x"}, nil)
	chip := kit.NewTruthChip(working(), nil)
	for _, part := range []interface {
		fyne.Widget
		fyne.Focusable
	}{a, tile, chip} {
		part.Resize(part.MinSize())
		if ringed(part) {
			t.Errorf("%T has a ring at rest", part)
		}
		part.FocusGained()
		if !ringed(part) {
			t.Errorf("%T has no ring 2 outside, 3 wide, while focused", part)
		}
		part.FocusLost()
		if ringed(part) {
			t.Errorf("%T keeps its ring", part)
		}
	}
}

func TestActionShowsHover(t *testing.T) {
	themed(t)
	a := kit.NewAction(kit.ActionProps{Label: "Hold"}, nil)
	a.Resize(a.MinSize())
	soft := func() bool {
		found := false
		walk(a, func(o fyne.CanvasObject) {
			if r, ok := o.(*canvas.Rectangle); ok && r.FillColor == look.Paint(look.Soft) {
				found = true
			}
		})
		return found
	}
	if soft() {
		t.Error("soft at rest")
	}
	a.MouseIn(&desktop.MouseEvent{})
	if !soft() {
		t.Error("not soft while hovered")
	}
	a.MouseOut()
	if soft() {
		t.Error("soft after the pointer left")
	}
}

func TestHeldActionActsOnlyWhenHeldToTheEnd(t *testing.T) {
	themed(t)
	fired, stopped := 0, 0
	a := kit.NewAction(kit.ActionProps{Kind: kit.Destructive, Label: "Hold to void", Hold: time.Second}, func() { fired++ })
	var tick func(float32)
	a.HoldWith(func(length time.Duration, each func(float32)) func() {
		if length != time.Second {
			t.Errorf("held for %v", length)
		}
		tick = each
		return func() { stopped++ }
	})
	a.Resize(a.MinSize())
	test.Tap(a)
	a.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if fired != 0 {
		t.Fatal("a tap must not act")
	}
	a.MouseDown(&desktop.MouseEvent{})
	tick(0.9)
	a.MouseUp(&desktop.MouseEvent{})
	tick(1)
	if fired != 0 || stopped != 1 {
		t.Fatalf("let go early: fired %d, stopped %d", fired, stopped)
	}
	a.KeyDown(&fyne.KeyEvent{Name: fyne.KeySpace})
	tick(1)
	tick(1)
	a.KeyUp(&fyne.KeyEvent{Name: fyne.KeySpace})
	if fired != 1 {
		t.Errorf("held to the end: fired %d", fired)
	}
}

func TestThemeChangeRepaints(t *testing.T) {
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(look.Light))
	pill := kit.NewPill(kit.PillProps{Tone: kit.Good, Text: "Paid"})
	pill.Resize(pill.MinSize())
	shown(t, pill, pill.MinSize())
	app.Settings().SetTheme(look.New(look.Dark))
	pill.Refresh()
	walk(pill, func(o fyne.CanvasObject) {
		if text, ok := o.(*canvas.Text); ok && text.Color != look.New(look.Dark).Color(look.Ok, 0) {
			t.Errorf("text stayed %v", text.Color)
		}
	})
}
