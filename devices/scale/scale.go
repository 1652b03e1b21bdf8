// Package scale drives a counter scale over a devices.Port, in one of five
// protocols: MT-SICS, A&D, Ohaus, NCI SCP and Toledo 8217.
//
// A weight may become a line of a sale only if the scale itself calls it stable,
// says the same twice in a row, in the unit that the terminal expects, and just
// now. Everything else is an error with its own words; nothing is converted,
// nothing is guessed and no weight is kept for later. See DESIGN.md.
package scale

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/clock"
)

const (
	// frameMaxBytes is the longest answer that is taken, its end included. The
	// longest of a real scale is the model's name in MT-SICS.
	frameMaxBytes = 64
	// exchangeMaxBytes is how much may come for one request before the line counts
	// as flooded: some twenty answers of a scale that sends all the time.
	exchangeMaxBytes = 1024
	// readingsMax is how often one Weigh asks before it says that the weight moves.
	readingsMax = 4
	// ageMax is how old a weight may be, and how far apart the two that agree.
	ageMax = time.Second
	// weighMax is the default for how long one Weigh takes as a whole.
	weighMax = time.Second
	// readChunkBytes is the buffer of one read.
	readChunkBytes = 256
)

// Waits are how long the driver waits for what. A zero field means the default.
type Waits struct {
	Answer      time.Duration // an answer to a request: 400 ms (at 2400 baud one takes 100 ms)
	Weigh       time.Duration // one Weigh as a whole: 1 s
	Command     time.Duration // the answer to a command, where the protocol has one: 900 ms
	Acknowledge time.Duration // the answer to a command, where it need not come: 150 ms
	Late        time.Duration // how late an answer may come; so long nothing else is asked: 1.5 s
	Between     time.Duration // between two requests: 100 ms, as scales measure about ten times a second; never less than the protocol demands
	Quiet       time.Duration // silence after which half a frame is given up: 100 ms
}

func (w Waits) filled(least time.Duration) Waits {
	fill := func(value *time.Duration, standard time.Duration) {
		if *value <= 0 {
			*value = standard
		}
	}
	fill(&w.Answer, 400*time.Millisecond)
	fill(&w.Weigh, weighMax)
	fill(&w.Command, 900*time.Millisecond)
	fill(&w.Acknowledge, 150*time.Millisecond)
	fill(&w.Late, 1500*time.Millisecond)
	fill(&w.Between, 100*time.Millisecond)
	fill(&w.Quiet, 100*time.Millisecond)
	w.Between = max(w.Between, least)
	return w
}

// Options of a driver.
type Options struct {
	// Protocol is one of Protocols.
	Protocol string
	// Unit is what weights must come in; empty means g. Toledo 8217 sends no unit:
	// there it is what the scale is set to.
	Unit string
	// MotionInverted is for NCI scales that set the motion bit when at rest.
	MotionInverted bool
	Waits          Waits
	Clock          clock.Clock
	Log            *slog.Logger
}

// Driver weighs on one open port. It implements devices.Scale.
type Driver struct {
	port     devices.Port
	protocol protocol
	traits   traits
	unit     string
	waits    Waits
	clock    clock.Clock
	log      *slog.Logger
	ear      *ear

	turn chan struct{} // one exchange after the other; it guards what follows
	// even says that requests carry an even parity bit in bit 7.
	even bool
	// unanswered is the last request, if its answer may still come.
	unanswered *outstanding
	// doubtful says that an answer may come that nobody needs.
	doubtful bool
	// gate lets the next request through.
	gate <-chan time.Time
	// introduced says that the scale was asked who it is.
	introduced bool
	// tared says that this driver set a tare, for protocols that do not tell.
	tared bool

	mu       sync.Mutex
	identity devices.ScaleIdentity
	failure  error

	cancel   context.CancelFunc
	listened chan struct{} // closed when the listener ended
}

var _ devices.Scale = (*Driver)(nil)

// New starts a driver on an open port. The caller keeps the port and closes it
// after Close. Errors: BadSettings.
func New(port devices.Port, options Options) (*Driver, error) {
	spoken, err := protocolNamed(options)
	if err != nil {
		return nil, err
	}
	if options.Unit == "" {
		options.Unit = "g"
	}
	if !knownUnits[options.Unit] {
		return nil, devices.Errorf(devices.BadSettings, "The scale's unit is not known.").WithHint("Use g, kg, oz, lb, ozt or ct.")
	}
	if options.Clock == nil {
		return nil, devices.Errorf(devices.BadSettings, "The scale has no clock.")
	}
	if options.Log == nil {
		options.Log = slog.New(slog.DiscardHandler)
	}
	opened := make(chan time.Time)
	close(opened)
	ctx, cancel := context.WithCancel(context.Background())
	has := spoken.traits()
	d := &Driver{
		port: port, protocol: spoken, traits: has, unit: options.Unit, waits: options.Waits.filled(has.spacing),
		clock: options.Clock, log: options.Log, ear: newEar(spoken),
		turn: make(chan struct{}, 1), even: has.evenParity, gate: opened,
		identity: devices.ScaleIdentity{Protocol: options.Protocol},
		cancel:   cancel, listened: make(chan struct{}),
	}
	go d.listen(ctx)
	return d, nil
}

// listen reads what the scale sends until the driver or the port ends. It reads
// also while nobody asks, so that no old weight waits in the system's buffers.
func (d *Driver) listen(ctx context.Context) {
	defer close(d.listened)
	buffer := make([]byte, readChunkBytes)
	for {
		n, err := d.port.Read(ctx, buffer)
		if n > 0 {
			d.ear.hear(buffer[:n], d.clock.Now())
			continue
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil && devices.CodeOf(err) != devices.Timeout {
			d.mu.Lock()
			d.failure = err
			d.mu.Unlock()
			return
		}
	}
}

// Close ends the listener; pending requests end as if the port were gone.
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
	return d.failure
}

// Identity gives what the scale said about itself when it was probed.
func (d *Driver) Identity() devices.ScaleIdentity {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.identity
}

// acquire takes the turn for one method call. A Probe can have it for seconds;
// whoever weighs meanwhile is told that there is no answer.
func (d *Driver) acquire(ctx context.Context) error {
	limit := time.NewTimer(d.waits.Weigh)
	defer limit.Stop()
	select {
	case d.turn <- struct{}{}:
		return nil
	case <-d.listened:
		return d.ended()
	case <-ctx.Done():
		return contextError(ctx)
	case <-limit.C:
		return noAnswer(false)
	}
}

func (d *Driver) release() { <-d.turn }

// ended gives why nothing more can be asked.
func (d *Driver) ended() error {
	if err := d.Err(); err != nil {
		return err
	}
	return devices.Errorf(devices.Closed, "The scale is closed.")
}

func contextError(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return devices.Errorf(devices.Timeout, "The scale did not answer in time.")
	}
	return fmt.Errorf("wait for the scale: %w", ctx.Err())
}
