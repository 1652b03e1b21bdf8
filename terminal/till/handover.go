package till

import (
	"errors"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
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
	o, err := a.reclaim(c.Order)
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
		ByHand: person.Facts.ByHand, ByHandWith: person.Facts.ByHandWith, Hints: person.Warnings,
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
		return order.IdentityRefused(o, order.IDIssue, refusal.Err.Code, step)
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
	if _, err := a.reclaim(c.Order); err != nil {
		return nil, err
	}
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
	if err := a.servedByOther(o); err != nil {
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
	if c.Place == terminal.Curb {
		if err := a.claimFree(o); err != nil {
			return nil, err
		}
	}
	lines, problem, err := a.scale().bagLines(o)
	if err == nil {
		err = problem
	}
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
	amount, due, difference := prepaidOf(o, total)
	prepaid := func(amount money.Cents) terminal.Tender {
		return terminal.Tender{Kind: terminal.Prepaid, Given: amount, Reference: o.ID}
	}
	switch {
	case difference == 0:
		return []terminal.Tender{prepaid(total)}, nil
	case c.WriteOff != "":
		return []terminal.Tender{prepaid(total)}, c.noteWriteOff(a, o, difference)
	case due > 0 && len(c.Tenders) > 0:
		return append([]terminal.Tender{prepaid(amount)}, c.Tenders...), nil
	}
	return nil, totalDiffers(o, total)
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
