package present

import (
	"context"
	"maps"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// idsMax bounds the remembered command ids; beyond it they are all forgotten,
// which costs no more than one protection against a double tap.
const idsMax = 500

// idFor gives the command id of what a screen offers. The key names the thing
// and its state, so that a second press of the same picture is the same command
// while a press of a changed one is another.
func (c *Counter) idFor(key string) string {
	if key == "" {
		return clock.NewID()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if id, ok := c.ids[key]; ok {
		return id
	}
	if len(c.ids) >= idsMax {
		c.ids = map[string]string{}
	}
	id := clock.NewID()
	c.ids[key] = id
	return id
}

// free lets the next press of the same picture be a new command: after a no, a
// person may try again.
func (c *Counter) free(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.ids, key)
}

// command runs one command for the signed-in person. If the answer does not
// come in time it asks again with the same id.
func (c *Counter) command(ctx context.Context, id, approval string, body till.Body) (till.Outcome, error) {
	session := c.now().session.ID
	if session == "" {
		return till.Outcome{}, terminal.Errorf(terminal.SignIn, "staff.not_signed_in", "Nobody is signed in here.").
			WithHint("Sign in with your badge and PIN.")
	}
	outcome, err := c.options.Till.Submit(ctx, till.Command{ID: id, Session: session, Approval: approval, Body: body})
	if err == nil {
		err = outcome.Err()
	}
	return outcome, err
}

// do runs a command and then what follows from its yes. Where the role is not
// enough, a supervisor is asked and the rest waits for them.
func (c *Counter) do(ctx context.Context, key string, body till.Body, then func(till.Outcome) error) error {
	outcome, err := c.command(ctx, c.idFor(key), "", body)
	if err == nil {
		if then == nil {
			return nil
		}
		return then(outcome)
	}
	c.free(key)
	switch terminal.AsError(err).Code {
	case "staff.not_allowed":
		c.askSupervisor(body, then)
		return nil
	case "clock.ask":
		c.askClock(err)
		return nil
	}
	return err
}

// askClock lets a manager confirm date and time after a jump.
func (c *Counter) askClock(doubt error) {
	language := c.now().language
	sentence, _ := language.Error(coded(doubt))
	c.askReason(PromptClock, language.Say(text.PromptClock)+": "+sentence, nil, func(ctx context.Context, reason string) error {
		return c.do(ctx, "", &till.CorrectClock{Reason: reason}, nil)
	})
}

// askSupervisor puts the question for badge and PIN; the answer runs the same
// body as a new command that carries the agreement.
func (c *Counter) askSupervisor(body till.Body, then func(till.Outcome) error) {
	say := c.now().language.Say
	c.ask(prompt{
		kind: PromptApprove, title: say(text.PromptApprove), text: say(text.PromptApproveOf), save: say(text.Approve),
		fields: []PromptField{
			{ID: "badge", Label: say(text.FieldBadge), Kind: FieldText},
			{ID: "pin", Label: say(text.FieldPIN), Kind: FieldSecret},
		},
		then: func(ctx context.Context, values map[string]string) error {
			approval, err := c.options.Till.Approve(ctx, values["badge"], values["pin"])
			if err != nil {
				return err
			}
			outcome, err := c.command(ctx, clock.NewID(), approval, body)
			if err != nil || then == nil {
				return err
			}
			return then(outcome)
		},
	})
}

// remember keeps what was read from an ID for as long as its cart or order.
func (c *Counter) remember(about string, read idRead) {
	c.set(func(s *state) {
		kept := maps.Clone(s.read)
		kept[about] = read
		s.read = kept
	})
}

func (c *Counter) forgetRead(about string) {
	c.set(func(s *state) {
		kept := maps.Clone(s.read)
		delete(kept, about)
		s.read = kept
	})
}
