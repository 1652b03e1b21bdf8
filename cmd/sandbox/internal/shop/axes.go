package shop

import "slices"

// The fulfilment axis.
const (
	fulfilmentPlaced        = "placed"
	fulfilmentAccepted      = "accepted"
	fulfilmentPicking       = "picking"
	fulfilmentPacked        = "packed"
	fulfilmentReady         = "ready"
	fulfilmentHandedOver    = "handed_over"
	fulfilmentNeedsCustomer = "needs_customer"
	fulfilmentExpired       = "expired"
	fulfilmentCancelled     = "cancelled"
	fulfilmentRestocked     = "restocked"
)

// The arrival axis as far as the shop tells it.
const (
	arrivalNone    = "none"
	arrivalEnRoute = "en_route"
	arrivalArrived = "arrived"
)

// The payment axis.
const (
	paymentUnpaid     = "unpaid"
	paymentAuthorized = "authorized"
	paymentPaid       = "paid"
	paymentRefunded   = "refunded"
)

// fulfilmentFrom names, for each target of set_fulfilment, the states it may
// be reached from.
var fulfilmentFrom = map[string][]string{
	fulfilmentAccepted:      {fulfilmentPlaced, fulfilmentNeedsCustomer},
	fulfilmentPicking:       {fulfilmentAccepted, fulfilmentPacked, fulfilmentReady},
	fulfilmentPacked:        {fulfilmentPicking},
	fulfilmentReady:         {fulfilmentPacked},
	fulfilmentNeedsCustomer: {fulfilmentPicking, fulfilmentPacked},
	fulfilmentExpired:       {fulfilmentReady},
}

// cancelReasons is the closed list of reasons to cancel or reject an order.
var cancelReasons = []string{
	"OUT_OF_STOCK", "CUSTOMER_REQUEST", "PAYMENT_FAILURE", "FRAUD_DETECTED", "POS_CLOSED", "DELIVERY_ISSUE",
	"ORDER_TOO_EXPENSIVE", "ID_ISSUE", "CUSTOMER_NO_SHOW", "EXCEEDS_LIMIT", "OTHER",
}

var channels = []string{"pickup", "curbside", "drive_through", "delivery"}

func knownReason(reason string) bool { return slices.Contains(cancelReasons, reason) }

// mayCancel: before the hand-over, and not where the order has ended already.
// An expired order can only be restocked.
func mayCancel(fulfilment string) bool {
	switch fulfilment {
	case fulfilmentHandedOver, fulfilmentCancelled, fulfilmentRestocked, fulfilmentExpired:
		return false
	}
	return true
}

// mayRestock: an expired order, or a cancelled one of which a bag was packed.
func mayRestock(r *record) bool {
	return r.Fulfilment == fulfilmentExpired || r.Fulfilment == fulfilmentCancelled && r.Packed
}

// mayPay says whether the payment axis may move; it never moves back.
func mayPay(from, to string) bool {
	steps := []string{paymentUnpaid, paymentAuthorized, paymentPaid, paymentRefunded}
	at, next := slices.Index(steps, from), slices.Index(steps, to)
	if to == paymentRefunded {
		return from == paymentPaid
	}
	return at >= 0 && next > at
}
