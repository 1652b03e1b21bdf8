package shop

import (
	"encoding/base64"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

type faultRequest struct {
	Kind     string `json:"kind"`
	Order    string `json:"order"`
	Text     string `json:"text"`
	Base64   string `json:"base64"` // instead of text, for bytes that are none
	Bytes    int    `json:"bytes"`
	Depth    int    `json:"depth"`
	Count    int    `json:"count"`
	Cursor   string `json:"cursor"`
	Key      string `json:"key"`
	MS       int64  `json:"ms"`
	Seconds  int64  `json:"seconds"`
	On       *bool  `json:"on"` // absent is yes
	Live     bool   `json:"live"`
	Code     string `json:"code"`
	Message  string `json:"message"`
	KeepOpen bool   `json:"keep_open"`
}

func (f faultRequest) on() bool { return f.On == nil || *f.On }

// faultRoutes are the knobs that make the shop misbehave.
func (s *Shop) faultRoutes(mux *http.ServeMux) {
	knobs := map[string]func(faultRequest) error{
		"frame":             s.faultFrame,        // one bad or raw frame, now
		"event":             s.faultEvent,        // a bad event in the log, sent until acknowledged
		"skip-cursor":       s.faultSkipCursor,   // count numbers are never given out
		"skip-rev":          s.faultSkipRev,      // an order's rev moves without an event
		"replay":            s.faultReplay,       // an old event again, now
		"bad-snapshot-item": s.faultSnapshotItem, // on or off for an order
		"drop-after":        s.faultDropAfter,    // the line drops after count more commands, before the result
		"delay-results":     s.faultDelay,        // ms before each result; 0 ends it
		"forget-key":        s.faultForgetKey,    // one key, or all without a key
		"forget-events":     s.faultForgetEvents, // all up to the cursor are too old
		"new-epoch":         s.faultNewEpoch,     // the terminal is cut off, or told on the line with live
		"drain":             s.faultDrain,        // reconnect after ms
		"error":             s.faultError,        // a fatal error, and the close unless keep_open
		"drop":              s.faultDrop,         // the line breaks, once
		"down":              s.faultDown,         // on or off
		"quiet":             s.faultQuiet,        // the line stands and says nothing
		"clock-skew":        s.faultClockSkew,    // seconds that server_time is wrong by
	}
	for name, knob := range knobs {
		mux.Handle("POST /faults/"+name, act(func(in faultRequest) (any, error) {
			if in.Bytes < 0 || in.Bytes > faultFrameMax || in.Depth < 0 || in.Depth > faultDepthMax {
				return nil, refusef("bytes is at most %d and depth at most %d", faultFrameMax, faultDepthMax)
			}
			return map[string]any{}, knob(in)
		}))
	}
}

func (s *Shop) faultFrame(in faultRequest) error {
	text := in.Text
	if in.Base64 != "" {
		b, err := base64.StdEncoding.DecodeString(in.Base64)
		if err != nil {
			return refusef("base64 cannot be read")
		}
		text = string(b)
	}
	kind, message, err := spoiledFrame(in.Kind, text, in.Bytes, in.Depth)
	if err != nil {
		return err
	}
	return s.sendNow(kind, message)
}

func (s *Shop) onFaultOrder(id string, move func(*record) error) error {
	return s.change(func() error {
		r, err := s.find(id)
		if err != nil {
			return err
		}
		return move(r)
	})
}

func (s *Shop) faultEvent(in faultRequest) error {
	return s.onFaultOrder(in.Order, func(r *record) error { return s.spoiledEvent(r, in.Kind, in.Bytes, in.Depth) })
}

func (s *Shop) faultSkipCursor(in faultRequest) error {
	return s.change(func() error {
		s.state.Seq += int64(orDefault(in.Count, 1))
		return nil
	})
}

func (s *Shop) faultSkipRev(in faultRequest) error {
	return s.onFaultOrder(in.Order, func(r *record) error {
		r.Order.Rev += int64(orDefault(in.Count, 1))
		return nil
	})
}

func (s *Shop) faultReplay(in faultRequest) error {
	var c *session
	var message []byte
	err := s.change(func() error {
		at := slices.IndexFunc(s.state.Events, func(e *event) bool { return cursor(s.state.Epoch, e.Seq) == in.Cursor })
		if at < 0 {
			return refusef("no event is kept at %q", in.Cursor)
		}
		if c = s.current; c == nil {
			return errNoConnection
		}
		message = s.frame(s.state.Events[at])
		s.state.Events[at].Sent++
		return nil
	})
	if err == nil {
		c.write(message)
	}
	return err
}

func (s *Shop) faultSnapshotItem(in faultRequest) error {
	return s.onFaultOrder(in.Order, func(r *record) error {
		if s.faults.badSnapshotItem == nil {
			s.faults.badSnapshotItem = map[string]bool{}
		}
		s.faults.badSnapshotItem[r.Order.ID] = in.on()
		return nil
	})
}

func (s *Shop) faultDropAfter(in faultRequest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.dropAfterCommands = in.Count
	return nil
}

func (s *Shop) faultDelay(in faultRequest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.resultDelay = time.Duration(in.MS) * time.Millisecond
	return nil
}

func (s *Shop) faultForgetKey(in faultRequest) error {
	return s.change(func() error {
		if in.Key == "" {
			clear(s.state.Keys)
			return nil
		}
		if _, known := s.state.Keys[in.Key]; !known {
			return refusef("the key is not remembered")
		}
		delete(s.state.Keys, in.Key)
		return nil
	})
}

func (s *Shop) faultForgetEvents(in faultRequest) error {
	return s.change(func() error {
		epoch, seq, ok := parseCursor(in.Cursor)
		if !ok || epoch != s.state.Epoch {
			return refusef("the cursor is not of this epoch")
		}
		drop := 0
		for drop < len(s.state.Events) && s.state.Events[drop].Seq <= seq {
			drop++
		}
		s.dropEvents(drop)
		return nil
	})
}

func (s *Shop) faultNewEpoch(in faultRequest) error {
	var c *session
	err := s.change(func() error {
		s.newEpoch()
		c = s.current
		return nil
	})
	if err != nil || c == nil {
		return err
	}
	if in.Live {
		c.tellEpoch()
		return nil
	}
	c.drain(0)
	return nil
}

// tellEpoch goes over to the new epoch on a standing connection: the gap and a
// snapshot.
func (c *session) tellEpoch() {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.shop.mu.Lock()
	s := c.shop
	frames := [][]byte{encode(cursorFrame{T: "gap", Oldest: cursor(s.state.Epoch, s.state.Oldest)})}
	frames = append(frames, s.snapshot()...)
	c.epoch, c.sent, c.inflight = s.state.Epoch, s.state.Seq, nil
	c.shop.mu.Unlock()
	for _, message := range frames {
		c.writeLocked(websocket.TextMessage, message)
	}
	c.poke()
}

// present is the connection that said hello last.
func (s *Shop) present() (*session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		return nil, errNoConnection
	}
	return s.current, nil
}

func (s *Shop) faultDrain(in faultRequest) error {
	c, err := s.present()
	if err == nil {
		c.drain(time.Duration(in.MS) * time.Millisecond)
	}
	return err
}

func (s *Shop) faultError(in faultRequest) error {
	c, err := s.present()
	if err != nil {
		return err
	}
	code, text := orText(in.Code, "internal"), orText(in.Message, "the shop has a fault")
	if in.KeepOpen {
		c.write(encode(errorFrame{T: "error", Code: code, Message: text, Fatal: true}))
		return nil
	}
	c.refuse(code, text)
	return nil
}

func (s *Shop) faultDrop(faultRequest) error {
	c, err := s.present()
	if err == nil {
		c.drop()
	}
	return err
}

func (s *Shop) faultDown(in faultRequest) error {
	s.SetDown(in.on())
	return nil
}

func (s *Shop) faultQuiet(in faultRequest) error {
	c, err := s.present()
	if err == nil {
		c.quiet.Store(in.on())
	}
	return err
}

func (s *Shop) faultClockSkew(in faultRequest) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.clockSkew = time.Duration(in.Seconds) * time.Second
	return nil
}
