package service

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/terminal/till"
)

// printPoll is how often the queue is looked at without an event, and how long a
// blocked job waits before the printer is asked again.
const printPoll = 2 * time.Second

// paperPrinter is what a queue prints on.
type paperPrinter interface {
	Print(ctx context.Context, job devices.PrintJob) devices.PrintResult
	Status() (devices.PrinterStatus, bool)
}

// printing works the queue of one printer, first in first out: a job that is
// blocked is not overtaken, and one of which nobody knows waits for a person
// without holding up the rest. Labels have a queue of their own where they have a
// printer of their own.
type printing struct {
	program *Program
	printer paperPrinter
	// queue is which papers are this printer's: one of till.EveryPrinter,
	// till.ReceiptPrinter and till.LabelPrinter.
	queue string
	// missing says in words why there is no printer to try, empty if there is one.
	missing func() string
	// blocked: the oldest job waits for the printer. Events do not wake it, because
	// each try is one; the poll does.
	blocked bool
	// unsure: what became of a job could not be written down, as after a start.
	unsure bool
}

func (p *printing) run(ctx context.Context) {
	events, stop := p.program.till.Watch()
	defer stop()
	p.unsure = true
	ticker := time.NewTicker(printPoll)
	defer ticker.Stop()
	for ctx.Err() == nil {
		if !p.next(ctx) {
			p.wait(ctx, ticker, events)
		}
	}
}

// wait waits for a job, or for the time to ask the printer again.
func (p *printing) wait(ctx context.Context, ticker *time.Ticker, events <-chan till.Event) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			return
		case event := <-events:
			if event.Has("print") && !p.blocked {
				return
			}
		}
	}
}

// recover makes jobs that were left in the middle unknown. One loop prints, so
// that nothing is being sent while it asks.
func (p *printing) recover(ctx context.Context) bool {
	if !p.unsure {
		return true
	}
	if _, err := p.program.till.Submit(ctx, till.Command{Body: &till.RecoverPrinting{Printer: p.queue}}); err != nil {
		if ctx.Err() == nil {
			p.program.log.Error("print queue not recovered", "error", err)
		}
		return false
	}
	p.unsure = false
	return true
}

func (p *printing) takes(kind string) bool {
	switch p.queue {
	case till.LabelPrinter:
		return printjob.IsLabel(kind)
	case till.ReceiptPrinter:
		return !printjob.IsLabel(kind)
	default:
		return true
	}
}

// printQueues gives one queue for each printer. Without a label printer labels
// come from the receipt printer.
func (p *Program) printQueues() []*printing {
	missing := func(device devices.Device) func() string {
		return func() string { return p.deviceMissing(device) }
	}
	receipts := &printing{program: p, printer: p.hub.Printer(), missing: missing(devices.PrinterDevice)}
	if p.config.Devices.Labels.Port == "" {
		return []*printing{receipts}
	}
	receipts.queue = till.ReceiptPrinter
	labels := &printing{program: p, printer: p.hub.Labels(), queue: till.LabelPrinter, missing: missing(devices.LabelDevice)}
	return []*printing{receipts, labels}
}

// deviceMissing says in words why a printer is not open, empty if it is.
func (p *Program) deviceMissing(device devices.Device) string {
	for _, status := range p.hub.Snapshot() {
		switch {
		case status.Device != device || status.State != devices.Absent && status.State != devices.Waiting:
		case status.Error != nil:
			return status.Error.Message
		default:
			return "There is no such printer."
		}
	}
	return ""
}

// next prints the oldest job; false if there is none or it is blocked.
func (p *printing) next(ctx context.Context) bool {
	missing := p.missing()
	if !p.recover(ctx) || p.blocked && missing != "" {
		return false
	}
	p.blocked = false
	var jobs []terminal.PrintJob
	err := p.program.store.View(ctx, func(reader terminal.Reader) (err error) {
		jobs, err = reader.PrintJobsIn(terminal.PrintQueued, terminal.PrintBlocked)
		return err
	})
	jobs = slices.DeleteFunc(jobs, func(job terminal.PrintJob) bool { return !p.takes(job.Kind) })
	if err != nil || len(jobs) == 0 {
		return false
	}
	job := jobs[0]
	var document paper.Document
	if err := json.Unmarshal(job.Document, &document); err != nil {
		return p.move(ctx, job, terminal.PrintCancelled, "This paper cannot be read any more.")
	}
	if missing != "" {
		p.blocked = true
		if job.State == terminal.PrintQueued {
			p.move(ctx, job, terminal.PrintBlocked, missing)
		}
		return false
	}
	if status, known := p.printer.Status(); job.State == terminal.PrintBlocked && known && status.Cause() != "" {
		p.blocked = true
		return false
	}
	if !p.move(ctx, job, terminal.PrintSending, "") {
		return false
	}
	return p.print(ctx, job, document)
}

// print prints a job that is marked as sending, and writes down what came of it.
func (p *printing) print(ctx context.Context, job terminal.PrintJob, document paper.Document) bool {
	var noting sync.WaitGroup
	result := p.printer.Print(ctx, devices.PrintJob{
		ID: strconv.FormatInt(job.RowID, 10), Document: document,
		// Written down beside the waiting: the driver is not held up by a commit. If it
		// cannot be, the job still says "sending", which means the same after a start.
		Awaiting: func() { noting.Go(func() { _ = p.step(ctx, job, terminal.PrintAwaiting, "") }) },
	})
	noting.Wait()
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
		p.blocked = true
		p.move(ctx, job, terminal.PrintBlocked, cause)
		return false
	default:
		return p.move(ctx, job, terminal.PrintUnknown, cause)
	}
}

func (p *printing) move(ctx context.Context, job terminal.PrintJob, state terminal.PrintState, cause string) bool {
	err := p.step(ctx, job, state, cause)
	p.unsure = p.unsure || err != nil
	return err == nil
}

func (p *printing) step(ctx context.Context, job terminal.PrintJob, state terminal.PrintState, cause string) error {
	_, err := p.program.till.Submit(ctx, till.Command{Body: &till.StepPrint{RowID: job.RowID, State: state, Cause: cause}})
	if err != nil && !errors.Is(err, context.Canceled) {
		p.program.log.Error("print job not moved", "job", job.RowID, "state", state, "error", err)
	}
	return err
}

// pulse opens the drawer for sales that this process has just committed. It has
// its own loop: cash is never hostage to paper.
func (p *Program) pulse(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case pulse := <-p.till.Pulses():
			left := pulse.Before - p.clock.Now().Monotonic
			if left <= 0 {
				continue
			}
			limited, cancel := context.WithTimeout(ctx, left)
			if err := p.hub.Pulse(limited); err != nil && ctx.Err() == nil {
				p.log.Warn("drawer not opened", "sale", pulse.Sale, "error", err)
			}
			cancel()
		}
	}
}
