package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/staff"
)

// AcceptUnknownDay lets a checked person buy although what they bought earlier
// today cannot be looked up, because the key of the day is missing: after a
// restore, for one. What is bought now still has to fit the limits.
type AcceptUnknownDay struct {
	personCommand
	About  string `json:"about"` // cart or order
	Reason string `json:"reason"`
}

// Name is "identity.accept_unknown_day".
func (*AcceptUnknownDay) Name() string                 { return "identity.accept_unknown_day" }
func (*AcceptUnknownDay) permission() staff.Permission { return staff.OverrideUnknownDay }

func (c *AcceptUnknownDay) subject() string { return c.About }

func (c *AcceptUnknownDay) run(a *act) (any, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	person := a.till.person(c.About)
	if person == nil {
		return nil, terminal.Errorf(terminal.Conflict, "sale.no_identity", "Scan an ID first.")
	}
	if person.TokensKnown {
		return nil, terminal.Errorf(terminal.Conflict, "identity.day_known", "What this person bought earlier is known.")
	}
	fact := terminal.UnknownDayAccepted{
		About: c.About, Reason: c.Reason, By: a.approver(), BusinessDate: a.businessDate(),
	}
	if err := a.record(fact); err != nil {
		return nil, err
	}
	// A copy: whoever reads the person now keeps what they read.
	accepted := *person
	accepted.DayAccepted = true
	accepted.Facts.UnknownDayBy, accepted.Facts.UnknownDayReason = a.approver(), c.Reason
	a.keepPerson(c.About, &accepted)
	return nil, nil
}
