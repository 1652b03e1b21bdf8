package outbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/curbline/curbline/sync/link"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// Options of a Drainer. Queue, Authority and Clock are needed.
type Options struct {
	Queue     Queue
	Authority Authority
	Clock     clock.Clock
	Link      *link.Line // follows whether the state can be reached; made if nil
	// SettleDelay is SettleDelayDefault if zero; below that only with a sandbox.
	SettleDelay time.Duration
	// Pacer is the bucket that all calls share: the same one that the authority
	// paces its reads with. Made by NewPacer(RateDefault) if nil.
	Pacer    *rate.Limiter
	Log      *slog.Logger
	OnChange func() // called after the phase changed; must return soon; may be nil
}

// Status is what a screen shows of the filing.
type Status struct {
	Phase       Phase           `json:"phase"`
	Problem     *terminal.Error `json:"problem,omitempty"` // of every phase but Filing
	Since       time.Time       `json:"since"`             // of the phase
	Line        link.Status     `json:"line"`
	Counts      Counts          `json:"counts"`
	CountsAt    time.Time       `json:"counts_at,omitzero"`
	HeldWrites  time.Duration   `json:"held_writes,omitempty"` // the state asked to wait this much longer
	SettleDelay time.Duration   `json:"settle_delay"`
}

// Drainer takes uploads from the queue to the authority. There must be one at
// a time for a queue; the process that owns the database sees to that.
type Drainer struct {
	options Options
	log     *slog.Logger
	gate    *gate
	line    *link.Line
	pacer   *rate.Limiter
	settle  time.Duration

	wake   chan struct{}
	resume chan struct{}
	dirty  chan struct{}

	mu       sync.Mutex
	started  time.Duration           // monotonic, when Run began
	guard    map[int64]time.Duration // monotonic time of an unknown row's last event in this process
	deferred map[int64]int           // look-ups without a usable answer in a row
	denied   map[int64]uint64        // rows whose write was refused with 401: writes accepted until then
	accepted uint64                  // writes that the state took
	counts   Counts
	countsAt time.Time
}

// NewPacer makes the bucket for an allowed rate of calls a second, of which
// RateShare is used. It has no burst: calls are spread evenly.
func NewPacer(allowedPerSecond float64) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(allowedPerSecond*RateShare), 1)
}

// New makes a drainer; Run starts it.
func New(options Options) *Drainer {
	d := &Drainer{
		options: options, log: options.Log, line: options.Link, pacer: options.Pacer, settle: options.SettleDelay,
		gate: newGate(options.Clock),
		wake: make(chan struct{}, 1), resume: make(chan struct{}, 1), dirty: make(chan struct{}, 1),
		guard: map[int64]time.Duration{}, deferred: map[int64]int{}, denied: map[int64]uint64{},
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.line == nil {
		d.line = link.New(link.Options{Name: "state", Clock: options.Clock})
	}
	if d.pacer == nil {
		d.pacer = NewPacer(RateDefault)
	}
	if d.settle <= 0 {
		d.settle = SettleDelayDefault
	}
	return d
}

// Run drains until ctx ends, lets requests under way end for ShutdownGrace,
// writes down what came of them and returns.
func (d *Drainer) Run(ctx context.Context) {
	d.mu.Lock()
	d.started = d.options.Clock.Now().Monotonic
	d.mu.Unlock()
	if !d.recover(ctx) {
		return
	}
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	var loops sync.WaitGroup
	for _, loop := range []func(ctx, work context.Context){d.keepContact, d.sendAll, d.lookUpAll, d.countAll} {
		loops.Go(func() { loop(ctx, work) })
	}
	ended := make(chan struct{})
	go func() { loops.Wait(); close(ended) }()
	<-ctx.Done()
	timer := time.NewTimer(ShutdownGrace)
	defer timer.Stop()
	select {
	case <-ended:
	case <-timer.C:
		stop()
		<-ended
	}
}

// Wake says that something was queued.
func (d *Drainer) Wake() { signal(d.wake) }

// Resume asks for a new control read at once: somebody has changed the keys or
// set the problem right.
func (d *Drainer) Resume() { signal(d.resume) }

// Status gives what is known now, without waiting for anything.
func (d *Drainer) Status() Status {
	phase, problem, since, _ := d.gate.now()
	held, _, _ := d.gate.held(writes)
	d.mu.Lock()
	defer d.mu.Unlock()
	return Status{
		Phase: phase, Problem: problem, Since: since, Line: d.line.Status(),
		Counts: d.counts, CountsAt: d.countsAt, HeldWrites: held, SettleDelay: d.settle,
	}
}

// recover turns what an earlier process left as sending into unknown.
func (d *Drainer) recover(ctx context.Context) bool {
	schedule := link.NewBackoff()
	for {
		count, err := d.options.Queue.Recover(ctx, d.settle)
		if err == nil {
			if count > 0 {
				d.log.Warn("filings were under way when the last run ended; the state is asked for them", "count", count)
			}
			return ctx.Err() == nil
		}
		d.log.Error("the upload queue could not be recovered", "error", err)
		if !pause(ctx, schedule.Next(), nil) {
			return false
		}
	}
}

// write settles a row, again and again until it is certain. If the process has
// to end before, the row stays sending or unknown, and the next start asks the
// state.
func (d *Drainer) write(ctx context.Context, row terminal.Upload, result Result) bool {
	schedule := link.NewBackoff()
	for {
		bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), SettleTimeout)
		err := d.options.Queue.Settle(bounded, row.RowID, result)
		cancel()
		if err == nil || terminal.KindOf(err) == terminal.Conflict {
			signal(d.dirty)
			return err == nil
		}
		d.log.Error("a filing's result could not be written", "external", row.External, "state", result.State, "error", err)
		if !pause(ctx, schedule.Next(), nil) {
			return false
		}
	}
}

// countAll keeps the totals of the status fresh.
func (d *Drainer) countAll(ctx, _ context.Context) {
	for {
		counts, err := d.options.Queue.Counts(ctx)
		if err == nil {
			d.mu.Lock()
			d.counts, d.countsAt = counts, d.options.Clock.Now().Wall
			d.mu.Unlock()
		} else if !errors.Is(err, context.Canceled) {
			d.log.Error("uploads could not be counted", "error", err)
		}
		if !pause(ctx, PollInterval, nil) || !pause(ctx, CountInterval-PollInterval, d.dirty) {
			return
		}
	}
}

// changed tells of a change of phase.
func (d *Drainer) changed(phase Phase, problem *terminal.Error) {
	if problem != nil {
		d.log.Warn("filing is held back", "phase", phase, "code", problem.Code, "error", problem.Error())
	} else {
		d.log.Info("filing goes on", "phase", phase)
	}
	if d.options.OnChange != nil {
		d.options.OnChange()
	}
}

func signal(channel chan struct{}) {
	select {
	case channel <- struct{}{}:
	default:
	}
}
