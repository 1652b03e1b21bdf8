package till

import (
	"slices"
	"strconv"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
)

// scale weighs what is about to be sold. It reads and never writes, so that a
// screen and the sale itself weigh a bag in the same way.
type scale struct {
	till   *Till
	reader terminal.Reader
	at     time.Time // in the store's zone
}

func (a *act) scale() scale { return scale{till: a.till, reader: a.tx, at: a.now()} }

// scaleNow weighs at the present time, for screens.
func (t *Till) scaleNow(reader terminal.Reader) scale {
	return scale{till: t, reader: reader, at: t.options.Clock.Now().Wall.In(t.options.Shop.Zone)}
}

func (s scale) day() clock.Date { return clock.LegalDay(s.at, s.till.options.Shop.Zone) }

// checkPerson says what keeps a person from being sold to whatever they buy.
func (s scale) checkPerson(person *Person) *terminal.Error {
	switch {
	case person == nil:
		return terminal.Errorf(terminal.Refused, "sale.no_identity", "Scan an ID first.").
			WithHint("No sale without an accepted ID.")
	case person.Day != s.day():
		// The token is one day's: under it this sale would not be found again, and
		// age and expiry were looked at for that day only.
		return terminal.Errorf(terminal.Refused, "sale.identity_old", "This ID was scanned on %s.", person.Day).
			WithHint("Scan the ID again.")
	}
	return nil
}

// question asks the rules about lines for a person, with what the person bought
// earlier. For nobody it asks as if nothing was bought earlier: that is the least
// that the limits can say, and nothing is sold by it.
func (s scale) question(class terminal.CustomerClass, channel string, lines []terminal.Line, person *Person) (rules.Question, error) {
	question := rules.Question{
		At: s.at, Class: class, Lines: lines, Channel: channel,
		LineDown:     s.till.options.StateDown != nil && s.till.options.StateDown(),
		EarlierKnown: person == nil || person.TokensKnown || person.DayAccepted,
	}
	purchases, err := s.earlier(person)
	for _, purchase := range purchases {
		question.Earlier = append(question.Earlier, purchase.Lines...)
	}
	return question, err
}

// earlier is what a person bought here in the days that the limits look back on.
func (s scale) earlier(person *Person) ([]terminal.Purchase, error) {
	if person == nil || !person.TokensKnown {
		return nil, nil
	}
	var found []terminal.Purchase
	from := s.day().AddDays(1 - s.till.options.Rules.LegalDayKeepDays())
	for day, token := range person.Tokens {
		if day.Compare(from) < 0 {
			continue // its key waits to be destroyed
		}
		purchases, err := s.reader.Purchases(day, token)
		if err != nil {
			return nil, err
		}
		found = append(found, purchases...)
	}
	return found, nil
}

// bagLines makes the sale's lines of what is in an order's bag: one line for each
// order line and package, at the shop's price. problem is the first thing that
// keeps these lines from being sold; the lines are whole all the same.
func (s scale) bagLines(o terminal.Order) (lines []terminal.Line, problem, err error) {
	for _, unit := range o.Packed {
		i := slices.IndexFunc(lines, func(l terminal.Line) bool {
			return l.OrderLine == unit.Line && l.Tag == unit.Tag && l.Weighed == nil && unit.Weighed == nil
		})
		if i < 0 {
			lines = append(lines, terminal.Line{Number: len(lines) + 1, OrderLine: unit.Line, Tag: unit.Tag, Weighed: unit.Weighed})
			i = len(lines) - 1
		}
		if lines[i].Quantity, err = lines[i].Quantity.Add(unit.Quantity); err != nil {
			return nil, nil, err
		}
	}
	note := func(found error) {
		if problem == nil {
			problem = found
		}
	}
	for i := range lines {
		found, err := s.fillLine(o, &lines[i])
		if err != nil {
			return nil, nil, err
		}
		note(found)
	}
	if err := shareDiscounts(o, lines); err != nil {
		return nil, nil, err
	}
	found, err := s.checkFloor(lines)
	note(found)
	return lines, problem, err
}

