package world_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
	"github.com/curbline/curbline/cmd/sandbox/internal/world"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func open(t *testing.T, folder string, change func(*world.Options)) *world.World {
	t.Helper()
	options := world.Options{Folder: folder, APIListen: "127.0.0.1:7440", Log: slog.New(slog.DiscardHandler)}
	if change != nil {
		change(&options)
	}
	w, err := world.Open(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, w) })
	return w
}

// shut closes within two seconds.
func shut(t *testing.T, w *world.World) {
	t.Helper()
	from := time.Now()
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if took := time.Since(from); took > 2*time.Second {
		t.Errorf("closing took %s", took)
	}
}

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}

func call(t *testing.T, method, url, body string) (int, string, error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(seed.VendorKey, seed.UserKey)
	response, err := client.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer closed(t, response.Body)
	raw, err := io.ReadAll(response.Body)
	return response.StatusCode, string(raw), err
}

func must(t *testing.T, method, url, body string) string {
	t.Helper()
	status, text, err := call(t, method, url, body)
	if err != nil || status != http.StatusOK {
		t.Fatalf("%s %s: %d %s %v", method, url, status, text, err)
	}
	return text
}

func TestReadyFileAndPackages(t *testing.T) {
	folder := t.TempDir()
	w := open(t, folder, nil)
	raw, err := os.ReadFile(filepath.Join(folder, world.ReadyFile))
	if err != nil {
		t.Fatal(err)
	}
	var ready world.Ready
	if err := json.Unmarshal(raw, &ready); err != nil || ready != w.Ready {
		t.Fatalf("%+v %v", ready, err)
	}
	if text := must(t, "GET", ready.ControlURL+"/control/", ""); !strings.Contains(text, ready.StateURL) {
		t.Errorf("%s", text)
	}
	var truth []struct {
		Label    string      `json:"label"`
		Quantity json.Number `json:"quantity"`
		Unit     string      `json:"unit"`
		OnHold   bool        `json:"on_hold"`
		Finished bool        `json:"finished"`
	}
	if err := json.Unmarshal([]byte(must(t, "GET", ready.ControlURL+"/control/state/packages", "")), &truth); err != nil {
		t.Fatal(err)
	}
	inState := map[string]string{}
	for _, p := range truth {
		inState[p.Label] = fmt.Sprint(p.Quantity, p.Unit, p.OnHold, p.Finished)
	}
	file, err := os.Open(filepath.Join(folder, seed.PackagesFile))
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, file)
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		if strings.HasPrefix(row[0], "SKU:") {
			continue
		}
		if want := fmt.Sprint(json.Number(row[2]), row[3], row[6] == "hold", row[6] == "finished"); inState[row[0]] != want {
			t.Errorf("%s: the state has %s, the file %s", row[0], inState[row[0]], want)
		}
		delete(inState, row[0])
	}
	if len(inState) != 0 {
		t.Errorf("only the state has %v", inState)
	}
	if _, err := world.Open(world.Options{Folder: folder, Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("two sandboxes in one folder")
	}
	if _, err := os.Stat(filepath.Join(folder, world.ReadyFile)); err != nil {
		t.Errorf("the second took the ready file away: %v", err)
	}
}

