package till

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/curbline/curbline/terminal"
)

// trustsFirstLook is the mistake that the settling test must catch: believing
// what the connection says right after a COMMIT failed. Only a test sets it.
var trustsFirstLook = false

// settle finds out what became of a command whose COMMIT failed. The connection
// that failed may say "not there" of a transaction that is on disk, so the look
// counts only inside a transaction that itself commits: that commit writes over
// whatever the failed one left behind, and from then on the answer cannot
// change. If it fails too, nobody in this process can know, and the till halts.
func (t *Till) settle(ctx context.Context, failed *act, cause error) (Outcome, error) {
	t.setState(Settling, "Looking the last command up.")
	t.options.Log.Error("commit failed", "command", failed.command.Body.Name(), "error", cause)
	if trustsFirstLook {
		return t.firstLook(ctx, failed)
	}
	var found *Outcome
	started := t.options.Clock.Now().Monotonic
	err := t.options.Store.Do(ctx, func(tx terminal.Tx) error {
		a := &act{till: t, tx: tx, command: failed.command}
		if err := t.stamp(a); err != nil {
			return err
		}
		var err error
		if found, err = lookForCommit(tx, failed); err != nil {
			return err
		}
		name := failed.command.ID
		if failed.command.Body.machine() {
			name = failed.command.Body.Name()
		}
		return a.record(terminal.CommitSettled{
			Command: name, Present: found != nil, Waited: (t.options.Clock.Now().Monotonic - started).String(),
		})
	})
	if err != nil {
		t.setState(Halted, t.options.Shop.TerminalID+" must restart, the last command is unknown.")
		return Outcome{}, terminal.Errorf(terminal.Unknown, "till.halted",
			"%s must restart, the sale is unknown.", t.options.Shop.TerminalID).
			WithHint("Do not ring it up again. After the restart, ask with the same command id.").Wrap(errors.Join(cause, err))
	}
	t.setState(Running, "")
	if found == nil {
		return Outcome{}, notSaved(cause)
	}
	t.finish(failed, *found)
	return *found, nil
}

// lookForCommit finds the outcome of the failed command, nil if it is not there.
// A machine's command has no id to be found by, but the entries it appended can
// be; one without entries counts as not there, and is safe to repeat.
func lookForCommit(tx terminal.Tx, failed *act) (*Outcome, error) {
	if failed.command.Body.machine() {
		head, err := tx.Head()
		if err != nil || failed.written.Sequence == 0 || head.Hash != failed.written.Hash {
			return nil, err
		}
		return &failed.outcome, nil
	}
	stored, err := tx.Command(failed.command.ID)
	if terminal.KindOf(err) == terminal.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := &Outcome{}
	return found, json.Unmarshal(stored.Outcome, found)
}

func notSaved(cause error) error {
	return terminal.Errorf(terminal.Unavailable, "commit.failed", "It could not be saved, and nothing was changed.").
		WithHint("Try again. If it happens twice, check the disk.").Wrap(cause)
}

func (t *Till) firstLook(ctx context.Context, failed *act) (Outcome, error) {
	found := false
	err := t.options.Store.View(ctx, func(reader terminal.Reader) error {
		if tx, ok := reader.(interface {
			Command(string) (terminal.StoredCommand, error)
		}); ok {
			_, err := tx.Command(failed.command.ID)
			found = err == nil
		}
		return nil
	})
	t.setState(Running, "")
	if err != nil || !found {
		return Outcome{}, notSaved(err)
	}
	return Outcome{}, nil
}
