package state_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/cmd/sandbox/internal/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The facts of the made-up facility of these tests.
const (
	license   = "402R-TEST"
	vendorKey = "vendor"
	userKey   = "user"
	gummies   = "1A4000000000022000000001" // 10 Each
	flower    = "1A4000000000022000000002" // 100 Grams
	held      = "1A4000000000022000000003"
	finished  = "1A4000000000022000000004"
	soldOut   = "1A4000000000022000000005"
)

var began = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC) // 10:00 in Denver

func packages() []state.Package {
	of := func(id int64, label, name, quantity, unit string) state.Package {
		amount := state.MustNumber(quantity)
		return state.Package{
			ID: id, Label: label, ProductName: name, Category: "Buds", Quantity: amount, Original: amount, Unit: unit,
			Location: "Sales Floor", PackagedDate: "2026-10-01", ReceivedAt: began, LastModified: began.Add(-time.Duration(id) * 13 * time.Hour),
		}
	}
	all := []state.Package{
		of(1, gummies, "Gummies", "10", "Each"), of(2, flower, "Flower", "100", "Grams"),
		of(3, held, "Held", "10", "Each"), of(4, finished, "Finished", "0", "Each"), of(5, soldOut, "Sold out", "0", "Each"),
	}
	all[2].OnHold, all[3].Finished = true, true
	return all
}

// bench is a state behind a real socket, with its control address.
type bench struct {
	t       *testing.T
	state   *state.State
	server  *httptest.Server
	control *httptest.Server
	file    string
	shift   atomic.Int64 // of the store's clock, in nanoseconds
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, file: filepath.Join(t.TempDir(), "state.jsonl")}
	b.open("")
	t.Cleanup(b.close)
	return b
}

func (b *bench) open(preset string) {
	b.t.Helper()
	zone, err := time.LoadLocation("America/Denver")
	if err != nil {
		b.t.Fatal(err)
	}
	b.state, err = state.New(state.Options{
		Facility:  state.Facility{Name: "Test", License: license, Zone: zone},
		VendorKey: vendorKey, UserKey: userKey, UserName: "Pat Example", Packages: packages(), Preset: preset,
		File: b.file, Log: slog.New(slog.DiscardHandler),
		Now: func() time.Time { return began.Add(time.Duration(b.shift.Load())) },
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.server = httptest.NewServer(b.state)
	b.control = httptest.NewServer(b.state.Control())
}

func (b *bench) close() {
	b.server.CloseClientConnections()
	b.server.Close()
	b.control.Close()
	if err := b.state.Close(); err != nil {
		b.t.Error(err)
	}
}

// reply is what came back; err where nothing did.
type reply struct {
	status int
	header http.Header
	body   string
	err    error
}

func (b *bench) do(method, path, body string) reply {
	b.t.Helper()
	return b.send(method, path, body, func(r *http.Request) { r.SetBasicAuth(vendorKey, userKey) })
}

func (b *bench) send(method, path, body string, change func(*http.Request)) reply {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.server.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	change(r)
	// Each request has its own connection, so that none is sent again on a
	// connection that an earlier fault had ended.
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport, Timeout: 10 * time.Second}).Do(r)
	if err != nil {
		return reply{err: err}
	}
	defer closed(b.t, response.Body)
	raw, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(raw), err}
}

func (b *bench) steer(method, path, body string) string {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.control.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := b.control.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer closed(b.t, response.Body)
	raw, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %d %s %v", method, path, response.StatusCode, raw, err)
	}
	return string(raw)
}

func (b *bench) switches(change string) { b.t.Helper(); b.steer("POST", "/switches", change) }

func (b *bench) fault(fault string) { b.t.Helper(); b.steer("POST", "/faults", fault) }

// lastRequest gives the record of the request that came last.
func (b *bench) lastRequest() state.Request {
	b.t.Helper()
	all := b.state.Requests(0)
	if len(all) == 0 {
		b.t.Fatal("no request was recorded")
	}
	return all[len(all)-1]
}

func (b *bench) quantity(label string) string {
	b.t.Helper()
	for _, p := range b.state.Packages() {
		if p.Label == label {
			return p.Quantity.String()
		}
	}
	b.t.Fatalf("no package %s", label)
	return ""
}

// sale is the body of one receipt; lines are label, quantity, unit, amount.
func sale(number string, lines ...[4]string) string {
	return saleAt(number, "2026-11-24T09:58:12.000", "Consumer", lines...)
}

func saleAt(number, at, kind string, lines ...[4]string) string {
	type line struct {
		PackageLabel  string
		Quantity      json.RawMessage
		UnitOfMeasure string
		TotalAmount   json.RawMessage
	}
	body := struct {
		SalesDateTime, ExternalReceiptNumber, SalesCustomerType string
		Transactions                                            []line
	}{at, number, kind, []line{}}
	for _, l := range lines {
		body.Transactions = append(body.Transactions, line{l[0], json.RawMessage(l[1]), l[2], json.RawMessage(l[3])})
	}
	raw, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func batch(objects ...string) string { return "[" + strings.Join(objects, ",") + "]" }

var twoGummies = [4]string{gummies, "2", "Each", "36.00"}

const postPath = "/sales/v2/receipts?licenseNumber=" + license

func (b *bench) post(objects ...string) reply {
	b.t.Helper()
	return b.do("POST", postPath, batch(objects...))
}

// posted posts one receipt that must be taken and gives its id.
func (b *bench) posted(object string) string {
	b.t.Helper()
	got := b.post(object)
	if got.status != http.StatusOK {
		b.t.Fatalf("post: %d %s %v", got.status, got.body, got.err)
	}
	return exactFields(b.t, got.body)["Ids"].([]any)[0].(json.Number).String()
}

func (b *bench) lookup(number string) reply {
	b.t.Helper()
	return b.do("GET", "/sales/v2/receipts/external/"+number+"?licenseNumber="+license, "")
}

// decoded reads JSON with numbers as they are written.
func decoded(t *testing.T, text string) any {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader([]byte(text)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatalf("%q is not JSON: %v", text, err)
	}
	return value
}

func exactFields(t *testing.T, text string) map[string]any {
	t.Helper()
	fields, is := decoded(t, text).(map[string]any)
	if !is {
		t.Fatalf("%q is not an object", text)
	}
	return fields
}

func expect(t *testing.T, got reply, status int, words ...string) {
	t.Helper()
	if got.err != nil || got.status != status {
		t.Fatalf("got %d %s %v, want %d", got.status, got.body, got.err, status)
	}
	for _, word := range words {
		if !strings.Contains(got.body, word) {
			t.Fatalf("got %s, want %q in it", got.body, word)
		}
	}
}

// eventually asks until the answer is yes.
func eventually(t *testing.T, what string, yes func() bool) {
	t.Helper()
	deadline := time.NewTimer(5 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !yes() {
		select {
		case <-deadline.C:
			t.Fatal(errors.New(what + " did not happen"))
		case <-tick.C:
		}
	}
}

// closed ends something whose end must succeed.
func closed(t *testing.T, one io.Closer) {
	t.Helper()
	if err := one.Close(); err != nil {
		t.Error(err)
	}
}