func TestOutages(t *testing.T) {
	w := open(t, t.TempDir(), nil)
	facilities := w.Ready.StateURL + "/facilities/v2/"
	feed := func() error {
		header := http.Header{"Authorization": {"Bearer " + seed.OrdersToken}}
		connection, response, err := (&websocket.Dialer{Subprotocols: []string{"curbfeed.v1"}, HandshakeTimeout: 5 * time.Second}).DialContext(t.Context(), w.Ready.FeedURL, header)
		if response != nil && response.Body != nil {
			closed(t, response.Body)
		}
		if err != nil {
			return err
		}
		return connection.Close()
	}
	outage := func(body string) string { return must(t, "POST", w.Ready.ControlURL+"/control/outage", body) }
	must(t, "GET", facilities, "")
	if err := feed(); err != nil {
		t.Fatal(err)
	}
	outage(`{"state":true}`)
	if _, _, err := call(t, "GET", facilities, ""); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("state down: %v", err)
	}
	if err := feed(); err != nil {
		t.Errorf("the shop went down too: %v", err)
	}
	if text := outage(`{"state":false,"shop":true}`); !strings.Contains(text, `"shop":true`) || !strings.Contains(text, `"state":false`) {
		t.Errorf("%s", text)
	}
	must(t, "GET", facilities, "")
	if err := feed(); err == nil {
		t.Error("the feed is up in an outage")
	}
	must(t, "GET", w.Ready.ShopURL+"/", "")
	outage(`{"shop":false}`)
	if err := feed(); err != nil {
		t.Errorf("the feed did not come back: %v", err)
	}
	outage(`{"state":true,"mode":"drop"}`)
	if _, _, err := call(t, "GET", facilities, ""); err == nil || errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("state dropping: %v", err)
	}
	outage(`{"state":true,"shop":true,"for":"100ms"}`)
	if _, _, err := call(t, "GET", facilities, ""); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("state down for a while: %v", err)
	}
	eventually(t, "the end of the outage", func() bool { _, _, err := call(t, "GET", facilities, ""); return err == nil && feed() == nil })
	outage(`{"state":true,"for":"1ns"}`)
	outage(`{"state":true}`) // replaces the one that may just be ending
	if _, _, err := call(t, "GET", facilities, ""); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("state down for good: %v", err)
	}
	for _, wrong := range []string{`{"for":"soon"}`, `{"for":"61m"}`, `{"mode":"up"}`, `{"mode":"x"}`, `{"stat":true}`, `x`} {
		if status, _, err := call(t, "POST", w.Ready.ControlURL+"/control/outage", wrong); err != nil || status != 400 {
			t.Errorf("%s: %d %v", wrong, status, err)
		}
	}
}

func TestARestartIsFoundAtTheSamePlace(t *testing.T) {
	folder := t.TempDir()
	start := "2026-11-24T10:00:00-07:00"
	asked := func(o *world.Options) { o.StartClock, o.Preset = start, "other" }
	first := open(t, folder, asked)
	if got := first.Ready.StartClock; !strings.HasPrefix(got, "2026-11-24T10:00:0") || !strings.HasSuffix(got, "-07:00") {
		t.Errorf("the clock starts at %s", got)
	}
	label := seed.Tag(1)
	body := fmt.Sprintf(`[{"SalesDateTime":"2026-11-24T10:00:01.000","ExternalReceiptNumber":"LARIM-T1-AAAA-1","SalesCustomerType":"Consumer","Transactions":[{"PackageLabel":%q,"Quantity":1,"UnitOfMeasure":"Each","TotalAmount":35.00}]}]`, label)
	post := func(w *world.World) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), "POST", w.Ready.StateURL+"/sales/v2/receipts?licenseNumber="+seed.License, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(seed.VendorKey, seed.UserKey)
		r.Header.Set("Content-Type", "application/json")
		response, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer closed(t, response.Body)
		raw, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response.StatusCode, string(raw)
	}
	if status, text := post(first); status != 200 {
		t.Fatalf("%d %s", status, text)
	}
	shut(t, first)
	if _, err := os.Stat(filepath.Join(folder, world.ReadyFile)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the ready file is still there: %v", err)
	}
	second := open(t, folder, func(o *world.Options) { o.StartClock = start })
	if first.Ready.StateURL != second.Ready.StateURL || first.Ready.FeedURL != second.Ready.FeedURL || first.Ready.ControlURL != second.Ready.ControlURL {
		t.Errorf("%+v, before %+v", second.Ready, first.Ready)
	}
	if status, text := post(second); status != 400 || !strings.Contains(text, "already used") {
		t.Errorf("%d %s", status, text)
	}
	shut(t, second)
	if _, err := world.Open(world.Options{Folder: folder, StartClock: "tomorrow", Log: slog.New(slog.DiscardHandler)}); err == nil {
		t.Error("a clock that starts tomorrow")
	}
}

