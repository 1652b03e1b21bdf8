package present

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// muteFor is how long an alarm's sound stays away.
const muteFor = time.Minute

// OrderAction is one thing that can be done with an order.
type OrderAction string

// The actions of cards and of the opened order.
const (
	ActAccept        OrderAction = "accept"
	ActReject        OrderAction = "reject"
	ActCancel        OrderAction = "cancel"
	ActPick          OrderAction = "pick"
	ActSeal          OrderAction = "seal"
	ActReady         OrderAction = "ready"
	ActBreakSeal     OrderAction = "break_seal"
	ActNeedsCustomer OrderAction = "needs_customer"
	ActArrived       OrderAction = "arrived"
	ActClaim         OrderAction = "claim"
	ActOpen          OrderAction = "open"
	ActPay           OrderAction = "pay"
	ActHandOver      OrderAction = "hand_over"
	ActWriteOff      OrderAction = "write_off"
	ActUnknownDay    OrderAction = "unknown_day"
	ActOverride      OrderAction = "override"
	ActRestock       OrderAction = "restock"
	ActAcknowledge   OrderAction = "acknowledge"
	ActLineOut       OrderAction = "line_out" // needs a line
	ActByHand        OrderAction = "by_hand"  // type the customer's document in
)

// moves are the actions that are one step of the order and nothing else.
var moves = map[OrderAction]order.Move{
	ActPick: order.MoveStartPicking, ActReady: order.MoveReady, ActBreakSeal: order.MoveBreakSeal,
	ActNeedsCustomer: order.MoveNeedsCustomer, ActArrived: order.MoveArrivedCounter, ActClaim: order.MoveClaim,
	ActRestock: order.MoveRestock,
}

// OpenOrder opens an order's panel.
func (c *Counter) OpenOrder(id string) {
	c.quiet(func(s *state) { s.tab, s.order, s.board, s.pay, s.done, s.notice = TabOrders, id, id, nil, nil, nil })
}

// CloseOrder goes back to the board.
func (c *Counter) CloseOrder() {
	c.quiet(func(s *state) { s.order, s.board, s.pay, s.notice = "", "", nil, nil })
}

// MoveBoard moves the selection among the cards of the board.
func (c *Counter) MoveBoard(columns, rows int) {
	c.act(func(context.Context) error {
		board := c.Snapshot().Orders
		if board == nil {
			return nil
		}
		c.set(func(s *state) { s.board = board.neighbour(s.board, columns, rows) })
		return nil
	})
}

// Mute silences the alarm for a minute; the card stays red.
func (c *Counter) Mute() { c.quiet(func(s *state) { s.muted = c.local().Add(muteFor) }) }

// Order does something with an order. Pressed twice on the same picture it is
// one command.
func (c *Counter) Order(id string, action OrderAction, line string) {
	c.act(func(ctx context.Context) error {
		o, err := c.readOrder(ctx, id)
		if err != nil {
			return err
		}
		key := strings.Join([]string{"order", id, string(action), line, string(o.Fulfilment), string(o.Arrival), o.Changed.String()}, ":")
		return c.orderAction(ctx, o, action, line, key)
	})
}

func (c *Counter) orderAction(ctx context.Context, o terminal.Order, action OrderAction, line, key string) error {
	say := c.now().language.Say
	if move, ok := moves[action]; ok {
		return c.do(ctx, key, &till.MoveOrder{Order: o.ID, Move: move}, func(till.Outcome) error {
			if action == ActPick || action == ActClaim {
				c.set(func(s *state) { s.order, s.board = o.ID, o.ID })
			}
			return nil
		})
	}
	switch action {
	case ActOpen:
		c.set(func(s *state) { s.tab, s.order, s.board, s.pay = TabOrders, o.ID, o.ID, nil })
	case ActAccept:
		return c.accept(ctx, o, key)
	case ActReject, ActCancel:
		c.askEnding(o, action, key)
	case ActSeal:
		return c.do(ctx, key, &till.SealBag{Order: o.ID}, nil)
	case ActLineOut:
		return c.do(ctx, key, &till.MoveOrder{Order: o.ID, Move: order.MoveLineOut, Line: line, Keep: keepOf(o, line)}, nil)
	case ActPay:
		c.set(func(s *state) { s.pay = &payment{order: o.ID, kind: terminal.Cash, sale: newID()} })
	case ActHandOver:
		return c.handOver(ctx, o, "", key)
	case ActWriteOff:
		c.askReason(PromptWriteOff, say(text.PromptWriteOff, o.ID), nil, func(ctx context.Context, reason string) error {
			return c.handOver(ctx, o, reason, "")
		})
	case ActUnknownDay, ActOverride:
		return c.lift(o, action)
	case ActByHand:
		return c.orderByHand(ctx, o)
	case ActAcknowledge:
		return c.do(ctx, key, &till.AcknowledgeOrder{Order: o.ID}, nil)
	}
	return nil
}

