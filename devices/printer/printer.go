// Package printer drives a receipt printer over a devices.Port.
//
// That bytes were written to a port says nothing about paper: the receive buffer
// swallows a whole receipt before the first line is printed. So a job ends with
// the best word that the printer can give: see Rung. A job of which one byte left
// is never sent again by this package.
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
	// Baud is the line's speed. Bytes are handed over only a little ahead of it, so
	// that a status request or a drawer pulse is never far behind; 0 means at once.
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
	asking  chan struct{} // one status request at a time: an answer does not say what it answers
	writing chan struct{} // one command after the other on the wire

	mu         sync.Mutex
	news       chan struct{} // closed and replaced when something below changed that is waited for
	demux      escpos.Demux
	noise      noise
	status     devices.PrinterStatus
	statusAt   time.Duration // when the status was last known as a whole
	heard      bool          // anything at all came from the printer
	answers    ability
	processIDs ability
	fences     ability
	probedAt   time.Duration // when it was last asked whether it answers at all
	flow       flow
	auto       autoStatus
	signs      int           // of a restart, since the job began
	signEarly  bool          // one of them came while bytes were on the line
	lineFree   time.Duration // when the line has sent what was written
	wantStatus byte          // the DLE EOT that is waiting for its answer, 0 for none
	gotStatus  chan byte
	marks      marks
	idCount    uint32

	portFailure error
	cancel      context.CancelFunc
	listened    chan struct{} // closed when the listener ended
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
		jobs: make(chan struct{}, 1), asking: make(chan struct{}, 1), writing: make(chan struct{}, 1),
		news: make(chan struct{}), gotStatus: make(chan byte, 1), idCount: options.FirstID,
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

// Probe finds out whether the printer answers, and what it can say about paper. A
// printer that is held (no paper, cover open) is asked again before the next job,
// as it could not answer. Errors: NoAnswer of a printer that must answer, or whose
// answers make no sense; Protocol of one that talks rubbish; the port's.
func (d *Driver) Probe(ctx context.Context) error {
	if err := acquire(ctx, d.jobs); err != nil {
		return err
	}
	defer release(d.jobs)
	return d.probe(ctx)
}

// TryPoll asks for the status, unless a job is being printed for longer than
// patience: jobs ask by themselves. A printer that stopped answering is reported
// by NoAnswer; one that never did gives no error where the profile allows for that.
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
	if d.ability(&d.answers) != able || !d.probed() {
		return d.probe(ctx) // the cable may have been fixed, the paper put in
	}
	if err := d.rubbish(); err != nil {
		return err
	}
	err := d.ask(ctx)
	if err == nil && d.autoLost() {
		err = d.askAuto(ctx)
	}
	return err
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

// tell wakes whoever waits for something; the lock is held.
func (d *Driver) tell() {
	close(d.news)
	d.news = make(chan struct{})
}

func (d *Driver) now() time.Duration { return d.clock.Now().Monotonic }

func acquire(ctx context.Context, lock chan struct{}) error {
	select {
	case lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the printer: %w", ctx.Err())
	}
}

func release(lock chan struct{}) { <-lock }
