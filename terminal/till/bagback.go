package till

import (
	"errors"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/staff"
)

// ShelveBag puts a sealed bag onto a shelf by the scan of its code, which makes a
// packed bag ready.
type ShelveBag struct {
	personCommand
	Order string `json:"order"`
	Code  string `json:"code"`
}

// Name is "order.shelve".
func (*ShelveBag) Name() string                 { return "order.shelve" }
func (*ShelveBag) permission() staff.Permission { return staff.PackOrder }

func (c *ShelveBag) run(a *act) (any, error) {
	shelf, err := shelfOf(c.Code)
	if err != nil {
		return nil, err
	}
	return a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.Shelve(o, shelf, step)
	})
}

// BringBack is the scan of a shelf for a bag that comes back from a customer. Was
// the customer refused, by their ID, by a person or by a limit, the order is
// cancelled with that reason and its goods are on the shelf again, in one
// transaction. The bag of an order that ended meanwhile is put back likewise.
// Otherwise the bag only stands on the shelf again, and the customer waits for
// whoever claims them next. Asked twice it is done once.
type BringBack struct {
	personCommand
	Order string `json:"order"`
	Code  string `json:"code"`
}

// Name is "order.bring_back".
func (*BringBack) Name() string                 { return "order.bring_back" }
func (*BringBack) permission() staff.Permission { return staff.HandOver }

func (c *BringBack) run(a *act) (any, error) {
	shelf, err := shelfOf(c.Code)
	if err != nil {
		return nil, err
	}
	o, err := a.tx.Order(c.Order)
	if err != nil {
		return nil, err
	}
	switch o.Fulfilment {
	case terminal.Restocked:
		return o, nil
	case terminal.Cancelled, terminal.Expired:
		return a.moveOrder(c.Order, order.Restock)
	}
	reason, err := a.refusedFor(o)
	switch {
	case err != nil:
		return nil, err
	case reason != "":
		if _, err := a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
			return order.Cancel(o, reason, step)
		}); err != nil {
			return nil, err
		}
		return a.moveOrder(c.Order, order.Restock)
	case order.OnShelf(o, shelf):
		return o, nil
	}
	// Whoever comes next for this bag is checked anew.
	a.forget(c.Order)
	return a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.PutBack(o, shelf, step)
	})
}

// codeOverLimit is the rules' code for a bag that is too much for its person.
const codeOverLimit = "rules.over_limit"

// refusedFor is why the order's customer does not get the bag, in the web shop's
// words; empty if nobody said no. A no that passes by itself, such as closing
// time, is none.
func (a *act) refusedFor(o terminal.Order) (order.Reason, error) {
	if o.Identity == terminal.IdentityRefused {
		if reason := order.Reason(o.IdentityNote); reason.Valid() {
			return reason, nil
		}
		return order.IDIssue, nil
	}
	person := a.till.person(o.ID)
	if o.Identity != terminal.Verified || a.scale().checkPerson(person) != nil || len(o.Packed) == 0 {
		return "", nil
	}
	lines, _, err := a.scale().bagLines(o)
	if err != nil {
		return "", err
	}
	verdict, err := a.judge(bag{class: o.Class, lines: lines, channel: o.Channel, person: person})
	if err == nil && !verdict.OK() && verdict.Code == codeOverLimit {
		return order.ExceedsLimit, nil
	}
	return "", err
}

// shelfOf reads the code of a shelf, and says of another code what it is.
func shelfOf(scanned string) (string, error) {
	code, err := catalog.ParseCode(scanned)
	what := "That is not the code of a shelf."
	switch {
	case err != nil:
		var coded *terminal.Error
		if errors.As(err, &coded) && coded.Code == "catalog.shelf_code" {
			return "", err
		}
	case code.Shelf != "":
		return code.Shelf, nil
	case code.Bag != "":
		what = "That is the code of a bag, not of a shelf."
	case code.Tag != "":
		what = "That is the tag of a package, not the code of a shelf."
	default:
		what = "That is the code of a product, not of a shelf."
	}
	return "", terminal.Errorf(terminal.Invalid, "order.wrong_shelf", "%s", what).
		WithHint("Scan the code on the edge of the shelf, such as SHELF-B2.")
}
