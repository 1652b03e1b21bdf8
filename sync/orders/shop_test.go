package orders_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// runningClock follows the machine's time, which is a bubble's time in a bubble.
type runningClock struct{ start time.Time }

func (c runningClock) Now() clock.Reading {
	now := time.Now()
	return clock.Reading{Wall: now.UTC(), Monotonic: now.Sub(c.start), BootID: "boot-1"}
}

// pipes is a listener whose connections are pipes, so that a bubble sees all of
// what waits.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.IPAddr{} }

func (p *pipes) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.done:
		return nil, errors.New("nobody listens")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// shop is a scripted end of curbfeed/1, written from the protocol's text.
type shop struct {
	t        *testing.T
	visits   chan *visit
	status   int // answered instead of an upgrade, if not 0
	noProto  bool
	mu       sync.Mutex
	headers  []http.Header
	upgraded sync.WaitGroup
}

func newShop(t *testing.T) *shop { return &shop{t: t, visits: make(chan *visit, 20)} }

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.headers = append(s.headers, r.Header.Clone())
	status := s.status
	s.mu.Unlock()
	if status != 0 {
		w.WriteHeader(status)
		return
	}
	upgrader := websocket.Upgrader{Subprotocols: []string{"curbfeed.v1"}}
	if s.noProto {
		upgrader.Subprotocols = nil
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	v := &visit{t: s.t, conn: conn, frames: make(chan map[string]any, 500), ended: make(chan struct{})}
	s.upgraded.Go(v.read)
	s.visits <- v
}

// visit is one connection as the shop sees it.
type visit struct {
	t      *testing.T
	conn   *websocket.Conn
	frames chan map[string]any
	ended  chan struct{}
	err    error
}

func (v *visit) read() {
	defer close(v.ended)
	for {
		_, raw, err := v.conn.ReadMessage()
		if err != nil {
			v.err = err
			_ = v.conn.Close()
			return
		}
		decoder := json.NewDecoder(strings.NewReader(string(raw)))
		decoder.UseNumber()
		var frame map[string]any
		if err := decoder.Decode(&frame); err != nil {
			v.t.Errorf("the terminal sent %q", raw)
			continue
		}
		v.frames <- frame
	}
}

func (v *visit) send(frames ...string) {
	v.t.Helper()
	for _, frame := range frames {
		if err := v.conn.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
			v.t.Fatalf("send: %v", err)
		}
	}
}

// expect waits for the next frame and checks some of its fields.
func (v *visit) expect(t string, pairs ...string) map[string]any {
	v.t.Helper()
	select {
	case frame := <-v.frames:
		if frame["t"] != t {
			v.t.Fatalf("got %v, want a %s", frame, t)
		}
		for i := 0; i < len(pairs); i += 2 {
			got := ""
			if value := frame[pairs[i]]; value != nil {
				got = fmt.Sprint(value)
			}
			if got != pairs[i+1] {
				v.t.Fatalf("%s: %s is %q, want %q", t, pairs[i], got, pairs[i+1])
			}
		}
		return frame
	case <-v.ended:
		v.t.Fatalf("the connection ended (%v) before a %s", v.err, t)
	case <-time.After(10 * time.Minute):
		v.t.Fatalf("no %s", t)
	}
	return nil
}

// quiet checks that nothing comes.
func (v *visit) quiet() {
	v.t.Helper()
	synctest.Wait()
	select {
	case frame := <-v.frames:
		v.t.Fatalf("unexpected %v", frame)
	default:
	}
}

// expectClose waits for the terminal's farewell, which may follow other frames.
func (v *visit) expectClose(code int) {
	v.t.Helper()
	select {
	case <-v.ended:
	case <-time.After(10 * time.Minute):
		v.t.Fatal("the terminal did not close")
	}
	var closed *websocket.CloseError
	if !errors.As(v.err, &closed) || closed.Code != code {
		v.t.Fatalf("closed with %v, want %d", v.err, code)
	}
}

// leave closes with a code, as the shop does.
func (v *visit) leave(code int) {
	_ = v.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	<-v.ended
}

func (s *shop) next() *visit {
	s.t.Helper()
	select {
	case v := <-s.visits:
		return v
	case <-time.After(10 * time.Minute):
		s.t.Fatal("the terminal did not come")
	}
	return nil
}

// book is an Inbox that remembers what it was given.
type book struct {
	mu       sync.Mutex
	cursor   string
	batches  [][]terminal.FeedItem
	forgot   int
	commands []terminal.ShopCommand
	results  []terminal.ShopResult
	gate     chan struct{}                // if set, Apply waits for it
	fail     error                        // if set, Apply fails once
	hole     func(terminal.FeedItem) bool // finds holes
}

func (b *book) Cursor(context.Context) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.cursor, nil
}

func (b *book) ForgetCursor(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.cursor = ""
	b.forgot++
	return nil
}

