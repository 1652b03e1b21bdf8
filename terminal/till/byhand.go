package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/staff"
)

// byHand is embedded in the commands that take a typed document: a supervisor's
// matter, each time with a PIN.
type byHand struct{ personCommand }

func (byHand) permission() staff.Permission { return staff.EnterDocument }

// document makes a document of what was typed, if the rules let the two people
// do so. What is made says for ever that it was typed.
func (byHand) document(a *act, about string, entry identity.ManualEntry) (idcard.Document, error) {
	switch a.till.options.Rules.DocumentByHand(a.now()) {
	case rules.ByHandSupervisor:
	case rules.ByHandSecondPerson:
		if a.approvedBy == "" || a.approvedBy == a.actor() {
			return idcard.Document{}, terminal.Errorf(terminal.SignIn, "identity.second_person",
				"A second person must look at this document.").WithHint("Another supervisor enters their PIN.")
		}
	default:
		return idcard.Document{}, refuse(about, terminal.Errorf(terminal.Refused, "identity.by_hand",
			"Documents may not be entered by hand here.").WithHint("Ask for a document that the scanner reads."), nil)
	}
	return identity.ManualDocument(entry)
}

// IdentifyCartByHand is IdentifyCart for a document that no scanner reads.
type IdentifyCartByHand struct {
	byHand
	Cart  string               `json:"cart"`
	Entry identity.ManualEntry `json:"entry"`
}

// Name is "cart.identify_by_hand".
func (*IdentifyCartByHand) Name() string { return "cart.identify_by_hand" }

func (c *IdentifyCartByHand) run(a *act) (any, error) {
	document, err := c.document(a, c.Cart, c.Entry)
	if err != nil {
		return nil, err
	}
	return (&IdentifyCart{Cart: c.Cart, Document: document}).run(a)
}

// IdentifyOrderByHand is IdentifyOrder for a document that no scanner reads.
// Another family name blocks as ever: the two matters are never settled by one
// PIN.
type IdentifyOrderByHand struct {
	byHand
	Order string               `json:"order"`
	Entry identity.ManualEntry `json:"entry"`
}

// Name is "order.identify_by_hand".
func (*IdentifyOrderByHand) Name() string { return "order.identify_by_hand" }

func (c *IdentifyOrderByHand) subject() string { return c.Order }

func (c *IdentifyOrderByHand) run(a *act) (any, error) {
	document, err := c.document(a, c.Order, c.Entry)
	if err != nil {
		return nil, err
	}
	return (&IdentifyOrder{Order: c.Order, Document: document}).run(a)
}
