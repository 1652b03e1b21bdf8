package state

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"
)

// requestsKept is how many requests the record holds; older ones are dropped.
const requestsKept = 20_000

// Class groups requests by what they mean to a client.
type Class string

// The classes. Any matches all of them.
const (
	PostReceipt Class = "post_receipt" // POST /sales/v2/receipts
	Lookup      Class = "lookup"       // GET /sales/v2/receipts/external/{n}
	ControlRead Class = "control_read" // GET /facilities/v2/
	Read        Class = "read"         // every other GET
	Change      Class = "change"       // PUT and DELETE
	Any         Class = "any"
)

func classOf(r *http.Request) Class {
	switch path := r.URL.Path; {
	case r.Method == http.MethodPost:
		return PostReceipt
	case r.Method == http.MethodPut || r.Method == http.MethodDelete:
		return Change
	case strings.HasPrefix(path, "/sales/v2/receipts/external/"):
		return Lookup
	case path == "/facilities/v2/":
		return ControlRead
	default:
		return Read
	}
}

// Request is what happened to one request.
type Request struct {
	Seq             int64     `json:"seq"`
	At              time.Time `json:"at"`
	Method          string    `json:"method"`
	Path            string    `json:"path"`
	Query           string    `json:"query,omitempty"`
	Class           Class     `json:"class"`
	ExternalNumbers []string  `json:"external_numbers,omitempty"`
	ReceiptIDs      []int64   `json:"receipt_ids,omitempty"`
	// Status is what the client was told; 0 where it got no answer.
	Status int `json:"status"`
	// Committed says that the request changed the truth, whatever was told.
	Committed bool   `json:"committed"`
	Fault     string `json:"fault,omitempty"`
	// LandedAt is when a request that lands late was worked on.
	LandedAt *time.Time `json:"landed_at,omitempty"`
	// Unknown says that the body had a field that the API does not have.
	Unknown string `json:"unknown_field,omitempty"`
	// Done is false while the request is being worked on.
	Done bool `json:"done"`
}

// recorder keeps the last requests in the order in which they came.
type recorder struct {
	mu   sync.Mutex
	seq  int64
	kept []*Request
}

func (c *recorder) begin(r *http.Request, at time.Time) *Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	entry := &Request{Seq: c.seq, At: at, Method: r.Method, Path: r.URL.Path, Query: r.URL.RawQuery, Class: classOf(r)}
	if len(c.kept) == requestsKept {
		c.kept = append(c.kept[:0], c.kept[1:]...)
	}
	c.kept = append(c.kept, entry)
	return entry
}

// note changes an entry under the recorder's lock.
func (c *recorder) note(entry *Request, change func(*Request)) {
	if entry == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	change(entry)
}

// after gives copies of the requests that came after the given number.
func (c *recorder) after(seq int64) []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := []Request{}
	for _, entry := range c.kept {
		if entry.Seq > seq {
			out = append(out, *entry)
		}
	}
	return out
}

type entryKey struct{}

func withEntry(ctx context.Context, entry *Request) context.Context {
	return context.WithValue(ctx, entryKey{}, entry)
}

func entryOf(r *http.Request) *Request {
	entry, _ := r.Context().Value(entryKey{}).(*Request)
	return entry
}

// committed notes that a request changed these receipts.
func (s *State) committed(r *http.Request, receipts []Receipt) {
	s.record.note(entryOf(r), func(entry *Request) {
		entry.Committed = true
		for _, receipt := range receipts {
			entry.ReceiptIDs = append(entry.ReceiptIDs, receipt.ID)
		}
	})
}
