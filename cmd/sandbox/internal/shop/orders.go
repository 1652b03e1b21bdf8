package shop

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// refusal is a no in words, with the HTTP status it is answered with.
type refusal struct {
	status int
	text   string
}

func (e *refusal) Error() string { return e.text }

func refusef(format string, args ...any) error {
	return &refusal{http.StatusConflict, fmt.Sprintf(format, args...)}
}

func (s *Shop) find(id string) (*record, error) {
	r, found := s.state.Orders[id]
	if !found {
		return nil, &refusal{http.StatusNotFound, "there is no order " + id}
	}
	return r, nil
}

// amendment names what of an order changes; what is absent stays.
type amendment struct {
	Items        *[]line     `json:"items"`
	Discounts    *[]discount `json:"discounts"`
	Totals       *totals     `json:"totals"`
	Channel      *string     `json:"channel"`
	PickupWindow *window     `json:"pickup_window"`
	Delivery     *delivery   `json:"delivery"`
	Note         *string     `json:"note"`
}

func (s *Shop) amend(r *record, a amendment) error {
	if !mayCancel(r.Fulfilment) {
		return refusef("the order is %s and cannot be amended", r.Fulfilment)
	}
	if a.Channel != nil && !slices.Contains(channels, *a.Channel) {
		return refusef("channel is one of %v", channels)
	}
	if a.Items != nil {
		r.Order.Items = *a.Items
	}
	if a.Discounts != nil {
		r.Order.Discounts = *a.Discounts
	}
	s.completeLines(&r.Order)
	switch {
	case a.Totals != nil:
		r.Order.Totals = *a.Totals
	case a.Items != nil || a.Discounts != nil:
		r.Order.Totals = sum(r.Order.Items, r.Order.Discounts)
	}
	if a.Channel != nil {
		r.Order.Channel = *a.Channel
	}
	if a.PickupWindow != nil {
		r.Order.PickupWindow = a.PickupWindow
	}
	if a.Delivery != nil {
		r.Order.Delivery = a.Delivery
	}
	if a.Note != nil {
		r.Order.Note = *a.Note
	}
	s.orderEvent(r, eventAmended, "", func() any { return r.Order })
	return nil
}

func (s *Shop) requestCancel(r *record, reason string) error {
	if !knownReason(reason) {
		return refusef("reason is one of %v", cancelReasons)
	}
	if !mayCancel(r.Fulfilment) {
		return refusef("the order is %s and cannot be cancelled", r.Fulfilment)
	}
	r.CancelRequested = reason
	s.orderEvent(r, eventCancelRequested, "", func() any { return map[string]string{"reason": reason} })
	return nil
}

// cancelNow cancels on the shop's side. An order that was handed over cannot be
// cancelled any more: the shop answers its customer with trouble, not the
// terminal.
func (s *Shop) cancelNow(r *record, by, reason string) error {
	if !knownReason(reason) {
		return refusef("reason is one of %v", cancelReasons)
	}
	if !mayCancel(r.Fulfilment) {
		return refusef("the order is %s and cannot be cancelled", r.Fulfilment)
	}
	s.cancelOrder(r, by, reason)
	s.orderEvent(r, eventCancelled, "", func() any { return map[string]string{"by": by, "reason": reason} })
	return nil
}

// arrive tells that the customer is there, or on the way. Somebody who has
// arrived may tell another spot.
func (s *Shop) arrive(r *record, to, spot string, v *vehicle) error {
	if !mayCancel(r.Fulfilment) {
		return refusef("the order is %s; nobody is expected", r.Fulfilment)
	}
	at := s.stamp()
	switch {
	case to == arrivalEnRoute && r.Order.Arrival.State == arrivalNone:
		r.Order.Arrival = arrival{State: arrivalEnRoute, At: at}
		s.orderEvent(r, eventCustomer, "", func() any { return r.Order })
	case to == arrivalArrived:
		r.Order.Arrival = arrival{State: arrivalArrived, Spot: spot, Vehicle: v, At: at}
		s.orderEvent(r, eventArrived, "", func() any { return map[string]any{"spot": spot, "vehicle": v, "at": at} })
	default:
		return refusef("the arrival cannot move from %s to %q", r.Order.Arrival.State, to)
	}
	return nil
}

func (s *Shop) pay(r *record, p payment) error {
	if !mayPay(r.Order.Payment.State, p.State) {
		return refusef("the payment cannot move from %s to %q", r.Order.Payment.State, p.State)
	}
	if p.Method == "" {
		p.Method = r.Order.Payment.Method
	}
	r.Order.Payment = p
	s.orderEvent(r, eventPayment, "", func() any { return r.Order })
	return nil
}

func (s *Shop) changeCustomer(r *record, c customer) error {
	if !r.open() {
		return refusef("the order is %s and its customer stays as it is", r.Fulfilment)
	}
	r.Order.Customer = c
	s.orderEvent(r, eventCustomer, "", func() any { return r.Order })
	return nil
}

// askVerdict asks the terminal about a basket, with everything filled in that
// an order would have.
func (s *Shop) askVerdict(o order, deadline time.Duration) (*basket, error) {
	waiting := 0
	for _, b := range s.state.Baskets {
		if !b.Answered && s.now().Before(b.Deadline) {
			waiting++
		}
	}
	if waiting >= openBasketsMax {
		return nil, refusef("the shop waits for %d verdicts and asks no more", waiting)
	}
	s.complete(&o)
	return s.ask(o, deadline), nil
}

// placeBasket makes the order of a basket that the terminal said yes to, once,
// and while the goods are held for it.
func (s *Shop) placeBasket(b *basket) (*record, error) {
	switch {
	case b.Placed != "":
		return s.find(b.Placed)
	case !b.Answered:
		return nil, refusef("The store has not answered yet.")
	case !b.OK:
		return nil, refusef("The store cannot sell this basket.")
	case s.now().After(b.HeldTill):
		return nil, refusef("The store held this basket for a while, and that time is over. Please start again.")
	}
	o := b.Order
	o.ID = ""
	r, err := s.place(o)
	if err != nil {
		return nil, err
	}
	b.Placed = r.Order.ID
	return r, nil
}
