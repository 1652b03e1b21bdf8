package orders_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/terminal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestFirstContactBringsASnapshotThenEvents(t *testing.T) {
	play(t, &book{}, func(t *testing.T, r *rig) {
		v := r.shop.next()
		v.expect("hello", "proto", "curbfeed.v1", "store", "402R-00123", "terminal", "T1", "cursor", "", "max_inflight", "50")
		if got := r.shop.headers[0].Get("Authorization"); got != "Bearer secret" {
			t.Errorf("authorization %q", got)
		}
		v.send(welcome)
		synctest.Wait()
		if r.client.Status().Live {
			t.Error("live before the snapshot")
		}
		v.send(`{"t":"snapshot_begin","as_of":"e7:5"}`, snapshotItem("A-1", 3, `"fulfilment":"accepted","identity":null,"claimed":null,"cancelled":null`))
		v.quiet()
		v.send(`{"t":"snapshot_end","as_of":"e7:5"}`)
		v.expect("ack", "cursor", "e7:5")
		synctest.Wait()
		if s := r.client.Status(); !s.Live || s.Skew != 7*time.Second || s.Attempts != 0 || s.Trouble != "" {
			t.Errorf("status %+v", s)
		}
		v.send(changedJSON(6, 4, `{"fulfilment":"picking","because":"key-9"}`))
		v.expect("ack", "cursor", "e7:6")
		items := r.book.items()
		if len(items) != 4 || items[1].Cursor != "e7:5" || items[1].Order.ID != "A-1" || items[1].Revision != 3 || items[1].Change.Fulfilment != terminal.Accepted {
			t.Fatalf("items %+v", items)
		}
		if items[3].Change.Because != "key-9" || items[3].Source != "/shops/larimer" || items[3].EventID != "evt-6" {
			t.Errorf("event %+v", items[3])
		}
		if r.book.forgot != 0 {
			t.Error("a first contact forgot a cursor")
		}
	})
}

func TestAnEmptyShopSendsBeginAndEnd(t *testing.T) {
	play(t, &book{}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(`{"t":"snapshot_begin","as_of":"e8:0"}`, `{"t":"snapshot_end","as_of":"e8:0"}`)
		v.expect("ack", "cursor", "e8:0")
	})
}

func TestNothingIsAcknowledgedBeforeItIsStored(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		gate := make(chan struct{})
		r.book.gate = gate
		v := r.shop.next()
		v.expect("hello", "cursor", "e7:5")
		v.send(welcome, changedJSON(6, 2, `{}`))
		v.quiet()
		close(gate)
		v.expect("ack", "cursor", "e7:6")
	})
}

func TestAFailedStoreIsNotAcknowledgedAndComesAgain(t *testing.T) {
	play(t, &book{cursor: "e7:5", fail: errors.New("disk")}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(changedJSON(6, 2, `{}`))
		v.expectClose(1013)
		v = r.shop.next()
		v.expect("hello", "cursor", "e7:5")
		v.send(welcome, changedJSON(6, 2, `{}`))
		v.expect("ack", "cursor", "e7:6")
	})
}

func TestBatchesHoldAtMostFifty(t *testing.T) {
	play(t, &book{cursor: "e7:0"}, func(t *testing.T, r *rig) {
		gate := make(chan struct{})
		r.book.gate = gate
		v := r.opened()
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			for n := 1; n <= 130; n++ {
				v.send(changedJSON(n, n+1, `{}`))
			}
		}()
		synctest.Wait()
		close(gate)
		<-sent
		for ack := ""; ack != "e7:130"; {
			ack = fmt.Sprint(v.expect("ack")["cursor"])
		}
		most := 0
		for _, batch := range r.book.batches {
			most = max(most, len(batch))
		}
		if most != orders.BatchMax || len(r.book.items()) != 130 {
			t.Errorf("largest batch %d, items %d", most, len(r.book.items()))
		}
	})
}

func TestAReplayIsAcknowledgedAtTheHighestCursor(t *testing.T) {
	play(t, &book{cursor: "e7:9"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(changedJSON(9, 2, `{}`))
		v.expect("ack", "cursor", "e7:9")
		v.send(changedJSON(10, 3, `{}`))
		v.expect("ack", "cursor", "e7:10")
	})
}

func TestAFaultyEventIsNackedSetAsideAndTheStreamGoesOn(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(eventJSON(6, "order.placed", "A-1", 1, orderJSON("A-1", 1, `"qty":"2"`, `"qty":"two"`)))
		v.expect("nack", "id", "evt-6", "reason", "schema", "detail", "ce.data.items[0].qty: not a decimal")
		v.expect("ack", "cursor", "e7:6")
		v.send(changedJSON(7, 2, `{}`))
		v.expect("ack", "cursor", "e7:7")
		item := r.book.items()[0]
		if item.Kind != terminal.FeedSetAside || item.Revision != 1 || item.Subject != "A-1" || item.Cursor != "e7:6" || item.Order != nil || item.Problem == "" {
			t.Errorf("set aside %+v", item)
		}
		if s := r.client.Status(); !s.Live || s.BadFrames != 1 || !strings.Contains(s.Trouble, "not a decimal") {
			t.Errorf("status %+v", s)
		}
	})
}

func TestUnknownThingsAreAcknowledgedAndShown(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(eventJSON(6, "order.teleported", "A-1", 2, `{}`))
		v.expect("ack", "cursor", "e7:6")
		v.send(changedJSON(7, 3, `{"fulfilment":"teleported"}`))
		v.expect("ack", "cursor", "e7:7")
		v.send(`{"t":"poem","n":1}`, `{"t":"ping","n":41}`)
		v.expect("pong", "n", "41")
		items := r.book.items()
		if items[0].Kind != terminal.FeedSetAside || items[0].Revision != 2 || items[0].Problem == "" {
			t.Errorf("unknown type %+v", items[0])
		}
		if items[1].Kind != terminal.FeedEvent || items[1].Change.Fulfilment != "" || !strings.Contains(items[1].Problem, "teleported") {
			t.Errorf("unknown state %+v", items[1])
		}
		if r.client.Status().BadFrames != 1 {
			t.Errorf("status %+v", r.client.Status())
		}
	})
}

