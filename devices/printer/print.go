package printer

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
)

// Print sends one job and waits for its outcome: see devices.Outcome. It never
// sends a job twice. A cancelled ctx ends the waiting: before the first byte the
// job has Failed, after it the outcome is Unknown.
func (d *Driver) Print(ctx context.Context, job devices.PrintJob) devices.PrintResult {
	encoded, err := escpos.Encode(job.Document, d.profile)
	if err != nil {
		return failed(devices.Errorf(devices.BadDocument, "This paper cannot be printed.").Wrap(err))
	}
	if err := acquire(ctx, d.jobs); err != nil {
		return failed(err)
	}
	defer release(d.jobs)
	result, ready := d.preflight(ctx)
	if ready {
		result = d.send(ctx, encoded)
	}
	d.log.Info("print", slog.String("job", job.ID), slog.String("outcome", string(result.Outcome)),
		slog.String("cause", string(result.Cause)), slog.Int("sent_bytes", result.SentBytes))
	return result
}

func failed(err error) devices.PrintResult {
	return devices.PrintResult{Outcome: devices.Failed, Err: asError(err)}
}

func blocked(cause devices.BlockCause) devices.PrintResult {
	return devices.PrintResult{Outcome: devices.Blocked, Cause: cause, Err: cause.Fault()}
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
	var err error
	if d.ability(&d.answers) == able && d.ability(&d.processIDs) != notProbed {
		err = d.ask(ctx)
	} else {
		err = d.probe(ctx)
	}
	switch {
	case err == nil:
	case devices.CodeOf(err) == devices.NoAnswer, devices.CodeOf(err) == devices.Abandoned, devices.CodeOf(err) == devices.Busy:
		// Status requests are no part of the job: nothing of it has left.
		return blocked(devices.PrinterOffline), false
	default:
		return failed(err), false
	}
	status, _ := d.Status()
	if d.ability(&d.answers) == able {
		if cause := status.Cause(); cause != "" {
			return blocked(cause), false
		}
	}
	return devices.PrintResult{}, true
}

// send writes the paper and waits for the printer's word that it is done.
func (d *Driver) send(ctx context.Context, encoded []byte) devices.PrintResult {
	sent, err := d.sendPaper(ctx, encoded)
	if err != nil {
		return d.broken(sent, err)
	}
	var confirmed <-chan struct{}
	switch {
	case d.ability(&d.processIDs) == able:
		confirmed, err = d.sendProcessID(ctx)
	case d.ability(&d.fences) == able:
		confirmed, err = d.sendFence(ctx)
	default:
		return devices.PrintResult{Outcome: devices.Sent, SentBytes: sent}
	}
	if err != nil {
		return d.broken(sent, err)
	}
	if err := d.await(ctx, confirmed); err != nil {
		return d.broken(sent, err)
	}
	outcome := devices.Printed
	if d.ability(&d.processIDs) != able {
		outcome = devices.Sent // the buffer ran through the cut; no more is known
	}
	return devices.PrintResult{Outcome: outcome, SentBytes: sent}
}

// broken is the result of a job that stopped after sent bytes. An abandoned
// write may have taken more than that.
func (d *Driver) broken(sent int, err error) devices.PrintResult {
	coded := asError(err)
	if sent == 0 && coded.Code != devices.Abandoned {
		return failed(err)
	}
	status, _ := d.Status()
	fault := devices.Errorf("print.unknown", "It is not known whether this paper was printed.").
		WithHint("Look at the printer. Print it again only if the paper is not there.").Wrap(coded)
	return devices.PrintResult{Outcome: devices.Unknown, Cause: status.Cause(), SentBytes: sent, Err: fault}
}

