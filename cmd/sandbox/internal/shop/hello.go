package shop

import (
	"github.com/gorilla/websocket"
)

// handle answers one frame of the terminal.
func (c *session) handle(f inbound, message []byte) {
	c.shop.mu.Lock()
	greeted := c.greeted
	c.shop.mu.Unlock()
	if f.T != "hello" && !greeted {
		c.refuse("hello_expected", "the terminal speaks first, with hello")
		return
	}
	switch f.T {
	case "hello":
		c.hello(f)
	case "ack":
		c.ack(f)
	case "nack":
		c.nack(f)
	case "cmd", "stock":
		c.answer(f, message)
	case "pong":
	default:
		c.shop.countUnknown()
	}
}

// hello places the connection at the terminal's cursor: welcome once, then a
// snapshot where there is no usable cursor, then the events after it. A newer
// connection replaces the older one.
func (c *session) hello(f inbound) {
	switch {
	case f.Proto != "curbfeed.v1":
		c.refuse("proto", "this shop speaks curbfeed.v1")
		return
	case f.Store != c.shop.store:
		c.refuse("store", "this is not the feed of that store")
		return
	case f.MaxInflight != nil && *f.MaxInflight < 1:
		c.refuse("max_inflight", "max_inflight is at least 1")
		return
	}
	c.sendMu.Lock()
	older, frames := c.place(f)
	for _, message := range frames {
		c.writeLocked(websocket.TextMessage, message)
	}
	c.sendMu.Unlock()
	if older != nil {
		older.end(closeReplaced, "a newer connection of this store")
	}
	c.poke()
}

// place sets where delivery goes on and returns the connection that lost its
// place, and the frames to send first.
func (c *session) place(f inbound) (older *session, frames [][]byte) {
	s := c.shop
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != c {
		older, s.current = s.current, c
	}
	lost := c.readCursor(f)
	c.maxInflight = inflightDefault
	if f.MaxInflight != nil {
		c.maxInflight = min(*f.MaxInflight, inflightMax)
	}
	if !c.greeted {
		c.greeted = true
		frames = append(frames, encode(welcomeFrame{
			T: "welcome", Epoch: s.epochName(), HeartbeatS: int(s.heartbeat.Seconds()), RetentionH: retentionHours,
			ServerTime: s.serverTime(),
		}))
	}
	c.inflight = nil
	c.epoch = s.state.Epoch
	if lost {
		frames = append(frames, encode(cursorFrame{T: "gap", Oldest: cursor(s.state.Epoch, s.state.Oldest)}))
	}
	if lost || f.Cursor == nil {
		frames = append(frames, s.snapshot()...)
		c.sent = s.state.Seq
	}
	return older, frames
}

// readCursor takes the terminal's cursor and says whether events between it and
// now are lost: it is of another epoch, or older than what is kept. One of this
// epoch beyond the last number given out means that this shop's past was rolled
// back and numbers would be given twice, so a new epoch begins.
func (c *session) readCursor(f inbound) (lost bool) {
	s := c.shop
	if f.Cursor == nil {
		return false
	}
	epoch, seq, ok := parseCursor(*f.Cursor)
	if ok && epoch == s.state.Epoch && seq > s.state.Seq {
		s.newEpoch()
		if err := s.save(); err != nil {
			s.logger.Error("the shop's state could not be written", "error", err)
		}
		return true
	}
	if !ok || epoch != s.state.Epoch || seq < s.state.Oldest-1 {
		return true
	}
	c.sent = seq
	return false
}

// snapshot lists the open orders as of the last event.
func (s *Shop) snapshot() [][]byte {
	asOf := cursor(s.state.Epoch, s.state.Seq)
	frames := [][]byte{encode(cursorFrame{T: "snapshot_begin", AsOf: asOf})}
	for _, r := range s.ordered() {
		if !r.open() {
			continue
		}
		item := snapshotItemFrame{T: "snapshot_item", Order: r.Order, axes: r.axes("")}
		if s.faults.badSnapshotItem[r.Order.ID] {
			item.Order = spoiledOrder(r.Order)
		}
		frames = append(frames, encode(item))
	}
	return append(frames, encode(cursorFrame{T: "snapshot_end", AsOf: asOf}))
}

// ack takes a cumulative acknowledgement.
func (c *session) ack(f inbound) {
	s := c.shop
	s.mu.Lock()
	current := s.current == c
	ok := false
	if f.Cursor != nil {
		epoch, seq, readable := parseCursor(*f.Cursor)
		ok = readable && epoch == s.state.Epoch && seq <= c.sent
		if ok && current {
			c.settle(func(delivered int64) bool { return delivered <= seq })
		}
	}
	s.mu.Unlock()
	if !ok {
		c.complain("ack", "the cursor was not delivered on this connection")
	}
	c.poke()
}

// nack takes an event that the terminal has put aside: it counts as
// acknowledged, and its cursor and rev are used up.
func (c *session) nack(f inbound) {
	s := c.shop
	s.mu.Lock()
	var refused *event
	for _, e := range s.state.Events {
		if e.ID == f.ID {
			refused = e
		}
	}
	if refused != nil && s.current == c {
		c.settle(func(delivered int64) bool { return delivered == refused.Seq })
		s.seen.nack(keptNack{At: s.stamp(), ID: f.ID, Cursor: cursor(s.state.Epoch, refused.Seq), Type: refused.Type, Reason: f.Reason, Detail: f.Detail})
	}
	s.mu.Unlock()
	if refused == nil {
		c.complain("nack", "no event of that id is kept")
	}
	c.poke()
}

// settle takes acknowledged numbers out of flight. All below the first one
// still in flight are acknowledged.
func (c *session) settle(acknowledged func(int64) bool) {
	left := c.inflight[:0]
	for _, delivered := range c.inflight {
		if !acknowledged(delivered) {
			left = append(left, delivered)
		}
	}
	c.inflight = left
	upTo := c.sent
	if len(left) > 0 {
		upTo = left[0] - 1
	}
	c.shop.state.Acked = max(c.shop.state.Acked, upTo)
	c.shop.dirty = true
}

// answer runs a command or a stock frame and sends its result.
func (c *session) answer(f inbound, message []byte) {
	if f.Key == "" {
		c.complain("key", "a command needs a key")
		return
	}
	result, err := c.shop.command(f, message)
	if err != nil {
		// Without the state on disk there is no answer: the terminal asks again.
		c.shop.logger.Error("a command could not be kept", "error", err)
		c.refuse("storage", "the shop could not write its state")
		return
	}
	drop, delay := c.shop.resultFault()
	if drop {
		c.drop()
		return
	}
	c.sendResult(encode(result), delay)
}
