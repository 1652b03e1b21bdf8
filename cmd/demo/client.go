package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// answerMaxBytes bounds what the demo reads of any answer.
const answerMaxBytes = 16 << 20

// client speaks to the terminal's loopback API.
type client struct {
	base    string
	token   string
	session string
	http    http.Client
}

func newClient(base, token string) *client {
	return &client{base: base, token: token, http: http.Client{Timeout: 30 * time.Second}}
}

type answer struct {
	Result   json.RawMessage `json:"result"`
	Error    *terminal.Error `json:"error"`
	Sequence int64           `json:"sequence"`
}

// do runs a command under a new id and decodes its result into target, if any.
func (c *client) do(ctx context.Context, kind string, body, target any) error {
	return c.doAs(ctx, clock.NewID(), "", kind, body, target)
}

func (c *client) doAs(ctx context.Context, id, approval, kind string, body, target any) error {
	var a answer
	err := c.post(ctx, "/api/v1/commands", map[string]any{
		"id": id, "session": c.session, "approval": approval, "kind": kind, "body": body,
	}, &a)
	if err != nil || target == nil {
		return err
	}
	return json.Unmarshal(a.Result, target)
}

func (c *client) post(ctx context.Context, path string, body, target any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.send(ctx, http.MethodPost, path, text, target)
}

func (c *client) get(ctx context.Context, path string, query url.Values, target any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return c.send(ctx, http.MethodGet, "/api/v1/"+path, nil, target)
}

func (c *client) send(ctx context.Context, method, path string, body []byte, target any) error {
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	request.Header.Set("Content-Type", "application/json")
	text, status, err := read(&c.http, request)
	if err != nil {
		return err
	}
	if status != http.StatusOK {
		var a answer
		if json.Unmarshal(text, &a) == nil && a.Error != nil {
			return a.Error
		}
		return fmt.Errorf("%s %s: status %d: %.200s", method, path, status, text)
	}
	if target == nil {
		return nil
	}
	return json.Unmarshal(text, target)
}

func read(c *http.Client, request *http.Request) ([]byte, int, error) {
	response, err := c.Do(request)
	if err != nil {
		return nil, 0, err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, answerMaxBytes))
	return text, response.StatusCode, errors.Join(err, response.Body.Close())
}

// signIn signs a person in and uses the session from here on.
func (c *client) signIn(ctx context.Context, badge, pin string) error {
	var session struct {
		Session string `json:"session"`
	}
	err := c.post(ctx, "/api/v1/sign-in", map[string]string{"badge": badge, "pin": pin}, &session)
	c.session = session.Session
	return err
}

func (c *client) approve(ctx context.Context, badge, pin string) (string, error) {
	var given struct {
		Approval string `json:"approval"`
	}
	err := c.post(ctx, "/api/v1/approve", map[string]string{"badge": badge, "pin": pin}, &given)
	return given.Approval, err
}

// control speaks to the sandbox.
type control struct {
	base string
	http http.Client
}

func newControl(base string) *control {
	return &control{base: strings.TrimSuffix(base, "/"), http: http.Client{Timeout: 15 * time.Second}}
}

func (c *control) call(ctx context.Context, method, path string, body, target any) error {
	var text []byte
	switch content := body.(type) {
	case nil:
	case []byte:
		text = content
	default:
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	answer, status, err := read(&c.http, request)
	if err != nil {
		return err
	}
	if status >= http.StatusMultipleChoices {
		return fmt.Errorf("sandbox %s %s: status %d: %.300s", method, path, status, answer)
	}
	if raw, ok := target.(*[]byte); ok {
		*raw = answer
		return nil
	}
	if target == nil {
		return nil
	}
	return json.Unmarshal(answer, target)
}

// until asks again and again until ask says yes, or the time is over; then it
// returns the last error.
func until(ctx context.Context, limit time.Duration, ask func() error) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ticker := time.NewTicker(25 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("after %s: %w", limit, err)
		case <-ticker.C:
		}
	}
}