// checkFloor finds a line that the web shop sold, after its discount, for less
// than the configured part of the catalog's price.
func (s scale) checkFloor(lines []terminal.Line) (problem, err error) {
	for _, line := range lines {
		product, err := s.reader.Product(line.SKU)
		if err != nil {
			return nil, err
		}
		asked, err := line.Gross()
		if err != nil {
			return nil, err
		}
		line.UnitPrice = product.Price
		usual, err := line.Gross()
		if err != nil {
			return nil, err
		}
		// Both are at most MaxCents, so that a thousand times of them fits.
		if asked -= line.Discount; int64(asked)*1000 < int64(usual)*s.till.options.Shop.PriceFloorPermille {
			return terminal.Errorf(terminal.Conflict, "order.price_floor",
				"The web shop sold %s for $%s, which is below the floor for $%s.", product.Name, asked, usual).
				WithHint("Correct the price in the web shop, or reject the order."), nil
		}
	}
	return nil, nil
}

func (s scale) fillLine(o terminal.Order, line *terminal.Line) (problem, err error) {
	pack, err := s.reader.Package(line.Tag)
	if err != nil {
		return nil, err
	}
	product, err := s.reader.Product(pack.SKU)
	if err != nil {
		return nil, err
	}
	line.SKU, line.Name, line.Category, line.Unit = product.SKU, product.Name, product.Category, product.SoldBy
	line.Measures = terminal.Measures{}
	for name, figure := range product.Measures {
		if line.Measures[name], err = figure.Mul(line.Quantity); err != nil {
			return nil, err
		}
	}
	at := slices.IndexFunc(o.Items, func(item terminal.OrderItem) bool { return item.Line == line.OrderLine })
	if at < 0 {
		line.UnitPrice = product.Price
		return terminal.Errorf(terminal.Conflict, "order.no_line", "The bag holds a line %s that order %s does not have.", line.OrderLine, o.ID), nil
	}
	line.UnitPrice = o.Items[at].UnitPrice
	if product.Unsellable != "" {
		return refuse(o.ID, terminal.Errorf(terminal.Refused, "catalog.unsellable", "%s", product.Unsellable), nil), nil
	}
	// What is in the bag is bound in the book; whether the package may be sold
	// from was true when it was packed, and may not be any more.
	if pack.Bound, err = pack.Bound.Sub(line.Quantity); err != nil {
		return nil, err
	}
	if err := catalog.SellFrom(pack, s.day(), line.Quantity); err != nil {
		return refuse(o.ID, terminal.AsError(err), nil), nil
	}
	return nil, nil
}

// shareDiscounts spreads each order line's discount over its packages by
// largest remainder; of a line that is only partly in the bag, in proportion.
func shareDiscounts(o terminal.Order, lines []terminal.Line) error {
	for _, item := range o.Items {
		var parts []int
		var weights []money.Cents
		for i, line := range lines {
			if line.OrderLine != item.Line {
				continue
			}
			gross, err := line.Gross()
			if err != nil {
				return err
			}
			parts, weights = append(parts, i), append(weights, gross)
		}
		if len(parts) == 0 || item.Discount == 0 {
			continue
		}
		// The part that is not in the bag takes its share of the discount with it.
		missing, err := grossOf(item.UnitPrice, item.Quantity)
		if err != nil {
			return err
		}
		for _, weight := range weights {
			missing -= weight
		}
		shares := money.Allocate(item.Discount, append(weights, max(missing, 0)))
		for n, i := range parts {
			lines[i].Discount, lines[i].Reason = shares[n], "web order "+o.ID+" line "+strconv.Quote(item.Line)
		}
	}
	return nil
}

func grossOf(price money.Cents, quantity measure.Quantity) (money.Cents, error) {
	return terminal.Line{UnitPrice: price, Quantity: quantity}.Gross()
}
