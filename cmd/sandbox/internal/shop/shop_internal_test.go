package shop

import (
	"errors"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

func testShop(t *testing.T) *Shop {
	t.Helper()
	at := time.Date(2026, 3, 14, 15, 0, 0, 0, time.UTC)
	s, err := New(Options{Token: "t", Store: "s", Now: func() time.Time { return at }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	// The tests work on the state directly, so nothing may sweep beside them.
	s.cancel()
	s.tasks.Wait()
	return s
}

func TestNoHelloInTimeClosesTheConnection(t *testing.T) {
	s := testShop(t)
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	s.ctx = t.Context() // testShop has cancelled the one that connections hang on
	dialer := websocket.Dialer{Subprotocols: []string{subProtocol}}
	ws, _, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(server.URL, "http")+"/feed", http.Header{"Authorization": {"bearer t"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ws.Close() }()
	s.mu.Lock()
	open := slices.Collect(maps.Keys(s.sessions))
	s.mu.Unlock()
	if len(open) != 1 {
		t.Fatalf("%d connections", len(open))
	}
	open[0].helloOverdue()
	_, _, err = ws.ReadMessage()
	var ended *websocket.CloseError
	if !errors.As(err, &ended) || ended.Code != websocket.ClosePolicyViolation {
		t.Fatal(err)
	}
}

func TestOldKeysAndBasketsAreForgotten(t *testing.T) {
	s := testShop(t)
	at := s.now()
	s.now = func() time.Time { return at }
	b, err := s.askVerdict(order{}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	s.state.Keys["k"] = keyMemory{At: at}
	at = b.Deadline.Add(24 * time.Hour)
	s.sweep()
	if len(s.state.Baskets) != 1 || len(s.state.Keys) != 1 {
		t.Fatal("too early")
	}
	at = at.Add(keysKeptFor)
	s.sweep()
	if len(s.state.Baskets) != 0 || len(s.state.Keys) != 0 {
		t.Fatal("kept")
	}
}

func TestEndedOrdersMakeRoom(t *testing.T) {
	s := testShop(t)
	for range 2*openOrdersMax + 1 {
		r, err := s.place(order{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Order.ID != "A-1001" {
			s.cancelOrder(r, "shop", "OTHER")
		}
	}
	if len(s.state.Orders) != 2*openOrdersMax || len(s.state.Sequence) != 2*openOrdersMax {
		t.Fatalf("%d orders", len(s.state.Orders))
	}
	if s.state.Orders["A-1001"] == nil || s.state.Orders["A-1002"] != nil {
		t.Fatal("the oldest that has ended goes first")
	}
}

func TestWeightOfFlower(t *testing.T) {
	for _, c := range []struct {
		item Item
		want string
	}{
		{Item{SKU: "A", Name: "OG Kush 3.5 g", Unit: "each"}, "3.5"},
		{Item{SKU: "A", Name: "OG Kush 28g", Unit: "each"}, "28"},
		{Item{SKU: "FLW-OG-3.5", Name: "OG Kush eighth", Unit: "each"}, "3.5"},
		{Item{SKU: "A-1", Name: "Loose", Unit: "g"}, "1"},
		{Item{SKU: "A", Name: "OG Kush", Unit: "each"}, ""},
	} {
		got, known := unitGrams(c.item)
		if known != (c.want != "") || known && got.String() != c.want {
			t.Errorf("%v: %v %v", c.item, got, known)
		}
	}
	s := testShop(t)
	s.items = []Item{{SKU: "A", Name: "OG Kush", Unit: "each", Category: "flower"}}
	if !s.overFlowerLimit([]line{{SKU: "A", Qty: "1"}}) {
		t.Error("flower of unknown weight passed")
	}
}