// sendPaper writes whole commands at a time. The wire is free in between, so the
// drawer opens while a paper is held up.
func (d *Driver) sendPaper(ctx context.Context, encoded []byte) (int, error) {
	fenced := d.ability(&d.fences) == able
	size := segmentBytes
	if !fenced {
		size = unfencedSegmentMax
	}
	d.forgetFences()
	sent, sinceFence := 0, 0
	var earlier <-chan struct{} // the fence before the last
	for _, segment := range escpos.Segments(encoded, size) {
		if err := d.awaitFlow(ctx); err != nil {
			return sent, err
		}
		n, err := d.write(ctx, segment)
		sent += n
		sinceFence += n
		if err != nil {
			return sent, err
		}
		switch {
		case !fenced:
			err = d.pace(ctx, len(segment))
		case sinceFence >= fenceBytes:
			sinceFence = 0
			earlier, err = d.passFence(ctx, earlier)
		}
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// passFence sends a fence and waits for the one before it.
func (d *Driver) passFence(ctx context.Context, earlier <-chan struct{}) (<-chan struct{}, error) {
	fence, err := d.sendFence(ctx)
	if err == nil && earlier != nil {
		err = d.await(ctx, earlier)
	}
	return fence, err
}

// pace waits as long as the line needs for some bytes (ten bits each), so that
// the system's buffer stays empty and the printer's XOFF is in time.
func (d *Driver) pace(ctx context.Context, count int) error {
	if d.baud <= 0 {
		return nil
	}
	timer := time.NewTimer(time.Duration(count) * 10 * time.Second / time.Duration(d.baud))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-d.listened:
		return d.ended()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// awaitFlow waits while the printer asks for silence. A printer says XOFF when
// its buffer is nearly full, and many also while they have no paper; so the wait
// is that of a fault.
func (d *Driver) awaitFlow(ctx context.Context) error {
	timer := time.NewTimer(d.waits.Fault)
	defer timer.Stop()
	poll := time.NewTicker(d.waits.Poll)
	defer poll.Stop()
	for {
		d.mu.Lock()
		stopped, changed := d.xoff, d.flow
		d.mu.Unlock()
		if !stopped {
			return nil
		}
		select {
		case <-changed:
		case <-poll.C:
			// So that the screen says why nothing comes. Silence is no news here.
			if err := d.ask(ctx); err != nil && devices.CodeOf(err) != devices.NoAnswer {
				return err
			}
		case <-timer.C:
			return devices.Errorf(devices.Timeout, "The printer has taken no data for a long time.")
		case <-d.listened:
			return d.ended()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// await waits for a confirmation: the Echo wait since the last moment without a
// fault, the Fault wait in all while there is one. A printer that ran out of
// paper keeps the rest and goes on after a new roll, so that is not an end.
func (d *Driver) await(ctx context.Context, confirmed <-chan struct{}) error {
	start := d.clock.Now().Monotonic
	lastFault := start
	poll := time.NewTicker(d.waits.Poll)
	defer poll.Stop()
	limit := time.NewTimer(d.waits.Echo)
	defer limit.Stop()
	for {
		select {
		case <-confirmed:
			return nil
		case <-d.listened:
			return d.ended()
		case <-ctx.Done():
			return ctx.Err()
		case <-poll.C:
		case <-limit.C:
		}
		// The echo may come in while the status is asked for; that is looked at
		// again above.
		if d.ability(&d.answers) == able {
			if err := d.ask(ctx); err != nil && devices.CodeOf(err) != devices.NoAnswer {
				return err
			}
		}
		now := d.clock.Now().Monotonic
		if status, _ := d.Status(); status.Cause() != "" {
			lastFault = now
		}
		done := now-lastFault >= d.waits.Echo || now-start >= d.waits.Fault
		if !done {
			// Whichever comes first asks again.
			limit.Reset(max(min(d.waits.Echo-(now-lastFault), d.waits.Fault-(now-start)), time.Millisecond))
			continue
		}
		select {
		case <-confirmed:
			return nil
		default:
			return devices.Errorf(devices.Timeout, "The printer did not confirm the paper.")
		}
	}
}
