package orders

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gorilla/websocket"
)

// closeTakenOver is said to a connection that a newer one of the same store
// replaces.
const closeTakenOver = 4001

// ending is how a connection ends: what the other end is told, what the log of
// outages is told, and how long to stay away (0: the usual wait).
type ending struct {
	code  int
	cause string
	wait  time.Duration
}

// session is one connection. All its fields belong to the goroutine of run; the
// reader has only the connection and the queue.
type session struct {
	client *Client
	conn   *websocket.Conn
	frames chan inbound
	quit   chan struct{}
	gone   chan struct{} // closed when the reader has ended

	beat     time.Duration
	misses   int
	welcomed bool
	draining bool
	drain    <-chan time.Time
	drained  time.Duration

	held     string // the last cursor known to be stored
	last     cursor // the last event taken from the stream
	hasLast  bool
	awaiting bool // a snapshot must come before any event counts
	within   bool // between snapshot_begin and snapshot_end
	asOf     string
	items    int              // of the present snapshot
	askAt    <-chan time.Time // when the next hello without a cursor is allowed

	sent map[string]time.Duration // keys of commands, by when they went out
	more bool                     // there were more pending commands than may wait at once
}

func newSession(c *Client, conn *websocket.Conn, held string) *session {
	s := &session{
		client: c, conn: conn, held: held, beat: HeartbeatDefault, sent: map[string]time.Duration{},
		frames: make(chan inbound, InflightMax), quit: make(chan struct{}), gone: make(chan struct{}),
	}
	if c.options.Heartbeat > 0 {
		s.beat = c.options.Heartbeat
	}
	s.last, s.hasLast = parseCursor(held)
	return s
}

// run says hello and stays until the connection ends or ctx does. The reader has
// ended when it returns.
func (s *session) run(ctx context.Context, bare bool) ending {
	go func() {
		defer close(s.gone)
		receive(s.conn, s.frames, s.quit)
	}()
	var end *ending
	if bare {
		end = s.helloBare(ctx)
	} else {
		end = s.hello(s.held)
	}
	if end == nil {
		end = s.loop(ctx)
	}
	s.farewell(end.code, end.cause)
	return *end
}

func (s *session) loop(ctx context.Context) *ending {
	beat := time.NewTimer(s.beat)
	defer beat.Stop()
	poll := time.NewTicker(PollInterval)
	defer poll.Stop()
	for {
		var end *ending
		select {
		case <-ctx.Done():
			return &ending{code: websocket.CloseGoingAway, cause: "the terminal stops"}
		case in := <-s.frames:
			end = s.take(ctx, in)
			s.misses = 0
			beat.Reset(s.beat)
		case <-beat.C:
			end = s.missed()
			beat.Reset(s.beat)
		case <-s.client.wake:
			end = s.sendCommands(ctx)
		case <-poll.C:
			end = s.sendCommands(ctx)
		case <-s.askAt:
			s.askAt = nil
			end = s.helloBare(ctx)
		case <-s.drain:
			end = &ending{code: websocket.CloseNormalClosure, cause: "the shop drained", wait: s.client.backoff.Next()}
		}
		if end != nil {
			return end
		}
	}
}

// missed counts a heartbeat without any frame.
func (s *session) missed() *ending {
	if len(s.frames) > 0 {
		return nil
	}
	s.misses++
	if s.misses < MissesMax {
		return nil
	}
	s.client.trouble("The web shop went silent.")
	return &ending{code: websocket.CloseGoingAway, cause: "no heartbeat"}
}

// take handles a frame and those that came with it. Feed items that wait in the
// queue go into one transaction.
func (s *session) take(ctx context.Context, first inbound) *ending {
	now := s.client.now().Wall
	s.client.change(func(status *Status) { status.LastFrame = now })
	if first.kind != kindFeed {
		return s.talk(ctx, first)
	}
	batch := []inbound{first}
	for len(batch) < BatchMax {
		select {
		case in := <-s.frames:
			if in.kind == kindFeed {
				batch = append(batch, in)
				continue
			}
			if end := s.applyBatch(ctx, batch); end != nil {
				return end
			}
			return s.talk(ctx, in)
		default:
			return s.applyBatch(ctx, batch)
		}
	}
	return s.applyBatch(ctx, batch)
}

// talk handles a frame that is not part of the feed.
func (s *session) talk(ctx context.Context, in inbound) *ending {
	switch in.kind {
	case kindRefused:
		return s.refused(in)
	case kindFaulty, kindUnknown:
		s.client.badFrame(in.problem)
	case kindWelcome:
		return s.welcome(ctx, in)
	case kindResult:
		return s.commandResult(ctx, in.result)
	case kindGap:
		s.awaiting, s.within = true, false
		s.client.setLive(false)
	case kindPing:
		return s.send(struct {
			T string `json:"t"`
			N int64  `json:"n"`
		}{"pong", in.number})
	case kindDrain:
		s.draining = true
		s.drained = max(min(in.after, DrainMax), time.Millisecond)
		s.drain = time.After(DrainMax)
	case kindError:
		return s.shopError(in)
	case kindEnded:
		return s.ended(in.err)
	}
	return nil
}

func (s *session) welcome(ctx context.Context, in inbound) *ending {
	if in.beat > 0 && s.client.options.Heartbeat <= 0 {
		s.beat = in.beat
	}
	if !in.serverAt.IsZero() {
		skew := in.serverAt.Sub(s.client.now().Wall)
		s.client.change(func(status *Status) { status.Skew = skew })
	}
	s.welcomed = true
	s.showLive()
	return s.sendCommands(ctx)
}

