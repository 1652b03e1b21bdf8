package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/api"
)

type backend struct {
	done []api.Request
	err  error
}

func (b *backend) SignIn(_ context.Context, badge, _ string) (any, error) {
	return map[string]string{"session": "s-" + badge}, b.err
}
func (b *backend) SignOut(context.Context, string) error                   { return b.err }
func (b *backend) Approve(context.Context, string, string) (string, error) { return "a", b.err }
func (b *backend) Do(_ context.Context, r api.Request) (api.Response, error) {
	b.done = append(b.done, r)
	return api.Response{Result: json.RawMessage(`{}`), Sequence: 7}, b.err
}

func (b *backend) Read(_ context.Context, path string, _ url.Values) (any, error) {
	return map[string]string{"path": path}, b.err
}
func (b *backend) Health(context.Context) any { return map[string]string{"state": "running"} }

func serve(t *testing.T, b *backend) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- api.New(b, "token", slog.New(slog.DiscardHandler)).Serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

func TestRequests(t *testing.T) {
	const command = `{"id":"0190","session":"s","kind":"cart.open","body":{}}`
	for _, c := range []struct {
		name, method, path, body, token, host, origin string
		err                                           error
		status                                        int
		want                                          string
	}{
		{name: "health needs no token", method: "GET", path: "/api/v1/health", status: 200, want: "running"},
		{name: "a command", method: "POST", path: "/api/v1/commands", body: command, token: "token", status: 200, want: `"sequence":7`},
		{name: "a view", method: "GET", path: "/api/v1/sales/x", token: "token", status: 200, want: "sales/x"},
		{name: "no token", method: "GET", path: "/api/v1/sales", status: 401, want: "api.token"},
		{name: "wrong token", method: "GET", path: "/api/v1/sales", token: "tokem", status: 401, want: "api.token"},
		{name: "foreign host", method: "GET", path: "/api/v1/health", host: "evil.example", status: 400, want: "api.host"},
		{name: "a page", method: "POST", path: "/api/v1/commands", body: command, token: "token", origin: "http://evil.example", status: 400, want: "api.origin"},
		{name: "unknown field", method: "POST", path: "/api/v1/commands", body: `{"idd":1}`, token: "token", status: 400, want: "api.malformed"},
		{name: "two values", method: "POST", path: "/api/v1/commands", body: command + "{}", token: "token", status: 400, want: "api.malformed"},
		{name: "at the size limit", method: "POST", path: "/api/v1/commands", body: sized(1 << 20), token: "token", status: 200, want: "sequence"},
		{name: "over the size limit", method: "POST", path: "/api/v1/commands", body: sized(1<<20 + 1), token: "token", status: 400, want: "api.too_large"},
		{
			name: "a refusal", method: "POST", path: "/api/v1/commands", body: command, token: "token", status: 422, want: "sale.over_limit",
			err: terminal.Errorf(terminal.Refused, "sale.over_limit", "Too much."),
		},
		{
			name: "a fault of ours hides its cause", method: "GET", path: "/api/v1/sales", token: "token", status: 500, want: `"code":"internal"`,
			err: errors.New("secret cause"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := serve(t, &backend{err: c.err})
			request, err := http.NewRequestWithContext(t.Context(), c.method, base+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.token != "" {
				request.Header.Set("Authorization", "Bearer "+c.token)
			}
			if c.origin != "" {
				request.Header.Set("Origin", c.origin)
			}
			request.Host = c.host
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = response.Body.Close() }()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != c.status || !strings.Contains(string(body), c.want) || strings.Contains(string(body), "secret cause") {
				t.Errorf("%d %s", response.StatusCode, body)
			}
		})
	}
}

// sized makes a command of exactly n bytes.
func sized(n int) string {
	const head, tail = `{"id":"0190","session":"s","kind":"cart.open","body":"`, `"}`
	return head + strings.Repeat("x", n-len(head)-len(tail)) + tail
}
