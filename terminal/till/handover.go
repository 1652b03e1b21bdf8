package till

import (
	"errors"
	"slices"
	"strconv"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/staff"
)

// IdentifyOrder checks the ID of the person who came for an order, after they
// arrived: age, expiry, and whether it is the order's customer.
type IdentifyOrder struct {
	personCommand
	Order    string          `json:"order"`
	Document idcard.Document `json:"document"`
	// Override is why a lead goes on although the family name differs.
	Override string `json:"override,omitempty"`
}

// Name is "order.identify".
func (*IdentifyOrder) Name() string { return "order.identify" }

func (c *IdentifyOrder) permission() staff.Permission {
	if c.Override != "" {
		return staff.OverrideIdentity
	}
	return staff.HandOver
}

func (c *IdentifyOrder) run(a *act) (any, error) {
	a.forgetPerson(c.Order)
	o, err := a.tx.Order(c.Order)
	if err != nil {
		return nil, err
	}
	person, err := a.assess(c.Order, c.Document)
	if err == nil {
		err = c.match(a, o)
	}
	if err != nil {
		return nil, c.refused(a, err)
	}
	moved, err := a.moveOrder(c.Order, order.IdentityVerified)
	if err != nil {
		return nil, err
	}
	fact := terminal.IdentityChecked{
		About: c.Order, DocumentKind: person.Facts.DocumentKind, Issuer: person.Facts.Issuer,
		Override: c.Override, BusinessDate: a.businessDate(),
	}
	if c.Override != "" {
		fact.OverrideBy = a.approver()
	}
	if err := a.record(fact); err != nil {
		return nil, err
	}
	a.keepPerson(c.Order, person)
	return moved, nil
}

// match compares the document with the order's customer.
func (c *IdentifyOrder) match(a *act, o terminal.Order) error {
	match := identity.MatchOrder(c.Document, o)
	if match.Outcome == identity.Matches || match.Outcome == identity.Blocked && c.Override != "" {
		return nil
	}
	return refuse(c.Order, terminal.AsError(match.Err()), nil)
}

// refused keeps the refusal of the person on the order, and tells the shop its
// outcome and nothing else. Another family name only waits for a lead.
func (c *IdentifyOrder) refused(a *act, err error) error {
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.Err.Code == "identity.family_name" {
		return err
	}
	if _, err := a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.IdentityRefused(o, "ID_ISSUE", step)
	}); err != nil {
		return err
	}
	refusal.Keep = true
	return refusal
}

// ScanBag records that the sealed bag of the order is in hand.
type ScanBag struct {
	personCommand
	Order string `json:"order"`
	Code  string `json:"code"`
}

// Name is "order.bag".
func (*ScanBag) Name() string                 { return "order.bag" }
func (*ScanBag) permission() staff.Permission { return staff.HandOver }

func (c *ScanBag) subject() string { return c.Order }

func (c *ScanBag) run(a *act) (any, error) {
	return a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.ScanBag(o, c.Code, step)
	})
}

// HandOver sells the bag to the checked person and ends the order, in one
// transaction.
type HandOver struct {
	personCommand
	Order   string            `json:"order"`
	Cart    string            `json:"sale"` // the sale's id, minted by the caller
	Place   terminal.Place    `json:"place"`
	Tenders []terminal.Tender `json:"tenders"`
	// WriteOff lets a pre-paid order with another total go: a manager's matter.
	WriteOff string `json:"write_off,omitempty"`
}

// Name is "order.hand_over".
func (*HandOver) Name() string { return "order.hand_over" }

func (c *HandOver) permission() staff.Permission {
	if c.WriteOff != "" {
		return staff.WriteOff
	}
	return staff.HandOver
}

func (c *HandOver) subject() string { return c.Order }

func (c *HandOver) run(a *act) (any, error) {
	o, err := a.tx.Order(c.Order)
	if err != nil {
		return nil, err
	}
	if err := order.CheckHandOver(o); err != nil {
		return nil, err
	}
	if !clock.IsID(c.Cart) {
		return nil, terminal.Errorf(terminal.Invalid, "sale.id", "A sale needs an id of its own (UUID version 7).")
	}
	if c.Place != terminal.Counter && c.Place != terminal.Curb {
		return nil, terminal.Errorf(terminal.Invalid, "order.place", "A bag is handed over at the counter or at the curb.")
	}
	lines, err := a.linesOf(o)
	if err != nil {
		return nil, err
	}
	tenders, err := c.pay(a, o, lines)
	if err != nil {
		return nil, err
	}
	made, err := a.complete(bag{
		id: c.Cart, class: o.Class, lines: lines, order: o.ID, place: c.Place, channel: o.Channel,
		tenders: tenders, person: a.till.person(c.Order),
	})
	if err != nil {
		return nil, err
	}
	_, err = a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.HandedOver(o, made, step)
	})
	if err != nil {
		return nil, err
	}
	a.forget(c.Order)
	return a.answer(made), nil
}

