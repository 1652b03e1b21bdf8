package link

import (
	"math/rand/v2"
	"time"
)

// The usual bounds of a reconnect: the ceiling of a wait doubles from the first
// to the second.
const (
	BackoffBase    = 500 * time.Millisecond
	BackoffCeiling = 30 * time.Second
)

// Schedule says how long to wait before the next try. Each wait is drawn
// uniformly from nothing to a ceiling that doubles ("full jitter"), so that a
// hundred terminals whose line comes back at once do not knock at once. It is
// for one goroutine.
type Schedule struct {
	base, ceiling time.Duration
	now           time.Duration
	draw          func(time.Duration) time.Duration
}

// NewSchedule doubles from base to ceiling. A base below a millisecond or a
// ceiling below the base are raised.
func NewSchedule(base, ceiling time.Duration) *Schedule {
	base = max(base, time.Millisecond)
	return &Schedule{base: base, ceiling: max(ceiling, base), draw: drawUpTo}
}

// NewBackoff is the usual schedule, from BackoffBase to BackoffCeiling.
func NewBackoff() *Schedule { return NewSchedule(BackoffBase, BackoffCeiling) }

// WithDraw replaces the source of chance: draw gets the ceiling of this wait
// and returns the wait. It is for tests and replays.
func (s *Schedule) WithDraw(draw func(ceiling time.Duration) time.Duration) *Schedule {
	s.draw = draw
	return s
}

// Next gives the wait before the next try and doubles the ceiling of the one
// after it. A wait is at least a millisecond.
func (s *Schedule) Next() time.Duration {
	if s.now == 0 {
		s.now = s.base
	}
	wait := min(max(s.draw(s.now), time.Millisecond), s.now)
	s.now = min(2*s.now, s.ceiling)
	return wait
}

// Reset starts again at the base, after a try that succeeded.
func (s *Schedule) Reset() { s.now = 0 }

func drawUpTo(ceiling time.Duration) time.Duration {
	return time.Duration(rand.Int64N(int64(ceiling) + 1))
}
