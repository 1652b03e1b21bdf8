package tablet_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/tablet"
)

// listen opens a stream and gives its lines; the channel closes with the stream.
func (s *shop) listen(who func(*http.Request)) (*http.Response, <-chan string, func()) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+s.host+"/events", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	who(r)
	r.Header.Set("Last-Event-ID", "e1-4")
	answer, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	lines := make(chan string, 64)
	go func() {
		defer close(lines)
		defer answer.Body.Close()
		scanner := bufio.NewScanner(answer.Body)
		for scanner.Scan() {
			if scanner.Text() != "" {
				lines <- scanner.Text()
			}
		}
	}()
	stop := func() {
		cancel()
		for range lines { // until the reader is gone
		}
	}
	s.t.Cleanup(stop)
	return answer, lines, stop
}

// next is the next line, empty at the end of the stream.
func next(t *testing.T, lines <-chan string) string {
	t.Helper()
	select {
	case line := <-lines:
		return line
	case <-time.After(10 * time.Second):
		t.Fatal("nothing comes")
		return ""
	}
}

func wantLines(t *testing.T, lines <-chan string, all ...string) {
	t.Helper()
	for _, want := range all {
		if got := next(t, lines); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
}

var signedIn = cookies("__Host-device="+token, "__Host-session=session-1")

func TestEvents(t *testing.T) {
	s := open(t)
	answer, lines, _ := s.listen(signedIn)
	if answer.ProtoMajor != 2 || answer.Header.Get("Content-Type") != "text/event-stream" {
		t.Error(answer.ProtoMajor, answer.Header)
	}
	checkHeaders(t, "GET /events", answer)
	wantLines(t, lines, ": open", "retry: 2000")
	s.tell(deviceID, curb.Change{Epoch: "e1\nevil: x", Sequence: 7, Orders: []string{"A-1\n\ndata: x"}, Kinds: []string{"order.moved"}})
	wantLines(t, lines, "event: changed", "id: e1evil: x-7", `data: {"seq":7,"orders":["A-1\n\ndata: x"]}`)
	s.tell(deviceID, curb.Change{Epoch: "e1", Sequence: 8})
	wantLines(t, lines, "event: changed", "id: e1-8", `data: {"seq":8,"orders":[]}`)

	// A newer stream of the same tablet ends the older one; that of another does not.
	_, others, _ := s.listen(cookies("__Host-device="+otherToken, "__Host-session=session-2"))
	wantLines(t, others, ": open", "retry: 2000")
	_, newer, _ := s.listen(signedIn)
	wantLines(t, lines, "event: replaced", "data: {}", "")
	wantLines(t, newer, ": open", "retry: 2000")

	// One that the desk cuts for reading too slowly ends, and may come back.
	s.locked(func() { s.cut(deviceID) })
	wantLines(t, newer, "")
	_, back, _ := s.listen(signedIn)
	wantLines(t, back, ": open", "retry: 2000")

	s.want(s.ask("POST", "/sign-out", ""), http.StatusSeeOther, "/sign-in")
	wantLines(t, back, "event: ended", "data: {}", "")
	s.revoke(otherToken)
	s.tell(otherID, curb.Change{Epoch: "e1", Sequence: 9, Orders: []string{"A-9"}})
	wantLines(t, others, "event: ended", "data: {}", "") // and not what changed
	eventually(t, "all watches stopped", func() (all bool) {
		s.locked(func() { all = s.stops == 4 })
		return all
	})
}

func TestEventsNeedSomebody(t *testing.T) {
	s := open(t)
	for _, who := range []string{"", "__Host-device=" + token, "__Host-device=" + token + "; __Host-session=session-2"} {
		answer := s.ask("GET", "/events", "", cookies(who), header("Accept", "text/event-stream"))
		if answer.StatusCode != http.StatusSeeOther || strings.Contains(bodyOf(t, answer), "open") {
			t.Errorf("%q: %d", who, answer.StatusCode)
		}
	}
	s.want(s.ask("HEAD", "/events", ""), http.StatusOK, "")
	if len(s.watching) != 0 {
		t.Error("somebody watches")
	}
}

func TestStreamsAreBounded(t *testing.T) {
	s := open(t)
	for i := range tablet.StreamsMax + 1 {
		s.locked(func() {
			s.devices[fmt.Sprint("t", i)], s.sessions[fmt.Sprint("s", i)] = fmt.Sprint("d", i), fmt.Sprint("d", i)
		})
	}
	who := func(i int) func(*http.Request) {
		return cookies(fmt.Sprint("__Host-device=t", i), fmt.Sprint("__Host-session=s", i))
	}
	var last func()
	for i := range tablet.StreamsMax {
		answer, _, stop := s.listen(who(i))
		if answer.StatusCode != http.StatusOK {
			t.Fatal(i, answer.StatusCode)
		}
		last = stop
	}
	answer, _, _ := s.listen(who(tablet.StreamsMax))
	if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" {
		t.Error(answer.StatusCode)
	}
	if again, _, _ := s.listen(who(0)); again.StatusCode != http.StatusOK {
		t.Error("a tablet that has one may not open it anew:", again.StatusCode)
	}
	last()
	eventually(t, "room for another", func() bool {
		answer, _, _ := s.listen(who(tablet.StreamsMax))
		return answer.StatusCode == http.StatusOK
	})
}

