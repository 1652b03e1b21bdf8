package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Status is what must be shown with every verdict: "draft, not legally
// reviewed" if any pack of the engine is a draft.
func (e *Engine) Status() string {
	if e == nil || len(e.bases) == 0 || e.Draft() {
		return StatusDraft
	}
	return e.bases[0].Status()
}

// Draft says whether any pack of the engine is a draft, so that the owner must
// have accepted it before the shop sells.
func (e *Engine) Draft() bool {
	if e == nil || len(e.bases) == 0 {
		return true
	}
	isDraft := func(pack *Pack) bool { return pack.status != "reviewed" }
	return slices.ContainsFunc(e.bases, isDraft) || slices.ContainsFunc(e.overlays, isDraft)
}

// Version names what is in force at a moment, such as
// "US-CO 2026.11 + US-CO-Denver 2026.11"; empty if nothing is.
func (e *Engine) Version(at time.Time) string {
	found, err := e.pick(at)
	if err != nil {
		return ""
	}
	return found.label()
}

// Packs gives the packs in force at a moment, the jurisdiction's first.
func (e *Engine) Packs(at time.Time) []*Pack {
	found, err := e.pick(at)
	if err != nil {
		return nil
	}
	return slices.Clone(found.packs)
}

// ReviewDue says in words which packs in force are past their review date,
// empty if none is. It warns only: packs do not expire.
func (e *Engine) ReviewDue(at time.Time) string {
	found, err := e.pick(at)
	if err != nil {
		return ""
	}
	var due []string
	for _, pack := range found.packs {
		if today(at) > pack.reviewBy {
			due = append(due, fmt.Sprintf("%s %s was to be reviewed by %s", pack.jurisdiction, pack.version, pack.reviewBy))
		}
	}
	return joinWords(due, "and")
}

// MinimumAge gives the age in whole years that a buyer of a class must have
// reached on the day. It returns rules.age_missing if no age is in force.
func (e *Engine) MinimumAge(class terminal.CustomerClass, at time.Time) (int, error) {
	found, err := e.pick(at)
	if err != nil {
		return 0, err
	}
	chain, _ := found.chain(class)
	years := 0
	for _, pack := range found.packs {
		rule := findAge(pack, chain, today(at))
		switch {
		case rule != nil:
			years = max(years, rule.years)
		case pack == found.base:
			return 0, terminal.Errorf(terminal.Refused, "rules.age_missing",
				"The rule pack %s has no minimum age in force for %s.", found.label(), classWords(class))
		}
	}
	return years, nil
}

// UnexpiredRequired says whether an expired document must be refused. Only a
// pack that says otherwise makes it false.
func (e *Engine) UnexpiredRequired(at time.Time) bool {
	found, err := e.pick(at)
	return err != nil || found.base.identity == nil || found.base.identity.unexpired ||
		!found.base.identity.inForce(today(at))
}

// ByHand is who may enter a document that no scanner reads.
type ByHand string

// The ways. A pack that does not say wants two people.
const (
	ByHandNever        ByHand = "never"
	ByHandSupervisor   ByHand = "supervisor"    // a supervisor's PIN, their own included
	ByHandSecondPerson ByHand = "second_person" // the PIN of a supervisor who is not the one typing
)

// DocumentByHand says who may enter a document by hand on the day.
func (e *Engine) DocumentByHand(at time.Time) ByHand {
	found, err := e.pick(at)
	if err != nil {
		return ByHandNever
	}
	rule := found.base.identity
	if rule == nil || !rule.inForce(today(at)) || rule.byHand == "" {
		return ByHandSecondPerson
	}
	return rule.byHand
}

// Weighing is what the packs say on weighing goods for a customer.
type Weighing struct {
	Allowed bool
	Text    string
	Cite    string
}

// WeighingAtCounter tells whether goods may be weighed out at the counter
// ("deli style"). A pack that does not say refuses, as many states want
// everything packed beforehand.
func (e *Engine) WeighingAtCounter(at time.Time) Weighing {
	found, err := e.pick(at)
	if err != nil {
		return Weighing{Text: asRefusal(err).Message}
	}
	rule := found.base.weighing
	if rule == nil || !rule.inForce(today(at)) {
		return Weighing{Text: fmt.Sprintf("The rule pack %s does not allow weighing at the counter.", found.label())}
	}
	answer := Weighing{Allowed: rule.atCounter, Cite: rule.cite}
	if !rule.atCounter {
		answer.Text = fmt.Sprintf("The rule pack %s forbids weighing at the counter (%s).", found.label(), rule.cite)
	}
	return answer
}

// Offline is what the packs say on selling to a class while the line to the
// state is down.
type Offline struct {
	Allowed bool
	Text    string
	Rule    string
	Cite    string
}

