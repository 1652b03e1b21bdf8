package present

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// ChooseBadge picks who signs in; their PIN is asked next.
func (c *Counter) ChooseBadge(badge string) {
	c.quiet(func(s *state) { s.badge, s.notice = badge, nil })
}

// SignIn signs a person in by badge and PIN. A cart of theirs that a crash left
// open is taken up again; without an open shift the next thing is to open one.
func (c *Counter) SignIn(badge, pin string) {
	c.run(func(ctx context.Context) error {
		c.set(func(s *state) { s.checking = true })
		c.wake()
		session, err := c.options.Till.SignIn(ctx, badge, pin)
		c.set(func(s *state) { s.checking = false })
		if err != nil {
			return err
		}
		if session.MustChangePIN {
			c.askNewPIN(session, pin)
			return nil
		}
		return c.enter(ctx, session)
	})
}

// enter puts a signed-in person to work.
func (c *Counter) enter(ctx context.Context, session till.Session) error {
	cart, noShift := "", false
	err := c.view(ctx, func(reader terminal.Reader) error {
		carts, err := reader.Carts()
		for _, each := range carts {
			if !each.Held && each.OpenedBy == session.Staff {
				cart = each.ID
			}
		}
		if err != nil {
			return err
		}
		_, err = reader.OpenShift()
		noShift = err != nil
		return nil
	})
	c.set(func(s *state) {
		*s = fresh(s.language)
		s.session, s.cart = session, cart
		if noShift {
			s.tab = TabShift
		}
	})
	return err
}

// fresh is a workplace at which nobody has done anything yet.
func fresh(language text.Language) state {
	return state{language: language, tab: TabSell, read: map[string]idRead{}, counts: map[string]terminal.Count{}}
}

// SignOut ends the session. The cart stays for whoever signs in next.
func (c *Counter) SignOut() {
	c.run(func(ctx context.Context) error {
		session := c.now().session.ID
		c.set(func(s *state) { *s = fresh(s.language) })
		if session == "" {
			return nil
		}
		return c.options.Till.SignOut(ctx, session)
	})
}

// ShowTab goes to a section of the window.
func (c *Counter) ShowTab(tab Tab) {
	c.quiet(func(s *state) {
		s.tab, s.prompt, s.notice, s.done = tab, nil, nil, nil
		if tab != TabSell || s.pay != nil && s.pay.order != "" {
			s.pay = nil
		}
		if tab != TabOrders {
			s.order = ""
		}
		if tab != TabShift {
			s.closed, s.adding = nil, ""
		}
		if tab != TabMore {
			s.page, s.pairing = PageSales, false
		}
	})
}

// Escape goes one step back. Where a PIN must be chosen there is nothing to go
// back to but the door.
func (c *Counter) Escape() {
	if c.barred() {
		c.SignOut()
		return
	}
	c.quiet(func(s *state) {
		switch {
		case s.askBack():
		case s.notice != nil:
			s.notice = nil
		case s.session == (till.Session{}):
			s.badge = ""
		case s.pay != nil && !s.pay.saving:
			s.pay = nil
		case s.done != nil:
			s.done = nil
		case s.reading:
			s.reading = false
		case s.order != "":
			s.order, s.board = "", ""
		case s.search != "" || s.category != "":
			s.search, s.category = "", ""
		case s.closed != nil:
			s.closed = nil
		case s.tabBack():
		case s.tab != TabSell:
			s.tab = TabSell
		default:
			s.hidden = causeLineDown
		}
	})
}

// askBack takes a question or the weigh panel away; false if there is none.
func (s *state) askBack() bool {
	asked := s.prompt != nil || s.weigh != nil
	s.prompt, s.weigh = nil, nil
	return asked
}

// tabBack goes one step back inside a section; false if there is none.
func (s *state) tabBack() bool {
	switch {
	case s.tab == TabShift && s.adding != "":
		s.adding = ""
	case s.tab == TabShift && s.drawer > 0:
		s.drawer--
	case s.tab == TabMore && s.pairing:
		s.pairing = false
	case s.tab == TabMore && s.page != PageSales && s.page != "":
		s.page = PageSales
	default:
		return false
	}
	return true
}

// SetLanguage changes the language of the workplace.
func (c *Counter) SetLanguage(language text.Language) {
	if language.Valid() {
		c.set(func(s *state) { s.language = language })
		c.wake()
	}
}