// endings are the reasons of the order feed that a person here can have.
var endings = []struct {
	reason order.Reason
	words  text.Message
}{
	{"OUT_OF_STOCK", text.ReasonStock},
	{"CUSTOMER_REQUEST", text.ReasonMind},
	{"CUSTOMER_NO_SHOW", text.ReasonNoShow},
	{"POS_CLOSED", text.ReasonClosed},
	{"OTHER", text.ReasonOther},
}

// askEnding asks why an order is rejected or cancelled; the web shop is told.
func (c *Counter) askEnding(o terminal.Order, action OrderAction, key string) {
	say := c.now().language.Say
	title, move := say(text.PromptReject, o.ID), order.MoveReject
	if action == ActCancel {
		title, move = say(text.PromptCancel, o.ID), order.MoveCancel
	}
	question := prompt{kind: PromptReject, title: title}
	for _, ending := range endings {
		question.choices = append(question.choices, PromptChoice{ID: string(ending.reason), Label: say(ending.words)})
	}
	question.then = func(ctx context.Context, values map[string]string) error {
		reason := order.Reason(values["choice"])
		return c.do(ctx, key+string(reason), &till.MoveOrder{Order: o.ID, Move: move, Reason: reason}, func(till.Outcome) error {
			if action == ActReject {
				c.set(func(s *state) { s.order = "" })
			}
			return nil
		})
	}
	c.ask(question)
}

// keepOf is what stays of a line that is taken out: what is in the bag already.
func keepOf(o terminal.Order, line string) measure.Quantity {
	for _, count := range order.Counts(o) {
		if count.Line == line {
			return count.Packed
		}
	}
	return measure.Quantity{}
}

// accept promises the stock and starts picking, in two commands of one press.
func (c *Counter) accept(ctx context.Context, o terminal.Order, key string) error {
	return c.do(ctx, key, &till.MoveOrder{Order: o.ID, Move: order.MoveAccept}, func(till.Outcome) error {
		return c.do(ctx, key+":pick", &till.MoveOrder{Order: o.ID, Move: order.MoveStartPicking}, func(till.Outcome) error {
			c.set(func(s *state) { s.tab, s.order, s.board = TabOrders, o.ID, o.ID })
			return nil
		})
	})
}

// handOver gives a bag out that was paid in the web shop.
func (c *Counter) handOver(ctx context.Context, o terminal.Order, writeOff, key string) error {
	sale := newID()
	if key != "" {
		sale = c.idFor(key + ":sale")
	}
	body := &till.HandOver{Order: o.ID, Cart: sale, Place: terminal.Counter, WriteOff: writeOff}
	return c.do(ctx, key, body, func(outcome till.Outcome) error { return c.sold(outcome, nil, o.ID) })
}

// pack binds a scanned unit to the order.
func (c *Counter) pack(ctx context.Context, id, code string) error {
	if product, ok := c.soldByWeight(ctx, code); ok {
		c.openWeigh(code, id, product)
		return nil
	}
	c.set(func(s *state) { s.weigh = nil })
	return c.do(ctx, "", &till.PackUnit{Order: id, Code: code}, func(till.Outcome) error {
		c.set(func(s *state) { s.scanned++ })
		return nil
	})
}

