package shop_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/cmd/sandbox/internal/shop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	token    = "feed-token"
	store    = "402R-00123"
	patience = 10 * time.Second
)

var items = []shop.Item{
	{SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Unit: "each", PriceCents: 3500, Category: "flower"},
	{SKU: "EDI-GUM-10", Name: "Gummies 10 pk", Unit: "each", PriceCents: 1800, Category: "edible"},
	{SKU: "FLW-BULK", Name: "House flower", Unit: "g", PriceCents: 900, Category: "flower"},
}

// clockwork is a clock that a test moves.
type clockwork struct {
	mu sync.Mutex
	at time.Time
}

func (c *clockwork) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clockwork) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// world is one shop with its two servers.
type world struct {
	t       *testing.T
	shop    *shop.Shop
	clock   *clockwork
	options shop.Options
	front   *httptest.Server
	control *httptest.Server
}

func open(t *testing.T, adjust ...func(*shop.Options)) *world {
	t.Helper()
	clock := &clockwork{at: time.Date(2026, 3, 14, 15, 9, 26, 0, time.FixedZone("", -6*3600))}
	o := shop.Options{
		Token: token, Store: store, Items: items, Now: clock.now, Log: slog.New(slog.DiscardHandler),
		StateFile: filepath.Join(t.TempDir(), "shop.json"),
	}
	for _, a := range adjust {
		a(&o)
	}
	w := &world{t: t, clock: clock, options: o}
	w.start()
	t.Cleanup(w.stop)
	return w
}

func (w *world) start() {
	w.t.Helper()
	s, err := shop.New(w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	w.shop, w.front, w.control = s, httptest.NewServer(s.Handler()), httptest.NewServer(s.Control())
}

func (w *world) stop() {
	if err := w.shop.Close(); err != nil {
		w.t.Error(err)
	}
	w.front.Close()
	w.control.Close()
}

func (w *world) restart() {
	w.stop()
	w.start()
}

// do calls Control and returns status and answer.
func (w *world) do(method, path string, body any) (int, frame) {
	w.t.Helper()
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			w.t.Fatal(err)
		}
		content = bytes.NewReader(b)
	}
	request, err := http.NewRequestWithContext(w.t.Context(), method, w.control.URL+path, content)
	if err != nil {
		w.t.Fatal(err)
	}
	response, err := w.control.Client().Do(request)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	return response.StatusCode, decode(w.t, mustRead(w.t, response.Body))
}

func mustRead(t *testing.T, r io.Reader) []byte {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// post does what must work.
func (w *world) post(path string, body any) frame {
	w.t.Helper()
	status, answer := w.do(http.MethodPost, path, body)
	if status != http.StatusOK {
		w.t.Fatalf("%s: %d %v", path, status, answer)
	}
	return answer
}

func (w *world) get(path string) frame {
	w.t.Helper()
	status, answer := w.do(http.MethodGet, path, nil)
	if status != http.StatusOK {
		w.t.Fatalf("%s: %d %v", path, status, answer)
	}
	return answer
}

// place puts a plain order in and returns its id.
func (w *world) place() string {
	w.t.Helper()
	placed := w.post("/orders", frame{"items": []frame{{"sku": "FLW-OG-3.5", "qty": "2"}}})
	return placed.at("order", "id").(string)
}

// frame is a JSON object as the other side sees it; numbers are json.Number.
type frame map[string]any

func decode(t *testing.T, b []byte) frame {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.UseNumber()
	var f frame
	if err := decoder.Decode(&f); err != nil {
		t.Fatalf("%v in %.200q", err, b)
	}
	return f
}

// at walks into a frame; a missing step is nil.
func (f frame) at(path ...string) any {
	var value any = map[string]any(f)
	for _, step := range path {
		object, ok := value.(map[string]any)
		if !ok {
			return nil
		}
		value = object[step]
	}
	return value
}

func (f frame) text(path ...string) string {
	switch value := f.at(path...).(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	}
	return ""
}
