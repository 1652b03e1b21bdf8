package cash

import (
	"strings"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// ReasonMaxBytes bounds a reason that a person types.
const ReasonMaxBytes = 300

// The kinds of cash that moves without a sale; terminal.CashMoved names them.
const (
	kindPaidIn  = "paid_in"
	kindPaidOut = "paid_out"
	kindDrop    = "drop"
	kindNoSale  = "no_sale"
)

// DropThreshold is the cash in a drawer from which a drop to the safe is advised.
const DropThreshold money.Cents = 1_000_00

// DropDue says whether a drawer holds so much that some should go to the safe.
func DropDue(drawer terminal.Drawer) bool { return drawer.Expected() >= DropThreshold }

// PayIn puts cash into a drawer, such as change from the bank. The fact is for
// the journal. Like PayOut, Drop and NoSale it returns errors of code
// cash.shift_closed, shift.no_drawer, cash.amount and cash.reason.
func PayIn(shift terminal.Shift, drawer string, amount money.Cents, reason string) (terminal.CashMoved, error) {
	return move(shift, drawer, kindPaidIn, amount, reason)
}

// PayOut takes cash out of a drawer for something bought; also cash.not_enough.
func PayOut(shift terminal.Shift, drawer string, amount money.Cents, reason string) (terminal.CashMoved, error) {
	return move(shift, drawer, kindPaidOut, amount, reason)
}

// Drop takes cash from a drawer to the safe; also cash.not_enough.
func Drop(shift terminal.Shift, drawer string, amount money.Cents, reason string) (terminal.CashMoved, error) {
	return move(shift, drawer, kindDrop, amount, reason)
}

// NoSale opens a drawer without a sale.
func NoSale(shift terminal.Shift, drawer, reason string) (terminal.CashMoved, error) {
	return move(shift, drawer, kindNoSale, 0, reason)
}

func move(shift terminal.Shift, drawer, kind string, amount money.Cents, reason string) (terminal.CashMoved, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > ReasonMaxBytes || !utf8.ValidString(reason) {
		return terminal.CashMoved{}, terminal.Errorf(terminal.Invalid, "cash.reason", "Say why, in a few words.")
	}
	fact := terminal.CashMoved{
		Shift: shift.ID, Drawer: drawer, Kind: kind, Amount: amount, Reason: reason, Date: shift.BusinessDate,
	}
	if _, err := Apply(shift, fact); err != nil {
		return terminal.CashMoved{}, err
	}
	return fact, nil
}

// Apply gives the shift after a move, and leaves the one it got as it is.
func Apply(shift terminal.Shift, fact terminal.CashMoved) (terminal.Shift, error) {
	after, drawer, err := drawerOf(shift, fact.Drawer)
	if err != nil {
		return shift, err
	}
	if fact.Shift != shift.ID {
		return shift, terminal.Errorf(terminal.Conflict, "cash.shift_closed", "That shift is not the open one.")
	}
	if fact.Amount < 0 || (fact.Amount == 0) != (fact.Kind == kindNoSale) || fact.Amount.Check() != nil {
		return shift, terminal.Errorf(terminal.Invalid, "cash.amount", "$%s cannot be moved.", fact.Amount)
	}
	var sum *money.Cents
	switch fact.Kind {
	case kindPaidIn:
		sum = &drawer.PaidIn
	case kindPaidOut:
		sum = &drawer.PaidOut
	case kindDrop:
		sum = &drawer.Drops
	case kindNoSale:
		return after, nil
	default:
		return shift, terminal.Errorf(terminal.Invalid, "cash.kind", "%q is not a way in which cash moves.", fact.Kind)
	}
	if *sum, err = money.Sum(*sum, fact.Amount); err != nil {
		return shift, tooMuch(err)
	}
	if err := checkDrawer(*drawer); err != nil {
		return shift, err
	}
	return after, nil
}

// checkDrawer refuses what a drawer cannot give. The sentence does not say how
// much is expected in it: the count at the close is blind.
func checkDrawer(drawer terminal.Drawer) error {
	if expected := drawer.Expected(); expected < 0 {
		return terminal.Errorf(terminal.Conflict, "cash.not_enough", "By the book there is not so much cash in this drawer.").
			WithHint("Check the amount, or record cash that was paid in first.")
	} else if err := expected.Check(); err != nil {
		return tooMuch(err)
	}
	return nil
}
