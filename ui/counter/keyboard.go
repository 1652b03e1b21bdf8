package counter

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/curbline/curbline/ui/present"
)

// keyAlone is how long a key waits for the character that comes with it. Fyne
// reports the two one after the other, out of one turn of its loop.
const keyAlone = 5 * time.Millisecond

// strokesMax bounds what is kept; a scan has at most 4 KiB, each with its key.
const strokesMax = 10_000

// stroke is one key or character that nobody has got yet.
type stroke struct {
	text string // what the wedge was given; empty for the key of the character behind it
	rune rune   // 0 for a key
	key  *fyne.KeyEvent
}

// keyboard sees every key before a field or a screen does, and keeps what may
// come from a scanner until that is known. Without a wedge it keeps nothing.
type keyboard struct {
	w     *Window
	wedge present.Wedge
	now   func() time.Duration
	// after runs a function on the Fyne goroutine, later.
	after func(wait time.Duration, run func()) (stop func())

	held    []stroke
	waiting bool // the wedge holds something
	giving  bool // what was held is given out now
	stop    func()
	later   *present.Screen // what came to be drawn in between
}

// Listen puts a wedge before every key of the window; now is the steady clock by
// which it tells a scanner from a person. Call it before Run.
func (w *Window) Listen(wedge present.Wedge, now func() time.Duration) {
	w.keys.wedge, w.keys.now = wedge, now
	for _, each := range controls {
		shortcut := each.shortcut
		w.canvas.AddShortcut(&shortcut, func(pressed fyne.Shortcut) { w.keys.shortcut(pressed) })
	}
}

func newKeyboard(w *Window) *keyboard {
	return &keyboard{w: w, after: func(wait time.Duration, run func()) func() {
		timer := time.AfterFunc(wait, func() { fyne.Do(run) })
		return func() { timer.Stop() }
	}}
}

// controls are the control characters of documents as a scanner types them on a
// US keyboard.
var controls = []struct {
	shortcut desktop.CustomShortcut
	text     string
}{
	{desktop.CustomShortcut{KeyName: fyne.KeyBackslash, Modifier: fyne.KeyModifierControl}, "\x1c"},
	{desktop.CustomShortcut{KeyName: fyne.KeyRightBracket, Modifier: fyne.KeyModifierControl}, "\x1d"},
	{desktop.CustomShortcut{KeyName: fyne.Key6, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}, "\x1e"},
	{desktop.CustomShortcut{KeyName: "^", Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}, "\x1e"},
	{desktop.CustomShortcut{KeyName: fyne.Key6, Modifier: fyne.KeyModifierControl}, "\x1e"},
	{desktop.CustomShortcut{KeyName: fyne.KeyMinus, Modifier: fyne.KeyModifierControl | fyne.KeyModifierShift}, "\x1f"},
	{desktop.CustomShortcut{KeyName: fyne.KeyJ, Modifier: fyne.KeyModifierControl}, "\n"},
	{desktop.CustomShortcut{KeyName: fyne.KeyM, Modifier: fyne.KeyModifierControl}, "\r"},
	{desktop.CustomShortcut{KeyName: fyne.KeyB, Modifier: fyne.KeyModifierControl}, "\x02"},
}

// shortcut takes a control character; true means that it was one.
func (k *keyboard) shortcut(pressed fyne.Shortcut) bool {
	custom, ok := pressed.(*desktop.CustomShortcut)
	if !ok || k.wedge == nil || k.giving {
		return false
	}
	for _, each := range controls {
		if each.shortcut == *custom {
			k.take(stroke{text: each.text})
			return true
		}
	}
	return false
}

// rune sees a character first; true means that it is kept.
func (k *keyboard) rune(char rune) bool {
	if k.wedge == nil || k.giving {
		return false
	}
	return k.take(stroke{text: string(char), rune: char})
}

// key sees a key first; true means that it is kept.
func (k *keyboard) key(event *fyne.KeyEvent) bool {
	switch {
	case k.wedge == nil || k.giving || event.Name == "" || modifiers[event.Name]:
		return false
	case isEnter(event.Name):
		return k.take(stroke{text: "\n", key: event})
	case event.Name == fyne.KeyTab:
		return k.take(stroke{text: "\t", key: event})
	case event.Name == fyne.KeyDown && k.waiting:
		return k.take(stroke{text: present.WedgeDown, key: event})
	case hasCharacter(event.Name):
		k.held = append(k.held, stroke{key: event})
		if !k.waiting {
			k.wake(keyAlone)
		}
		return true
	case len(k.held) > 0 || k.waiting:
		// No scan has this key: what came before it goes first.
		k.wedge.Interrupt()
		k.ask()
	}
	return false
}

