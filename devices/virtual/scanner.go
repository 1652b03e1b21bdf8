package virtual

import (
	"context"
	"errors"
	"sync"
	"time"
)

// sendWait bounds how long a scanner waits for the terminal to take a lump.
const sendWait = 2 * time.Second

// Scanner is a serial barcode scanner. All methods are safe from any goroutine;
// one scan is sent after the other.
type Scanner struct {
	line *line
	now  func() time.Time

	mu     sync.Mutex // one scan after the other
	faults scannerFaults
	kept   []byte // a scan that waits for the one it is glued to
}

// Pace is how a scan travels: in lumps of Lump bytes every Every. The zero Pace
// sends all at once. A line of 9600 baud carries 15 bytes in 16 ms.
type Pace struct {
	Lump  int
	Every time.Duration
}

// NewScanner plugs in a scanner. Link, if not empty, is made a symbolic link to
// it. Now is the source of time for deadlines.
func NewScanner(link string, now func() time.Time) (*Scanner, error) {
	if now == nil {
		return nil, errors.New("virtual scanner: no source of time")
	}
	opened, err := openLine(link)
	if err != nil {
		return nil, err
	}
	return &Scanner{line: opened, now: now}, nil
}

// Path is what the terminal opens.
func (s *Scanner) Path() string { return s.line.path() }

// Scan sends what the scanner makes of bytes, by its faults. Errors:
// ErrUnplugged, the context's, or a time-out where the terminal does not take
// them.
func (s *Scanner) Scan(ctx context.Context, data []byte, pace Pace) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.glued && s.kept == nil {
		s.kept = append([]byte{}, data...)
		return nil
	}
	data = append(s.kept, data...)
	s.kept = nil
	data, pace = s.faults.distort(data), s.faults.slower(pace)
	if s.faults.silent {
		return nil
	}
	if cut := s.faults.tornAt; cut > 0 && cut < len(data) {
		if err := s.send(ctx, data[:cut], pace); err != nil {
			return err
		}
		if err := sleepFor(ctx, s.faults.tornFor); err != nil {
			return err
		}
		data = data[cut:]
	}
	return s.send(ctx, data, pace)
}

// send puts bytes on the line. The caller holds the lock.
func (s *Scanner) send(ctx context.Context, data []byte, pace Pace) error {
	if pace.Lump <= 0 || pace.Every <= 0 {
		return s.line.write(data, sendWait, s.now())
	}
	ticker := time.NewTicker(pace.Every)
	defer ticker.Stop()
	for start := 0; start < len(data); start += pace.Lump {
		if err := s.line.write(data[start:min(start+pace.Lump, len(data))], sendWait, s.now()); err != nil {
			return err
		}
		if start+pace.Lump >= len(data) {
			return nil
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func sleepFor(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ScanCode sends a code as most scanners do: with CR at its end.
func (s *Scanner) ScanCode(ctx context.Context, code string) error {
	return s.Scan(ctx, append([]byte(code), '\r'), Pace{})
}

// Unplug pulls the plug.
func (s *Scanner) Unplug() error { return s.line.unplug() }

// Replug plugs it in again, under the same link.
func (s *Scanner) Replug() error { return s.line.plug() }

// Close unplugs for good.
func (s *Scanner) Close() error { return s.line.unplug() }
