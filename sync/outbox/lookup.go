package outbox

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/curbline/curbline/sync/link"
	"github.com/curbline/curbline/terminal"
)

// lookUpAll asks the state for rows whose outcome is not known. It never sends
// anything: at most it puts a row back into the queue.
func (d *Drainer) lookUpAll(ctx, work context.Context) {
	for d.gate.await(ctx, reads) {
		rows, err := d.options.Queue.Due(ctx, terminal.UploadUnknown, BatchMax)
		if err != nil && !errors.Is(err, context.Canceled) {
			d.log.Error("the upload queue could not be read", "error", err)
		}
		slots := make(chan struct{}, ConcurrentReadsMax)
		var running sync.WaitGroup
		for _, row := range rows {
			slots <- struct{}{}
			if _, open, _ := d.gate.held(reads); !open || ctx.Err() != nil {
				break
			}
			running.Go(func() { defer func() { <-slots }(); d.lookUp(work, row) })
		}
		running.Wait()
		if !pause(ctx, PollInterval, nil) {
			return
		}
	}
}

// lookUp asks for one row. That it is not there counts only after the settle
// delay and only if a control read with the same keys succeeds right behind.
func (d *Drainer) lookUp(work context.Context, row terminal.Upload) {
	if left := d.settling(row); left > 0 {
		result := keep(row)
		result.NotBefore = d.options.Clock.Now().Wall.Add(left)
		d.write(work, row, result)
		return
	}
	bounded, cancel := context.WithTimeout(work, ReadTimeout)
	defer cancel()
	keys := d.options.Authority.Keys()
	found, err := d.options.Authority.Find(bounded, row.External)
	if err == nil && len(found) == 0 {
		err = d.options.Authority.ControlRead(bounded)
	}
	if err != nil {
		d.noteLookUp(work, row, faultOf(err))
		return
	}
	d.line.Up()
	d.gate.clear(reads)
	reading := d.options.Clock.Now()
	var result Result
	switch {
	case len(found) > 0:
		result = afterFound(row, found, reading.Wall, d.settle)
	case d.options.Authority.Keys() != keys:
		return // the two answers were not given to the same keys; asked again soon
	default:
		result = afterAbsent(row, reading.Wall, d.settle)
	}
	d.mu.Lock()
	delete(d.deferred, row.RowID)
	d.guard[row.RowID] = reading.Monotonic
	if result.State != terminal.UploadUnknown {
		delete(d.guard, row.RowID)
	}
	d.mu.Unlock()
	if d.write(work, row, result) {
		d.log.Info("a filing without a clear answer was looked up", "external", row.External,
			"found", len(found), "absent", result.Absent, "state", result.State)
	}
	if result.State == terminal.UploadQueued {
		d.Wake()
	}
}

// settling is how much of the settle delay is left, measured by the hand of
// the clock that nobody can set. An event of an earlier process lies before
// this one's start.
func (d *Drainer) settling(row terminal.Upload) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	event, known := d.guard[row.RowID]
	if !known {
		event = d.started
	}
	return event + d.settle - d.options.Clock.Now().Monotonic
}

// noteLookUp puts down why a look-up gave nothing to go by. The row waits
// longer each time, so that one bad row does not hold up the others.
func (d *Drainer) noteLookUp(work context.Context, row terminal.Upload, fault *Fault) {
	switch fault.Outcome {
	case Throttled:
		d.line.Up()
		d.gate.holdReads(told(fault.RetryAfter))
		return
	case Paused:
		d.line.Up()
		d.gate.doubt()
		d.hold(KeysWanted, keysProblem(fault.Words, fault.Err))
		return
	case NotSent:
		d.line.Down(causeOf(fault))
		d.hold(Down, downProblem(fault))
		return
	}
	if d.gate.unclear(reads) {
		d.line.Down(causeOf(fault))
		d.hold(Down, downProblem(fault))
	}
	d.mu.Lock()
	tries := d.deferred[row.RowID]
	d.deferred[row.RowID] = min(tries+1, 16)
	d.mu.Unlock()
	schedule := link.NewSchedule(min(DeferBase<<tries, DeferCeiling), DeferCeiling)
	result := keep(row)
	result.NotBefore = d.options.Clock.Now().Wall.Add(schedule.Next())
	d.write(work, row, result)
}
