package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	fieldErrorHeight float32 = 28
	// caretRoom is left of the text, so that the caret before it is seen.
	caretRoom float32 = 4
)

// FieldProps is what stands around a field's text; the text is the person's.
type FieldProps struct {
	Placeholder string
	Icon        look.Icon
	Key         string  // the key that focuses it
	Height      float32 // 56 to 76; 0 is 56
	TextSize    float32 // 18 or 22; 0 is 18
	// Error says what is wrong, below the field.
	Error string
	// Secret hides the text (a PIN).
	Secret bool
}

// Field is one line of text to type in.
type Field struct {
	widget.BaseWidget
	props FieldProps
	entry *fieldEntry
	inner *container.Clip
	// Each of these may be nil. OnKey, OnRune and OnShortcut see what is typed
	// before the field does; true means it was used. TakesTab says whether Tab goes
	// to OnKey now instead of moving the focus.
	OnChanged   func(text string)
	OnSubmitted func(text string)
	OnKey       func(*fyne.KeyEvent) bool
	OnRune      func(rune) bool
	OnShortcut  func(fyne.Shortcut) bool
	TakesTab    func() bool
}

// NewField makes a Field.
func NewField(props FieldProps) *Field {
	f := &Field{props: props}
	f.entry = &fieldEntry{field: f}
	f.entry.ExtendBaseWidget(f.entry)
	f.entry.Scroll = container.ScrollHorizontalOnly
	f.entry.Wrapping = fyne.TextWrapOff
	f.entry.OnChanged = func(text string) {
		if f.OnChanged != nil {
			f.OnChanged(text)
		}
	}
	f.entry.OnSubmitted = func(text string) {
		if f.OnSubmitted != nil {
			f.OnSubmitted(text)
		}
	}
	f.apply()
	f.inner = container.NewClip(container.NewWithoutLayout(container.NewThemeOverride(f.entry, fieldTheme{f})))
	// A clip extends itself only when it is first painted; until then what it
	// holds would not be found for the focus.
	f.inner.ExtendBaseWidget(f.inner)
	f.ExtendBaseWidget(f)
	return f
}

// Set shows other props and leaves the text alone.
func (f *Field) Set(props FieldProps) {
	if f.props != props {
		f.props = props
		f.apply()
		f.Refresh()
	}
}

func (f *Field) apply() {
	f.entry.PlaceHolder = f.props.Placeholder
	f.entry.Password = f.props.Secret
	f.entry.Refresh()
}

// Text is what was typed.
func (f *Field) Text() string { return f.entry.Text }

// SetText replaces what was typed and puts the caret behind it.
func (f *Field) SetText(text string) {
	f.entry.SetText(text)
	f.entry.CursorColumn = len([]rune(text))
	f.entry.Refresh()
}

// Focusable is what to give the canvas's focus to.
func (f *Field) Focusable() fyne.Focusable { return f.entry }

// Focused says whether the field holds the focus.
func (f *Field) Focused() bool { return f.entry.focused }

func (f *Field) height() float32 { return fieldHeight(f.props.Height) }

func fieldHeight(height float32) float32 {
	if height == 0 {
		return look.TargetHeight
	}
	return height
}

// CreateRenderer implements fyne.Widget.
func (f *Field) CreateRenderer() fyne.WidgetRenderer {
	return render(f,
		func() fyne.Size {
			return fyne.NewSize(120, f.height()+pick(f.props.Error != "", fieldErrorHeight, 0))
		}, f.draw)
}

