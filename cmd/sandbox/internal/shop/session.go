package shop

import (
	"context"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// closeReplaced is the close code for a connection that a newer one of the
// same store has replaced.
const closeReplaced = 4001

// session is one connection. Its reader runs in the goroutine that the HTTP
// server gave; a second goroutine sends events and a third keeps the heartbeat.
// Lock order: sendMu before Shop.mu, never the other way.
type session struct {
	shop   *Shop
	ws     *websocket.Conn
	number int64
	ctx    context.Context
	cancel context.CancelFunc
	tasks  sync.WaitGroup
	nudge  chan struct{}
	sendMu sync.Mutex // one writer at a time; held over the choice and the write of an event

	heard atomic.Int64 // frames received, to see whether a heartbeat passed without any
	quiet atomic.Bool  // a fault: nothing is sent, the line looks dead
	ended atomic.Bool  // a close frame went out; what still comes is not read

	// Guarded by Shop.mu.
	greeted     bool
	maxInflight int
	sent        int64   // the last sequence number delivered here
	inflight    []int64 // delivered here and not acknowledged, ascending
	epoch       int64   // that sent and inflight count in
}

func newSession(s *Shop, ws *websocket.Conn, number int64) *session {
	c := &session{shop: s, ws: ws, number: number, nudge: make(chan struct{}, 1)}
	c.ctx, c.cancel = context.WithCancel(s.ctx)
	return c
}

func (c *session) run() {
	c.ws.SetReadLimit(frameMaxBytes)
	hurry := time.AfterFunc(helloWait, c.helloOverdue)
	defer hurry.Stop()
	c.tasks.Go(c.deliver)
	c.tasks.Go(c.beat)
	c.tasks.Go(func() {
		<-c.ctx.Done()
		_ = c.ws.Close() // frees the reader; what ended the connection is told elsewhere
	})
	c.read()
	c.cancel()
	c.tasks.Wait()
	c.shop.forget(c)
}

func (c *session) helloOverdue() {
	c.shop.mu.Lock()
	greeted := c.greeted
	c.shop.mu.Unlock()
	if !greeted {
		c.end(websocket.ClosePolicyViolation, "no hello")
	}
}

// read takes frames until the connection ends. After a close frame of ours it
// only waits for the other side to take it: closing at once with bytes unread
// would reset the connection and lose the code.
func (c *session) read() {
	for {
		kind, message, err := c.ws.ReadMessage()
		if errors.Is(err, websocket.ErrReadLimit) {
			c.tooLong()
		}
		if err != nil {
			return
		}
		if !c.ended.Load() && c.ctx.Err() == nil {
			c.take(kind, message)
		}
	}
}

// tooLong waits out a frame that the library has answered with 1009.
func (c *session) tooLong() {
	c.ended.Store(true)
	c.shop.countBad("", "the frame is too long", c.number)
	if err := c.ws.SetReadDeadline(time.Now().Add(lingerWait)); err == nil {
		_, _ = io.Copy(io.Discard, io.LimitReader(c.ws.NetConn(), lingerMaxBytes))
	}
}

func (c *session) take(kind int, message []byte) {
	c.heard.Add(1)
	frame, err := parseFrame(kind, message)
	var bad *badFrame
	switch {
	case errors.As(err, &bad):
		c.shop.countBad(string(message), bad.text, c.number)
		c.end(bad.code, bad.text)
	case err != nil:
		c.shop.countBad(string(message), "a field is of the wrong kind", c.number)
		c.complain("bad_frame", "a field is of the wrong kind")
	default:
		c.shop.keepFrame(string(message), c.number)
		c.handle(frame, message)
	}
}

// write sends one text frame; a frame that cannot be written in time ends the
// connection.
func (c *session) write(message []byte) {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	c.writeLocked(websocket.TextMessage, message)
}

func (c *session) writeLocked(kind int, message []byte) {
	if c.quiet.Load() || c.ended.Load() || c.ctx.Err() != nil {
		return
	}
	err := c.ws.SetWriteDeadline(time.Now().Add(writeWait))
	if err == nil {
		err = c.ws.WriteMessage(kind, message)
	}
	if err != nil {
		c.cancel()
	}
}

func (c *session) complain(code, text string) {
	c.write(encode(errorFrame{T: "error", Code: code, Message: text}))
}

// refuse tells a fatal error and closes.
func (c *session) refuse(code, text string) {
	c.write(encode(errorFrame{T: "error", Code: code, Message: text, Fatal: true}))
	c.end(websocket.ClosePolicyViolation, code)
}

// end closes with a code in a close frame. The reader ends when the other side
// has answered, or after lingerWait.
func (c *session) end(code int, text string) {
	if c.ended.Swap(true) {
		return
	}
	deadline := time.Now().Add(lingerWait)
	err := c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, text), deadline)
	if err == nil {
		err = c.ws.SetReadDeadline(deadline)
	}
	if err != nil {
		c.cancel()
	}
}

// drop cuts the connection without a close frame.
func (c *session) drop() { c.cancel() }

// drain asks the terminal to come back later, and closes.
func (c *session) drain(reconnectAfter time.Duration) {
	c.write(encode(drainFrame{T: "drain", ReconnectAfterMS: reconnectAfter.Milliseconds()}))
	c.end(websocket.CloseServiceRestart, "drain")
}

// beat pings each heartbeat, and closes after two in a row without any frame.
func (c *session) beat() {
	tick := time.NewTicker(c.shop.heartbeat)
	defer tick.Stop()
	missed, number, heard := 0, int64(0), int64(0)
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-tick.C:
		}
		if now := c.heard.Load(); now != heard {
			heard, missed = now, 0
		} else if missed++; missed >= heartbeatMisses {
			c.end(websocket.CloseGoingAway, "no frame for two heartbeats")
			return
		}
		number++
		c.write(encode(pingFrame{T: "ping", N: number}))
	}
}

func (c *session) poke() {
	select {
	case c.nudge <- struct{}{}:
	default: // it is awake already
	}
}

// deliver sends events whenever there may be some.
func (c *session) deliver() {
	for {
		select {
		case <-c.ctx.Done():
			return
		case <-c.nudge:
		}
		for c.deliverOne() {
		}
	}
}

// deliverOne sends the next event that the terminal has room for.
func (c *session) deliverOne() bool {
	c.sendMu.Lock()
	defer c.sendMu.Unlock()
	message := c.next()
	if message == nil {
		return false
	}
	c.writeLocked(websocket.TextMessage, message)
	return c.ctx.Err() == nil && !c.ended.Load()
}

// next picks the next event, counts it as delivered, and writes its frame. An
// event that is not on disk yet does not go out: its number could be given
// twice.
func (c *session) next() []byte {
	s := c.shop
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != c || c.epoch != s.state.Epoch || len(c.inflight) >= c.maxInflight {
		return nil
	}
	e := s.eventAfter(c.sent)
	if e == nil || e.Seq > s.savedSeq {
		return nil
	}
	message := s.frame(e)
	e.Sent++
	s.dirty = true
	c.sent = e.Seq
	c.inflight = append(c.inflight, e.Seq)
	return message
}
