package labelprinter

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/zpl"
)

// Print sends the label of one job in all its copies and waits for its outcome:
// see devices.Outcome. It never sends a job twice. A cancelled ctx ends the
// waiting: before the first byte the job has Failed, after it the outcome is
// Unknown.
func (d *Driver) Print(ctx context.Context, job devices.PrintJob) devices.PrintResult {
	if job.Document.Label == nil {
		return failed(devices.Errorf(devices.BadDocument, "This paper is not for a label printer."))
	}
	encoded, err := zpl.Encode(*job.Document.Label, d.media)
	if err != nil {
		return failed(badLabel(err))
	}
	if err := acquire(ctx, d.jobs); err != nil {
		return failed(err)
	}
	defer release(d.jobs)
	result, ready := d.preflight(ctx)
	if ready {
		result = d.send(ctx, encoded, job.Awaiting)
	}
	d.log.Info("print label", slog.String("job", job.ID), slog.String("outcome", string(result.Outcome)),
		slog.String("cause", string(result.Cause)), slog.Int("sent_bytes", result.SentBytes))
	return result
}

// badLabel says in words why a label cannot be encoded.
func badLabel(err error) *devices.Error {
	var unknown *zpl.UnknownTemplateError
	switch {
	case errors.As(err, &unknown):
		return devices.Errorf(devices.BadDocument, "There is no layout for this label.").Wrap(err)
	case errors.Is(err, zpl.ErrMedia):
		return devices.Errorf(devices.BadDocument, "The labels in the printer are too small for this one.").Wrap(err)
	case errors.Is(err, zpl.ErrFit):
		return devices.Errorf(devices.BadDocument, "What this label must say does not fit on it.").WithHint("Use larger labels.").Wrap(err)
	}
	return devices.Errorf(devices.BadDocument, "This label cannot be printed.").Wrap(err)
}

func failed(err error) devices.PrintResult {
	return devices.PrintResult{Outcome: devices.Failed, Err: asError(err)}
}

// asError finds the sentence of an error for people.
func asError(err error) *devices.Error {
	var coded *devices.Error
	if errors.As(err, &coded) {
		return coded
	}
	return devices.Errorf(devices.Closed, "Printing was stopped.").Wrap(err)
}

// preflight asks the printer how it is, before any byte of the job leaves. True
// means go on; otherwise the result is the job's.
func (d *Driver) preflight(ctx context.Context) (devices.PrintResult, bool) {
	start := d.clock.Now().Monotonic
	for {
		status, err := d.ask(ctx)
		if err != nil && !unanswered(err) {
			return failed(err), false
		}
		if cause, fault := d.cause(); cause != "" {
			return devices.PrintResult{Outcome: devices.Blocked, Cause: cause, Err: fault}, false
		}
		if status.Idle() {
			break
		}
		// What is in it is from before, and its end must not be taken for this job's.
		if d.clock.Now().Monotonic-start >= d.waits.Progress {
			fault := devices.Errorf("label_printer.busy", "The label printer is still busy with labels from before.").
				WithHint("Wait for them, or clear them at the printer.")
			return devices.PrintResult{Outcome: devices.Blocked, Cause: devices.PrinterOffline, Err: fault}, false
		}
		if err := d.pause(ctx, d.waits.Poll); err != nil {
			return failed(err), false
		}
	}
	d.mu.Lock()
	d.xoff = false // it answers; what it said before is past
	d.mu.Unlock()
	return devices.PrintResult{}, true
}

// send writes the formats and waits for the printer's word that they are done.
func (d *Driver) send(ctx context.Context, encoded []byte, awaiting func()) devices.PrintResult {
	sent := 0
	for sent < len(encoded) {
		if err := d.awaitFlow(ctx); err != nil {
			return d.broken(sent, err)
		}
		n, err := d.port.Write(ctx, encoded[sent:min(sent+chunkBytes, len(encoded))])
		sent += n
		if err != nil {
			return d.broken(sent, err)
		}
	}
	if awaiting != nil {
		awaiting()
	}
	if err := d.await(ctx); err != nil {
		return d.broken(sent, err)
	}
	return devices.PrintResult{Outcome: devices.Printed, SentBytes: sent}
}

