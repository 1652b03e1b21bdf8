package curb

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/ui/text"
)

const (
	// carsMax is how many cars a page shows; the others are counted.
	carsMax = 60
	// comingMax is how many cars on their way are shown.
	comingMax = 20
)

// Arrivals is the list of cars, the one that waits longest first.
func (d *Desk) Arrivals(ctx context.Context, who Who, language text.Language) (Arrivals, error) {
	var view Arrivals
	if err := working(who); err != nil {
		return view, err
	}
	err := d.show(ctx, who, language, func(f *frame) error {
		all, err := f.reader.OpenOrders()
		if err != nil {
			return err
		}
		view = f.arrivals(f.sorted(all))
		return nil
	})
	return view, err
}

// sortedOrders are the open orders by what a runner has to do with them.
type sortedOrders struct {
	cars   []car
	coming []terminal.Order
	ready  []terminal.Order
}

// car is an order whose customer is outside, as stored and with its lease looked
// at: a lease that is over gives the customer back, although nobody moved them.
type car struct{ stored, now terminal.Order }

func (f *frame) sorted(all []terminal.Order) sortedOrders {
	var sorted sortedOrders
	for _, stored := range all {
		now, _ := order.LeaseOver(stored, f.now)
		ended := now.Fulfilment == terminal.Cancelled || now.Fulfilment == terminal.Expired
		switch {
		case ended && now.BagOut == "":
		case ended, order.Here(now) && now.Spot != order.CounterSpot:
			sorted.cars = append(sorted.cars, car{stored, now})
		case now.Arrival == terminal.ArrivalEnRoute:
			sorted.coming = append(sorted.coming, now)
		}
		if now.Fulfilment == terminal.Ready {
			sorted.ready = append(sorted.ready, now)
		}
		if now.Arrival == terminal.Claimed {
			f.d.noteLease(now.ClaimedUntil)
		}
	}
	slices.SortStableFunc(sorted.cars, func(a, b car) int { return a.now.ArrivedAt.Compare(b.now.ArrivedAt) })
	slices.SortStableFunc(sorted.coming, func(a, b terminal.Order) int { return a.WindowFrom.Compare(b.WindowFrom) })
	slices.SortStableFunc(sorted.ready, func(a, b terminal.Order) int {
		return slices.Compare([]string{a.Shelf, a.ID}, []string{b.Shelf, b.ID})
	})
	return sorted
}

func (f *frame) arrivals(sorted sortedOrders) Arrivals {
	view := Arrivals{Frame: f.page(f.say(text.CurbTitle)), Order: f.say(text.CurbLongest), Cars: []Car{}}
	view.Tabs = f.tabs("arrivals", len(sorted.cars), len(sorted.ready))
	view.Heading = f.language.Of(len(sorted.cars), text.CurbCarOne, text.CurbCarMany)
	if len(sorted.cars) == 0 {
		view.Heading, view.Order, view.Empty = f.say(text.CurbNoCars), "", f.say(text.CurbNoCarsText)
	}
	offered := false
	for _, one := range sorted.cars[:min(len(sorted.cars), carsMax)] {
		shown := f.car(one)
		shown.Button.Primary = shown.Button.Action == "claim" && !offered
		offered = offered || shown.Button.Primary
		shown.Version = version(still(shown))
		view.Cars = append(view.Cars, shown)
	}
	if more := len(sorted.cars) - carsMax; more > 0 {
		view.More = f.language.Of(more, text.CurbMoreCarOne, text.CurbMoreCarMany)
	}
	if len(sorted.coming) > 0 {
		view.OnTheWay = f.say(text.CurbOnTheWay)
	}
	for _, o := range sorted.coming[:min(len(sorted.coming), comingMax)] {
		view.Coming = append(view.Coming, f.coming(o))
	}
	f.alarm(&view, sorted.cars)
	return view
}

// still is a card without what only time moves.
func still(shown Car) Car {
	shown.Wait, shown.Version = "", ""
	return shown
}

// alarm names the car that nobody took for longest; it sounds until it is taken.
func (f *frame) alarm(view *Arrivals, cars []car) {
	at := slices.IndexFunc(cars, func(one car) bool { return one.now.Arrival == terminal.Arrived && one.now.ClaimedBy == "" })
	if at < 0 {
		return
	}
	o := cars[at].now
	view.Mute, view.MuteCommand = f.say(text.Mute), f.commandID(cars[at].stored, "mute")
	words := text.CurbAlarmNew
	if f.now.Sub(o.ArrivedAt) >= lateAfter {
		words = text.CurbAlarmLate
	}
	view.AlarmText = f.say(words, f.spot(o))
	if until := f.d.mutedUntil(f.who.Device.ID); !until.IsZero() {
		view.MutedUntilMS = until.UnixMilli()
		return
	}
	view.Alarm = o.ID
}

func (f *frame) spot(o terminal.Order) string {
	if o.Spot == order.CounterSpot {
		return f.say(text.AtCounter)
	}
	if spot := clean(o.Spot, spotRunesMax); spot != "" {
		return spot
	}
	return "?"
}

