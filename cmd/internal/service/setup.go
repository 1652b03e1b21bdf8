package service

import (
	"context"

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
// Conflict error if the terminal is set up already.
func (p *Program) SetUp(ctx context.Context, people []NewPerson) error {
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
// believed unsent.
func (p *Program) Restore(ctx context.Context, reason, by string) (string, error) {
	epoch, err := till.NewEpoch()
	if err != nil {
		return "", err
	}
	witness := p.store.WitnessPlace()
	p.store.AcceptTrust()
	err = p.offline(ctx, func(ctx context.Context) error {
		_, err := p.till.Submit(ctx, till.Command{Body: &till.OpenEpoch{
			Epoch: epoch, Reason: reason, By: by, Witness: witness, Restore: true,
		}})
		return err
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
