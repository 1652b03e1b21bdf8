package virtual

import (
	"sync"
	"time"
)

const (
	// lumpTime is how much of the line's time one read takes: short enough that a
	// status request is answered in time, long enough to be waited for.
	lumpTime = 4 * time.Millisecond
	// readAtOnce is the longest that a read takes if its bytes were there already.
	readAtOnce  = 300 * time.Microsecond
	bitsPerByte = 10 // 8 data bits, start and stop
)

// LineUse says how well the terminal kept the line to the printer busy, from the
// first byte to the last.
type LineUse struct {
	Bytes       int
	First       time.Time     // when the first byte began
	Last        time.Time     // when the last byte was through
	Busy        time.Duration // with a byte on the line
	Idle        time.Duration // between bytes
	LongestIdle time.Duration
}

// BusyPercent is the busy share of the time from the first byte to the last.
func (u LineUse) BusyPercent() int {
	if u.Busy+u.Idle == 0 {
		return 0
	}
	return int(100 * u.Busy / (u.Busy + u.Idle))
}

// pace is the line to the printer as a thing in time. Only the read loop moves
// it on.
type pace struct {
	mu    sync.Mutex
	baud  int
	until time.Time // when the last byte so far is through
	use   LineUse
}

// lump is how many bytes to read at once, at most max.
func (c *pace) lump(most int) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.baud <= 0 {
		return most
	}
	return min(max(int(lumpTime*time.Duration(c.baud)/bitsPerByte/time.Second), 1), most)
}

// took notes that a read which began and ended at two moments gave some bytes,
// and returns when they are through.
func (c *pace) took(count int, began, ended time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.baud <= 0 {
		return ended
	}
	start := c.until
	// Bytes that were there when the reader came follow without a gap, also where
	// the reader came late.
	if ended.After(c.until) && (ended.Sub(began) > readAtOnce || c.use.Bytes == 0) {
		start = ended
		if c.use.Bytes > 0 {
			idle := ended.Sub(c.until)
			c.use.Idle += idle
			c.use.LongestIdle = max(c.use.LongestIdle, idle)
		}
	}
	if c.use.Bytes == 0 {
		c.use.First = start
	}
	onLine := time.Duration(count) * bitsPerByte * time.Second / time.Duration(c.baud)
	c.until = start.Add(onLine)
	c.use.Bytes += count
	c.use.Busy += onLine
	c.use.Last = c.until
	return c.until
}

// answerTime is how long some bytes from the printer take.
func (c *pace) answerTime(count int) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.baud <= 0 {
		return 0
	}
	return time.Duration(count) * bitsPerByte * time.Second / time.Duration(c.baud)
}

// SetBaud sets the line's speed: see PrinterOptions.Baud.
func (p *ReceiptPrinter) SetBaud(baud int) {
	p.pace.mu.Lock()
	defer p.pace.mu.Unlock()
	p.pace.baud = baud
}

// LineUse gives how the line to the printer was used since ResetLineUse. It is
// measured only with a Baud.
func (p *ReceiptPrinter) LineUse() LineUse {
	p.pace.mu.Lock()
	defer p.pace.mu.Unlock()
	return p.pace.use
}

// ResetLineUse begins a new measurement.
func (p *ReceiptPrinter) ResetLineUse() {
	p.pace.mu.Lock()
	defer p.pace.mu.Unlock()
	p.pace.use = LineUse{}
}

// sleepUntil waits for a moment; false means that the model ends.
func (p *ReceiptPrinter) sleepUntil(moment time.Time) bool {
	return p.sleep(moment.Sub(p.now()))
}

func (p *ReceiptPrinter) sleep(wait time.Duration) bool {
	if wait <= 0 {
		return true
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-p.stop:
		return false
	}
}
