package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

const answerMaxBytes = 16 << 20

// remote is the running terminal's loopback API.
type remote struct {
	base    string
	token   string
	session string
	http    http.Client
}

// dial finds the running terminal: where it listens is in a file beside its
// database. It returns nil without an error if none runs.
func dial(r *run) (*remote, error) {
	text, err := os.ReadFile(filepath.Join(r.config.Terminal.DataDir, service.AddressFile))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	box, err := service.OpenBox(r.config)
	if err != nil {
		return nil, err
	}
	token, err := box.APIToken()
	if err != nil {
		return nil, err
	}
	c := &remote{base: "http://" + string(bytes.TrimSpace(text)), token: token, http: http.Client{Timeout: 20 * time.Second}}
	err = c.send(r.ctx, http.MethodGet, "/api/v1/health", nil, nil)
	var refused *net.OpError
	if errors.As(err, &refused) && errors.Is(err, syscall.ECONNREFUSED) {
		return nil, nil // it was killed and left its file behind
	}
	return c, err
}

func (c *remote) send(ctx context.Context, method, path string, body, target any) error {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	response, err := c.http.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, answerMaxBytes))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		var failed struct {
			Error *terminal.Error `json:"error"`
		}
		if json.Unmarshal(text, &failed) == nil && failed.Error != nil {
			return failed.Error
		}
		return fmt.Errorf("the terminal answered with status %d", response.StatusCode)
	}
	if target == nil {
		return nil
	}
	return json.Unmarshal(text, target)
}

func (c *remote) signIn(ctx context.Context, badge, pin string) error {
	var session struct {
		Session string `json:"session"`
	}
	err := c.send(ctx, http.MethodPost, "/api/v1/sign-in", map[string]string{"badge": badge, "pin": pin}, &session)
	c.session = session.Session
	return err
}

// as runs do with a person signed in, and signs them out again: sessions of
// verbs that are long over must not pile up in the terminal.
func (c *remote) as(ctx context.Context, badge, pin string, do func() error) error {
	if err := c.signIn(ctx, badge, pin); err != nil {
		return err
	}
	err := do()
	return errors.Join(err, c.send(context.WithoutCancel(ctx), http.MethodPost, "/api/v1/sign-out", map[string]string{"session": c.session}, nil))
}

func (c *remote) do(ctx context.Context, kind string, body, target any) error {
	var answer struct {
		Result json.RawMessage `json:"result"`
	}
	err := c.send(ctx, http.MethodPost, "/api/v1/commands", map[string]any{
		"id": clock.NewID(), "session": c.session, "kind": kind, "body": body,
	}, &answer)
	if err != nil || target == nil {
		return err
	}
	return json.Unmarshal(answer.Result, target)
}

func (c *remote) knownProducts(ctx context.Context) func(string) (terminal.Product, bool) {
	var products []terminal.Product
	err := c.send(ctx, http.MethodGet, "/api/v1/products", nil, &products)
	bySKU := map[string]terminal.Product{}
	for _, product := range products {
		bySKU[product.SKU] = product
	}
	return func(sku string) (terminal.Product, bool) {
		product, ok := bySKU[sku]
		return product, ok && err == nil
	}
}
