package devicetest

import (
	"bytes"
	"context"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/clock"
)

// Exchange is what passed in one call.
type Exchange struct {
	ToDevice bool
	Bytes    []byte
	// After is how long after the exchange before it came; 0 without a clock.
	After time.Duration
}

// Recorder is a devices.Port that keeps what passes through another one.
type Recorder struct {
	devices.Port
	clock clock.Clock

	mu        sync.Mutex
	exchanges []Exchange
	last      time.Duration
}

// NewRecorder records a port without times.
func NewRecorder(port devices.Port) *Recorder { return &Recorder{Port: port} }

// NewTimedRecorder records a port, and when what passed.
func NewTimedRecorder(port devices.Port, source clock.Clock) *Recorder {
	return &Recorder{Port: port, clock: source, last: source.Now().Monotonic}
}

// Exchanges gives what passed so far.
func (r *Recorder) Exchanges() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.exchanges...)
}

// Recording gives what passed so far, to be saved.
func (r *Recorder) Recording() Recording { return Recording(r.Exchanges()) }

func (r *Recorder) keep(toDevice bool, data []byte) {
	if len(data) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	one := Exchange{ToDevice: toDevice, Bytes: bytes.Clone(data)}
	if r.clock != nil {
		now := r.clock.Now().Monotonic
		one.After, r.last = (now - r.last).Truncate(time.Microsecond), now
	}
	r.exchanges = append(r.exchanges, one)
}

// Read reads from the port.
func (r *Recorder) Read(ctx context.Context, buffer []byte) (int, error) {
	n, err := r.Port.Read(ctx, buffer)
	r.keep(false, buffer[:n])
	return n, err
}

// Write writes to the port. What is sent is kept before it goes out, as the
// answer may be read before Write returns.
func (r *Recorder) Write(ctx context.Context, data []byte) (int, error) {
	r.keep(true, data)
	n, err := r.Port.Write(ctx, data)
	if n < len(data) {
		r.cut(len(data) - n)
	}
	return n, err
}

// cut takes the bytes that did not leave off the last exchange to the device.
func (r *Recorder) cut(count int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for index := len(r.exchanges) - 1; index >= 0; index-- {
		if one := &r.exchanges[index]; one.ToDevice {
			one.Bytes = one.Bytes[:max(len(one.Bytes)-count, 0)]
			return
		}
	}
}
