package serialport

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"

	"github.com/curbline/curbline/devices"
)

type writeRequest struct {
	chunk []byte
	done  chan writeResult // buffered: the writer never waits for a caller that left
}

type writeResult struct {
	n   int
	err error
}

// writeLoop is the only caller of the library's Write.
func (p *Port) writeLoop() {
	defer close(p.writerDone)
	for {
		select {
		case <-p.closing:
			return
		case <-p.gone:
			return
		case request := <-p.requests:
			n, err := p.line.Write(request.chunk)
			request.done <- writeResult{n: n, err: err}
			// If the caller gave up on this write, it is back now. The result goes
			// first: a caller that is just giving up then finds it.
			p.abandoned.Store(0)
			if errors.Is(err, syscall.EIO) || errors.Is(err, syscall.ENXIO) || errors.Is(err, os.ErrClosed) {
				p.lost()
			}
		}
	}
}

// Write implements devices.Port.
func (p *Port) Write(ctx context.Context, data []byte) (int, error) {
	written := 0
	for written < len(data) {
		chunk := data[written:min(written+writeChunkBytes, len(data))]
		n, err := p.writeChunk(ctx, chunk)
		written += n
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

func (p *Port) writeChunk(ctx context.Context, chunk []byte) (int, error) {
	if err := p.ended(); err != nil {
		return 0, err
	}
	if ctx.Err() != nil {
		return 0, p.contextError(ctx)
	}
	if p.Abandoned() > 0 {
		return 0, devices.Errorf(devices.Busy, "An earlier write to %s has not come back yet.", p.settings.Name)
	}
	watchdog := time.NewTimer(p.settings.WriteWait)
	defer watchdog.Stop()
	// The writer may still hold the bytes after we gave up on it.
	request := writeRequest{chunk: append([]byte(nil), chunk...), done: make(chan writeResult, 1)}
	select {
	case p.requests <- request:
	case <-ctx.Done():
		return 0, p.contextError(ctx)
	case <-watchdog.C:
		return 0, devices.Errorf(devices.Busy, "An earlier write to %s has not come back yet.", p.settings.Name)
	case <-p.closing:
		return 0, p.ended()
	case <-p.gone:
		return 0, p.ended()
	}
	select {
	case result := <-request.done:
		return p.finished(result)
	case <-ctx.Done():
	case <-watchdog.C:
	case <-p.closing:
	}
	p.abandoned.Store(1)
	select {
	case result := <-request.done:
		// It came back while we were giving up.
		p.abandoned.Store(0)
		return p.finished(result)
	default:
	}
	return 0, devices.Errorf(devices.Abandoned, "The device at %s does not take data.", p.settings.Name).
		WithHint("Check that it is switched on, has paper and its cover is closed.")
}

func (p *Port) finished(result writeResult) (int, error) {
	if result.err == nil {
		return result.n, nil
	}
	if errors.Is(result.err, syscall.EIO) || errors.Is(result.err, syscall.ENXIO) || errors.Is(result.err, os.ErrClosed) {
		p.lost()
		return result.n, p.ended()
	}
	return result.n, devices.Errorf(devices.Protocol, "Writing to %s failed.", p.settings.Name).Wrap(result.err)
}
