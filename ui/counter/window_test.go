package counter_test

import (
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/counter"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// picturesFolder names the environment variable that asks for the screens as
// PNG files in the folder it holds.
const picturesFolder = "CURBLINE_PICTURES"

// bench is a workplace that shows a stored screen and writes down what was done.
type bench struct {
	counter.Workplace
	screen present.Screen
	did    []string
}

func (b *bench) note(format string, args ...any) { b.did = append(b.did, fmt.Sprintf(format, args...)) }

func (b *bench) Snapshot() present.Screen      { return b.screen }
func (b *bench) ChooseBadge(badge string)      { b.note("badge %s", badge) }
func (b *bench) SignIn(badge, pin string)      { b.note("sign in %s %s", badge, pin) }
func (b *bench) SignOut()                      { b.note("sign out") }
func (b *bench) ShowTab(tab present.Tab)       { b.note("tab %s", tab) }
func (b *bench) Escape()                       { b.note("escape") }
func (b *bench) Help()                         { b.note("help") }
func (b *bench) ScanCode(code string)          { b.note("scan %s", code) }
func (b *bench) SelectLine(number int)         { b.note("select %d", number) }
func (b *bench) MoveLine(by int)               { b.note("line %d", by) }
func (b *bench) Plus(number int)               { b.note("plus %d", number) }
func (b *bench) Minus(number int)              { b.note("minus %d", number) }
func (b *bench) Remove(number int)             { b.note("remove %d", number) }
func (b *bench) Discount(number int)           { b.note("discount %d", number) }
func (b *bench) AskQuantity(number int)        { b.note("quantity %d", number) }
func (b *bench) Hold()                         { b.note("hold") }
func (b *bench) Recall()                       { b.note("recall") }
func (b *bench) ChangePerson()                 { b.note("person") }
func (b *bench) ClearRefusal()                 { b.note("clear") }
func (b *bench) PrintSlip()                    { b.note("slip") }
func (b *bench) Search(words string)           { b.note("search %q", words) }
func (b *bench) Category(id string)            { b.note("category %s", id) }
func (b *bench) TapTile(sku string)            { b.note("tile %s", sku) }
func (b *bench) ApplyFix(index int)            { b.note("fix %d", index) }
func (b *bench) Pay()                          { b.note("pay") }
func (b *bench) PayCash()                      { b.note("cash") }
func (b *bench) PayDebit()                     { b.note("debit") }
func (b *bench) PaySplit()                     { b.note("split") }
func (b *bench) PayAmount(given money.Cents)   { b.note("given %s", given) }
func (b *bench) PayCard(amount money.Cents)    { b.note("card %s", amount) }
func (b *bench) PayReference(words string)     { b.note("reference %s", words) }
func (b *bench) Finish()                       { b.note("finish") }
func (b *bench) NextCustomer()                 { b.note("next") }
func (b *bench) ReprintLast()                  { b.note("reprint last") }
func (b *bench) OpenOrder(id string)           { b.note("open %s", id) }
func (b *bench) CloseOrder()                   { b.note("close order") }
func (b *bench) MoveBoard(columns, rows int)   { b.note("board %d %d", columns, rows) }
func (b *bench) Mute()                         { b.note("mute") }
func (b *bench) SaveCount()                    { b.note("save count") }
func (b *bench) NoSale()                       { b.note("no sale") }
func (b *bench) PrintX()                       { b.note("x") }
func (b *bench) MoveSale(by int)               { b.note("sale %d", by) }
func (b *bench) Void()                         { b.note("void") }
func (b *bench) Reprint()                      { b.note("reprint") }
func (b *bench) Cancel()                       { b.note("cancel") }
func (b *bench) SettlePaper(job int64, y bool) { b.note("paper %d %v", job, y) }
func (b *bench) Bank()                         { b.note("bank") }
func (b *bench) ShowPage(page present.Page)    { b.note("page %s", page) }
func (b *bench) MoveTablet(by int)             { b.note("tablet %d", by) }
func (b *bench) PairTablet()                   { b.note("pair") }
func (b *bench) StopPairing()                  { b.note("stop pairing") }
func (b *bench) ApproveTablet(id string)       { b.note("approve %s", id) }
func (b *bench) RefuseTablet(id string)        { b.note("refuse %s", id) }
func (b *bench) RevokeTablet()                 { b.note("revoke") }
func (b *bench) MoveFiling(by int)             { b.note("filing %d", by) }
func (b *bench) RequeueFiling()                { b.note("requeue") }
func (b *bench) DropFiling()                   { b.note("drop") }
func (b *bench) Scanned(s present.WedgeScan)   { b.note("read %q", string(s.ID)+s.Code) }
func (b *bench) EnterByHand()                  { b.note("by hand") }
func (b *bench) WeighAdd()                     { b.note("weigh") }
func (b *bench) WeighZero()                    { b.note("zero") }
func (b *bench) WeighTare()                    { b.note("tare") }
func (b *bench) CloseWeigh()                   { b.note("close weigh") }
func (b *bench) Order(id string, action present.OrderAction, line string) {
	b.note("order %s %s%s", id, action, line)
}

func (b *bench) CountPieces(value money.Cents, pieces int) { b.note("count %d × %d", pieces, value) }
func (b *bench) Answer(values map[string]string)           { b.note("answer %v", values) }
func (b *bench) Choose(index int, values map[string]string) {
	b.note("choose %d %v", index, values)
}

// took gives what was done since the last look.
func (b *bench) took() string {
	did := strings.Join(b.did, "; ")
	b.did = nil
	return did
}

func stored(t *testing.T, name string) present.Screen {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "screens", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var screen present.Screen
	if err := json.Unmarshal(text, &screen); err != nil {
		t.Fatal(err)
	}
	return screen
}

func names(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "screens", "*.json"))
	if err != nil || len(files) < 30 {
		t.Fatalf("%d screens: %v", len(files), err)
	}
	var all []string
	for _, file := range files {
		all = append(all, strings.TrimSuffix(filepath.Base(file), ".json"))
	}
	return all
}

