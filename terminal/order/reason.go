package order

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// Reason is why an order is rejected, cancelled or an identity refused
// (curbfeed/1, rule 11). The list is closed.
type Reason string

// The reasons, as the shop spells them.
const (
	OutOfStock      Reason = "OUT_OF_STOCK"
	CustomerRequest Reason = "CUSTOMER_REQUEST"
	PaymentFailure  Reason = "PAYMENT_FAILURE"
	FraudDetected   Reason = "FRAUD_DETECTED"
	POSClosed       Reason = "POS_CLOSED"
	DeliveryIssue   Reason = "DELIVERY_ISSUE"
	OrderTooCostly  Reason = "ORDER_TOO_EXPENSIVE"
	IDIssue         Reason = "ID_ISSUE"
	CustomerNoShow  Reason = "CUSTOMER_NO_SHOW"
	ExceedsLimit    Reason = "EXCEEDS_LIMIT"
	OtherReason     Reason = "OTHER"
)

// cancelledByStore is who cancelled, when it was us; no staff name is kept with it.
const cancelledByStore = "store"

var reasons = []Reason{
	OutOfStock, CustomerRequest, PaymentFailure, FraudDetected, POSClosed, DeliveryIssue,
	OrderTooCostly, IDIssue, CustomerNoShow, ExceedsLimit, OtherReason,
}

// Reasons gives the closed list in the protocol's order.
func Reasons() []Reason { return slices.Clone(reasons) }

// Valid says whether the reason is on the closed list.
func (r Reason) Valid() bool { return slices.Contains(reasons, r) }

func (r Reason) check() error {
	if r.Valid() {
		return nil
	}
	return terminal.Errorf(terminal.Invalid, "order.reason", "That reason is not one of the web shop's.").
		WithHint("Choose one from the list.")
}

// spoken turns a reason of either side into words for people.
func spoken(reason string) string {
	if reason == "" {
		return "no reason given"
	}
	return strings.ToLower(strings.ReplaceAll(reason, "_", " "))
}
