package order

import (
	"slices"

	"github.com/curbline/curbline/terminal"
)

// applySnapshot takes an open order as the shop sees it now. Its revision is the
// shop's word; the axes move only as far as events could move them.
func applySnapshot(order *terminal.Order, item terminal.FeedItem) (terminal.Order, Effect, error) {
	effect := Effect{Move: string(terminal.FeedSnapshotItem)}
	change := terminal.OrderChange{}
	if item.Change != nil {
		change = *item.Change
	}
	fulfilment := change.Fulfilment
	change.Fulfilment = ""
	var next terminal.Order
	if order == nil {
		next = shell(item)
	} else {
		next = clone(*order)
		next.Parked = false
	}
	next.Revision = item.Revision
	attend(&next, item.Problem)
	mergeWhole(&next, *item.Order, item, &effect)
	applyChange(&next, change, item, &effect)
	if fulfilment != "" {
		change.Fulfilment = fulfilment
		align(&next, change, &effect)
	}
	return finish(next, effect, next.Changed)
}

// align brings an order as near to the shop's state as a word alone may. Where
// this terminal is ahead, the shop has not heard of it yet.
func align(o *terminal.Order, change terminal.OrderChange, effect *Effect) {
	to := change.Fulfilment
	if ahead(*o, to) {
		return
	}
	steps := map[terminal.Fulfilment]fulfilments{
		picking: {accepted, picking}, packed: {accepted, picking}, ready: {accepted, picking}, needs: {accepted, picking},
	}[to]
	if o.Fulfilment != placed && o.Fulfilment != accepted {
		steps = nil
	}
	for _, step := range steps {
		if shopEdges[o.Fulfilment].has(step) {
			shopEdge(o, step, change, effect)
		}
	}
	shopFulfilment(o, change, change.Because != "", effect)
}

// asideSnapshot keeps a snapshot item aside that could not be read. Without a
// readable revision the order's next event is a hole, and the order is parked.
func asideSnapshot(order *terminal.Order, item terminal.FeedItem) (terminal.Order, Effect, error) {
	if item.Subject == "" {
		return orZero(order), Effect{}, nil
	}
	next := shell(item)
	if order != nil {
		next = clone(*order)
	}
	if item.Revision > 0 {
		next.Revision = item.Revision
	}
	attend(&next, "The web shop's list of open orders has this order in a form that could not be read.")
	attend(&next, item.Problem)
	return finish(next, Effect{Move: string(terminal.FeedSnapshotItem)}, next.Changed)
}

// Absent marks an open order that a snapshot did not have (curbfeed/1, rule 3).
// Nothing else changes.
func Absent(o terminal.Order) (terminal.Order, Effect) {
	if !beforeHandOver.has(o.Fulfilment) {
		return o, Effect{}
	}
	attend(&o, "The web shop's list of open orders does not have this order.")
	return o, Effect{Changed: true, Move: "absent"}
}

// Park stops an order whose revisions have a hole that survived a snapshot; order
// is nil if it is not known here. Nothing moves it until a snapshot has it whole
// or a supervisor sets it free.
func Park(order *terminal.Order, item terminal.FeedItem) (terminal.Order, Effect) {
	next := orZero(order)
	if order == nil {
		next = shell(item)
	}
	next.Parked = true
	attend(&next, "News about this order got lost, and the web shop did not send it again.")
	return next, Effect{Changed: true, Move: "park"}
}

// Memory limits: how many orders with holes are remembered, and how many orders
// a snapshot may have.
const (
	HolesMax         = 1_000
	SnapshotItemsMax = 5_000
)

// Memory is what must be remembered between items of the feed, and may be lost
// at a restart: a hole is then simply found again. Its zero value is ready; it is
// for one goroutine.
type Memory struct {
	holes   map[string]bool // whether a snapshot came after the hole was found
	present map[string]bool
}

// Hole notes a hole of an order. It says true if a snapshot did not fill it, so
// that the order must be parked instead of asking again.
func (m *Memory) Hole(orderID string) bool {
	if m.holes[orderID] {
		return true
	}
	if m.holes == nil || len(m.holes) >= HolesMax {
		m.holes = map[string]bool{}
	}
	m.holes[orderID] = false
	return false
}

// Applied notes that an order's events are whole again.
func (m *Memory) Applied(orderID string) { delete(m.holes, orderID) }

// SnapshotBegin starts to count who is in a snapshot.
func (m *Memory) SnapshotBegin() { m.present = map[string]bool{} }

// SnapshotHas notes an order of the snapshot, also one that was set aside. It
// says false for more than SnapshotItemsMax orders.
func (m *Memory) SnapshotHas(orderID string) bool {
	if m.present == nil || (len(m.present) >= SnapshotItemsMax && !m.present[orderID]) {
		return false
	}
	m.present[orderID] = true
	return true
}

// SnapshotEnd gives the orders of open that the snapshot did not have. Without a
// begin it gives none.
func (m *Memory) SnapshotEnd(open []terminal.Order) []terminal.Order {
	if m.present == nil {
		return nil
	}
	absent := slices.DeleteFunc(slices.Clone(open), func(o terminal.Order) bool {
		return m.present[o.ID] || !beforeHandOver.has(o.Fulfilment)
	})
	m.present = nil
	for id := range m.holes {
		m.holes[id] = true
	}
	return absent
}
