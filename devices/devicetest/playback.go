// Package devicetest has ports for tests: one that answers by rules, and one
// that records what passes through another.
package devicetest

import (
	"bytes"
	"context"
	"errors"
	"sync"

	"github.com/curbline/curbline/devices"
)

// Rule says what a Playback answers when it has been sent something.
type Rule struct {
	When   string // bytes that must have been sent, since the last match
	Answer string // bytes that come back
	Unplug bool   // and then the device goes away
}

// Playback is a devices.Port that answers by rules. The rule whose bytes come
// first in what was sent applies first, any number of times.
type Playback struct {
	rules []Rule

	mu      sync.Mutex
	written []byte
	pending []byte
	answers []byte
	changed chan struct{} // closed and replaced at every change
	gone    bool
	closed  bool
}

var _ devices.Port = (*Playback)(nil)

// NewPlayback makes a port with rules.
func NewPlayback(rules ...Rule) *Playback {
	return &Playback{rules: rules, changed: make(chan struct{})}
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

func (p *Playback) change() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// Read implements devices.Port.
func (p *Playback) Read(ctx context.Context, buffer []byte) (int, error) {
	for {
		p.mu.Lock()
		changed := p.changed
		if len(p.answers) > 0 {
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
func (p *Playback) Write(_ context.Context, data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.ended(); err != nil {
		return 0, err
	}
	p.written = append(p.written, data...)
	p.pending = append(p.pending, data...)
	for {
		first, at := p.firstMatch()
		if first == nil {
			return len(data), nil
		}
		p.pending = p.pending[at+len(first.When):]
		p.answers = append(p.answers, first.Answer...)
		p.gone = p.gone || first.Unplug
		p.change()
	}
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

// Close implements devices.Port.
func (p *Playback) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.change()
	return nil
}
