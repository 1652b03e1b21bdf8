package browser

import (
	"context"
	"time"
	"unicode"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Keyboard is how a scanner that pretends to be a keyboard sends the control
// characters of a barcode.
type Keyboard int

// The keyboards.
const (
	// EnterKeys sends LF and CR as Enter and leaves RS out: the commonest one.
	EnterKeys Keyboard = iota
	// ControlKeys sends a control character as Ctrl with its letter.
	ControlKeys
)

// Type types a text with real key events, key by key.
func (p *Page) Type(text string) { p.t.Helper(); p.TypeAs(EnterKeys, text, 0) }

// Scan types as a scanner does: the keys come one after the other as fast as the
// browser takes them.
func (p *Page) Scan(keyboard Keyboard, text string) {
	p.t.Helper()
	var keys []*input.DispatchKeyEventParams
	for _, r := range text {
		keys = append(keys, keyboard.events(r)...)
	}
	ctx, cancel := context.WithTimeout(p.ctx, Within)
	defer cancel()
	if err := burst(ctx, p.profile, string(chromedp.FromContext(p.ctx).Target.TargetID), keys); err != nil {
		p.t.Fatalf("scan: %v", err)
	}
}

// TypeAs types with a pause after each key, as a slow scanner does.
func (p *Page) TypeAs(keyboard Keyboard, text string, pause time.Duration) {
	p.t.Helper()
	p.run(chromedp.ActionFunc(func(ctx context.Context) error {
		for _, r := range text {
			for _, event := range keyboard.events(r) {
				if err := event.Do(ctx); err != nil {
					return err
				}
			}
			if err := chromedp.Sleep(pause).Do(ctx); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Key presses one named key of the kb package, such as kb.Tab.
func (p *Page) Key(key string) {
	p.t.Helper()
	p.run(chromedp.KeyEvent(key))
}

// Enter presses Enter.
func (p *Page) Enter() { p.t.Helper(); p.Key(kb.Enter) }

func (k Keyboard) events(r rune) []*input.DispatchKeyEventParams {
	if !unicode.IsControl(r) {
		return merged(kb.Encode(r))
	}
	if k == EnterKeys {
		if r == '\n' || r == '\r' {
			return merged(kb.Encode('\r'))
		}
		return nil
	}
	return control(r)
}

// merged puts the text onto the key-down, which is how the system delivers it,
// and halves the messages.
func merged(events []*input.DispatchKeyEventParams) []*input.DispatchKeyEventParams {
	if len(events) != 3 {
		return events
	}
	down := events[0]
	down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
	return []*input.DispatchKeyEventParams{down, events[2]}
}

// control gives Ctrl with the key that stands 0x40 above the character: LF is
// Ctrl+J, CR Ctrl+M, RS Ctrl+^.
func control(r rune) []*input.DispatchKeyEventParams {
	letter := r + 0x40
	modifiers := input.ModifierCtrl
	key := &input.DispatchKeyEventParams{Key: string(unicode.ToLower(letter))}
	if found, ok := kb.Keys[unicode.ToLower(letter)]; ok {
		key.Code, key.WindowsVirtualKeyCode = found.Code, found.Windows
		if found.Shift {
			modifiers |= input.ModifierShift
			key.Key = string(letter)
		}
	}
	press := func(kind input.KeyType, of *input.DispatchKeyEventParams, held input.Modifier) *input.DispatchKeyEventParams {
		event := *of
		event.Type, event.Modifiers = kind, held
		return &event
	}
	hold := &input.DispatchKeyEventParams{Key: "Control", Code: "ControlLeft", WindowsVirtualKeyCode: 17}
	return []*input.DispatchKeyEventParams{
		press(input.KeyRawDown, hold, input.ModifierCtrl), press(input.KeyRawDown, key, modifiers),
		press(input.KeyUp, key, modifiers), press(input.KeyUp, hold, 0),
	}
}

// SelectAll selects what stands in the focused field, with Ctrl+A: what is typed
// next takes its place. Headless Chromium has no menu that would know the key, so
// the editor's command goes with it.
func (p *Page) SelectAll() {
	p.t.Helper()
	key := input.DispatchKeyEvent(input.KeyRawDown).WithKey("a").WithCode("KeyA").WithWindowsVirtualKeyCode('A').WithModifiers(input.ModifierCtrl)
	up := *key
	up.Type = input.KeyUp
	p.run(key.WithCommands([]string{"selectAll"}), &up)
}
