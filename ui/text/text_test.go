package text_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/ui/text"
)

func TestForms(t *testing.T) {
	for amount, want := range map[money.Cents]string{0: "$0.00", 5: "$0.05", 123456: "$1,234.56", -500: "−$5.00", 100000000: "$1,000,000.00"} {
		if got := text.Money(amount); got != want {
			t.Errorf("%d: %s, want %s", amount, got, want)
		}
	}
	afternoon := time.Date(2026, 11, 24, 14, 36, 12, 0, time.UTC)
	midnight := time.Date(2026, 11, 24, 0, 5, 0, 0, time.UTC)
	day := clock.Date{Year: 2026, Month: 11, Day: 24}
	for got, want := range map[string]string{
		text.English.Clock(afternoon): "2:36 PM", text.Spanish.Clock(afternoon): "2:36 p. m.",
		text.English.Clock(midnight): "12:05 AM", text.Spanish.Seconds(afternoon): "2:36:12 p. m.",
		text.English.Day(day): "Nov 24, 2026", text.Spanish.Day(day): "24 nov 2026",
		text.Dollars(19000): "$190", text.Dollars(18819): "$188.19", text.Piece(25): "25¢", text.Piece(2000): "$20",
		text.Percent(786): "78.6%", text.Percent(1000): "100%", text.Percent(0): "0%", text.Percent(1125): "112.5%",
		text.Age(48*time.Minute + 59*time.Second): "48 min", text.Age(125 * time.Minute): "2 h 5 min", text.Age(-time.Second): "0 min",
		text.Wait(252 * time.Second): "4:12", text.Wait(3723 * time.Second): "1:02:03",
		text.Count(48215): "48,215", text.Count(-1234): "−1,234", text.Count(999): "999",
		text.ShortName("Mara Voss"): "Mara V.", text.ShortName("Cher"): "Cher",
		text.English.Of(1, text.ItemOne, text.ItemMany): "1 item", text.Spanish.Of(6, text.ItemOne, text.ItemMany): "6 artículos",
		text.Spanish.Say(text.PersonDocument, "Colorado", "Licencia", "mar 2029"): "Licencia de Colorado, vigente a mar 2029",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestErrorsSpeakOrKeepTheirWords(t *testing.T) {
	known := terminal.Errorf(terminal.Refused, "staff.wrong_pin", "That PIN is not right.").WithHint("After five.")
	strange := terminal.Errorf(terminal.Conflict, "quux.frob", "Frob 7 is bent.").WithHint("Unbend it.")
	if sentence, _ := text.Spanish.Error(known); sentence != "Credencial o PIN no son correctos." {
		t.Error(sentence)
	}
	if sentence, hint := text.English.Error(known); sentence != known.Message || hint != known.Hint {
		t.Error(sentence, hint)
	}
	if sentence, hint := text.Spanish.Error(strange); sentence != "Frob 7 is bent." || hint != "Unbend it." {
		t.Error(sentence, hint)
	}
	if sentence, hint := text.English.Error(nil); sentence != "" || hint != "" {
		t.Error(sentence, hint)
	}
}
