package kit

import (
	"strconv"

	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

// countDigitsMax keeps a count of notes or coins below 100,000.
const countDigitsMax = 5

// CountProps is a field for a number of notes, coins or pieces.
type CountProps struct {
	Height   float32 // 0 is 56
	TextSize float32 // 0 is 22
	Error    string
}

// Count is a field that holds a whole number.
type Count struct {
	digits
	// OnChanged is told the number at each key; OnNext and OnPrevious are
	// called by Enter or Down, and by Up.
	OnChanged          func(n int)
	OnNext, OnPrevious func()
	// OnKey sees a key before the field does; true means it was used.
	OnKey func(*fyne.KeyEvent) bool
}

// NewCount makes a Count field, empty.
func NewCount(props CountProps) *Count {
	c := &Count{}
	c.fresh = true
	c.act = func() { focusOn(c) }
	c.accept = func(text string) bool { return onlyDigits(text) && len(text) <= countDigitsMax }
	c.changed = func() {
		if c.OnChanged != nil {
			c.OnChanged(c.Number())
		}
	}
	c.submit = func() { call(c.OnNext) }
	c.onKey = c.keys
	c.shown = func() string { return c.text }
	c.apply(props)
	c.ExtendBaseWidget(c)
	return c
}

func (c *Count) keys(event *fyne.KeyEvent) bool {
	if c.OnKey != nil && c.OnKey(event) {
		return true
	}
	switch event.Name {
	case fyne.KeyDown:
		call(c.OnNext)
	case fyne.KeyUp:
		call(c.OnPrevious)
	default:
		return false
	}
	return true
}

// Set shows other props and leaves the number alone.
func (c *Count) Set(props CountProps) {
	c.apply(props)
	c.Refresh()
}

func (c *Count) apply(props CountProps) {
	c.height, c.problem = props.Height, props.Error
	c.textSize = pick(props.TextSize == 0, look.SubheadingSize, props.TextSize)
}

// Number is the count; an empty field is 0, see Empty.
func (c *Count) Number() int {
	n, err := strconv.Atoi("0" + c.text)
	if err != nil {
		return 0 // accept let nothing but few digits in
	}
	return n
}

// Empty says that nothing was typed, which is not the same as zero.
func (c *Count) Empty() bool { return c.text == "" }

// SetNumber shows a number; the next key starts a new one. One that is
// negative or too large empties the field.
func (c *Count) SetNumber(n int) {
	c.text = ""
	if text := strconv.Itoa(n); c.accept(text) {
		c.text = text
	}
	c.fresh = true
	c.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (c *Count) CreateRenderer() fyne.WidgetRenderer { return render(c, c.least, c.draw) }
