package shop

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// faults are the switches that make the shop misbehave for a test of the other
// side.
type faults struct {
	dropAfterCommands int             // this many more commands, then the line drops before the result
	resultDelay       time.Duration   // before each result
	badSnapshotItem   map[string]bool // orders whose snapshot_item is not readable
	clockSkew         time.Duration   // of server_time
}

var errNoConnection error = &refusal{http.StatusConflict, "no terminal is connected"}

func (s *Shop) epochName() string {
	name, _, _ := strings.Cut(cursor(s.state.Epoch, 0), ":")
	return name
}

func (s *Shop) serverTime() string {
	return s.now().Add(s.faults.clockSkew).Format(time.RFC3339Nano)
}

// resultFault says what happens to the result of the command just applied.
func (s *Shop) resultFault() (drop bool, delay time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.dropAfterCommands > 0 {
		s.faults.dropAfterCommands--
		drop = s.faults.dropAfterCommands == 0
	}
	return drop, s.faults.resultDelay
}

// sendResult sends a result, later where a delay is set, without holding up the
// frames behind it.
func (c *session) sendResult(message []byte, delay time.Duration) {
	if delay <= 0 {
		c.write(message)
		return
	}
	c.tasks.Go(func() {
		wait := time.NewTimer(delay)
		defer wait.Stop()
		select {
		case <-c.ctx.Done():
		case <-wait.C:
			c.write(message)
		}
	})
}

// sendNow writes a frame of any kind on the present connection.
func (s *Shop) sendNow(kind int, message []byte) error {
	c, err := s.present()
	if err != nil {
		return err
	}
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.writeLocked(kind, message)
	return nil
}

// spoiledFrame makes a frame that no terminal may accept. Size and depth count
// where the kind is oversized or deep.
func spoiledFrame(kind, text string, size, depth int) (int, []byte, error) {
	base := []byte(`{"t":"ping","n":0}`)
	switch kind {
	case "raw":
		return websocket.TextMessage, []byte(text), nil
	case "binary":
		return websocket.BinaryMessage, []byte(text), nil
	case "malformed":
		return websocket.TextMessage, []byte(`{"t":"ping","n":`), nil
	case "oversized":
		return websocket.TextMessage, (&spoil{Bytes: orDefault(size, frameMaxBytes+1)}).apply(base), nil
	case "deep":
		return websocket.TextMessage, (&spoil{Depth: orDefault(depth, nestingMax+1)}).apply(base), nil
	}
	return 0, nil, refusef("kind is one of raw, binary, malformed, oversized, deep")
}

func orDefault(value, fallback int) int {
	if value == 0 {
		return fallback
	}
	return value
}

// spoiledEvent logs an event with a fault in it; it uses up a cursor and, where
// it names an order, a rev, and is sent again like any other.
func (s *Shop) spoiledEvent(r *record, kind string, size, depth int) error {
	whole := func() any { return r.Order }
	switch kind {
	case "unknown_type":
		s.orderEvent(r, "order.teleported", "", whole)
	case "unknown_status":
		s.orderEvent(r, eventChanged, "", func() any {
			a := r.axes("")
			a.Fulfilment = "teleported"
			return a
		})
	case "bad_schema":
		s.orderEvent(r, eventAmended, "", func() any { return spoiledOrder(r.Order) })
	case "oversized":
		s.orderEvent(r, eventAmended, "", whole)
		s.lastEvent().Spoil = &spoil{Bytes: orDefault(size, frameMaxBytes+1)}
	case "deep":
		s.orderEvent(r, eventAmended, "", whole)
		s.lastEvent().Spoil = &spoil{Depth: orDefault(depth, nestingMax+1)}
	case "malformed":
		s.orderEvent(r, eventAmended, "", whole)
		s.lastEvent().Spoil = &spoil{Malformed: true}
	default:
		return refusef("kind is one of unknown_type, unknown_status, bad_schema, oversized, deep, malformed")
	}
	return nil
}

func (s *Shop) lastEvent() *event { return s.state.Events[len(s.state.Events)-1] }

// spoiledOrder is an order whose first quantity is no decimal.
func spoiledOrder(o order) any {
	var spoiled map[string]json.RawMessage
	if err := json.Unmarshal(encode(o), &spoiled); err != nil {
		panic(err) // our own encoding
	}
	spoiled["items"] = encode([]line{{Line: "1", SKU: "X", Name: "X", Qty: "plenty", Unit: "each", UnitPrice: 1}})
	return spoiled
}
