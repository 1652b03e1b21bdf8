package orders_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/sync/orders"
)

// padded is a ping of exactly so many bytes.
func padded(size int) string {
	frame := `{"t":"ping","n":3,"pad":""}`
	return strings.Replace(frame, `""`, `"`+strings.Repeat("x", size-len(frame))+`"`, 1)
}

// nested is a ping that nests so deep; objects and arrays both count.
func nested(depth int) string {
	inner := depth - 1
	return `{"t":"ping","n":4,"pad":` + strings.Repeat(`{"a":[`, inner/2) + strings.Repeat("[", inner%2) + strings.Repeat("]", inner%2) +
		strings.Repeat(`]}`, inner/2) + `}`
}

func TestTheLargestFrameIsTakenAndOneByteMoreIsNot(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(padded(orders.FrameMaxBytes))
		v.expect("pong", "n", "3")
		_ = v.conn.WriteMessage(websocket.TextMessage, []byte(padded(orders.FrameMaxBytes+1)))
		v.expectClose(1009)
		synctest.Wait()
		if s := r.client.Status(); s.BadFrames != 1 || s.Live || !strings.Contains(s.Trouble, "too large") {
			t.Errorf("status %+v", s)
		}
	})
}

func TestTheDeepestFrameIsTakenAndOneDeeperIsNot(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(nested(orders.NestingMax))
		v.expect("pong", "n", "4")
		v.send(nested(orders.NestingMax + 1))
		v.expectClose(1008)
	})
}

func TestFramesThatAreNoneCloseTheConnection(t *testing.T) {
	for name, c := range map[string]struct {
		form, code int
		frame      string
	}{
		"malformed":         {websocket.TextMessage, 1007, `{"t":`},
		"not an object":     {websocket.TextMessage, 1007, `["t"]`},
		"null":              {websocket.TextMessage, 1007, `null`},
		"two in one":        {websocket.TextMessage, 1007, `{"t":"ping","n":1}{"t":"ping","n":2}`},
		"without t":         {websocket.TextMessage, 1007, `{"n":1}`},
		"another spelling":  {websocket.TextMessage, 1007, `{"T":"ping","n":1}`},
		"t is no text":      {websocket.TextMessage, 1007, `{"t":7}`},
		"not UTF-8":         {websocket.TextMessage, 1007, "{\"t\":\"p\xff\"}"},
		"event, no cursor":  {websocket.TextMessage, 1007, `{"t":"event","ce":{}}`},
		"event, odd cursor": {websocket.TextMessage, 1007, `{"t":"event","cursor":"e7:01","ce":{}}`},
		"snapshot, no as_of": {
			websocket.TextMessage, 1007,
			`{"t":"snapshot_begin"}`,
		},
		"binary": {websocket.BinaryMessage, 1003, `{"t":"ping","n":1}`},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
				v := r.opened()
				if err := v.conn.WriteMessage(c.form, []byte(c.frame)); err != nil {
					t.Fatal(err)
				}
				v.expectClose(c.code)
				synctest.Wait()
				if r.client.Status().BadFrames != 1 {
					t.Error("not counted")
				}
			})
		})
	}
}

// The frame before a refused one is stored, so that the terminal does not meet
// the same events again.
func TestARefusedFrameComesAfterWhatWasBeforeIt(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		v := r.opened()
		v.send(changedJSON(6, 2, `{}`), nested(orders.NestingMax+1))
		v.expect("ack", "cursor", "e7:6")
		v.expectClose(1008)
		r.shop.next().expect("hello", "cursor", "e7:6")
	})
}

func TestTwiceRefusedAtOneCursorSaysHelloWithoutIt(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		start := time.Now()
		for range 2 {
			v := r.shop.next()
			v.expect("hello", "cursor", "e7:5")
			v.send(welcome, nested(orders.NestingMax+1))
			v.expectClose(1008)
		}
		v := r.shop.next()
		v.expect("hello", "cursor", "")
		first := time.Now()
		if r.book.forgot != 1 {
			t.Errorf("forgot the cursor %d times", r.book.forgot)
		}
		// The snapshot has the poison too: the terminal stays away until the limit
		// allows another.
		v.send(welcome, nested(orders.NestingMax+1))
		v.expectClose(1008)
		v = r.shop.next()
		v.expect("hello", "cursor", "")
		if waited := time.Since(first); waited < orders.SnapshotInterval || first.Sub(start) > 10*time.Second {
			t.Errorf("asked after %s, again after %s", first.Sub(start), waited)
		}
	})
}

func TestAtAnotherCursorARefusalIsTheFirstAgain(t *testing.T) {
	play(t, &book{cursor: "e7:5"}, func(t *testing.T, r *rig) {
		for n := 6; n <= 8; n++ {
			v := r.shop.next()
			v.expect("hello", "cursor", fmt.Sprintf("e7:%d", n-1))
			v.send(welcome, changedJSON(n, n, `{}`), nested(orders.NestingMax+1))
			v.expect("ack", "cursor", fmt.Sprintf("e7:%d", n))
			v.expectClose(1008)
		}
	})
}