func TestServeEndsTheStreams(t *testing.T) {
	s := open(t)
	_, lines, _ := s.listen(signedIn)
	wantLines(t, lines, ": open", "retry: 2000")
	began := time.Now()
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Error("the stream held the end up for", took)
	}
	wantLines(t, lines, ": closing", "")
}

// pipes is a listener of connections inside the program, so that time in a
// bubble of synctest stands still while they are quiet.
type pipes struct {
	conns chan net.Conn
	ended chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.ended:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.ended); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// inBubble runs a server inside a bubble; dial gives a connection to it.
func inBubble(t *testing.T, do func(t *testing.T, s *shop, dial func(protocols ...string) *tls.Conn)) {
	t.Helper()
	papers() // made outside, where time runs
	synctest.Test(t, func(t *testing.T) {
		s := &shop{t: t, desk: newDesk(), host: "t1.local"}
		s.server, s.clock, s.log = newServer(t, s.desk, s.host)
		listener := &pipes{conns: make(chan net.Conn), ended: make(chan struct{})}
		ctx, cancel := context.WithCancel(t.Context())
		served := make(chan error, 1)
		go func() { served <- s.server.Serve(ctx, listener) }()
		do(t, s, func(protocols ...string) *tls.Conn {
			near, far := net.Pipe()
			listener.conns <- far
			return tls.Client(near, &tls.Config{
				RootCAs: papers().pool, ServerName: "127.0.0.1", NextProtos: protocols,
				Time: func() time.Time { return papers().leafFrom },
			})
		})
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

// overHTTP1 opens a stream by hand, on a connection that is read only if the
// test does so.
func overHTTP1(t *testing.T, do func(t *testing.T, s *shop, conn *tls.Conn)) {
	inBubble(t, func(t *testing.T, s *shop, dial func(...string) *tls.Conn) {
		conn := dial()
		defer conn.NetConn().Close()
		if _, err := fmt.Fprintf(conn, "GET /events HTTP/1.1\r\nHost: t1.local\r\nCookie: __Host-device=%s; __Host-session=session-1\r\n\r\n", token); err != nil {
			t.Fatal(err)
		}
		do(t, s, conn)
	})
}

// overHTTP2 opens a stream as a browser does.
func overHTTP2(t *testing.T, do func(t *testing.T, s *shop, body io.Reader)) {
	inBubble(t, func(t *testing.T, s *shop, dial func(...string) *tls.Conn) {
		transport := &http.Transport{ForceAttemptHTTP2: true, DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			conn := dial("h2")
			return conn, conn.HandshakeContext(ctx)
		}}
		defer transport.CloseIdleConnections()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://t1.local/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		signedIn(r)
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		if answer.ProtoMajor != 2 || answer.StatusCode != http.StatusOK {
			t.Fatal(answer.Proto, answer.StatusCode)
		}
		do(t, s, answer.Body)
	})
}

// cutAfter is how long it takes until the server has given a stream up.
func cutAfter(t *testing.T, s *shop) time.Duration {
	t.Helper()
	began, tick := time.Now(), time.NewTicker(100*time.Millisecond)
	defer tick.Stop()
	for cut := false; !cut; {
		<-tick.C
		if s.locked(func() { cut = s.stops == 1 }); time.Since(began) > time.Minute {
			t.Fatal("never cut")
		}
	}
	return time.Since(began)
}

func TestASlowTabletIsCut(t *testing.T) {
	overHTTP1(t, func(t *testing.T, s *shop, conn *tls.Conn) {
		head := make([]byte, 64)
		if _, err := conn.Read(head); err != nil || !strings.HasPrefix(string(head), "HTTP/1.1 200") {
			t.Fatal(string(head), err)
		}
		// From here on it reads no more; the next ping stays in the pipe.
		if took := cutAfter(t, s); took > tablet.PingInterval+tablet.WriteMax+time.Second {
			t.Error("cut after", took)
		}
	})
	overHTTP2(t, func(t *testing.T, s *shop, _ io.Reader) {
		// More than a browser takes without reading; only this stream is cut.
		for i := range 20 {
			s.tell(deviceID, curb.Change{Epoch: "e1", Sequence: int64(i), Orders: []string{strings.Repeat("x", 1<<20)}})
		}
		if took := cutAfter(t, s); took > tablet.WriteMax+time.Second {
			t.Error("cut after", took)
		}
	})
}

// pingsOf reads pings for two minutes, which is longer than a request may take.
func pingsOf(t *testing.T, s *shop, body io.Reader) {
	t.Helper()
	lines := bufio.NewScanner(body)
	began, pings := time.Now(), 0
	for pings < 12 && lines.Scan() {
		if lines.Text() == ": ping" {
			pings++
		}
	}
	if took := time.Since(began); pings != 12 || took != 12*tablet.PingInterval {
		t.Error(pings, "pings in", took)
	}
	s.revoke(token)
	ended := false
	for !ended && lines.Scan() {
		ended = lines.Text() == "event: ended"
	}
	if took := time.Since(began); !ended || took != 13*tablet.PingInterval {
		t.Error(ended, took)
	}
}

func TestPings(t *testing.T) {
	overHTTP1(t, func(t *testing.T, s *shop, conn *tls.Conn) { pingsOf(t, s, conn) })
	overHTTP2(t, pingsOf)
}

func TestAStreamKeepsNobodySignedIn(t *testing.T) {
	overHTTP1(t, func(t *testing.T, s *shop, conn *tls.Conn) {
		lines, pings := bufio.NewScanner(conn), 0
		for lines.Scan() && lines.Text() != "event: ended" {
			if lines.Text() == ": ping" {
				pings++
				s.clock.Advance(tablet.PingInterval)
			}
		}
		if want := int(tablet.HandsOffMax/tablet.PingInterval) + 1; pings != want {
			t.Errorf("%d pings, want %d", pings, want)
		}
		s.locked(func() {
			if _, ok := s.sessions["session-1"]; ok {
				t.Error("the session lives on")
			}
		})
	})
}

func TestWhoReadsSlowlyKeepsNobodyWaiting(t *testing.T) {
	inBubble(t, func(t *testing.T, s *shop, dial func(...string) *tls.Conn) {
		for range tablet.RequestsAtOnceMax {
			conn := dial()
			defer conn.NetConn().Close()
			if _, err := fmt.Fprint(conn, "GET /help HTTP/1.1\r\nHost: t1.local\r\n\r\n"); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Read(make([]byte, 1)); err != nil { // its answer is under way
				t.Fatal(err)
			}
		}
		conn, began := dial(), time.Now()
		defer conn.NetConn().Close()
		if _, err := fmt.Fprint(conn, "GET /offline HTTP/1.1\r\nHost: t1.local\r\nConnection: close\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		if err != nil || !strings.Contains(string(answer), "200 OK") || !strings.Contains(string(answer), "T1 is out of reach") {
			t.Errorf("%.100s %v", answer, err)
		}
		if took := time.Since(began); took > time.Second {
			t.Error("it took", took)
		}
	})
}
