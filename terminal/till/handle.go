package till

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/journal"
)

// act is one command being decided inside its transaction.
type act struct {
	till    *Till
	command Command
	session Session
	tx      terminal.Tx
	stamp   terminal.Stamp
	reading clock.Reading
	kinds   []string
	after   []func() // runs after the commit, in order
	// approvedBy is the supervisor whose approval the role needed.
	approvedBy string
	outcome    Outcome
	written    terminal.Head // the last entry that this command appended
}

// actor names who does it in the journal.
func (a *act) actor() string {
	if a.session.Staff == "" {
		return terminalActor
	}
	return a.session.Staff
}

const terminalActor = "terminal"

// hand names who does it and, unless it is the counter, on which tablet.
func (a *act) hand() journal.Hand {
	hand := journal.Hand{Actor: a.actor()}
	if !a.till.atCounter(a.session.Device) {
		hand.Device = a.session.Device
	}
	return hand
}

// now is the transaction's one time, in the store's zone.
func (a *act) now() time.Time { return a.stamp.Wall.In(a.till.options.Shop.Zone) }

func (a *act) legalDay() clock.Date { return clock.LegalDay(a.stamp.Wall, a.till.options.Shop.Zone) }

// record appends a fact to the journal and lets it change the derived tables.
func (a *act) record(fact terminal.Fact) error {
	head, err := a.tx.Head()
	if err != nil {
		return err
	}
	return a.recordAfter(head, fact)
}

func (a *act) recordAfter(head terminal.Head, fact terminal.Fact) error {
	entry, err := journal.ComposeAt(head, a.stamp, a.hand(), fact)
	if err != nil {
		return err
	}
	position, err := a.tx.AppendEntry(entry)
	if err != nil {
		return err
	}
	a.written = journal.HeadOf(entry)
	a.kinds = append(a.kinds, fact.FactKind())
	if tabled, ok := fact.(terminal.Tabled); ok {
		return tabled.Apply(a.tx, position)
	}
	return nil
}

// touch names a kind of change that wakes watchers without a journal entry.
func (a *act) touch(kind string) { a.kinds = append(a.kinds, kind) }

// then runs after the commit: memory must not run ahead of the disk.
func (a *act) then(do func()) { a.after = append(a.after, do) }

// Refusal is a no by rule or role with what the journal keeps of it.
type Refusal struct {
	Err  *terminal.Error
	Fact terminal.RefusalRecorded
	// Keep commits what the command changed together with the refusal's entry:
	// an order whose customer was refused has moved, too.
	Keep bool
	// Unshown refusals are for the journal and whoever asked, not for the screen.
	Unshown bool
}

// Error gives the coded error's text.
func (r *Refusal) Error() string { return r.Err.Error() }

// Unwrap gives the coded error.
func (r *Refusal) Unwrap() error { return r.Err }

// refuse builds a refusal about a cart, an order or another subject.
func refuse(about string, err *terminal.Error, verdict *terminal.Verdict) *Refusal {
	return &Refusal{Err: err, Fact: terminal.RefusalRecorded{
		About: about, Code: err.Code, Reason: err.Message, Verdict: verdict,
	}}
}

// handle makes one command one transaction.
func (t *Till) handle(ctx context.Context, command Command) (Outcome, error) {
	if state, reason := t.State(); state != Running {
		return Outcome{}, terminal.Errorf(terminal.Unknown, "till."+string(state), "%s", reason)
	}
	machine := command.Body.machine()
	if !machine && !clock.IsID(command.ID) {
		return Outcome{}, terminal.Errorf(terminal.Invalid, "command.id", "A command needs an id of its own (UUID version 7).")
	}
	hash, err := t.bodyHash(command)
	if err != nil {
		return Outcome{}, terminal.Errorf(terminal.Invalid, "command.body", "The command cannot be read.").Wrap(err)
	}
	a := &act{till: t, command: command}
	if !machine {
		if a.session, err = t.session(command.Session); err != nil {
			return Outcome{}, err
		}
	}
	err = t.options.Store.Do(ctx, func(tx terminal.Tx) error {
		a.outcome, err = t.decide(a, tx, hash)
		return err
	})
	refusal := refusalOf(command, err)
	switch {
	case refusal != nil:
		return t.recordRefusal(ctx, command, hash, a.session, refusal)
	case errors.Is(err, terminal.ErrCommitUnknown):
		return t.settle(ctx, a, err)
	case err != nil:
		return Outcome{}, err
	}
	t.finish(a, a.outcome)
	return a.outcome, nil
}

// refusalOf finds the refusal in an error. A no to a person that nobody made a
// Refusal of, such as "the bag was not scanned", is one as well.
func refusalOf(command Command, err error) *Refusal {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return refusal
	}
	if command.Body.machine() || terminal.KindOf(err) != terminal.Refused {
		return nil
	}
	about := command.ID
	if subject, ok := command.Body.(interface{ subject() string }); ok {
		about = subject.subject()
	}
	refusal = refuse(about, terminal.AsError(err), nil)
	refusal.Unshown = true
	return refusal
}

