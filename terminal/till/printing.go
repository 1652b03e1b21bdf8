package till

import (
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/printjob"
)

// StepPrint writes what became of a print job, in the lane of the machines.
type StepPrint struct {
	machineCommand
	RowID int64
	State terminal.PrintState
	Cause string
}

// Name is "print.step".
func (*StepPrint) Name() string { return "print.step" }

func (c *StepPrint) run(a *act) (any, error) {
	job, err := a.tx.PrintJob(c.RowID)
	if err != nil {
		return nil, err
	}
	moved, err := printjob.Move(job, c.State, c.Cause, a.stamp.Wall)
	if err != nil {
		return nil, err
	}
	a.touch("print")
	return nil, a.tx.PutPrintJob(moved)
}

// The printers that a queue can be of.
const (
	EveryPrinter   = ""
	ReceiptPrinter = "receipts"
	LabelPrinter   = "labels"
)

// RecoverPrinting turns jobs that a former process was sending into unknown:
// paper may or may not exist, and a person decides.
type RecoverPrinting struct {
	machineCommand
	Printer string // whose jobs: what another printer is sending now is its own matter
}

// Name is "print.recover".
func (*RecoverPrinting) Name() string { return "print.recover" }

func (c *RecoverPrinting) run(a *act) (any, error) {
	jobs, err := a.tx.PrintJobsIn(terminal.PrintSending, terminal.PrintAwaiting)
	if err != nil {
		return nil, err
	}
	jobs = slices.DeleteFunc(jobs, func(job terminal.PrintJob) bool {
		return c.Printer == ReceiptPrinter && printjob.IsLabel(job.Kind) || c.Printer == LabelPrinter && !printjob.IsLabel(job.Kind)
	})
	for _, job := range jobs {
		job.State, job.Cause = terminal.PrintUnknown, "The terminal restarted while this was printing."
		if err := a.tx.PutPrintJob(job); err != nil {
			return nil, err
		}
	}
	a.touch("print")
	return len(jobs), nil
}

// Reprint prints a receipt again, marked as a copy with its number.
type Reprint struct {
	sells
	Sale   string `json:"sale"`
	Reason string `json:"reason"`
}

// Name is "receipt.reprint".
func (*Reprint) Name() string { return "receipt.reprint" }

func (c *Reprint) run(a *act) (any, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	made, err := a.tx.Sale(c.Sale)
	if err != nil {
		return nil, err
	}
	jobs, err := a.tx.PrintJobsOf(c.Sale)
	if err != nil {
		return nil, err
	}
	copyNumber := 1
	for _, job := range jobs {
		copyNumber = max(copyNumber, job.Copy)
	}
	copyNumber++
	if err := a.record(terminal.PaperCopied{Kind: "receipt", About: made.ID, Copy: copyNumber, Reason: c.Reason}); err != nil {
		return nil, err
	}
	return map[string]int{"copy": copyNumber}, a.queueReceipt(made, copyNumber, c.Reason)
}

// SettlePrint is a person's word on a job of which nobody knows whether it
// printed.
type SettlePrint struct {
	sells
	RowID   int64 `json:"job"`
	Printed bool  `json:"printed"`
}

// Name is "print.settle".
func (*SettlePrint) Name() string { return "print.settle" }

func (c *SettlePrint) run(a *act) (any, error) {
	job, err := a.tx.PrintJob(c.RowID)
	if err != nil {
		return nil, err
	}
	state, reason := terminal.PrintCancelled, "A person saw no paper."
	if c.Printed {
		state, reason = terminal.PrintPrinted, "A person saw the paper."
	}
	moved, err := printjob.Move(job, state, reason, a.stamp.Wall)
	if err != nil {
		return nil, err
	}
	a.touch("print")
	if err := a.tx.PutPrintJob(moved); err != nil {
		return nil, err
	}
	return nil, a.record(terminal.PaperCopied{Job: job.RowID, Kind: job.Kind, About: job.Subject, Copy: job.Copy, Reason: reason})
}

// RefusalSlip prints what to tell a customer about the last refusal.
type RefusalSlip struct {
	sells
	About string `json:"about"`
}

// Name is "refusal.print".
func (*RefusalSlip) Name() string { return "refusal.print" }

func (c *RefusalSlip) run(a *act) (any, error) {
	refusal, ok := a.till.RefusalAbout(c.About)
	if !ok {
		return nil, terminal.Errorf(terminal.NotFound, "refusal.none", "There is no refusal to print.")
	}
	return nil, a.queuePaper("refusal", c.About, 1, printjob.Refusal(a.till.storeInfo(), a.now(), refusal.Err, refusal.Fact.Verdict))
}
