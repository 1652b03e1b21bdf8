package shop_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// feedLine is a terminal's end of the feed, written from the protocol's page.
type feedLine struct {
	t     *testing.T
	ws    *websocket.Conn
	stash []frame
}

func (w *world) dial() *feedLine {
	w.t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"curbfeed.v1"}, HandshakeTimeout: patience}
	ws, response, err := dialer.DialContext(w.t.Context(), "ws"+strings.TrimPrefix(w.front.URL, "http")+"/feed",
		http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		w.t.Fatalf("dial: %v %v", err, response)
	}
	w.t.Cleanup(func() { _ = ws.Close() })
	return &feedLine{t: w.t, ws: ws}
}

// connect dials and says hello; no cursor where it is empty.
func (w *world) connect(cursor string) *feedLine {
	w.t.Helper()
	l := w.dial()
	l.hello(cursor)
	return l
}

func (l *feedLine) hello(cursor string) { l.helloWith(cursor, nil) }

func (l *feedLine) helloWith(cursor string, more frame) {
	l.t.Helper()
	f := frame{"t": "hello", "proto": "curbfeed.v1", "store": store, "terminal": "T1"}
	if cursor != "" {
		f["cursor"] = cursor
	}
	for k, v := range more {
		f[k] = v
	}
	l.send(f)
}

func (l *feedLine) send(f frame) {
	l.t.Helper()
	if err := l.ws.WriteJSON(f); err != nil {
		l.t.Fatal(err)
	}
}

func (l *feedLine) next() frame {
	l.t.Helper()
	f, err := l.read()
	if err != nil {
		l.t.Fatal(err)
	}
	return f
}

func (l *feedLine) read() (frame, error) {
	l.t.Helper()
	if err := l.ws.SetReadDeadline(time.Now().Add(patience)); err != nil {
		return nil, err
	}
	_, b, err := l.ws.ReadMessage()
	if err != nil {
		return nil, err
	}
	return decode(l.t, b), nil
}

// want is the next frame of a kind; others are kept for their own turn.
func (l *feedLine) want(kind string) frame {
	l.t.Helper()
	for i, f := range l.stash {
		if f["t"] == kind {
			l.stash = append(l.stash[:i:i], l.stash[i+1:]...)
			return f
		}
	}
	for {
		f := l.next()
		if f["t"] == kind {
			return f
		}
		l.stash = append(l.stash, f)
	}
}

// event is the next event; its type must be the one named.
func (l *feedLine) event(kind string) frame {
	l.t.Helper()
	f := l.want("event")
	if got := f.text("ce", "type"); got != kind {
		l.t.Fatalf("event %s, want %s: %v", got, kind, f)
	}
	return f
}

func (l *feedLine) ack(f frame) {
	l.t.Helper()
	l.send(frame{"t": "ack", "cursor": f["cursor"]})
}

// still asks the shop something and sees that no frame of a kind came before
// the answer.
func (l *feedLine) still(kind string) {
	l.t.Helper()
	l.send(frame{"t": "nack", "id": "nothing"})
	l.want("error")
	for _, f := range l.stash {
		if f["t"] == kind {
			l.t.Fatalf("an unexpected %s: %v", kind, f)
		}
	}
}

// snapshot reads one whole snapshot: the items by order id and as_of.
func (l *feedLine) snapshot() (map[string]frame, string) {
	l.t.Helper()
	begin := l.want("snapshot_begin")
	found := map[string]frame{}
	for {
		f := l.next()
		switch f["t"] {
		case "snapshot_item":
			found[f.text("order", "id")] = f
		case "snapshot_end":
			if f["as_of"] != begin["as_of"] {
				l.t.Fatalf("as_of %v at the begin, %v at the end", begin["as_of"], f["as_of"])
			}
			return found, f.text("as_of")
		default:
			l.t.Fatalf("a %v inside the snapshot", f["t"])
		}
	}
}

// closed reads until the connection ends and returns the close code, or 0 for
// a line that was cut.
func (l *feedLine) closed() int {
	l.t.Helper()
	for {
		f, err := l.read()
		if err == nil {
			l.stash = append(l.stash, f)
			continue
		}
		var ended *websocket.CloseError
		if errors.As(err, &ended) && ended.Code != websocket.CloseAbnormalClosure {
			return ended.Code
		}
		return 0
	}
}

// live connects to a shop and takes the first snapshot.
func (w *world) live() *feedLine {
	w.t.Helper()
	l := w.connect("")
	l.want("welcome")
	l.snapshot()
	return l
}

var keys = struct {
	sync.Mutex
	n int
}{}

func newKey() string {
	keys.Lock()
	defer keys.Unlock()
	keys.n++
	return "key-" + strconv.Itoa(keys.n)
}

// command sends a command and returns its result.
func (l *feedLine) command(clock *clockwork, f frame) frame {
	l.t.Helper()
	command := frame{"t": "cmd", "key": newKey(), "at": clock.now().Format(time.RFC3339)}
	for k, v := range f {
		command[k] = v
	}
	l.send(command)
	result := l.want("cmd_result")
	if result["key"] != command["key"] {
		l.t.Fatalf("a result for %v, want one for %v", result["key"], command["key"])
	}
	return result
}

// eventually polls until the condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	end := time.After(patience)
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("never: %s", what)
		}
	}
}
