package devicetest

import (
	"bytes"
	"context"
	"sync"

	"github.com/curbline/curbline/devices"
)

// Exchange is what passed in one call.
type Exchange struct {
	ToDevice bool
	Bytes    []byte
}

// Recorder is a devices.Port that keeps what passes through another one.
type Recorder struct {
	devices.Port

	mu        sync.Mutex
	exchanges []Exchange
}

// NewRecorder records a port.
func NewRecorder(port devices.Port) *Recorder { return &Recorder{Port: port} }

// Exchanges gives what passed so far.
func (r *Recorder) Exchanges() []Exchange {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Exchange(nil), r.exchanges...)
}

func (r *Recorder) keep(toDevice bool, data []byte) {
	if len(data) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, Exchange{ToDevice: toDevice, Bytes: bytes.Clone(data)})
}

// Read reads from the port.
func (r *Recorder) Read(ctx context.Context, buffer []byte) (int, error) {
	n, err := r.Port.Read(ctx, buffer)
	r.keep(false, buffer[:n])
	return n, err
}

// Write writes to the port.
func (r *Recorder) Write(ctx context.Context, data []byte) (int, error) {
	n, err := r.Port.Write(ctx, data)
	r.keep(true, data[:n])
	return n, err
}
