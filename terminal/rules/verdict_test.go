package rules_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
)

func TestZeroValuesRefuse(t *testing.T) {
	var none *rules.Engine
	expectCode(t, none.Evaluate(ask(flower(1, 1, "3.5"))), "rules.no_pack")
	expectCode(t, (&rules.Engine{}).Evaluate(rules.Question{}), "rules.no_pack")
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	expectCode(t, engine.Evaluate(rules.Question{}), "rules.no_time")
	expectCode(t, engine.Evaluate(rules.Question{At: afternoon}), "rules.class_unknown")
	expectCode(t, engine.Evaluate(rules.Question{At: afternoon, Class: terminal.Adult}), "rules.empty_cart")
	question := rules.Question{At: afternoon, Class: terminal.Adult, Lines: []terminal.Line{{}}}
	if engine.Evaluate(question).OK() {
		t.Error("an empty line is allowed")
	}
	if none.Status() != rules.StatusDraft || !none.Draft() || none.Version(afternoon) != "" || none.LegalDayKeepDays() != 1 {
		t.Error("an engine of nothing claims something")
	}
	if _, err := none.MinimumAge(terminal.Adult, afternoon); err == nil {
		t.Error("an engine of nothing knows an age")
	}
	if none.OfflineSale(terminal.Adult, afternoon).Allowed || !none.UnexpiredRequired(afternoon) {
		t.Error("an engine of nothing allows")
	}
	if none.Unsellable(terminal.Product{}, terminal.Adult, afternoon) == "" {
		t.Error("an engine of nothing finds a product sellable")
	}
}

func TestEdgeOfTheOunce(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	for _, c := range []struct {
		grams string
		code  string
	}{{"14", ""}, {"14.001", "rules.over_limit"}, {"13.999999", ""}, {"14.000001", "rules.over_limit"}} {
		verdict := engine.Evaluate(ask(flower(1, 1, c.grams), resin(2, 2, "1"), gummies(3, 2, "100")))
		expectCode(t, verdict, c.code)
		result := ruleNamed(t, verdict, "co-adult-1oz-equiv")
		want := c.grams + "/28 + 2/8 + 200/800 = "
		if !strings.HasPrefix(result.Arithmetic, want) {
			t.Errorf("%q does not start with %q", result.Arithmetic, want)
		}
		if c.grams == "14" && (result.Used != "1.0000" || result.Headroom != "0.0000") {
			t.Errorf("%+v", result)
		}
		if c.grams == "14.000001" && result.Used != "1.0001" {
			t.Errorf("a millionth too much shows as %s", result.Used)
		}
	}
}

func TestSubCapOfMichigan(t *testing.T) {
	engine := newEngine(t, "US-MI", "")
	expectCode(t, engine.Evaluate(ask(resin(1, 15, "1"), flower(2, 1, "55.875"))), "")
	expectCode(t, engine.Evaluate(ask(resin(1, 15, "1"), flower(2, 1, "55.876"))), "rules.over_limit")
	verdict := engine.Evaluate(ask(resin(1, 15, "1.001")))
	expectCode(t, verdict, "rules.over_limit")
	if ruleNamed(t, verdict, "mi-adult-total").Outcome != terminal.Allowed {
		t.Error("the total is refused too")
	}
	// Transaction limits do not ask for the day.
	question := ask(resin(1, 15, "1"))
	question.EarlierKnown, question.Earlier = false, []terminal.LedgerLine{{Category: "concentrate", Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("15")}}}
	expectCode(t, engine.Evaluate(question), "")
}

func TestHoursAtTheEdges(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	for clock, code := range map[string]string{
		"07:59:59": "rules.out_of_hours", "08:00:00": "", "23:59:59": "", "00:00:00": "rules.out_of_hours",
	} {
		question := ask(flower(1, 1, "3.5"))
		at, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-24 "+clock, denver)
		if err != nil {
			t.Fatal(err)
		}
		question.At = at
		expectCode(t, engine.Evaluate(question), code)
		question.Lines = []terminal.Line{papers(1, 1)}
		expectCode(t, engine.Evaluate(question), "")
	}
}