// window opens a window on stored screens.
type window struct {
	*counter.Window
	*bench
	t      *testing.T
	canvas fyne.Canvas
}

func open(t *testing.T, mode look.Mode, width, height float32) *window {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(look.New(mode))
	canvas := software.NewCanvas()
	canvas.SetPadded(false)
	w := &window{t: t, canvas: canvas, bench: &bench{}}
	w.Window = counter.New(w.bench, canvas)
	canvas.SetContent(w.Content())
	w.Direct()
	canvas.Resize(fyne.NewSize(width, height))
	return w
}

func (w *window) turnTo(name string) {
	w.t.Helper()
	w.screen = stored(w.t, name)
	w.Refresh()
	w.did = nil
}

// press types keys the way that a window hands them out: to the focus first.
func (w *window) press(keys ...fyne.KeyName) {
	for _, key := range keys {
		event := &fyne.KeyEvent{Name: key}
		if focused := w.canvas.Focused(); focused != nil {
			focused.TypedKey(event)
		} else {
			w.canvas.OnTypedKey()(event)
		}
	}
}

func (w *window) write(words string) {
	for _, char := range words {
		if focused := w.canvas.Focused(); focused != nil {
			focused.TypedRune(char)
		} else {
			w.canvas.OnTypedRune()(char)
		}
	}
}

func picture(t *testing.T, name string, drawn image.Image) {
	t.Helper()
	folder := os.Getenv(picturesFolder)
	if folder == "" {
		return
	}
	file, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, drawn); err != nil {
		t.Fatal(err)
	}
}

func TestEveryScreenDraws(t *testing.T) {
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		w := open(t, mode, counter.LeastWidth, counter.LeastHeight)
		suffix := map[look.Mode]string{look.Light: "", look.Dark: "-dark"}[mode]
		for _, name := range names(t) {
			w.turnTo(name)
			drawn := w.canvas.Capture()
			if size := drawn.Bounds().Size(); size.X != int(counter.LeastWidth) || size.Y != int(counter.LeastHeight) {
				t.Errorf("%s is drawn %v large: it does not fit the window", name, size)
			}
			picture(t, name+suffix, drawn)
		}
	}
}

func TestMorePeopleThanFitStayOnTheirCard(t *testing.T) {
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	w.turnTo("sign-in")
	for range 9 {
		w.screen.SignIn.People = append(w.screen.SignIn.People, present.Worker{Badge: "B-9", Name: "Ray Amato", Role: "Auditor"})
	}
	w.Refresh()
	scrolls := 0
	var walk func(object fyne.CanvasObject)
	walk = func(object fyne.CanvasObject) {
		switch each := object.(type) {
		case *container.Scroll:
			if each.Visible() && each.Content.MinSize().Height > each.Size().Height && each.Size().Height > 0 {
				scrolls++
			}
		case *fyne.Container:
			for _, inner := range each.Objects {
				walk(inner)
			}
		}
	}
	walk(w.canvas.Content())
	if scrolls != 1 {
		t.Errorf("%d lists scroll, want the one of the people", scrolls)
	}
}
