package orders

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/curbline/curbline/sync/link"
	"github.com/curbline/curbline/terminal/clock"
)

// Subprotocol is the name under which both ends agree on curbfeed/1.
const Subprotocol = "curbfeed.v1"

// Options of a Client. URL, Token, Store, Terminal, Inbox, Log and Clock must be
// given.
type Options struct {
	// URL is the feed's address: wss, or ws on this machine only, because the
	// token travels with the request.
	URL string
	// Token gives the bearer token, asked anew for each connection.
	Token           func() (string, error)
	Store, Terminal string
	Inbox           Inbox
	Log             *slog.Logger
	Clock           clock.Clock
	// OnChange is told each change of the status but for LastFrame, one at a time;
	// it must not wait for the client.
	OnChange func(Status)
	// Line, if given, follows whether the shop can be reached.
	Line *link.Line
	// TLS, if given, says which shop to trust.
	TLS *tls.Config
	// Heartbeat, if above zero, is used instead of the shop's. For tests.
	Heartbeat time.Duration
	// Dial and Draw, if given, replace the network and chance. For tests.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Draw func(ceiling time.Duration) time.Duration
}

// Client keeps the order feed of one store. Its methods are safe for use from
// several goroutines.
type Client struct {
	options Options
	wake    chan struct{}
	started sync.Once

	mu     sync.Mutex
	status Status

	// The rest belongs to the goroutine of Run.
	backoff   *link.Schedule
	limit     snapshotLimit
	refusedAt map[string]bool // cursors at which a frame was refused once
	wantBare  bool            // the next hello goes without a cursor
}

// New makes a client; Run starts it. It returns an error for options that cannot
// work.
func New(options Options) (*Client, error) {
	address, err := url.Parse(options.URL)
	switch {
	case err != nil || address.Host == "":
		return nil, errors.New("orders: the feed's url is not a web address")
	case address.User != nil:
		return nil, errors.New("orders: the feed's url must not hold a secret; the token travels apart")
	case address.Scheme == "ws" && !loopback(address.Hostname()):
		return nil, errors.New("orders: ws is for this machine only; use wss")
	case address.Scheme != "wss" && address.Scheme != "ws":
		return nil, fmt.Errorf("orders: scheme %q is neither wss nor ws", address.Scheme)
	case options.Token == nil || options.Inbox == nil || options.Log == nil || options.Clock == nil:
		return nil, errors.New("orders: token, inbox, log and clock must be given")
	case options.Store == "" || options.Terminal == "":
		return nil, errors.New("orders: store and terminal must be named")
	}
	client := &Client{
		options: options, wake: make(chan struct{}, 1),
		backoff: link.NewBackoff(), refusedAt: map[string]bool{},
	}
	if options.Draw != nil {
		client.backoff = client.backoff.WithDraw(options.Draw)
	}
	client.status.Since = client.now().Wall
	return client, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Wake says that new commands are pending. It never waits.
func (c *Client) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run keeps the feed until ctx ends, and returns nil then. It returns an error
// only if it was started before. All its goroutines have ended when it returns.
func (c *Client) Run(ctx context.Context) error {
	first := false
	c.started.Do(func() { first = true })
	if !first {
		return errors.New("orders: the client was started before")
	}
	for ctx.Err() == nil {
		wait := c.visit(ctx)
		c.setLive(false)
		if !pause(ctx, wait) {
			break
		}
	}
	return nil
}

// visit makes one connection and stays on it. It returns how long to stay away.
func (c *Client) visit(ctx context.Context) time.Duration {
	held, err := c.heldCursor(ctx)
	if err != nil {
		c.options.Log.Error("order feed: the cursor cannot be read", "err", err)
		c.trouble("This terminal cannot read where it is in the order feed.")
		return c.backoff.Next()
	}
	bare := held == "" || c.wantBare
	if bare {
		if wait := c.limit.wait(c.now().Monotonic); wait > 0 {
			return wait
		}
	}
	c.change(func(s *Status) { s.Attempts++ })
	conn, err := c.dial(ctx)
	if err != nil {
		if ctx.Err() == nil && c.options.Line != nil {
			c.options.Line.Down("the shop could not be reached")
		}
		return c.backoff.Next()
	}
	s := newSession(c, conn, held)
	arrived := c.now().Monotonic
	end := s.run(ctx, bare)
	if s.welcomed && c.now().Monotonic-arrived >= StableAfter {
		c.backoff.Reset()
	}
	if c.options.Line != nil && ctx.Err() == nil {
		c.options.Line.Down(end.cause)
	}
	if end.wait > 0 {
		return end.wait
	}
	return c.backoff.Next()
}

func (c *Client) heldCursor(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, InboxTimeout)
	defer cancel()
	return c.options.Inbox.Cursor(ctx)
}

func (c *Client) dial(ctx context.Context) (*websocket.Conn, error) {
	token, err := c.options.Token()
	if err != nil {
		c.options.Log.Error("order feed: no token", "err", err)
		c.trouble("The token for the web shop cannot be read. Set it with curblinectl secret set orders-token.")
		return nil, err
	}
	dialer := websocket.Dialer{
		Subprotocols: []string{Subprotocol}, HandshakeTimeout: HandshakeTimeout,
		TLSClientConfig: c.options.TLS, NetDialContext: c.options.Dial, Proxy: http.ProxyFromEnvironment,
	}
	conn, response, err := dialer.DialContext(ctx, c.options.URL, http.Header{"Authorization": {"Bearer " + token}})
	if response != nil && response.Body != nil {
		_ = response.Body.Close() // read by the dialer already
	}
	switch {
	case err == nil && conn.Subprotocol() == Subprotocol:
		conn.SetReadLimit(FrameMaxBytes)
		return conn, nil
	case err == nil:
		_ = conn.Close()
		err = errors.New("the shop does not speak " + Subprotocol)
		c.trouble("The web shop's address does not speak the order feed.")
	case response != nil && (response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden):
		c.trouble("The web shop refused this terminal's token.")
	case response != nil:
		c.trouble(fmt.Sprintf("The web shop refused the order feed (HTTP %d).", response.StatusCode))
	default:
		c.trouble("The web shop cannot be reached.")
	}
	if ctx.Err() == nil {
		c.options.Log.Warn("order feed: no connection", "err", err)
	}
	return nil, err
}

func (c *Client) now() clock.Reading { return c.options.Clock.Now() }

// takenOverWait spreads the return after another terminal took over.
func (c *Client) takenOverWait() time.Duration {
	draw := c.options.Draw
	if draw == nil {
		draw = func(ceiling time.Duration) time.Duration { return time.Duration(rand.Int64N(int64(ceiling) + 1)) }
	}
	return TakenOverWait + draw(link.BackoffCeiling-TakenOverWait)
}

func pause(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
