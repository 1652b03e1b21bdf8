package rules_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
)

// The oracle adds the same inequalities up in big.Rat, from the texts that the
// pack was written with.
type oracleTerm struct {
	Categories []string `json:"categories"`
	Measure    string   `json:"measure"`
	Factor     string   `json:"factor"`
}

type oracleLimit struct {
	ID    string       `json:"id"`
	Terms []oracleTerm `json:"terms"`
	Max   string       `json:"max"`
	Day   bool         `json:"-"`
}

func rat(text string) *big.Rat {
	above, below, ok := strings.Cut(text, "/")
	if !ok {
		below = "1"
	}
	p, pOK := new(big.Rat).SetString(above)
	q, qOK := new(big.Rat).SetString(below)
	if !pOK || !qOK {
		panic(text)
	}
	return new(big.Rat).Quo(p, q)
}

func (l oracleLimit) sum(category terminal.Category, measures terminal.Measures) *big.Rat {
	sum := new(big.Rat)
	for _, term := range l.Terms {
		if slices.Contains(term.Categories, string(category)) {
			sum.Add(sum, new(big.Rat).Mul(rat(term.Factor), rat(measures[terminal.Measure(term.Measure)].String())))
		}
	}
	return sum
}

// over says whether a cart adds to the limit and passes it.
func (l oracleLimit) over(question rules.Question) bool {
	cart, total := new(big.Rat), new(big.Rat)
	for _, line := range question.Lines {
		cart.Add(cart, l.sum(line.Category, line.Measures))
	}
	total.Set(cart)
	if l.Day {
		for _, bought := range question.Earlier {
			total.Add(total, l.sum(bought.Category, bought.Measures))
		}
	}
	return cart.Sign() > 0 && total.Cmp(rat(l.Max)) > 0
}

var drawnCategories = []string{"flower", "concentrate", "edible_solid", "edible_liquid"}

var drawnMeasures = []string{"net_g", "thc_mg", "net_floz"}

func drawNumber(t *rapid.T, label string, whole int) string {
	text := fmt.Sprintf("%d.%02d", rapid.IntRange(0, whole).Draw(t, label), rapid.IntRange(1, 99).Draw(t, label+" hundredths"))
	return text
}

func drawLimits(t *rapid.T) []oracleLimit {
	var limits []oracleLimit
	for i := range rapid.IntRange(1, 4).Draw(t, "limits") {
		limit := oracleLimit{ID: fmt.Sprintf("limit-%d", i), Max: drawNumber(t, "max", 20), Day: rapid.Bool().Draw(t, "day")}
		for range rapid.IntRange(1, 3).Draw(t, "terms") {
			factor := fmt.Sprint(rapid.IntRange(1, 9).Draw(t, "p"))
			switch rapid.IntRange(0, 2).Draw(t, "kind of factor") {
			case 1:
				factor = "1/" + fmt.Sprint(rapid.IntRange(1, 30).Draw(t, "q"))
			case 2:
				factor = fmt.Sprintf("%d.5/%d", rapid.IntRange(0, 30).Draw(t, "p"), rapid.IntRange(1, 30).Draw(t, "q"))
			}
			limit.Terms = append(limit.Terms, oracleTerm{
				Categories: rapid.SliceOfNDistinct(rapid.SampledFrom(drawnCategories), 1, 3, rapid.ID[string]).Draw(t, "categories"),
				Measure:    rapid.SampledFrom(drawnMeasures).Draw(t, "measure"), Factor: factor,
			})
		}
		limits = append(limits, limit)
	}
	return limits
}

func drawMeasures(t *rapid.T) terminal.Measures {
	measures := terminal.Measures{}
	for _, name := range drawnMeasures {
		measures[terminal.Measure(name)] = measure.MustParse(drawNumber(t, name, 6))
	}
	return measures
}

func drawCategory(t *rapid.T) terminal.Category {
	return terminal.Category(rapid.SampledFrom(append(slices.Clone(drawnCategories), "merchandise")).Draw(t, "category"))
}

