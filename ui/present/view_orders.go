package present

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/ui/text"
)

const (
	// alarmAfter is how long a customer may wait unclaimed before it turns red.
	alarmAfter = 3 * time.Minute
	// lateAfter is how old an order may get where the shop gives no window.
	lateAfter = 45 * time.Minute
)

// The lanes of the board.
const (
	laneNew = iota
	lanePicking
	laneReady
	laneArrived
	lanes
)

// laneOf says in which lane an order stands. An arrived customer moves it to the
// last one, because arrival is its own axis.
func laneOf(o terminal.Order) int {
	switch {
	case order.Here(o) && o.Fulfilment != terminal.Cancelled && o.Fulfilment != terminal.Expired:
		return laneArrived
	case o.Fulfilment == terminal.Placed:
		return laneNew
	case o.Fulfilment == terminal.Accepted, o.Fulfilment == terminal.Picking, o.Fulfilment == terminal.NeedsCustomer:
		return lanePicking
	}
	return laneReady
}

func (f *frame) orders(open []terminal.Order) *Orders {
	view := &Orders{Lanes: []Lane{
		{Icon: iconFlag, Title: f.say(text.LaneNew)},
		{Icon: iconBag, Title: f.say(text.LanePicking)},
		{Icon: iconDone, Title: f.say(text.LaneReady)},
		{Icon: iconCar, Title: f.say(text.LaneArrived)},
	}}
	if len(open) == 0 {
		view.Empty = f.say(text.NoOrders)
	}
	sorted := slices.Clone(open)
	slices.SortStableFunc(sorted, func(a, b terminal.Order) int {
		if laneOf(a) == laneArrived && laneOf(b) == laneArrived {
			return a.ArrivedAt.Compare(b.ArrivedAt)
		}
		return a.PlacedAt.Compare(b.PlacedAt)
	})
	for _, o := range sorted {
		lane := &view.Lanes[laneOf(o)]
		card := f.orderCard(o)
		if laneOf(o) == laneArrived {
			card.Car = f.car(o)
			card.Age, card.Late = card.Car.Wait, card.Car.Tone == Alarm
			f.claimed(&card, o)
			if rank(card.Car.Tone) > rank(lane.Tone) {
				lane.Tone = card.Car.Tone
			}
			if view.Alarm == nil && o.Arrival == terminal.Arrived {
				view.Alarm = f.alarm(o, card)
			}
		}
		lane.Cards = append(lane.Cards, card)
	}
	for i := range view.Lanes {
		view.Lanes[i].Count = strconv.Itoa(len(view.Lanes[i].Cards))
	}
	return view
}

// shownName is "Jordan P.": on a board that everybody sees no whole name stands.
func shownName(o terminal.Order) string {
	return text.ShortName(text.Spoken(strings.TrimSpace(o.FirstName + " " + o.FamilyName)))
}

func (f *frame) orderCard(o terminal.Order) OrderCard {
	age := f.now.Sub(o.PlacedAt)
	card := OrderCard{
		ID: o.ID, Name: shownName(o), Age: text.Age(age), Amount: text.Money(o.ShopTotal), Selected: f.s.board == o.ID,
		Late: !o.WindowTo.IsZero() && f.now.After(o.WindowTo) || o.WindowTo.IsZero() && age > lateAfter, Payment: f.payment(o),
	}
	card.ChannelIcon, card.Channel = f.channel(o.Channel)
	packed, ordered := order.Units(o)
	units := f.language.Of(ordered, text.ItemOne, text.ItemMany)
	card.Detail = units
	switch {
	case o.Attention != "":
		card.Detail = f.say(text.AttentionPill)
		card.Button, card.Action = Button{Label: f.say(text.ActLook)}, ActOpen
	case o.Fulfilment == terminal.Placed:
		card.Button, card.Action = Button{Label: f.say(text.ActAccept)}, ActAccept
	case o.Fulfilment == terminal.Accepted:
		card.Button, card.Action = Button{Label: f.say(text.ActPick)}, ActPick
	case o.Fulfilment == terminal.Picking:
		card.Detail = f.say(text.TagsScanned, strconv.Itoa(packed), strconv.Itoa(ordered))
		card.Button, card.Action = Button{Label: f.say(text.ActContinue)}, ActOpen
	case o.Fulfilment == terminal.Cancelled, o.Fulfilment == terminal.Expired:
		card.Button, card.Action = Button{Label: f.say(text.ActRestock)}, ActOpen
	default:
		if place := f.bagPlace(o); place != "" {
			card.Detail = pick(o.BagOut != "", place, units+", "+place)
		}
		card.Button, card.Action = Button{Label: f.say(text.ActOpen)}, ActOpen
	}
	return card
}

