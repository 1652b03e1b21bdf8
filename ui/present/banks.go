package present

import (
	"context"
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// bankChoicesMax is how many people a question can offer: one key each.
const bankChoicesMax = 9

// counted are the drawers that are counted now, one after the other, and the
// place of the one in front: the floats of an opening, the blind count of a
// close, or one bank that is being added in between.
func (s state) counted(shift terminal.Shift) (names []string, at int) {
	switch {
	case !shift.IsOpen():
		names = append(names, till.CounterDrawer)
		for _, runner := range s.banks {
			names = append(names, cash.Bank(runner))
		}
	case s.adding != "":
		return []string{cash.Bank(s.adding)}, 0
	default:
		names = drawers(shift)
	}
	return names, min(s.drawer, len(names)-1)
}

// Bank asks whose bank is counted: at the opening beside the counter's drawer,
// in an open shift as one more drawer. Where a bank of the opening is in front
// it is left out again.
func (c *Counter) Bank() {
	c.act(func(ctx context.Context) error {
		s := c.now()
		shift, err := c.openShift(ctx)
		if err != nil && coded(err).Kind != terminal.NotFound && coded(err).Kind != terminal.Conflict {
			return err
		}
		if s.tab != TabShift || s.closed != nil || s.adding != "" {
			return nil
		}
		if names, at := s.counted(shift); at > 0 {
			if runner, ok := cash.RunnerOf(names[at]); ok && !shift.IsOpen() {
				c.leaveOut(runner)
			}
			return nil
		}
		return c.askRunner(ctx, shift)
	})
}

func (c *Counter) leaveOut(runner string) {
	c.set(func(s *state) {
		s.banks = slices.DeleteFunc(slices.Clone(s.banks), func(each string) bool { return each == runner })
		s.drawer--
	})
}

// runners are who can take a bank: whoever may hand bags over and has none yet.
func (c *Counter) runners(ctx context.Context, shift terminal.Shift) (free []terminal.StaffMember, err error) {
	names, _ := c.now().counted(shift)
	err = c.view(ctx, func(reader terminal.Reader) error {
		members, err := reader.StaffMembers()
		for _, member := range members {
			has := slices.Contains(names, cash.Bank(member.ID)) ||
				slices.ContainsFunc(shift.Drawers, func(drawer terminal.Drawer) bool { return drawer.Staff == member.ID })
			if member.Active && staff.Can(member.Role, staff.HandOver) && !has {
				free = append(free, member)
			}
		}
		return err
	})
	return free[:min(len(free), bankChoicesMax)], err
}

func (c *Counter) askRunner(ctx context.Context, shift terminal.Shift) error {
	free, err := c.runners(ctx, shift)
	if err != nil {
		return err
	}
	language := c.now().language
	if len(free) == 0 {
		c.inform(Info, language.Say(text.BankNobody), "")
		return nil
	}
	question := prompt{kind: PromptBank, title: language.Say(text.PromptBank)}
	for _, member := range free {
		question.choices = append(question.choices, PromptChoice{ID: member.ID, Label: plain(member.Name), Note: language.Role(member.Role)})
	}
	question.then = func(_ context.Context, values map[string]string) error {
		runner := values["choice"]
		c.set(func(s *state) {
			if shift.IsOpen() {
				s.adding = runner
				return
			}
			s.banks = append(slices.Clone(s.banks), runner)
			s.drawer = len(s.banks)
		})
		return nil
	}
	c.ask(question)
	return nil
}

// saveBank puts the counted bank into the open shift.
func (c *Counter) saveBank(ctx context.Context, s state) error {
	name := cash.Bank(s.adding)
	float := s.counts[name]
	if float == nil {
		float = terminal.Count{}
	}
	return c.do(ctx, "", &till.AddDrawer{Staff: s.adding, Float: float}, func(till.Outcome) error {
		total, err := float.Total()
		if err != nil {
			return err
		}
		c.set(func(s *state) {
			s.adding = ""
			s.counts = map[string]terminal.Count{}
		})
		c.inform(Good, s.language.Say(text.BankAdded, c.staffName(ctx, s.adding), text.Money(total)), "")
		return nil
	})
}

// staffName is the short name of somebody who works here.
func (c *Counter) staffName(ctx context.Context, id string) string {
	name := id
	err := c.view(ctx, func(reader terminal.Reader) error {
		member, err := reader.Staff(id)
		if err == nil {
			name = text.ShortName(member.Name)
		}
		return err
	})
	if err != nil {
		return id
	}
	return name
}
