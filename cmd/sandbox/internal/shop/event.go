package shop

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// event is one entry of the feed's log. Data is kept as the bytes that go out,
// so a repeated event is the same event.
type event struct {
	Seq     int64           `json:"seq"`
	ID      string          `json:"id"`
	Type    string          `json:"type"`
	Subject string          `json:"subject"`
	Time    string          `json:"time"`
	Rev     int64           `json:"rev,omitempty"`
	Data    json.RawMessage `json:"data"`
	Sent    int             `json:"sent"` // how often it went out
	Spoil   *spoil          `json:"spoil,omitempty"`
}

// spoil makes an event's frame wrong on purpose, each time it is sent.
type spoil struct {
	Bytes     int  `json:"bytes,omitempty"`     // pad the frame to this length
	Depth     int  `json:"depth,omitempty"`     // nest the frame this deep
	Malformed bool `json:"malformed,omitempty"` // cut its last byte off
}

type eventFrame struct {
	T           string     `json:"t"`
	Cursor      string     `json:"cursor"`
	Redelivered int        `json:"redelivered"`
	CE          cloudEvent `json:"ce"`
}

// cloudEvent is the envelope of CloudEvents 1.0 with the feed's rev.
type cloudEvent struct {
	SpecVersion string          `json:"specversion"`
	ID          string          `json:"id"`
	Source      string          `json:"source"`
	Type        string          `json:"type"`
	Subject     string          `json:"subject"`
	Time        string          `json:"time"`
	Rev         int64           `json:"rev,omitempty"`
	Data        json.RawMessage `json:"data"`
}

const (
	eventPlaced          = "order.placed"
	eventAmended         = "order.amended"
	eventCancelRequested = "order.cancel_requested"
	eventCancelled       = "order.cancelled"
	eventArrived         = "order.customer_arrived"
	eventCustomer        = "order.customer_updated"
	eventPayment         = "order.payment_changed"
	eventChanged         = "order.changed"
	eventVerdict         = "order.verdict_requested"
	eventCatalog         = "catalog.changed"
)

// cursor writes an epoch and a sequence number as e7:10424.
func cursor(epoch, seq int64) string { return fmt.Sprintf("e%d:%d", epoch, seq) }

// parseCursor reads what cursor wrote.
func parseCursor(text string) (epoch, seq int64, ok bool) {
	left, right, found := strings.Cut(strings.TrimPrefix(text, "e"), ":")
	if !found || !strings.HasPrefix(text, "e") || !digits(left) || !digits(right) {
		return 0, 0, false
	}
	epoch, errEpoch := strconv.ParseInt(left, 10, 64)
	seq, errSeq := strconv.ParseInt(right, 10, 64)
	return epoch, seq, errEpoch == nil && errSeq == nil
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// orderEvent gives an order its next rev and logs the event of it. The data is
// built after the rev moved, so that a whole order carries its new rev.
func (s *Shop) orderEvent(r *record, kind, because string, data func() any) {
	r.Order.Rev++
	if len(r.History) >= historyMax {
		r.History = r.History[1:]
	}
	identity := "unverified"
	if r.Identity != nil {
		identity = r.Identity.Outcome
	}
	arrived := r.Order.Arrival.State
	if r.Claimed != nil {
		arrived = "claimed"
	}
	r.History = append(r.History, historyEntry{
		Rev: r.Order.Rev, At: s.stamp(), Type: kind, Fulfilment: r.Fulfilment, Arrival: arrived,
		Identity: identity, Payment: r.Order.Payment.State, Because: because,
	})
	s.log(event{Type: kind, Subject: r.Order.ID, Rev: r.Order.Rev, Data: encode(data())})
}

func (s *Shop) changedEvent(r *record, because string) {
	s.orderEvent(r, eventChanged, because, func() any { return r.axes(because) })
}

// log puts an event at the next cursor and forgets what is too old or too much
// to keep.
func (s *Shop) log(e event) *event {
	s.state.Seq++
	e.Seq, e.ID, e.Time = s.state.Seq, "evt-"+randomName(), s.stamp()
	s.state.Events = append(s.state.Events, &e)
	s.pruneEvents()
	return &e
}

func (s *Shop) pruneEvents() {
	oldest := s.now().Add(-retentionHours * time.Hour)
	drop := max(0, len(s.state.Events)-retainedEventsMax)
	for drop < len(s.state.Events) {
		at, err := time.Parse(time.RFC3339, s.state.Events[drop].Time)
		if err != nil || !at.Before(oldest) {
			break
		}
		drop++
	}
	s.dropEvents(drop)
}

// dropEvents forgets the first count events; a cursor before them is too old
// from then on.
func (s *Shop) dropEvents(count int) {
	if count == 0 {
		return
	}
	s.state.Oldest = s.state.Events[count-1].Seq + 1
	s.state.Events = append([]*event(nil), s.state.Events[count:]...)
}

// frame writes an event as it goes out now.
func (s *Shop) frame(e *event) []byte {
	message := encode(eventFrame{
		T: "event", Cursor: cursor(s.state.Epoch, e.Seq), Redelivered: e.Sent,
		CE: cloudEvent{
			SpecVersion: "1.0", ID: e.ID, Source: s.source, Type: e.Type, Subject: e.Subject,
			Time: e.Time, Rev: e.Rev, Data: e.Data,
		},
	})
	if e.Spoil != nil {
		message = e.Spoil.apply(message)
	}
	return message
}

func (sp *spoil) apply(message []byte) []byte {
	if sp.Depth > 1 {
		message = addMember(message, `"deep":`+strings.Repeat("[", sp.Depth-1)+strings.Repeat("]", sp.Depth-1))
	}
	if overhead := len(`,"pad":""`); sp.Bytes >= len(message)+overhead {
		message = addMember(message, `"pad":"`+strings.Repeat("x", sp.Bytes-len(message)-overhead)+`"`)
	}
	if sp.Malformed {
		message = message[:len(message)-1]
	}
	return message
}

// addMember puts one more member before the last brace of an object.
func addMember(object []byte, member string) []byte {
	return append(append(bytes.Clone(object[:len(object)-1]), ","+member...), '}')
}

func randomName() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}

// encode writes a value of ours as JSON; none of our types can fail to encode.
func encode(value any) []byte {
	b, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return b
}
