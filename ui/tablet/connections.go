package tablet

import (
	"net"
	"sync"
)

// A tablet needs one connection, two while it loads over HTTP/1.1.
const (
	connectionsMax           = 256
	connectionsPerAddressMax = 128
)

// boundedListener closes connections beyond its limits as soon as they are
// accepted: one machine that opens many must not keep the tablets out, as it
// would if the others waited in line behind it.
type boundedListener struct {
	net.Listener
	max, perAddress int
	mu              sync.Mutex
	open            int
	byAddress       map[string]int
}

func limitConnections(listener net.Listener, max, perAddress int) net.Listener {
	return &boundedListener{Listener: listener, max: max, perAddress: perAddress, byAddress: map[string]int{}}
}

// Accept gives the next connection that is within the limits.
func (l *boundedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		address := addressKey(conn.RemoteAddr().String())
		if l.take(address) {
			return &boundedConn{Conn: conn, release: sync.OnceFunc(func() { l.give(address) })}, nil
		}
		_ = conn.Close() // nothing was said yet
	}
}

func (l *boundedListener) take(address string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open >= l.max || l.byAddress[address] >= l.perAddress {
		return false
	}
	l.open++
	l.byAddress[address]++
	return true
}

func (l *boundedListener) give(address string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open--
	if l.byAddress[address]--; l.byAddress[address] == 0 {
		delete(l.byAddress, address)
	}
}

type boundedConn struct {
	net.Conn
	release func()
}

// Close closes the connection and makes room for another.
func (c *boundedConn) Close() error {
	defer c.release()
	return c.Conn.Close()
}