func (f *Field) draw(p *pen, size fyne.Size) {
	height := f.height()
	p.frame(size.Width, height, f.entry.focused, f.props.Error)
	left, right := float32(16), size.Width-16
	if f.props.Icon != "" {
		p.icon(f.props.Icon, look.Ink2, 17, snap(height/2-12), 24)
		left = 54
	}
	if f.props.Key != "" {
		right -= keycapWidth(f.props.Key)
		p.keycap(f.props.Key, right, snap(height/2-keycapHeight/2), look.Ink2, look.Surface)
		right -= 10
	}
	if f.props.Error != "" {
		right -= 24
		p.icon(look.ErrorOutline, look.Stop, right, snap(height/2-12), 24)
		right -= 10
	}
	// The entry pads its text itself; the clip cuts that padding off.
	pad := look.New(look.Auto).Size(theme.SizeNameInnerPadding)
	least := f.entry.MinSize().Height
	p.place(f.inner, left-caretRoom, 2, right-left+caretRoom, height-4)
	holder := f.inner.Content.(*fyne.Container).Objects[0]
	holder.Move(fyne.NewPos(caretRoom-pad, snap((height-4-least)/2)))
	holder.Resize(fyne.NewSize(right-left+2*pad, least))
}

// frame is the edge of something to type in, its ring, and its error in words
// below.
func (p *pen) frame(width, height float32, focused bool, problem string) {
	if focused {
		p.ring(0, 0, width, height, look.Radius)
	}
	edge, edgeWidth := look.Ctl, look.EdgeControl
	if problem != "" {
		edge, edgeWidth = look.Stop, look.EdgeAlarm
		p.writeFit(say(problem, look.TextSize, true, look.Stop), 0, height+16, width, start)
	}
	p.box(0, 0, width, height, look.Surface, edge, edgeWidth, look.Radius)
}

// fieldEntry is Fyne's entry, which tells its field about the focus.
type fieldEntry struct {
	widget.Entry
	field   *Field
	focused bool
}

// FocusGained implements fyne.Focusable.
func (e *fieldEntry) FocusGained() {
	e.focused = true
	e.Entry.FocusGained()
	e.field.Refresh()
}

// FocusLost implements fyne.Focusable.
func (e *fieldEntry) FocusLost() {
	e.focused = false
	e.Entry.FocusLost()
	e.field.Refresh()
}

// TypedKey implements fyne.Focusable.
func (e *fieldEntry) TypedKey(event *fyne.KeyEvent) {
	if e.field.OnKey != nil && e.field.OnKey(event) {
		return
	}
	e.Entry.TypedKey(event)
}

// TypedRune implements fyne.Focusable.
func (e *fieldEntry) TypedRune(char rune) {
	if e.field.OnRune == nil || !e.field.OnRune(char) {
		e.Entry.TypedRune(char)
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (e *fieldEntry) TypedShortcut(shortcut fyne.Shortcut) {
	if e.field.OnShortcut == nil || !e.field.OnShortcut(shortcut) {
		e.Entry.TypedShortcut(shortcut)
	}
}

// AcceptsTab implements fyne.Tabbable.
func (e *fieldEntry) AcceptsTab() bool { return e.field.TakesTab != nil && e.field.TakesTab() }

// fieldTheme is the theme in force with the field's own text size, and no
// ground, as the field draws that.
type fieldTheme struct{ field *Field }

func (fieldTheme) base() fyne.Theme { return fyne.CurrentApp().Settings().Theme() }

// Color implements fyne.Theme. The entry's own edge is not drawn, as the field
// draws one; its primary colour is that of the edge while focused, and of the
// caret only where animations are off.
func (t fieldTheme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch {
	case name == theme.ColorNameInputBackground, name == theme.ColorNameInputBorder,
		name == theme.ColorNamePrimary && fyne.CurrentApp().Settings().ShowAnimations():
		return color.Transparent
	}
	return t.base().Color(name, variant)
}

// Font implements fyne.Theme.
func (t fieldTheme) Font(style fyne.TextStyle) fyne.Resource { return t.base().Font(style) }

// Icon implements fyne.Theme.
func (t fieldTheme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base().Icon(name) }

// Size implements fyne.Theme.
func (t fieldTheme) Size(name fyne.ThemeSizeName) float32 {
	switch {
	case name == theme.SizeNameText && t.field.props.TextSize > 0:
		return t.field.props.TextSize
	case name == theme.SizeNameInputBorder:
		return 2
	}
	return t.base().Size(name)
}
