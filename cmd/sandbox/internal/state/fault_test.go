package state_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/state"
)

func steerStatus(b *bench, method, path, body string) int {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.control.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	response, err := b.control.Client().Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	closed(b.t, response.Body)
	return response.StatusCode
}

// TestFaultsOfAPost plays each fault against a POST: what the client learns and
// what is true are two things.
func TestFaultsOfAPost(t *testing.T) {
	for _, c := range []struct {
		fault  string
		status int // 0: no answer
		kept   bool
		words  string
	}{
		{`{"kind":"drop_before","match":"post_receipt","times":1}`, 0, false, ""},
		{`{"kind":"drop_after","match":"post_receipt","times":1}`, 0, true, ""},
		{`{"kind":"error_before","match":"post_receipt","times":1}`, 503, false, "<html>"},
		{`{"kind":"error_before","match":"post_receipt","times":1,"status":502}`, 502, false, "<html>"},
		{`{"kind":"error_after","match":"post_receipt","times":1,"status":500}`, 500, true, "<html>"},
		{`{"kind":"rate_limited","match":"post_receipt","times":1,"retry_after_seconds":7}`, 429, false, `"Message"`},
		{`{"kind":"captive_portal","match":"post_receipt","times":1}`, 200, false, "<h1>"},
		{`{"kind":"revoked_key","match":"post_receipt","times":1}`, 401, false, `"Message"`},
		{`{"kind":"cut_short","match":"post_receipt","times":1}`, 200, true, ""},
		{`{"kind":"delay","match":"post_receipt","times":1,"delay":"1ms"}`, 200, true, `"Ids"`},
	} {
		b := newBench(t)
		b.fault(c.fault)
		got := b.post(sale("N-1", twoGummies))
		cut := strings.Contains(c.fault, "cut_short")
		if (got.err != nil) != (c.status == 0 || cut) || got.status != c.status || !strings.Contains(got.body, c.words) {
			t.Errorf("%s: %d %q %v", c.fault, got.status, got.body, got.err)
		}
		if (len(b.state.Receipts()) == 1) != c.kept {
			t.Errorf("%s: %d receipts", c.fault, len(b.state.Receipts()))
		}
		entry := b.lastRequest()
		if entry.Status != c.status || entry.Committed != c.kept || !entry.Done || !strings.Contains(c.fault, `"`+entry.Fault+`"`) {
			t.Errorf("%s: recorded as %+v", c.fault, entry)
		}
		if c.status == 429 && got.header.Get("Retry-After") != "7" {
			t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
		}
		if c.status == 200 && strings.Contains(c.fault, "portal") && !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
			t.Errorf("the portal's page is %q", got.header.Get("Content-Type"))
		}
		// It is used up: the next one is taken.
		expect(t, b.post(sale("N-2", twoGummies)), 200, `"Ids"`)
	}
}

func TestALateLandingComesAfterTheLookUp(t *testing.T) {
	b := newBench(t)
	b.fault(`{"kind":"late_landing","match":"post_receipt","times":1,"land_after":"150ms"}`)
	if got := b.post(sale("LATE", twoGummies)); got.err == nil {
		t.Fatalf("answered %d", got.status)
	}
	expect(t, b.lookup("LATE"), 401)
	eventually(t, "the landing", func() bool { return b.lookup("LATE").status == 200 })
	entry := b.state.Requests(0)[0]
	if entry.Status != 0 || !entry.Committed || entry.LandedAt == nil || entry.ExternalNumbers[0] != "LATE" || entry.ReceiptIDs[0] != 900001 {
		t.Errorf("%+v", entry)
	}
}

func TestCloseLandsWhatIsUnderWay(t *testing.T) {
	b := newBench(t)
	b.fault(`{"kind":"late_landing","match":"post_receipt","times":1,"land_after":"9m"}`)
	b.post(sale("LATE", twoGummies))
	b.close()
	b.open("")
	expect(t, b.lookup("LATE"), 200)
}

func TestADelayedPostIsKeptAlthoughTheClientLeft(t *testing.T) {
	b := newBench(t)
	b.fault(`{"kind":"delay","match":"post_receipt","times":1,"delay":"200ms"}`)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	got := b.send("POST", postPath, batch(sale("SLOW", twoGummies)), func(r *http.Request) {
		r.SetBasicAuth(vendorKey, userKey)
		*r = *r.WithContext(ctx)
	})
	if got.err == nil {
		t.Fatalf("answered %d", got.status)
	}
	eventually(t, "the commit", func() bool { return len(b.state.Receipts()) == 1 })
}

