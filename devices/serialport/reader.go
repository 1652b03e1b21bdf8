package serialport

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

const (
	// fastEmptyReadsMax is how many empty reads in a row may come back faster than
	// half the read time-out. A signal can cause one; a dead port does nothing
	// else, each within microseconds.
	fastEmptyReadsMax = 3
	// nodeCheckReads is how many honest time-outs pass between two looks at the
	// device node, about a second.
	nodeCheckReads = 10
)

// readLoop moves bytes from the line to Read until the port ends.
func (p *Port) readLoop() {
	defer close(p.readerDone)
	fast, slow := 0, 0
	for {
		buffer := make([]byte, readChunkBytes)
		start := p.settings.Clock.Now().Monotonic
		n, err := p.line.Read(buffer)
		if n > 0 {
			fast, slow = 0, 0
			select {
			case p.incoming <- buffer[:n]:
				continue
			case <-p.closing:
				return
			}
		}
		select {
		case <-p.closing:
			return
		default:
		}
		if p.settings.Clock.Now().Monotonic-start < readWait/2 {
			fast++
		} else {
			fast = 0
			slow++
		}
		checkNode := slow >= nodeCheckReads
		if checkNode {
			slow = 0
		}
		if p.isGone(err, fast, checkNode) {
			p.lost()
			return
		}
	}
}

// isGone judges an empty read. The library gives io.EOF for a time-out and for
// a hang-up; a pending read at a hang-up gives EIO; a device whose node is gone
// will never send again.
func (p *Port) isGone(err error, fast int, checkNode bool) bool {
	for _, sign := range []error{syscall.EIO, syscall.ENXIO, syscall.ENODEV, syscall.EBADF, os.ErrClosed} {
		if errors.Is(err, sign) {
			return true
		}
	}
	if fast >= fastEmptyReadsMax {
		return true
	}
	if fast > 0 || checkNode {
		_, statErr := os.Stat(p.settings.Name)
		return errors.Is(statErr, os.ErrNotExist)
	}
	return false
}

// Read implements devices.Port.
func (p *Port) Read(ctx context.Context, buffer []byte) (int, error) {
	if len(p.rest) == 0 {
		chunk, err := p.next(ctx)
		if err != nil {
			return 0, err
		}
		p.rest = chunk
	}
	n := copy(buffer, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// next takes a chunk; what came before the end is still given.
func (p *Port) next(ctx context.Context) ([]byte, error) {
	select {
	case chunk := <-p.incoming:
		return chunk, nil
	default:
	}
	if err := p.ended(); err != nil {
		return nil, err
	}
	select {
	case chunk := <-p.incoming:
		return chunk, nil
	case <-ctx.Done():
		return nil, p.contextError(ctx)
	case <-p.closing:
		return nil, p.ended()
	case <-p.gone:
		select {
		case chunk := <-p.incoming:
			return chunk, nil
		default:
			return nil, p.ended()
		}
	}
}

// Backoff gives the waits between tries to open a port: 0.25, 0.5, 1, 2, then
// 5 seconds. The zero value starts at the first.
type Backoff struct{ tries int }

// Next gives the next wait.
func (b *Backoff) Next() time.Duration {
	waits := [...]time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second}
	wait := waits[min(b.tries, len(waits)-1)]
	b.tries++
	return wait
}

// Reset starts again at the first wait.
func (b *Backoff) Reset() { b.tries = 0 }