func TestDevices(t *testing.T) {
	w := open(t, t.TempDir(), nil)
	control := w.Ready.ControlURL + "/control"
	scanner, err := os.OpenFile(w.Ready.ScannerPort, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, scanner)
	read := func(want string) {
		t.Helper()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(scanner, got); err != nil || string(got) != want {
			t.Errorf("scanned %q %v, want %q", got, err, want)
		}
	}
	must(t, "POST", control+"/scanner?code="+seed.Tag(1), "")
	read(seed.Tag(1) + "\r")
	must(t, "POST", control+"/scanner", "raw\x1d\x00bytes")
	read("raw\x1d\x00bytes")
	person, _ := seed.PersonOf("toby")
	must(t, "POST", control+"/scanner?person=toby&pace=slow", "")
	read(string(person.Card().Barcode()))
	for path, want := range map[string]int{"/scanner?person=nobody": 404, "/scanner": 400, "/printer/papers/0.png": 404, "/people": 405, "/people/nobody/card": 405} {
		method := "POST"
		if strings.HasSuffix(path, "png") {
			method = "GET"
		}
		if status, text, err := call(t, method, control+path, ""); err != nil || status != want {
			t.Errorf("%s: %d %s %v", path, status, text, err)
		}
	}
	must(t, "GET", control+"/people", "")
	must(t, "GET", control+"/people/avery/card", "")

	printer, err := os.OpenFile(w.Ready.PrinterPort, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer closed(t, printer)
	// ESC @, a line, GS V cut, ESC p pulse.
	if _, err := io.WriteString(printer, "\x1b@Thank you\n\n\x1dV\x00\x1bp\x00\x19\xfa"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the paper", func() bool { return strings.Contains(must(t, "GET", control+"/printer/papers", ""), `"Thank you"`) })
	eventually(t, "the pulse", func() bool { return strings.Contains(must(t, "GET", control+"/drawer", ""), `"pulses":1,`) })
	if picture := must(t, "GET", control+"/printer/papers/0.png", ""); !strings.HasPrefix(picture, "\x89PNG") {
		t.Error("no picture")
	}
	if text := must(t, "POST", control+"/drawer/shut", ""); !strings.Contains(text, `"open":false`) {
		t.Errorf("%s", text)
	}
	must(t, "POST", control+"/printer/fault", `{"paper_out":true}`)
	if _, err := io.WriteString(printer, "\x10\x04\x04"); err != nil { // DLE EOT 4: paper sensor
		t.Fatal(err)
	}
	status := make([]byte, 1)
	if _, err := io.ReadFull(printer, status); err != nil || status[0]&0x60 != 0x60 {
		t.Errorf("paper status %x %v", status, err)
	}
	if code, _, err := call(t, "POST", control+"/printer/fault", `{"paper":1}`); err != nil || code != 400 {
		t.Errorf("an unknown fault: %d %v", code, err)
	}
	must(t, "POST", control+"/scanner/unplug", "")
	if code, _, err := call(t, "POST", control+"/scanner?code=1", ""); err != nil || code != 409 {
		t.Errorf("a scan without a scanner: %d %v", code, err)
	}
	must(t, "POST", control+"/scanner/replug", "")
}

func TestTheShopIsSteeredToo(t *testing.T) {
	w := open(t, t.TempDir(), nil)
	must(t, "GET", w.Ready.ControlURL+"/control/shop/state", "")
	if text := must(t, "GET", w.Ready.ShopURL+"/", ""); !strings.Contains(text, "Sunset Gummies") || strings.Contains(text, "Cocoa Bar") {
		t.Error("the page does not offer what the shop sells")
	}
}

func eventually(t *testing.T, what string, yes func() bool) {
	t.Helper()
	deadline := time.NewTimer(5 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !yes() {
		select {
		case <-deadline.C:
			t.Fatalf("%s did not happen", what)
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
