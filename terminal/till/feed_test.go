package till

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
)

// news is one event about A-1.
func news(cursor, kind string, revision int64, o *terminal.Order, change *terminal.OrderChange) terminal.FeedItem {
	return terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: cursor, Source: "/shops/test", EventID: "evt-" + cursor, Type: kind,
		Subject: "A-1", Revision: revision, At: opening, Order: o, Change: change,
	}
}

func arrival(state terminal.Arrival) *terminal.OrderChange {
	return &terminal.OrderChange{Arrival: state}
}

func TestARepeatedBatchChangesNothing(t *testing.T) {
	s := newShop(t)
	o := webOrder("A-1", terminal.Adult, 3500, 0, 1)
	batch := []terminal.FeedItem{news("e1:1", "order.placed", 1, &o, nil), news("e1:2", "order.customer_arrived", 2, nil, arrival(terminal.Arrived))}
	s.batch(batch...)
	before, moved := s.order("A-1"), len(s.facts("order.moved"))
	for range 2 {
		if outcome := s.batch(batch...); outcome.Hole || outcome.Cursor != "e1:2" {
			t.Errorf("%+v", outcome)
		}
	}
	after := s.order("A-1")
	if after.Revision != before.Revision || !after.Changed.Equal(before.Changed) || len(s.facts("order.moved")) != moved {
		t.Errorf("%+v, then %+v", before, after)
	}
	// The same revision under another id is old news as well.
	again := news("e1:3", "order.customer_arrived", 2, nil, arrival(terminal.Arrived))
	if s.batch(again); s.order("A-1").Revision != 2 || len(s.facts("order.moved")) != moved {
		t.Error("an old revision moved the order")
	}
}

func TestABatchHasALimit(t *testing.T) {
	s := newShop(t)
	items := make([]terminal.FeedItem, feedItemsMax+1)
	for i := range items {
		items[i] = terminal.FeedItem{Kind: terminal.FeedSetAside, EventID: strings.Repeat("x", i+1)}
	}
	s.batch(items[:feedItemsMax]...)
	if _, err := s.till.Submit(t.Context(), Command{Body: &ApplyFeed{Items: items}}); codeOf(err) != "feed.batch" {
		t.Errorf("%v", err)
	}
}

// What could not be applied was not seen: once what is missing has come, it
// counts.
func TestAnEventBehindAHoleIsAppliedWhenItComesAgain(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	missing := news("e1:2", "order.customer_arrived", 2, nil, arrival(terminal.ArrivalEnRoute))
	behind := news("e1:3", "order.customer_arrived", 3, nil, arrival(terminal.Arrived))
	if outcome := s.batch(behind); !outcome.Hole || outcome.Cursor != "e1:1" {
		t.Fatalf("%+v", outcome)
	}
	if outcome := s.batch(missing, behind); outcome.Hole || outcome.Cursor != "e1:3" {
		t.Errorf("%+v", outcome)
	}
	if o := s.order("A-1"); o.Revision != 3 || o.Arrival != terminal.Arrived {
		t.Errorf("revision %d, arrival %s", o.Revision, o.Arrival)
	}
}

func snapshot(as string, orders ...terminal.FeedItem) []terminal.FeedItem {
	items := []terminal.FeedItem{{Kind: terminal.FeedSnapshotBegin, Cursor: as}}
	items = append(items, orders...)
	return append(items, terminal.FeedItem{Kind: terminal.FeedSnapshotEnd, Cursor: as})
}

func TestASnapshotFillsAHoleAndASecondHoleParks(t *testing.T) {
	s := newShop(t)
	o := webOrder("A-1", terminal.Adult, 3500, 0, 1)
	s.arrives(o, "e1:1")
	if outcome := s.batch(news("e1:5", "order.customer_arrived", 5, nil, arrival(terminal.Arrived))); !outcome.Hole {
		t.Fatal("no hole")
	}
	s.machine(&ForgetCursor{})
	whole := terminal.FeedItem{
		Kind: terminal.FeedSnapshotItem, Source: "/shops/test", Subject: "A-1", Revision: 5, At: opening, Order: &o,
		Change: &terminal.OrderChange{Fulfilment: terminal.Placed},
	}
	if outcome := s.batch(snapshot("e1:5", whole)...); outcome.Hole || outcome.Cursor != "e1:5" || s.order("A-1").Revision != 5 {
		t.Errorf("%+v", outcome)
	}
	// A hole is found; the snapshot does not have the order; the hole stands.
	behind := func(cursor string) terminal.FeedItem {
		return news(cursor, "order.customer_arrived", 9, nil, arrival(terminal.Arrived))
	}
	if outcome := s.batch(behind("e1:9")); !outcome.Hole || s.order("A-1").Parked {
		t.Fatalf("%+v", outcome)
	}
	s.batch(snapshot("e1:9")...)
	if o := s.order("A-1"); o.Parked || !strings.Contains(o.Attention, "does not have this order") {
		t.Errorf("absent: %+v", o.Attention)
	}
	if outcome := s.batch(behind("e1:10")); outcome.Hole || !s.order("A-1").Parked {
		t.Errorf("a hole that survives a snapshot: %+v", outcome)
	}
	s.refused("order.parked", &MoveOrder{Order: "A-1", Move: order.MoveAccept})
	s.do(&AcknowledgeOrder{Order: "A-1"})
	s.move("A-1", order.MoveAccept)
}

