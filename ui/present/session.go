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
	c.act(func(ctx context.Context) error {
		c.set(func(s *state) { s.checking = true })
		c.wake()
		session, err := c.options.Till.SignIn(ctx, badge, pin)
		c.set(func(s *state) { s.checking = false })
		if err != nil {
			return err
		}
		cart, noShift := "", false
		err = c.view(ctx, func(reader terminal.Reader) error {
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
			*s = state{language: s.language, session: session, tab: TabSell, cart: cart, read: map[string]idRead{}, counts: map[string]terminal.Count{}}
			if noShift {
				s.tab = TabShift
			}
		})
		return err
	})
}

// SignOut ends the session. The cart stays for whoever signs in next.
func (c *Counter) SignOut() {
	c.act(func(ctx context.Context) error {
		session := c.now().session.ID
		c.set(func(s *state) {
			*s = state{language: s.language, tab: TabSell, read: map[string]idRead{}, counts: map[string]terminal.Count{}}
		})
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
			s.closed = nil
		}
	})
}

// Escape goes one step back.
func (c *Counter) Escape() {
	c.quiet(func(s *state) {
		switch {
		case s.prompt != nil:
			s.prompt = nil
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
		case s.tab != TabSell:
			s.tab = TabSell
		default:
			s.hidden = causeLineDown
		}
	})
}

// SetLanguage changes the language of the workplace.
func (c *Counter) SetLanguage(language text.Language) {
	if language.Valid() {
		c.quiet(func(s *state) { s.language = language })
	}
}
