package printjob

import (
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
)

// moves is the machine of a print job. Bytes that left can be paper: from
// sending there is no way back to queued but the one where nothing left, which
// is blocked.
var moves = map[terminal.PrintState][]terminal.PrintState{
	terminal.PrintQueued:  {terminal.PrintSending, terminal.PrintBlocked, terminal.PrintCancelled},
	terminal.PrintBlocked: {terminal.PrintQueued, terminal.PrintSending, terminal.PrintBlocked, terminal.PrintCancelled},
	terminal.PrintSending: {
		terminal.PrintAwaiting, terminal.PrintPrinted, terminal.PrintSent, terminal.PrintUnknown, terminal.PrintBlocked,
	},
	terminal.PrintAwaiting: {terminal.PrintPrinted, terminal.PrintSent, terminal.PrintUnknown},
	// Only a person settles what nobody knows: there was paper, or there was none.
	terminal.PrintUnknown: {terminal.PrintPrinted, terminal.PrintCancelled},
	// A printer that does not confirm leaves its word to a person, too.
	terminal.PrintSent: {terminal.PrintPrinted},
}

// Ended says whether a job is done with, as far as the printer goes.
func Ended(state terminal.PrintState) bool {
	return state == terminal.PrintPrinted || state == terminal.PrintSent || state == terminal.PrintCancelled
}

// Move brings a job into a state at a time. cause is needed for blocked, unknown
// and cancelled, in words; for other states it may be empty. It returns a
// Conflict error of code printjob.move and an Invalid one of code printjob.cause.
func Move(job terminal.PrintJob, state terminal.PrintState, cause string, at time.Time) (terminal.PrintJob, error) {
	if !slices.Contains(moves[job.State], state) {
		return job, terminal.Errorf(terminal.Conflict, "printjob.move", "A print job cannot go from %s to %s.", job.State, state)
	}
	needsCause := state == terminal.PrintBlocked || state == terminal.PrintUnknown || state == terminal.PrintCancelled
	if needsCause && cause == "" {
		return job, terminal.Errorf(terminal.Invalid, "printjob.cause", "Say why the paper is %s.", state)
	}
	job.State, job.Cause = state, cause
	if Ended(state) {
		job.EndedAt = at
	} else {
		job.EndedAt = time.Time{}
	}
	return job, nil
}

// Recover is a job after a restart: what was being sent, or whose echo was
// awaited, is unknown; everything else stays.
func Recover(job terminal.PrintJob, at time.Time) terminal.PrintJob {
	if job.State != terminal.PrintSending && job.State != terminal.PrintAwaiting {
		return job
	}
	moved, err := Move(job, terminal.PrintUnknown, "The terminal restarted while this was printing.", at)
	if err != nil {
		return job
	}
	return moved
}

// IsLabel says whether a kind of paper is a label, for the label printer where
// there is one.
func IsLabel(kind string) bool { return kind == "exit_label" || kind == "unit_label" }

// NextCopy is the number of the next paper after the jobs of one subject and
// kind, and whether it is a copy, which needs a person's reason.
func NextCopy(jobs []terminal.PrintJob, kind string) (number int, isCopy bool) {
	for _, job := range jobs {
		if job.Kind == kind {
			number = max(number, job.Copy)
		}
	}
	return number + 1, number > 0
}
