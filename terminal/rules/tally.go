package rules

import (
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
)

// tally is one limit added up. Amounts by term are in the term's measure; the
// sums are scaled by the limit's common denominator, so that they are exact.
type tally struct {
	*limit
	lines     []decimal.Decimal // of the cart, by term
	earlierBy []decimal.Decimal // bought earlier in the period, by term
	cart      decimal.Decimal
	earlier   decimal.Decimal
	total     decimal.Decimal
	touched   bool // a line of the cart is counted
	overflow  bool // an amount left the exact range
	unread    bool // an earlier purchase cannot be counted
	unknown   bool // earlier purchases are not known
}

func add(a, b decimal.Decimal) (decimal.Decimal, bool) {
	sum, err := a.AddExact(b, max(a.Scale(), b.Scale()))
	return sum, err == nil
}

func multiply(a, b decimal.Decimal) (decimal.Decimal, bool) {
	product, err := a.MulExact(b, a.Scale()+b.Scale())
	return product, err == nil
}

// measureUp adds all limits up. Lines that are bad already are left out: they
// refuse by themselves.
func (v *evaluation) measureUp() {
	places := make([]int, len(v.question.Lines))
	for i := range v.question.Lines {
		places[i] = place(v.question.Lines[i].Category)
	}
	v.tallies = make([]*tally, 0, len(v.limits))
	for _, limit := range v.limits {
		if !limit.supported() {
			continue // a line that it counts is bad
		}
		t := &tally{limit: limit}
		sums := make([]decimal.Decimal, 2*len(limit.terms))
		t.lines, t.earlierBy = sums[:len(limit.terms)], sums[len(limit.terms):]
		for i, at := range places {
			if !v.bad[i] && len(limit.byCategory[at]) > 0 {
				t.touched = true
				t.count(t.lines, at, v.question.Lines[i].Measures)
			}
		}
		if limit.window == windowDay {
			t.countEarlier(v.question)
		}
		t.sum()
		v.tallies = append(v.tallies, t)
	}
}

// count adds one line's measures to the terms that count its category. It is
// false if a measure is missing.
func (t *tally) count(into []decimal.Decimal, at int, measures terminal.Measures) bool {
	for _, i := range t.byCategory[at] {
		quantity, ok := measures[t.terms[i].measure]
		if !ok || quantity.Sign() < 0 {
			return false
		}
		sum, ok := add(into[i], quantity.Decimal())
		if !ok {
			t.overflow = true
		}
		into[i] = sum
	}
	return true
}

func (t *tally) countEarlier(question Question) {
	t.unknown = !question.EarlierKnown
	for _, bought := range question.Earlier {
		at := place(bought.Category)
		if at < 0 || (len(t.byCategory[at]) > 0 && !t.count(t.earlierBy, at, bought.Measures)) {
			t.unread = true
		}
	}
}

func (t *tally) sum() {
	var inCart, before, total bool
	t.cart, inCart = t.weigh(t.lines)
	t.earlier, before = t.weigh(t.earlierBy)
	t.total, total = add(t.cart, t.earlier)
	// A sum that cannot be shown is refused like one that cannot be added.
	_, shown := quotient(t.total, t.denominator, maxFractionDigits, true)
	t.overflow = t.overflow || !inCart || !before || !total || !shown
}

func (t *tally) weigh(amounts []decimal.Decimal) (decimal.Decimal, bool) {
	var sum decimal.Decimal
	for i, amount := range amounts {
		if amount.IsZero() {
			continue
		}
		weighed, ok := multiply(t.terms[i].weight, amount)
		if !ok {
			return decimal.Decimal{}, false
		}
		if sum, ok = add(sum, weighed); !ok {
			return decimal.Decimal{}, false
		}
	}
	return sum, true
}

// over says that the cart adds to the limit and the sum passes the maximum. A
// cart that adds nothing is never over, whatever was bought before.
func (t *tally) over() bool {
	return !t.overflow && t.cart.IsPos() && t.total.Cmp(t.bound) > 0
}

// contribution is what one line adds, scaled like the sums.
func (t *tally) contribution(line *terminal.Line) (decimal.Decimal, bool) {
	var sum decimal.Decimal
	for _, i := range t.byCategory[place(line.Category)] {
		weighed, ok := multiply(t.terms[i].weight, line.Measures[t.terms[i].measure].Decimal())
		if !ok {
			return decimal.Decimal{}, false
		}
		if sum, ok = add(sum, weighed); !ok {
			return decimal.Decimal{}, false
		}
	}
	return sum, true
}

// shown gives a scaled sum as a share of the limit's unit to four places.
func (t *tally) shown(scaled decimal.Decimal, up bool) string {
	value, ok := quotient(scaled, t.denominator, maxFractionDigits, up)
	if !ok {
		return "?"
	}
	return value.String()
}

