package counter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/ui/counter"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// wedge is the one that ships, as the program puts it before the window.
type wedge struct{ *scanner.Wedge }

func (w wedge) Due(at time.Duration) (*present.WedgeScan, string, time.Duration) {
	scan, typed, next := w.Wedge.Due(at)
	if scan == nil {
		return nil, typed, next
	}
	found := &present.WedgeScan{ID: scan.Raw, Code: scan.Text}
	if scan.Err != nil {
		found.Failure = scan.Err
	}
	return found, typed, next
}

const keyGap = scanner.WedgeGap + time.Millisecond

// typist presses keys at times of a clock of its own.
type typist struct {
	*window
	now   time.Duration
	due   time.Duration
	timer func()
}

func newTypist(t *testing.T) *typist {
	t.Helper()
	y := &typist{window: open(t, look.Light, counter.LeastWidth, counter.LeastHeight)}
	y.ListenIn(wedge{scanner.NewWedge(0, 0)}, func() time.Duration { return y.now }, func(wait time.Duration, run func()) func() {
		y.due, y.timer = y.now+wait, run
		return func() { y.timer = nil }
	})
	return y
}

// wait lets time pass; what is due runs in its time.
func (y *typist) wait(length time.Duration) {
	end := y.now + length
	for y.timer != nil && y.due <= end {
		run := y.timer
		y.now, y.timer = max(y.due, y.now), nil
		run()
	}
	y.now = end
}

// key presses a key without a character.
func (y *typist) key(name fyne.KeyName) { y.press(name) }

// strike presses a key with its character, as Fyne reports it.
func (y *typist) strike(char rune, gap time.Duration) {
	y.wait(gap)
	switch char {
	case '\r':
		y.press(fyne.KeyReturn)
	case '\n':
		if gap == byScanner {
			y.press(desktop.KeyControlLeft)
			y.shortcut(&desktop.CustomShortcut{KeyName: fyne.KeyJ, Modifier: fyne.KeyModifierControl})
			return
		}
		y.press(fyne.KeyReturn)
	case '\x1e':
		y.shortcut(&desktop.CustomShortcut{KeyName: fyne.Key6, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift})
	case ' ':
		y.press(fyne.KeySpace)
		y.write(" ")
	default:
		y.press(desktop.KeyShiftLeft, fyne.KeyName(strings.ToUpper(string(char))))
		y.write(string(char))
	}
}

// shortcut presses a combination the way that a window hands it out.
func (y *typist) shortcut(pressed fyne.Shortcut) {
	if focused, ok := y.canvas.Focused().(fyne.Shortcutable); ok {
		focused.TypedShortcut(pressed)
	} else if canvas, ok := y.canvas.(fyne.Shortcutable); ok {
		canvas.TypedShortcut(pressed)
	}
}

func (y *typist) types(words string, gap time.Duration) {
	for _, char := range words {
		y.strike(char, gap)
	}
	y.wait(time.Second)
}

const (
	byScanner = 4 * time.Millisecond
	byPerson  = 90 * time.Millisecond
)

// Whatever is in front and wherever the focus is, a scan goes to the workplace as
// a whole and leaves nothing behind.
func TestAScanByTheKeyboardLandsFromEveryScreen(t *testing.T) {
	y := newTypist(t)
	for _, name := range names(t) {
		y.turnTo(name)
		y.types("1A4000D S\r", byScanner)
		if got, want := y.took(), `read "1A4000D S"`; got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	y.turnTo("checkout")
	y.types("x", byPerson)
	if got, want := y.took(), `search "x"`; got != want {
		t.Errorf("the search holds something of the scan: %s", got)
	}
}

// A whole licence with its control characters, as a scanner types it with Ctrl:
// Enter for CR, Ctrl-J for LF, Ctrl-^ for RS.
func TestALicenceByTheKeyboard(t *testing.T) {
	card := string(virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: "920112233", Family: "STONE", First: "AVERY", Sex: "2",
		Birth: time.Date(1992, 6, 15, 0, 0, 0, 0, time.UTC), Issued: time.Date(2024, 6, 15, 0, 0, 0, 0, time.UTC), Expires: time.Date(2029, 3, 15, 0, 0, 0, 0, time.UTC),
	}.Barcode())
	for _, screen := range []string{"checkout", "pay", "sign-in-pin", "approve", "refused", "weigh"} {
		y := newTypist(t)
		y.turnTo(screen)
		y.types(card, byScanner)
		want := fmt.Sprintf("read %q", strings.ReplaceAll(card, "\r", "\n"))
		if got := y.took(); got != want {
			t.Errorf("%s: %s, want %s", screen, got, want)
		}
		for _, stroke := range y.Held() {
			t.Errorf("%s: %q is kept", screen, stroke)
		}
	}
}

// Every key and character of a person arrives, in its order, and what comes of it
// is what comes of it without a wedge.
func TestAPersonTypesAsEver(t *testing.T) {
	for _, c := range []struct{ screen, words string }{
		{"checkout", "blue mesa\n"},
		{"checkout", "+"},
		{"checkout", "*"},
		{"pay", "20\n"},
		{"pay", "d"},
		{"pay-debit", "a7\n"},
		{"sign-in", "2"},
		{"sign-in-pin", "2580\n"},
		{"approve", "b-1\n99\n"},
		{"discount", "5\nwhy not\n"},
		{"count", "7\n2\n"},
		{"orders", " "},
		{"packing", "2"},
		{"more", "x2"},
		{"weigh", "zt\n"},
		{"by-hand-issuer", "92\n"},
	} {
		plain := &typist{window: open(t, look.Light, counter.LeastWidth, counter.LeastHeight)}
		plain.turnTo(c.screen)
		plain.types(c.words, byPerson)
		want := plain.took()
		y := newTypist(t)
		y.turnTo(c.screen)
		y.types(c.words, byPerson)
		if got := y.took(); got != want || want == "" && c.screen != "orders" {
			t.Errorf("%s, %q: %s, want %s", c.screen, c.words, got, want)
		}
	}
}