// modifiers do nothing by themselves; scanners press them between letters.
var modifiers = map[fyne.KeyName]bool{
	desktop.KeyShiftLeft: true, desktop.KeyShiftRight: true, desktop.KeyControlLeft: true, desktop.KeyControlRight: true,
	desktop.KeyAltLeft: true, desktop.KeyAltRight: true, desktop.KeySuperLeft: true, desktop.KeySuperRight: true, desktop.KeyCapsLock: true,
}

// hasCharacter says whether a key is followed by the character that it types.
func hasCharacter(name fyne.KeyName) bool { return len(name) == 1 || name == fyne.KeySpace }

// take gives a character to the wedge; true means that it is kept.
func (k *keyboard) take(last stroke) bool {
	if !k.wedge.Key(last.text, k.now()) {
		k.ask()
		return false
	}
	if len(k.held) >= strokesMax {
		k.forget(len(k.held))
	}
	k.held = append(k.held, last)
	k.watchFocus()
	k.ask()
	return true
}

// ask asks the wedge what became of what it holds.
func (k *keyboard) ask() {
	now := k.now()
	for {
		scan, typed, next := k.wedge.Due(now)
		k.release(typed)
		if scan != nil {
			found := *scan
			k.w.bridge.do(func() { k.w.counter.Scanned(found) })
		}
		if k.waiting = next != 0; k.waiting && next <= now {
			continue
		}
		if k.waiting {
			k.wake(next - now)
		} else {
			k.settle()
		}
		break
	}
	if screen := k.later; screen != nil && !k.waiting {
		k.later = nil
		k.w.show(*screen)
	}
}

// release gives out what was typing after all. What stands before it in the row
// belonged to a scan.
func (k *keyboard) release(typed string) {
	if typed == "" {
		return
	}
	for from := range k.held {
		if count := k.reach(from, typed); count > 0 {
			k.forget(from)
			k.give(count)
			return
		}
	}
	// The wedge gives what it was not given like that: nothing typed gets lost.
	k.forget(len(k.held))
	for _, char := range typed {
		k.hand(stroke{text: string(char), rune: char})
	}
}

// reach is how many strokes from a place on make up a text, 0 if they do not.
func (k *keyboard) reach(from int, typed string) int {
	for at := from; at < len(k.held); at++ {
		rest, ok := strings.CutPrefix(typed, k.held[at].text)
		if !ok {
			return 0
		}
		if typed = rest; typed == "" {
			return at + 1 - from
		}
	}
	return 0
}

// settle is called when the wedge holds nothing: the characters that did not come
// out were a scan's, with their keys. A key at the end, whose character never
// came, was a person's.
func (k *keyboard) settle() {
	last := len(k.held)
	for last > 0 && k.held[last-1].text == "" {
		last--
	}
	k.forget(last)
	k.give(len(k.held))
}

// forget drops the first strokes; they may be of somebody's document.
func (k *keyboard) forget(count int) {
	rest := copy(k.held, k.held[count:])
	clear(k.held[rest:])
	k.held = k.held[:rest]
}

// give hands the first strokes to the focus, or else to the screen.
func (k *keyboard) give(count int) {
	given := append([]stroke(nil), k.held[:count]...)
	k.forget(count)
	for _, each := range given {
		k.hand(each)
	}
}

func (k *keyboard) hand(last stroke) {
	k.giving = true
	defer func() { k.giving = false }()
	focused := k.w.canvas.Focused()
	switch {
	case last.rune != 0 && focused != nil:
		focused.TypedRune(last.rune)
	case last.rune != 0:
		k.w.typedRune(last.rune)
	case last.key == nil: // a control character means nothing to anybody else
	case last.key.Name == fyne.KeyTab:
		k.w.canvas.FocusNext()
	case focused != nil:
		focused.TypedKey(last.key)
	default:
		k.w.typed(last.key)
	}
}

// wake asks again after a while.
func (k *keyboard) wake(wait time.Duration) {
	if k.stop != nil {
		k.stop()
	}
	k.stop = k.after(wait, func() {
		k.stop = nil
		k.ask()
	})
}

// busy says that a scan may be under way.
func (k *keyboard) busy() bool { return k.waiting }

// watchFocus lets the keyboard see Enter and Space before the button that has
// the focus does: a scan must not press it.
func (k *keyboard) watchFocus() {
	if part, ok := k.w.canvas.Focused().(interface {
		Watch(first func(*fyne.KeyEvent) bool)
	}); ok {
		part.Watch(k.key)
	}
}

// showSoon draws a screen, but not into a scan: while that is being typed every
// moment that drawing takes would look like a pause.
func (w *Window) showSoon(screen present.Screen) {
	if w.keys.busy() {
		w.keys.later = &screen
		return
	}
	w.keys.later = nil
	w.show(screen)
}
