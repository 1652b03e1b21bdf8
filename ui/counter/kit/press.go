package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// press is what every part that can be pressed has in common: hover, pressed
// and focused states, and Enter or Space for the tap.
type press struct {
	widget.BaseWidget

	hovered, down, focused bool
	// enabled and act are set by the part; a press of a part that is not
	// enabled does nothing.
	enabled func() bool
	act     func()
	// owner is the part itself, by which its window's canvas is found.
	owner fyne.Widget
	// first sees Enter and Space before the part does; true means used.
	first func(*fyne.KeyEvent) bool
	// beforeKey lets a grid move the focus by the arrow keys; true means used.
	beforeKey func(*fyne.KeyEvent) bool
}

// ExtendBaseWidget implements what every widget of one's own needs, and keeps
// the part.
func (b *press) ExtendBaseWidget(part fyne.Widget) {
	b.owner = part
	b.BaseWidget.ExtendBaseWidget(part)
}

// Watch lets a window see Enter and Space first.
func (b *press) Watch(first func(*fyne.KeyEvent) bool) { b.first = first }

func (b *press) isOn() bool { return b.enabled == nil || b.enabled() }

func (b *press) fire() {
	if b.isOn() && b.act != nil {
		b.act()
	}
}

// Tapped implements fyne.Tappable.
func (b *press) Tapped(*fyne.PointEvent) { b.fire() }

// MouseIn implements desktop.Hoverable.
func (b *press) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *press) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *press) MouseOut() { b.hovered, b.down = false, false; b.Refresh() }

// MouseDown implements desktop.Mouseable.
func (b *press) MouseDown(*desktop.MouseEvent) { b.down = true; b.Refresh() }

// MouseUp implements desktop.Mouseable.
func (b *press) MouseUp(*desktop.MouseEvent) { b.down = false; b.Refresh() }

// Cursor implements desktop.Cursorable.
func (b *press) Cursor() desktop.Cursor {
	if b.isOn() {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained implements fyne.Focusable.
func (b *press) FocusGained() { b.focused = true; b.Refresh() }

// FocusLost implements fyne.Focusable.
func (b *press) FocusLost() { b.focused = false; b.Refresh() }

// Focused says whether the part holds the focus.
func (b *press) Focused() bool { return b.focused }

// window is the canvas on which the part lies; nil before it is shown.
func (b *press) window() fyne.Canvas {
	if app := fyne.CurrentApp(); app != nil && b.owner != nil {
		return app.Driver().CanvasForObject(b.owner)
	}
	return nil
}

// TypedRune implements fyne.Focusable. A part that is pressed takes no
// characters; they go to the window's own keys, as without a focus. Space
// arrives as a key as well.
func (b *press) TypedRune(char rune) {
	if canvas := b.window(); canvas != nil && canvas.OnTypedRune() != nil {
		canvas.OnTypedRune()(char)
	}
}

// TypedKey implements fyne.Focusable: Enter and Space press the part. Every
// other key goes to the window's own keys: a function key does the same
// wherever the focus is.
func (b *press) TypedKey(event *fyne.KeyEvent) {
	if b.beforeKey != nil && b.beforeKey(event) {
		return
	}
	if pressKey(event.Name) {
		if b.first == nil || !b.first(event) {
			b.fire()
		}
		return
	}
	if canvas := b.window(); canvas != nil && canvas.OnTypedKey() != nil {
		canvas.OnTypedKey()(event)
	}
}
