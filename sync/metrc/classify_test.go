package metrc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/curbline/curbline/sync/metrc"
	"github.com/curbline/curbline/sync/outbox"
)

const (
	jsonType = "application/json; charset=utf-8"
	htmlType = "text/html; charset=utf-8"
	textType = "text/plain"
)

// answers is the table of classify.go, row by row, against a real server.
var answers = []struct {
	name                 string
	status               int
	contentType, body    string
	post, remove, lookUp outbox.Outcome // lookUp "" is absent
	control              outbox.Outcome
}{
	{"ids", 200, jsonType, `{"Ids":[5],"Warnings":null}`, outbox.Acknowledged, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"created", 201, jsonType, `{"Ids":[5]}`, outbox.Acknowledged, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"two ids for one row", 200, jsonType, `{"Ids":[5,6]}`, outbox.Unknown, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"no ids", 200, jsonType, `{"Ids":[]}`, outbox.Unknown, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"null", 200, jsonType, `null`, outbox.Unknown, outbox.Acknowledged, "", outbox.Paused},
	{"an id of zero", 200, jsonType, `{"Ids":[0]}`, outbox.Unknown, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"an id with a fraction", 200, jsonType, `{"Ids":[5.5]}`, outbox.Unknown, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"empty 200", 200, "", ``, outbox.Unknown, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"empty list", 200, jsonType, `[]`, outbox.Unknown, outbox.Acknowledged, "", outbox.Paused},
	{"cut JSON", 200, jsonType, `{"Ids":[5`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"JSON said to be a page", 200, htmlType, `{"Ids":[5]}`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"a page", 200, htmlType, `<html>sign in</html>`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"no content", 204, "", ``, outbox.Unknown, outbox.Acknowledged, outbox.Unknown, outbox.Unknown},
	{"redirect", 302, htmlType, ``, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"rows", 400, jsonType, `[{"row":0,"message":"first"},{"row":0,"message":"second"}]`, outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"one row", 400, jsonType, `{"row":0,"message":"only"}`, outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"Message", 400, jsonType, `{"Message":"capital"}`, outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"text", 400, textType, "plain words", outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"empty 400", 400, "", ``, outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"a proxy's 400", 400, htmlType, `<html>Bad Request</html>`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"422", 422, jsonType, `{"Message":"no"}`, outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"401", 401, jsonType, `{"Message":"no"}`, outbox.Paused, outbox.Paused, "", outbox.Paused},
	{"empty 401", 401, "", ``, outbox.Paused, outbox.Paused, "", outbox.Paused},
	{"text 401", 401, textType, `key is for v1 only`, outbox.Paused, outbox.Paused, "", outbox.Paused},
	{"403", 403, jsonType, `{"Message":"no"}`, outbox.Paused, outbox.Paused, outbox.Paused, outbox.Paused},
	{"404", 404, htmlType, `<html>`, outbox.Unknown, outbox.Unknown, "", outbox.Unknown},
	{"405", 405, "", ``, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"408", 408, "", ``, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"413", 413, jsonType, `{"Message":"too large"}`, outbox.Rejected, outbox.Rejected, outbox.Unknown, outbox.Unknown},
	{"429", 429, jsonType, `{"Message":"slow"}`, outbox.Throttled, outbox.Throttled, outbox.Throttled, outbox.Throttled},
	{"500", 500, htmlType, `<html>`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"500 with words", 500, jsonType, `{"Message":"An error"}`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"502", 502, htmlType, `<html>`, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"503", 503, "", ``, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
	{"504", 504, "", ``, outbox.Unknown, outbox.Unknown, outbox.Unknown, outbox.Unknown},
}

func TestEveryStatusOfEveryVerb(t *testing.T) {
	for _, one := range answers {
		t.Run(one.name, func(t *testing.T) {
			client := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
				if one.contentType != "" {
					w.Header().Set("Content-Type", one.contentType)
				} else {
					w.Header()["Content-Type"] = nil
				}
				if one.status == 302 {
					w.Header().Set("Location", "/elsewhere")
				}
				w.WriteHeader(one.status)
				_, _ = io.WriteString(w, one.body)
			}))
			if got := client.Create(t.Context(), receipt(1)); got.Outcome != one.post {
				t.Errorf("POST: %+v, want %s", got, one.post)
			}
			if got := client.Delete(t.Context(), 5); got.Outcome != one.remove {
				t.Errorf("DELETE: %+v, want %s", got, one.remove)
			}
			found, err := client.Find(t.Context(), receipt(1).External)
			if got := faultOutcome(err); got != one.lookUp || len(found) != 0 {
				t.Errorf("look-up: %v %v, want %q", found, err, one.lookUp)
			}
			if got := faultOutcome(client.ControlRead(t.Context())); got != one.control {
				t.Errorf("control read: %q, want %q", got, one.control)
			}
		})
	}
}

