// Package devicetest has what tests of drivers need: ports that answer by rules,
// that record what passes and play it again, a printer in memory, and a suite for
// each kind of device that its fake, its model and a real one pass alike.
package devicetest

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
)

// Rule says what a Playback answers when it has been sent something.
type Rule struct {
	When   string // bytes that must have been sent, since the last match
	Answer string // bytes that come back
	// Delay is how long the answer takes.
	Delay  time.Duration
	Unplug bool // and then the device goes away
}

// Playback is a devices.Port that answers by rules. The rule whose bytes come
// first in what was sent applies first, any number of times.
type Playback struct {
	rules []Rule

	mu       sync.Mutex
	written  []byte
	pending  []byte
	answers  []byte
	changed  chan struct{} // closed and replaced at every change
	unplugAt int           // bytes; negative: never
	takes    int           // bytes that are still taken before writes block; negative: any number
	timers   map[*time.Timer]bool
	gone     bool
	closed   bool
}

var _ devices.Port = (*Playback)(nil)

// NewPlayback makes a port with rules.
func NewPlayback(rules ...Rule) *Playback {
	return &Playback{rules: rules, changed: make(chan struct{}), unplugAt: -1, takes: -1, timers: make(map[*time.Timer]bool)}
}

// Name implements devices.Port.
func (p *Playback) Name() string { return "playback" }

// Written gives all bytes that were sent.
func (p *Playback) Written() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Clone(p.written)
}

// Say makes the device send bytes unasked.
func (p *Playback) Say(answer string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.answers = append(p.answers, answer...)
	p.change()
}

// UnplugAt makes the device go away once it has taken some more bytes: the Write
// that they are in returns how many of its own left, and Unplugged.
func (p *Playback) UnplugAt(count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.unplugAt = len(p.written) + count
	p.checkUnplug()
}

// Unplug makes the device go away now.
func (p *Playback) Unplug() { p.UnplugAt(0) }

// Takes makes the device take only some more bytes; then writes block until there
// is room again, their context ends (Abandoned, as a real write is left behind) or
// the port does. A negative count ends it.
func (p *Playback) Takes(count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.takes = count
	p.change()
}

func (p *Playback) change() {
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Playback) checkUnplug() {
	if p.unplugAt >= 0 && len(p.written) >= p.unplugAt && !p.gone {
		p.gone = true
		p.change()
	}
}

// Read implements devices.Port.
func (p *Playback) Read(ctx context.Context, buffer []byte) (int, error) {
	for {
		p.mu.Lock()
		changed := p.changed
		if len(p.answers) > 0 && !p.closed {
			n := copy(buffer, p.answers)
			p.answers = p.answers[n:]
			p.mu.Unlock()
			return n, nil
		}
		err := p.ended()
		p.mu.Unlock()
		if err != nil {
			return 0, err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				return 0, devices.Errorf(devices.Timeout, "Nothing came.")
			}
			return 0, ctx.Err()
		}
	}
}

// Write implements devices.Port.
func (p *Playback) Write(ctx context.Context, data []byte) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	written := 0
	for {
		p.mu.Lock()
		if err := p.ended(); err != nil {
			p.mu.Unlock()
			return written, err
		}
		written += p.accept(data[written:])
		changed, err := p.changed, p.ended()
		p.mu.Unlock()
		if written == len(data) {
			return written, nil
		}
		if err != nil {
			return written, err // it went away within these bytes
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return written, devices.Errorf(devices.Abandoned, "The device does not take data.")
		}
	}
}

// accept takes what may be taken of data and answers it; the lock is held.
func (p *Playback) accept(data []byte) int {
	count := len(data)
	if p.takes >= 0 {
		count = min(count, p.takes)
		p.takes -= count
	}
	if p.unplugAt >= 0 {
		count = min(count, p.unplugAt-len(p.written))
	}
	p.written = append(p.written, data[:count]...)
	p.pending = append(p.pending, data[:count]...)
	for !p.gone {
		first, at := p.firstMatch()
		if first == nil {
			break
		}
		p.pending = p.pending[at+len(first.When):]
		p.reply(first)
	}
	p.checkUnplug()
	return count
}

func (p *Playback) reply(rule *Rule) {
	if rule.Delay <= 0 {
		p.answers = append(p.answers, rule.Answer...)
		p.gone = p.gone || rule.Unplug
		p.change()
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(rule.Delay, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.timers, timer)
		if !p.gone && !p.closed {
			p.answers = append(p.answers, rule.Answer...)
			p.gone = rule.Unplug
			p.change()
		}
	})
	p.timers[timer] = true
}

func (p *Playback) firstMatch() (*Rule, int) {
	var first *Rule
	best := -1
	for index := range p.rules {
		at := bytes.Index(p.pending, []byte(p.rules[index].When))
		if at >= 0 && (best < 0 || at < best) {
			first, best = &p.rules[index], at
		}
	}
	return first, best
}

func (p *Playback) ended() error {
	switch {
	case p.closed:
		return devices.Errorf(devices.Closed, "The port is closed.")
	case p.gone:
		return devices.Errorf(devices.Unplugged, "The device was unplugged.")
	default:
		return nil
	}
}

// Close implements devices.Port. Answers that are still to come do not.
func (p *Playback) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for timer := range p.timers {
		timer.Stop()
	}
	clear(p.timers)
	p.closed = true
	p.change()
	return nil
}
