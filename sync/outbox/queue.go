// Package outbox files sales with the state, each exactly once.
//
// Sales wait in a durable queue; a drainer takes them one by one to an
// authority. DESIGN.md beside this file has the guarantee, the states and what
// happens at each point where the process may die.
package outbox

import (
	"context"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Queue is the durable side. Every method that writes is one committed
// transaction; when it returns without an error, the change survives a power
// cut. Errors of Kind Conflict say that the row moved meanwhile and nothing was
// written; after any other error the outcome may be unknown, and the drainer
// asks again: all methods are safe to repeat. What a failed call may still do is
// done, or never will be, by the time a later call returns.
type Queue interface {
	// Recover turns every sending row into unknown, as at a process start: the
	// attempt ended now at the latest, and the next step is due in wait. It
	// returns how many rows it turned. See Recovered.
	Recover(ctx context.Context, wait time.Duration) (int, error)
	// Due lists at most limit uploads in state (queued or unknown) whose
	// NotBefore has come: live sales before backlog, then oldest first. A delete
	// is due only once the create of the same External is acknowledged, and
	// carries that one's StateID.
	Due(ctx context.Context, state terminal.UploadState, limit int) ([]terminal.Upload, error)
	// MarkSending turns a queued row into sending, durably before it returns, and
	// gives the row as it is then. See Sending.
	MarkSending(ctx context.Context, rowID int64) (terminal.Upload, error)
	// Settle writes the result of a step. See Result.Apply.
	Settle(ctx context.Context, rowID int64, result Result) error
	// HighestOurs says which numbers of this epoch are known here.
	HighestOurs(ctx context.Context) (Ours, error)
	// Counts gives the totals for the status.
	Counts(ctx context.Context) (Counts, error)
}

// Ours is what this store knows of the numbers it gave out.
type Ours struct {
	Prefix string    // "CODE-TERMINAL-EPOCH-", what our external numbers begin with
	Number int64     // the highest sale number given out in this epoch, 0 for none
	Since  time.Time // nothing recorded by the state before this can be unknown here
}

// Counts are totals of what is not final, and the two times that people watch.
type Counts struct {
	Queued       int       `json:"queued"`
	Sending      int       `json:"sending"`
	Unknown      int       `json:"unknown"`
	Quarantined  int       `json:"quarantined"`
	Oldest       time.Time `json:"oldest,omitzero"`        // QueuedAt of the oldest that is not final
	NextDeadline time.Time `json:"next_deadline,omitzero"` // the first Deadline of those
}

// Open is how many uploads are not final.
func (c Counts) Open() int { return c.Queued + c.Sending + c.Unknown + c.Quarantined }

// Result is what a step made of a row. It holds the row's new values, not
// changes to them, so that writing it twice does no harm.
type Result struct {
	From       terminal.UploadState // the state that the row must still be in
	Attempt    int                  // the Attempts that the row must still have
	State      terminal.UploadState
	StateID    int64     // the state's number of the receipt, 0 if not known
	Problem    string    // in words, for the person who must decide
	StateWords string    // what the state said
	NotBefore  time.Time // of the next step
	AttemptEnd time.Time // of the last attempt
	Absent     int       // look-ups since then that said "not there", each confirmed by a control read
	LastAbsent time.Time
	Requeues   int
}

// Apply gives the row with the result in it. It returns a Conflict error when
// the row is no longer in the state, or of the attempt, that the step began
// with: a result that is written late must not end a newer attempt.
func (r Result) Apply(row terminal.Upload) (terminal.Upload, error) {
	if row.State != r.From || row.Attempts != r.Attempt {
		return row, moved(row)
	}
	row.State, row.StateID = r.State, r.StateID
	row.Problem, row.StateWords = r.Problem, r.StateWords
	row.NotBefore, row.AttemptEnd = r.NotBefore, r.AttemptEnd
	row.Absent, row.LastAbsent, row.Requeues = r.Absent, r.LastAbsent, r.Requeues
	return row, nil
}

// Deferral says that the result only moves the time of the next step, which no
// journal needs to hold.
func (r Result) Deferral() bool { return r.State == r.From && r.Absent == 0 }

// Sending gives a queued row as it is while its attempt runs. It returns a
// Conflict error for a row in any other state.
func Sending(row terminal.Upload) (terminal.Upload, error) {
	if row.State != terminal.UploadQueued {
		return row, moved(row)
	}
	row.State = terminal.UploadSending
	row.Attempts++
	row.Absent, row.LastAbsent = 0, time.Time{}
	return row, nil
}

// Recovered gives a sending row as a process start leaves it. It returns a
// Conflict error for a row in any other state.
func Recovered(row terminal.Upload, now time.Time, wait time.Duration) (terminal.Upload, error) {
	if row.State != terminal.UploadSending {
		return row, moved(row)
	}
	row.State = terminal.UploadUnknown
	row.AttemptEnd, row.NotBefore = now, now.Add(wait)
	row.Absent, row.LastAbsent = 0, time.Time{}
	return row, nil
}

func moved(row terminal.Upload) error {
	return terminal.Errorf(terminal.Conflict, "upload.moved",
		"Filing of %s is %s now.", row.External, row.State)
}

// keep is the row's present values as a result, to change a few of them.
func keep(row terminal.Upload) Result {
	return Result{
		From: row.State, Attempt: row.Attempts, State: row.State, StateID: row.StateID,
		Problem: row.Problem, StateWords: row.StateWords,
		NotBefore: row.NotBefore, AttemptEnd: row.AttemptEnd,
		Absent: row.Absent, LastAbsent: row.LastAbsent, Requeues: row.Requeues,
	}
}
