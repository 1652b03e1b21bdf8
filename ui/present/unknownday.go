package present

import (
	"context"

	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// unknownDay says whether the checked person's purchases of today cannot be
// looked up and nobody has agreed to sell all the same.
func (c *Counter) unknownDay(about string) bool {
	person := c.options.Till.Person(about)
	return person != nil && !person.TokensKnown && !person.DayAccepted
}

// askUnknownDay lets a supervisor agree, with a reason; the sale goes on after.
func (c *Counter) askUnknownDay(about string) {
	title := c.now().language.Say(text.PromptUnknownDay)
	c.askReason(PromptUnknownDay, title, []text.Message{text.UnknownDayRestored}, func(ctx context.Context, reason string) error {
		return c.do(ctx, "", &till.AcceptUnknownDay{About: about, Reason: reason}, nil)
	})
}
