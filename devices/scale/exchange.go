package scale

import (
	"context"
	"time"

	"github.com/curbline/curbline/devices"
)

// outstanding is a request whose answer did not come in time. Until it comes, or
// is given up, nothing else is asked: so an answer always belongs to the last
// request, and an old weight is never taken for a new one.
type outstanding struct {
	fits    func(frame []byte) bool
	givenUp <-chan time.Time
}

// exchange sends a request and waits for the first frame that fits it. The
// caller has the turn. Errors: NoAnswer, the port's, the context's.
func (d *Driver) exchange(ctx context.Context, what request, wait time.Duration, fits func(frame []byte) bool) (heardFrame, error) {
	if err := d.getInStep(ctx, d.waits.Answer); err != nil {
		return heardFrame{}, err
	}
	select {
	case <-d.gate:
	case <-d.listened:
		return heardFrame{}, d.ended()
	case <-ctx.Done():
		return heardFrame{}, contextError(ctx)
	}
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	d.ear.ask()
	answer, err := d.await(limited, d.encode(what), fits)
	if err == nil {
		d.ear.rest()
		return answer, nil
	}
	if due := what < setZero || d.traits.answersCommands; due {
		d.unanswered = &outstanding{fits: fits, givenUp: time.After(d.waits.Late)}
	} else {
		d.ear.rest()
		d.doubtful = true
	}
	switch {
	case ctx.Err() != nil:
		return heardFrame{}, contextError(ctx)
	case limited.Err() != nil || devices.CodeOf(err) == devices.NoAnswer:
		d.tared = false // it may have been switched off
		return heardFrame{}, noAnswer(d.ear.heard())
	default:
		return heardFrame{}, err
	}
}

func (d *Driver) encode(what request) []byte {
	bytes := d.protocol.encode(what)
	if d.even {
		bytes = withEvenParity(bytes)
	}
	return bytes
}

// await writes and takes frames until one fits.
func (d *Driver) await(ctx context.Context, bytes []byte, fits func(frame []byte) bool) (heardFrame, error) {
	_, err := d.port.Write(ctx, bytes)
	d.gate = time.After(d.waits.Between)
	if err != nil {
		return heardFrame{}, err
	}
	for {
		select {
		case <-d.ear.ready:
			for _, frame := range d.ear.take() {
				if fits(frame.plain) {
					return frame, nil
				}
			}
		case <-d.ear.flooded:
			return heardFrame{}, noAnswer(true)
		case <-d.listened:
			return heardFrame{}, d.ended()
		case <-ctx.Done():
			return heardFrame{}, contextError(ctx)
		}
	}
}

// getInStep makes sure that what comes next answers what is asked next: it waits
// for an answer that is late, for at most patience, and for the end of a frame
// that is half here.
func (d *Driver) getInStep(ctx context.Context, patience time.Duration) error {
	if d.unanswered != nil {
		if err := d.awaitLate(ctx, patience); err != nil {
			return err
		}
	}
	if d.doubtful || d.ear.midway() {
		return d.awaitSilence(ctx)
	}
	return nil
}

func (d *Driver) awaitLate(ctx context.Context, patience time.Duration) error {
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for d.unanswered != nil {
		select {
		case <-d.ear.ready:
			for _, frame := range d.ear.take() {
				if d.unanswered != nil && d.unanswered.fits(frame.plain) {
					d.unanswered = nil
				}
			}
		case <-d.unanswered.givenUp:
			d.unanswered = nil
		case <-limit.C:
			return noAnswer(d.ear.heard())
		case <-d.listened:
			return d.ended()
		case <-ctx.Done():
			return contextError(ctx)
		}
	}
	d.ear.rest()
	return nil
}

// awaitSilence waits until nothing comes any more. A line that is never silent,
// of a scale that sends all the time, is used as it is: the frame that is coming
// in is left out.
func (d *Driver) awaitSilence(ctx context.Context) error {
	limit := time.NewTimer(2 * d.waits.Quiet)
	defer limit.Stop()
	silence := time.NewTimer(d.waits.Quiet)
	defer silence.Stop()
	drain(d.ear.sound)
	d.doubtful = false
	for {
		select {
		case <-d.ear.sound:
			silence.Reset(d.waits.Quiet)
		case <-silence.C:
			d.ear.forget()
			return nil
		case <-limit.C:
			return nil
		case <-d.listened:
			return d.ended()
		case <-ctx.Done():
			d.doubtful = true
			return contextError(ctx)
		}
	}
}
