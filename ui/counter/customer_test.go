package counter_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/curbline/curbline/ui/counter"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// customers gives the stored views of the customer's display by their names.
func customers(t *testing.T) map[string]present.CustomerView {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "customers", "*.json"))
	if err != nil || len(files) < 9 {
		t.Fatalf("%d views: %v", len(files), err)
	}
	views := map[string]present.CustomerView{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var view present.CustomerView
		if err := json.Unmarshal(text, &view); err != nil {
			t.Fatal(err)
		}
		views[strings.TrimSuffix(filepath.Base(file), ".json")] = view
	}
	return views
}

// shows is what a customer reads.
func shows(object fyne.CanvasObject) string {
	var all []string
	for _, text := range textsIn(object) {
		all = append(all, text.Text)
	}
	return strings.Join(all, "\n")
}

func TestTheCustomerDisplayDraws(t *testing.T) {
	views := customers(t)
	for _, mode := range []look.Mode{look.Light, look.Dark} {
		for _, size := range []fyne.Size{{Width: counter.CustomerLeastWidth, Height: counter.CustomerLeastHeight}, {Width: 1366, Height: 768}} {
			test.NewTempApp(t).Settings().SetTheme(look.New(mode))
			canvas := software.NewCanvas()
			canvas.SetPadded(false)
			var view present.CustomerView
			display := counter.NewCustomer(func() present.CustomerView { return view }, canvas)
			canvas.SetContent(display.Content())
			canvas.Resize(size)
			for name, each := range views {
				view = each
				display.Refresh()
				drawn := canvas.Capture()
				if at := drawn.Bounds().Size(); at.X != int(size.Width) || at.Y != int(size.Height) {
					t.Errorf("%s is drawn %v large", name, at)
				}
				read := shows(display.Content())
				for _, sum := range append(append([]present.Sum{{Label: each.TotalLabel, Amount: each.Total}}, each.Sums...), each.Paid...) {
					if !strings.Contains(read, sum.Amount) {
						t.Errorf("%s does not show %s %s", name, sum.Label, sum.Amount)
					}
				}
				for _, word := range []string{each.Shop, each.Ready, each.Thanks, each.Change} {
					if !strings.Contains(read, word) {
						t.Errorf("%s does not show %q", name, word)
					}
				}
				for _, text := range textsIn(display.Content()) {
					if text.Text != "" && text.TextSize < look.TextSize {
						t.Errorf("%s: %q is only %v high", name, text.Text, text.TextSize)
					}
				}
				suffix := map[look.Mode]string{look.Light: "", look.Dark: "-dark"}[mode]
				if size.Width > counter.CustomerLeastWidth {
					suffix += "-large"
				}
				picture(t, "customer-"+name+suffix, drawn)
			}
		}
	}
}

// The display is kept as current as the window, by the same bridge.
func TestTheCustomerDisplayFollowsTheWindow(t *testing.T) {
	views := customers(t)
	w := open(t, look.Light, counter.LeastWidth, counter.LeastHeight)
	canvas := software.NewCanvas()
	view := views["idle"]
	display := counter.NewCustomer(func() present.CustomerView { return view }, canvas)
	canvas.SetContent(display.Content())
	canvas.Resize(fyne.NewSize(counter.CustomerLeastWidth, counter.CustomerLeastHeight))
	w.Beside(display)
	display.Refresh()
	if read := shows(display.Content()); !strings.Contains(read, "Have your ID ready") || strings.Contains(read, "$") {
		t.Errorf("idle: %s", read)
	}
	w.turnTo("checkout")
	view = views["sale"]
	w.press(fyne.KeyF9)
	if read := shows(display.Content()); !strings.Contains(read, view.Total) || strings.Contains(read, "Have your ID ready") {
		t.Errorf("after a press: %s", read)
	}
}
