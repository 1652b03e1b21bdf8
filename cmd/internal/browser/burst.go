package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/input"
	"github.com/gorilla/websocket"
)

// message is one frame of the browser's own protocol, either way.
type message struct {
	ID      int             `json:"id,omitempty"`
	Session string          `json:"sessionId,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// burst sends keys one after the other without waiting for an answer to each,
// over a line of its own: a scanner does not wait either, and a test program that
// is held up for a moment must not tear a scan apart.
func burst(ctx context.Context, profile, target string, keys []*input.DispatchKeyEventParams) (err error) {
	address, err := debugAddress(profile)
	if err != nil {
		return err
	}
	line, answered, err := websocket.DefaultDialer.DialContext(ctx, address, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answered.Body.Close(), line.Close()) }()
	if deadline, ok := ctx.Deadline(); ok {
		if err := errors.Join(line.SetReadDeadline(deadline), line.SetWriteDeadline(deadline)); err != nil {
			return err
		}
	}
	attach := map[string]any{"targetId": target, "flatten": true}
	if err := send(line, message{ID: 1, Method: "Target.attachToTarget", Params: attach}); err != nil {
		return err
	}
	answer, err := answerTo(line, 1)
	if err != nil {
		return err
	}
	var attached struct {
		Session string `json:"sessionId"`
	}
	if err := json.Unmarshal(answer.Result, &attached); err != nil {
		return err
	}
	for i, key := range keys {
		if err := send(line, message{ID: i + 2, Session: attached.Session, Method: input.CommandDispatchKeyEvent, Params: key}); err != nil {
			return err
		}
	}
	for i := range keys {
		if _, err := answerTo(line, i+2); err != nil {
			return err
		}
	}
	return nil
}

// debugAddress reads where the browser listens out of its profile.
func debugAddress(profile string) (string, error) {
	text, err := os.ReadFile(filepath.Join(profile, "DevToolsActivePort"))
	if err != nil {
		return "", err
	}
	port, path, found := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if !found {
		return "", fmt.Errorf("browser: no address in %q", text)
	}
	return "ws://127.0.0.1:" + port + path, nil
}

func send(line *websocket.Conn, out message) error {
	text, err := json.Marshal(out)
	if err != nil {
		return err
	}
	return line.WriteMessage(websocket.TextMessage, text)
}

// answerTo reads on until the answer to a message. The answers come in order.
func answerTo(line *websocket.Conn, id int) (message, error) {
	for {
		_, text, err := line.ReadMessage()
		if err != nil {
			return message{}, err
		}
		var in message
		if err := json.Unmarshal(text, &in); err != nil {
			return in, err
		}
		if in.ID != id {
			continue
		}
		if in.Error != nil {
			return in, errors.New(in.Error.Message)
		}
		return in, nil
	}
}
