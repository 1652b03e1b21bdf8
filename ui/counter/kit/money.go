package kit

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

// moneyWholeDigitsMax keeps an amount below ten million.
const moneyWholeDigitsMax = 7

// MoneyProps is a field for an amount.
type MoneyProps struct {
	Prefix   string  // "$"
	Height   float32 // 56 to 76; 0 is 76
	TextSize float32 // 0 is 40
	Error    string
}

// Money is a field that holds whole cents. It takes digits and one point;
// cents never pass through a float.
type Money struct {
	digits
	// OnChanged is told the cents at each key, OnSubmitted at Enter. OnRefused
	// is told a third place or an eighth digit, so that an error can say so.
	OnChanged   func(cents int64)
	OnSubmitted func(cents int64)
	OnRefused   func()
	// OnKey sees a key before the field does; true means it was used.
	OnKey func(*fyne.KeyEvent) bool
}

// NewMoney makes a Money field at zero.
func NewMoney(props MoneyProps) *Money {
	m := &Money{}
	m.fresh = true
	m.act = func() { focusOn(m) }
	m.accept = m.allows
	m.changed = func() {
		if m.OnChanged != nil {
			m.OnChanged(m.Cents())
		}
	}
	m.submit = func() {
		if m.OnSubmitted != nil {
			m.OnSubmitted(m.Cents())
		}
	}
	m.onKey = func(event *fyne.KeyEvent) bool { return m.OnKey != nil && m.OnKey(event) }
	m.shown = m.display
	m.apply(props)
	m.ExtendBaseWidget(m)
	return m
}

// focusOn gives a part the focus of the canvas it is on.
func focusOn(part interface {
	fyne.CanvasObject
	fyne.Focusable
},
) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(part); c != nil {
		c.Focus(part)
	}
}

// Set shows other props and leaves the amount alone.
func (m *Money) Set(props MoneyProps) {
	m.apply(props)
	m.Refresh()
}

func (m *Money) apply(props MoneyProps) {
	m.prefix, m.problem = props.Prefix, props.Error
	m.height = pick(props.Height == 0, look.PayHeight, props.Height)
	m.textSize = pick(props.TextSize == 0, 40, props.TextSize)
}

// allows says whether the field may hold the text: digits, at most one point,
// at most two places.
func (m *Money) allows(text string) bool {
	whole, places, _ := strings.Cut(text, ".")
	ok := onlyDigits(whole) && onlyDigits(places) &&
		len(whole) <= moneyWholeDigitsMax && len(places) <= 2
	if !ok && m.OnRefused != nil && onlyDigits(strings.Replace(text, ".", "", 1)) {
		m.OnRefused()
	}
	return ok
}

func onlyDigits(text string) bool {
	for _, r := range text {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// Cents is the amount.
func (m *Money) Cents() int64 {
	whole, places, _ := strings.Cut(m.text, ".")
	cents, err := strconv.ParseInt("0"+whole+(places + "00")[:2], 10, 64)
	if err != nil {
		return 0 // allows let nothing but digits in, and few enough
	}
	return cents
}

// SetCents shows an amount; the next key starts a new one. A negative or too
// large amount shows as zero.
func (m *Money) SetCents(cents int64) {
	m.text = ""
	if text := fmt.Sprintf("%d.%02d", cents/100, cents%100); cents > 0 && m.allows(text) {
		m.text = text
	}
	m.fresh = true
	m.Refresh()
}

// Press types a key of the keypad: a digit, "00" or ".".
func (m *Money) Press(key string) { m.typed(key) }

// Backspace takes the last character away.
func (m *Money) Backspace() { m.backspace() }

// display is the text as typed while it is being typed, else with its cents.
func (m *Money) display() string {
	if m.text != "" && !m.fresh {
		return m.text
	}
	cents := m.Cents()
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

// CreateRenderer implements fyne.Widget.
func (m *Money) CreateRenderer() fyne.WidgetRenderer { return render(m, m.least, m.draw) }
