package devices

import (
	"context"

	"github.com/curbline/curbline/terminal/paper"
)

// PrinterStatus is what a printer said about itself.
type PrinterStatus struct {
	Answers      bool `json:"answers"` // it answers status requests at all
	Offline      bool `json:"offline"`
	CoverOpen    bool `json:"cover_open"`
	PaperOut     bool `json:"paper_out"`
	PaperNearEnd bool `json:"paper_near_end"`
	Error        bool `json:"error"` // cutter, head or another error of its own
	// DrawerPinHigh is the level of the drawer's switch; which level means open
	// depends on the drawer.
	DrawerPinHigh bool `json:"drawer_pin_high"`
	// Confirms says that it echoes process ids, so that "printed" can be told
	// from "sent".
	Confirms bool `json:"confirms"`
}

// Cause gives why it cannot print now, or "" if nothing speaks against it.
func (s PrinterStatus) Cause() BlockCause {
	switch {
	case s.CoverOpen:
		return CoverOpen
	case s.PaperOut:
		return PaperOut
	case s.Error:
		return PrinterError
	case s.Offline:
		return PrinterOffline
	default:
		return ""
	}
}

// BlockCause is why a printer took nothing.
type BlockCause string

// The causes of a block.
const (
	PaperOut       BlockCause = "paper_out"
	CoverOpen      BlockCause = "cover_open"
	PrinterOffline BlockCause = "offline"
	PrinterError   BlockCause = "error"
)

// Fault turns a cause into words; nil for no cause.
func (c BlockCause) Fault() *Error {
	switch c {
	case PaperOut:
		return Errorf("printer.paper_out", "The printer is out of paper.").WithHint("Put in a new roll. Printing goes on by itself.")
	case CoverOpen:
		return Errorf("printer.cover_open", "The printer's cover is open.").WithHint("Close the cover. Printing goes on by itself.")
	case PrinterError:
		return Errorf("printer.error", "The printer reports an error.").WithHint("Look for a jam at the cutter, then switch the printer off and on.")
	case PrinterOffline:
		return Errorf("printer.offline", "The printer is offline.").WithHint("Check that it is switched on and its cable is plugged in.")
	default:
		return nil
	}
}

// Outcome is how a print ended.
type Outcome string

// The outcomes of a print. Only Blocked and Failed may be tried again without
// asking a person: with the others a paper may exist.
const (
	Printed Outcome = "printed" // the printer said that this job's paper is done
	Sent    Outcome = "sent"    // all bytes left, and this printer cannot confirm
	Blocked Outcome = "blocked" // it cannot print now; no byte of the job left
	Unknown Outcome = "unknown" // at least one byte left and no confirmation came
	Failed  Outcome = "failed"  // no byte of the job left
)

// PrintJob is one paper to print.
type PrintJob struct {
	ID       string // the job's id, for the process id and the log
	Document paper.Document
	// Awaiting, if not nil, is called once: when all bytes left and the printer's
	// word about them is awaited. It must not block.
	Awaiting func()
}

// PrintResult is how a job ended.
type PrintResult struct {
	Outcome Outcome
	Cause   BlockCause // with Blocked; with Unknown, the last fault seen
	// SentBytes is how many bytes of the job left for certain.
	SentBytes int
	Err       *Error // in words, for all outcomes but Printed and Sent
}

// Printer prints papers and opens the drawer behind it.
type Printer interface {
	// Print sends one job and waits for its outcome. It never tries twice.
	// Jobs are printed one after the other in the order of the calls.
	Print(ctx context.Context, job PrintJob) PrintResult
	// Pulse opens the cash drawer. It does not wait for papers. Errors: the
	// port's.
	Pulse(ctx context.Context) error
	// Status gives what the printer said last; false before it said anything.
	Status() (PrinterStatus, bool)
}
