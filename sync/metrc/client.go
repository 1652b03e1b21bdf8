// Package metrc files receipts with Metrc through its API version 2, and reads
// back what is filed, what packages a store has and what its licence may do.
//
// Metrc has no idempotency key and says that a repeated POST may act again, so
// nothing here is ever repeated: each call is one request, and what came of it
// is told apart with care (see classify.go).
package metrc

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal/clock"
)

// Bounds of a call.
const (
	// BodyMax is the largest answer that is read, in bytes.
	BodyMax = 4 << 20
	// DialTimeout and HandshakeTimeout end a connection that does not come about;
	// nothing was sent then.
	DialTimeout      = 10 * time.Second
	HandshakeTimeout = 10 * time.Second
	// CallTimeout ends any single request.
	CallTimeout = 30 * time.Second
	// IdleTimeout closes unused connections before the other side does: a request
	// that meets a closing connection is an unknown outcome for nothing.
	IdleTimeout = 20 * time.Second
	// ConnectionsMax stays within the ten concurrent calls of a facility.
	ConnectionsMax = 9
)

// Keys are the two keys of HTTP Basic authentication: the vendor's, which names
// the software, and the user's, which names a person with permissions.
type Keys struct{ Vendor, User string }

// Options of a Client. All but Pacer are needed.
type Options struct {
	BaseURL string               // such as "https://api-co.metrc.com"
	License string               // the store's licence number
	Keys    func() (Keys, error) // asked at each call, so that new keys work at once
	Clock   clock.Clock
	// Pacer holds back reads; the outbox paces writes with the same bucket.
	Pacer interface{ Wait(context.Context) error }
}

// Client is the store's way to Metrc. It implements outbox.Authority and is
// safe for use from several goroutines.
type Client struct {
	options   Options
	http      *resty.Client
	transport *http.Transport
	salt      []byte

	mu       sync.Mutex
	facility Facility
	types    []string
	typesAt  time.Duration
}

// New makes a client. It returns an error for an address that is not one.
func New(options Options) (*Client, error) {
	base, err := url.Parse(options.BaseURL)
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("the state's address must be http(s)://host, without a path")
	}
	if options.License == "" || options.Keys == nil || options.Clock == nil {
		return nil, errors.New("the licence, the keys and a clock are needed")
	}
	options.BaseURL = strings.TrimRight(options.BaseURL, "/")
	// HTTP/1.1 only: with HTTP/2 a server can make the transport send a request
	// again on its own.
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: DialTimeout}).DialContext,
		TLSHandshakeTimeout: HandshakeTimeout,
		IdleConnTimeout:     IdleTimeout,
		MaxConnsPerHost:     ConnectionsMax,
		MaxIdleConnsPerHost: ConnectionsMax,
		Protocols:           protocols,
	}
	client := resty.NewWithClient(&http.Client{Transport: transport})
	client.SetRetryCount(0)
	client.SetRedirectPolicy(resty.RedirectPolicyFunc(func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}))
	client.SetResponseBodyLimit(BodyMax)
	client.SetDisableWarn(true)
	client.SetLogger(silent{})
	client.SetHeader("Accept", "application/json").SetHeader("User-Agent", "curbline")
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails (crypto/rand, Go 1.24)
	return &Client{options: options, http: client, transport: transport, salt: salt}, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Keys names the keys in use by a salted digest, which is another at each start
// of the process.
func (c *Client) Keys() string {
	keys, err := c.options.Keys()
	if err != nil {
		return "none"
	}
	digest := sha256.New()
	digest.Write(c.salt)
	digest.Write([]byte(keys.Vendor + "\x00" + keys.User))
	return hex.EncodeToString(digest.Sum(nil)[:8])
}

// reply is all that is known of a call that ended.
type reply struct {
	status     int
	mediaType  string
	body       []byte
	retryAfter time.Duration
	connected  bool  // a connection was had, so that bytes may have left
	err        error // no complete answer came
}

// call makes one request. The query gets the licence number.
func (c *Client) call(ctx context.Context, method, path string, query url.Values, body []byte) reply {
	keys, err := c.options.Keys()
	if err != nil {
		return reply{err: err}
	}
	ctx, cancel := context.WithTimeout(ctx, CallTimeout)
	defer cancel()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	request := c.http.R().SetContext(ctx).SetBasicAuth(keys.Vendor, keys.User)
	if body != nil {
		request.SetHeader("Content-Type", "application/json").SetBody(body)
	}
	address := c.options.BaseURL + path
	if encoded := query.Encode(); encoded != "" {
		address += "?" + encoded
	}
	response, err := request.Execute(method, address)
	answer := reply{connected: connected.Load(), err: err}
	if err != nil || response.RawResponse == nil {
		if answer.err == nil {
			answer.err = errors.New("no answer")
		}
		return answer
	}
	answer.status = response.StatusCode()
	answer.body = response.Body()
	answer.mediaType = mediaType(response.Header().Get("Content-Type"))
	answer.retryAfter = retryAfter(response.Header())
	return answer
}

// read is a paced GET with the licence number.
func (c *Client) read(ctx context.Context, path string, query url.Values) reply {
	if c.options.Pacer != nil {
		if err := c.options.Pacer.Wait(ctx); err != nil {
			return reply{err: err}
		}
	}
	return c.call(ctx, http.MethodGet, path, query, nil)
}

func (c *Client) licensed() url.Values { return url.Values{"licenseNumber": {c.options.License}} }

// retryAfter reads the header in both its forms (RFC 9110, section 10.2.3). A
// date counts from the answer's own Date, so that our clock does not matter.
func retryAfter(header http.Header) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	from, err := http.ParseTime(header.Get("Date"))
	if err != nil {
		return 0
	}
	return max(until.Sub(from), 0)
}

// silent keeps the HTTP library from writing anywhere: its lines may hold what
// a log must not.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}

var _ outbox.Authority = (*Client)(nil)