func TestFaultsMatchTheirClass(t *testing.T) {
	requests := map[state.Class]func(b *bench) reply{
		state.PostReceipt: func(b *bench) reply { return b.post(sale("X", [4]string{flower, "1", "Grams", "1.00"})) },
		state.Lookup:      func(b *bench) reply { return b.lookup("X") },
		state.ControlRead: func(b *bench) reply { return b.do("GET", "/facilities/v2/", "") },
		state.Read:        func(b *bench) reply { return b.do("GET", "/packages/v2/active?licenseNumber="+license, "") },
		state.Change: func(b *bench) reply {
			return b.do("PUT", "/sales/v2/receipts/finalize?licenseNumber="+license, `[{"Id":900001}]`)
		},
	}
	b := newBench(t)
	b.posted(sale("X", twoGummies))
	for class := range requests {
		b.steer("DELETE", "/faults", "")
		b.fault(fmt.Sprintf(`{"kind":"error_before","match":%q}`, class))
		for other, send := range requests {
			want := 200
			if other == class {
				want = 503
			}
			if got := send(b); got.status != want {
				t.Errorf("a fault for %s: %s answers %d", class, other, got.status)
			}
		}
	}
	b.steer("DELETE", "/faults", "")
	b.fault(`{"kind":"error_before"}`)
	for class, send := range requests {
		if got := send(b); got.status != 503 {
			t.Errorf("a fault for any: %s answers %d", class, got.status)
		}
	}
	b.steer("DELETE", "/faults", "")
	b.fault(`{"kind":"error_before","method":"GET","path":"/packages/"}`)
	expect(t, requests[state.Read](b), 503)
	expect(t, requests[state.ControlRead](b), 200)
}

func TestFaultsAreBounded(t *testing.T) {
	b := newBench(t)
	read := func() int { return b.do("GET", "/facilities/v2/", "").status }
	b.fault(`[{"kind":"revoked_key","times":2},{"kind":"error_before","times":1}]`)
	for at, want := range []int{401, 401, 503, 200} {
		if got := read(); got != want {
			t.Errorf("request %d: %d, want %d", at, got, want)
		}
	}
	b.fault(`{"kind":"error_before","for":"80ms"}`)
	if got := read(); got != 503 {
		t.Errorf("within the time: %d", got)
	}
	eventually(t, "the end of the fault", func() bool { return read() == 200 })
	if got := b.steer("GET", "/faults", ""); got != "[]" {
		t.Errorf("still waiting: %s", got)
	}
	b.fault(`{"kind":"error_before"}`)
	if got := b.steer("GET", "/faults", ""); !strings.Contains(got, `"id":4`) {
		t.Errorf("waiting: %s", got)
	}
	b.steer("DELETE", "/faults/4", "")
	if got := read(); got != 200 {
		t.Errorf("after it was taken away: %d", got)
	}
	for _, wrong := range []string{
		`{"kind":"earthquake"}`, `{"kind":"delay"}`, `{"kind":"late_landing"}`, `{"kind":"error_before","match":"all"}`,
		`{"kind":"error_before","status":200}`, `{"kind":"error_before","times":-1}`, `{"kind":"delay","delay":"11m"}`, `{"kind":"delay","delay":"soon"}`, `{"sort":"x"}`, `x`,
	} {
		if got := steerStatus(b, "POST", "/faults", wrong); got != 400 {
			t.Errorf("%s: %d", wrong, got)
		}
	}
	if got := steerStatus(b, "DELETE", "/faults/99", ""); got != 404 {
		t.Errorf("taking away nothing: %d", got)
	}
	for range 100 {
		b.fault(`{"kind":"error_before"}`)
	}
	if got := steerStatus(b, "POST", "/faults", `{"kind":"error_before"}`); got != 400 {
		t.Errorf("fault 101: %d", got)
	}
}

func TestRecordOfRequests(t *testing.T) {
	b := newBench(t)
	b.posted(sale("N-1", twoGummies))
	b.lookup("N%2D2")
	all := b.state.Requests(0)
	if len(all) != 2 || all[0].Class != state.PostReceipt || all[0].ExternalNumbers[0] != "N-1" || !all[0].Committed || all[0].Status != 200 {
		t.Fatalf("%+v", all)
	}
	if all[1].Class != state.Lookup || all[1].ExternalNumbers[0] != "N-2" || all[1].Committed || all[1].Status != 401 {
		t.Fatalf("%+v", all[1])
	}
	text := b.steer("GET", "/state/requests?after=1", "")
	if strings.Contains(text, `"seq":1`) || !strings.Contains(text, `"seq":2`) || strings.Contains(text, vendorKey+":") {
		t.Errorf("%s", text)
	}
}

func TestControlShowsAndChangesTheTruth(t *testing.T) {
	b := newBench(t)
	id := b.posted(sale("N-1", twoGummies))
	b.do("DELETE", "/sales/v2/receipts/"+id+"?licenseNumber="+license, "")
	if got := b.steer("GET", "/state/receipts", ""); !strings.Contains(got, `"external_number":"N-1"`) || !strings.Contains(got, `"label":"`+gummies+`"`) || strings.Contains(got, `"archived_at":null`) {
		t.Errorf("%s", got)
	}
	b.steer("POST", "/state/packages/"+gummies, `{"quantity":3,"on_hold":true}`)
	expect(t, b.do("GET", "/packages/v2/onhold?licenseNumber="+license, ""), 200, gummies, `"Quantity":3,`)
	b.steer("POST", "/state/packages/"+gummies, `{"on_hold":false,"finished":true}`)
	expect(t, b.do("GET", "/packages/v2/inactive?licenseNumber="+license, ""), 200, gummies, `"FinishedDate":"2026-11-24"`)
	if got := steerStatus(b, "POST", "/state/packages/1A4", `{}`); got != 404 {
		t.Errorf("%d", got)
	}
}

func TestABodyThatIsTooLarge(t *testing.T) {
	b := newBench(t)
	if got := b.do("POST", postPath, "["+strings.Repeat(" ", 1<<20)+"]"); got.err == nil && got.status != 413 {
		t.Errorf("%d %s", got.status, got.body)
	}
}