func drawQuestion(t *rapid.T) rules.Question {
	question := rules.Question{At: afternoon, Class: terminal.Adult, EarlierKnown: true, Channel: "counter"}
	for i := range rapid.IntRange(1, 6).Draw(t, "lines") {
		line := terminal.Line{
			Number: i + 1, Name: fmt.Sprintf("Good %d", i+1), Category: drawCategory(t), Unit: measure.Each,
			Quantity:  measure.Whole(int64(rapid.IntRange(1, 5).Draw(t, "quantity"))),
			UnitPrice: money.Cents(rapid.IntRange(0, 20000).Draw(t, "price")), Measures: terminal.Measures{},
		}
		for name, each := range drawMeasures(t) {
			whole, err := each.Mul(line.Quantity)
			if err != nil {
				t.Fatal(err)
			}
			line.Measures[name] = whole
		}
		gross, err := line.Gross()
		if err != nil {
			t.Fatal(err)
		}
		line.Discount = money.Cents(rapid.Int64Range(0, int64(gross)).Draw(t, "discount"))
		question.Lines = append(question.Lines, line)
	}
	for range rapid.IntRange(0, 2).Draw(t, "earlier") {
		question.Earlier = append(question.Earlier, terminal.LedgerLine{Category: drawCategory(t), Measures: drawMeasures(t)})
	}
	return question
}

// packOf writes a pack with the given limits, whose uncounted list names all
// that no limit is sure to count.
func packOf(limits []oracleLimit, change func(map[string]any)) []byte {
	written := make([]any, len(limits))
	for i, limit := range limits {
		window := "transaction"
		if limit.Day {
			window = "business_day"
		}
		written[i] = map[string]any{
			"id": limit.ID, "title": limit.ID, "customer_class": "adult", "terms": limit.Terms, "max": limit.Max, "unit": "share",
			"window": map[string]any{"type": window}, "count_scope": "customer@store", "cite": "test", "confidence": "H",
		}
	}
	pack := map[string]any{
		"schema": "rulepack/0.2", "jurisdiction": "US-ZZ", "name": "Test", "pack_version": "1", "status": "draft",
		"as_of": "2026-11-24", "effective_from": "2024-01-01", "review_by": "2027-01-01", "timezone": "America/Denver",
		"ounce_g": "28", "classes": []any{map[string]any{"id": "adult"}}, "limits": written,
		"uncounted": []any{map[string]any{
			"id": "rest", "title": "rest", "customer_class": "adult", "cite": "test", "confidence": "L",
			"categories": append(slices.Clone(drawnCategories), "merchandise"),
		}},
		"taxes":        []any{},
		"tax_rounding": map[string]any{"level": "receipt", "carry_dp": 3, "round": "half_up", "basis": "test"},
		"age":          []any{map[string]any{"customer_class": "adult", "min": 21, "cite": "test", "confidence": "H"}},
		"id":           map[string]any{"check_points": []any{"sale"}, "unexpired_required": true, "cite": "test", "confidence": "H"},
		"hours":        map[string]any{"id": "hours", "all_hours": true, "cite": "test", "confidence": "L"},
		"connectivity": []any{},
	}
	if change != nil {
		change(pack)
	}
	data, err := json.Marshal(pack)
	if err != nil {
		panic(err)
	}
	return data
}

func TestVerdictAgreesWithRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits, question := drawLimits(t), drawQuestion(t)
		engine, err := rules.NewFrom(packOf(limits, nil))
		if err != nil {
			t.Fatal(err)
		}
		verdict := engine.Evaluate(question)
		over := false
		for _, limit := range limits {
			wanted := limit.over(question)
			over = over || wanted
			at := slices.IndexFunc(verdict.Rules, func(r terminal.RuleResult) bool { return r.Rule == limit.ID })
			if at < 0 {
				t.Fatalf("no result of %s", limit.ID)
			}
			result := verdict.Rules[at]
			if (result.Outcome == terminal.NotAllowed) != wanted {
				t.Fatalf("%s: %s, the oracle says over=%v", limit.ID, result.Arithmetic, wanted)
			}
			if wanted && rat(result.Used).Cmp(rat(limit.Max)) <= 0 {
				t.Fatalf("%s is over, but shows %s of %s", limit.ID, result.Used, limit.Max)
			}
		}
		if verdict.OK() == over {
			t.Fatalf("verdict %q, the oracle says over=%v", verdict.Code, over)
		}
		for _, fix := range engine.Fixes(question) {
			checkFix(t, limits, question, fix)
		}
		if over && len(verdict.Fixes) == 0 {
			t.Fatal("over, and no way out is offered")
		}
	})
}

