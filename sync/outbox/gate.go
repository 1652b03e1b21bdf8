package outbox

import (
	"context"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// Phase is whether filing goes on.
type Phase string

// The phases of a drainer.
const (
	Contacting Phase = "contacting" // the first contact since the start is not made yet
	Filing     Phase = "filing"     // the line is good
	Down       Phase = "down"       // no line, or no usable answers; tried again by itself
	KeysWanted Phase = "keys"       // the state refuses the keys: a person is asked
	Stopped    Phase = "stopped"    // the state knows more of ours than we do: restore first
)

// gate lets steps through while the phase is Filing, and holds back writes and
// reads apart while the state throttles them.
type gate struct {
	clock clock.Clock

	mu         sync.Mutex
	phase      Phase
	problem    *terminal.Error
	since      time.Time
	writesFrom time.Duration // monotonic
	readsFrom  time.Duration
	failures   [2]int // unclear answers in a row, by lane
	suspect    bool   // since a write failed or keys were refused, until a write works
	lastGood   time.Duration
	progress   uint64        // writes that worked
	changed    chan struct{} // closed at each change of phase
}

func newGate(hands clock.Clock) *gate {
	return &gate{clock: hands, phase: Contacting, since: hands.Now().Wall, changed: make(chan struct{})}
}

// set moves to a phase. The first problem of a phase stays.
func (g *gate) set(phase Phase, problem *terminal.Error) (moved bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.phase == phase {
		return false
	}
	g.phase, g.problem, g.since = phase, problem, g.clock.Now().Wall
	close(g.changed)
	g.changed = make(chan struct{})
	return true
}

// leave moves to another phase only from Filing: while filing is held back for
// one reason already, a late answer must not hide that reason.
func (g *gate) leave(phase Phase, problem *terminal.Error) (moved bool) {
	g.mu.Lock()
	filing := g.phase == Filing
	g.mu.Unlock()
	return filing && g.set(phase, problem)
}

func (g *gate) now() (phase Phase, problem *terminal.Error, since time.Time, changed <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.phase, g.problem, g.since, g.changed
}

// good notes an answer that shows the line to work.
func (g *gate) good() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lastGood = g.clock.Now().Monotonic
}

// clear notes that a write or a look-up got a clear answer. A look-up says
// nothing about writes: a state may read well and write badly.
func (g *gate) clear(which lane) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lastGood = g.clock.Now().Monotonic
	g.failures[which] = 0
	if which == writes {
		g.suspect = false
		g.progress++
	}
}

// unclear notes an answer of which nothing can be concluded and says whether
// there were too many in a row.
func (g *gate) unclear(which lane) (tooMany bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failures[which]++
	g.suspect = g.suspect || which == writes
	return g.failures[which] >= BreakAfter
}

// doubt lets writes through one at a time until one works.
func (g *gate) doubt() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.suspect = true
}

func (g *gate) doubtful() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.suspect
}

// worked counts the writes that got a clear answer.
func (g *gate) worked() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.progress
}

// quiet is how long no good answer has come.
func (g *gate) quiet() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.clock.Now().Monotonic - g.lastGood
}

func (g *gate) holdWrites(wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.writesFrom = max(g.writesFrom, g.clock.Now().Monotonic+wait)
}

func (g *gate) holdReads(wait time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.readsFrom = max(g.readsFrom, g.clock.Now().Monotonic+wait)
}

// lane names what wants through.
type lane int

const (
	writes lane = iota
	reads
)

// held says how long a lane is closed for: 0 if it is open, and otherwise with
// a channel that tells of a change of phase.
func (g *gate) held(which lane) (wait time.Duration, open bool, changed <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	from := g.writesFrom
	if which == reads {
		from = g.readsFrom
	}
	wait = max(from-g.clock.Now().Monotonic, 0)
	return wait, g.phase == Filing && wait == 0, g.changed
}

// await returns true when a lane is open, false when ctx ended before.
func (g *gate) await(ctx context.Context, which lane) bool {
	for {
		wait, open, changed := g.held(which)
		if open {
			return ctx.Err() == nil
		}
		if wait == 0 {
			wait = time.Hour // only a change of phase opens it
		}
		if !pause(ctx, wait, changed) {
			return false
		}
	}
}

// awaitThrottle waits until a lane is no longer throttled, whatever the phase.
func (g *gate) awaitThrottle(ctx context.Context, which lane) bool {
	for {
		wait, _, _ := g.held(which)
		if wait == 0 {
			return ctx.Err() == nil
		}
		if !pause(ctx, wait, nil) {
			return false
		}
	}
}

// pause waits for a time or a signal; false when ctx ended.
func pause(ctx context.Context, wait time.Duration, signal <-chan struct{}) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-signal:
	case <-timer.C:
	}
	return ctx.Err() == nil
}
