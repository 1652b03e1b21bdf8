package line_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/cmd/sandbox/internal/line"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// served is an HTTP server behind a line.
func served(t *testing.T) *line.Line {
	t.Helper()
	l, err := line.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") })}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-done; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
	return l
}

func get(l *line.Line, wait time.Duration) error {
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	response, err := (&http.Client{Transport: transport, Timeout: wait}).Get("http://" + l.Addr().String())
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func TestModes(t *testing.T) {
	l := served(t)
	for range 2 {
		for _, c := range []struct {
			mode line.Mode
			want error
		}{
			{line.Up, nil},
			{line.Refuse, syscall.ECONNREFUSED},
			{line.Refuse, syscall.ECONNREFUSED},
			{line.Up, nil},
			{line.Silent, os.ErrDeadlineExceeded},
			{line.Refuse, syscall.ECONNREFUSED},
			{line.Up, nil},
		} {
			if err := l.SetMode(c.mode); err != nil {
				t.Fatal(err)
			}
			wait := 5 * time.Second
			if c.mode == line.Silent {
				wait = 50 * time.Millisecond
			}
			err := get(l, wait)
			var timeout net.Error
			if c.mode == line.Silent && errors.As(err, &timeout) && timeout.Timeout() {
				continue
			}
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.mode, err, c.want)
			}
		}
		if err := l.SetMode(line.Drop); err != nil {
			t.Fatal(err)
		}
		if err := get(l, 5*time.Second); err == nil || errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("drop: %v", err)
		}
	}
	if err := l.SetMode("sideways"); err == nil {
		t.Error("an unknown mode was taken")
	}
}

func TestGoingDownEndsConnections(t *testing.T) {
	l := served(t)
	for _, mode := range []line.Mode{line.Refuse, line.Drop, line.Silent} {
		if err := l.SetMode(line.Up); err != nil {
			t.Fatal(err)
		}
		connection, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		// One answer, so that the connection is past being accepted.
		if _, err := io.WriteString(connection, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := connection.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		if err := l.SetMode(mode); err != nil {
			t.Fatal(err)
		}
		if err := connection.SetReadDeadline(time.Now().Add(5 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(connection); !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: %v", mode, err)
		}
		closed(t, connection)
	}
}

func TestAClosedLineFreesItsPort(t *testing.T) {
	for _, mode := range []line.Mode{line.Up, line.Refuse, line.Silent} {
		l, err := line.Listen("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		if err := l.SetMode(mode); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.SetMode(line.Up); !errors.Is(err, net.ErrClosed) {
			t.Errorf("a closed line came up: %v", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%v", err)
		}
		again, err := net.Listen("tcp4", l.Addr().String())
		if err != nil {
			t.Fatalf("%s: %v", mode, err)
		}
		closed(t, again)
	}
}

// closed ends something whose end must succeed.
func closed(t *testing.T, one io.Closer) {
	t.Helper()
	if err := one.Close(); err != nil {
		t.Error(err)
	}
}
