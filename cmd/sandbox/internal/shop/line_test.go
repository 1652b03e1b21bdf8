package shop_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/cmd/sandbox/internal/shop"
)

func TestHeartbeat(t *testing.T) {
	w := open(t, func(o *shop.Options) { o.HeartbeatSeconds = 1 })
	l := w.live()
	first := l.want("ping")
	l.send(frame{"t": "pong", "n": first["n"]})
	second := l.want("ping")
	if first.text("n") != "1" || second.text("n") != "2" {
		t.Fatalf("pings %v %v", first, second)
	}
	if code := l.closed(); code != websocket.CloseGoingAway {
		t.Fatalf("closed with %d", code)
	}
	if len(l.stash) == 0 {
		t.Fatal("closed after one miss")
	}
}

func TestDrainAndFatalError(t *testing.T) {
	w := open(t)
	l := w.live()
	w.post("/faults/drain", frame{"ms": 1500})
	if told := l.want("drain"); told.text("reconnect_after_ms") != "1500" {
		t.Fatalf("%v", told)
	}
	if code := l.closed(); code != websocket.CloseServiceRestart {
		t.Fatalf("closed with %d", code)
	}
	l = w.live()
	w.post("/faults/error", frame{"code": "broken", "message": "words"})
	if told := l.want("error"); told["fatal"] != true || told.text("code") != "broken" {
		t.Fatalf("%v", told)
	}
	if code := l.closed(); code == 0 {
		t.Fatal("no close frame")
	}
}

func TestDownDropsAndRefuses(t *testing.T) {
	w := open(t)
	l := w.live()
	w.shop.SetDown(true)
	if code := l.closed(); code != 0 {
		t.Fatalf("a broken line sent %d", code)
	}
	_, response, err := (&websocket.Dialer{Subprotocols: []string{"curbfeed.v1"}}).DialContext(t.Context(),
		"ws"+strings.TrimPrefix(w.front.URL, "http")+"/feed", http.Header{"Authorization": {"Bearer " + token}})
	if err == nil || response == nil || response.StatusCode != http.StatusServiceUnavailable {
		t.Fatalf("%v %v", response, err)
	}
	w.shop.SetDown(false)
	w.live()
}

func TestCloseDrains(t *testing.T) {
	w := open(t)
	l := w.live()
	done := make(chan error, 1)
	go func() { done <- w.shop.Close() }()
	l.want("drain")
	if code := l.closed(); code != websocket.CloseServiceRestart {
		t.Fatalf("closed with %d", code)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
