package kit

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

// digits is what Money and Count share: a right-aligned field that takes keys
// itself, since Fyne's entry can neither align right nor refuse letters.
type digits struct {
	press
	text string // what was typed
	// fresh is true until the first key after the value was set or the focus
	// gained: that key starts a new number.
	fresh    bool
	problem  string
	height   float32
	textSize float32
	prefix   string
	accept   func(text string) bool // whether the text may become this
	changed  func()
	onKey    func(*fyne.KeyEvent) bool
	submit   func()
	// OnRune sees a character before the field does; true means it was used.
	OnRune func(rune) bool
	// TakesTab says whether Tab goes to OnKey now instead of moving the focus.
	TakesTab func() bool
	shown    func() string
}

// Tapped implements fyne.Tappable: it takes the focus.
func (d *digits) Tapped(*fyne.PointEvent) { d.act() }

// FocusGained implements fyne.Focusable.
func (d *digits) FocusGained() {
	d.fresh = true
	d.press.FocusGained()
}

// TypedRune implements fyne.Focusable.
func (d *digits) TypedRune(r rune) {
	if d.OnRune == nil || !d.OnRune(r) {
		d.typed(string(r))
	}
}

// AcceptsTab implements fyne.Tabbable.
func (d *digits) AcceptsTab() bool { return d.TakesTab != nil && d.TakesTab() }

// typed adds what was typed; what does not fit is refused and changes nothing.
func (d *digits) typed(piece string) bool {
	text := d.text + piece
	if d.fresh {
		text = piece
	}
	if !d.accept(text) {
		return false
	}
	d.text, d.fresh = text, false
	d.changed()
	d.Refresh()
	return true
}

// TypedKey implements fyne.Focusable.
func (d *digits) TypedKey(event *fyne.KeyEvent) {
	if d.onKey != nil && d.onKey(event) {
		return
	}
	switch event.Name {
	case fyne.KeyBackspace:
		d.backspace()
	case fyne.KeyDelete:
		d.clear()
	case fyne.KeyReturn, fyne.KeyEnter:
		if d.submit != nil {
			d.submit()
		}
	}
}

func (d *digits) backspace() {
	if d.text == "" {
		return
	}
	d.text, d.fresh = d.text[:len(d.text)-1], false
	d.changed()
	d.Refresh()
}

func (d *digits) clear() {
	if d.text == "" {
		return
	}
	d.text, d.fresh = "", false
	d.changed()
	d.Refresh()
}

func (d *digits) least() fyne.Size {
	return fyne.NewSize(104, fieldHeight(d.height)+pick(d.problem != "", fieldErrorHeight, 0))
}

func (d *digits) draw(p *pen, size fyne.Size) {
	height := fieldHeight(d.height)
	p.frame(size.Width, height, d.focused, d.problem)
	textSize := d.textSize
	if textSize == 0 {
		textSize = look.SubheadingSize
	}
	right := size.Width - 20
	if d.problem != "" {
		right -= 24
		p.icon(look.ErrorOutline, look.Stop, right, snap(height/2-12), 24)
		right -= 10
	}
	left := float32(19)
	if d.prefix != "" {
		left += p.write(say(d.prefix, max(textSize*0.7, look.SubheadingSize), false, look.Ink2), left, height/2, start) + 8
	}
	p.figure(say(d.shown(), textSize, true, look.Ink), right, height/2, right-left, end)
	if d.focused && !d.fresh {
		p.fill(right+3, snap(height/2-textSize*0.55), 2, snap(textSize*1.1), look.Primary, 0)
	}
}
