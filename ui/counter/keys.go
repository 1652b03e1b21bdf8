package counter

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/present"
)

// functionKeys are the same on every screen.
func (w *Window) functionKey(name fyne.KeyName) bool {
	c := w.counter
	intents := map[fyne.KeyName]func(){
		fyne.KeyF1: c.Help, fyne.KeyF3: c.ChangePerson, fyne.KeyF4: c.Hold, fyne.KeyF5: c.Recall, fyne.KeyF7: c.NoSale,
		fyne.KeyF6: func() { c.ShowTab(present.TabOrders) }, fyne.KeyF8: func() { c.Discount(0) }, fyne.KeyF9: c.Pay,
		fyne.KeyF10: c.SaveCount, fyne.KeyF11: c.ReprintLast, fyne.KeyF12: c.PrintSlip,
		fyne.KeyF2: func() { c.ShowTab(present.TabSell) },
	}
	intent, ok := intents[name]
	if !ok || w.shown.Bar.Person == "" && w.shown.Name == present.ScreenSignIn {
		return false
	}
	w.do(intent)
	return true
}

// typed takes a key that no field took.
func (w *Window) typed(event *fyne.KeyEvent) { w.fieldKey(event) }

// fieldRune sees a character before the field that has the focus; true means
// that the field does not get it now.
func (w *Window) fieldRune(char rune) bool { return w.keys.rune(char) }

// fieldKey sees a key before the field that has the focus; true means that the
// field does not get it.
func (w *Window) fieldKey(event *fyne.KeyEvent) bool {
	if w.keys.key(event) {
		return true
	}
	if w.front == nil {
		return false
	}
	if w.shown.Prompt != nil {
		return w.prompt.key(event.Name)
	}
	if w.shown.Weigh != nil && w.weigh.key(event.Name) {
		return true
	}
	if w.front.key(event.Name) || w.functionKey(event.Name) {
		return true
	}
	if event.Name == fyne.KeyEscape {
		w.do(w.counter.Escape)
		return true
	}
	return false
}

// typedRune takes a character that no field took.
func (w *Window) typedRune(char rune) {
	switch {
	case w.keys.rune(char) || w.front == nil:
	case w.shown.Prompt != nil:
		w.prompt.char(char)
	case w.shown.Weigh != nil && w.weigh.char(char):
	default:
		w.front.char(char)
	}
}

// guard lets the window see what is typed into a field first.
func (w *Window) guard(field *kit.Field) {
	field.OnKey, field.OnRune, field.OnShortcut, field.TakesTab = w.fieldKey, w.fieldRune, w.keys.shortcut, w.keys.busy
}

func isEnter(name fyne.KeyName) bool { return name == fyne.KeyReturn || name == fyne.KeyEnter }
