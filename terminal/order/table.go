package order

import (
	"slices"

	"github.com/curbline/curbline/terminal"
)

// Move is one step that people here take with an order.
type Move string

// The moves, by the names that the journal has them under.
const (
	MoveAccept          Move = "accept"
	MoveReject          Move = "reject"
	MoveStartPicking    Move = "start_picking"
	MovePackUnit        Move = "pack_unit"
	MoveUnpackUnit      Move = "unpack_unit"
	MoveUnpackLine      Move = "unpack_line"
	MoveLineOut         Move = "line_out"
	MoveFinishPacking   Move = "finish_packing"
	MoveBreakSeal       Move = "break_seal"
	MoveNeedsCustomer   Move = "needs_customer"
	MoveReady           Move = "ready"
	MoveShelve          Move = "shelve"
	MovePutBack         Move = "put_back"
	MoveClaim           Move = "claim"
	MoveRelease         Move = "release"
	MoveMeet            Move = "meet"
	MoveArrivedCounter  Move = "arrived_counter"
	MoveIdentityOK      Move = "identity_verified"
	MoveIdentityRefused Move = "identity_refused"
	MoveScanBag         Move = "scan_bag"
	MoveHandedOver      Move = "handed_over"
	MoveCancel          Move = "cancel"
	MoveExpire          Move = "expire"
	MoveRestock         Move = "restock"
)

// Short names keep the table readable.
const (
	placed    = terminal.Placed
	accepted  = terminal.Accepted
	picking   = terminal.Picking
	packed    = terminal.Packed
	ready     = terminal.Ready
	needs     = terminal.NeedsCustomer
	handed    = terminal.HandedOver
	cancelled = terminal.Cancelled
	expired   = terminal.Expired
	restocked = terminal.Restocked
	rejected  = terminal.Rejected
)

type fulfilments []terminal.Fulfilment

// rule says in which states a move may be made and where it leads. An empty
// destination leaves the fulfilment as it is.
type rule struct {
	from fulfilments
	to   terminal.Fulfilment
}

// beforeHandOver are the states in which the customer may still get the bag.
var beforeHandOver = fulfilments{placed, accepted, picking, packed, ready, needs}

// table is the drawing of curbfeed/1 as people here may follow it.
var table = map[Move]rule{
	MoveAccept:          {fulfilments{placed, needs}, accepted},
	MoveReject:          {fulfilments{placed}, rejected},
	MoveStartPicking:    {fulfilments{accepted}, picking},
	MovePackUnit:        {fulfilments{picking}, ""},
	MoveUnpackUnit:      {fulfilments{picking}, ""},
	MoveUnpackLine:      {fulfilments{picking, packed, ready}, picking},
	MoveLineOut:         {fulfilments{accepted, needs, picking, packed, ready}, ""},
	MoveFinishPacking:   {fulfilments{picking}, packed},
	MoveBreakSeal:       {fulfilments{packed, ready}, picking},
	MoveNeedsCustomer:   {fulfilments{picking, packed}, needs},
	MoveReady:           {fulfilments{packed}, ready},
	MoveShelve:          {fulfilments{packed, ready}, ready},
	MovePutBack:         {fulfilments{ready}, ""},
	MoveClaim:           {beforeHandOver, ""},
	MoveRelease:         {beforeHandOver, ""},
	MoveMeet:            {beforeHandOver, ""},
	MoveArrivedCounter:  {beforeHandOver, ""},
	MoveIdentityOK:      {beforeHandOver, ""},
	MoveIdentityRefused: {beforeHandOver, ""},
	MoveScanBag:         {fulfilments{ready}, ""},
	MoveHandedOver:      {fulfilments{ready}, handed},
	MoveCancel:          {beforeHandOver, cancelled},
	MoveExpire:          {fulfilments{ready}, expired},
	MoveRestock:         {fulfilments{cancelled, expired}, restocked},
}

// shopEdges are the edges of the drawing that a word of the shop alone may
// take. Packed, ready, handed_over and restocked are missing: they need
// something that a person does with the goods. So is the way back from
// needs_customer: a person here reads the answer first.
var shopEdges = map[terminal.Fulfilment]fulfilments{
	placed:   {accepted, rejected},
	accepted: {picking},
	picking:  {needs},
	packed:   {needs},
	ready:    {expired},
}

// mainLine orders the states from order to hand-over; 0 is not on it.
var mainLine = map[terminal.Fulfilment]int{
	placed: 1, accepted: 2, picking: 3, packed: 4, ready: 5, handed: 6,
}

var fulfilmentWords = map[terminal.Fulfilment]string{
	placed: "new", accepted: "accepted", picking: "being picked", packed: "packed", ready: "ready",
	needs: "waiting for the customer's answer", handed: "handed over", cancelled: "cancelled",
	expired: "expired", restocked: "back on the shelf", rejected: "rejected",
}

// Words says a state in a person's words; an unknown state is named as it is.
func Words(f terminal.Fulfilment) string {
	if words, known := fulfilmentWords[f]; known {
		return words
	}
	return "in an unknown state"
}

// Allowed says whether the table has the move for the order's present state. A
// move may still fail on what it needs besides, such as a scan.
func Allowed(o terminal.Order, move Move) bool {
	return !o.Parked && slices.Contains(table[move].from, o.Fulfilment)
}

// Moves gives all moves by name, for tests and screens.
func Moves() []Move {
	moves := make([]Move, 0, len(table))
	for move := range table {
		moves = append(moves, move)
	}
	slices.Sort(moves)
	return moves
}

// begin checks a move against the table and returns an order that may be
// changed, already in the state that the table leads to.
func begin(o terminal.Order, move Move) (terminal.Order, Effect, error) {
	if o.Parked {
		return o, Effect{}, parked(o)
	}
	r := table[move]
	if !slices.Contains(r.from, o.Fulfilment) {
		return o, Effect{}, wrongState(o)
	}
	next := clone(o)
	if r.to != "" {
		next.Fulfilment = r.to
	}
	return next, Effect{Move: string(move)}, nil
}

func parked(o terminal.Order) *terminal.Error {
	return terminal.Errorf(terminal.Conflict, "order.parked", "Order %s is parked: what the web shop knows of it and what is here do not agree.", o.ID).
		WithHint("A lead must compare it with the web shop and set it free.")
}

func wrongState(o terminal.Order) *terminal.Error {
	if o.Fulfilment == cancelled {
		return terminal.Errorf(terminal.Conflict, "order.cancelled", "Order %s is cancelled.", o.ID).
			WithHint("Put what is packed back on the shelf.")
	}
	return terminal.Errorf(terminal.Conflict, "order.wrong_state",
		"Order %s is %s, so this cannot be done now.", o.ID, Words(o.Fulfilment)).
		WithHint("Look at the order again; somebody may have moved it.")
}
