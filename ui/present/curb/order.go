package curb

import (
	"context"
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// handing is one order on its page.
type handing struct {
	stored  terminal.Order // as the database has it
	o       terminal.Order // with its lease looked at
	preview till.HandOverPreview
	fixes   [][]rules.Removal
	checked bool // an ID was accepted, and holds
	within  bool // the rules let the bag go to that person
	mine    bool
	other   string // who has the customer, if it is somebody else
}

// Order is the page of one order. It returns the reader's order.not_found.
func (d *Desk) Order(ctx context.Context, who Who, language text.Language, id string) (Order, error) {
	var view Order
	if err := working(who); err != nil {
		return view, err
	}
	err := d.show(ctx, who, language, func(f *frame) error {
		h, err := f.handing(id)
		if err != nil {
			return err
		}
		view, err = f.orderPage(h)
		return err
	})
	return view, err
}

func (f *frame) handing(id string) (handing, error) {
	var h handing
	var err error
	if h.stored, err = f.reader.Order(id); err != nil {
		return h, err
	}
	h.o, _ = order.LeaseOver(h.stored, f.now)
	if h.o.Arrival == terminal.Claimed {
		f.d.noteLease(h.o.ClaimedUntil)
	}
	h.mine = h.o.ClaimedBy == f.who.Session.Staff && h.o.ClaimedBy != ""
	if order.HeldByOther(h.o, f.who.Session.Staff, f.now) {
		h.other = f.nameOf(h.o.ClaimedBy)
	}
	if !beforeHandOver(h.o) {
		return h, nil
	}
	if h.preview, err = f.d.options.Till.PreviewHandOver(f.reader, id); err != nil {
		return h, err
	}
	h.checked = h.preview.PersonProblem == nil && h.o.Identity == terminal.Verified
	h.within = h.checked && h.preview.Verdict.OK()
	if h.checked && !h.within {
		h.fixes = f.d.options.Rules.Fixes(h.preview.Question)
	}
	return h, nil
}

// beforeHandOver says whether the customer may still get the bag.
func beforeHandOver(o terminal.Order) bool {
	switch o.Fulfilment {
	case terminal.HandedOver, terminal.Cancelled, terminal.Expired, terminal.Restocked, terminal.Rejected:
		return false
	}
	return true
}

// sealed says whether all that is sold is in the bag.
func sealed(o terminal.Order) bool {
	return o.Fulfilment == terminal.Packed || o.Fulfilment == terminal.Ready
}

// outside says whether the customer waits in a car.
func outside(o terminal.Order) bool { return order.Here(o) && o.Spot != order.CounterSpot }

func (f *frame) orderPage(h handing) (Order, error) {
	o := h.o
	view := Order{Frame: f.page(f.say(text.CurbOrder, shownID(o))), ID: o.ID, Since: f.say(text.CurbSince)}
	view.Back, view.Notice = true, f.notice(o.ID)
	if beforeHandOver(o) && order.Here(o) {
		view.Car = f.car(car{h.stored, o})
		_, ordered := order.Units(o)
		view.Car.Customer = f.say(text.CurbDetailHead, customerOr(o), f.language.Of(ordered, text.ItemOne, text.ItemMany))
		view.Car.Version = version(still(view.Car))
	}
	var err error
	switch {
	case o.Fulfilment == terminal.HandedOver:
		view.Done, view.Closed, err = f.done(o)
	case !beforeHandOver(o) || !outside(o):
		view.Closed = f.closed(h)
	case o.Identity == terminal.IdentityRefused, h.checked && !h.within && !h.wayOut():
		view.Refused = f.refused(h)
	default:
		view.Handover, err = f.handover(h)
	}
	if err != nil {
		return view, err
	}
	made := view
	made.Frame, made.Car = Frame{Notice: view.Notice, Language: view.Language}, still(view.Car)
	view.Version = version(made)
	return view, nil
}

// wayOut says whether taking lines out lets something of the bag go.
func (h handing) wayOut() bool {
	return slices.ContainsFunc(h.fixes, func(fix []rules.Removal) bool {
		gone := 0
		for _, removal := range fix {
			if removal.Whole {
				gone++
			}
		}
		return gone < len(h.preview.Lines)
	})
}

// closed is an order at which nothing can be done at a car.
func (f *frame) closed(h handing) *Closed {
	o := h.o
	closed := &Closed{Next: Button{Label: f.say(text.CurbToArrivals), Primary: true, Link: "/"}}
	switch {
	case o.Fulfilment == terminal.Cancelled, o.Fulfilment == terminal.Expired:
		closed.Title, closed.Text = f.say(text.CurbCancelled), f.say(text.CurbCancelledText)
		if len(o.Packed) > 0 {
			f.bringBackClosed(closed, h)
		}
	case o.Fulfilment == terminal.Restocked:
		closed.Title, closed.Text = f.say(text.CurbRestocked), f.say(text.CurbRestockedText)
	case o.Fulfilment == terminal.Rejected:
		closed.Title, closed.Text = f.say(text.CurbRejected), f.say(text.CurbRejectedText)
	case !order.Here(o):
		closed.Title, closed.Text = f.say(text.CurbNotHere), f.say(text.CurbNotHereText)
		f.whereBag(closed, o)
	default:
		closed.Title, closed.Text = f.say(text.CurbAtCounter), f.say(text.CurbAtCounterText)
		f.whereBag(closed, o)
	}
	return closed
}

func (f *frame) whereBag(closed *Closed, o terminal.Order) {
	if pill := f.bagPill(o); o.Fulfilment == terminal.Ready || o.Fulfilment == terminal.Packed || o.Fulfilment == terminal.Picking {
		closed.Bag = f.say(text.CurbBagIs, shownID(o), pill.Text)
	}
}

func (f *frame) bringBackClosed(closed *Closed, h handing) {
	closed.Bag = f.say(text.CurbBagSomewhere, shownID(h.o))
	switch {
	case h.o.BagOut == f.who.Session.Staff && h.o.BagOut != "":
		closed.Bag = f.say(text.CurbBagStill, shownID(h.o))
	case h.o.BagOut != "":
		closed.Bag = f.say(text.CurbBagStillWith, shownID(h.o), f.nameOf(h.o.BagOut))
	}
	button := f.bringBack(h)
	closed.ShelfLabel, closed.BringBack = f.say(text.CurbShelfCode), &button
}

// bringBack takes a bag back by the scan of its shelf.
func (f *frame) bringBack(h handing) Button {
	return Button{Label: f.say(text.CurbBringBack), Icon: iconReturn, Action: "bring_back", Command: f.commandID(h.stored, "bring_back")}
}

// done is a hand-over that is on disk, or the order's end in words where its sale
// was undone.
func (f *frame) done(o terminal.Order) (*Done, *Closed, error) {
	sale, err := f.reader.Sale(o.Sale)
	if err != nil {
		return nil, nil, err
	}
	next := Button{Label: f.say(text.CurbToArrivals), Primary: true, Link: "/"}
	if sale.Status == terminal.SaleVoided {
		return nil, &Closed{Title: f.say(text.CurbVoided), Text: f.say(text.CurbVoidedText, text.Count(sale.Number)), Next: next}, nil
	}
	done := &Done{
		Title: f.say(text.CurbHandedOver), Next: next,
		Lines: []string{
			f.say(text.CurbDoneOrder, shownID(o), text.Money(sale.Totals.Total), f.tendersWords(sale.Tenders)),
			f.say(text.CurbDoneBy, text.Count(sale.Number), f.clock(sale.At), f.nameOf(sale.Actor)),
		},
	}
	for _, tender := range sale.Tenders {
		// Only whoever took the money gives change.
		if tender.Change > 0 && sale.Actor == f.who.Session.Staff {
			done.Change = f.say(text.CurbGiveChange, text.Money(tender.Change))
			done.Lines = append([]string{give(f.language, tender.Change)}, done.Lines...)
		}
	}
	done.Receipt, err = f.receipt(sale)
	return done, nil, err
}

// receipt says where the receipt is: it prints indoors.
func (f *frame) receipt(sale terminal.Sale) (Pill, error) {
	jobs, err := f.reader.PrintJobsOf(sale.ID)
	if err != nil || len(jobs) == 0 {
		return Pill{iconReceipt, f.say(text.CurbNoReceipt), Plain}, err
	}
	switch jobs[len(jobs)-1].State {
	case terminal.PrintPrinted, terminal.PrintSent:
		return Pill{iconReceipt, f.say(text.CurbPrinted), Good}, nil
	case terminal.PrintBlocked, terminal.PrintUnknown, terminal.PrintCancelled:
		return Pill{iconReceipt, f.say(text.CurbPrintWaits), Look}, nil
	}
	return Pill{iconReceipt, f.say(text.CurbPrints), Plain}, nil
}
