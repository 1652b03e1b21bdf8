// Package labelprinter drives a label printer that speaks ZPL over a devices.Port.
//
// The printer's word on a label is its answer to ~HS: nothing in its buffer and
// nothing left of a batch. It has no word for most faults, as it answers nothing
// at all without media, without ribbon or with its head open; so silence is a
// fault. A job of which one byte left is never sent again by this package.
package labelprinter

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/clock"
)

// Waits are how long the driver waits for what. A zero field means the default.
type Waits struct {
	Answer   time.Duration // an answer to ~HS: 1 s
	Poll     time.Duration // between two ~HS while labels are printed: 250 ms
	Progress time.Duration // for one label more to be out, while nothing is wrong: 20 s
	Fault    time.Duration // for a fault to be mended within a job: 90 s
}

func (w Waits) filled() Waits {
	fill := func(value *time.Duration, standard time.Duration) {
		if *value <= 0 {
			*value = standard
		}
	}
	fill(&w.Answer, time.Second)
	fill(&w.Poll, 250*time.Millisecond)
	fill(&w.Progress, 20*time.Second)
	fill(&w.Fault, 90*time.Second)
	return w
}

const (
	// chunkBytes is the most that is written between two looks at flow control.
	chunkBytes = 256
	// silentAsks is how many questions in a row go unanswered before the printer
	// counts as silent. One answer may be late while it works.
	silentAsks = 2
	// idleAnswers is how many answers in a row must say that nothing is left: between
	// taking a format out of the buffer and beginning its batch none may count it.
	idleAnswers = 2
	// faultsMax is how many Fault waits a job may take in all, so that a printer that
	// comes and goes ends it too.
	faultsMax = 4
)

// Options of a driver.
type Options struct {
	Media zpl.Media
	Waits Waits
	Clock clock.Clock
	Log   *slog.Logger
	// Changed is called after what Status or Fault returns has changed. It must not
	// block.
	Changed func()
}

// Driver prints labels on one open port.
type Driver struct {
	port    devices.Port
	media   zpl.Media
	waits   Waits
	clock   clock.Clock
	log     *slog.Logger
	changed func()

	jobs chan struct{} // one job or poll at a time

	mu          sync.Mutex
	reader      zpl.StatusReader
	asking      bool
	answers     chan zpl.HostStatus // of one, for the question that is open
	last        zpl.HostStatus
	heard       bool // a whole answer came, ever
	silent      bool // the last questions went unanswered
	xoff        bool
	flow        chan struct{} // closed and replaced when flow control changes
	portFailure error

	cancel   context.CancelFunc
	listened chan struct{} // closed when the listener ended
}

// New starts a driver on an open port. The caller keeps the port and closes it
// after Close. Errors: BadSettings.
func New(port devices.Port, options Options) (*Driver, error) {
	if err := options.Media.Validate(); err != nil {
		return nil, devices.Errorf(devices.BadSettings, "The label printer's medium is not usable.").Wrap(err)
	}
	if options.Clock == nil {
		return nil, devices.Errorf(devices.BadSettings, "The label printer has no clock.")
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	if options.Changed == nil {
		options.Changed = func() {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	d := &Driver{
		port: port, media: options.Media, waits: options.Waits.filled(), clock: options.Clock, log: options.Log, changed: options.Changed,
		jobs: make(chan struct{}, 1), answers: make(chan zpl.HostStatus, 1), flow: make(chan struct{}),
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

// Status gives what the printer said last; false before it said anything. A
// printer that stopped answering is offline, whatever it said before.
func (d *Driver) Status() (devices.PrinterStatus, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.heard {
		return devices.PrinterStatus{}, false
	}
	if d.silent {
		return devices.PrinterStatus{Answers: true, Confirms: true, Offline: true}, true
	}
	return devices.PrinterStatus{
		Answers: true, Confirms: true, Offline: d.last.Paused, CoverOpen: d.last.HeadUp, PaperOut: d.last.PaperOut,
		Error: d.last.RibbonOut || d.last.MemoryLost || d.last.UnderTemperature || d.last.OverTemperature,
	}, true
}

// Fault gives in words what keeps the printer from printing; nil for nothing that
// is known.
func (d *Driver) Fault() *devices.Error {
	_, fault := d.cause()
	return fault
}

// Probe asks the printer how it is. Errors: NoAnswer in words, where it is silent;
// the port's.
func (d *Driver) Probe(ctx context.Context) error {
	if err := acquire(ctx, d.jobs); err != nil {
		return err
	}
	defer release(d.jobs)
	_, err := d.ask(ctx)
	return err
}

// TryPoll is Probe, unless a job is being printed for longer than patience: jobs
// ask by themselves.
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
	_, err := d.ask(ctx)
	return err
}

func acquire(ctx context.Context, lock chan struct{}) error {
	select {
	case lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the label printer: %w", ctx.Err())
	}
}

func release(lock chan struct{}) { <-lock }