// pay fills in what was paid in the web shop. A total that differs from what was
// paid there waits for a person: collected by another tender, or written off.
func (c *HandOver) pay(a *act, o terminal.Order, lines []terminal.Line) ([]terminal.Tender, error) {
	if err := noPrepaid(c.Tenders); err != nil || o.Payment != terminal.Paid {
		return c.Tenders, err
	}
	priced, err := a.till.options.Rules.Taxes(a.now(), o.Class, lines)
	if err != nil {
		return nil, err
	}
	total := priced.Totals.Total
	prepaid := func(amount money.Cents) terminal.Tender {
		return terminal.Tender{Kind: terminal.Prepaid, Given: amount, Reference: o.ID}
	}
	switch {
	case total == o.ShopTotal:
		return []terminal.Tender{prepaid(total)}, nil
	case c.WriteOff != "":
		return []terminal.Tender{prepaid(total)}, c.noteWriteOff(a, o, total-o.ShopTotal)
	case total > o.ShopTotal && len(c.Tenders) > 0:
		return append([]terminal.Tender{prepaid(o.ShopTotal)}, c.Tenders...), nil
	}
	return nil, terminal.Errorf(terminal.Conflict, "order.total_differs",
		"Order %s was paid with $%s; the total here is $%s.", o.ID, o.ShopTotal, total).
		WithHint("Collect what is missing, refund in the web shop, or a manager writes the difference off.")
}

// noteWriteOff journals what a manager lets go, why, and who agreed.
func (c *HandOver) noteWriteOff(a *act, o terminal.Order, difference money.Cents) error {
	if err := needReason(c.WriteOff); err != nil {
		return err
	}
	return a.record(terminal.OrderMoved{
		Order: o.ID, Move: "write_off", Revision: o.Revision, Fulfilment: o.Fulfilment, Arrival: o.Arrival,
		Identity: o.Identity, Payment: o.Payment, Detail: "$" + difference.String() + " by " + a.approver() + ": " + c.WriteOff,
	})
}

// linesOf makes the sale's lines of what is in the bag: one line for each order
// line and package, at the shop's price while that is above the floor.
func (a *act) linesOf(o terminal.Order) ([]terminal.Line, error) {
	var lines []terminal.Line
	for _, unit := range o.Packed {
		i := slices.IndexFunc(lines, func(l terminal.Line) bool { return l.OrderLine == unit.Line && l.Tag == unit.Tag })
		if i < 0 {
			lines = append(lines, terminal.Line{Number: len(lines) + 1, OrderLine: unit.Line, Tag: unit.Tag})
			i = len(lines) - 1
		}
		sum, err := lines[i].Quantity.Add(unit.Quantity)
		if err != nil {
			return nil, err
		}
		lines[i].Quantity = sum
	}
	for i := range lines {
		if err := a.fillLine(o, &lines[i]); err != nil {
			return nil, err
		}
	}
	if err := shareDiscounts(o, lines); err != nil {
		return nil, err
	}
	return lines, a.checkFloor(lines)
}

// checkFloor refuses a line that the web shop sold, after its discount, for less
// than the configured part of the catalog's price.
func (a *act) checkFloor(lines []terminal.Line) error {
	for _, line := range lines {
		product, err := a.tx.Product(line.SKU)
		if err != nil {
			return err
		}
		asked, err := line.Gross()
		if err != nil {
			return err
		}
		line.UnitPrice = product.Price
		usual, err := line.Gross()
		if err != nil {
			return err
		}
		// Both are at most MaxCents, so that a thousand times of them fits.
		if asked -= line.Discount; int64(asked)*1000 < int64(usual)*a.till.options.Shop.PriceFloorPermille {
			return terminal.Errorf(terminal.Conflict, "order.price_floor",
				"The web shop sold %s for $%s, which is below the floor for $%s.", product.Name, asked, usual).
				WithHint("Correct the price in the web shop, or reject the order.")
		}
	}
	return nil
}

func (a *act) fillLine(o terminal.Order, line *terminal.Line) error {
	pack, err := a.tx.Package(line.Tag)
	if err != nil {
		return err
	}
	product, err := a.tx.Product(pack.SKU)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(o.Items, func(item terminal.OrderItem) bool { return item.Line == line.OrderLine })
	if at < 0 {
		return terminal.Errorf(terminal.Conflict, "order.no_line", "The bag holds a line %s that order %s does not have.", line.OrderLine, o.ID)
	}
	item := o.Items[at]
	line.SKU, line.Name, line.Category, line.Unit = product.SKU, product.Name, product.Category, product.SoldBy
	line.UnitPrice = item.UnitPrice
	if product.Unsellable != "" {
		return refuse(o.ID, terminal.Errorf(terminal.Refused, "catalog.unsellable", "%s", product.Unsellable), nil)
	}
	// What is in the bag is bound in the book; whether the package may be sold
	// from was true when it was packed, and may not be any more.
	if pack.Bound, err = pack.Bound.Sub(line.Quantity); err != nil {
		return err
	}
	if err := catalog.SellFrom(pack, a.legalDay(), line.Quantity); err != nil {
		return refuse(o.ID, terminal.AsError(err), nil)
	}
	line.Measures = terminal.Measures{}
	for name, figure := range product.Measures {
		if line.Measures[name], err = figure.Mul(line.Quantity); err != nil {
			return err
		}
	}
	return nil
}

// shareDiscounts spreads each order line's discount over its packages by
// largest remainder; of a line that is only partly in the bag, in proportion.
func shareDiscounts(o terminal.Order, lines []terminal.Line) error {
	for _, item := range o.Items {
		var parts []int
		var weights []money.Cents
		var inBag measure.Quantity
		for i, line := range lines {
			if line.OrderLine != item.Line {
				continue
			}
			gross, err := line.Gross()
			if err != nil {
				return err
			}
			if inBag, err = inBag.Add(line.Quantity); err != nil {
				return err
			}
			parts, weights = append(parts, i), append(weights, gross)
		}
		if len(parts) == 0 || item.Discount == 0 {
			continue
		}
		whole := terminal.Line{UnitPrice: item.UnitPrice, Quantity: item.Quantity}
		ordered, err := whole.Gross()
		if err != nil {
			return err
		}
		// The part that is not in the bag takes its share of the discount with it.
		missing := ordered
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