// An amendment may promise more than there is and give something back at once;
// the sums must follow the order's lines.
func TestAnAmendmentBeyondTheStockIsShownAndKeepsTheSums(t *testing.T) {
	s := newShop(t)
	o := webOrder("A-1", terminal.Adult, 3500, 0, 10)
	o.Items = append(o.Items, terminal.OrderItem{Line: "2", SKU: "EDB-GUM-100", Name: "Gummies", Quantity: measure.Whole(1), Unit: "each", UnitPrice: 1800})
	s.arrives(o, "e1:1")
	s.move("A-1", order.MoveAccept)
	amended := o
	amended.Items = []terminal.OrderItem{o.Items[0], o.Items[1]}
	amended.Items[0].Quantity, amended.Items[1].Quantity = measure.Whole(4), measure.Whole(5) // two gummies are left
	s.batch(news("e1:2", "order.amended", 2, &amended, nil))
	moved := s.order("A-1")
	if !strings.Contains(moved.Attention, "EDB-GUM-100") || !strings.Contains(moved.Attention, "changed the order") {
		t.Errorf("attention: %q", moved.Attention)
	}
	reserved := func(sku string) (text string) {
		s.view(func(r terminal.Reader) {
			stock, err := r.Stock(sku)
			s.must(err)
			text = stock.Reserved.String()
		})
		return text
	}
	if flower, gummies := reserved("FLW-OG-3.5"), reserved("EDB-GUM-100"); flower != "4" || gummies != "5" {
		t.Errorf("promised: %s and %s, want 4 and 5", flower, gummies)
	}
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveCancel, Reason: "OUT_OF_STOCK"})
	if flower, gummies := reserved("FLW-OG-3.5"), reserved("EDB-GUM-100"); flower != "0" || gummies != "0" {
		t.Errorf("after the cancellation: %s and %s are promised", flower, gummies)
	}
}

// One order with a quantity that no sum can hold must not stop the feed.
func TestAnImpossibleAmendmentIsKeptAside(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-0", terminal.Adult, 3500, 0, 1), "e1:0")
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.move("A-0", order.MoveAccept)
	s.move("A-1", order.MoveAccept)
	far := webOrder("A-1", terminal.Adult, 3500, 0, 999_999_999_999)
	outcome := s.batch(news("e1:2", "order.amended", 2, &far, nil), news("e1:3", "order.customer_arrived", 3, nil, arrival(terminal.Arrived)))
	o := s.order("A-1")
	if outcome.Cursor != "e1:3" || o.Revision != 3 || o.Arrival != terminal.Arrived || !strings.Contains(o.Attention, "more than can be promised") {
		t.Errorf("%+v, revision %d, %q", outcome, o.Revision, o.Attention)
	}
	if available, _ := s.stock(); available != "98" {
		t.Errorf("%s available, want 98", available)
	}
}

func TestMoreThanThereIsIsNotAccepted(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 101), "e1:1")
	s.refused("order.out_of_stock", &MoveOrder{Order: "A-1", Move: order.MoveAccept})
	if available, _ := s.stock(); available != "100" || s.order("A-1").Fulfilment != terminal.Placed {
		t.Errorf("%s available after a no", available)
	}
}

// told gives the frames that wait for the shop, by their op.
func (s *shop) told(op string) (frames []map[string]any) {
	s.t.Helper()
	s.view(func(r terminal.Reader) {
		commands, err := r.PendingShopCommands(1000)
		s.must(err)
		for _, command := range commands {
			var frame map[string]any
			s.must(json.Unmarshal(command.Frame, &frame))
			if command.Op == op {
				frames = append(frames, frame)
			}
		}
	})
	return frames
}

func TestTheShopIsToldWhatIsLeft(t *testing.T) {
	s := newShop(t)
	s.till.options.Shop.HasFeed = true
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 2), "e1:1")
	s.move("A-1", order.MoveAccept)
	last := func() string {
		frames := s.told("stock")
		item := frames[len(frames)-1]["items"].([]any)[0].(map[string]any)
		return item["sku"].(string) + " " + item["available"].(string)
	}
	if got := last(); got != "FLW-OG-3.5 98" {
		t.Errorf("told %s", got)
	}
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveCancel, Reason: "CUSTOMER_REQUEST"})
	if got := last(); got != "FLW-OG-3.5 100" {
		t.Errorf("told %s", got)
	}
	s.do(&HoldPackage{Tag: tagFlower, Hold: true, Reason: "recall"})
	if got := last(); got != "FLW-OG-3.5 0" {
		t.Errorf("told %s", got)
	}
}