// broken is the result of a job that stopped after sent bytes. An abandoned
// write may have taken more than that.
func (d *Driver) broken(sent int, err error) devices.PrintResult {
	coded := asError(err)
	cause, _ := d.cause()
	if sent == 0 && coded.Code != devices.Abandoned {
		if coded.Code == devices.Timeout || coded.Code == devices.Busy {
			return devices.PrintResult{Outcome: devices.Blocked, Cause: devices.PrinterOffline, Err: coded}
		}
		return failed(err)
	}
	fault := devices.Errorf("print.unknown", "It is not known whether this label was printed.").
		WithHint("Look at the label printer. Print it again only if the label is not there.").Wrap(coded)
	return devices.PrintResult{Outcome: devices.Unknown, Cause: cause, SentBytes: sent, Err: fault}
}

// awaitFlow waits while the printer asks for silence.
func (d *Driver) awaitFlow(ctx context.Context) error {
	timer := time.NewTimer(d.waits.Fault)
	defer timer.Stop()
	for {
		d.mu.Lock()
		stopped, changed := d.xoff, d.flow
		d.mu.Unlock()
		if !stopped {
			return nil
		}
		select {
		case <-changed:
		case <-timer.C:
			return devices.Errorf(devices.Timeout, "The label printer has taken no data for a long time.")
		case <-d.listened:
			return d.ended()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// await asks until nothing is left of what was sent: as long as labels come out,
// and while something is wrong for the Fault wait. A printer that ran out of
// labels keeps the rest and goes on after a new roll, so that is not an end; one
// that was switched off has lost it, and both are silent. So a printer that has
// nothing left right after it was silent may have printed it or not.
func (d *Driver) await(ctx context.Context) error {
	start := d.clock.Now().Monotonic
	state := awaiting{last: start, well: start, least: -1}
	for {
		status, err := d.askOnce(ctx)
		if err != nil && !unanswered(err) {
			return err
		}
		now := d.clock.Now().Monotonic
		if err == nil {
			state.heard(status, now)
		} else if state.unheard() {
			d.setSilent(true)
		}
		cause, _ := d.cause()
		if cause == "" && state.unanswered == 0 {
			state.well = now
		}
		if done, err := d.judge(state, cause, now, now-start); done {
			return err
		}
		if err := d.pause(ctx, d.waits.Poll); err != nil {
			return err
		}
	}
}

// judge says whether the waiting is over, and with nil that the labels are out.
func (d *Driver) judge(state awaiting, cause devices.BlockCause, now, taken time.Duration) (bool, error) {
	switch {
	case state.idle >= idleAnswers && state.doubtful:
		return true, devices.Errorf(devices.NoAnswer, "The label printer was silent while it should have printed.")
	case state.idle >= idleAnswers:
		return true, nil
	case now-state.well >= d.waits.Fault, taken >= faultsMax*d.waits.Fault:
		return true, devices.Errorf(devices.Timeout, "The label printer did not go on.")
	case cause == "" && state.unanswered == 0 && now-state.last >= d.waits.Progress:
		return true, devices.Errorf(devices.Timeout, "The label printer does not finish.")
	}
	return false, nil
}

// awaiting is what await has seen so far. Times are the clock's monotonic ones.
type awaiting struct {
	unanswered int           // questions in a row
	idle       int           // answers in a row that nothing is left
	doubtful   bool          // silent, and not seen at work since
	least      int           // the fewest formats and labels seen, -1 for none yet
	last       time.Duration // when that became fewer, or a fault was seen last
	well       time.Duration // when it last answered without a fault
}

// unheard counts a question without an answer; true where that makes it silent.
func (a *awaiting) unheard() bool {
	a.unanswered++
	if a.unanswered < silentAsks {
		return false
	}
	a.doubtful = true
	return true
}

func (a *awaiting) heard(status zpl.HostStatus, now time.Duration) {
	if a.unanswered > 0 {
		a.last = now
	}
	a.unanswered = 0
	if status.Idle() {
		a.idle++
		return
	}
	a.idle, a.doubtful = 0, false
	left := status.LabelsLeft + status.Formats
	if a.least < 0 || left < a.least || status.Paused {
		a.least, a.last = left, now
	}
}
