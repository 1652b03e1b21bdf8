package curbtest_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
)

const (
	cookieDevice  = "__Host-device"
	cookieSession = "__Host-session"
)

func (w *world) origin() string { return "https://" + w.address }

// browse starts a browser that trusts the terminal's CA by its key.
func (w *world) browse(t *testing.T, options browser.Options) *browser.Browser {
	t.Helper()
	options.SPKI = []string{w.key}
	return browser.Start(t, options)
}

// wifi is browse with the network in the test's hand.
func (w *world) wifi(t *testing.T) (*browser.Browser, *browser.Relay) {
	t.Helper()
	relay := browser.NewRelay(t, w.address)
	return w.browse(t, browser.Options{Through: map[string]string{w.address: relay.Address()}}), relay
}

// pair pairs a tablet at the counter and gives its token.
func (w *world) pair(t *testing.T, name string) (token string) {
	t.Helper()
	ctx, counter := t.Context(), w.program.Till()
	offer, err := counter.OfferPairing(ctx, w.session)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := counter.AskPairing(ctx, offer.Code, name)
	if err != nil {
		t.Fatal(err)
	}
	w.approvePairing(t, name)
	_, token = counter.PairingResult(ticket)
	if token == "" {
		t.Fatal("an approved tablet gets no token")
	}
	return token
}

// approvePairing is the manager's PIN at the counter for the tablet that asks.
func (w *world) approvePairing(t *testing.T, name string) {
	t.Helper()
	ctx, counter := t.Context(), w.program.Till()
	for _, request := range counter.PairingRequests() {
		if request.Name != name {
			continue
		}
		approval, err := counter.Approve(ctx, lena.badge, lena.pin)
		if err == nil {
			err = counter.ApprovePairing(ctx, w.session, approval, request.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("no tablet %q asks: %+v", name, counter.PairingRequests())
}

// client is a tablet without a browser: what it gets are the bytes themselves.
type client struct {
	world *world
	token string
	// session is the cookie's value once somebody signed in.
	session string
	http    *http.Client
}

// client pairs a tablet without a browser and signs somebody in.
func (w *world) client(t *testing.T, name string, who login) *client {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: w.roots}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	c := &client{world: w, token: w.pair(t, name), http: &http.Client{
		Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	response, _ := c.send(t, http.MethodPost, "/sign-in", url.Values{"badge": {who.badge}, "pin": {who.pin}}.Encode())
	for _, cookie := range response.Cookies() {
		if cookie.Name == cookieSession {
			c.session = cookie.Value
		}
	}
	if c.session == "" {
		t.Fatalf("signing in: %s %v", response.Status, response.Header)
	}
	return c
}

func (c *client) request(ctx context.Context, method, path, body string) *http.Request {
	request, err := http.NewRequestWithContext(ctx, method, c.world.origin()+path, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.AddCookie(&http.Cookie{Name: cookieDevice, Value: c.token, Quoted: false})
	if c.session != "" {
		request.AddCookie(&http.Cookie{Name: cookieSession, Value: c.session})
	}
	if method == http.MethodPost {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", c.world.origin())
	}
	return request
}

func (c *client) send(t *testing.T, method, path, body string) (*http.Response, []byte) {
	t.Helper()
	response, err := c.http.Do(c.request(t.Context(), method, path, body))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(response.Body)
	if err := errors.Join(err, response.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return response, answer
}

// stream is what a tablet hears of changes, byte by byte.
type stream struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *stream) all() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.text.Bytes())
}

// listen opens the stream of changes until the test ends.
func (c *client) listen(t *testing.T) *stream {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	response, err := c.http.Do(c.request(ctx, http.MethodGet, "/events", ""))
	if err != nil || response.StatusCode != http.StatusOK {
		stop()
		t.Fatalf("the stream: %v %v", response, err)
	}
	heard, ended := &stream{}, make(chan struct{})
	go func() {
		defer close(ended)
		lines := bufio.NewReader(response.Body)
		for {
			line, err := lines.ReadBytes('\n')
			heard.mu.Lock()
			heard.text.Write(line)
			heard.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		<-ended
		_ = response.Body.Close()
	})
	return heard
}

// working gives a page on which somebody is signed in: the doors have tests of
// their own.
func (w *world) working(t *testing.T, b *browser.Browser, name string, who login) *browser.Page {
	t.Helper()
	c := w.client(t, name, who)
	p := b.Page(t)
	p.SetCookie(w.origin(), cookieDevice, c.token)
	p.SetCookie(w.origin(), cookieSession, c.session)
	p.Open(w.origin() + "/")
	return p
}

// scan types bytes as a scanner does that pretends to be a keyboard, and Enter
// at the end.
func scan(p *browser.Page, raw []byte) {
	p.WaitFor(`document.readyState === "complete"`)
	p.Scan(browser.EnterKeys, string(raw)+"\r")
}

// step waits until the nth of the five steps has a state.
func step(p *browser.Page, number int, state string) {
	p.WaitFor(fmt.Sprintf(`document.querySelector("ol.steps > li:nth-child(%d)")?.classList.contains("step-%s")`, number, state))
}

func cardOf(c *car) string   { return `[data-key="car-` + c.id + `"]` }
func action(a string) string { return `form[data-act="` + a + `"] button` }

// take claims the car from the arrivals.
func (c *car) take(p *browser.Page) {
	p.WaitText(c.id)
	p.Tap(cardOf(c) + " " + action("claim"))
	p.WaitAddress("/order/" + c.id)
	p.WaitFor(`document.querySelector("[data-scan=id]")`)
}

// upToPayment takes the car, scans ID and bag, and chooses cash.
func (c *car) upToPayment(p *browser.Page) {
	c.take(p)
	scan(p, c.card())
	step(p, 1, "done")
	step(p, 2, "done")
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	c.pay(p)
}

// pay takes the exact amount in cash, which is what the page proposes.
func (c *car) pay(p *browser.Page) {
	p.Tap(takeCash)
	p.WaitFor(`document.querySelector('` + hand + `')`)
}

// The one next thing at the end of a hand-over: the money, then the bag.
const (
	takeCash = `form.next[data-act="tender"] button`
	hand     = `form.next[data-act="hand_over"] button`
)

// soldOnce says what is wrong if the order is not exactly one sale, asked for
// under one command id however often the page asked.
func (c *car) soldOnce(t testing.TB, p *browser.Page) error {
	t.Helper()
	if sales := c.sales(t); len(sales) != 1 {
		return fmt.Errorf("order %s is %d sales", c.id, len(sales))
	}
	posts := p.Posts("/do/hand_over")
	if len(posts) == 0 {
		return errors.New("the page posted no hand-over")
	}
	commands := map[string]bool{}
	for _, post := range posts {
		fields, err := url.ParseQuery(post.Body)
		if err != nil || fields.Get("command") == "" {
			return fmt.Errorf("posted %q: %w", post.Body, err)
		}
		commands[fields.Get("command")] = true
	}
	if len(commands) != 1 {
		return fmt.Errorf("one tap was asked under %d command ids", len(commands))
	}
	return nil
}

func (c *car) wantSoldOnce(t testing.TB, p *browser.Page) {
	t.Helper()
	if err := c.soldOnce(t, p); err != nil {
		t.Error(err)
	}
}
