package orders_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/sync/link"
	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/terminal/clock"
)

func TestTwoMissedHeartbeatsClose(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		<-time.After(19 * time.Second)
		v.send(`{"t":"ping","n":41}`)
		v.expect("pong", "n", "41")
		last := time.Now()
		v.expectClose(1001)
		if silent := time.Since(last); silent != 40*time.Second {
			t.Errorf("closed after %s of silence", silent)
		}
		synctest.Wait()
		if s := r.client.Status(); s.Live || !s.Since.Equal(last.Add(40*time.Second).UTC()) {
			t.Errorf("status %+v", s)
		}
	})
}

func TestReconnectsWithFullJitter(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		for range 8 {
			v := r.opened()
			v.leave(1011)
		}
		v := r.opened()
		s := time.Second
		want := []time.Duration{s / 2, s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s}
		if diff := cmp.Diff(want, r.draws); diff != "" {
			t.Error(diff)
		}
		// A connection that lived is a success; the next wait is short again.
		<-time.After(orders.StableAfter)
		v.leave(1011)
		r.opened()
		if got := r.draws[len(r.draws)-1]; got != s/2 {
			t.Errorf("after a stable connection the ceiling is %s", got)
		}
	})
}

func TestADrainIsFollowed(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(`{"t":"drain","reconnect_after_ms":1500}`, changedJSON(6, 2, `{}`))
		v.expect("ack", "cursor", "e7:6")
		r.client.Wake()
		v.quiet()
		v.leave(1001)
		start := time.Now()
		r.opened()
		if away := time.Since(start); away != 2*time.Second {
			t.Errorf("away for %s", away)
		}
	})
}

func TestADrainThatIsNotFollowedByACloseEnds(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(`{"t":"drain","reconnect_after_ms":1500}`)
		for range 3 {
			<-time.After(15 * time.Second)
			v.send(`{"t":"ping","n":1}`)
			v.expect("pong")
		}
		v.expectClose(1000)
	})
}

func TestAFatalErrorClosesAndIsShown(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(`{"t":"error","code":"busy","message":"slow down","fatal":false}`, `{"t":"ping","n":1}`)
		v.expect("pong")
		v.send(`{"t":"error","code":"unknown_store","message":"no such store","fatal":true}`)
		v.expectClose(1000)
		synctest.Wait()
		if s := r.client.Status(); !strings.Contains(s.Trouble, "no such store") {
			t.Errorf("status %+v", s)
		}
	})
}

func TestANewerConnectionWins(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.leave(4001)
		start := time.Now()
		synctest.Wait()
		if s := r.client.Status(); s.Live || !strings.Contains(s.Trouble, "Another terminal") {
			t.Errorf("status %+v", s)
		}
		r.opened()
		if away := time.Since(start); away < orders.TakenOverWait || away > link.BackoffCeiling {
			t.Errorf("away for %s", away)
		}
	})
}

func TestARefusedTokenIsShown(t *testing.T) {
	alter := func(r *rig, _ *orders.Options) { r.shop.status = 401 }
	playWith(t, &book{cursor: "e7:5"}, alter, func(t *testing.T, r *rig) {
		<-time.After(4 * time.Second)
		synctest.Wait()
		if s := r.client.Status(); !strings.Contains(s.Trouble, "token") || s.Attempts < 3 || s.Live {
			t.Errorf("status %+v", s)
		}
		r.shop.mu.Lock()
		r.shop.status = 0
		r.shop.mu.Unlock()
		r.opened()
		synctest.Wait()
		if s := r.client.Status(); !s.Live || s.Attempts != 0 || s.Trouble != "" {
			t.Errorf("status %+v", s)
		}
	})
}

func TestAServerOfSomethingElseIsShown(t *testing.T) {
	alter := func(r *rig, _ *orders.Options) { r.shop.noProto = true }
	playWith(t, &book{cursor: "e7:5"}, alter, func(t *testing.T, r *rig) {
		<-r.shop.next().ended
		synctest.Wait()
		if s := r.client.Status(); !strings.Contains(s.Trouble, "does not speak") {
			t.Errorf("status %+v", s)
		}
	})
}

func TestNoTokenNoConnection(t *testing.T) {
	alter := func(_ *rig, o *orders.Options) { o.Token = func() (string, error) { return "", errors.New("locked") } }
	playWith(t, &book{cursor: "e7:5"}, alter, func(t *testing.T, r *rig) {
		<-time.After(time.Second)
		if len(r.shop.headers) != 0 || !strings.Contains(r.client.Status().Trouble, "secret set") {
			t.Errorf("%d requests, %+v", len(r.shop.headers), r.client.Status())
		}
	})
}

func TestOutagesAreLogged(t *testing.T) {
	var outages []link.Outage
	line := link.New(link.Options{Name: "shop", Clock: runningClock{}, OnOutage: func(o link.Outage) { outages = append(outages, o) }})
	alter := func(_ *rig, o *orders.Options) { o.Line = line }
	playWith(t, &book{cursor: "e7:5"}, alter, func(t *testing.T, r *rig) {
		r.opened().leave(1011)
		r.opened()
		synctest.Wait()
		if len(outages) != 2 || outages[0].Cause != "the shop closed (1011)" || outages[1].End.IsZero() {
			t.Errorf("outages %+v", outages)
		}
	})
}

func TestOptionsThatCannotWork(t *testing.T) {
	good := orders.Options{
		URL: "wss://shop.example/feed", Token: func() (string, error) { return "", nil }, Store: "s", Terminal: "T1",
		Inbox: &book{}, Log: slog.New(slog.DiscardHandler), Clock: clock.NewManual(time.Unix(0, 0)),
	}
	if _, err := orders.New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*orders.Options){
		"no address":    func(o *orders.Options) { o.URL = "shop" },
		"secret in url": func(o *orders.Options) { o.URL = "wss://user:pass@shop.example" },
		"plain ws":      func(o *orders.Options) { o.URL = "ws://shop.example/feed" },
		"https":         func(o *orders.Options) { o.URL = "https://shop.example/feed" },
		"no inbox":      func(o *orders.Options) { o.Inbox = nil },
		"no store":      func(o *orders.Options) { o.Store = "" },
	} {
		o := good
		spoil(&o)
		if _, err := orders.New(o); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

// Over a real socket: the dialer, the header, and a refusal that the shop sees.
func TestOverTCP(t *testing.T) {
	s := newShop(t)
	server := httptest.NewServer(s)
	defer server.Close()
	b := &book{cursor: "e7:5"}
	client, err := orders.New(orders.Options{
		URL: "ws" + strings.TrimPrefix(server.URL, "http") + "/feed", Token: func() (string, error) { return "secret", nil },
		Store: "402R-00123", Terminal: "T1", Inbox: b, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Clock: runningClock{time.Now()},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ran := make(chan error, 1)
	go func() { ran <- client.Run(ctx) }()
	v := s.next()
	v.expect("hello", "cursor", "e7:5")
	v.send(welcome, changedJSON(6, 2, `{"fulfilment":"accepted"}`))
	v.expect("ack", "cursor", "e7:6")
	v.send(padded(orders.FrameMaxBytes + 1))
	v.expectClose(1009)
	v = s.next()
	v.expect("hello", "cursor", "e7:6")
	cancel()
	v.expectClose(1001)
	if err := <-ran; err != nil {
		t.Error(err)
	}
	s.upgraded.Wait()
	if err := client.Run(t.Context()); err == nil {
		t.Error("a client ran twice")
	}
}