func TestABadSnapshotItemIsKeptAsideByItsOrder(t *testing.T) {
	play(t, &book{}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(`{"t":"snapshot_begin","as_of":"e7:5"}`,
			snapshotItem("A-1", 3, `"fulfilment":"accepted"`, `"unit_price":3500`, `"unit_price":-1`),
			snapshotItem("A-2", 1, `"fulfilment":"placed"`), `{"t":"snapshot_end","as_of":"e7:5"}`)
		v.expect("ack", "cursor", "e7:5")
		items := r.book.items()
		if items[1].Kind != terminal.FeedSetAside || items[1].Type != "snapshot_item" || items[1].Subject != "A-1" || items[1].Revision != 3 {
			t.Errorf("aside %+v", items[1])
		}
		if items[2].Kind != terminal.FeedSnapshotItem || items[2].Order == nil {
			t.Errorf("good %+v", items[2])
		}
	})
}

func TestAHoleAsksForASnapshotOnceAMinute(t *testing.T) {
	b := &book{cursor: "e7:5"}
	b.hole = func(item terminal.FeedItem) bool { return item.Revision == 99 }
	play(t, b, func(t *testing.T, r *rig) {
		v := r.opened()
		start := time.Now()
		v.send(changedJSON(6, 99, `{}`))
		v.expect("ack", "cursor", "e7:5")
		v.expect("hello", "cursor", "")
		if r.book.forgot != 1 || r.client.Status().Live {
			t.Errorf("forgot %d, %+v", r.book.forgot, r.client.Status())
		}
		v.send(changedJSON(7, 3, `{}`)) // was on its way; the snapshot has it
		v.send(`{"t":"snapshot_begin","as_of":"e7:7"}`, `{"t":"snapshot_end","as_of":"e7:7"}`)
		v.expect("ack", "cursor", "e7:7")
		v.send(changedJSON(8, 99, `{}`))
		v.expect("ack", "cursor", "e7:7")
		v.quiet()
		if s := r.client.Status(); s.Live || s.Trouble == "" {
			t.Errorf("while waiting %+v", s)
		}
		r.book.add(terminal.ShopCommand{Key: "k1", Type: "cmd", Op: "restocked", Frame: []byte(`{"order":"A-1","op":"restocked"}`), At: time.Now()})
		r.client.Wake()
		v.expect("cmd", "key", "k1")
		for range 4 { // the shop keeps the line alive meanwhile
			<-time.After(14 * time.Second)
			v.send(`{"t":"ping","n":1}`, `{"t":"cmd_result","key":"k1","status":"applied","rev":3,"reason":null}`)
			v.expect("pong")
		}
		v.expect("hello", "cursor", "")
		if waited := time.Since(start); waited != orders.SnapshotInterval {
			t.Errorf("asked again after %s", waited)
		}
	})
}

func TestAMissingEventIsAHole(t *testing.T) {
	for name, frame := range map[string]string{
		"number": changedJSON(7, 3, `{}`),
		"epoch":  strings.Replace(changedJSON(6, 3, `{}`), "e7:6", "e8:6", 1),
	} {
		t.Run(name, func(t *testing.T) {
			play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
				v := r.opened()
				v.send(frame)
				v.expect("hello", "cursor", "")
				if len(r.book.items()) != 0 {
					t.Error("an event after a hole was stored")
				}
			})
		})
	}
}

func TestAGapIsFollowedByASnapshot(t *testing.T) {
	play(t, &book{cursor: "e6:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(`{"t":"gap","oldest":"e7:1"}`)
		synctest.Wait()
		if r.client.Status().Live {
			t.Error("live in a gap")
		}
		v.send(`{"t":"snapshot_begin","as_of":"e7:3"}`, `{"t":"snapshot_end","as_of":"e7:3"}`)
		v.expect("ack", "cursor", "e7:3")
		v.send(changedJSON(4, 2, `{}`))
		v.expect("ack", "cursor", "e7:4")
		if r.book.forgot != 0 {
			t.Error("a gap forgot the cursor")
		}
	})
}

func TestASnapshotHasALimit(t *testing.T) {
	play(t, &book{}, func(t *testing.T, r *rig) {
		v := r.opened()
		item := snapshotItem("A-1", 3, `"fulfilment":"placed"`)
		v.send(`{"t":"snapshot_begin","as_of":"e7:3"}`)
		for range orders.SnapshotItemsMax {
			v.send(item)
		}
		v.quiet()
		v.send(item)
		v.expectClose(1008)
		if got := len(r.book.items()); got != orders.SnapshotItemsMax+1 {
			t.Errorf("%d items stored", got)
		}
	})
}

func TestTheStatusTellsEachChange(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		synctest.Wait()
		v.leave(1001)
		synctest.Wait()
		var lives []bool
		for _, s := range r.changes {
			if len(lives) == 0 || lives[len(lives)-1] != s.Live {
				lives = append(lives, s.Live)
			}
		}
		if diff := cmp.Diff([]bool{false, true, false}, lives); diff != "" {
			t.Error(diff)
		}
		if s := r.client.Status(); s.Since.IsZero() || s.LastFrame.IsZero() || s.Trouble == "" {
			t.Errorf("status %+v", s)
		}
	})
}
