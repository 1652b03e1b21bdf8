package shop

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

func FuzzParseFrame(f *testing.F) {
	for _, seed := range []string{
		`{"t":"hello","proto":"curbfeed.v1","store":"402R-00123","terminal":"T1","cursor":"e7:10423","max_inflight":50}`,
		`{"t":"ack","cursor":"e7:10431"}`, `{"t":"nack","id":"evt-1","reason":"schema","detail":"x"}`,
		`{"t":"cmd","key":"k","order":"A-1001","expect_rev":9,"op":"handed_over","sale":"s","total":7894,"payment":"cash","lines":[{"line":"1","qty":"2","unit_price":3500}]}`,
		`{"t":"stock","key":"k","as_of":"x","items":[{"sku":"a","available":"12"}],"full":false}`,
		`{"t":"pong","n":41}`, `{"t":"\"}]"}`, `{"t":1}`, `[`, ``, strings.Repeat("[", 17),
	} {
		f.Add(true, []byte(seed))
	}
	f.Add(false, []byte(`{"t":"pong"}`))
	f.Fuzz(func(t *testing.T, text bool, message []byte) {
		kind := websocket.BinaryMessage
		if text {
			kind = websocket.TextMessage
		}
		frame, err := parseFrame(kind, message)
		var bad *badFrame
		if errors.As(err, &bad) {
			switch bad.code {
			case 1003, 1007, 1008, 1009:
				return
			}
			t.Fatalf("close code %d", bad.code)
		}
		if kind != websocket.TextMessage || len(message) > frameMaxBytes || !json.Valid(message) || frame.T == "" {
			t.Fatalf("let through: %q", message)
		}
		if got := levels(t, message); got > nestingMax || got != nesting(message) {
			t.Fatalf("%d levels, counted %d: %q", got, nesting(message), message)
		}
	})
}

// levels counts nesting with the decoder of the standard library.
func levels(t *testing.T, message []byte) int {
	decoder := json.NewDecoder(strings.NewReader(string(message)))
	level, deepest := 0, 0
	for {
		token, err := decoder.Token()
		if err != nil {
			return deepest
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			level++
			deepest = max(deepest, level)
		case json.Delim('}'), json.Delim(']'):
			level--
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	for _, seed := range []string{"e7:10424", "e1:0", "e:1", "7:1", "e1:-1", "e99999999999999999999:1", "e1:+1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		epoch, seq, ok := parseCursor(text)
		if !ok {
			return
		}
		if again, next, ok := parseCursor(cursor(epoch, seq)); !ok || again != epoch || next != seq || seq < 0 {
			t.Fatalf("%q became %s", text, cursor(epoch, seq))
		}
	})
}

func TestOpenOrdersAreBounded(t *testing.T) {
	s := testShop(t)
	for range openOrdersMax {
		if _, err := s.place(order{}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.place(order{}); err == nil {
		t.Fatal("one order too many")
	}
	first := s.state.Orders[s.state.Sequence[0]]
	s.cancelOrder(first, "shop", "OTHER")
	if _, err := s.place(order{}); err != nil {
		t.Fatal(err)
	}
	if got := len(s.state.Events); got != openOrdersMax+1 {
		t.Fatalf("%d events", got)
	}
}

func TestWaitingBasketsAreBounded(t *testing.T) {
	s := testShop(t)
	for range openBasketsMax {
		if _, err := s.askVerdict(order{}, 1e12); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.askVerdict(order{}, 1e12); err == nil {
		t.Fatal("one basket too many")
	}
}

func TestKeptEventsFramesAndHistoryAreBounded(t *testing.T) {
	s := testShop(t)
	r, err := s.place(order{})
	if err != nil {
		t.Fatal(err)
	}
	for range retainedEventsMax {
		s.changedEvent(r, "")
	}
	if len(s.state.Events) != retainedEventsMax || s.state.Oldest != 2 || s.state.Events[0].Seq != 2 {
		t.Fatalf("%d events from %d", len(s.state.Events), s.state.Oldest)
	}
	if len(r.History) != historyMax {
		t.Fatalf("history of %d", len(r.History))
	}
	for range keptFramesMax + 1 {
		s.keepFrame("{}", 1)
	}
	if len(s.seen.frames) != keptFramesMax {
		t.Fatalf("%d frames", len(s.seen.frames))
	}
	for range keptFramesBytes/frameMaxBytes + 1 {
		s.keepFrame(strings.Repeat("x", frameMaxBytes), 1)
	}
	if s.seen.frameBytes > keptFramesBytes || len(s.seen.frames) != keptFramesBytes/frameMaxBytes {
		t.Fatalf("%d frames of %d bytes", len(s.seen.frames), s.seen.frameBytes)
	}
}
