// Package printer drives a receipt printer over a devices.Port.
//
// That bytes were written to a port says nothing about paper: the receive buffer
// swallows a whole receipt before the first line is printed. So a job ends with
// a process id, which a printer echoes when everything before it is on paper;
// without that a job is at best "sent". A job of which one byte left is never
// sent again by this package.
package printer

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/terminal/clock"
)

// Waits are how long the driver waits for what. A zero field means the default.
type Waits struct {
	Status time.Duration // an answer to a status request: 200 ms
	Probe  time.Duration // the echo of a process id with nothing before it: 500 ms
	Echo   time.Duration // the echo of a job while nothing is wrong: 10 s
	Fault  time.Duration // the same while the printer reports a fault: 90 s
	Poll   time.Duration // between status requests while waiting: 1 s
}

func (w Waits) filled() Waits {
	fill := func(value *time.Duration, standard time.Duration) {
		if *value <= 0 {
			*value = standard
		}
	}
	fill(&w.Status, 200*time.Millisecond)
	fill(&w.Probe, 500*time.Millisecond)
	fill(&w.Echo, 10*time.Second)
	fill(&w.Fault, 90*time.Second)
	fill(&w.Poll, time.Second)
	return w
}

const (
	// segmentBytes is about how much is written between two looks at flow control.
	// A printer says XOFF with 128 bytes left, so without fences it must be less.
	segmentBytes       = 256
	unfencedSegmentMax = 64
	// fenceBytes is how much is sent between two fences. At most two such pieces
	// are on their way, which the usual receive buffer of 4 KB holds: XOFF alone
	// comes too late, as the system's own buffer is on the way to the line.
	fenceBytes = 1536
)

// ability is what the printer was found to do.
type ability int

const (
	notProbed ability = iota
	able
	unable
)

// Options of a driver.
type Options struct {
	Profile Profile
	Waits   Waits
	// Baud is the line's speed, by which bytes are paced to a printer that does
	// not answer GS r; 0 means no pacing.
	Baud  int
	Clock clock.Clock
	Log   *slog.Logger
	// FirstID is where process ids count from; 0 means from the clock, so that an
	// echo for the driver before this one is never taken for one of this.
	FirstID uint32
	// Changed is called after what Status returns has changed. It must not block.
	Changed func()
}

// Driver prints on one open port. It implements devices.Printer.
type Driver struct {
	port    devices.Port
	profile Profile
	waits   Waits
	baud    int
	clock   clock.Clock
	log     *slog.Logger
	changed func()

	jobs    chan struct{} // one job or poll at a time
	writing chan struct{} // one command after the other on the wire

	mu          sync.Mutex
	demux       escpos.Demux
	status      devices.PrinterStatus
	heard       bool // anything at all came from the printer
	answers     ability
	processIDs  ability
	fences      ability
	xoff        bool
	flow        chan struct{} // closed and replaced when flow control changes
	wantStatus  byte          // the DLE EOT that is waiting for its answer, 0 for none
	gotStatus   chan byte
	wantID      [escpos.IDChars]byte
	gotID       chan struct{}   // nil while no process id is awaited
	ordered     []chan struct{} // fences that are awaited, oldest first
	idCount     uint32
	portFailure error

	cancel   context.CancelFunc
	listened chan struct{} // closed when the listener ended
}

var _ devices.Printer = (*Driver)(nil)

// New starts a driver on an open port. The caller keeps the port and closes it
// after Close. Errors: BadSettings.
func New(port devices.Port, options Options) (*Driver, error) {
	if err := options.Profile.Validate(); err != nil {
		return nil, devices.Errorf(devices.BadSettings, "The printer's profile is not usable.").Wrap(err)
	}
	if options.Clock == nil {
		return nil, devices.Errorf(devices.BadSettings, "The printer has no clock.")
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Changed == nil {
		options.Changed = func() {}
	}
	if options.FirstID == 0 {
		options.FirstID = uint32(options.Clock.Now().Wall.UnixMilli()) // the ids come round after 21 hours
	}
	ctx, cancel := context.WithCancel(context.Background())
	d := &Driver{
		port: port, profile: options.Profile, waits: options.Waits.filled(), baud: options.Baud, clock: options.Clock, log: options.Log, changed: options.Changed,
		jobs: make(chan struct{}, 1), writing: make(chan struct{}, 1),
		flow: make(chan struct{}), gotStatus: make(chan byte, 1), idCount: options.FirstID,
		cancel: cancel, listened: make(chan struct{}),
	}
	go d.listen(ctx)
	return d, nil
}

// Close ends the listener; pending jobs end as if the port were gone.
func (d *Driver) Close() {
	d.cancel()
	<-d.listened
}

// Done is closed when the driver is of no more use, because the port is gone or
// Close was called. Err says why.
func (d *Driver) Done() <-chan struct{} { return d.listened }

// Err gives why the driver ended; nil while it runs and after Close.
func (d *Driver) Err() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.portFailure
}

// Status gives what the printer said last; false before it said anything.
func (d *Driver) Status() (devices.PrinterStatus, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	status := d.status
	status.Confirms = d.processIDs == able
	return status, d.heard
}

// Pulse opens the cash drawer. It waits for a command that is on its way, never
// for paper: where the profile allows it the pulse is a real-time command, which
// a printer obeys even while it is held. Flow control does not stop it.
func (d *Driver) Pulse(ctx context.Context) error {
	_, err := d.write(ctx, escpos.DrawerPulse(d.profile))
	return err
}

// Probe finds out whether the printer answers, and whether it echoes process
// ids. A printer that is held (no paper, cover open) is asked again before the
// next job, as it could not answer.
func (d *Driver) Probe(ctx context.Context) error {
	if err := acquire(ctx, d.jobs); err != nil {
		return err
	}
	defer release(d.jobs)
	return d.probe(ctx)
}

// TryPoll asks for the status, unless a job is being printed for longer than
// patience: jobs ask by themselves. A printer that stopped answering is reported
// by NoAnswer; one that never did gives no error.
func (d *Driver) TryPoll(ctx context.Context, patience time.Duration) error {
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case d.jobs <- struct{}{}:
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return nil
	}
	defer release(d.jobs)
	if d.ability(&d.answers) != able || d.ability(&d.processIDs) == notProbed {
		return d.probe(ctx) // the cable may have been fixed, the paper put in
	}
	return d.ask(ctx)
}

func (d *Driver) ability(which *ability) ability {
	d.mu.Lock()
	defer d.mu.Unlock()
	return *which
}

func (d *Driver) setAbility(which *ability, value ability) {
	d.mu.Lock()
	before := *which
	*which = value
	d.mu.Unlock()
	if before != value {
		d.changed()
	}
}

func acquire(ctx context.Context, lock chan struct{}) error {
	select {
	case lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the printer: %w", ctx.Err())
	}
}

func release(lock chan struct{}) { <-lock }