func (b *book) Apply(ctx context.Context, items []terminal.FeedItem) (orders.Applied, error) {
	b.mu.Lock()
	gate := b.gate
	b.mu.Unlock()
	if gate != nil {
		select {
		case <-gate:
		case <-ctx.Done():
			return orders.Applied{}, ctx.Err()
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.fail; err != nil {
		b.fail = nil
		return orders.Applied{}, err
	}
	b.batches = append(b.batches, slices.Clone(items))
	for _, item := range items {
		if b.hole != nil && b.hole(item) {
			return orders.Applied{Cursor: b.cursor, Hole: true}, nil
		}
		switch item.Kind {
		case terminal.FeedSnapshotEnd, terminal.FeedEvent:
			b.cursor = item.Cursor
		case terminal.FeedSetAside:
			if item.Type != "snapshot_item" {
				b.cursor = item.Cursor
			}
		}
	}
	return orders.Applied{Cursor: b.cursor}, nil
}

func (b *book) PendingCommands(_ context.Context, limit int) ([]terminal.ShopCommand, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.commands[:min(limit, len(b.commands))]), nil
}

func (b *book) CommandResult(_ context.Context, result terminal.ShopResult) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.results = append(b.results, result)
	b.commands = slices.DeleteFunc(b.commands, func(c terminal.ShopCommand) bool { return c.Key == result.Key })
	return nil
}

func (b *book) items() []terminal.FeedItem {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Concat(b.batches...)
}

func (b *book) add(commands ...terminal.ShopCommand) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.commands = append(b.commands, commands...)
}

// rig is a client that runs against a shop, both in one bubble.
type rig struct {
	shop    *shop
	book    *book
	client  *orders.Client
	changes []orders.Status
	draws   []time.Duration // ceilings of the waits
}

// play runs a script in a bubble. Waits are drawn at their ceilings.
func play(t *testing.T, b *book, script func(t *testing.T, r *rig)) {
	t.Helper()
	playWith(t, b, nil, script)
}

func playWith(t *testing.T, b *book, alter func(*rig, *orders.Options), script func(t *testing.T, r *rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := &rig{shop: newShop(t), book: b}
		listener := newPipes()
		server := &http.Server{Handler: r.shop, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0)}
		served := make(chan struct{})
		go func() { defer close(served); _ = server.Serve(listener) }()
		var mu sync.Mutex
		options := orders.Options{
			URL: "wss://shop.example/feed", Token: func() (string, error) { return "secret", nil },
			Store: "402R-00123", Terminal: "T1", Inbox: b, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
			Clock: runningClock{time.Now()}, Dial: listener.Dial,
			OnChange: func(s orders.Status) { mu.Lock(); defer mu.Unlock(); r.changes = append(r.changes, s) },
			Draw: func(ceiling time.Duration) time.Duration {
				mu.Lock()
				defer mu.Unlock()
				r.draws = append(r.draws, ceiling)
				return ceiling
			},
		}
		options.URL = "ws://127.0.0.1/feed"
		if alter != nil {
			alter(r, &options)
		}
		client, err := orders.New(options)
		if err != nil {
			t.Fatal(err)
		}
		r.client = client
		ctx, cancel := context.WithCancel(t.Context())
		ran := make(chan struct{})
		go func() {
			defer close(ran)
			if err := client.Run(ctx); err != nil {
				t.Errorf("Run: %v", err)
			}
		}()
		defer func() {
			cancel()
			<-ran
			_ = listener.Close()
			_ = server.Close()
			<-served
			r.shop.upgraded.Wait()
		}()
		script(t, r)
	})
}

// opened is a visit that resumed at the cursor of the book and was welcomed.
func (r *rig) opened() *visit {
	v := r.shop.next()
	v.expect("hello")
	v.send(welcome)
	return v
}

const welcome = `{"t":"welcome","epoch":"e7","heartbeat_s":20,"retention_h":72,"server_time":"2000-01-01T00:00:07Z"}`

// orderJSON is the order of the protocol's text with room to change a part.
func orderJSON(id string, rev int, replace ...string) string {
	text := fmt.Sprintf(`{"id":%q,"rev":%d,"placed_at":"2026-11-24T14:00:00-07:00","channel":"curbside","pickup_window":{"from":"2026-11-24T15:00:00-07:00","to":"2026-11-24T16:00:00-07:00"},
 "customer":{"ref":"c-77","first":"Avery","last":"Stone","birth_year":1990,"class":"adult","medical_number":"M-SECRET","phone_last4":"0199","attested_age":true},
 "items":[{"line":"1","sku":"FLW-OG-3.5","name":"OG Kush 3.5 g","qty":"2","unit":"each","unit_price":3500}],
 "discounts":[{"line":"1","amount":500,"code":"FIRST"}],
 "totals":{"subtotal":7000,"discount":500,"tax":1394,"total":7894},
 "payment":{"state":"unpaid","method":"pay_at_pickup","ref":null},
 "delivery":{"zip":"80205","address":"12 Larimer"},
 "arrival":{"state":"none","spot":null,"vehicle":null},"note":"blue car"}`, id, rev)
	return strings.NewReplacer(replace...).Replace(text)
}

func eventJSON(number int, kind, subject string, rev int, data string) string {
	return fmt.Sprintf(`{"t":"event","cursor":"e7:%d","redelivered":0,"ce":{"specversion":"1.0","id":"evt-%d","source":"/shops/larimer","type":%q,"subject":%q,"time":"2026-11-24T14:00:01-07:00","rev":%d,"data":%s}}`,
		number, number, kind, subject, rev, data)
}

func changedJSON(number, rev int, data string) string {
	return eventJSON(number, "order.changed", "A-1001", rev, data)
}

func snapshotItem(id string, rev int, beside string, replace ...string) string {
	return fmt.Sprintf(`{"t":"snapshot_item","order":%s,%s}`, orderJSON(id, rev, replace...), beside)
}