// Nothing a person types is kept longer than 30 ms, lost or put out of order,
// whatever the rhythm.
func TestTypingIsNeverLostNorReordered(t *testing.T) {
	y := newTypist(t)
	rapid.Check(t, func(r *rapid.T) {
		y.turnTo("closed")
		y.turnTo("checkout")
		var want string
		for i := range rapid.IntRange(1, 15).Draw(r, "keys") {
			gap := time.Duration(rapid.IntRange(0, 60).Draw(r, fmt.Sprintf("gap %d", i))) * time.Millisecond
			// Five fast keys in a row are a hand's still.
			if i%5 == 0 {
				gap = max(gap, keyGap+time.Millisecond)
			}
			char := rapid.SampledFrom([]rune("abc d")).Draw(r, fmt.Sprintf("char %d", i))
			if rapid.IntRange(0, 5).Draw(r, fmt.Sprintf("back %d", i)) == 0 && i%5 != 0 {
				y.wait(gap)
				y.key(fyne.KeyBackspace)
				if want != "" {
					want = want[:len(want)-1]
				}
				continue
			}
			y.strike(char, gap)
			want += string(char)
		}
		y.wait(keyGap)
		if got := y.field(); got != want {
			r.Fatalf("the field holds %q, want %q", got, want)
		}
		y.key(fyne.KeyEscape)
		y.wait(time.Second)
	})
}

// field is what the field with the focus holds.
func (y *typist) field() string {
	last := ""
	for _, did := range y.did {
		if words, ok := strings.CutPrefix(did, "search "); ok {
			if _, err := fmt.Sscanf(words, "%q", &last); err != nil {
				y.t.Fatal(err)
			}
		}
	}
	return last
}

// A scan presses no button that has the focus, and a person still does.
func TestAScanPressesNoButton(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(look.New(look.Light))
	on := test.NewTempWindow(t, nil)
	workplace := &bench{screen: stored(t, "change")}
	shown := counter.New(workplace, on.Canvas())
	on.SetContent(shown.Content())
	on.Resize(fyne.NewSize(counter.LeastWidth, counter.LeastHeight))
	shown.Direct()
	shown.Refresh()
	y := &typist{window: &window{t: t, canvas: on.Canvas(), bench: workplace, Window: shown}}
	y.ListenIn(wedge{scanner.NewWedge(0, 0)}, func() time.Duration { return y.now }, func(wait time.Duration, run func()) func() {
		y.due, y.timer = y.now+wait, run
		return func() { y.timer = nil }
	})
	again := buttonIn(shown.Content(), "Print receipt again")
	on.Canvas().Focus(again)
	y.types("AB CD EF\r", byScanner)
	if got, want := workplace.took(), `read "AB CD EF"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	on.Canvas().Focus(again)
	y.types("\n", byPerson)
	if got, want := workplace.took(), "reprint last"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// A key without a character comes after what is held, and at once.
func TestAFunctionKeyWaitsForItsTurn(t *testing.T) {
	y := newTypist(t)
	y.turnTo("checkout")
	y.strike('a', time.Second)
	if got := y.took(); got != "" {
		t.Errorf("too early: %s", got)
	}
	y.key(fyne.KeyF9)
	if got, want := y.took(), `search "a"; pay`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	y.key(fyne.KeyF9)
	if got, want := y.took(), "pay"; got != want {
		t.Errorf("alone: %s, want %s", got, want)
	}
	y.key(fyne.KeyD) // a key whose character never comes
	y.wait(keyGap)
	y.key(fyne.KeyF4)
	if got, want := y.took(), "hold"; got != want {
		t.Errorf("after a lone key: %s, want %s", got, want)
	}
}

// A timer that comes late, behind a person's next key, changes nothing.
func TestALateTimerMixesNoScanWithTyping(t *testing.T) {
	y := newTypist(t)
	y.turnTo("checkout")
	for _, char := range "1A400000" {
		y.strike(char, byScanner)
	}
	y.now += 2 * scanner.WedgeTail
	y.timer = nil
	y.strike('x', 0)
	y.wait(time.Second)
	if got, want := y.took(), `read "1A400000"; search "x"`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Drawing into a scan would look like a pause: it waits.
func TestNothingIsDrawnIntoAScan(t *testing.T) {
	y := newTypist(t)
	y.turnTo("checkout")
	for _, char := range "1A400000" {
		y.strike(char, byScanner)
	}
	y.ShowSoon(stored(t, "pay"))
	if present := y.front(); present != "checkout" {
		t.Errorf("drew %s into a scan", present)
	}
	y.strike('\r', byScanner)
	if y.front() != "pay" {
		t.Error("the screen did not come after the scan")
	}
}

// front says which of two screens shows.
func (y *typist) front() string {
	if buttonIn(y.Content(), stored(y.t, "pay").Pay.Finish.Label) != nil {
		return "pay"
	}
	return "checkout"
}

var _ present.Wedge = wedge{}
