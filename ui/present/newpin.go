package present

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// askNewPIN bars a person whose PIN was issued by somebody else until they have
// chosen one of their own. The old one was typed a moment ago and is not asked
// again; it is kept no longer than the question.
func (c *Counter) askNewPIN(session till.Session, issued string) {
	say := c.now().language.Say
	c.set(func(s *state) {
		*s = fresh(s.language)
		s.session = session
	})
	c.ask(prompt{
		kind: PromptNewPIN, title: say(text.NewPINTitle), text: say(text.NewPINText), save: say(text.NewPINSave),
		fields: []PromptField{
			{ID: "new", Label: say(text.NewPIN), Kind: FieldSecret},
			{ID: "again", Label: say(text.NewPINAgain), Kind: FieldSecret},
		},
		then: func(ctx context.Context, values map[string]string) error {
			if values["new"] != values["again"] {
				return terminal.Errorf(terminal.Invalid, "staff.pin_differs", "The two are not the same.").WithHint("Type the new PIN twice.")
			}
			if err := c.options.Till.ChangePIN(ctx, session.ID, issued, values["new"]); err != nil {
				return err
			}
			session.MustChangePIN = false
			if err := c.enter(ctx, session); err != nil {
				return err
			}
			c.inform(Good, c.now().language.Say(text.NewPINDone), "")
			return nil
		},
	})
}
