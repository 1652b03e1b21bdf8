package present

import (
	"context"
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// ShowPage goes to a page of the section More.
func (c *Counter) ShowPage(page Page) {
	c.quiet(func(s *state) {
		s.tab, s.page, s.prompt, s.notice, s.pay, s.done, s.order, s.pairing = TabMore, page, nil, nil, nil, nil, "", false
	})
}

// MoveTablet moves the selection in the list of tablets.
func (c *Counter) MoveTablet(by int) { c.quiet(func(s *state) { s.tablet = max(s.tablet+by, 0) }) }

// tablets are those that may be worked on, the latest first.
func (c *Counter) tablets() ([]till.Tablet, error) {
	all, err := c.options.Till.Tablets()
	if err != nil {
		return nil, err
	}
	latest := slices.Clone(all)
	slices.Reverse(latest)
	return latest, nil
}

// PairTablet offers a one-time code for a tablet; it ends the one before it.
func (c *Counter) PairTablet() {
	c.act(func(ctx context.Context) error {
		say := c.now().language.Say
		if len(c.options.TabletAddress) == 0 {
			return terminal.Errorf(terminal.Conflict, "pairing.off", "%s", say(text.PairOff))
		}
		offer := func(ctx context.Context, approval string) error {
			_, err := c.options.Till.OfferPairingApproved(ctx, c.now().session.ID, approval)
			if err == nil {
				c.set(func(s *state) { s.pairing = true })
			}
			return err
		}
		err := offer(ctx, "")
		if err != nil && wantsSupervisor(err) {
			c.askSupervisor(ctx, say(text.PromptApprove), say(text.PromptApproveOf), offer)
			return nil
		}
		return err
	})
}

// StopPairing takes the code off the screen.
func (c *Counter) StopPairing() { c.quiet(func(s *state) { s.pairing = false }) }

// asking finds a tablet that asks to be paired.
func (c *Counter) asking(id string) (till.PairingRequest, error) {
	for _, request := range c.options.Till.PairingRequests() {
		if request.ID == id {
			return request, nil
		}
	}
	return till.PairingRequest{}, terminal.Errorf(terminal.NotFound, "pairing.over", "%s", c.now().language.Say(text.PairGone))
}

// ApproveTablet lets a tablet in, with a supervisor's badge and PIN.
func (c *Counter) ApproveTablet(id string) {
	c.act(func(ctx context.Context) error {
		request, err := c.asking(id)
		if err != nil {
			return err
		}
		say := c.now().language.Say
		name := plain(request.Name)
		c.askSupervisor(ctx, say(text.PromptPairing, name), say(text.PairIsYours), func(ctx context.Context, approval string) error {
			if err := c.options.Till.ApprovePairing(ctx, c.now().session.ID, approval, id); err != nil {
				return err
			}
			c.set(func(s *state) { s.pairing, s.tablet = false, 0 })
			c.inform(Good, say(text.PairDone, name), "")
			return nil
		})
		return nil
	})
}

// RefuseTablet turns a tablet away.
func (c *Counter) RefuseTablet(id string) {
	c.act(func(ctx context.Context) error {
		request, err := c.asking(id)
		if err != nil {
			return err
		}
		if err := c.options.Till.RefusePairing(ctx, c.now().session.ID, id); err != nil {
			return err
		}
		c.inform(Info, c.now().language.Say(text.PairRefused, plain(request.Name)), "")
		return nil
	})
}

// RevokeTablet asks why the selected tablet is shut out. Whoever is signed in on
// it is signed out.
func (c *Counter) RevokeTablet() {
	c.act(func(context.Context) error {
		devices, err := c.tablets()
		if err != nil || len(devices) == 0 {
			return err
		}
		device := devices[min(c.now().tablet, len(devices)-1)]
		say, name := c.now().language.Say, plain(device.Name)
		c.askReason(PromptRevoke, say(text.PromptRevoke, name), []text.Message{text.ReasonLost, text.ReasonReplaced}, func(ctx context.Context, reason string) error {
			return c.do(ctx, "revoke:"+device.ID, &till.RevokeDevice{Device: device.ID, Reason: reason}, func(till.Outcome) error {
				c.inform(Good, say(text.Revoked, name), "")
				return nil
			})
		})
		return nil
	})
}
