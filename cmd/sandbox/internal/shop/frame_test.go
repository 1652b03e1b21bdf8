package shop_test

import (
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

func deep(levels int) string {
	return `{"t":"pong","n":1,"x":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + `}`
}

func sized(bytes int) string {
	const frame = `{"t":"pong","n":1,"x":""}`
	return strings.Replace(frame, `"x":"`, `"x":"`+strings.Repeat("x", bytes-len(frame)), 1)
}

func TestBadFramesCloseTheConnection(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		name string
		kind int
		text string
		code int
	}{
		{"malformed", websocket.TextMessage, `{"t":"ack",`, 1007},
		{"not an object", websocket.TextMessage, `["t"]`, 1007},
		{"no t", websocket.TextMessage, `{"n":1}`, 1007},
		{"t is a number", websocket.TextMessage, `{"t":1}`, 1007},
		{"not UTF-8", websocket.TextMessage, "{\"t\":\"\xff\"}", 1007},
		{"empty", websocket.TextMessage, ``, 1007},
		{"binary", websocket.BinaryMessage, `{"t":"pong","n":1}`, 1003},
		{"17 deep", websocket.TextMessage, deep(17), 1008},
		{"one byte too long", websocket.TextMessage, sized(262_145), 1009},
		{"much too long", websocket.TextMessage, sized(3_000_000), 1009},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.get("/state").text("bad_frames")
			l := w.live()
			if err := l.ws.WriteMessage(c.kind, []byte(c.text)); err != nil {
				t.Fatal(err)
			}
			if code := l.closed(); code != c.code {
				t.Fatalf("closed with %d, want %d", code, c.code)
			}
			eventually(t, "it is counted as a bad frame", func() bool { return w.get("/state").text("bad_frames") != before })
		})
	}
}

func TestLastSizeAndDepthAreAllowed(t *testing.T) {
	w := open(t)
	l := w.live()
	for _, text := range []string{
		sized(262_144), deep(16), `{"t":"pong","n":1,"x":"` + strings.Repeat(`[\"{`, 20) + `"}`,
	} {
		if err := l.ws.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
			t.Fatal(err)
		}
		l.still("error")
	}
}

func TestAFieldOfTheWrongKindCostsOnlyItsFrame(t *testing.T) {
	w := open(t)
	l := w.live()
	order := w.place()
	l.send(frame{"t": "cmd", "key": "k", "order": order, "expect_rev": "1"})
	if told := l.want("error"); told.text("code") != "bad_frame" || told["fatal"] != false {
		t.Fatalf("%v", told)
	}
	l.send(frame{"t": "cmd", "order": order, "op": "restocked"})
	if told := l.want("error"); told.text("code") != "key" {
		t.Fatalf("%v", told)
	}
	l.event("order.placed")
}

func TestReceivedFramesAreListed(t *testing.T) {
	w := open(t)
	l := w.live()
	l.send(frame{"t": "pong", "n": 77})
	eventually(t, "the frame is listed", func() bool {
		frames := w.get("/frames")["frames"].([]any)
		return strings.Contains(frames[len(frames)-1].(map[string]any)["text"].(string), `"n":77`)
	})
}