func TestWordsOfTheState(t *testing.T) {
	for body, want := range map[string]string{
		`[{"row":0,"message":"first"},{"row":0,"message":"second"}]`: "first; second",
		`{"row":0,"message":"only"}`:                                 "only",
		`{"Message":"capital"}`:                                      "capital",
		"plain\n words":                                              "plain words",
		`[{"row":0,"message":"` + strings.Repeat("x", 2*outbox.WordsMax) + `"}]`: strings.Repeat("x", outbox.WordsMax),
		``: "status 400 without words",
	} {
		client := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(400)
			_, _ = io.WriteString(w, body)
		}))
		if got := client.Create(t.Context(), receipt(1)); got.Words != want {
			t.Errorf("%.40q gives %.60q, want %.60q", body, got.Words, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "12": 12 * time.Second, "0": 0, "-3": 0, "soon": 0,
		"Sat, 14 Mar 2026 18:00:30 GMT": 30 * time.Second, "Sat, 14 Mar 2026 17:00:00 GMT": 0,
	} {
		client := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", "Sat, 14 Mar 2026 18:00:00 GMT")
			if header != "" {
				w.Header().Set("Retry-After", header)
			}
			answer(w, 429, ``)
		}))
		if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Throttled || got.RetryAfter != want {
			t.Errorf("%q: %s after %s, want %s", header, got.Outcome, got.RetryAfter, want)
		}
	}
}

// Every way in which a connection may end is told apart only by whether a byte
// may have left.
func TestBrokenConnections(t *testing.T) {
	for name, break_ := range map[string]http.HandlerFunc{
		"reset":              func(w http.ResponseWriter, _ *http.Request) { hangUp(w) },
		"cut in the headers": func(w http.ResponseWriter, _ *http.Request) { cutAfter(w, "HTTP/1.1 200 OK\r\nContent-Ty") },
		"cut in the body": func(w http.ResponseWriter, _ *http.Request) {
			cutAfter(w, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n{\"Ids\":[5],")
		},
		"not HTTP": func(w http.ResponseWriter, _ *http.Request) { cutAfter(w, "220 mail ready\r\n") },
		"too large": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"Ids":[5],"x":"`+strings.Repeat("a", metrc.BodyMax)+`"}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, serve(t, break_))
			if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Unknown || got.Err == nil {
				t.Errorf("%+v", got)
			}
			if _, err := client.Find(t.Context(), receipt(1).External); faultOutcome(err) != outbox.Unknown {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestABodyAtTheLimitIsRead(t *testing.T) {
	body := `{"Ids":[5],"x":""}`
	body = strings.Replace(body, `""`, `"`+strings.Repeat("a", metrc.BodyMax-len(body))+`"`, 1)
	client := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, body) }))
	if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Acknowledged {
		t.Errorf("%d bytes: %s %v", len(body), got.Outcome, got.Err)
	}
}

func TestASlowAnswerIsUnknown(t *testing.T) {
	arrived, release := make(chan struct{}), make(chan struct{})
	client := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body)
		close(arrived)
		<-release
	}))
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if got := client.Create(ctx, receipt(1)); got.Outcome != outbox.Unknown {
		t.Errorf("%+v", got)
	}
}

func TestNothingLeavesWithoutKeys(t *testing.T) {
	s := newState(t)
	client, err := metrc.New(metrc.Options{
		BaseURL: s.server.URL, License: license, Clock: outboxClock{},
		Keys: func() (metrc.Keys, error) { return metrc.Keys{}, errors.New("the key file cannot be read") },
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.NotSent || s.requests != 0 {
		t.Errorf("%+v after %d requests", got, s.requests)
	}
}

// A POST is never sent twice by the HTTP library, also not on a connection
// that the other side closed after its last answer.
func TestAPostIsSentOnce(t *testing.T) {
	var posts atomic.Int32
	client := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			answer(w, 200, `[]`)
			return
		}
		_, _ = io.ReadAll(r.Body)
		posts.Add(1)
		hangUp(w)
	}))
	for range 3 {
		_, _ = client.Find(t.Context(), receipt(1).External) // leaves a connection to reuse
		before := posts.Load()
		if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Unknown || posts.Load() != before+1 {
			t.Errorf("%s after %d POSTs", got.Outcome, posts.Load()-before)
		}
	}
}

func faultOutcome(err error) outbox.Outcome {
	var fault *outbox.Fault
	if errors.As(err, &fault) {
		return fault.Outcome
	}
	if err != nil {
		return outbox.Outcome(fmt.Sprint("not a fault: ", err))
	}
	return ""
}
