// Package serialport makes github.com/tarm/serial a devices.Port.
//
// The library alone reports a time-out and an unplugged device alike, its Write
// can block for ever and its Close behind it. So each port has one goroutine
// that reads and one that writes, a watchdog over writes, and a judgement of
// what an empty read means: see reader.go and writer.go.
package serialport

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/tarm/serial"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/clock"
)

const (
	// readWait is the library's smallest read time-out (VTIME counts tenths of a
	// second). Bytes come back at once; this bounds only how long Close waits.
	readWait = 100 * time.Millisecond
	// readChunkBytes is the buffer of one read.
	readChunkBytes = 256
	// incomingChunksMax bounds what waits for a reader; beyond it the kernel's
	// buffer fills, which is where unread bytes belong.
	incomingChunksMax = 64
	// writeChunkBytes is the most that one write to the library carries, so that
	// little is in doubt when it does not come back.
	writeChunkBytes = 256
	// WriteWait is the default for how long one chunk may take: 256 bytes at 1200
	// baud take 2.2 s, at 9600 baud 0.27 s.
	WriteWait = 2500 * time.Millisecond
	// closeWait bounds Close.
	closeWait = 500 * time.Millisecond
)

// Settings name a port. Baud is ignored by most USB adapters but must be one
// that the system knows.
type Settings struct {
	Name      string
	Baud      int
	WriteWait time.Duration // 0 means WriteWait
	Clock     clock.Clock
}

// Opener opens ports and remembers the ones with a write that never came back:
// a name with one is not opened again, so there is at most one such writer a
// port. The zero value is ready.
type Opener struct {
	mu    sync.Mutex
	stuck map[string]*Port
}

// Open opens a port with 8 data bits, no parity, 1 stop bit. Errors:
// BadSettings, PortMissing, PortRefused, Busy.
func (o *Opener) Open(settings Settings) (*Port, error) {
	if settings.Name == "" || settings.Clock == nil {
		return nil, devices.Errorf(devices.BadSettings, "A serial port needs a name and a clock.")
	}
	if settings.WriteWait <= 0 {
		settings.WriteWait = WriteWait
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if old := o.stuck[settings.Name]; old != nil {
		if old.Abandoned() > 0 {
			return nil, devices.Errorf(devices.Busy, "A write to %s has not come back yet.", settings.Name).
				WithHint("Switch the device off and on, or unplug it and plug it in again.")
		}
		delete(o.stuck, settings.Name)
	}
	if _, err := os.Stat(settings.Name); errors.Is(err, fs.ErrNotExist) {
		return nil, devices.Errorf(devices.PortMissing, "There is no device at %s.", settings.Name).
			WithHint("Check that it is plugged in and switched on.").Wrap(err)
	}
	line, err := serial.OpenPort(&serial.Config{Name: settings.Name, Baud: settings.Baud, ReadTimeout: readWait})
	if err != nil {
		return nil, devices.Errorf(devices.PortRefused, "%s cannot be opened as a serial port.", settings.Name).
			WithHint("Check the name and the baud rate, and that this user may use serial ports.").Wrap(err)
	}
	// What waits from before we listened is stale: an old scan must not act on
	// whatever is on the screen now.
	_ = line.Flush()
	port := &Port{
		settings: settings, line: line, opener: o,
		incoming: make(chan []byte, incomingChunksMax), requests: make(chan writeRequest),
		closing: make(chan struct{}), gone: make(chan struct{}),
		readerDone: make(chan struct{}), writerDone: make(chan struct{}), closed: make(chan struct{}),
	}
	go port.readLoop()
	go port.writeLoop()
	return port, nil
}

func (o *Opener) remember(port *Port) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.stuck == nil {
		o.stuck = make(map[string]*Port)
	}
	o.stuck[port.settings.Name] = port
}

// Port is an open serial port. It implements devices.Port.
type Port struct {
	settings Settings
	line     *serial.Port
	opener   *Opener

	incoming chan []byte
	rest     []byte // of the chunk that Read is at; only Read touches it

	requests  chan writeRequest
	abandoned atomic.Int32

	closing   chan struct{} // closed by Close
	gone      chan struct{} // closed when the device went away
	goneOnce  sync.Once
	closeOnce sync.Once

	readerDone chan struct{}
	writerDone chan struct{}
	closed     chan struct{} // the library's port is closed
}

// Name gives the path that the port was opened with.
func (p *Port) Name() string { return p.settings.Name }

// Abandoned gives the number of writes that have not come back: 0 or 1.
func (p *Port) Abandoned() int { return int(p.abandoned.Load()) }

// Gone is closed when the device went away.
func (p *Port) Gone() <-chan struct{} { return p.gone }

// Close ends both goroutines and closes the library's port. With a stuck write
// it returns after half a second and the rest happens when the write comes back,
// at the latest when the device is unplugged; until then the Opener refuses the
// name.
func (p *Port) Close() error {
	p.closeOnce.Do(func() {
		close(p.closing)
		go func() {
			<-p.readerDone
			<-p.writerDone
			// Closing a serial port fails only where it is gone already.
			_ = p.line.Close()
			close(p.closed)
		}()
	})
	timer := time.NewTimer(closeWait)
	defer timer.Stop()
	select {
	case <-p.closed:
	case <-timer.C:
		if p.Abandoned() > 0 {
			p.opener.remember(p)
		}
	}
	return nil
}

func (p *Port) lost() {
	p.goneOnce.Do(func() { close(p.gone) })
}

// ended gives the error of a port that is of no more use, or nil.
func (p *Port) ended() error {
	select {
	case <-p.closing:
		return devices.Errorf(devices.Closed, "The port %s is closed.", p.settings.Name)
	default:
	}
	select {
	case <-p.gone:
		return devices.Errorf(devices.Unplugged, "The device at %s was unplugged or switched off.", p.settings.Name).
			WithHint("Plug it in again. It is opened again by itself.")
	default:
		return nil
	}
}

// contextError turns a context's end into a Port's error.
func (p *Port) contextError(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return devices.Errorf(devices.Timeout, "The device at %s did not answer in time.", p.settings.Name)
	}
	return ctx.Err()
}
