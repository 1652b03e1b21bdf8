package catalog

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
)

// SellFrom says whether quantity may be taken from a package on a legal day. A
// package may be sold through the end of its expiry day. The errors are coded
// catalog.unknown_tag, catalog.quantity, catalog.held, catalog.finished,
// catalog.expired, catalog.sold_out and catalog.bound_to_order; the zero
// package is an unknown one.
func SellFrom(pkg terminal.Package, today clock.Date, quantity measure.Quantity) error {
	if pkg.Tag == "" {
		return UnknownTag("")
	}
	if quantity.Sign() <= 0 || pkg.Unit != measure.Grams && !quantity.IsWhole() {
		return terminal.Errorf(terminal.Invalid, "catalog.quantity", "A quantity of %s cannot be sold from this package.", quantity)
	}
	if err := sellable(pkg, today); err != nil {
		return err
	}
	if pkg.Book.Cmp(quantity) < 0 {
		return terminal.Errorf(terminal.Conflict, "catalog.sold_out", "Package %s has %s left, %s were asked for.",
			shortTag(pkg.Tag), left(pkg.Book), quantity).WithHint("Scan another package, or count this one.")
	}
	free, err := pkg.Book.Sub(pkg.Bound)
	if err != nil || free.Cmp(quantity) < 0 {
		return terminal.Errorf(terminal.Conflict, "catalog.bound_to_order", "The rest of package %s is packed for online orders.",
			shortTag(pkg.Tag)).WithHint("Scan another package.")
	}
	return nil
}

func sellable(pkg terminal.Package, today clock.Date) error {
	switch pkg.Status {
	case terminal.PackageActive:
	case terminal.PackageFinished:
		return terminal.Errorf(terminal.Refused, "catalog.finished", "Package %s is finished.", shortTag(pkg.Tag)).
			WithHint("Set the item aside and tell a lead: the package was closed in the book.")
	default:
		reason := pkg.HoldReason
		if reason == "" {
			reason = "no reason was noted"
		}
		return terminal.Errorf(terminal.Refused, "catalog.held", "Package %s is on hold: %s.", shortTag(pkg.Tag), reason).
			WithHint("Set the item aside and tell a lead.")
	}
	if !pkg.ExpiresOn.IsZero() && today.Compare(pkg.ExpiresOn) > 0 {
		return terminal.Errorf(terminal.Refused, "catalog.expired", "Package %s expired on %s.", shortTag(pkg.Tag), pkg.ExpiresOn).
			WithHint("Set the item aside.")
	}
	return nil
}

// UnknownTag is the error for a tag that is not in the book.
func UnknownTag(tag string) error {
	if tag == "" {
		return terminal.Errorf(terminal.NotFound, "catalog.unknown_tag", "This package is not in the book.").
			WithHint("Receive the package first.")
	}
	return terminal.Errorf(terminal.NotFound, "catalog.unknown_tag", "Package %s is not in the book.", shortTag(tag)).
		WithHint("Receive the package first.")
}

// shortTag is the end of a tag, which is what people read on the label.
func shortTag(tag string) string {
	const shown = 6
	if tagPattern.MatchString(tag) {
		return "…" + tag[len(tag)-shown:]
	}
	return tag
}

func left(book measure.Quantity) string {
	if book.Sign() <= 0 {
		return "nothing"
	}
	return book.String()
}
