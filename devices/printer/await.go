package printer

import (
	"context"
	"time"

	"github.com/curbline/curbline/devices"
)

func restarted() error {
	return devices.Errorf("printer.restarted", "The printer was switched off or restarted while it was printing.")
}

// vigil is how long a wait has lasted.
type vigil struct {
	start time.Duration
	quiet time.Duration // since when nothing was wrong and nothing moved
	acked int
}

// await waits for something to be done: the Echo wait since the last sign of
// progress or of a fault, the Fault wait in all. A printer that ran out of paper
// keeps the rest and goes on after a new roll, so that is not an end; one that
// restarted lost it, and that is. done is called with the lock held.
func (d *Driver) await(ctx context.Context, one *job, done func() bool) error {
	now := d.now()
	watch := vigil{start: now, quiet: now}
	poll := time.NewTicker(d.waits.Poll)
	defer poll.Stop()
	limit := time.NewTimer(d.waits.Echo)
	defer limit.Stop()
	for {
		news, over, err := d.look(ctx, one, &watch, done)
		if err != nil || over {
			return err
		}
		select {
		case <-news:
			continue
		case <-d.listened:
			return d.ended()
		case <-ctx.Done():
			return ctx.Err()
		case <-poll.C:
			if err := d.inquire(ctx, one); err != nil {
				return err
			}
		case <-limit.C:
		}
		left, err := d.patience(ctx, one, &watch)
		if err != nil {
			return err
		}
		limit.Reset(left)
	}
}

// look says whether the wait is over, and what to wait for otherwise.
func (d *Driver) look(ctx context.Context, one *job, watch *vigil, done func() bool) (<-chan struct{}, bool, error) {
	d.mu.Lock()
	news, lost, over, signs := d.news, d.marks.lost, done(), d.signs
	if d.marks.acked != watch.acked {
		watch.acked, watch.quiet = d.marks.acked, d.now()
	}
	d.mu.Unlock()
	switch {
	case lost:
		return nil, false, restarted()
	case signs != one.seen:
		one.seen = signs
		if over && one.whole && one.rung != ByStatus {
			return nil, true, nil // it came after the printer's word
		}
		return news, false, d.heed(ctx, one, done)
	default:
		return news, over, nil
	}
}

// heed looks into a sign of a restart. The printer may have said XON for another
// reason, so where ids are echoed it is asked to prove it: answers keep the order,
// and the echo of an id that was sent after the job's comes first only if the
// job's is lost.
func (d *Driver) heed(ctx context.Context, one *job, done func() bool) error {
	d.mu.Lock()
	early := d.signEarly
	d.mu.Unlock()
	switch {
	case !one.whole && one.sent == 0:
		return nil // there is nothing to lose yet
	case !one.whole || one.rung == ByStatus || early:
		return restarted() // bytes that come after it print as half a paper
	case one.rung == ByEcho:
		return d.sendWitness(ctx, one)
	}
	// What it said just before may still be on its way.
	if err := d.pause(ctx, d.waits.Status); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if done() {
		return nil
	}
	return restarted()
}

func (d *Driver) sendWitness(ctx context.Context, one *job) error {
	if one.witnesses >= witnessesMax {
		return nil
	}
	one.witnesses++
	_, err := d.sendID(ctx, one.sent)
	return err
}

// inquire asks for the status while something is awaited, so that the screen says
// why nothing comes. Silence is an answer of its own: a printer that answers
// again after it was off.
func (d *Driver) inquire(ctx context.Context, one *job) error {
	if d.ability(&d.answers) != able || d.rubbish() != nil {
		return nil
	}
	err := d.ask(ctx)
	switch {
	case devices.CodeOf(err) == devices.NoAnswer:
		one.away = true
		return nil
	case err != nil:
		return err
	}
	d.mu.Lock()
	back := one.away
	one.away = false
	if back {
		d.sign()
	}
	prove := !back && one.whole && one.rung == ByEcho && d.status.Cause() == "" && !d.flow.stopped
	d.mu.Unlock()
	if prove {
		return d.sendWitness(ctx, one) // a printer may restart and say nothing at all
	}
	return nil
}

// patience gives how long to wait at most before it is looked again, or the error
// of a wait that took too long. A printer that holds us off for long is slow, not
// faulty, once it has a part of the paper.
func (d *Driver) patience(ctx context.Context, one *job, watch *vigil) (time.Duration, error) {
	d.mu.Lock()
	now := d.now()
	stopped, since := d.flow.stopped && !one.whole, d.flow.since
	if d.status.Cause() != "" {
		watch.quiet = now
	}
	d.mu.Unlock()
	wait := d.waits.Echo
	if stopped {
		if now-max(since, watch.quiet) >= d.waits.Echo {
			if err := d.tryFlow(ctx, one); err != nil {
				return 0, err
			}
		}
		wait += d.waits.Probe
		if one.sent > 0 {
			wait = d.waits.Fault
		}
	}
	end := min(watch.quiet+wait, watch.start+d.waits.Fault)
	switch {
	case now < end:
		return max(min(end-now, d.waits.Probe), time.Millisecond), nil
	case stopped:
		return 0, devices.Errorf(devices.Timeout, "The printer has taken no data for a long time.")
	default:
		return 0, devices.Errorf(devices.Timeout, "The printer did not confirm the paper.")
	}
}

// tryFlow finds out whether an XON got lost: a printer that answers in order while
// it asks for silence has an empty buffer. Three bytes fit in always, as it says
// XOFF with 128 left.
func (d *Driver) tryFlow(ctx context.Context, one *job) error {
	if d.ability(&d.fences) != able {
		return nil
	}
	d.mu.Lock()
	test := d.flow.test
	if test > 0 && d.marks.answered >= test && d.flow.stopped {
		d.flow.stopped, d.flow.xonDue, d.flow.test = false, true, 0
		d.tell()
	}
	d.mu.Unlock()
	if test > 0 {
		return nil
	}
	number, err := d.sendFence(ctx, one.sent)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.flow.test = number
	return err
}