func TestDatedVersionsLiveSideBySide(t *testing.T) {
	limit := func(most string) []oracleLimit {
		return []oracleLimit{{ID: "flower", Max: most, Terms: []oracleTerm{{Categories: []string{"flower"}, Measure: "net_g", Factor: "1"}}}}
	}
	first := packOf(limit("10"), func(p map[string]any) { p["effective_until"] = "2026-11-23" })
	second := packOf(limit("20"), func(p map[string]any) {
		p["pack_version"], p["effective_from"], p["effective_until"] = "2", "2026-11-24", "2026-11-24"
	})
	engine, err := rules.NewFrom(first, second)
	if err != nil {
		t.Fatal(err)
	}
	question := ask(flower(1, 1, "15"))
	for day, code := range map[int]string{23: "rules.over_limit", 24: "", 25: "rules.no_pack"} {
		question.At = time.Date(2026, 11, day, 12, 0, 0, 0, denver)
		expectCode(t, engine.Evaluate(question), code)
	}
	if got := engine.Version(afternoon); got != "US-ZZ 2" {
		t.Errorf("version %q", got)
	}
}

// TestFigureOutOfForce: a limit that has ended leaves its category unnamed, and
// only the lines that need it are refused.
func TestFigureOutOfForce(t *testing.T) {
	limits := []oracleLimit{{ID: "flower", Max: "10", Terms: []oracleTerm{{Categories: []string{"flower"}, Measure: "net_g", Factor: "1"}}}}
	engine, err := rules.NewFrom(packOf(limits, func(pack map[string]any) {
		pack["limits"].([]any)[0].(map[string]any)["effective_until"] = "2026-11-23"
		pack["uncounted"].([]any)[0].(map[string]any)["categories"] = []string{"merchandise"}
	}))
	if err != nil {
		t.Fatal(err)
	}
	expectCode(t, engine.Evaluate(ask(flower(1, 1, "1"), papers(2, 1))), "rules.category_unsellable")
	expectCode(t, engine.Evaluate(ask(papers(2, 1))), "")
}

func TestUnsupportedWindowsRefuse(t *testing.T) {
	limits := []oracleLimit{{ID: "flower", Max: "10", Terms: []oracleTerm{{Categories: []string{"flower"}, Measure: "net_g", Factor: "1"}}}}
	for _, change := range []func(map[string]any){
		func(limit map[string]any) { limit["window"] = map[string]any{"type": "rolling_days", "days": 30} },
		func(limit map[string]any) { limit["count_scope"] = "customer@statewide" },
	} {
		engine, err := rules.NewFrom(packOf(limits, func(pack map[string]any) { change(pack["limits"].([]any)[0].(map[string]any)) }))
		if err != nil {
			t.Fatal(err)
		}
		expectCode(t, engine.Evaluate(ask(flower(1, 1, "1"))), "rules.window_unsupported")
		expectCode(t, engine.Evaluate(ask(papers(1, 1))), "")
	}
}

func TestAmountsBeyondTheExactRangeRefuse(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	verdict := engine.Evaluate(ask(flower(1, 1, "999999999999.999999"), flower(2, 1, "999999999999.999999")))
	expectCode(t, verdict, "rules.overflow")
}

func TestLedger(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	question := ask(flower(1, 8, "3.5"))
	expectCode(t, engine.Evaluate(question), "")
	question.EarlierKnown = false
	expectCode(t, engine.Evaluate(question), "rules.ledger_unknown")
	// Over on its own: nothing that the ledger could say helps.
	question.Lines = []terminal.Line{flower(1, 9, "3.5")}
	verdict := engine.Evaluate(question)
	expectCode(t, verdict, "rules.over_limit")
	if len(verdict.Fixes) != 1 || !slices.Equal(verdict.Fixes[0].Lines, []int{1}) {
		t.Errorf("%+v", verdict.Fixes)
	}
	question.EarlierKnown = true
	question.Lines = []terminal.Line{flower(1, 1, "3.5")}
	question.Earlier = []terminal.LedgerLine{{Category: "flower", Measures: terminal.Measures{}}}
	expectCode(t, engine.Evaluate(question), "rules.ledger_unknown")
	// What was bought before never refuses goods that no limit counts.
	question.Earlier = []terminal.LedgerLine{{Category: "flower", Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("100")}}}
	expectCode(t, engine.Evaluate(question), "rules.over_limit")
	question.Lines = []terminal.Line{papers(1, 1)}
	expectCode(t, engine.Evaluate(question), "")
}

