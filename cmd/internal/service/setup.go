package service

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/till"
)

// NewPerson is a person to take in at set-up, with the PIN in clear.
type NewPerson struct {
	Member terminal.StaffMember
	PIN    string
}

// offline runs the till alone, without devices and network, while do works.
func (p *Program) offline(ctx context.Context, do func(context.Context) error) error {
	inside, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- p.till.Run(inside) }()
	err := do(ctx)
	stop()
	if halted := <-ended; err == nil {
		err = halted
	}
	return err
}

// SetUp opens the first epoch and takes the first people in. It returns a
// Conflict error if the terminal is set up already, or if a restore into its
// folder has not ended.
func (p *Program) SetUp(ctx context.Context, people []NewPerson) error {
	if _, err := os.Stat(filepath.Join(p.config.Terminal.DataDir, restoreFolder)); err == nil {
		return terminal.Errorf(terminal.Conflict, "restore.unfinished", "A restore into this folder has not ended.").
			WithHint("Run curblinectl restore again. To set up anew instead, use an empty data_dir.")
	}
	err := p.store.View(ctx, func(reader terminal.Reader) error {
		head, err := reader.Head()
		if err == nil && head.Sequence > 0 {
			return terminal.Errorf(terminal.Conflict, "service.set_up", "This terminal is set up already.")
		}
		return err
	})
	if err != nil {
		return err
	}
	members := make([]terminal.StaffMember, 0, len(people))
	for _, person := range people {
		if err := staff.CheckSandboxPIN(person.Member, p.config.RealState()); err != nil {
			return err
		}
		if person.Member.PINHash, err = staff.HashPIN(ctx, person.PIN); err != nil {
			return err
		}
		members = append(members, person.Member)
	}
	return p.offline(ctx, func(ctx context.Context) error {
		epoch, err := till.NewEpoch()
		if err != nil {
			return err
		}
		_, err = p.till.Submit(ctx, till.Command{Body: &till.OpenEpoch{Epoch: epoch, Reason: "set-up", By: "set-up"}})
		if err != nil {
			return err
		}
		_, err = p.till.Submit(ctx, till.Command{Body: &till.ImportStaff{People: members}})
		return err
	})
}

// Restore opens a new epoch on a database that was put back from a copy, or
// whose witness was lost. From then on nothing that was not acknowledged is
// believed unsent. Where the till would first ask a manager about the clock,
// because the copy is old, the opening follows the copy's last entry at once and
// sets no floor: the next start asks.
func (p *Program) Restore(ctx context.Context, reason, by string) (string, error) {
	epoch, err := p.reopen(ctx, reason, by)
	if doubt := terminal.AsError(err); doubt == nil || doubt.Code != "clock.ask" {
		return epoch, err
	}
	var head terminal.Head
	err = p.store.View(ctx, func(reader terminal.Reader) (err error) {
		head, err = reader.Head()
		return err
	})
	if err != nil {
		return "", err
	}
	running := p.clock
	p.clock = heldClock{running, head.Stamp.Wall.Add(time.Millisecond)}
	if err := p.openTill(); err != nil {
		return "", err
	}
	epoch, err = p.reopen(ctx, reason, by)
	p.clock = running
	return epoch, errors.Join(err, p.openTill())
}

// heldClock stands still at one wall time; the other hand goes on.
type heldClock struct {
	clock.Clock
	wall time.Time
}

// Now gives the held wall time.
func (h heldClock) Now() clock.Reading {
	reading := h.Clock.Now()
	reading.Wall = h.wall
	return reading
}

func (p *Program) reopen(ctx context.Context, reason, by string) (string, error) {
	epoch, err := till.NewEpoch()
	if err != nil {
		return "", err
	}
	witness := p.store.WitnessPlace()
	p.store.AcceptTrust()
	err = p.offline(ctx, func(ctx context.Context) error {
		outcome, err := p.till.Submit(ctx, till.Command{Body: &till.OpenEpoch{
			Epoch: epoch, Reason: reason, By: by, Witness: witness, Restore: true,
		}})
		return errors.Join(err, outcome.Err())
	})
	if err != nil {
		return "", err
	}
	return epoch, p.store.SyncWitness()
}

// SignedIn runs do with a person signed in on a till without devices: for the
// operator's verbs while no service is running.
func (p *Program) SignedIn(ctx context.Context, badge, pin string, do func(ctx context.Context, session string) error) error {
	return p.offline(ctx, func(ctx context.Context) error {
		session, err := p.till.SignIn(ctx, badge, pin)
		if err != nil {
			return err
		}
		return do(ctx, session.ID)
	})
}

// ChangePIN gives a person a PIN of their own choice, while no service runs.
func (p *Program) ChangePIN(ctx context.Context, badge, oldPIN, newPIN string) error {
	return p.SignedIn(ctx, badge, oldPIN, func(ctx context.Context, session string) error {
		return p.till.ChangePIN(ctx, session, oldPIN, newPIN)
	})
}

// IssuedPIN makes a person choose another PIN when they next sign in: whoever
// wrote the staff file knows this one.
func (p *Program) IssuedPIN(ctx context.Context, badge string) error {
	var member terminal.StaffMember
	err := p.store.View(ctx, func(reader terminal.Reader) (err error) {
		member, err = reader.StaffByBadge(badge)
		return err
	})
	if err != nil {
		return err
	}
	member.MustChangePIN = true
	return p.offline(ctx, func(ctx context.Context) error {
		_, err := p.till.Submit(ctx, till.Command{Body: &till.ImportStaff{People: []terminal.StaffMember{member}}})
		return err
	})
}

// Submit runs one command for a session.
func (p *Program) Submit(ctx context.Context, session string, body till.Body) (till.Outcome, error) {
	outcome, err := p.till.Submit(ctx, till.Command{ID: clock.NewID(), Session: session, Body: body})
	if err != nil {
		return outcome, err
	}
	return outcome, outcome.Err()
}

// Import takes goods in with a manager signed in, while no service runs.
func (p *Program) Import(ctx context.Context, badge, pin string, products []terminal.Product, packages []terminal.Package) (till.Imported, error) {
	var done till.Imported
	err := p.SignedIn(ctx, badge, pin, func(ctx context.Context, session string) error {
		outcome, err := p.Submit(ctx, session, &till.ImportGoods{Products: products, Packages: packages})
		if err != nil {
			return err
		}
		return outcome.Decode(&done)
	})
	return done, err
}
