package tablet_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/tablet"
)

var errShort = terminal.Errorf(terminal.Refused, "cash.short", "$8.19 missing.").WithHint("Ask for more.")

type told struct {
	OK       bool
	Location string
	Error    *terminal.Error
}

func asJSON(r *http.Request) { r.Header.Set("Accept", "application/json") }

func outcomeOf(t *testing.T, answer *http.Response) (got told) {
	t.Helper()
	if err := json.Unmarshal([]byte(bodyOf(t, answer)), &got); err != nil {
		t.Error(err)
	}
	return got
}

func TestActions(t *testing.T) {
	s := open(t)
	for _, c := range []struct {
		name, action, order, command, where string
		err                                 error
		status                              int
		ok                                  bool
	}{
		{"claimed", "claim", "A-1042", commandID, "/order/A-1042", nil, 303, true},
		{"released", "release", "A-1042", commandID, "/", nil, 303, true},
		{"muted", "mute", "", commandID, "/", nil, 303, true},
		{"refused", "hand_over", "A-1042", commandID, "/order/A-1042", errShort, 303, false},
		{"unreachable", "hand_over", "A-1042", commandID, "/order/A-1042", terminal.Errorf(terminal.Unavailable, "till.busy", "Busy."), 303, false},
		{"an odd id", "claim", "A/1 ü", commandID, "/order/A%2F1%20%C3%BC", nil, 303, true},
	} {
		s.locked(func() { s.doErr = c.err })
		body := form("command", c.command, "order", c.order, "kind", "cash")
		s.want(s.ask("POST", "/do/"+c.action, body), c.status, c.where)
		answer := s.ask("POST", "/do/"+c.action, body, asJSON)
		s.want(answer, http.StatusOK, "")
		got := outcomeOf(t, answer)
		if got.OK != c.ok || got.Location != c.where || (got.Error == nil) != c.ok {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	done := s.actions()
	if len(done) != 1 { // all were the same command
		t.Fatal(len(done), "commands")
	}
	if done[0].Fields["kind"] != "cash" || len(done[0].Fields) != 1 || done[0].Order != "A-1042" {
		t.Errorf("%+v", done[0])
	}
}

func TestActionsThatAreNone(t *testing.T) {
	s := open(t)
	good := form("command", commandID, "order", "A-1042")
	for _, c := range []struct {
		name, path, body string
		status           int
	}{
		{"unknown", "/do/explode", good, 404},
		{"a scan by form", "/do/scan", good, 404},
		{"nothing", "/do/", good, 404},
		{"no command", "/do/claim", form("order", "A-1042"), 400},
		{"not an id", "/do/claim", form("command", "1", "order", "A-1042"), 400},
		{"version 4", "/do/claim", form("command", "9b2c1b9c-0b6e-4b86-8f0a-2f6b8f4f2f11", "order", "A-1042"), 400},
		{"no order", "/do/claim", form("command", commandID), 400},
		{"order of dots", "/do/claim", form("command", commandID, "order", ".."), 400},
		{"order too long", "/do/claim", form("command", commandID, "order", strings.Repeat("x", tablet.OrderIDMax+1)), 400},
		{"field twice", "/do/claim", good + "&order=A-2", 400},
		{"not text", "/do/claim", good + "&x=%ff", 400},
		{"broken", "/do/claim", good + "&%zz", 400},
		{"33 fields", "/do/claim", good + strings.Repeat("&", 1) + manyFields(31), 400},
	} {
		if answer := s.ask("POST", c.path, c.body); answer.StatusCode != c.status {
			t.Errorf("%s: %d", c.name, answer.StatusCode)
		}
	}
	for _, kind := range []string{"", "text/plain", "multipart/form-data; boundary=x", "application/json"} {
		if answer := s.ask("POST", "/do/claim", good, header("Content-Type", kind)); answer.StatusCode != http.StatusUnsupportedMediaType {
			t.Errorf("%q: %d", kind, answer.StatusCode)
		}
	}
	if got := s.actions(); len(got) != 0 {
		t.Errorf("%+v", got)
	}
	if answer := s.ask("POST", "/do/claim", good+"&"+manyFields(30)); answer.StatusCode != http.StatusSeeOther {
		t.Errorf("32 fields: %d", answer.StatusCode)
	}
}

func manyFields(count int) string {
	values := url.Values{}
	for i := range count {
		values.Set(fmt.Sprintf("f%d", i), "x")
	}
	return values.Encode()
}

func TestAFaultIsNotShown(t *testing.T) {
	s := open(t)
	s.locked(func() { s.doErr = errors.New("disk: Jordan P. at 10.0.0.1") })
	answer := s.ask("POST", "/do/claim", form("command", commandID, "order", "A-1042"), asJSON)
	if body := bodyOf(t, answer); strings.Contains(body, "disk") || !strings.Contains(body, "Something went wrong") {
		t.Error(body)
	}
	s.locked(func() { s.panics = "PIN 4711" })
	answer = s.ask("GET", "/", "")
	if answer.StatusCode != http.StatusInternalServerError || strings.Contains(bodyOf(t, answer)+s.log.String(), "4711") {
		t.Error(answer.StatusCode, bodyOf(t, answer), s.log)
	}
	s.locked(func() { s.panics = nil })
	s.want(s.ask("GET", "/", ""), http.StatusOK, "")
}

func TestUnknownOrder(t *testing.T) {
	s := open(t)
	s.locked(func() { s.doErr = terminal.Errorf(terminal.NotFound, "order.not_found", "There is no such order.") })
	body := form("command", commandID, "order", "A-404")
	s.want(s.ask("POST", "/do/claim", body), http.StatusNotFound, "")
	if got := outcomeOf(t, s.ask("POST", "/do/claim", body, asJSON)); got.OK || got.Location != "/" {
		t.Errorf("%+v", got)
	}
	answer := s.ask("GET", "/order/A-404", "")
	if s.want(answer, http.StatusNotFound, ""); !strings.Contains(bodyOf(t, answer), "no such order") {
		t.Error(bodyOf(t, answer))
	}
}

func scanned(r *http.Request) {
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("X-Command", commandID)
}

func TestScans(t *testing.T) {
	s := open(t)
	s.want(s.ask("POST", "/scan/A-1042", "@\n\x1e\rANSI "+strings.Repeat("x", tablet.ScanMaxBytes-9), scanned), http.StatusSeeOther, "/order/A-1042")
	if got := outcomeOf(t, s.ask("POST", "/scan/A-1042", "CB1:A-1042", scanned, asJSON)); !got.OK || got.Location != "/order/A-1042" {
		t.Errorf("%+v", got)
	}
	for _, c := range []struct {
		name, body string
		status     int
		change     func(*http.Request)
	}{
		{"empty", "", 400, nil},
		{"one byte too long", strings.Repeat("x", tablet.ScanMaxBytes+1), 413, nil},
		{"much too long", strings.Repeat("x", 1<<20), 413, nil},
		{"no command", "x", 400, header("X-Command", "")},
		{"a form", "x", 415, header("Content-Type", "application/x-www-form-urlencoded")},
		{"text", "x", 415, header("Content-Type", "text/plain")},
	} {
		change := c.change
		if change == nil {
			change = func(*http.Request) {}
		}
		if answer := s.ask("POST", "/scan/A-1042", c.body, scanned, change); answer.StatusCode != c.status {
			t.Errorf("%s: %d", c.name, answer.StatusCode)
		}
	}
	s.locked(func() {
		if fmt.Sprint(s.lengths) != fmt.Sprint([]int{tablet.ScanMaxBytes, 10}) {
			t.Error(s.lengths)
		}
		for i, raw := range s.raws {
			if len(bytes.Trim(raw, "\x00")) != 0 {
				t.Errorf("scan %d lies in memory after its answer", i)
			}
		}
	})
}

func TestFormsAreBounded(t *testing.T) {
	s := open(t)
	base := form("command", commandID, "order", "A-1042") + "&words="
	fits := base + strings.Repeat("x", tablet.FormMaxBytes-len(base))
	s.want(s.ask("POST", "/do/refuse", fits), http.StatusSeeOther, "/order/A-1042")
	s.want(s.ask("POST", "/do/refuse", fits+"x"), http.StatusRequestEntityTooLarge, "")
	// Of unknown length, as a client that lies sends it.
	s.want(s.ask("POST", "/do/refuse", fits+"x", func(r *http.Request) { r.ContentLength = -1 }), http.StatusRequestEntityTooLarge, "")
	if got := s.actions(); len(got) != 1 {
		t.Error(len(got), "commands")
	}
}

func TestNothingOfARequestIsLogged(t *testing.T) {
	s := open(t)
	s.ask("GET", "/pair?code=482915", "", cookies())
	s.ask("POST", "/pair", form("code", "111111", "name", "Tablet 7734"), cookies())
	s.ask("POST", "/sign-in", form("badge", "B-7734", "pin", "9998"))
	s.ask("POST", "/scan/A-1042", "@7734 DOE", scanned)
	s.locked(func() { s.doErr = errors.New("fault") })
	s.ask("POST", "/do/override", form("command", commandID, "order", "A-1042", "pin", "9998", "reason", "7734"))
	log := s.log.String()
	for _, secret := range []string{"482915", "7734", "9998", "DOE", "111111", token, "127.0.0.1"} {
		if strings.Contains(log, secret) {
			t.Errorf("%s is in the log: %s", secret, log)
		}
	}
	if !strings.Contains(log, "fault") {
		t.Error("the fault is not in the log")
	}
}

func TestManyCars(t *testing.T) {
	s := open(t)
	s.locked(func() { s.cars = 500 })
	answer := s.ask("GET", "/", "")
	s.want(answer, http.StatusOK, "")
	if body := bodyOf(t, answer); !strings.Contains(body, "A-1000") || !strings.Contains(body, "A-1499") {
		t.Error("cars are missing of", len(body), "bytes")
	}
	part := bodyOf(t, s.ask("GET", "/?part=main", "", header("X-Part", "main")))
	if strings.Contains(part, "<html") || !strings.Contains(part, "A-1499") {
		t.Error("the fragment is a document")
	}
	// Either sign alone is not enough: a shared link must not show half a page.
	for _, alone := range []*http.Response{s.ask("GET", "/?part=main", ""), s.ask("GET", "/", "", header("X-Part", "main"))} {
		if !strings.Contains(bodyOf(t, alone), "<html") {
			t.Error("half a page")
		}
	}
}
