package orders_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/terminal"
)

func command(key string) terminal.ShopCommand {
	return terminal.ShopCommand{
		Key: key, Type: "cmd", Order: "A-1", Op: "set_fulfilment", At: time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC),
		Frame: []byte(`{"order":"A-1","expect_rev":7,"op":"set_fulfilment","to":"ready"}`), HasExpectedRevision: true,
	}
}

func TestCommandsGoInOrderAndAgainUntilTheirResult(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		r.book.add(command("k1"), command("k2"))
		v := r.opened()
		v.expect("cmd", "key", "k1", "order", "A-1", "expect_rev", "7", "op", "set_fulfilment", "to", "ready")
		v.expect("cmd", "key", "k2")
		v.send(`{"t":"cmd_result","key":"k2","status":"rejected","rev":8,"reason":"EXCEEDS_LIMIT"}`)
		v.quiet()
		r.book.add(command("k3"))
		r.client.Wake()
		v.expect("cmd", "key", "k3")
		v.quiet()
		v.leave(1011)
		v = r.opened()
		v.expect("cmd", "key", "k1")
		v.expect("cmd", "key", "k3")
		v.send(`{"t":"cmd_result","key":"k1","status":"duplicate","first":"applied","rev":8,"reason":null}`,
			`{"t":"cmd_result","key":"k3","status":"postponed"}`)
		synctest.Wait()
		want := []terminal.ShopResult{
			{Key: "k2", Status: "rejected", Revision: 8, Reason: "EXCEEDS_LIMIT"},
			{Key: "k1", Status: "duplicate", First: "applied", Revision: 8},
			{Key: "k3", Status: "postponed"},
		}
		if diff := cmp.Diff(want, r.book.results); diff != "" {
			t.Error(diff)
		}
	})
}

func TestNoCommandBeforeTheWelcome(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		r.book.add(command("k1"))
		v := r.shop.next()
		v.expect("hello")
		r.client.Wake()
		v.quiet()
		v.send(welcome)
		v.expect("cmd", "key", "k1")
	})
}

func TestACommandWithoutAnswerIsSentAgain(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		r.book.add(command("k1"))
		v := r.opened()
		v.expect("cmd", "key", "k1")
		start := time.Now()
		<-time.After(15 * time.Second)
		v.send(`{"t":"ping","n":1}`)
		v.expect("pong")
		v.expect("cmd", "key", "k1")
		if waited := time.Since(start); waited != orders.ResendAfter {
			t.Errorf("sent again after %s", waited)
		}
	})
}

func TestACommandStoredWithoutAWakeIsFound(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.quiet()
		r.book.add(command("k1"))
		v.expect("cmd", "key", "k1")
	})
}

func TestOldCommandsAndBrokenOnesAreNotSent(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		now := time.Now()
		old, edge, broken, empty := command("old"), command("edge"), command("broken"), command("empty")
		large := command("large")
		old.HasExpectedRevision, edge.HasExpectedRevision = false, false
		old.At, edge.At = now.Add(-orders.ShopMemory-time.Second), now.Add(-orders.ShopMemory)
		broken.Frame, empty.Frame = []byte(`{"op":`), []byte(`{ }`)
		large.Frame = []byte(`{"op":"` + strings.Repeat("x", orders.FrameMaxBytes) + `"}`)
		r.book.add(old, broken, edge, empty, large)
		v := r.opened()
		v.expect("cmd", "key", "edge")
		v.expect("cmd", "key", "empty")
		v.quiet()
		want := []terminal.ShopResult{
			{Key: "old", Status: orders.ResultTooOld}, {Key: "broken", Status: orders.ResultUnsendable}, {Key: "large", Status: orders.ResultUnsendable},
		}
		if diff := cmp.Diff(want, r.book.results); diff != "" {
			t.Error(diff)
		}
	})
}

func TestABacklogOfCommandsGoesInWindows(t *testing.T) {
	const all = 2*orders.CommandsInflightMax + 7
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		for i := range all {
			r.book.add(command(fmt.Sprintf("k%03d", i)))
		}
		v := r.opened()
		start := time.Now()
		for i := range orders.CommandsInflightMax {
			v.expect("cmd", "key", fmt.Sprintf("k%03d", i))
		}
		v.quiet()
		sent := orders.CommandsInflightMax
		for i := range all {
			v.send(fmt.Sprintf(`{"t":"cmd_result","key":"k%03d","status":"applied","rev":1,"reason":null}`, i))
			synctest.Wait()
			for len(v.frames) > 0 {
				v.expect("cmd", "key", fmt.Sprintf("k%03d", sent))
				sent++
			}
		}
		if sent != all || len(r.book.results) != all {
			t.Errorf("%d sent, %d answered", sent, len(r.book.results))
		}
		if took := time.Since(start); took >= orders.PollInterval {
			t.Errorf("the backlog waited for the poll: %s", took)
		}
	})
}
