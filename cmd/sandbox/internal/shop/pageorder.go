package shop

import (
	"errors"
	"net/http"
	"strings"
)

type orderView struct {
	Order     order
	Page      string
	Status    string
	Paid      string
	Estimate  bool // the total is the shop's own estimate
	Total     int64
	MayCancel bool
	MayArrive bool
	Here      string
	Problem   string
}

var statusWords = map[string]string{
	fulfilmentPlaced:        "We have sent your order to the store.",
	fulfilmentAccepted:      "The store has accepted your order.",
	fulfilmentPicking:       "Your order is being packed.",
	fulfilmentPacked:        "Your order is packed.",
	fulfilmentReady:         "Your order is ready.",
	fulfilmentNeedsCustomer: "The store has a question about your order. Please call or come by.",
	fulfilmentExpired:       "Your order was not collected in time and has gone back on the shelf.",
	fulfilmentHandedOver:    "You have received your order. Thank you.",
	fulfilmentCancelled:     "This order is cancelled.",
	fulfilmentRestocked:     "This order has ended.",
}

var reasonWords = map[string]string{
	"OUT_OF_STOCK": "An item is out of stock.", "CUSTOMER_REQUEST": "You asked for it.",
	"PAYMENT_FAILURE": "The payment did not go through.", "FRAUD_DETECTED": "The order could not be confirmed.",
	"POS_CLOSED": "The store is closed.", "DELIVERY_ISSUE": "The delivery was not possible.",
	"ORDER_TOO_EXPENSIVE": "The order was above what the store takes.", "ID_ISSUE": "There was a problem with the ID.",
	"CUSTOMER_NO_SHOW": "The order was not collected.", "EXCEEDS_LIMIT": "The order is over a legal purchase limit.",
	"OTHER": "Please ask the store for the reason.",
}

// byPage finds an order by the customer's address of it.
func (s *Shop) byPage(page string) (*record, error) {
	for _, r := range s.state.Orders {
		if r.Page == page {
			return r, nil
		}
	}
	return nil, &refusal{http.StatusNotFound, "There is no such order here."}
}

func (s *Shop) pageOrder(w http.ResponseWriter, r *http.Request) {
	s.showOrder(w, r, http.StatusOK, "")
}

func (s *Shop) showOrder(w http.ResponseWriter, r *http.Request, status int, trouble string) {
	s.mu.Lock()
	found, err := s.byPage(r.PathValue("page"))
	var view orderView
	if err == nil {
		view = viewOrder(found)
		view.Problem = trouble
	}
	s.mu.Unlock()
	if err != nil {
		s.pageError(w, err)
		return
	}
	s.render(w, status, "order.html", view)
}

func viewOrder(r *record) orderView {
	may := mayCancel(r.Fulfilment)
	view := orderView{
		Order: r.Order, Page: r.Page, Status: statusWords[r.Fulfilment], Total: r.Order.Totals.Total, Estimate: r.HandOver == nil,
		MayCancel: may && r.CancelRequested == "", MayArrive: may && r.Order.Channel != "delivery",
	}
	switch {
	case r.Cancelled != nil:
		view.Status += " " + reasonWords[r.Cancelled.Reason]
	case r.CancelRequested != "":
		view.Status += " You asked to cancel it; the store will confirm."
	}
	if r.HandOver != nil {
		view.Total = r.HandOver.Total
		view.Paid = map[string]string{"cash": "Paid in cash.", "external": "Paid at the store.", "prepaid": "Paid in advance."}[r.HandOver.Payment]
	}
	if r.Order.Arrival.State == arrivalArrived && may {
		view.Here = "The store knows that you are here"
		if r.Order.Arrival.Spot != "" {
			view.Here += ", at spot " + r.Order.Arrival.Spot
		}
		view.Here += "."
		if r.Claimed != nil {
			view.Here += " Somebody is on the way to you."
		}
	}
	return view
}

// pageChange runs what a customer asks of an order and shows the order, with
// the reason where it was refused.
func (s *Shop) pageChange(w http.ResponseWriter, r *http.Request, move func(*record) error) {
	err := s.change(func() error {
		found, err := s.byPage(r.PathValue("page"))
		if err != nil {
			return err
		}
		return move(found)
	})
	var no *refusal
	if errors.As(err, &no) && no.status == http.StatusConflict {
		s.showOrder(w, r, http.StatusConflict, no.text)
		return
	}
	if err != nil {
		s.pageError(w, err)
		return
	}
	http.Redirect(w, r, "/o/"+r.PathValue("page"), http.StatusSeeOther)
}

