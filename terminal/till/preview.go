package till

import (
	"errors"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
)

// HandOverPreview is what would come of handing an order's bag over now. It is
// found in the way that the hand-over itself finds it.
type HandOverPreview struct {
	Order terminal.Order
	// Priced are the bag's lines with taxes and totals; Lines alone are filled
	// where taxes cannot be found.
	terminal.Priced
	// Person is the checked person, nil for nobody: the verdict then is advice, as
	// if nothing was bought here earlier.
	Person *Person
	// Question is what the rules were asked, for meters and fixes.
	Question rules.Question
	Verdict  terminal.Verdict
	// PersonProblem says that an ID must be scanned, again or at all.
	PersonProblem *terminal.Error
	// PriceProblem is what keeps the bag from being sold as it is, whoever the
	// person is: a price below the floor, a held package, taxes that cannot be
	// found, or a bag that costs less here than was paid in the web shop.
	PriceProblem *terminal.Error
	// Prepaid is what counts as paid in the web shop, Due what must be taken here.
	Prepaid, Due money.Cents
	// Difference is the total here less what was paid in the web shop, for orders
	// that are paid there.
	Difference money.Cents
}

// PreviewHandOver weighs an order's bag for the person whose ID is kept for it.
// It returns an error of code order.not_found (as the reader gives it) and those
// of reading.
func (t *Till) PreviewHandOver(reader terminal.Reader, orderID string) (HandOverPreview, error) {
	o, err := reader.Order(orderID)
	if err != nil {
		return HandOverPreview{}, err
	}
	s := t.scaleNow(reader)
	p := HandOverPreview{Order: o, Person: t.person(orderID), Verdict: terminal.Verdict{Outcome: terminal.Allowed}}
	p.PersonProblem = s.checkPerson(p.Person)
	lines, problem, err := s.bagLines(o)
	if err != nil {
		return p, err
	}
	p.Lines = lines
	if p.Question, err = s.question(o.Class, o.Channel, lines, p.Person); err != nil || len(lines) == 0 {
		return p, err
	}
	p.Verdict = t.options.Rules.Evaluate(p.Question)
	priced, taxProblem := t.options.Rules.Taxes(s.at, o.Class, lines)
	if taxProblem == nil {
		p.Priced = priced
		p.Prepaid, p.Due, p.Difference = prepaidOf(o, priced.Totals.Total)
		if p.Difference < 0 {
			taxProblem = totalDiffers(o, priced.Totals.Total)
		}
	}
	for _, found := range []error{problem, taxProblem} {
		if found != nil && p.PriceProblem == nil {
			p.PriceProblem = asCoded(found)
		}
	}
	return p, nil
}

// asCoded is the coded error inside of what may be a Refusal.
func asCoded(err error) *terminal.Error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal.Err
	}
	return terminal.AsError(err)
}

// prepaidOf splits an order's total into what counts as paid in the web shop and
// what is due here. difference is zero unless the shop was paid another total.
func prepaidOf(o terminal.Order, total money.Cents) (prepaid, due, difference money.Cents) {
	if o.Payment != terminal.Paid {
		return 0, total, 0
	}
	prepaid = min(o.ShopTotal, total)
	return prepaid, total - prepaid, total - o.ShopTotal
}

func totalDiffers(o terminal.Order, total money.Cents) error {
	return terminal.Errorf(terminal.Conflict, "order.total_differs",
		"Order %s was paid with $%s; the total here is $%s.", o.ID, o.ShopTotal, total).
		WithHint("Collect what is missing, refund in the web shop, or a manager writes the difference off.")
}

// Question is what the rules are asked about lines for the person of a cart or an
// order. Nobody is asked for as if they had bought nothing earlier.
func (t *Till) Question(reader terminal.Reader, about string, class terminal.CustomerClass, channel string, lines []terminal.Line) (rules.Question, error) {
	return t.scaleNow(reader).question(class, channel, lines, t.person(about))
}

// EarlierPurchases are what the person of a cart or an order bought here in the
// days that the limits look back on; none for nobody.
func (t *Till) EarlierPurchases(reader terminal.Reader, about string) ([]terminal.Purchase, error) {
	return t.scaleNow(reader).earlier(t.person(about))
}
