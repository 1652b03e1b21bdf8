package printer

import (
	"context"
	"strconv"
	"time"

	"github.com/curbline/curbline/devices"
)

const (
	// noiseMax is how many bytes a second that answer nothing are borne.
	noiseMax = 256
	// noiseLasts is how long a printer must be quiet to be believed again.
	noiseLasts = 2 * time.Second
	// noisePause is waited between reads from a printer that talks rubbish, so that
	// it costs no more than a slow line would.
	noisePause = 5 * time.Millisecond
)

// noise counts the bytes that answer nothing.
type noise struct {
	total int
	since time.Duration
	count int
	loud  bool
}

func (n *noise) add(count int, now time.Duration) {
	n.total += count
	if now-n.since >= time.Second {
		n.loud = n.loud && n.count > noiseMax && now-n.since < noiseLasts
		n.since, n.count = now, 0
	}
	n.count += count
	n.loud = n.loud || n.count > noiseMax
}

// isLoud says that rubbish comes without an end, or did until just now.
func (n *noise) isLoud(now time.Duration) bool { return n.loud && now-n.since < noiseLasts }

// rubbish is the error of a printer that talks without an end, or nil.
func (d *Driver) rubbish() error {
	d.mu.Lock()
	loud := d.noise.isLoud(d.now())
	d.mu.Unlock()
	if !loud {
		return nil
	}
	return devices.Errorf(devices.Protocol, "The printer sends what makes no sense.").
		WithHint("Switch it off and on. " + d.checkBaud())
}

// noAnswer is the error of a question that got no answer; garbled says that
// something came that was none.
func (d *Driver) noAnswer(garbled bool) error {
	if garbled {
		return devices.Errorf(devices.NoAnswer, "The printer's answers make no sense: its baud rate is another one, or the cable is bad.").
			WithHint(d.checkBaud())
	}
	return devices.Errorf(devices.NoAnswer, "The printer does not answer.").
		WithHint("Check that it is switched on and its cable is plugged in. " + d.checkBaud())
}

func (d *Driver) checkBaud() string {
	if d.baud <= 0 {
		return "Its self-test page names its baud rate: set the same one here."
	}
	return "Its self-test page names its baud rate: here it is set to " + strconv.Itoa(d.baud) + "."
}

// breathe waits a moment before the next read.
func breathe(ctx context.Context) {
	timer := time.NewTimer(noisePause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
