package rules_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
)

// denver is the store's zone in November, without a zone database.
var denver = time.FixedZone("MST", -7*3600)

var afternoon = time.Date(2026, 11, 24, 14, 36, 7, 0, denver)

func newEngine(t testing.TB, jurisdiction, locality string) *rules.Engine {
	t.Helper()
	engine, err := rules.New(jurisdiction, locality)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// item makes a line of whole units that hold one measure each.
func item(number int, category terminal.Category, units int64, name terminal.Measure, each string, price money.Cents) terminal.Line {
	quantity := measure.Whole(units)
	total, err := measure.MustParse(each).Mul(quantity)
	if err != nil {
		panic(err)
	}
	return terminal.Line{
		Number: number, SKU: string(category), Name: "Some " + string(category), Category: category, Unit: measure.Each,
		Quantity: quantity, UnitPrice: price, Measures: terminal.Measures{name: total},
	}
}

func flower(number int, units int64, grams string) terminal.Line {
	return item(number, "flower", units, terminal.NetGrams, grams, 3500)
}

func resin(number int, units int64, grams string) terminal.Line {
	return item(number, "concentrate", units, terminal.NetGrams, grams, 4200)
}

func gummies(number int, units int64, milligrams string) terminal.Line {
	return item(number, "edible_solid", units, terminal.THCMilligrams, milligrams, 1800)
}

func papers(number int, units int64) terminal.Line {
	line := item(number, terminal.Merchandise, units, terminal.CountMeasure, "1", 500)
	line.Measures = nil
	return line
}

func ask(lines ...terminal.Line) rules.Question {
	return rules.Question{At: afternoon, Class: terminal.Adult, Lines: lines, EarlierKnown: true, Channel: "counter"}
}

func expectCode(t *testing.T, verdict terminal.Verdict, code string) {
	t.Helper()
	if verdict.Code != code || verdict.OK() != (code == "") {
		t.Fatalf("got %q (%s, %s), want code %q", verdict.Code, verdict.Outcome, verdict.Reason, code)
	}
}

func ruleNamed(t *testing.T, verdict terminal.Verdict, id string) terminal.RuleResult {
	t.Helper()
	for _, result := range verdict.Rules {
		if result.Rule == id {
			return result
		}
	}
	t.Fatalf("the verdict has no rule %q: %+v", id, verdict)
	return terminal.RuleResult{}
}