// showLive: a feed is live when what the shop sends is taken in.
func (s *session) showLive() {
	s.client.setLive(s.welcomed && !s.awaiting && !s.within)
}

func (s *session) shopError(in inbound) *ending {
	sentence := fmt.Sprintf("The web shop reports trouble (%s): %s", in.problem, in.message)
	s.client.options.Log.Warn("order feed: the shop reports trouble", "code", in.problem, "fatal", in.fatal)
	s.client.trouble(sentence)
	if in.fatal {
		return &ending{code: websocket.CloseNormalClosure, cause: "the shop reported a fatal error"}
	}
	return nil
}

// refused closes over a frame that must not be read. The same at the same cursor
// again means that the frame will always come back: the next hello goes without
// a cursor.
func (s *session) refused(in inbound) *ending {
	s.client.badFrame(in.problem)
	if s.client.refusedAt[s.held] {
		s.client.wantBare = true
	} else {
		// Only the present place matters; older ones will not come back.
		s.client.refusedAt = map[string]bool{s.held: true}
	}
	return &ending{code: in.closeCode, cause: in.problem}
}

// ended reads the other end's farewell.
func (s *session) ended(err error) *ending {
	end := &ending{code: websocket.CloseNormalClosure, cause: "the connection broke"}
	var closed *websocket.CloseError
	if s.draining {
		end.cause, end.wait = "the shop drained", s.drained+s.client.backoff.Next()
		return end
	}
	switch {
	case errors.As(err, &closed) && closed.Code == closeTakenOver:
		end.cause, end.wait = "another terminal took over", s.client.takenOverWait()
		s.client.trouble("Another terminal of this store has taken over the order feed.")
	case errors.As(err, &closed):
		end.cause = fmt.Sprintf("the shop closed (%d)", closed.Code)
		// A reason that was shown before says more than the bare code.
		s.client.change(func(status *Status) {
			if status.Trouble == "" {
				status.Trouble = fmt.Sprintf("The web shop closed the order feed (%d).", closed.Code)
			}
		})
	default:
		s.client.trouble("The connection to the web shop broke.")
	}
	return end
}

// hello starts or resumes the stream at a cursor.
func (s *session) hello(at string) *ending {
	return s.send(struct {
		T           string `json:"t"`
		Proto       string `json:"proto"`
		Store       string `json:"store"`
		Terminal    string `json:"terminal"`
		Cursor      string `json:"cursor,omitempty"`
		MaxInflight int    `json:"max_inflight"`
	}{"hello", Subprotocol, s.client.options.Store, s.client.options.Terminal, at, InflightMax})
}

// helloBare asks for a snapshot. The caller has looked at the limit.
func (s *session) helloBare(ctx context.Context) *ending {
	c := s.client
	firstContact := s.held == "" && !c.wantBare
	if !firstContact {
		ctx, cancel := context.WithTimeout(ctx, InboxTimeout)
		err := c.options.Inbox.ForgetCursor(ctx)
		cancel()
		if err != nil {
			return s.inboxFailed("forget the cursor", err)
		}
	}
	if end := s.hello(""); end != nil {
		return end
	}
	c.limit.asked(c.now().Monotonic, firstContact)
	c.wantBare = false
	clear(c.refusedAt)
	s.held, s.hasLast, s.awaiting, s.within = "", false, true, false
	return nil
}

// send writes one frame as JSON.
func (s *session) send(frame any) *ending {
	raw, err := json.Marshal(frame)
	if err != nil {
		return &ending{code: websocket.CloseInternalServerErr, cause: "a frame could not be built"}
	}
	return s.write(raw)
}

func (s *session) write(raw []byte) *ending {
	deadline, cancel := deadlineIn(WriteTimeout)
	defer cancel()
	err := s.conn.SetWriteDeadline(deadline)
	if err == nil {
		err = s.conn.WriteMessage(websocket.TextMessage, raw)
	}
	if err != nil {
		return s.writeFailed(err)
	}
	return nil
}

// writeFailed looks for the other end's farewell behind a failed write: it says
// more than a broken pipe.
func (s *session) writeFailed(err error) *ending {
	timer := time.NewTimer(CloseTimeout)
	defer timer.Stop()
	for {
		select {
		case in := <-s.frames:
			if in.kind == kindEnded {
				return s.ended(in.err)
			}
		case <-timer.C:
			return s.ended(err)
		}
	}
}

func (s *session) inboxFailed(doing string, err error) *ending {
	if !errors.Is(err, context.Canceled) {
		s.client.options.Log.Error("order feed: the inbox failed", "doing", doing, "err", err)
		s.client.trouble("This terminal could not store what the web shop sent.")
	}
	return &ending{code: websocket.CloseTryAgainLater, cause: "the terminal could not store"}
}

// farewell closes in good order: say why, wait a moment for the answer, end the
// reader.
func (s *session) farewell(code int, reason string) {
	close(s.quit)
	deadline, cancel := deadlineIn(CloseTimeout)
	defer cancel()
	// A connection that is gone cannot be told; it is closed all the same.
	_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), deadline)
	timer := time.NewTimer(CloseTimeout)
	defer timer.Stop()
	select {
	case <-s.gone:
	case <-timer.C:
	}
	_ = s.conn.Close()
	<-s.gone
}
