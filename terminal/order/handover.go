package order

import (
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// IdentityVerified records that the ID scanned now is this order's customer's.
// It counts only after arrival (order.not_arrived). A bag that was scanned
// before must be scanned again. The shop is told the outcome only.
func IdentityVerified(o terminal.Order, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveIdentityOK)
	if err != nil {
		return o, effect, err
	}
	if !Here(o) {
		return o, Effect{}, notArrived(o)
	}
	next.Identity, next.VerifiedAt, next.IdentityNote, next.RefusalCode = terminal.Verified, step.At, "", ""
	next.BagScanned = false
	takeOutside(&next, step)
	effect.tell(next, step, frame{Op: "identity", Outcome: string(terminal.Verified)})
	return finish(next, effect, step.At)
}

// IdentityRefused records that the ID scanned now was refused, or that a person
// refused the customer. Another document may be scanned after it. The shop is
// told the reason; code says why exactly and stays here.
func IdentityRefused(o terminal.Order, reason Reason, code string, step Step) (terminal.Order, Effect, error) {
	if err := reason.check(); err != nil {
		return o, Effect{}, err
	}
	next, effect, err := begin(o, MoveIdentityRefused)
	if err != nil {
		return o, effect, err
	}
	next.Identity, next.VerifiedAt, next.IdentityNote = terminal.IdentityRefused, time.Time{}, string(reason)
	next.RefusalCode = code
	next.BagScanned = false
	takeOutside(&next, step)
	effect.tell(next, step, frame{Op: "identity", Outcome: string(terminal.IdentityRefused), Reason: string(reason)})
	return finish(next, effect, step.At)
}

// ScanBag records that the sealed bag of this order is in hand, after the ID.
// It fails with order.wrong_bag for any other code.
func ScanBag(o terminal.Order, code string, step Step) (terminal.Order, Effect, error) {
	next, effect, err := begin(o, MoveScanBag)
	if err != nil {
		return o, effect, err
	}
	if err := checkPerson(o); err != nil {
		return o, Effect{}, err
	}
	if code != o.BagCode || code == "" {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.wrong_bag",
			"Bag %s is not the bag of order %s.", shown(code), o.ID).
			WithHint("Fetch bag %s.", o.BagCode)
	}
	next.BagScanned = true
	takeBag(&next, step.By, step)
	return finish(next, effect, step.At)
}

// shown bounds a scanned code that goes into a sentence.
func shown(code string) string {
	if checkBagCode(code) != nil {
		return "with that code"
	}
	return code
}

func checkPerson(o terminal.Order) error {
	switch {
	case !Here(o):
		return notArrived(o)
	case o.Identity == terminal.IdentityRefused:
		return terminal.Errorf(terminal.Refused, "order.identity_refused", "The ID for order %s was refused.", o.ID).
			WithHint("Scan another document, or cancel the order.")
	case o.Identity != terminal.Verified || o.VerifiedAt.IsZero():
		return terminal.Errorf(terminal.Refused, "order.not_verified", "No ID was scanned for order %s since the customer arrived.", o.ID).
			WithHint("Scan the customer's ID.")
	}
	return nil
}

// CheckHandOver says whether the bag may be handed over as far as the order
// knows: ready, not parked, the customer here, the ID scanned after arrival, the
// bag scanned after that. Limits and payment are the sale's to check.
func CheckHandOver(o terminal.Order) error {
	if _, _, err := begin(o, MoveHandedOver); err != nil {
		return err
	}
	if err := checkPerson(o); err != nil {
		return err
	}
	if o.BagCode == "" || !o.BagScanned {
		return terminal.Errorf(terminal.Refused, "order.bag_not_scanned", "The bag of order %s was not scanned.", o.ID).
			WithHint("Scan the code on the bag.")
	}
	return nil
}

// HandedOver ends the order with a sale that is committed in the same
// transaction. The sale must be of this order and sell exactly what is in the
// bag (order.wrong_sale). Promised stock is given back, because the sale itself
// takes it from the book.
func HandedOver(o terminal.Order, sale terminal.Sale, step Step) (terminal.Order, Effect, error) {
	if err := CheckHandOver(o); err != nil {
		return o, Effect{}, err
	}
	if sale.ID == "" || sale.Order != o.ID || !sellsTheBag(o, sale) {
		return o, Effect{}, terminal.Errorf(terminal.Conflict, "order.wrong_sale", "The sale does not sell what is in the bag of order %s.", o.ID)
	}
	next, effect, err := begin(o, MoveHandedOver)
	if err != nil {
		return o, effect, err
	}
	next.Sale, next.SaleTotal = sale.ID, sale.Totals.Total
	next.Payment, next.Attention = terminal.Paid, ""
	next.Shelf = ""
	dropBag(&next)
	effect.Unbound = next.Packed
	releaseAll(&next, &effect)
	total := sale.Totals.Total
	effect.tell(next, step, frame{
		Op: "handed_over", Sale: sale.ID, Total: &total, Payment: paymentTold(o, sale), Lines: soldLines(o, sale),
	})
	return finish(next, effect, step.At)
}

type lineTag struct{ line, tag string }

// sellsTheBag compares the sale with the scans, by line and package.
func sellsTheBag(o terminal.Order, sale terminal.Sale) bool {
	left := map[lineTag]measure.Quantity{}
	for _, unit := range o.Packed {
		sum, err := left[lineTag{unit.Line, unit.Tag}].Add(unit.Quantity)
		if err != nil {
			return false
		}
		left[lineTag{unit.Line, unit.Tag}] = sum
	}
	for _, line := range sale.Lines {
		rest, err := left[lineTag{line.OrderLine, line.Tag}].Sub(line.Quantity)
		if err != nil {
			return false
		}
		left[lineTag{line.OrderLine, line.Tag}] = rest
	}
	for _, rest := range left {
		if rest.Sign() != 0 {
			return false
		}
	}
	return len(sale.Lines) > 0
}

// soldLines gives what was sold, one entry an order line.
func soldLines(o terminal.Order, sale terminal.Sale) []frameLine {
	var lines []frameLine
	for _, item := range o.Items {
		told := frameLine{Line: item.Line}
		for _, line := range sale.Lines {
			if line.OrderLine != item.Line {
				continue
			}
			if sum, err := told.Quantity.Add(line.Quantity); err == nil {
				told.Quantity = sum
			}
			told.UnitPrice = line.UnitPrice
		}
		if told.Quantity.Sign() > 0 {
			lines = append(lines, told)
		}
	}
	return lines
}

// paymentTold is how the sale was paid in the shop's three words. A split
// payment is told as external (curbfeed/1, rule 7).
func paymentTold(o terminal.Order, sale terminal.Sale) string {
	told := terminal.TenderKind("")
	for _, tender := range sale.Tenders {
		if told != "" && told != tender.Kind {
			return string(terminal.External)
		}
		told = tender.Kind
	}
	if told == "" {
		if o.Payment == terminal.Paid {
			return string(terminal.Prepaid)
		}
		return string(terminal.Cash)
	}
	return string(told)
}
