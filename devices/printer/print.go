package printer

import (
	"context"
	"errors"
	"log/slog"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
)

// Print sends one job and waits for its outcome: see devices.Outcome. It never
// sends a job twice. A cancelled ctx ends the waiting: before the first byte the
// job has Failed, after it the outcome is Unknown.
func (d *Driver) Print(ctx context.Context, printing devices.PrintJob) devices.PrintResult {
	encoded, err := escpos.Encode(printing.Document, d.profile)
	if err != nil {
		return failed(devices.Errorf(devices.BadDocument, "This paper cannot be printed.").Wrap(err))
	}
	if err := acquire(ctx, d.jobs); err != nil {
		return failed(err)
	}
	defer release(d.jobs)
	result, ready := d.preflight(ctx)
	if ready {
		result = d.send(ctx, encoded, printing.Awaiting)
	}
	d.log.Info("print", slog.String("job", printing.ID), slog.String("outcome", string(result.Outcome)),
		slog.String("cause", string(result.Cause)), slog.Int("sent_bytes", result.SentBytes), slog.String("by", string(d.Rung())))
	return result
}

func failed(err error) devices.PrintResult {
	return devices.PrintResult{Outcome: devices.Failed, Err: asError(err)}
}

func blocked(cause devices.BlockCause, err error) devices.PrintResult {
	result := devices.PrintResult{Outcome: devices.Blocked, Cause: cause, Err: cause.Fault()}
	if err != nil {
		result.Err = asError(err)
	}
	return result
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
// means go on; otherwise the result is the job's. Where the status is fresh, that
// is one question and a few milliseconds.
func (d *Driver) preflight(ctx context.Context) (devices.PrintResult, bool) {
	err := d.inspect(ctx)
	if err == nil {
		err = d.rubbish()
	}
	switch code := devices.CodeOf(err); {
	case err == nil:
	case code == devices.NoAnswer:
		// Status requests are no part of the job: nothing of it has left.
		return blocked(devices.PrinterOffline, err), false
	case code == devices.Abandoned || code == devices.Busy:
		return blocked(devices.PrinterOffline, nil), false
	case code == devices.Protocol:
		return blocked(devices.PrinterError, err), false
	default:
		return failed(err), false
	}
	if status, _ := d.Status(); d.ability(&d.answers) == able && status.Cause() != "" {
		return blocked(status.Cause(), nil), false
	}
	return devices.PrintResult{}, true
}

func (d *Driver) inspect(ctx context.Context) error {
	d.mu.Lock()
	now := d.now()
	deaf := d.answers == unable && now-d.probedAt < d.waits.Fresh
	fresh := d.statusAt > 0 && now-d.statusAt < d.waits.Fresh && d.status.Cause() == ""
	d.mu.Unlock()
	switch {
	case deaf:
		return nil
	case !d.probed():
		return d.probe(ctx)
	case !fresh:
		return d.ask(ctx)
	}
	err := d.askShort(ctx)
	if status, _ := d.Status(); err == nil && status.Cause() != "" {
		err = d.ask(ctx) // why it is offline
	}
	return err
}

// broken is the result of a job that stopped after sent bytes. An abandoned
// write may have taken more than that.
func (d *Driver) broken(sent int, err error) devices.PrintResult {
	coded := asError(err)
	status, _ := d.Status()
	switch {
	case sent > 0 || coded.Code == devices.Abandoned:
	case coded.Code == devices.Timeout:
		// It was never ready for the first byte.
		cause := status.Cause()
		if cause == "" {
			cause = devices.PrinterOffline
		}
		return blocked(cause, err)
	default:
		return failed(err)
	}
	fault := devices.Errorf("print.unknown", "%s It is not known whether this paper was printed.", coded.Message).
		WithHint("Look at the printer. Print it again only if the paper is not there.").Wrap(coded)
	return devices.PrintResult{Outcome: devices.Unknown, Cause: status.Cause(), SentBytes: sent, Err: fault}
}
