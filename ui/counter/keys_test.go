package counter_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter"
	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
)

func TestTheKeysOfEachScreen(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	enter, escape := fyne.KeyReturn, fyne.KeyEscape
	w.try([]keyCase{
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
	})
}

func TestTheKeysOfTabletsFilingAndBanks(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	enter, escape := fyne.KeyReturn, fyne.KeyEscape
	w.try([]keyCase{
		{"more", func() { w.write("123") }, "page sales; page tablets; page filing"},
		{"tablets-none", func() { w.press(enter) }, "pair"},
		{"tablets-none", func() { w.press(fyne.KeyDelete) }, ""},
		{"tablets-off", func() { w.press(enter, escape) }, "escape"},
		{"tablets-pairing", func() { w.press(enter, fyne.KeyDown, fyne.KeyUp, fyne.KeyDelete, escape) }, "tablet 1; tablet -1; revoke; escape"},
		{"tablets-asking", func() { w.press(enter); w.write("r") }, "approve 1; refuse 1"},
		{"tablets-over", func() { w.press(enter) }, "pair"},
		{"tablets-approve", func() { w.write("2580"); w.press(enter) }, "answer map[badge:B-1004 pin:2580]"},
		{"filing", func() { w.press(fyne.KeyDown, fyne.KeyDelete, enter); w.write("2") }, "filing 1; drop; requeue; page tablets"},
		{"new-pin", func() { w.write("9246"); w.press(enter); w.write("9246"); w.press(enter) }, "answer map[again:9246 new:9246]"},
		{"new-pin", func() { w.press(fyne.KeyF6, escape) }, "cancel"},
		{"count", func() { w.press(fyne.KeyF4) }, "bank"},
		{"count-bank-es", func() { w.press(fyne.KeyF4) }, "hold"},
		{"bank-whose", func() { w.write("2") }, "choose 1 map[]"},
	})
}

func TestTheKeysOfWeighingAndByHand(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	enter, escape := fyne.KeyReturn, fyne.KeyEscape
	w.try([]keyCase{
		{"weigh", func() { w.press(enter); w.write("zT"); w.press(escape) }, "weigh; zero; tare; close weigh"},
		{"weigh", func() { w.press(fyne.KeyF9, fyne.KeyF4, fyne.KeyDown, fyne.KeyDelete); w.write("+") }, "pay; hold; line 1; remove 0; plus 0"},
		{"weigh-es", func() { w.write("c"); w.write("t") }, "zero; tare"},
		{"weigh-over", func() { w.press(enter); w.write("z") }, "zero"},
		{"weigh-none", func() { w.press(enter); w.write("zt"); w.press(escape) }, "close weigh"},
		{"by-hand-kind", func() { w.write("6") }, "choose 5 map[]"},
		{"by-hand-issuer", func() { w.write("92"); w.press(enter) }, "answer map[country:USA number:92 state:CO]"},
		{"by-hand-dates", func() { w.write("1"); w.press(enter); w.write("2"); w.press(enter, enter) }, "answer map[birth:1 expiry:2 issue:]"},
		{"refused-kind", func() { w.press(fyne.KeyF3, enter, fyne.KeyF12) }, "person; clear; slip"},
	})
	w.turnTo("refused-kind")
	test.Tap(buttonIn(w.Content(), "Enter by hand"))
	if got := w.took(); got != "by hand" {
		t.Error(got)
	}
}

// keyCase is what is pressed on a screen, and what comes of it.
type keyCase struct {
	screen string
	do     func()
	want   string
}

func (w *window) try(cases []keyCase) {
	w.t.Helper()
	for _, c := range cases {
		w.turnTo("closed")
		w.turnTo(c.screen)
		c.do()
		if got := w.took(); got != c.want {
			w.t.Errorf("%s: %s, want %s", c.screen, got, c.want)
		}
	}
}

// A button that has the focus, by Tab or by a tap, takes Enter and Space and
// leaves every other key to the window.
func TestAFocusedButtonSwallowsNoKeys(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
	on := test.NewTempWindow(t, nil)
	workplace := &bench{screen: stored(t, "change")}
	shown := counter.New(workplace, on.Canvas())
	on.SetContent(shown.Content())
	on.Resize(fyne.NewSize(counter.LeastWidth, counter.LeastHeight))
	shown.Direct()
	shown.Refresh()
	again := buttonIn(shown.Content(), "Print receipt again")
	if again == nil {
		t.Fatal("the change has no button to print again")
	}
	on.Canvas().Focus(again)
	for _, key := range []fyne.KeyName{fyne.KeyF1, fyne.KeyF6, fyne.KeyF7, fyne.KeyEscape} {
		again.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if got, want := workplace.took(), "help; tab orders; no sale; escape"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	again.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if got, want := workplace.took(), "reprint last"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	workplace.screen = stored(t, "tablets-asking")
	shown.Refresh()
	revoke := buttonIn(shown.Content(), "Revoke")
	revoke.TypedRune('r')
	if got, want := workplace.took(), "refuse 1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Under a banner the QR code is smaller, and still one that cameras read.
func TestAPairingCodeFitsUnderABanner(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	w.turnTo("tablets-pairing")
	whole := codeIn(w.Content())
	w.screen.Banner = stored(t, "line-down").Banner
	w.Refresh()
	picture(t, "tablets-pairing-banner", w.canvas.Capture())
	under := codeIn(w.Content())
	if under.Height >= whole.Height || whole.Height != 260 {
		t.Errorf("%v without a banner, %v under one", whole, under)
	}
	if modules := float32(len(w.screen.Tablets.Offer.QR) + 8); under.Height < 4*modules {
		t.Errorf("%v for %v modules", under, modules)
	}
}

// codeIn is the size of the QR code that shows.
func codeIn(object fyne.CanvasObject) fyne.Size {
	if !object.Visible() {
		return fyne.Size{}
	}
	if code, ok := object.(*kit.QR); ok {
		return code.Size()
	}
	if box, ok := object.(*fyne.Container); ok {
		for _, each := range box.Objects {
			if size := codeIn(each); size.Height > 0 {
				return size
			}
		}
	}
	return fyne.Size{}
}

// buttonIn finds the visible button with a label.
func buttonIn(object fyne.CanvasObject, label string) *kit.Action {
	if !object.Visible() {
		return nil
	}
	if action, ok := object.(*kit.Action); ok && strings.HasPrefix(action.Props().Label, label) {
		return action
	}
	var inside []fyne.CanvasObject
	switch object := object.(type) {
	case *fyne.Container:
		inside = object.Objects
	case fyne.Widget:
		inside = test.WidgetRenderer(object).Objects()
	}
	for _, each := range inside {
		if found := buttonIn(each, label); found != nil {
			return found
		}
	}
	return nil
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