// identifyOrder asks for the verdict on the person who came for an order. An ID
// scanned at the counter for a bag that is ready says that they are here.
func (c *Counter) identifyOrder(ctx context.Context, o terminal.Order, document idcard.Document, unreadable error, override string) error {
	if !order.Here(o) {
		if err := c.do(ctx, "", &till.MoveOrder{Order: o.ID, Move: order.MoveArrivedCounter}, nil); err != nil {
			return err
		}
	}
	c.forgetRead(o.ID)
	c.options.Till.ClearRefusal(o.ID)
	if unreadable != nil {
		outcome, err := c.command(ctx, newID(), "", unreadableID(o.ID, unreadable))
		c.remember(o.ID, c.readOf(document, unreadable, outcome.Sequence))
		return c.shownAsRefusal(o.ID, err)
	}
	body := &till.IdentifyOrder{Order: o.ID, Document: document, Override: override}
	outcome, err := c.command(ctx, newID(), "", body)
	c.remember(o.ID, c.readOf(document, nil, outcome.Sequence))
	c.tellOddities(o.ID)
	if err != nil && coded(err).Code == "identity.family_name" {
		c.pendOverride(o, document)
	}
	return c.shownAsRefusal(o.ID, err)
}

// pendOverride keeps the document for the lead who may go on with a reason. It
// leaves memory with the answer.
func (c *Counter) pendOverride(o terminal.Order, document idcard.Document) {
	say := c.now().language.Say
	c.askReason(PromptOverride, say(text.PromptOverride), []text.Message{text.ReasonNameOnID}, func(ctx context.Context, reason string) error {
		body := &till.IdentifyOrder{Order: o.ID, Document: document, Override: reason}
		return c.do(ctx, "", body, func(till.Outcome) error {
			c.options.Till.ClearRefusal(o.ID)
			return nil
		})
	})
}

// lift goes on in spite of what keeps an order.
func (c *Counter) lift(o terminal.Order, action OrderAction) error {
	if action == ActOverride {
		return c.override(o)
	}
	c.askUnknownDay(o.ID)
	return nil
}

// override asks for the ID again: the document is not kept for it.
func (c *Counter) override(o terminal.Order) error {
	c.options.Till.ClearRefusal(o.ID)
	c.forgetRead(o.ID)
	return nil
}

// askReason asks for a reason in words, with ready ones on keys.
func (c *Counter) askReason(kind PromptKind, title string, ready []text.Message, then func(ctx context.Context, reason string) error) {
	say := c.now().language.Say
	question := prompt{
		kind: kind, title: title, save: say(text.Save), choiceField: "reason",
		fields: []PromptField{{ID: "reason", Label: say(text.FieldReason), Kind: FieldText}},
		then: func(ctx context.Context, values map[string]string) error {
			if strings.TrimSpace(values["reason"]) == "" {
				return terminal.Errorf(terminal.Invalid, "reason.missing", "Say why, in a few words.")
			}
			return then(ctx, values["reason"])
		},
	}
	for _, message := range ready {
		question.choices = append(question.choices, PromptChoice{ID: say(message), Label: say(message)})
	}
	c.ask(question)
}

// neighbour finds the card beside or below another; from nowhere it is the
// first card.
func (b *Orders) neighbour(id string, columns, rows int) string {
	lane, at := 0, -1
	for i, each := range b.Lanes {
		if found := slices.IndexFunc(each.Cards, func(card OrderCard) bool { return card.ID == id }); found >= 0 {
			lane, at = i, found
		}
	}
	if at < 0 {
		for _, each := range b.Lanes {
			if len(each.Cards) > 0 {
				return each.Cards[0].ID
			}
		}
		return ""
	}
	next := lane + columns
	for columns != 0 && next >= 0 && next < len(b.Lanes) && len(b.Lanes[next].Cards) == 0 {
		next += columns
	}
	if next < 0 || next >= len(b.Lanes) {
		next = lane
	}
	cards := b.Lanes[next].Cards
	return cards[min(max(at+rows, 0), len(cards)-1)].ID
}
