package browser

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Relay is the shop's Wi-Fi: bytes go through it between the tablets and the
// terminal, until it is told otherwise. It sees TLS only.
type Relay struct {
	listener net.Listener
	target   string
	tasks    sync.WaitGroup

	mu     sync.Mutex
	open   map[net.Conn]bool
	gone   bool
	silent atomic.Bool
	up     atomic.Int64
	down   atomic.Int64
}

// NewRelay listens on a port of its own and passes everything on to target
// until the test ends.
func NewRelay(t testing.TB, target string) *Relay {
	t.Helper()
	var lines net.ListenConfig
	listener, err := lines.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &Relay{listener: listener, target: target, open: map[net.Conn]bool{}}
	r.tasks.Go(r.accept)
	t.Cleanup(func() {
		_ = listener.Close()
		r.Cut()
		r.tasks.Wait()
	})
	return r
}

// Address is where the tablets connect, for Options.Through.
func (r *Relay) Address() string { return r.listener.Addr().String() }

// Cut is the Wi-Fi lost: every connection ends and none begins.
func (r *Relay) Cut() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = true
	for line := range r.open {
		_ = line.Close()
	}
}

// Restore brings the Wi-Fi back.
func (r *Relay) Restore() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.gone = false
	r.silent.Store(false)
}

// LoseAnswers keeps what the terminal says from the tablets while what they say
// still arrives.
func (r *Relay) LoseAnswers() { r.silent.Store(true) }

// Bytes gives how many bytes went to the terminal and came from it.
func (r *Relay) Bytes() (up, down int64) { return r.up.Load(), r.down.Load() }

func (r *Relay) accept() {
	for {
		line, err := r.listener.Accept()
		if err != nil {
			return
		}
		if !r.keep(line) {
			continue
		}
		r.tasks.Go(func() { r.pass(line) })
	}
}

// keep notes an open connection, or closes it while the Wi-Fi is gone.
func (r *Relay) keep(line net.Conn) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.gone {
		_ = line.Close()
		return false
	}
	r.open[line] = true
	return true
}

func (r *Relay) forget(line net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.open, line)
	_ = line.Close()
}

func (r *Relay) pass(tablet net.Conn) {
	defer r.forget(tablet)
	var dialer net.Dialer
	server, err := dialer.DialContext(context.Background(), "tcp", r.target)
	if err != nil || !r.keep(server) {
		return
	}
	defer r.forget(server)
	var both sync.WaitGroup
	both.Go(func() { r.copy(server, tablet, &r.up, func() bool { return false }) })
	both.Go(func() { r.copy(tablet, server, &r.down, r.silent.Load) })
	both.Wait()
}

// copy passes bytes on until one side ends, and then ends the other.
func (r *Relay) copy(to, from net.Conn, count *atomic.Int64, drop func() bool) {
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !drop() {
			count.Add(int64(n))
			if _, writeErr := to.Write(buffer[:n]); writeErr != nil {
				err = errors.Join(err, writeErr)
			}
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				_ = from.Close()
			}
			_ = to.Close()
			return
		}
	}
}