// OfflineSale tells whether a class may be sold to while the line is down. A
// pack that does not say refuses.
func (e *Engine) OfflineSale(class terminal.CustomerClass, at time.Time) Offline {
	found, err := e.pick(at)
	if err != nil {
		return Offline{Text: asRefusal(err).Message}
	}
	chain, _ := found.chain(class)
	return offlineAnswer(found, found.offline(chain, today(at)), class)
}

func offlineAnswer(found *edition, rules []*offlineRule, class terminal.CustomerClass) Offline {
	answer := Offline{Text: fmt.Sprintf("The rule pack %s does not say whether %s may be sold to while the line is down.",
		found.label(), classWords(class))}
	for _, rule := range rules {
		answer = Offline{Allowed: rule.allowed, Text: rule.text, Rule: rule.id, Cite: rule.cite}
		if !rule.allowed {
			break
		}
	}
	return answer
}

// MustProvide gives the texts that a receipt must carry because something has
// to be handed over with one of the lines.
func (e *Engine) MustProvide(at time.Time, lines []terminal.Line) []string {
	found, err := e.pick(at)
	if err != nil {
		return nil
	}
	var texts []string
	for _, rule := range found.provide {
		needed := slices.ContainsFunc(lines, func(line terminal.Line) bool { return contains(rule.categories, line.Category) })
		if needed && rule.inForce(today(at)) && !slices.Contains(texts, rule.text) {
			texts = append(texts, rule.text)
		}
	}
	return texts
}

// LegalDayKeepDays is the longest period, in legal days, over which any limit
// counts an adult's purchases: so long the purchase ledger and the day keys are
// kept, and no longer. It is at least one.
func (e *Engine) LegalDayKeepDays() int {
	days := 1
	if e == nil {
		return days
	}
	for _, found := range e.editions {
		for _, limit := range found.limits {
			if slices.Contains(found.chains[limit.class], terminal.Medical) || !limit.supported() {
				continue // never sold by, so its ledger is never asked
			}
			days = max(days, limit.windowDays)
		}
	}
	return days
}

// Unsellable says in words why a product cannot be sold to a class at a moment,
// empty if it can. It is asked when the product is taken in, so that nobody
// learns it at the till.
func (e *Engine) Unsellable(product terminal.Product, class terminal.CustomerClass, at time.Time) string {
	found, chain, err := e.chainOf(at, class)
	if err != nil {
		return asRefusal(err).Message
	}
	if !product.SoldBy.Valid() {
		return fmt.Sprintf("%s is sold by %q, which is neither each nor g.", product.Name, string(product.SoldBy))
	}
	on := today(at)
	asked := subject{name: product.Name, category: product.Category, measures: product.Measures}
	if problem := found.check(asked, chain, found.applicable(chain, on), on); problem != nil {
		return problem.Message
	}
	if rule := found.exemption(chain, product.Category, on); rule != nil && rule.unlessFlag != "" &&
		slices.Contains(product.Flags, rule.unlessFlag) && !found.counted(found.applicable(chain, on), place(product.Category)) {
		return fmt.Sprintf("%s is flagged %s, and %s is uncounted only without that (%s).", product.Name, rule.unlessFlag,
			categoryWords(product.Category), rule.cite)
	}
	return found.overCap(product, chain, on)
}

// overCap says in words which THC cap a product passes.
func (e *edition) overCap(product terminal.Product, chain []terminal.CustomerClass, on day) string {
	for _, rule := range e.caps {
		if !rule.inForce(on) || !slices.Contains(chain, rule.class) || !contains(rule.categories, product.Category) {
			continue
		}
		content, ok := product.Measures[terminal.THCMilligrams]
		switch {
		case !ok:
			return fmt.Sprintf("%s has no THC content (thc_mg), so the cap %s cannot be checked.", product.Name, rule.id)
		case rule.perPackage != nil && content.Decimal().Cmp(*rule.perPackage) > 0:
			return fmt.Sprintf("%s holds %s mg THC, and a package may hold at most %s mg (%s).", product.Name, content,
				rule.perPackage, rule.cite)
		case rule.perUnit != nil && product.THCUnit == nil:
			return fmt.Sprintf("%s has no THC content of one unit, so the cap %s cannot be checked.", product.Name, rule.id)
		case rule.perUnit != nil && product.THCUnit.Decimal().Cmp(*rule.perUnit) > 0:
			return fmt.Sprintf("%s holds %s mg THC a unit, and a unit may hold at most %s mg (%s).", product.Name,
				product.THCUnit, rule.perUnit, rule.cite)
		}
	}
	return ""
}

// Summary is one line for a footer or a log: version and status.
func (e *Engine) Summary(at time.Time) string {
	return strings.TrimSpace(e.Version(at) + " " + e.Status())
}
