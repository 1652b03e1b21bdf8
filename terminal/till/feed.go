package till

import (
	"errors"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

// feedItemsMax bounds a batch of the feed: one command, one transaction.
const feedItemsMax = 50

// ApplyFeed takes a batch of the order feed in, in the lane of the machines.
type ApplyFeed struct {
	machineCommand
	Items []terminal.FeedItem
}

// FeedOutcome is what became of a batch. Hole says that an order's news is
// missing, so that the client asks for a snapshot.
type FeedOutcome struct {
	Cursor string
	Hole   bool
}

// Name is "feed.apply".
func (*ApplyFeed) Name() string { return "feed.apply" }

func (c *ApplyFeed) run(a *act) (any, error) {
	if len(c.Items) > feedItemsMax {
		return nil, terminal.Errorf(terminal.Invalid, "feed.batch", "A batch has at most %d items.", feedItemsMax)
	}
	var outcome FeedOutcome
	applied := terminal.FeedApplied{}
	for _, item := range c.Items {
		hole, err := a.applyItem(item)
		if err != nil {
			return nil, err
		}
		if hole {
			// What follows the hole is read again after the snapshot.
			outcome.Hole = true
			break
		}
		note(&applied, item)
	}
	return a.keepCursor(applied, outcome)
}

// note adds an item to what the journal says of the batch.
func note(applied *terminal.FeedApplied, item terminal.FeedItem) {
	switch item.Kind {
	case terminal.FeedEvent, terminal.FeedSetAside, terminal.FeedSnapshotEnd:
		if item.Cursor != "" {
			applied.Cursor = item.Cursor
		}
	case terminal.FeedSnapshotBegin, terminal.FeedSnapshotItem:
	}
	if item.EventID != "" {
		applied.Events = append(applied.Events, item.EventID)
	}
	if item.Kind == terminal.FeedSetAside {
		applied.Aside = append(applied.Aside, item.EventID+": "+item.Problem)
	}
}

func (a *act) keepCursor(applied terminal.FeedApplied, outcome FeedOutcome) (any, error) {
	cursor, err := a.tx.FeedCursor()
	if err != nil {
		return nil, err
	}
	outcome.Cursor = cursor
	if applied.Cursor != "" {
		outcome.Cursor = applied.Cursor
		if err := a.tx.SetFeedCursor(applied.Cursor); err != nil {
			return nil, err
		}
	}
	a.touch("feed")
	if applied.Cursor == "" && len(applied.Events) == 0 {
		return outcome, nil
	}
	return outcome, a.record(applied)
}

// applyItem applies one item; true says that it left a hole.
func (a *act) applyItem(item terminal.FeedItem) (hole bool, err error) {
	switch item.Kind {
	case terminal.FeedSnapshotBegin:
		a.till.memory.SnapshotBegin()
		return false, nil
	case terminal.FeedSnapshotEnd:
		return false, a.endSnapshot()
	case terminal.FeedEvent:
		if item.EventID != "" {
			seen, err := a.tx.EventSeen(item.Source, item.EventID)
			if err != nil || seen {
				return false, err
			}
		}
	case terminal.FeedSetAside, terminal.FeedSnapshotItem:
	}
	hole, err = a.applyNews(item)
	if err == nil && !hole && item.Kind == terminal.FeedEvent && item.EventID != "" {
		// What stands behind a hole was not applied: it may come again.
		err = a.tx.MarkEvent(item.Source, item.EventID)
	}
	return hole, err
}

func (a *act) applyNews(item terminal.FeedItem) (hole bool, err error) {
	switch {
	case item.Basket != nil:
		return false, a.answerBasket(*item.Basket)
	case len(item.SKUs) > 0:
		return false, a.tellKnownStock(item.SKUs)
	}
	return a.applyToOrder(item)
}

func (a *act) applyToOrder(item terminal.FeedItem) (hole bool, err error) {
	id := item.Subject
	if item.Order != nil {
		id = item.Order.ID
	}
	if id == "" {
		return false, nil
	}
	if item.Kind == terminal.FeedSnapshotItem || item.Kind == terminal.FeedSetAside && item.Type == string(terminal.FeedSnapshotItem) {
		a.till.memory.SnapshotHas(id)
	}
	var known *terminal.Order
	found, err := a.tx.Order(id)
	switch {
	case err == nil:
		known = &found
	case terminal.KindOf(err) != terminal.NotFound:
		return false, err
	}
	moved, effect, err := order.ApplyEvent(known, item)
	if errors.Is(err, order.ErrHole) {
		if !a.till.memory.Hole(id) {
			return true, nil
		}
		moved, effect = order.Park(known, item)
		return false, a.keepOrder(moved, effect)
	}
	if err != nil {
		return false, err
	}
	a.till.memory.Applied(id)
	return false, a.keepNews(known, item, moved, effect)
}

// keepNews stores an order that the shop moved. What it promises may be more
// than there is, or more than can be reckoned with.
func (a *act) keepNews(known *terminal.Order, item terminal.FeedItem, moved terminal.Order, effect order.Effect) error {
	err := a.enough(moved, effect)
	switch terminal.KindOf(err) {
	case "":
	case terminal.Invalid:
		// No shop has that much. The event is kept aside: one bad order must not
		// stop the feed.
		moved, effect, err = order.ApplyEvent(known, terminal.FeedItem{
			Kind: terminal.FeedSetAside, Source: item.Source, Type: item.Type, Subject: moved.ID, Revision: item.Revision,
			At: item.At, Problem: terminal.AsError(err).Message,
		})
		if err != nil {
			return err
		}
	case terminal.Conflict:
		// The shop changed an accepted order to more than there is: it stays
		// promised, a person must look, and the feed goes on.
		moved.Attention = strings.TrimSpace(moved.Attention + " " + terminal.AsError(err).Message)
	default:
		return err
	}
	return a.keepOrder(moved, effect)
}

func (a *act) endSnapshot() error {
	open, err := a.tx.OpenOrders()
	if err != nil {
		return err
	}
	for _, absent := range a.till.memory.SnapshotEnd(open) {
		if err := a.keepOrder(order.Absent(absent)); err != nil {
			return err
		}
	}
	return nil
}

func (a *act) tellKnownStock(skus []string) error {
	known := slices.DeleteFunc(slices.Clone(skus), func(sku string) bool {
		_, err := a.tx.Product(sku)
		return err != nil
	})
	return a.tellStock(known...)
}

// ForgetCursor makes the next hello one without a cursor.
type ForgetCursor struct{ machineCommand }

// Name is "feed.forget_cursor".
func (*ForgetCursor) Name() string { return "feed.forget_cursor" }

func (*ForgetCursor) run(a *act) (any, error) { return nil, a.tx.SetFeedCursor("") }

// ShopAnswered takes the shop's answer to one of our commands.
type ShopAnswered struct {
	machineCommand
	Result terminal.ShopResult
}

// Name is "feed.result".
func (*ShopAnswered) Name() string { return "feed.result" }

func (c *ShopAnswered) run(a *act) (any, error) {
	command, err := a.tx.ShopCommand(c.Result.Key)
	if err != nil {
		if terminal.KindOf(err) == terminal.NotFound {
			return nil, nil // an answer to nobody changes nothing
		}
		return nil, err
	}
	status := c.Result.Status
	if status == "duplicate" && c.Result.First != "" {
		status = c.Result.First
	}
	if err := a.tx.SetShopResult(command.Key, status); err != nil {
		return nil, err
	}
	if command.Order == "" {
		return nil, nil
	}
	o, err := a.tx.Order(command.Order)
	if err != nil {
		return nil, err
	}
	moved, effect := order.ApplyResult(o, command, c.Result)
	if !effect.Changed {
		return nil, nil
	}
	if effect.Move == "" {
		effect.Move = "shop_" + status
	}
	return nil, a.keepOrder(moved, effect)
}
