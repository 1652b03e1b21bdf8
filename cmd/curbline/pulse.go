package main

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

const (
	// beatEvery is a little less than a turn of Fyne's loop.
	beatEvery = 12 * time.Millisecond
	// beatFor is how long after a key the pulse is felt.
	beatFor = 300 * time.Millisecond
)

// pulse is the clock by which keys are told from a scanner's. Keys come when the
// window's loop gets to them, and a loop that was busy drawing makes a pause that
// nobody at the keyboard made. So the pulse is felt while keys come, and the time
// of a key is the last moment at which the loop was known to take keys: a pause of
// the loop is no pause of the hand.
type pulse struct {
	began time.Time
	wake  chan struct{}

	mu          sync.Mutex
	last, prior time.Duration // beats; keys that came before prior have been taken
	until       time.Duration // when the pulse is not felt any more
}

func newPulse() *pulse { return &pulse{began: time.Now(), wake: make(chan struct{}, 1)} }

// now is called for each key and for what is due, on the loop.
func (p *pulse) now() time.Duration {
	real := time.Since(p.began)
	p.mu.Lock()
	defer p.mu.Unlock()
	if real > p.until {
		p.last, p.prior = real, real
	}
	p.until = real + beatFor
	select {
	case p.wake <- struct{}{}:
	default:
	}
	return p.prior
}

// beat is one turn of the loop.
func (p *pulse) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.prior, p.last = p.last, time.Since(p.began)
}

func (p *pulse) felt() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.began) <= p.until
}

// run feels the pulse while keys come, until ctx ends.
func (p *pulse) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		}
		ticker := time.NewTicker(beatEvery)
		for p.felt() {
			select {
			case <-ctx.Done():
				ticker.Stop()
				return
			case <-ticker.C:
				fyne.Do(p.beat)
			}
		}
		ticker.Stop()
	}
}
