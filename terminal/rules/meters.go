package rules

import (
	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// Meter is one limit for a screen. Shares of the maximum are in thousandths,
// rounded up; they pass 1000 where the limit is passed.
type Meter struct {
	Rule       string
	Title      string
	Pack       string
	Version    string
	Cite       string
	Confidence string
	Sample     bool
	PerDay     bool   // counts the day's earlier purchases too
	Unit       string // "share" or the unit of the figures below
	Max        string
	Used       string // earlier and cart together, rounded up to four places
	Earlier    string
	Headroom   string // rounded down
	Excess     string // past the maximum, rounded up; "0.0000" where it is not passed
	Over       bool
	Known      bool // the earlier purchases are known, or the limit does not ask
	Overflow   bool // the amounts are too large; no figure is filled in

	UsedPermille    int
	EarlierPermille int
	Groups          []MeterGroup
}

// MeterGroup is one term of a limit: what was bought earlier or is in the cart
// of a group of categories.
type MeterGroup struct {
	Label    string // of the group, such as "flower"
	Earlier  bool   // bought earlier in the period
	Amount   string // in Unit, exact
	Unit     string // such as "g" or "mg THC"
	Factor   string // as the pack has it, such as "1/28"
	Share    string // of the limit, rounded up to four places
	Permille int    // of the maximum, rounded up
}

// Meters gives every limit of the buyer's class in force, with the day's earlier
// purchases first. Lines that cannot be counted are left out; the verdict names
// them. It is empty where nothing is in force for the class.
func (e *Engine) Meters(question Question) []Meter {
	v, err := e.start(question)
	if err != nil {
		return nil
	}
	v.measureUp()
	meters := make([]Meter, 0, len(v.tallies))
	for _, t := range v.tallies {
		meters = append(meters, t.meter())
	}
	return meters
}

func (t *tally) meter() Meter {
	meter := Meter{
		Rule: t.id, Title: t.title, Pack: t.pack.jurisdiction, Version: t.pack.version, Cite: t.cite,
		Confidence: t.confidence, Sample: t.sample, PerDay: t.window == windowDay, Unit: t.unit,
		Max: t.maximum.String(), Over: t.over(), Known: !t.unknown && !t.unread, Overflow: t.overflow,
	}
	if t.overflow {
		return meter
	}
	meter.Used, meter.Earlier = t.shown(t.total, true), t.shown(t.earlier, true)
	meter.Headroom, meter.Excess = t.shown(t.headroom(), false), t.shown(t.excess(), true)
	meter.UsedPermille, meter.EarlierPermille = t.permille(t.total), t.permille(t.earlier)
	for i, amount := range t.earlierBy {
		meter.Groups = t.appendGroup(meter.Groups, i, amount, true)
	}
	for i, amount := range t.lines {
		meter.Groups = t.appendGroup(meter.Groups, i, amount, false)
	}
	return meter
}

func (t *tally) appendGroup(groups []MeterGroup, i int, amount decimal.Decimal, earlier bool) []MeterGroup {
	weighed, ok := multiply(t.terms[i].weight, amount)
	if amount.IsZero() || !ok {
		return groups
	}
	return append(groups, MeterGroup{
		Label: t.terms[i].label, Earlier: earlier, Amount: amount.Trim(0).String(), Unit: measureUnit(t.terms[i].measure),
		Factor: t.terms[i].text, Share: t.shown(weighed, true), Permille: t.permille(weighed),
	})
}

func (t *tally) permille(scaled decimal.Decimal) int {
	share, ok := quotient(scaled, t.bound, 3, true)
	if !ok {
		return 0
	}
	return int(share.Coef()) * int(powersOfTen[3-share.Scale()])
}

// OverBy says by how much one more of a product would pass a limit, in the unit
// of the first that it passes, such as "0.1250" or "3.5000 g"; empty if the cart
// could still take it or if it cannot be counted.
func (e *Engine) OverBy(question Question, product terminal.Product) string {
	one := terminal.Line{
		Number: -1, SKU: product.SKU, Name: product.Name, Category: product.Category,
		Quantity: measure.Whole(1), Unit: product.SoldBy, Measures: product.Measures,
	}
	question.Lines = append(question.Lines[:len(question.Lines):len(question.Lines)], one)
	v, err := e.start(question)
	if err != nil || v.bad[len(v.bad)-1] {
		return ""
	}
	v.measureUp()
	for _, t := range v.tallies {
		share, ok := t.contribution(&one)
		if ok && share.IsPos() && t.over() {
			return t.excessText()
		}
	}
	return ""
}