func (t *tally) headroom() decimal.Decimal {
	if left, ok := add(t.bound, t.total.Neg()); ok && left.IsPos() {
		return left
	}
	return decimal.Decimal{}
}

func (t *tally) excess() decimal.Decimal {
	if past, ok := add(t.total, t.bound.Neg()); ok && past.IsPos() {
		return past
	}
	return decimal.Decimal{}
}

// arithmetic writes the sum out, such as
// "3.5/28 earlier + 14/28 + 2/8 = 0.8750 of 1". What stands left of the equals
// sign is exact; right of it is rounded up to four places.
func (t *tally) arithmetic() string {
	if t.overflow {
		return "the amounts are too large to be added exactly"
	}
	var text strings.Builder
	write := func(amounts []decimal.Decimal, suffix string) {
		for i, amount := range amounts {
			if amount.IsZero() {
				continue
			}
			if text.Len() > 0 {
				text.WriteString(" + ")
			}
			text.WriteString(amount.Trim(0).String())
			text.WriteString(t.terms[i].multiplier())
			text.WriteString(suffix)
		}
	}
	write(t.earlierBy, " earlier")
	write(t.lines, "")
	if text.Len() == 0 {
		text.WriteString("0")
	}
	text.WriteString(" = " + t.shown(t.total, true) + " of " + t.maximumText())
	return text.String()
}

// multiplier is how a factor reads behind an amount: "/28" of 1/28, nothing of
// 1, " × 28.35/36" of anything else.
func (t term) multiplier() string {
	if t.text == "1" {
		return ""
	}
	if divisor, ok := strings.CutPrefix(t.text, "1/"); ok {
		return "/" + divisor
	}
	return " × " + t.text
}

// unitShare is the unit of a limit whose factors are shares of it.
const unitShare = "share"

func (t *tally) maximumText() string {
	if t.unit == unitShare {
		return t.maximum.String()
	}
	return t.maximum.String() + " " + t.unit
}

// judgeLimits adds up and compares. The sums of each limit are shown whether or
// not it refuses.
func (v *evaluation) judgeLimits() {
	v.measureUp()
	var unknown *terminal.Error
	for _, t := range v.tallies {
		problem := t.judge()
		result := t.result(t.id, t.title, outcome(problem == nil))
		result.Arithmetic, result.Unit, result.Max = t.arithmetic(), t.unit, t.maximum.String()
		if !t.overflow {
			result.Used, result.Earlier, result.Headroom = t.shown(t.total, true), t.shown(t.earlier, true), t.shown(t.headroom(), false)
		}
		if t.window == windowDay && (t.unknown || t.unread) {
			result.Arithmetic += ", and earlier purchases of the day that are not known"
			result.Headroom = ""
		}
		v.results = append(v.results, result)
		switch {
		case problem == nil:
		case problem.Code == "rules.ledger_unknown":
			if unknown == nil {
				unknown = problem
			}
		default:
			v.refuse(problem, problem.Code == "rules.overflow")
		}
	}
	if unknown != nil {
		v.refuse(unknown, !slices.ContainsFunc(v.tallies, (*tally).over))
	}
}

func (t *tally) judge() *terminal.Error {
	switch {
	case !t.touched:
		return nil
	case t.overflow:
		return terminal.Errorf(terminal.Refused, "rules.overflow",
			"The amounts that the limit %s counts are too large to be added exactly.", t.id)
	case t.over():
		return terminal.Errorf(terminal.Refused, "rules.over_limit", "Over %s by %s.", t.periodWords(), t.excessText()).
			WithHint("%s", t.excessWords())
	case t.unread:
		return terminal.Errorf(terminal.Refused, "rules.ledger_unknown",
			"An earlier purchase of the day cannot be counted for the limit %s.", t.id).
			WithHint("A supervisor may decide.")
	case t.unknown:
		return terminal.Errorf(terminal.Refused, "rules.ledger_unknown",
			"What this person bought here earlier today is not known, and the limit %s is one of the day.", t.id).
			WithHint("Scan the ID again, or let a supervisor decide.")
	}
	return nil
}

func (t *tally) periodWords() string {
	if t.window == windowDay {
		return "today's limit"
	}
	return "the limit of one sale"
}

func (t *tally) excessText() string {
	if t.unit == unitShare {
		return t.shown(t.excess(), true)
	}
	return t.shown(t.excess(), true) + " " + t.unit
}

// excessWords says how much of each thing in the cart is too much, such as
// "That is 3.5 g flower or 1 g concentrate too much."
func (t *tally) excessWords() string {
	var alternatives []string
	for i, term := range t.terms {
		if t.lines[i].IsZero() {
			continue
		}
		amount, ok := quotient(t.excess(), term.weight, 2, true)
		if ok {
			alternatives = append(alternatives, amount.Trim(0).String()+" "+measureUnit(term.measure)+" "+term.label)
		}
	}
	return "That is " + joinWords(alternatives, "or") + " too much."
}