// decide runs inside the transaction. An outcome that was stored before is
// returned as it was.
func (t *Till) decide(a *act, tx terminal.Tx, hash terminal.Hash) (Outcome, error) {
	a.tx = tx
	machine := a.command.Body.machine()
	if !machine {
		stored, err := t.lookUp(tx, a.command.ID, hash)
		if err != nil || stored != nil {
			if stored != nil {
				stored.Repeated = true
				return *stored, nil
			}
			return Outcome{}, err
		}
	}
	if err := t.stamp(a); err != nil {
		return Outcome{}, err
	}
	if err := t.authorize(a); err != nil {
		return Outcome{}, err
	}
	outcome, err := a.result(a.command.Body.run(a))
	if err != nil {
		return Outcome{}, err
	}
	head, err := tx.Head()
	if err != nil {
		return Outcome{}, err
	}
	outcome.Sequence = head.Sequence
	if machine {
		return outcome, nil
	}
	return outcome, t.remember(a, tx, hash, outcome)
}

// result makes an outcome of what a command returned. A refusal that keeps the
// command's changes is recorded here, in their transaction.
func (a *act) result(value any, err error) (Outcome, error) {
	var refusal *Refusal
	if errors.As(err, &refusal) && refusal.Keep {
		refusal.Fact.BusinessDate = a.businessDate()
		a.then(func() { a.till.showRefusal(*refusal) })
		return Outcome{Error: refusal.Err}, a.record(refusal.Fact)
	}
	if err != nil {
		return Outcome{}, err
	}
	text, err := json.Marshal(keepable(value))
	return Outcome{Result: text}, err
}

// keepable is an answer as it may lie in the database for as long as outcomes
// do: who an order is for, and by which token a person is known, are kept
// elsewhere and forgotten there in time.
func keepable(value any) any {
	switch answer := value.(type) {
	case terminal.Order:
		answer.CustomerRef, answer.FirstName, answer.FamilyName, answer.BirthYear = "", "", "", 0
		answer.Phone4, answer.Note, answer.DeliveryZIP, answer.Vehicle = "", "", "", terminal.Vehicle{}
		return answer
	case terminal.PersonFacts:
		answer.Token = ""
		return answer
	}
	return value
}

// refusalsMax bounds the refusals that memory keeps for screens.
const refusalsMax = 256

func (t *Till) showRefusal(refusal Refusal) {
	if refusal.Unshown {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for about := range t.refusals {
		if len(t.refusals) < refusalsMax {
			break
		}
		delete(t.refusals, about) // any: all of them are in the journal
	}
	t.refusals[refusal.Fact.About] = refusal
}

func (t *Till) remember(a *act, tx terminal.Tx, hash terminal.Hash, outcome Outcome) error {
	text, err := json.Marshal(outcome)
	if err != nil {
		return err
	}
	return tx.PutCommand(terminal.StoredCommand{
		ID: a.command.ID, BodyHash: hash, Outcome: text, Position: outcome.Sequence, At: a.stamp.Wall,
	})
}

// lookUp finds the outcome of a command that was done before; nil if it was not.
func (t *Till) lookUp(reader terminal.Tx, id string, hash terminal.Hash) (*Outcome, error) {
	stored, err := reader.Command(id)
	if terminal.KindOf(err) == terminal.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if stored.BodyHash != hash {
		return nil, terminal.Errorf(terminal.Conflict, "command.reused", "This command id was used for something else.").
			WithHint("Make a new id for a new command.")
	}
	var outcome Outcome
	if err := json.Unmarshal(stored.Outcome, &outcome); err != nil {
		return nil, err
	}
	return &outcome, nil
}

// recordRefusal is the refusal's own transaction: one entry, nothing else.
func (t *Till) recordRefusal(ctx context.Context, command Command, hash terminal.Hash, session Session, refusal *Refusal) (Outcome, error) {
	a := &act{till: t, command: command, session: session}
	outcome := Outcome{Error: refusal.Err}
	err := t.options.Store.Do(ctx, func(tx terminal.Tx) error {
		a.tx = tx
		if err := t.stamp(a); err != nil {
			return err
		}
		refusal.Fact.BusinessDate = a.businessDate()
		if err := a.record(refusal.Fact); err != nil {
			return err
		}
		head, err := tx.Head()
		if err != nil {
			return err
		}
		outcome.Sequence = head.Sequence
		if command.Body.machine() {
			return nil
		}
		return t.remember(a, tx, hash, outcome)
	})
	if errors.Is(err, terminal.ErrCommitUnknown) {
		return t.settle(ctx, a, err)
	}
	if err != nil {
		return Outcome{}, err
	}
	t.showRefusal(*refusal)
	t.finish(a, outcome)
	return outcome, nil
}

// finish runs what waited for the commit and wakes the watchers.
func (t *Till) finish(a *act, outcome Outcome) {
	if outcome.Repeated {
		return
	}
	for _, do := range a.after {
		do()
	}
	if len(a.kinds) > 0 {
		t.watchers.publish(Event{Kinds: a.kinds, Sequence: outcome.Sequence})
	}
}
