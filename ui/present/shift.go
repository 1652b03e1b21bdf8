package present

import (
	"context"
	"maps"
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// CountPieces says how many of one note or coin are in the drawer that is being
// counted.
func (c *Counter) CountPieces(value money.Cents, pieces int) {
	drawer := c.drawerNow()
	c.quiet(func(s *state) {
		counts := maps.Clone(s.counts)
		count := maps.Clone(counts[drawer])
		if count == nil {
			count = terminal.Count{}
		}
		count[value] = pieces
		if pieces == 0 {
			delete(count, value)
		}
		counts[drawer] = count
		s.counts = counts
	})
}

// drawers are those of the open shift, the counter's first.
func drawers(shift terminal.Shift) []string {
	names := []string{till.CounterDrawer}
	for _, drawer := range shift.Drawers {
		if drawer.Name != till.CounterDrawer {
			names = append(names, drawer.Name)
		}
	}
	slices.Sort(names[1:])
	return names
}

func (c *Counter) openShift(ctx context.Context) (shift terminal.Shift, err error) {
	err = c.view(ctx, func(reader terminal.Reader) (err error) {
		shift, err = reader.OpenShift()
		return err
	})
	return shift, err
}

func (c *Counter) drawerNow() string {
	ctx, cancel := context.WithTimeout(context.Background(), viewTimeout)
	defer cancel()
	shift, err := c.openShift(ctx)
	if err != nil {
		shift = terminal.Shift{} // then the floats of the next one are counted
	}
	names, at := c.now().counted(shift)
	return names[at]
}

// SaveCount opens the shift with the counted float, or closes it with the
// counted drawers, one after the other. Nothing outside can keep it from closing.
func (c *Counter) SaveCount() {
	c.act(func(ctx context.Context) error {
		s := c.now()
		if s.tab != TabShift {
			c.set(func(s *state) { s.tab, s.order, s.pay, s.done, s.prompt = TabShift, "", nil, nil, nil })
			return nil
		}
		shift, err := c.openShift(ctx)
		if err != nil && coded(err).Kind != terminal.NotFound && coded(err).Kind != terminal.Conflict {
			return err
		}
		names, at := s.counted(shift)
		switch {
		case !shift.IsOpen() && s.closed != nil:
			c.set(func(s *state) { s.closed = nil })
			return nil
		case s.adding != "" && shift.IsOpen():
			return c.saveBank(ctx, s)
		case at < len(names)-1:
			c.set(func(s *state) { s.drawer = at + 1 })
			return nil
		case !shift.IsOpen():
			return c.saveOpening(ctx, s, names)
		}
		counts := map[string]terminal.Count{}
		for _, name := range names {
			counts[name] = s.counts[name]
		}
		return c.do(ctx, "", &till.CloseShift{Counts: counts}, func(outcome till.Outcome) error {
			var closed till.ClosedShift
			if err := outcome.Decode(&closed); err != nil {
				return err
			}
			c.set(func(s *state) { s.closed, s.drawer, s.counts = &closed, 0, map[string]terminal.Count{} })
			return nil
		})
	})
}

func (c *Counter) saveOpening(ctx context.Context, s state, names []string) error {
	floats := map[string]terminal.Count{}
	for _, name := range names {
		floats[name] = s.counts[name]
		if floats[name] == nil {
			floats[name] = terminal.Count{}
		}
	}
	return c.do(ctx, "", &till.OpenShift{Floats: floats}, func(till.Outcome) error {
		c.set(func(s *state) { s.counts, s.drawer, s.banks, s.tab = map[string]terminal.Count{}, 0, nil, TabSell })
		return nil
	})
}

// PrintX prints the numbers of the open shift so far.
func (c *Counter) PrintX() {
	c.act(func(ctx context.Context) error {
		return c.do(ctx, "", &till.PrintX{}, func(till.Outcome) error {
			c.inform(Info, c.now().language.Say(text.XPrinting), "")
			return nil
		})
	})
}

// NoSale opens the drawer without a sale, with a reason.
func (c *Counter) NoSale() {
	c.act(func(context.Context) error {
		say := c.now().language.Say
		c.askReason(PromptNoSale, say(text.PromptNoSale), []text.Message{text.ReasonChange}, func(ctx context.Context, reason string) error {
			return c.do(ctx, "", &till.MoveCash{Kind: "no_sale", Drawer: till.CounterDrawer, Reason: reason}, func(till.Outcome) error {
				c.inform(Info, say(text.DrawerOpened), "")
				return nil
			})
		})
		return nil
	})
}