// pageCancel cancels an order that nobody has taken up; a later one the store
// has to let go itself, since goods are set aside for it.
func (s *Shop) pageCancel(w http.ResponseWriter, r *http.Request) {
	s.pageChange(w, r, func(found *record) error {
		switch {
		case found.Fulfilment == fulfilmentHandedOver:
			return refusef("You have received this order already, so it cannot be cancelled.")
		case !mayCancel(found.Fulfilment):
			return refusef("This order has ended already.")
		case found.CancelRequested != "":
			return refusef("You have asked to cancel this order already.")
		case found.Fulfilment == fulfilmentPlaced:
			return s.cancelNow(found, "customer", "CUSTOMER_REQUEST")
		}
		return s.requestCancel(found, "CUSTOMER_REQUEST")
	})
}

func (s *Shop) pageArrive(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		s.pageTrouble(w, http.StatusBadRequest, "The form could not be read.")
		return
	}
	field := func(name string) string { return strings.TrimSpace(r.PostForm.Get(name)) }
	spot, car := field("spot"), vehicle{Color: field("color"), Make: field("make"), Plate: field("plate")}
	s.pageChange(w, r, func(found *record) error {
		switch {
		case tooLong(spot, spotMaxRunes):
			return refusef("The spot is longer than %d characters.", spotMaxRunes)
		case tooLong(car.Color, colorMaxRunes) || tooLong(car.Make, makeMaxRunes) || tooLong(car.Plate, plateMaxRunes):
			return refusef("Please describe the car in fewer words.")
		case found.Order.Channel == "delivery":
			return refusef("This order is brought to you.")
		case found.Order.Channel != "pickup" && spot == "" && car == (vehicle{}):
			return refusef("Please tell us your spot or your car, so that we find you.")
		case !mayCancel(found.Fulfilment):
			return refusef("This order has ended already.")
		}
		told := &car
		if car == (vehicle{}) {
			told = nil
		}
		return s.arrive(found, arrivalArrived, spot, told)
	})
}

type basketView struct {
	Basket  basket
	Status  string
	Waiting bool
	Yes     bool
	Total   int64
}

func (s *Shop) basketByPage(page string) (*basket, error) {
	for _, b := range s.state.Baskets {
		if b.Page == page {
			return b, nil
		}
	}
	return nil, &refusal{http.StatusNotFound, "There is no such basket here."}
}

func (s *Shop) pageBasket(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	b, err := s.basketByPage(r.PathValue("page"))
	var view basketView
	if err == nil {
		view = s.viewBasket(*b)
	}
	s.mu.Unlock()
	if err != nil {
		s.pageError(w, err)
		return
	}
	s.render(w, http.StatusOK, "basket.html", view)
}

func (s *Shop) viewBasket(b basket) basketView {
	view := basketView{Basket: b, Total: b.Order.Totals.Total}
	switch {
	case b.Placed != "":
		view.Status, view.Yes = "This basket has been ordered.", true
	case !b.Answered && s.now().After(b.Deadline):
		view.Status = "The store did not answer in time, so we cannot sell this basket. Please order less flower, or try later."
	case !b.Answered:
		view.Status, view.Waiting = "This is a large basket, so we are asking the store whether it may be sold.", true
	case !b.OK:
		view.Status = "The store cannot sell this basket."
	case s.now().After(b.HeldTill):
		view.Status = "The store held this basket for a while, and that time is over. Please start again."
	default:
		view.Status, view.Yes = "The store can sell this basket.", true
	}
	return view
}

func (s *Shop) pagePlaceBasket(w http.ResponseWriter, r *http.Request) {
	page := ""
	err := s.change(func() error {
		b, err := s.basketByPage(r.PathValue("page"))
		if err != nil {
			return err
		}
		placed, err := s.placeBasket(b)
		if err == nil {
			page = placed.Page
		}
		return err
	})
	if err != nil {
		s.pageError(w, err)
		return
	}
	http.Redirect(w, r, "/o/"+page, http.StatusSeeOther)
}
