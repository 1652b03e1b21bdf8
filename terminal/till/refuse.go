package till

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/staff"
)

// RefuseReason is why a person here does not hand a bag over. The list is closed.
type RefuseReason string

// The reasons.
const (
	RefuseID          RefuseReason = "id_issue"
	RefuseIntoxicated RefuseReason = "intoxicated"
	RefuseThirdParty  RefuseReason = "third_party"
	RefuseCustomer    RefuseReason = "customer_request"
	RefuseOther       RefuseReason = "other"
)

// Refusing is one reason with its words: Sentence for the journal and the screen,
// Say for the customer.
type Refusing struct {
	Reason   RefuseReason
	Sentence string
	Say      string
	// told is the reason that the web shop hears.
	told order.Reason
}

// Code is the reason's code among refusals, such as "order.refused_intoxicated".
func (r Refusing) Code() string { return "order.refused_" + string(r.Reason) }

var refusing = []Refusing{
	{
		RefuseID, "The ID was not accepted by the person who looked at it.",
		"Say: I cannot accept this ID. You are welcome to come back with another one.", order.IDIssue,
	},
	{
		RefuseIntoxicated, "The customer seems to be intoxicated.",
		"Say: I cannot hand this over today. You are welcome to come back another day.", order.OtherReason,
	},
	{
		RefuseThirdParty, "The goods seem to be for somebody else.",
		"Say: I can hand this over only to the person who ordered it and for their own use.", order.OtherReason,
	},
	{
		RefuseCustomer, "The customer does not want the order any more.",
		"Say: I take the bag back, and your order is cancelled.", order.CustomerRequest,
	},
	{
		RefuseOther, "The bag is not handed over.",
		"Say: I cannot hand this over today. The shop will tell you why.", order.OtherReason,
	},
}

// RefuseReasons gives the closed list in the order in which screens show it.
func RefuseReasons() []Refusing { return slices.Clone(refusing) }

// RefuseOrder is a person's own no to the customer of an order, whatever the ID
// says. Words say more about it; "other" needs them. No name belongs in them.
type RefuseOrder struct {
	personCommand
	Order  string       `json:"order"`
	Reason RefuseReason `json:"reason"`
	Words  string       `json:"words,omitempty"`
}

// Name is "order.refuse".
func (*RefuseOrder) Name() string                 { return "order.refuse" }
func (*RefuseOrder) permission() staff.Permission { return staff.HandOver }

func (c *RefuseOrder) run(a *act) (any, error) {
	at := slices.IndexFunc(refusing, func(r Refusing) bool { return r.Reason == c.Reason })
	if at < 0 {
		return nil, terminal.Errorf(terminal.Invalid, "order.refuse_reason", "That is not a reason to refuse a customer.").
			WithHint("Choose one from the list.")
	}
	reason, words := refusing[at], strings.TrimSpace(c.Words)
	if c.Reason == RefuseOther {
		if err := needReason(words); err != nil {
			return nil, err
		}
	}
	if len(words) > reasonMaxBytes || !utf8.ValidString(words) {
		return nil, terminal.Errorf(terminal.Invalid, "reason.missing", "Say why, in a few words.")
	}
	o, err := a.tx.Order(c.Order)
	if err != nil {
		return nil, err
	}
	if !order.Here(o) {
		return nil, terminal.Errorf(terminal.Conflict, "order.not_arrived", "The customer of order %s is not here yet.", o.ID).
			WithHint("An order whose customer is not here is cancelled, not refused.")
	}
	if o.Identity == terminal.IdentityRefused && o.RefusalCode == reason.Code() {
		return o, nil // said before
	}
	moved, err := a.moveOrder(c.Order, func(o terminal.Order, step order.Step) (terminal.Order, order.Effect, error) {
		return order.IdentityRefused(o, reason.told, reason.Code(), step)
	})
	if err != nil {
		return nil, err
	}
	refusal := refuse(o.ID, terminal.Errorf(terminal.Refused, reason.Code(), "%s", reason.Sentence).WithHint("%s", reason.Say), nil)
	if words != "" {
		refusal.Fact.Reason += " " + words
	}
	if person := a.till.person(o.ID); person != nil {
		refusal.Fact.DocumentKind, refusal.Fact.Issuer = person.Facts.DocumentKind, person.Facts.Issuer
	}
	refusal.Fact.BusinessDate = a.businessDate()
	a.forget(o.ID) // who they are is not needed any more
	a.then(func() { a.till.showRefusal(*refusal) })
	return moved, a.record(refusal.Fact)
}
