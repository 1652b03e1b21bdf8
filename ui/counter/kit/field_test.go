package kit_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/curbline/curbline/ui/counter/kit"
)

func TestFieldTypesAndSubmits(t *testing.T) {
	themed(t)
	field := kit.NewField(kit.FieldProps{Placeholder: "Search", Key: "F2"})
	var changed []string
	submitted := ""
	field.OnChanged = func(text string) { changed = append(changed, text) }
	field.OnSubmitted = func(text string) { submitted = text }
	field.OnKey = func(event *fyne.KeyEvent) bool { return event.Name == fyne.KeyDown }
	c := shown(t, field, fyne.NewSize(400, 56))
	c.Focus(field.Focusable())
	if !field.Focused() || !ringed(field) {
		t.Error("a focused field has a ring")
	}
	test.Type(c.Focused(), "blue")
	field.Focusable().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if field.Text() != "blue" || submitted != "blue" || strings.Join(changed, " ") != "b bl blu blue" {
		t.Errorf("text %q, submitted %q, changes %q", field.Text(), submitted, changed)
	}
	c.Unfocus()
	if field.Focused() || ringed(field) {
		t.Error("the ring stays")
	}
}

func TestFieldErrorIsInWords(t *testing.T) {
	themed(t)
	field := kit.NewField(kit.FieldProps{Error: "Cents have two places"})
	field.Resize(field.MinSize().AddWidthHeight(200, 0))
	if field.MinSize().Height != 84 || !says(field, "Cents have two places") {
		t.Errorf("%v high, shows %q", field.MinSize().Height, texts(field))
	}
}

func TestMoneyKeepsCents(t *testing.T) {
	themed(t)
	for typed, want := range map[string]struct {
		cents   int64
		shown   string
		refused int
	}{
		"":           {0, "0.00", 0},
		"200":        {20000, "200", 0},
		"200.5":      {20050, "200.5", 0},
		"12.345":     {1234, "12.34", 1},
		"1.2.3":      {123, "1.23", 0},
		"a1b":        {100, "1", 0},
		".05":        {5, ".05", 0},
		"9999999.99": {999999999, "9999999.99", 0},
		"99999999":   {999999900, "9999999", 1},
	} {
		refused := 0
		money := kit.NewMoney(kit.MoneyProps{Prefix: "$"})
		money.OnRefused = func() { refused++ }
		money.FocusGained()
		for _, r := range typed {
			money.TypedRune(r)
		}
		if money.Cents() != want.cents || money.Shown() != want.shown || refused != want.refused {
			t.Errorf("%q: %d cents, shows %q, refused %d; want %+v", typed, money.Cents(), money.Shown(), refused, want)
		}
	}
}

func TestMoneyKeypadAndReplacing(t *testing.T) {
	themed(t)
	money := kit.NewMoney(kit.MoneyProps{})
	var told []int64
	money.OnChanged = func(cents int64) { told = append(told, cents) }
	money.SetCents(18819)
	if money.Shown() != "188.19" || len(told) != 0 {
		t.Fatalf("shows %q, told %v", money.Shown(), told)
	}
	for _, key := range []string{"2", "00", ".", "5"} {
		money.Press(key)
	}
	if money.Cents() != 20050 {
		t.Errorf("%d cents; the first key starts a new amount", money.Cents())
	}
	money.Backspace()
	money.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	if money.Cents() != 20000 {
		t.Errorf("%d cents after taking two characters back", money.Cents())
	}
	money.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	if money.Cents() != 0 {
		t.Errorf("%d cents after Del", money.Cents())
	}
	submitted := int64(-1)
	money.OnSubmitted = func(cents int64) { submitted = cents }
	money.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnter})
	if submitted != 0 {
		t.Errorf("submitted %d", submitted)
	}
	money.SetCents(-5)
	if money.Cents() != 0 || money.Shown() != "0.00" {
		t.Errorf("a negative amount shows %q", money.Shown())
	}
}

func TestCountTakesDigitsOnly(t *testing.T) {
	themed(t)
	count := kit.NewCount(kit.CountProps{})
	next, previous, told := 0, 0, -1
	count.OnNext, count.OnPrevious = func() { next++ }, func() { previous++ }
	count.OnChanged = func(n int) { told = n }
	c := shown(t, count, count.MinSize())
	test.Tap(count)
	if c.Focused() != fyne.Focusable(count) {
		t.Error("a tap takes the focus")
	}
	if !count.Empty() {
		t.Error("a new field is empty, not zero")
	}
	test.Type(count, "4x1.999999")
	if count.Number() != 41999 || told != 41999 {
		t.Errorf("%d, told %d; five digits are the most", count.Number(), told)
	}
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyDown, fyne.KeyUp} {
		count.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if next != 2 || previous != 1 {
		t.Errorf("next %d, previous %d", next, previous)
	}
	count.SetNumber(100000)
	if !count.Empty() {
		t.Error("a number with six digits does not fit")
	}
	count.SetNumber(0)
	if count.Empty() || !says(count, "0") {
		t.Error("zero is a count")
	}
}
