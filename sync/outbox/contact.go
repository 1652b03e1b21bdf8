package outbox

import (
	"context"
	"time"

	"github.com/curbline/curbline/sync/link"
	"github.com/curbline/curbline/terminal"
)

// keepContact owns the phase: it makes the first contact, asks again while the
// line is down or the keys are refused, and reads now and then when all is
// quiet, so that the status tells the truth.
func (d *Drainer) keepContact(ctx, work context.Context) {
	contacted, worked := false, uint64(0)
	tries := schedules{line: link.NewBackoff(), keys: link.NewSchedule(KeysBase, KeysCeiling)}
	for ctx.Err() == nil {
		phase, _, _, changed := d.gate.now()
		// A control read that succeeds is not enough to knock as often as before:
		// the state may read well and write badly.
		if now := d.gate.worked(); now != worked || phase == Filing && !d.gate.doubtful() {
			worked = now
			tries.line.Reset()
			tries.keys.Reset()
		}
		if !d.awaitCheck(ctx, phase, changed, tries) || !d.gate.awaitThrottle(ctx, reads) {
			return
		}
		now, _, _, _ := d.gate.now()
		if now != phase || phase == Filing && d.gate.quiet() < HeartbeatInterval {
			continue // something happened while it waited
		}
		contacted = d.check(work, phase, contacted && phase != Stopped)
		if after, _, _, _ := d.gate.now(); after == Contacting && !pause(ctx, tries.line.Next(), d.resume) {
			return
		}
	}
}

// schedules are the waits before control reads.
type schedules struct{ line, keys *link.Schedule }

// awaitCheck waits until a phase's next control read is due, or the phase is
// over; false when ctx ended.
func (d *Drainer) awaitCheck(ctx context.Context, phase Phase, changed <-chan struct{}, tries schedules) bool {
	switch phase {
	case Filing:
		if wait := HeartbeatInterval - d.gate.quiet(); wait > 0 {
			return pause(ctx, wait, changed)
		}
	case Down:
		return pause(ctx, tries.line.Next(), d.resume)
	case KeysWanted:
		return d.awaitKeys(ctx, tries.keys.Next())
	case Stopped:
		return d.awaitKeys(ctx, 0)
	}
	return ctx.Err() == nil
}

// awaitKeys waits for a time (without end if 0), for Resume, or until the keys
// are others.
func (d *Drainer) awaitKeys(ctx context.Context, wait time.Duration) bool {
	keys := d.options.Authority.Keys()
	for waited := time.Duration(0); wait == 0 || waited < wait; waited += PollInterval {
		timer := time.NewTimer(PollInterval)
		select {
		case <-ctx.Done():
			timer.Stop()
			return false
		case <-d.resume:
			timer.Stop()
			return true
		case <-timer.C:
		}
		if d.options.Authority.Keys() != keys {
			return true
		}
	}
	return true
}

// check makes a control read and, if that was not done yet, the first contact;
// when all is well, filing goes on. It returns whether the first contact is made.
func (d *Drainer) check(work context.Context, phase Phase, contacted bool) bool {
	bounded, cancel := context.WithTimeout(work, ReadTimeout)
	err := d.options.Authority.ControlRead(bounded)
	cancel()
	if err != nil {
		d.noteControl(phase, faultOf(err))
		return contacted
	}
	d.line.Up()
	d.gate.good()
	if !contacted && !d.firstContact(work, phase) {
		return false
	}
	if phase != Filing && d.gate.set(Filing, nil) {
		d.changed(Filing, nil)
	}
	return true
}

// firstContact compares the highest number of ours that the state has with
// what is known here. A state that knows more shows that this database is older
// than what was filed from it: nothing may be sent from it.
func (d *Drainer) firstContact(work context.Context, phase Phase) bool {
	ours, err := d.options.Queue.HighestOurs(work)
	if err != nil {
		d.log.Error("our own highest number could not be read", "error", err)
		return false
	}
	bounded, cancel := context.WithTimeout(work, FirstContactTimeout)
	defer cancel()
	highest, err := d.options.Authority.Highest(bounded, ours.Prefix, ours.Since)
	if err != nil {
		d.noteControl(phase, faultOf(err))
		return false
	}
	if highest <= ours.Number {
		return true
	}
	problem := terminal.Errorf(terminal.Conflict, "filing.behind_state",
		"The state has our sale %s%d, but this terminal only knows its sales up to %d.", ours.Prefix, highest, ours.Number).
		WithHint("This database is older than what was filed from it. Run `curblinectl restore` to open a new epoch; nothing is filed before.")
	if d.gate.set(Stopped, problem) {
		d.changed(Stopped, problem)
	}
	return false
}

// noteControl puts down why a read that must work did not.
func (d *Drainer) noteControl(phase Phase, fault *Fault) {
	switch fault.Outcome {
	case Throttled:
		d.gate.holdReads(told(fault.RetryAfter))
		return
	case Paused:
		d.gate.doubt()
		d.line.Up()
		d.setPhase(KeysWanted, keysProblem(fault.Words, fault.Err))
		return
	}
	d.line.Down(causeOf(fault))
	if phase != KeysWanted { // a line that goes down meanwhile does not make refused keys good
		d.setPhase(Down, downProblem(fault))
	}
}

func (d *Drainer) setPhase(phase Phase, problem *terminal.Error) {
	if d.gate.set(phase, problem) {
		d.changed(phase, problem)
	}
}

// hold leaves Filing after a write or look-up showed that it cannot go on.
func (d *Drainer) hold(phase Phase, problem *terminal.Error) {
	if d.gate.leave(phase, problem) {
		d.changed(phase, problem)
	}
}

func keysProblem(words string, cause error) *terminal.Error {
	problem := terminal.Errorf(terminal.SignIn, "filing.keys_refused", "The state refuses the keys of this store.").
		WithHint("Check the vendor and user key and the user's permissions, then set them with `curblinectl secret set`. Sales wait; none is lost.")
	if words = cut(words); words != "" {
		problem.Hint += " The state said: " + words
	}
	return problem.Wrap(cause)
}

func downProblem(fault *Fault) *terminal.Error {
	if fault.Outcome == NotSent {
		return terminal.Errorf(terminal.Unavailable, "filing.no_line", "The state cannot be reached.").
			WithHint("Sales go on and wait to be filed.").Wrap(fault.Err)
	}
	return terminal.Errorf(terminal.Unavailable, "filing.no_answer", "The state gives no usable answers.").
		WithHint("Sales go on and wait to be filed.").Wrap(fault.Err)
}

func causeOf(fault *Fault) string {
	if fault.Outcome == NotSent {
		return "not reached"
	}
	return "no usable answer"
}
