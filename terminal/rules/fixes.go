package rules

import (
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// FixesMax is how many ways out a screen offers, on the keys 1 to 3.
const FixesMax = 3

// Removal is one line of a fix: how much of it to take out.
type Removal struct {
	Line     int              `json:"line"`
	Name     string           `json:"name"`
	Quantity measure.Quantity `json:"qty"`
	Unit     measure.Unit     `json:"unit"`
	Whole    bool             `json:"whole"`           // nothing of the line is left
	Frees    string           `json:"frees,omitempty"` // of the limit that is passed, rounded down
}

// Fixes gives the ways out of a refused cart, each of which satisfies every
// rule: the smallest takings of one line, or, if no single line is enough, which
// lines together. It is empty if the cart is allowed, or if no taking out can
// help, such as out of hours.
func (e *Engine) Fixes(question Question) [][]Removal {
	v, err := e.start(question)
	if err != nil {
		return nil
	}
	v.judgeCircumstances()
	v.judgeCaps()
	v.judgeLimits()
	if len(v.refusals) == 0 || slices.ContainsFunc(v.refusals, func(r refusal) bool { return r.circumstances }) {
		return nil
	}
	return v.fixes()
}

func (v *evaluation) fixes() [][]Removal {
	var must []Removal
	for i := range v.question.Lines {
		if v.bad[i] {
			must = append(must, whole(&v.question.Lines[i]))
		}
	}
	var passed []*tally
	for _, t := range v.tallies {
		if t.over() {
			passed = append(passed, t)
		}
	}
	if len(passed) == 0 {
		if len(must) == 0 {
			return nil
		}
		return [][]Removal{must}
	}
	singles := v.singles(passed)
	if len(singles) == 0 {
		return [][]Removal{append(must, v.together(passed)...)}
	}
	var fixes [][]Removal
	for _, single := range singles[:min(len(singles), FixesMax)] {
		fixes = append(fixes, append(slices.Clone(must), single.Removal))
	}
	return fixes
}

func whole(line *terminal.Line) Removal {
	return Removal{Line: line.Number, Name: line.Name, Quantity: line.Quantity, Unit: line.Unit, Whole: true}
}

type single struct {
	Removal
	freed decimal.Decimal
}

// singles finds every line of which taking some out is enough, those that free
// the least first and otherwise in the order of the cart.
func (v *evaluation) singles(passed []*tally) []single {
	var found []single
	for i := range v.question.Lines {
		if v.bad[i] {
			continue
		}
		if one, ok := takeFrom(&v.question.Lines[i], passed); ok {
			found = append(found, one)
		}
	}
	slices.SortStableFunc(found, func(a, b single) int { return a.freed.Cmp(b.freed) })
	return found
}

// takeFrom finds how little of one line must go. What goes is whole units of
// goods sold by the piece, hundredths of a gram of goods sold by weight.
func takeFrom(line *terminal.Line, passed []*tally) (single, bool) {
	places := 0
	if line.Unit == measure.Grams || !line.Quantity.IsWhole() {
		places = max(2, line.Quantity.Decimal().Scale())
	}
	steps, ok := multiply(line.Quantity.Decimal(), decimal.MustNew(powersOfTen[places], 0))
	if !ok {
		return single{}, false
	}
	taken := decimal.Decimal{}
	for _, t := range passed {
		share, ok := t.contribution(line)
		if !ok || !share.IsPos() {
			return single{}, false
		}
		needed, ok := stepsNeeded(t, share, steps)
		if !ok {
			return single{}, false
		}
		taken = taken.Max(needed)
	}
	count, _, ok := taken.Int64(0)
	if !ok {
		return single{}, false
	}
	amount, err := measure.FromDecimal(decimal.MustNew(count, places))
	if err != nil {
		return single{}, false
	}
	return withShare(line, amount, taken.Cmp(steps) == 0, passed[0])
}

// stepsNeeded is the excess times the steps over the line's share, rounded up:
// how many of its steps bring the sum down to the maximum. If even all are not
// enough, taking the line out still helps where nothing else in the cart counts.
func stepsNeeded(t *tally, share, steps decimal.Decimal) (decimal.Decimal, bool) {
	scaled, ok := multiply(t.excess(), steps)
	if !ok {
		return decimal.Decimal{}, false
	}
	needed, ok := quotient(scaled, share, 0, true)
	if !ok {
		return decimal.Decimal{}, false
	}
	if needed.Cmp(steps) > 0 {
		return steps, share.Cmp(t.cart) == 0
	}
	return needed, true
}

// withShare says what taking an amount of a line frees of a limit.
func withShare(line *terminal.Line, amount measure.Quantity, all bool, t *tally) (single, bool) {
	removal := whole(line)
	removal.Quantity, removal.Whole = amount, all
	share, ok := t.contribution(line)
	if !ok {
		return single{}, false
	}
	scaled, scaledOK := multiply(share, amount.Decimal())
	divisor, divisorOK := multiply(t.denominator, line.Quantity.Decimal())
	if !scaledOK || !divisorOK {
		return single{}, false
	}
	freed, ok := quotient(scaled, divisor, maxFractionDigits, false)
	removal.Frees = freed.String()
	return single{removal, freed}, ok
}

// together finds lines that are enough when all of them go: those that count
// most first, then without any that turn out not to be needed.
func (v *evaluation) together(passed []*tally) []Removal {
	var order []int
	for i := range v.question.Lines {
		if !v.bad[i] && v.contributes(i, passed) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		first, _ := passed[0].contribution(&v.question.Lines[a])
		second, _ := passed[0].contribution(&v.question.Lines[b])
		return second.Cmp(first)
	})
	var out []int
	for _, i := range order {
		if v.enough(out, passed) {
			break
		}
		out = append(out, i)
	}
	for at := len(out) - 1; at >= 0; at-- {
		if without := slices.Delete(slices.Clone(out), at, at+1); v.enough(without, passed) {
			out = without
		}
	}
	slices.Sort(out)
	var removals []Removal
	for _, i := range out {
		removals = append(removals, whole(&v.question.Lines[i]))
	}
	return removals
}

func (v *evaluation) contributes(i int, passed []*tally) bool {
	return slices.ContainsFunc(passed, func(t *tally) bool {
		share, ok := t.contribution(&v.question.Lines[i])
		return ok && share.IsPos()
	})
}

// enough says whether the limits hold when the given lines are gone.
func (v *evaluation) enough(gone []int, passed []*tally) bool {
	for _, t := range passed {
		cart, total := t.cart, t.total
		for _, i := range gone {
			share, _ := t.contribution(&v.question.Lines[i])
			cart, _ = add(cart, share.Neg())
			total, _ = add(total, share.Neg())
		}
		if cart.IsPos() && total.Cmp(t.bound) > 0 {
			return false
		}
	}
	return true
}

// asFix writes removals as a verdict's fix: "2 × Granite Live Resin, frees 0.2500".
func asFix(removals []Removal) terminal.Fix {
	var fix terminal.Fix
	var texts []string
	for _, removal := range removals {
		fix.Lines = append(fix.Lines, removal.Line)
		text := removal.Quantity.String() + " × " + removal.Name
		if removal.Unit == measure.Grams {
			text = removal.Quantity.String() + " g " + removal.Name
		}
		if removal.Frees != "" {
			text += ", frees " + removal.Frees
		}
		texts = append(texts, text)
	}
	fix.Text = strings.Join(texts, " and ")
	return fix
}
