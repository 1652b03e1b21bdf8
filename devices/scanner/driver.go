package scanner

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/clock"
)

// ScansMax bounds how many scans wait to be taken. A scan that finds the queue
// full is dropped and counted: acted on late, it would change another cart.
const ScansMax = 16

// lateWait is how much longer than the framer's gap is waited on a machine that
// is busy.
const lateWait = 2 * time.Millisecond

// Queue is where scans wait for the service. It outlives a port, so that a
// scanner that was unplugged goes on in the same queue.
type Queue struct {
	scans   chan Scan
	dropped atomic.Int64
}

// NewQueue makes an empty queue.
func NewQueue() *Queue { return &Queue{scans: make(chan Scan, ScansMax)} }

// Scans gives the scans in order.
func (q *Queue) Scans() <-chan Scan { return q.scans }

// Dropped counts the scans that found the queue full.
func (q *Queue) Dropped() int { return int(q.dropped.Load()) }

func (q *Queue) put(scan Scan) {
	select {
	case q.scans <- scan:
	default:
		scan.Wipe()
		q.dropped.Add(1)
	}
}

// Driver reads a scanner's port. It implements devices.Scanner.
type Driver struct {
	port   devices.Port
	framer *Framer
	queue  *Queue
	clock  clock.Clock
}

var _ devices.Scanner = (*Driver)(nil)

// New makes a driver for an open port. The caller keeps and closes the port.
func New(port devices.Port, queue *Queue, framer *Framer, clock clock.Clock) *Driver {
	return &Driver{port: port, framer: framer, queue: queue, clock: clock}
}

// Run reads until ctx ends (nil) or the port is gone (the port's error).
func (d *Driver) Run(ctx context.Context) error {
	buffer := make([]byte, 256)
	defer clear(buffer)
	for {
		n, err := d.read(ctx, buffer)
		if devices.CodeOf(err) == devices.Timeout {
			n, err = d.readLate(ctx, buffer)
		}
		now := d.clock.Now().Monotonic
		var scans []Scan
		switch {
		case n > 0:
			scans = d.framer.Feed(buffer[:n], now)
		case ctx.Err() != nil:
			return nil
		case devices.CodeOf(err) == devices.Timeout:
			scans = d.framer.Tick(now)
		case err != nil:
			return err
		}
		for _, scan := range scans {
			d.queue.put(scan)
		}
	}
}

// read waits for bytes, at most until the framer's deadline.
func (d *Driver) read(ctx context.Context, buffer []byte) (int, error) {
	due, open := d.framer.Deadline()
	if !open {
		return d.port.Read(ctx, buffer)
	}
	wait := max(due-d.clock.Now().Monotonic, 0) + time.Millisecond
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	return d.port.Read(limited, buffer)
}

// readLate reads what came while this process was held up: bytes that wait must
// not look like silence after them.
func (d *Driver) readLate(ctx context.Context, buffer []byte) (int, error) {
	limited, cancel := context.WithTimeout(ctx, lateWait)
	defer cancel()
	return d.port.Read(limited, buffer)
}
