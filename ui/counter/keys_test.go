package counter_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter"
	"github.com/curbline/curbline/ui/counter/look"
)

func TestTheKeysOfEachScreen(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	enter, escape := fyne.KeyReturn, fyne.KeyEscape
	for _, c := range []struct {
		screen string
		do     func()
		want   string
	}{
		{"sign-in", func() { w.write("2") }, "badge B-1004"},
		{"sign-in-pin", func() { w.write("2580"); w.press(enter) }, "sign in B-1001 2580"},
		{"sign-in-pin", func() { w.press(escape) }, "escape"},
		{"sign-in", func() { w.press(fyne.KeyF9) }, ""},
		{"checkout", func() { w.press(fyne.KeyF9) }, "pay"},
		{"checkout", func() { w.press(fyne.KeyF1, fyne.KeyF3, fyne.KeyF4, fyne.KeyF5) }, "help; person; hold; recall"},
		{"checkout", func() { w.press(fyne.KeyF6, fyne.KeyF7, fyne.KeyF8, fyne.KeyF10, fyne.KeyF11, fyne.KeyF12) }, "tab orders; no sale; discount 0; save count; reprint last; slip"},
		{"checkout", func() { w.press(fyne.KeyUp, fyne.KeyDown, fyne.KeyDelete) }, "line -1; line 1; remove 0"},
		{"checkout", func() { w.write("+"); w.write("-") }, `search ""; plus 0; search ""; minus 0`},
		{"checkout", func() { w.write("*") }, `search ""; quantity 0`},
		{"checkout", func() { w.write("bl") }, `search "b"; search "bl"`},
		{"checkout", func() { w.write("1A40"); w.did = nil; w.press(enter) }, `search ""; search ""; scan 1A40`},
		{"checkout", func() { w.write("x"); w.did = nil; w.press(escape) }, `search ""; search ""`},
		{"over-limit", func() { w.write("2") }, "fix 1"},
		{"over-limit", func() { w.press(enter) }, "fix 0"},
		{"over-limit", func() { w.press(fyne.KeyDown, fyne.KeyDelete) }, "line 1; remove 0"},
		{"refused", func() { w.press(fyne.KeyF12) }, "slip"},
		{"refused", func() { w.press(enter) }, "clear"},
		{"pay", func() { w.press(enter) }, "finish"},
		{"pay", func() { w.write("20"); w.press(enter) }, "given 2.00; given 20.00; finish"},
		{"pay", func() { w.press(fyne.KeyD) }, "debit"},
		{"pay", func() { w.press(fyne.KeyS, escape) }, "split; escape"},
		{"pay-es", func() { w.press(fyne.KeyM, fyne.KeyE) }, "split; cash"},
		{"pay-debit", func() { w.write("D7") }, "reference D; reference D7"},
		{"pay-debit", func() { w.press(enter) }, "finish"},
		{"pay-split", func() { w.write("5") }, "card 5.00"},
		{"change", func() { w.press(enter) }, "next"},
		{"change", func() { w.press(fyne.KeyF11) }, "reprint last"},
		{"orders", func() { w.press(enter) }, "order A-1039 claim"},
		{"orders", func() { w.press(fyne.KeyRight, fyne.KeyDown, fyne.KeySpace) }, "board 1 0; board 0 1"},
		{"packing", func() { w.press(enter) }, ""},
		{"packing", func() { w.write("2") }, "order A-1045 line_out1"},
		{"packed", func() { w.press(enter) }, "order A-1039 ready"},
		{"hand-over", func() { w.write("1"); w.press(escape) }, "order A-1039 break_seal; close order"},
		{"count", func() { w.write("7"); w.press(enter); w.write("2"); w.press(fyne.KeyDown, fyne.KeyUp) }, "count 7 × 10000; count 2 × 5000"},
		{"count", func() { w.press(fyne.KeyF10) }, "save count"},
		{"closed", func() { w.press(enter) }, "save count"},
		{"more", func() { w.press(fyne.KeyDown, fyne.KeyDelete, fyne.KeyF11); w.write("x") }, "sale 1; void; reprint; x"},
		{"void", func() { w.press(fyne.KeyF2) }, "choose 1 map[reason:]"},
		{"void", func() { w.write("oops"); w.press(enter) }, "answer map[reason:oops]"},
		{"approve", func() { w.write("B-1"); w.press(enter); w.write("99"); w.press(enter) }, "answer map[badge:B-1 pin:99]"},
		{"approve", func() { w.press(fyne.KeyF9, escape) }, "cancel"},
		{"discount", func() { w.write("5"); w.press(fyne.KeyF1) }, "choose 0 map[amount:5.00 reason:]"},
	} {
		w.turnTo("closed")
		w.turnTo(c.screen)
		c.do()
		if got := w.took(); got != c.want {
			t.Errorf("%s: %s, want %s", c.screen, got, c.want)
		}
	}
}

func TestATickMovesNoFocus(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	w.turnTo("discount")
	w.press(fyne.KeyReturn)
	reason := w.canvas.Focused()
	w.write("half typed")
	w.screen.Bar.Clock = "2:37 PM"
	w.Refresh()
	if w.canvas.Focused() != reason {
		t.Error("the focus left the field that a person types in")
	}
	if entry, ok := reason.(interface{ SelectedText() string }); !ok || entry == nil {
		t.Errorf("the focus is on %T", reason)
	}
}

func TestABannerMovesTheContentAndBack(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	w.turnTo("checkout")
	before := w.canvas.Capture()
	w.turnTo("line-down")
	w.turnTo("checkout")
	after := w.canvas.Capture()
	for _, at := range [][2]int{{100, 200}, {900, 300}, {400, 500}, {1000, 660}} {
		if before.At(at[0], at[1]) != after.At(at[0], at[1]) {
			t.Errorf("at %v something stayed moved", at)
		}
	}
}

// Nothing at the counter is smaller than 18.
func TestNoTextIsSmall(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	for _, name := range names(t) {
		w.turnTo(name)
		for _, text := range textsIn(w.Content()) {
			if text.Text != "" && text.TextSize < look.TextSize {
				t.Errorf("%s: %q is %v high", name, text.Text, text.TextSize)
			}
		}
	}
}

func textsIn(object fyne.CanvasObject) []*canvas.Text {
	if !object.Visible() {
		return nil
	}
	switch object := object.(type) {
	case *canvas.Text:
		return []*canvas.Text{object}
	case *fyne.Container:
		var found []*canvas.Text
		for _, each := range object.Objects {
			found = append(found, textsIn(each)...)
		}
		return found
	case *widget.Entry:
		return nil
	case fyne.Widget:
		var found []*canvas.Text
		for _, each := range test.WidgetRenderer(object).Objects() {
			found = append(found, textsIn(each)...)
		}
		return found
	}
	return nil
}

func TestALargerWindowGivesItsWidthToTheLeft(t *testing.T) {
	w := open(t, look.Dark, 1920, 1080)
	for _, name := range names(t) {
		w.turnTo(name)
		picture(t, name+"-large", w.canvas.Capture())
	}
}