func TestOfflineAndChannels(t *testing.T) {
	limits := []oracleLimit{{ID: "flower", Max: "10", Terms: []oracleTerm{{Categories: []string{"flower"}, Measure: "net_g", Factor: "1"}}}}
	silent, err := rules.NewFrom(packOf(limits, nil))
	if err != nil {
		t.Fatal(err)
	}
	question := ask(flower(1, 1, "1"))
	question.LineDown = true
	expectCode(t, silent.Evaluate(question), "rules.offline_refused")
	expectCode(t, newEngine(t, "US-CO", "US-CO-Denver").Evaluate(question), "")
	channels, err := rules.NewFrom(packOf(limits, func(pack map[string]any) {
		pack["channels"] = []any{
			map[string]any{"id": "curb", "channel": "curbside", "allowed": true, "cite": "test", "confidence": "H"},
			map[string]any{"id": "ship", "channel": "delivery", "allowed": false, "cite": "test", "confidence": "H"},
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	for channel, code := range map[string]string{"curbside": "", "delivery": "rules.channel_refused", "": "rules.channel_refused"} {
		question := ask(flower(1, 1, "1"))
		question.Channel = channel
		expectCode(t, channels.Evaluate(question), code)
	}
}

func TestEveryResultSaysWhereItComesFrom(t *testing.T) {
	question := ask(flower(1, 4, "3.5"), resin(2, 2, "1"), gummies(3, 2, "101"), papers(4, 1), item(5, "seed", 1, terminal.CountMeasure, "1", 1))
	question.LineDown = true
	verdict := newEngine(t, "US-CO", "US-CO-Denver").Evaluate(question)
	if verdict.Status != rules.StatusDraft || len(verdict.Rules) < 6 {
		t.Fatalf("%+v", verdict)
	}
	for _, result := range verdict.Rules {
		if result.Rule == "" || result.Pack == "" || result.Version == "" || result.Cite == "" || result.Confidence == "" || result.Title == "" {
			t.Errorf("%+v", result)
		}
	}
	if _, err := json.Marshal(verdict); err != nil {
		t.Error(err)
	}
}

func TestMeters(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	question := ask(flower(1, 4, "3.5"), resin(2, 2, "1"), gummies(3, 2, "100"))
	question.Earlier = []terminal.LedgerLine{{Category: "flower", Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")}}}
	meters := engine.Meters(question)
	if len(meters) != 1 {
		t.Fatalf("%+v", meters)
	}
	meter := meters[0]
	if !meter.Over || meter.Used != "1.1250" || meter.Excess != "0.1250" || meter.UsedPermille != 1125 || meter.EarlierPermille != 125 || !meter.Known {
		t.Errorf("%+v", meter)
	}
	var shares []string
	for _, group := range meter.Groups {
		shares = append(shares, group.Label+" "+group.Amount+" "+group.Unit+" "+group.Share)
	}
	want := []string{"flower 3.5 g 0.1250", "flower 14 g 0.5000", "concentrate 2 g 0.2500", "edibles 200 mg THC 0.2500"}
	if !slices.Equal(shares, want) {
		t.Errorf("%q", shares)
	}
	if over := engine.OverBy(ask(flower(1, 7, "3.5")), terminal.Product{SKU: "x", Name: "x", Category: "flower", SoldBy: measure.Each, Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("7")}}); over != "0.1250" {
		t.Errorf("over by %q", over)
	}
}
