package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/ui/api"
)

const (
	readyWithin = 2 * time.Minute
	askEvery    = time.Millisecond
)

// client talks to a terminal's loopback API.
type client struct {
	base    string
	token   string
	session string
	http    *http.Client
}

func newClient(c config.Config, address string) (*client, error) {
	box, err := service.OpenBox(c)
	if err != nil {
		return nil, err
	}
	token, err := box.APIToken()
	return &client{base: "http://" + address + "/api/v1/", token: token, http: &http.Client{Timeout: readyWithin}}, err
}

func (c *client) call(ctx context.Context, method, path string, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	answer, err := io.ReadAll(response.Body)
	if err = errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: status %d: %s", method, path, response.StatusCode, answer)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

func (c *client) do(ctx context.Context, kind string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, "commands", api.Request{ID: clock.NewID(), Session: c.session, Kind: kind, Body: text}, nil)
}

func (c *client) signIn(ctx context.Context) error {
	var session struct {
		Session string `json:"session"`
	}
	err := c.call(ctx, http.MethodPost, "sign-in", map[string]string{"badge": badge, "pin": pin}, &session)
	c.session = session.Session
	return err
}

// until asks for the health until it says yes, or readyWithin is over.
func (c *client) until(ctx context.Context, yes func(health string) bool) error {
	return until(ctx, func() bool {
		var health json.RawMessage
		return c.call(ctx, http.MethodGet, "health", nil, &health) == nil && yes(string(health))
	})
}

func (c *client) running(ctx context.Context) error {
	return c.until(ctx, func(health string) bool { return strings.Contains(health, `"state":"running"`) })
}

func until(ctx context.Context, yes func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for !yes() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited %s: %w", readyWithin, ctx.Err())
		case <-ticker.C:
		}
	}
	return nil
}

// barcode is the scan of somebody's licence.
func barcode(number int) []byte {
	return virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: fmt.Sprintf("Y%08d", number), Family: "Stone", First: "Avery", Sex: "2",
		Birth: time.Date(1990, 6, 15, 0, 0, 0, 0, time.UTC), Issued: time.Date(2022, 6, 15, 0, 0, 0, 0, time.UTC),
		Expires: time.Date(2030, 6, 15, 0, 0, 0, 0, time.UTC),
	}.Barcode()
}
