package service

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/till"
)

// printPoll is how often the queue is looked at without an event, and how long a
// blocked job waits before the printer is asked again.
const printPoll = 2 * time.Second

// printer works the print queue, first in first out: a job that is blocked is
// not overtaken, and one of which nobody knows waits for a person without
// holding up the rest.
type printing struct {
	program *Program
	printer devices.Printer
}

func (p *printing) run(ctx context.Context) {
	events, stop := p.program.till.Watch()
	defer stop()
	if _, err := p.program.till.Submit(ctx, till.Command{Body: &till.RecoverPrinting{}}); err != nil && ctx.Err() == nil {
		p.program.log.Error("print queue not recovered", "error", err)
	}
	ticker := time.NewTicker(printPoll)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if p.next(ctx) {
			continue
		}
		select {
		case <-ctx.Done():
		case <-ticker.C:
		case event := <-events:
			if !event.Has("print") {
				continue
			}
		}
	}
}

// next prints the oldest job; false if there is none or it is blocked.
func (p *printing) next(ctx context.Context) bool {
	var jobs []terminal.PrintJob
	err := p.program.store.View(ctx, func(reader terminal.Reader) (err error) {
		jobs, err = reader.PrintJobsIn(terminal.PrintQueued, terminal.PrintBlocked)
		return err
	})
	if err != nil || len(jobs) == 0 {
		return false
	}
	job := jobs[0]
	var document paper.Document
	if err := json.Unmarshal(job.Document, &document); err != nil {
		return p.move(ctx, job, terminal.PrintCancelled, "This paper cannot be read any more.")
	}
	if job.State == terminal.PrintQueued && !p.move(ctx, job, terminal.PrintSending, "") {
		return false
	}
	if job.State == terminal.PrintBlocked {
		if status, known := p.printer.Status(); known && status.Cause() != "" {
			return false
		}
		if !p.move(ctx, job, terminal.PrintSending, "") {
			return false
		}
	}
	result := p.printer.Print(ctx, devices.PrintJob{ID: strconv.FormatInt(job.RowID, 10), Document: document})
	cause := ""
	if result.Err != nil {
		cause = result.Err.Message
	}
	// A stop while paper was moving must still be written down.
	ctx = context.WithoutCancel(ctx)
	switch result.Outcome {
	case devices.Printed:
		return p.move(ctx, job, terminal.PrintPrinted, "")
	case devices.Sent:
		return p.move(ctx, job, terminal.PrintSent, "")
	case devices.Blocked, devices.Failed:
		// No byte of it left, so trying again is safe.
		p.move(ctx, job, terminal.PrintBlocked, cause)
		return false
	default:
		return p.move(ctx, job, terminal.PrintUnknown, cause)
	}
}

func (p *printing) move(ctx context.Context, job terminal.PrintJob, state terminal.PrintState, cause string) bool {
	_, err := p.program.till.Submit(ctx, till.Command{Body: &till.StepPrint{RowID: job.RowID, State: state, Cause: cause}})
	if err != nil && !errors.Is(err, context.Canceled) {
		p.program.log.Error("print job not moved", "job", job.RowID, "state", state, "error", err)
	}
	return err == nil
}

// pulse opens the drawer for sales that this process has just committed. It has
// its own loop: cash is never hostage to paper.
func (p *printing) pulse(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case pulse := <-p.program.till.Pulses():
			left := pulse.Before - p.program.clock.Now().Monotonic
			if left <= 0 {
				continue
			}
			limited, cancel := context.WithTimeout(ctx, left)
			if err := p.printer.Pulse(limited); err != nil && ctx.Err() == nil {
				p.program.log.Warn("drawer not opened", "sale", pulse.Sale, "error", err)
			}
			cancel()
		}
	}
}