// checkFix applies a fix and asks the oracle, then checks that one unit less
// would not do where the fix is one line.
func checkFix(t *rapid.T, limits []oracleLimit, question rules.Question, fix []rules.Removal) {
	if stillOver(limits, without(question, fix, 0)) {
		t.Fatalf("the fix %+v is not enough", fix)
	}
	if len(fix) == 1 && fix[0].Frees != "" && !stillOver(limits, without(question, fix, 1)) {
		t.Fatalf("the fix %+v takes more than needed", fix)
	}
}

func stillOver(limits []oracleLimit, question rules.Question) bool {
	return slices.ContainsFunc(limits, func(l oracleLimit) bool { return l.over(question) })
}

// without takes the removals, each short of some units, out of a cart.
func without(question rules.Question, fix []rules.Removal, short int64) rules.Question {
	var left []terminal.Line
	for _, line := range question.Lines {
		at := slices.IndexFunc(fix, func(r rules.Removal) bool { return r.Line == line.Number })
		if at < 0 {
			left = append(left, line)
			continue
		}
		had, _ := line.Quantity.Int64()
		gone, _ := fix[at].Quantity.Int64()
		keep := had - gone + short
		if keep == 0 {
			continue
		}
		scaled := terminal.Measures{}
		for name, value := range line.Measures {
			scaled[name] = scaledShare(value, keep, had)
		}
		line.Measures = scaled
		left = append(left, line)
	}
	question.Lines = left
	return question
}

// scaledShare gives value × keep / had, which ends within two places because a
// drawn line is a whole number of equal units.
func scaledShare(value measure.Quantity, keep, had int64) measure.Quantity {
	share := new(big.Rat).Mul(rat(value.String()), big.NewRat(keep, had))
	return measure.MustParse(share.FloatString(2))
}

func TestAddingNeverAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits, question := drawLimits(t), drawQuestion(t)
		engine, err := rules.NewFrom(packOf(limits, nil))
		if err != nil {
			t.Fatal(err)
		}
		question.EarlierKnown = rapid.Bool().Draw(t, "known")
		fewer := question
		fewer.Lines = question.Lines[:len(question.Lines)-1]
		if len(fewer.Lines) > 0 && !engine.Evaluate(fewer).OK() && engine.Evaluate(question).OK() {
			t.Fatal("a line more turned a refusal into a yes")
		}
		bought := question
		last := question.Lines[len(question.Lines)-1]
		bought.Earlier = append(slices.Clone(question.Earlier), terminal.LedgerLine{Category: last.Category, Measures: last.Measures})
		if !engine.Evaluate(question).OK() && engine.Evaluate(bought).OK() {
			t.Fatal("an earlier purchase more turned a refusal into a yes")
		}
	})
}

func TestOverlayOnlyNarrows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limits, question := drawLimits(t), drawQuestion(t)
		whole := packOf(limits, nil)
		added := drawLimits(t)
		for i := range added {
			added[i].ID = "local-" + added[i].ID
		}
		var base map[string]any
		if err := json.Unmarshal(packOf(added, nil), &base); err != nil {
			t.Fatal(err)
		}
		overlay, err := json.Marshal(map[string]any{
			"schema": "rulepack/0.2", "jurisdiction": "US-ZZ-Town", "parent": "US-ZZ", "name": "Town", "pack_version": "1",
			"status": "draft", "as_of": "2026-11-24", "effective_from": "2024-01-01", "review_by": "2027-01-01",
			"limits": base["limits"],
		})
		if err != nil {
			t.Fatal(err)
		}
		alone, err := rules.NewFrom(whole)
		if err != nil {
			t.Fatal(err)
		}
		both, err := rules.NewFrom(whole, overlay)
		if err != nil {
			t.Fatal(err)
		}
		if both.Evaluate(question).OK() && (!alone.Evaluate(question).OK() || stillOver(added, question)) {
			t.Fatal("the overlay allowed what its parent or its own limit refuses")
		}
	})
}