// claimed puts the button of an arrived customer: anybody may take one whom
// nobody has, and whoever has one opens the order.
func (f *frame) claimed(card *OrderCard, o terminal.Order) {
	switch o.ClaimedBy {
	case "":
		card.Button, card.Action = Button{Label: f.say(text.ActTake)}, ActClaim
		return
	case f.s.session.Staff:
		card.Button, card.Action = Button{Label: f.say(text.ActOpen)}, ActOpen
	default:
		card.Button, card.Action = Button{}, ""
	}
	card.Claimed = f.say(text.TakesIt, f.nameOf(o.ClaimedBy))
}

func (f *frame) payment(o terminal.Order) Pill {
	switch o.Payment {
	case terminal.Authorized:
		return Pill{Icon: iconCard, Tone: Info, Text: f.say(text.Authorized)}
	case terminal.Paid:
		return Pill{Icon: iconDone, Tone: Good, Text: f.say(text.PaidPill)}
	case terminal.Refunded:
		return Pill{Icon: iconCash, Tone: Caution, Text: f.say(text.RefundedPill)}
	}
	return Pill{Icon: iconCash, Text: f.say(text.PayAtPickup)}
}

func (f *frame) channel(channel string) (icon, words string) {
	switch channel {
	case "curbside":
		return iconCar, f.say(text.Curbside)
	case "drive_through":
		return iconCar, f.say(text.DriveThrough)
	case "delivery":
		return iconCar, f.say(text.Delivery)
	}
	return iconStore, f.say(text.Pickup)
}

// paints are car colours as web shops send them, in words.
var paints = map[string]uint32{
	"black": 0x1B1B1B, "white": 0xF2F2F2, "silver": 0xB8BEC4, "gray": 0x7A7F85, "grey": 0x7A7F85, "red": 0xB3261E, "blue": 0x2B5DAF,
	"green": 0x2E7D4F, "yellow": 0xE8C22A, "orange": 0xD9772B, "brown": 0x6D4A33, "beige": 0xD8CBB0, "gold": 0xC4A24A, "purple": 0x6B4A9E,
}

func (f *frame) car(o terminal.Order) *Car {
	waited := f.now.Sub(o.ArrivedAt)
	car := &Car{Tone: Caution, Wait: text.Wait(waited), Paint: paints[strings.ToLower(o.Vehicle.Color)]}
	car.Car = strings.TrimSpace(capital(plain(o.Vehicle.Color)) + " " + plain(o.Vehicle.Make))
	if o.Vehicle.Plate != "" {
		car.Plate = f.say(text.Plate, plain(o.Vehicle.Plate))
	}
	car.Spot = f.say(text.AtCounter)
	if o.Spot != "" && o.Spot != order.CounterSpot {
		car.Spot = f.say(text.Spot, plain(o.Spot))
	}
	switch {
	case o.ClaimedBy != "":
		car.Tone = Good
	case waited >= alarmAfter:
		car.Tone = Alarm
	}
	packed, ordered := order.Units(o)
	switch o.Fulfilment {
	case terminal.Ready, terminal.Packed:
		car.Status = Fact{Icon: iconDone, Tone: Good, Text: f.say(text.CarReady)}
		switch {
		case o.BagOut != "":
			car.Status = Fact{Icon: iconBag, Tone: Info, Text: f.bagPlace(o)}
		case o.Shelf != "":
			car.Status.Text = f.say(text.ReadyOn, plain(o.Shelf))
		}
	case terminal.Picking:
		car.Status = Fact{Icon: iconWait, Tone: Caution, Text: f.say(text.CarPicking, strconv.Itoa(packed), strconv.Itoa(ordered))}
	default:
		car.Status = Fact{Icon: iconWait, Tone: Caution, Text: f.say(text.CarNotStarted)}
	}
	return car
}

func (f *frame) alarm(o terminal.Order, card OrderCard) *OrderAlarm {
	alarm := &OrderAlarm{
		ID: o.ID, Tone: card.Car.Tone, Title: f.say(text.AlarmCounter, card.Name), WaitLabel: f.say(text.AlarmWaiting), Wait: card.Car.Wait,
		Mute: Button{Label: f.say(text.Mute)}, Claim: Button{Label: f.say(text.ActTake), Key: "Enter"}, Sounds: !f.now.Before(f.s.muted),
	}
	var detail []string
	if o.Spot != "" && o.Spot != order.CounterSpot {
		alarm.Title = f.say(text.AlarmTitle, card.Name, o.Spot)
		detail = append(detail, f.say(text.AlarmCar, card.Car.Car, plain(o.Vehicle.Plate)))
	}
	if packed, ordered := order.Units(o); o.Fulfilment == terminal.Ready || o.Fulfilment == terminal.Packed {
		ready := f.say(text.AlarmReady)
		if o.Shelf != "" {
			ready = f.say(text.AlarmOn, plain(o.Shelf))
		}
		detail = append(detail, ready)
	} else {
		detail = append(detail, f.say(text.AlarmPicking, strconv.Itoa(packed), strconv.Itoa(ordered)))
	}
	alarm.Detail = strings.Join(append(detail, f.say(text.AlarmNobody)), " ")
	return alarm
}
