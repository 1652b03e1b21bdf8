package orders

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/gorilla/websocket"
)

// receive reads frames until the connection ends; it is the only reader. Frames
// wait in a queue of InflightMax, more than which the shop does not send without
// an acknowledgement. After quit it reads on without looking, so that the
// farewell of the other end is seen.
func receive(conn *websocket.Conn, frames chan<- inbound, quit <-chan struct{}) {
	for {
		in := next(conn)
		select {
		case frames <- in:
		case <-quit:
		}
		if in.kind == kindEnded || errors.Is(in.err, websocket.ErrReadLimit) {
			return
		}
	}
}

func next(conn *websocket.Conn) inbound {
	form, raw, err := conn.ReadMessage()
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		// The library has said 1009 already. What is left of the frame is read
		// away, because closing over unread bytes would take the reason with it.
		discard(conn)
		in := refuse(websocket.CloseMessageTooBig, "a frame was too large")
		in.err = err
		return in
	case err != nil:
		return inbound{kind: kindEnded, err: err}
	case form != websocket.TextMessage:
		return refuse(websocket.CloseUnsupportedData, "a frame was not text")
	}
	return decode(raw)
}

func discard(conn *websocket.Conn) {
	deadline, cancel := deadlineIn(CloseTimeout)
	defer cancel()
	rest := conn.NetConn()
	if rest.SetReadDeadline(deadline) == nil {
		// How it ends is of no interest: the connection is over.
		_, _ = io.CopyN(io.Discard, rest, discardMaxBytes)
	}
}

// deadlineIn gives a moment of the machine's clock, which deadlines of sockets
// are made of; the store's clock may be set to another time.
func deadlineIn(wait time.Duration) (time.Time, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(context.Background(), wait)
	deadline, _ := ctx.Deadline()
	return deadline, cancel
}
