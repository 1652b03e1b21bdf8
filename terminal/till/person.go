package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/staff"
)

// Person is who a cart or an order is for, as long as the sale lasts. It is
// never stored: only Facts are.
type Person struct {
	FirstName  string
	FamilyName string
	Age        int
	// Day is the legal day on which the document was checked.
	Day      clock.Date
	Warnings []string
	Facts    terminal.PersonFacts
	// Tokens are the person's names by legal day, under each key that is kept.
	Tokens map[clock.Date]string
	// TokensKnown is false if a key is missing: day limits are then a
	// supervisor's matter, never "nothing bought".
	TokensKnown bool
	// DayAccepted: a supervisor lets the person buy all the same.
	DayAccepted bool
}

// IdentifyCart checks an ID for a cart: the person strip of the checkout.
type IdentifyCart struct {
	personCommand
	Cart     string          `json:"cart"`
	Document idcard.Document `json:"document"`
}

// Name is "cart.identify".
func (*IdentifyCart) Name() string                 { return "cart.identify" }
func (*IdentifyCart) permission() staff.Permission { return staff.Sell }

func (c *IdentifyCart) run(a *act) (any, error) {
	if _, err := a.tx.Cart(c.Cart); err != nil {
		return nil, err
	}
	person, err := a.assess(c.Cart, c.Document)
	if err != nil {
		a.forgetPerson(c.Cart)
		return nil, err
	}
	fact := terminal.IdentityChecked{
		About: c.Cart, DocumentKind: person.Facts.DocumentKind, Issuer: person.Facts.Issuer, BusinessDate: a.businessDate(),
		ByHand: person.Facts.ByHand, ByHandWith: person.Facts.ByHandWith, Hints: person.Warnings,
	}
	if err := a.record(fact); err != nil {
		return nil, err
	}
	a.keepPerson(c.Cart, person)
	return person.Facts, nil
}

// UnreadableID records that an ID could not be read, with the reason in words.
type UnreadableID struct {
	personCommand
	About   string `json:"about"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// Name is "identity.unreadable".
func (*UnreadableID) Name() string                 { return "identity.unreadable" }
func (*UnreadableID) permission() staff.Permission { return staff.HandOver } // whoever may scan one

func (c *UnreadableID) run(a *act) (any, error) {
	a.forgetPerson(c.About)
	return nil, refuse(c.About, terminal.Errorf(terminal.Refused, c.Code, "%s", c.Message).WithHint("%s", c.Hint), nil)
}

// assess says yes or no to a document on the legal day, and makes the person.
func (a *act) assess(about string, document idcard.Document) (*Person, error) {
	minimumAge, err := a.till.options.Rules.MinimumAge(terminal.Adult, a.now())
	if err != nil {
		return nil, err
	}
	assessment := identity.Assess(document, a.legalDay(), minimumAge)
	if assessment.Outcome != identity.Accepted {
		refusal := refuse(about, terminal.Errorf(terminal.Refused, assessment.Code, "%s", assessment.Reason).
			WithHint("%s", assessment.Hint), nil)
		refusal.Fact.DocumentKind, refusal.Fact.Issuer = string(document.Kind), document.Issuer.Jurisdiction
		return nil, refusal
	}
	person := &Person{
		FirstName: document.FirstName, FamilyName: document.FamilyName, Age: assessment.Age, Day: a.legalDay(), Warnings: assessment.Warnings,
		Facts: terminal.PersonFacts{
			Verdict: "accepted", DocumentKind: string(document.Kind), Issuer: document.Issuer.Jurisdiction,
			ExpiryYear: document.ExpiryDate.Year, CheckedBy: a.actor(),
		},
	}
	if document.Source == idcard.Manual {
		person.Facts.ByHand, person.Facts.ByHandWith = true, a.approver()
	}
	if person.Facts.Issuer == "" {
		person.Facts.Issuer = document.Issuer.Country
	}
	a.nameByTokens(person, document)
	return person, nil
}

func (a *act) nameByTokens(person *Person, document idcard.Document) {
	used, err := a.tx.HasPurchases(a.legalDay())
	if err != nil {
		return
	}
	today, err := a.till.options.Keys.Today(a.legalDay(), !used)
	if err != nil {
		a.till.options.Log.Error("day key missing", "error", err)
		return
	}
	kept, err := a.till.options.Keys.Kept()
	if err != nil {
		a.till.options.Log.Error("day keys missing", "error", err)
		return
	}
	token, err := identity.Token(today, document)
	if err != nil {
		return
	}
	person.Tokens = map[clock.Date]string{a.legalDay(): token}
	person.TokensKnown, person.Facts.Token = true, token
	for day, key := range kept {
		if earlier, err := identity.Token(key, document); err == nil {
			person.Tokens[day] = earlier
		}
	}
}

func (a *act) keepPerson(about string, person *Person) {
	t := a.till
	a.then(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.persons[about] = person
		delete(t.refusals, about)
	})
}

// forgetPerson takes effect whatever becomes of the command: an ID that was
// refused must not leave the one before it standing.
func (a *act) forgetPerson(about string) {
	t := a.till
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.persons, about)
}

func (t *Till) person(about string) *Person {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.persons[about]
}

// Person gives who a cart or order is for, nil if nobody was accepted.
func (t *Till) Person(about string) *Person { return t.person(about) }

// RefusalAbout gives the last refusal about a cart or order, if it stands.
func (t *Till) RefusalAbout(about string) (Refusal, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	refusal, ok := t.refusals[about]
	return refusal, ok
}

// ClearRefusal takes a refusal off the screen; the journal keeps it.
func (t *Till) ClearRefusal(about string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.refusals, about)
}

// forget drops all that memory holds of a finished cart or order.
func (a *act) forget(about string) {
	t := a.till
	a.then(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.persons, about)
		delete(t.refusals, about)
	})
}
