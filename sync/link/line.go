// Package link follows whether something outside can be reached, keeps the log
// of outages that a regulator may ask for, and spreads out tries to reach it.
package link

import (
	"sync"
	"time"

	"github.com/curbline/curbline/terminal/clock"
)

// Outage is one time without the line. End is zero while it lasts.
type Outage struct {
	Name  string    `json:"name"`
	Start time.Time `json:"start"`
	End   time.Time `json:"end,omitzero"`
	Cause string    `json:"cause"` // what was seen first, for the log; no personal data
}

// Status is what is known of a line. Known is false until the first news.
type Status struct {
	Name  string    `json:"name"`
	Known bool      `json:"known"`
	Up    bool      `json:"up"`
	Since time.Time `json:"since,omitzero"` // of the present state
	Cause string    `json:"cause,omitempty"`
	Last  time.Time `json:"last,omitzero"` // when the line was last seen to work
}

// Options of a Line. OnOutage may be nil; it is called once when an outage
// begins and once when it ends, one call at a time and in order, and must not
// call back into the Line.
type Options struct {
	Name     string
	Clock    clock.Clock
	OnOutage func(Outage)
}

// Line is the reachability of one thing, such as the state or the web shop.
// It is safe for use from several goroutines.
type Line struct {
	options Options
	telling sync.Mutex // held while a change is made and told, so that news keep their order

	mu     sync.Mutex
	status Status
}

// New makes a line of which nothing is known yet.
func New(options Options) *Line {
	return &Line{options: options, status: Status{Name: options.Name}}
}

// Status gives what is known now.
func (l *Line) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

// Up records that the other side was heard.
func (l *Line) Up() {
	l.telling.Lock()
	defer l.telling.Unlock()
	now := l.options.Clock.Now().Wall
	l.mu.Lock()
	before := l.status
	l.status.Last = now
	if !before.Known || !before.Up {
		l.status = Status{Name: before.Name, Known: true, Up: true, Since: now, Last: now}
	}
	l.mu.Unlock()
	if before.Known && !before.Up {
		l.tell(Outage{Name: before.Name, Start: before.Since, End: now, Cause: before.Cause})
	}
}

// Down records that the other side could not be reached, and why. While the
// line is down already, the first cause stays.
func (l *Line) Down(cause string) {
	l.telling.Lock()
	defer l.telling.Unlock()
	now := l.options.Clock.Now().Wall
	l.mu.Lock()
	before := l.status
	if before.Known && !before.Up {
		l.mu.Unlock()
		return
	}
	l.status = Status{Name: before.Name, Known: true, Since: now, Cause: cause, Last: before.Last}
	l.mu.Unlock()
	l.tell(Outage{Name: before.Name, Start: now, Cause: cause})
}

func (l *Line) tell(outage Outage) {
	if l.options.OnOutage != nil {
		l.options.OnOutage(outage)
	}
}
