package present

import (
	"context"
	"maps"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/staff"
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
// enough, or where nobody's role is without a fresh PIN, a supervisor is asked
// and the rest waits for them.
func (c *Counter) do(ctx context.Context, key string, body till.Body, then func(till.Outcome) error) error {
	outcome, err := c.command(ctx, c.idFor(key), "", body)
	if err == nil {
		if then == nil {
			return nil
		}
		return then(outcome)
	}
	c.free(key)
	say := c.now().language.Say
	switch code := terminal.AsError(err).Code; {
	case wantsSupervisor(err):
		title, words := say(text.PromptApprove), say(text.PromptApproveOf)
		if code == stepUp {
			title, words = say(text.PromptStepUp), say(text.PromptStepUpOf)
		}
		c.askSupervisor(ctx, title, words, c.agreed(body, then))
		return nil
	case code == "clock.ask":
		c.askClock(err)
		return nil
	}
	return err
}

// stepUp is the code of what needs a fresh PIN of a supervisor, whoever asks.
const stepUp = "staff.step_up"

// wantsSupervisor says whether a supervisor's badge and PIN would turn a no into
// a yes.
func wantsSupervisor(err error) bool {
	code := terminal.AsError(err).Code
	return code == "staff.not_allowed" || code == stepUp
}

// askClock lets a manager confirm date and time after a jump.
func (c *Counter) askClock(doubt error) {
	language := c.now().language
	sentence, _ := language.Error(coded(doubt))
	c.askReason(PromptClock, language.Say(text.PromptClock)+": "+sentence, nil, func(ctx context.Context, reason string) error {
		return c.do(ctx, "", &till.CorrectClock{Reason: reason}, nil)
	})
}

// agreed runs a body as a new command that carries a supervisor's agreement.
func (c *Counter) agreed(body till.Body, then func(till.Outcome) error) func(context.Context, string) error {
	return func(ctx context.Context, approval string) error {
		outcome, err := c.command(ctx, clock.NewID(), approval, body)
		if err != nil || then == nil {
			return err
		}
		return then(outcome)
	}
}

// askSupervisor puts the question for badge and PIN; what waits for them gets
// the agreement. A supervisor who stands here types the PIN alone.
func (c *Counter) askSupervisor(ctx context.Context, title, words string, then func(ctx context.Context, approval string) error) {
	c.askApproval(title, words, c.supervisorHere(ctx), then)
}

// askApproval puts the question, with a badge filled in or not.
func (c *Counter) askApproval(title, words, badge string, then func(ctx context.Context, approval string) error) {
	say := c.now().language.Say
	c.ask(prompt{
		kind: PromptApprove, title: title, text: words, save: say(text.Approve),
		fields: []PromptField{
			{ID: "badge", Label: say(text.FieldBadge), Kind: FieldText, Value: badge},
			{ID: "pin", Label: say(text.FieldPIN), Kind: FieldSecret},
		},
		then: func(ctx context.Context, values map[string]string) error {
			approval, err := c.options.Till.Approve(ctx, values["badge"], values["pin"])
			if err != nil {
				return err
			}
			return then(ctx, approval)
		},
	})
}

// supervisorHere is the badge of the signed-in person if they are a supervisor.
func (c *Counter) supervisorHere(ctx context.Context) string {
	session, badge := c.now().session, ""
	if !staff.Supervisor(session.Role) {
		return ""
	}
	err := c.view(ctx, func(reader terminal.Reader) error {
		member, err := reader.Staff(session.Staff)
		badge = member.Badge
		return err
	})
	if err != nil {
		return "" // then it is typed
	}
	return badge
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
