package outbox

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/curbline/curbline/terminal"
)

// sendAll takes queued rows and sends them, several at a time while all goes
// well and one at a time after something went wrong. It is the only place that
// writes to the state.
func (d *Drainer) sendAll(ctx, work context.Context) {
	slots := make(chan struct{}, ConcurrentWritesMax)
	var running sync.WaitGroup
	defer running.Wait()
	for d.gate.await(ctx, writes) {
		rows, err := d.due(ctx)
		if err != nil && !errors.Is(err, context.Canceled) {
			d.log.Error("the upload queue could not be read", "error", err)
		}
		if d.sendBatch(ctx, work, rows, slots, &running) == 0 && !pause(ctx, PollInterval, d.wake) {
			return
		}
	}
}

// due lists what may be sent now. What the state did not permit goes last: sent
// first it would close the gate for all others, each time anew, and nobody would
// ever learn that it is this one that the state does not want.
func (d *Drainer) due(ctx context.Context) ([]terminal.Upload, error) {
	d.mu.Lock()
	denied := maps.Clone(d.denied)
	d.mu.Unlock()
	rows, err := d.options.Queue.Due(ctx, terminal.UploadQueued, BatchMax+len(denied))
	slices.SortStableFunc(rows, func(a, b terminal.Upload) int {
		_, first := denied[a.RowID]
		_, second := denied[b.RowID]
		switch {
		case first == second:
			return 0
		case second:
			return -1
		}
		return 1
	})
	return rows[:min(len(rows), BatchMax)], err
}

// sendBatch starts the rows in their order and returns how many it started. It
// stops early when the gate closes or something new was queued, which may have
// to go first.
func (d *Drainer) sendBatch(ctx, work context.Context, rows []terminal.Upload, slots chan struct{}, running *sync.WaitGroup) int {
	started := 0
	for _, row := range rows {
		if d.gate.doubtful() {
			running.Wait()
		}
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return started
		}
		release := func() { <-slots }
		if d.pacer.Wait(ctx) != nil {
			release()
			return started
		}
		if _, open, _ := d.gate.held(writes); !open {
			release()
			return started
		}
		marked, err := d.options.Queue.MarkSending(ctx, row.RowID)
		switch {
		case err == nil:
			started++
			running.Go(func() { defer release(); d.attempt(work, marked) })
		case terminal.KindOf(err) == terminal.Conflict: // voided meanwhile, for one
			release()
		default:
			d.log.Error("a filing could not be marked as sending", "external", row.External, "error", err)
			d.unmark(ctx, row)
			release()
			return started
		}
		select {
		case <-d.wake:
			return started
		default:
		}
	}
	return started
}

// unmark puts a row back whose mark may have become durable although an error
// came back: nothing was sent for it, so it need not be looked up. It ends
// before anything else is marked: done late, it would put back a row whose next
// attempt is under way, and that would be sent twice.
func (d *Drainer) unmark(ctx context.Context, row terminal.Upload) {
	result := keep(row)
	result.From, result.Attempt = terminal.UploadSending, row.Attempts+1
	d.write(ctx, row, result)
}

// attempt sends one row that is durably marked, and writes down what came of it.
func (d *Drainer) attempt(work context.Context, row terminal.Upload) {
	bounded, cancel := context.WithTimeout(work, AttemptTimeout)
	answer, found := d.ask(bounded, row)
	cancel()
	reading := d.options.Clock.Now()
	result := afterAnswer(row, answer, reading.Wall, d.settle)
	if len(found) > 0 {
		result = afterFound(row, found, reading.Wall, d.settle)
		result.StateWords, result.AttemptEnd = cut(answer.Words), reading.Wall
	}
	result = d.noteWrite(row, answer, result)
	if result.State == terminal.UploadUnknown {
		d.mu.Lock()
		d.guard[row.RowID] = reading.Monotonic
		d.mu.Unlock()
	}
	d.write(work, row, result)
}

// ask makes the request. A create that is refused after an earlier attempt is
// looked up too: the refusal may mean that the state has it already.
func (d *Drainer) ask(ctx context.Context, row terminal.Upload) (Answer, []Filed) {
	receipt, err := receiptOf(row)
	if err != nil {
		return Answer{Outcome: Rejected, Words: "What was to be filed cannot be read.", Err: err}, nil
	}
	if row.Kind == terminal.UploadDelete {
		return d.askDelete(ctx, row, receipt), nil
	}
	answer := d.options.Authority.Create(ctx, receipt)
	if answer.Outcome == Rejected && row.Attempts > 1 {
		if found, err := d.options.Authority.Find(ctx, row.External); err == nil {
			return answer, found
		}
	}
	return answer, nil
}

// askDelete voids a receipt. Where its number is not known, as after a restore,
// it is looked up first and voided only if it is the sale that was meant.
func (d *Drainer) askDelete(ctx context.Context, row terminal.Upload, receipt terminal.Receipt) Answer {
	if row.StateID != 0 {
		return d.options.Authority.Delete(ctx, row.StateID)
	}
	found, err := d.options.Authority.Find(ctx, row.External)
	if err != nil {
		fault := faultOf(err)
		answer := Answer{Outcome: fault.Outcome, RetryAfter: fault.RetryAfter, Words: fault.Words, Err: err}
		if fault.Outcome == Unknown { // of the look-up: the delete itself was not sent
			answer.Outcome = NotSent
		}
		return answer
	}
	var live []Filed
	for _, one := range found {
		if !one.Voided {
			live = append(live, one)
		}
	}
	switch {
	case len(live) == 0: // not there, or voided: the look-ups of an unknown row make certain
		return Answer{Outcome: Unknown}
	case len(live) > 1:
		return Answer{Outcome: Rejected, Words: "The state has more than one receipt of this sale: " + idsOf(live) + "."}
	}
	if differences := Differences(receipt, live[0].Receipt); len(differences) > 0 {
		return Answer{Outcome: Rejected, Words: "The state has another sale under this number, its receipt " + idsOf(live) + "."}
	}
	return d.options.Authority.Delete(ctx, live[0].StateID)
}

// noteWrite draws the conclusions of an answer for all other rows.
func (d *Drainer) noteWrite(row terminal.Upload, answer Answer, result Result) Result {
	d.mu.Lock()
	before, again := d.denied[row.RowID]
	delete(d.denied, row.RowID)
	switch answer.Outcome {
	case Acknowledged:
		d.accepted++
	case Paused:
		d.denied[row.RowID] = d.accepted
	}
	othersWork := again && d.accepted > before
	d.mu.Unlock()
	switch answer.Outcome {
	case Acknowledged, Rejected:
		d.line.Up()
		d.gate.clear(writes)
	case Throttled:
		d.line.Up()
		d.gate.holdWrites(told(answer.RetryAfter))
	case Paused:
		d.line.Up()
		if othersWork {
			// The same keys filed others since this one was refused, so it is this
			// one that the state does not want.
			return quarantine(result, "The state refuses "+whatOf(row)+" as not permitted, though it takes others.")
		}
		d.gate.doubt()
		d.hold(KeysWanted, keysProblem(answer.Words, answer.Err))
	case NotSent:
		fault := &Fault{Outcome: NotSent, Err: answer.Err}
		d.line.Down(causeOf(fault))
		d.hold(Down, downProblem(fault))
	default:
		d.log.Warn("a filing got no clear answer", "external", row.External, "error", answer.Err)
		if fault := (&Fault{Outcome: Unknown, Err: answer.Err}); d.gate.unclear(writes) {
			d.line.Down(causeOf(fault))
			d.hold(Down, downProblem(fault))
		}
	}
	return result
}
