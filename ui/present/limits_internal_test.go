package present

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
)

func colorado(earlier, flower, concentrate, edibles string) rules.Meter {
	meter := rules.Meter{Max: "1", Unit: "share"}
	for _, group := range []rules.MeterGroup{
		{Label: "flower", Earlier: true, Amount: earlier, Unit: "g", Factor: "1/28"},
		{Label: "flower", Amount: flower, Unit: "g", Factor: "1/28"},
		{Label: "concentrate", Amount: concentrate, Unit: "g", Factor: "1/8"},
		{Label: "edibles", Amount: edibles, Unit: "mg THC", Factor: "1/800"},
	} {
		if group.Amount != "0" {
			meter.Groups = append(meter.Groups, group)
		}
	}
	return meter
}

func TestRoomInTerms(t *testing.T) {
	checkout, over := colorado("3.5", "8", "1", "200"), colorado("3.5", "14", "2", "200")
	grams, milligrams := room{places: 2}, room{places: 0}
	for _, c := range []struct {
		meter  rules.Meter
		factor string
		room   room
		want   string
	}{
		{checkout, "1/28", grams, "6"},
		{checkout, "1/8", grams, "1.71"},
		{checkout, "1/800", milligrams, "171"},
		{over, "1/28", room{over: true, places: 2}, "3.5"},
		{over, "1/8", room{over: true, places: 2}, "1"},
		{over, "1/800", room{over: true}, "100"},
		{over, "1/28", grams, "0"},
		{checkout, "1/28", room{over: true, places: 2}, "0"},
		{checkout, "0", grams, ""},
		{checkout, "x/3", grams, ""},
		{rules.Meter{Max: ""}, "1", grams, ""},
		{rules.Meter{Max: "999999999999"}, "1/999999999999", grams, ""},
		{rules.Meter{Max: "56.7"}, "1", grams, "56.7"},
		{rules.Meter{Max: "56.7"}, "0.5", grams, "113.4"},
	} {
		if got := inTerm(c.meter, c.factor, c.room); got != c.want {
			t.Errorf("%s of %+v: %q, want %q", c.factor, c.meter, got, c.want)
		}
	}
}

// What is said never promises more than the limit holds, and never less than a
// hundredth below it.
func TestRoomIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hundredths := func(name string) string {
			return measure.Whole(rapid.Int64Range(0, 3000).Draw(t, name)).String()
		}
		meter := colorado(hundredths("earlier"), hundredths("flower"), hundredths("concentrate"), hundredths("edibles"))
		left := new(big.Rat).SetInt64(1)
		for _, group := range meter.Groups {
			factor, _ := new(big.Rat).SetString(group.Factor)
			amount, _ := new(big.Rat).SetString(group.Amount)
			left.Sub(left, factor.Mul(factor, amount))
		}
		over := rapid.Bool().Draw(t, "over")
		if over {
			left.Neg(left)
		}
		if left.Sign() < 0 {
			left.SetInt64(0)
		}
		exact := left.Mul(left, big.NewRat(28, 1))
		said, ok := new(big.Rat).SetString(inTerm(meter, "1/28", room{over: over, places: 2}))
		if !ok {
			t.Fatal("nothing is said")
		}
		difference := new(big.Rat).Sub(exact, said)
		if over {
			difference.Neg(difference)
		}
		if difference.Sign() < 0 || difference.Cmp(big.NewRat(1, 100)) >= 0 {
			t.Fatalf("%s said of %s", said.FloatString(4), exact.FloatString(6))
		}
	})
}
