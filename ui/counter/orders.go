package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

const (
	alarmHeight float32 = 96
	laneGap     float32 = 11.5
)

// orders is the board: four lanes, and the alarm of whoever waits longest.
type orders struct {
	w     *Window
	box   *fyne.Container
	alarm *kit.AlarmBar
	empty *kit.Words
	lanes [4]*lane
	view  present.Orders
}

// lane is one column with its cards, which keep their place while they change.
type lane struct {
	header *kit.LaneHeader
	column *fyne.Container
	scroll *container.Scroll
	cards  []*kit.OrderCard
	cars   []*kit.CarCard
	spaces []*fyne.Container
}

func newOrders(w *Window) *orders {
	o := &orders{w: w, empty: words(22, look.Ink2)}
	o.alarm = kit.NewAlarmBar(kit.AlarmProps{}, func() { w.do(w.counter.Mute) }, o.claim)
	objects := []fyne.CanvasObject{o.alarm, o.empty}
	for i := range o.lanes {
		column := container.New(kit.Column{Gap: 8})
		o.lanes[i] = &lane{header: kit.NewLaneHeader(kit.LaneProps{}), column: column, scroll: container.NewVScroll(column)}
		objects = append(objects, o.lanes[i].header, o.lanes[i].scroll)
	}
	o.box = container.New(&free{place: o.place}, objects...)
	return o
}

func (o *orders) object() fyne.CanvasObject { return o.box }

func (o *orders) place(size fyne.Size) {
	top := float32(0)
	if o.alarm.Visible() {
		put(o.alarm, 0, 0, size.Width, alarmHeight)
		top = alarmHeight + 25
	}
	last := float32(341)
	each := (size.Width - last - 3*laneGap) / 3
	put(o.empty, 2, top+60, size.Width, 0)
	for i, lane := range o.lanes {
		x := float32(i) * (each + laneGap)
		width := each
		if i == len(o.lanes)-1 {
			width = last
		}
		put(lane.header, x+2, top, width-4, 36)
		put(lane.scroll, x, top+43, width, size.Height-top-43)
	}
}

func (o *orders) claim() {
	if o.view.Alarm != nil {
		id := o.view.Alarm.ID
		o.w.do(func() { o.w.counter.Order(id, present.ActClaim, "") })
	}
}

// press does a card's action.
func (o *orders) press(lane, at int) {
	if at >= len(o.view.Lanes[lane].Cards) {
		return
	}
	card := o.view.Lanes[lane].Cards[at]
	if card.Action != "" {
		o.w.do(func() { o.w.counter.Order(card.ID, card.Action, "") })
	}
}

func (o *orders) show(view present.Screen, _ bool) {
	alarmed := o.view.Alarm != nil
	o.view = *view.Orders
	visible(o.alarm, o.view.Alarm != nil)
	if alarm := o.view.Alarm; alarm != nil {
		o.alarm.Set(kit.AlarmProps{
			Tone: toneOf(alarm.Tone), Icon: look.NotificationsActive, Title: alarm.Title, Detail: kit.Parse(alarm.Detail), WaitLabel: alarm.WaitLabel,
			Wait: alarm.Wait, Mute: action(alarm.Mute, kit.ActionProps{Icon: look.VolumeMute}), Claim: action(alarm.Claim, kit.ActionProps{}),
		})
	}
	visible(o.empty, o.view.Empty != "")
	setWords(o.empty, kit.Plain(o.view.Empty), 22, look.Ink2, 0)
	for i, lane := range o.lanes {
		shown := o.view.Lanes[i]
		lane.header.Set(kit.LaneProps{Icon: iconOf(shown.Icon), Title: shown.Title, Count: shown.Count, Tone: toneOf(shown.Tone)})
		lane.fill(o, i, shown.Cards)
	}
	if alarmed != (o.view.Alarm != nil) {
		o.box.Refresh()
	}
}