// car is the card of a car that is here.
func (f *frame) car(one car) Car {
	o := one.now
	waited := f.now.Sub(o.ArrivedAt)
	shown := Car{
		Order: o.ID, SpotLabel: f.say(text.CurbSpot), Spot: f.spot(o), Color: swatch(o.Vehicle.Color), Vehicle: f.vehicleWords(o.Vehicle),
		Plate: clean(o.Vehicle.Plate, plateRunesMax), Customer: f.customer(o), Wait: text.Wait(waited),
		LateNote: f.say(text.CurbLate), Bag: f.bagPill(o), Payment: f.paymentPill(o), Attention: f.attention(o),
	}
	if !o.ArrivedAt.IsZero() {
		shown.ArrivedMS = o.ArrivedAt.UnixMilli()
	}
	link := orderLink(o.ID)
	switch {
	case o.Fulfilment == terminal.Cancelled || o.Fulfilment == terminal.Expired:
		shown.WaitNote = Pill{iconReturn, f.say(text.CurbEnded), Look}
		shown.Button = Button{Label: f.say(text.CurbOpen), Link: link}
	case o.ClaimedBy == "":
		if !o.ArrivedAt.IsZero() {
			shown.LateMS = o.ArrivedAt.Add(lateAfter).UnixMilli()
		}
		shown.WaitNote = Pill{iconClock, f.say(text.CurbWaiting), Plain}
		if shown.Late = waited >= lateAfter; shown.Late {
			shown.WaitNote = Pill{iconWarning, f.say(text.CurbLate), Halt}
		}
		shown.Button = Button{Label: f.say(text.ActTake), Action: "claim", Command: f.commandID(one.stored, "claim:"+string(o.Arrival))}
	case o.ClaimedBy == f.who.Session.Staff:
		shown.WaitNote = Pill{iconClock, f.say(text.CurbWithYou), Plain}
		shown.Button = Button{Label: f.say(text.CurbContinue), Link: link}
	default:
		name := f.nameOf(o.ClaimedBy)
		shown.WaitNote = Pill{iconClock, f.say(text.CurbWith, name), Plain}
		shown.Button = Button{Label: f.say(text.CurbTaken, name), Blocked: true}
	}
	return shown
}

func (f *frame) customer(o terminal.Order) string {
	if name := customerName(o); name != "" {
		return f.say(text.CurbCustomer, name, shownID(o))
	}
	return shownID(o)
}

// attention is why a person must look at the order.
func (f *frame) attention(o terminal.Order) string {
	switch {
	case o.Parked:
		return f.say(text.CurbParked)
	case o.Attention != "":
		return f.say(text.CurbAttention, clean(o.Attention, noteRunesMax))
	}
	return ""
}

// bagPill is how far the bag is and where.
func (f *frame) bagPill(o terminal.Order) Pill {
	switch o.Fulfilment {
	case terminal.Cancelled, terminal.Expired:
		return Pill{iconReturn, f.say(text.CurbBagBack), Look}
	case terminal.Ready, terminal.Packed:
		shelf := clean(o.Shelf, spotRunesMax)
		switch {
		case o.Identity == terminal.IdentityRefused:
			return Pill{iconBlock, f.say(text.StepIDRefused), Halt}
		case o.BagOut == f.who.Session.Staff && o.BagOut != "":
			return Pill{iconDone, f.bagWith(text.CurbBagYours, text.CurbBagYoursFrom, shelf), Good}
		case o.BagOut != "":
			return Pill{iconBag, f.say(text.CurbBagWith, f.nameOf(o.BagOut)), Plain}
		case o.Fulfilment == terminal.Packed:
			return Pill{iconWait, f.say(text.CurbBagSealed), Look}
		}
		return Pill{iconDone, f.bagWith(text.CurbBagReady, text.CurbBagReadyAt, shelf), Good}
	case terminal.Picking:
		packed, ordered := order.Units(o)
		return Pill{iconWait, f.say(text.CurbPicking, strconv.Itoa(packed), strconv.Itoa(ordered)), Look}
	case terminal.NeedsCustomer:
		return Pill{iconWait, f.say(text.CurbNeedsCustomer), Look}
	}
	return Pill{iconWait, f.say(text.CarNotStarted), Look}
}

func (f *frame) bagWith(without, with text.Message, shelf string) string {
	if shelf == "" {
		return f.say(without)
	}
	return f.say(with, shelf)
}

func (f *frame) paymentPill(o terminal.Order) Pill {
	amount := text.Money(o.ShopTotal)
	switch o.Payment {
	case terminal.Authorized:
		return Pill{iconCard, f.say(text.CurbAuthorized, amount), Plain}
	case terminal.Paid:
		return Pill{iconDone, f.say(text.CurbPaid, amount), Plain}
	case terminal.Refunded:
		return Pill{iconCash, f.say(text.CurbRefunded, amount), Look}
	}
	return Pill{iconCash, f.say(text.CurbPays, amount), Plain}
}

// coming is a car on its way; the shop tells no time of arrival but the window
// that was agreed.
func (f *frame) coming(o terminal.Order) Coming {
	shown := Coming{
		Order: o.ID, Color: swatch(o.Vehicle.Color), Vehicle: f.vehicleWords(o.Vehicle),
		Detail: f.say(text.CurbDetail, f.customer(o), f.bagPill(o).Text), When: f.say(text.CurbSoon),
	}
	if ahead := o.WindowFrom.Sub(f.now); ahead > 0 {
		shown.When = f.say(text.CurbAbout, text.Age(ahead+time.Minute-time.Second))
	}
	return shown
}
