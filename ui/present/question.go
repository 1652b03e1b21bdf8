package present

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/rules"
)

// question asks the rules about lines for the person of a cart or an order. As
// long as nobody is identified it asks as if nothing was bought earlier: that is
// the least that the limits can say, and nothing is sold by it.
func (c *Counter) question(reader terminal.Reader, about string, lines []terminal.Line, channel string) (rules.Question, error) {
	question := rules.Question{
		At: c.local(), Class: terminal.Adult, Lines: lines, Channel: channel, EarlierKnown: true, LineDown: c.stateDown(),
	}
	person := c.options.Till.Person(about)
	if person == nil {
		return question, nil
	}
	question.EarlierKnown = person.TokensKnown
	purchases, err := c.purchases(reader, about)
	for _, purchase := range purchases {
		question.Earlier = append(question.Earlier, purchase.Lines...)
	}
	return question, err
}

// purchases are what the person of a cart or an order bought here in the days
// that the keys still tell.
func (c *Counter) purchases(reader terminal.Reader, about string) ([]terminal.Purchase, error) {
	person := c.options.Till.Person(about)
	if person == nil {
		return nil, nil
	}
	var found []terminal.Purchase
	for day, token := range person.Tokens {
		purchases, err := reader.Purchases(day, token)
		if err != nil {
			return nil, err
		}
		found = append(found, purchases...)
	}
	return found, nil
}

func (c *Counter) stateDown() bool { return c.options.Filing != nil && c.options.Filing().Down }

func (c *Counter) legalDay() clock.Date { return clock.LegalDay(c.local(), c.options.Zone) }

// before orders packages by which should be sold first: what expires first, then
// what was packaged first, then by tag.
func before(a, b terminal.Package) int {
	date := func(d clock.Date) string {
		if d.IsZero() {
			return "9999"
		}
		return d.String()
	}
	return slices.Compare([]string{date(a.ExpiresOn), date(a.PackagedOn), a.Tag}, []string{date(b.ExpiresOn), date(b.PackagedOn), b.Tag})
}

// bag makes the lines of what is in an order's bag, at the web shop's prices, the
// way that the till does when it hands the bag over.
func (c *Counter) bag(reader terminal.Reader, o terminal.Order) ([]terminal.Line, error) {
	var lines []terminal.Line
	for _, unit := range o.Packed {
		at := slices.IndexFunc(lines, func(l terminal.Line) bool { return l.OrderLine == unit.Line && l.Tag == unit.Tag })
		if at < 0 {
			lines = append(lines, terminal.Line{Number: len(lines) + 1, OrderLine: unit.Line, Tag: unit.Tag})
			at = len(lines) - 1
		}
		sum, err := lines[at].Quantity.Add(unit.Quantity)
		if err != nil {
			return nil, err
		}
		lines[at].Quantity = sum
	}
	for i := range lines {
		if err := fillBagLine(reader, o, &lines[i]); err != nil {
			return nil, err
		}
	}
	return lines, shareBagDiscounts(o, lines)
}

func fillBagLine(reader terminal.Reader, o terminal.Order, line *terminal.Line) error {
	pack, err := reader.Package(line.Tag)
	if err != nil {
		return err
	}
	product, err := reader.Product(pack.SKU)
	if err != nil {
		return err
	}
	line.SKU, line.Name, line.Category, line.Unit = product.SKU, product.Name, product.Category, product.SoldBy
	for _, item := range o.Items {
		if item.Line == line.OrderLine {
			line.UnitPrice = item.UnitPrice
		}
	}
	line.Measures = terminal.Measures{}
	for name, figure := range product.Measures {
		if line.Measures[name], err = figure.Mul(line.Quantity); err != nil {
			return err
		}
	}
	return nil
}

// tagOf names the package that a typed or scanned text means, empty if it is
// not a code.
func tagOf(words string) string {
	code, err := catalog.ParseCode(strings.TrimSpace(words))
	if err != nil {
		return ""
	}
	return code.Tag
}