// fill shows a lane's cards; an order and a car have a card of their own kind at
// each place.
func (l *lane) fill(o *orders, index int, cards []present.OrderCard) {
	for len(l.cards) < len(cards) {
		at := len(l.cards)
		order := kit.NewOrderCard(kit.OrderProps{}, func() { o.press(index, at) })
		car := kit.NewCarCard(kit.CarProps{}, func() { o.press(index, at) })
		space := container.NewStack(order, car)
		l.cards, l.cars, l.spaces = append(l.cards, order), append(l.cars, car), append(l.spaces, space)
		l.column.Add(space)
	}
	for i, space := range l.spaces {
		visible(space, i < len(cards))
		if i >= len(cards) {
			continue
		}
		car := cards[i].Car != nil && cards[i].Car.Car != ""
		visible(l.cars[i], car)
		visible(l.cards[i], !car)
		if car {
			l.cars[i].Set(carProps(cards[i]))
		} else {
			l.cards[i].Set(orderProps(cards[i]))
		}
	}
	l.column.Refresh()
	l.scroll.Refresh()
}

func orderProps(card present.OrderCard) kit.OrderProps {
	return kit.OrderProps{
		Name: card.Name, Number: card.ID, Age: card.Age, Late: card.Late, ChannelIcon: iconOf(card.ChannelIcon), Channel: card.Channel,
		Detail: card.Detail, Amount: card.Amount, Claimed: card.Claimed, Action: action(card.Button, kit.ActionProps{}),
		Payment: kit.PillProps{Tone: toneOf(card.Payment.Tone), Icon: iconOf(card.Payment.Icon), Text: card.Payment.Text},
	}
}

func carProps(card present.OrderCard) kit.CarProps {
	car := card.Car
	props := kit.CarProps{
		Tone: toneOf(car.Tone), Name: card.Name, Number: card.ID, Wait: car.Wait, Channel: card.Channel, Spot: car.Spot, Paint: car.Paint,
		Car: car.Car, Plate: kit.Parse(car.Plate), Action: action(card.Button, kit.ActionProps{}),
		Status: kit.Fact{Icon: iconOf(car.Status.Icon), Tone: toneOf(car.Status.Tone), Text: kit.Plain(car.Status.Text)},
	}
	if card.Button.Label == "" {
		props.Claimed = card.Claimed
	}
	return props
}

func (o *orders) selected() (lane, at int, ok bool) {
	for lane, each := range o.view.Lanes {
		for at, card := range each.Cards {
			if card.Selected {
				return lane, at, true
			}
		}
	}
	return 0, 0, false
}

func (o *orders) rest() fyne.Focusable { return nil }

// ring is the selected card's button, or else the alarm's.
func (o *orders) ring() *kit.Action {
	if lane, at, ok := o.selected(); ok && at < len(o.lanes[lane].cards) {
		if car := o.view.Lanes[lane].Cards[at].Car; car != nil && car.Car != "" {
			return o.lanes[lane].cars[at].Action()
		}
		return o.lanes[lane].cards[at].Action()
	}
	if o.view.Alarm != nil {
		return o.alarm.Claim()
	}
	return nil
}

func (o *orders) key(name fyne.KeyName) bool {
	counter := o.w.counter
	lane, at, chosen := o.selected()
	steps := map[fyne.KeyName][2]int{fyne.KeyLeft: {-1, 0}, fyne.KeyRight: {1, 0}, fyne.KeyUp: {0, -1}, fyne.KeyDown: {0, 1}}
	step, arrow := steps[name]
	switch {
	case arrow:
		o.w.do(func() { counter.MoveBoard(step[0], step[1]) })
	case isEnter(name) && chosen:
		o.press(lane, at)
	case isEnter(name):
		o.claim()
	case name == fyne.KeySpace && chosen:
		id := o.view.Lanes[lane].Cards[at].ID
		o.w.do(func() { counter.OpenOrder(id) })
	default:
		return false
	}
	return true
}

func (o *orders) char(rune) bool { return false }
