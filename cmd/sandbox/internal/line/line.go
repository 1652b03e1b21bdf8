// Package line is a listener whose line can be taken down and brought up again:
// connections are refused, or taken and dropped, as they are when a cable, a
// router or a whole service is gone.
package line

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"

	"golang.org/x/sys/unix"
)

// Mode is how a line is.
type Mode string

// The modes.
const (
	Up     Mode = "up"
	Refuse Mode = "refuse" // nobody listens: a connection is refused at once
	Drop   Mode = "drop"   // a connection is taken and reset at once
	Silent Mode = "silent" // a connection is taken and then nothing comes
)

// Valid says whether it is one of the modes.
func (m Mode) Valid() bool { return m == Up || m == Refuse || m == Drop || m == Silent }

// silentMax bounds the connections that a silent line holds.
const silentMax = 256

// Line is a net.Listener on a TCP address that stays the same whatever its mode.
type Line struct {
	address *net.TCPAddr

	mu      sync.Mutex
	changed *sync.Cond
	mode    Mode
	inner   net.Listener // nil while refusing or closed
	guard   int          // a bound socket that keeps the port while refusing; -1 otherwise
	open    map[*tracked]bool
	held    []net.Conn // by a silent line
	closed  bool
}

// Listen opens a line, up, on an IPv4 address such as 127.0.0.1:0.
func Listen(address string) (*Line, error) {
	inner, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp4", address)
	if err != nil {
		return nil, fmt.Errorf("line: %w", err)
	}
	taken, is := inner.Addr().(*net.TCPAddr)
	if !is {
		return nil, errors.Join(errors.New("line: not a TCP address"), inner.Close())
	}
	l := &Line{address: taken, mode: Up, inner: inner, guard: -1, open: map[*tracked]bool{}}
	l.changed = sync.NewCond(&l.mu)
	return l, nil
}

// Addr is where the line ends, in every mode.
func (l *Line) Addr() net.Addr { return l.address }

// Mode gives the mode.
func (l *Line) Mode() Mode {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mode
}

// SetMode changes the mode. Every mode but Up ends the connections that are
// there. Errors: an unknown mode, a closed line, a port that was lost.
func (l *Line) SetMode(mode Mode) error {
	if !mode.Valid() {
		return fmt.Errorf("line: no mode %q", mode)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	l.mode = mode
	if mode != Up {
		l.resetAll()
	}
	if mode != Silent {
		l.releaseHeld()
	}
	defer l.changed.Broadcast()
	if mode == Refuse {
		return l.leave()
	}
	return l.listen()
}

// leave stops listening and keeps the port with a socket that is only bound:
// the kernel refuses connections to it and gives the port to nobody else.
func (l *Line) leave() error {
	if l.inner == nil {
		return nil
	}
	err := l.inner.Close()
	l.inner = nil
	if err != nil {
		return fmt.Errorf("line: %w", err)
	}
	socket, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("line: %w", err)
	}
	bound := &unix.SockaddrInet4{Port: l.address.Port}
	copy(bound.Addr[:], l.address.IP.To4())
	if err := errors.Join(unix.SetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1), unix.Bind(socket, bound)); err != nil {
		return errors.Join(fmt.Errorf("line: %w", err), unix.Close(socket))
	}
	l.guard = socket
	return nil
}

func (l *Line) listen() error {
	if l.inner != nil {
		return nil
	}
	inner, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp4", l.address.String())
	if err != nil {
		return fmt.Errorf("line: %w", err)
	}
	l.inner = inner
	l.dropGuard()
	return nil
}

func (l *Line) dropGuard() {
	if l.guard >= 0 {
		_ = unix.Close(l.guard) // a bound socket has nothing to lose
		l.guard = -1
	}
}

// Accept waits for a connection while the line is up.
func (l *Line) Accept() (net.Conn, error) {
	for {
		inner, err := l.listening()
		if err != nil {
			return nil, err
		}
		connection, err := inner.Accept()
		if err != nil {
			if l.replaced(inner) {
				continue
			}
			return nil, err
		}
		if taken := l.take(connection); taken != nil {
			return taken, nil
		}
	}
}

// listening waits until there is something to accept from.
func (l *Line) listening() (net.Listener, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.inner == nil && !l.closed {
		l.changed.Wait()
	}
	if l.closed {
		return nil, net.ErrClosed
	}
	return l.inner, nil
}

func (l *Line) replaced(inner net.Listener) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !l.closed && l.inner != inner
}

// take gives the connection to the caller of Accept, or ends or holds it.
func (l *Line) take(connection net.Conn) net.Conn {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.mode == Silent && !l.closed && len(l.held) < silentMax:
		l.held = append(l.held, connection)
		return nil
	case l.mode != Up || l.closed:
		reset(connection)
		return nil
	}
	taken := &tracked{Conn: connection, line: l}
	l.open[taken] = true
	return taken
}

func (l *Line) resetAll() {
	for connection := range l.open {
		reset(connection.Conn)
	}
	clear(l.open)
}

func (l *Line) releaseHeld() {
	for _, connection := range l.held {
		reset(connection)
	}
	l.held = nil
}

// reset ends a connection with RST instead of FIN, so that the other side
// cannot take it for a polite end.
func reset(connection net.Conn) {
	if tcp, is := connection.(*net.TCPConn); is {
		_ = tcp.SetLinger(0) // a plain close does where it is not taken
	}
	_ = connection.Close()
}

// Close ends the line and frees its port.
func (l *Line) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	l.dropGuard()
	l.releaseHeld()
	l.changed.Broadcast()
	if l.inner == nil {
		return nil
	}
	return l.inner.Close()
}

// tracked is a connection that the line can end.
type tracked struct {
	net.Conn
	line *Line
}

func (t *tracked) Close() error {
	t.line.mu.Lock()
	delete(t.line.open, t)
	t.line.mu.Unlock()
	return t.Conn.Close()
}

// SetLinger lets a handler end the connection with RST after a hijack.
func (t *tracked) SetLinger(seconds int) error {
	if tcp, is := t.Conn.(*net.TCPConn); is {
		return tcp.SetLinger(seconds)
	}
	return nil
}
