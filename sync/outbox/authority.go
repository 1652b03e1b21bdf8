package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Outcome is what is certain about a request after it ended.
type Outcome string

// The outcomes of a request. All but Unknown are certain; whatever is not
// certain is Unknown.
const (
	Acknowledged Outcome = "acknowledged" // the state has done it
	Rejected     Outcome = "rejected"     // the state will not do it: its data is wrong
	Unknown      Outcome = "unknown"      // bytes may have arrived and no usable answer came
	NotSent      Outcome = "not_sent"     // provably no byte of the request left
	Throttled    Outcome = "throttled"    // 429: the state did nothing, come back later
	Paused       Outcome = "paused"       // the state refuses the keys
)

// Authority is the state, or one way to talk to it. Each implementation passes
// outboxtest.Authority. Writes are paced by the drainer, reads pace themselves
// by the limiter that they were built with. A call is one try: an
// implementation never repeats a write by itself.
type Authority interface {
	// Create files a receipt.
	Create(ctx context.Context, receipt terminal.Receipt) Answer
	// Delete voids the receipt of that number; repeating it does no harm.
	Delete(ctx context.Context, stateID int64) Answer
	// Find gives all receipts filed under our external number, each with its
	// lines. None and no error means that the state said "not there", or
	// something that may mean it: the caller confirms with a control read. The
	// error is a *Fault.
	Find(ctx context.Context, external string) ([]Filed, error)
	// ControlRead is a read that must work: it shows that the line, the state and
	// the keys are good for this store. The error is a *Fault.
	ControlRead(ctx context.Context) error
	// Highest gives the highest number that the state has under a prefix among
	// receipts recorded since a time, 0 for none. The error is a *Fault.
	Highest(ctx context.Context, prefix string, since time.Time) (int64, error)
	// Keys names the keys in use: another text when they change, and never
	// anything from which they could be told.
	Keys() string
}

// Answer is what came of a write.
type Answer struct {
	Outcome    Outcome
	StateID    int64         // of Acknowledged creates
	Words      string        // the state's own
	RetryAfter time.Duration // of Throttled, 0 if the state did not say
	Err        error         // the cause, for the log
}

// Filed is a receipt as the state has it.
type Filed struct {
	StateID int64
	Voided  bool
	terminal.Receipt
}

// Fault is why a read gave no usable answer. Outcome is Unknown, NotSent,
// Throttled or Paused.
type Fault struct {
	Outcome    Outcome
	RetryAfter time.Duration // of Throttled, 0 if the state did not say
	Words      string        // the state's own
	Err        error         // the cause, for the log
}

// Error gives the outcome, the state's words and the cause.
func (f *Fault) Error() string {
	text := string(f.Outcome)
	if f.Words != "" {
		text += fmt.Sprintf(": %q", f.Words)
	}
	if f.Err != nil {
		text += ": " + f.Err.Error()
	}
	return text
}

// Unwrap gives the cause.
func (f *Fault) Unwrap() error { return f.Err }

// faultOf finds the fault in a read's error; any other error is an unknown
// outcome.
func faultOf(err error) *Fault {
	var fault *Fault
	if errors.As(err, &fault) {
		return fault
	}
	return &Fault{Outcome: Unknown, Err: err}
}
