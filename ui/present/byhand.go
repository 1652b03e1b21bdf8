package present

import (
	"context"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// byHandSteps are the questions after the kind of document.
const byHandSteps = 3

// helpedByHand are the refusals after which a document that a person can read
// may be typed in. Where the document itself speaks against its holder, nothing
// is offered.
var helpedByHand = map[string]bool{
	"identity.kind": true, "identity.unknown_issuer": true, "identity.unreadable": true, "identity.number_withheld": true,
}

func byHandHelps(code string) bool { return helpedByHand[code] || strings.HasPrefix(code, "id.") }

// offersByHand says whether the key of the person strip leads to typing the
// document in.
func (c *Counter) offersByHand(about string) bool {
	if about == "" || c.options.Till.Person(about) != nil {
		return false
	}
	refusal, ok := c.options.Till.RefusalAbout(about)
	return ok && byHandHelps(refusal.Err.Code)
}

// EnterByHand asks for a document that no scanner reads, for the order that is
// being handed over or else for the cart. What is typed leaves memory with the
// last answer or with Esc.
func (c *Counter) EnterByHand() {
	c.act(c.enterByHand)
}

func (c *Counter) enterByHand(ctx context.Context) error {
	say := c.now().language.Say
	if c.options.Rules.DocumentByHand(c.local()) == rules.ByHandNever {
		c.inform(Caution, say(text.ByHandNever), say(text.ByHandNeverDo))
		return nil
	}
	handed, forOrder := c.orderAtHand(ctx)
	if !forOrder {
		if err := c.needCart(ctx); err != nil {
			return err
		}
	}
	entry := byHand{order: handed, cart: c.now().cart}
	c.options.Till.ClearRefusal(entry.about())
	c.forgetRead(entry.about())
	c.set(func(s *state) { s.reading = false })
	c.askKind(entry)
	return nil
}

// orderByHand types the document of an order's customer in.
func (c *Counter) orderByHand(ctx context.Context, o terminal.Order) error {
	c.set(func(s *state) { s.tab, s.order, s.pay, s.done = TabOrders, o.ID, nil, nil })
	return c.enterByHand(ctx)
}

// byHand is a document being typed in, and whose it is.
type byHand struct {
	identity.ManualEntry
	order terminal.Order // without an id it is for the cart
	cart  string
}

func (b byHand) about() string { return pick(b.order.ID != "", b.order.ID, b.cart) }

func (c *Counter) askKind(entry byHand) {
	language := c.now().language
	question := prompt{kind: PromptByHand, document: true, title: language.Say(text.ByHandKind), text: language.Say(text.ByHandKindText)}
	for _, kind := range identity.AcceptedKinds() {
		question.choices = append(question.choices, PromptChoice{ID: string(kind), Label: capital(language.Kind(kind))})
	}
	question.then = func(_ context.Context, values map[string]string) error {
		entry.Kind = idcard.Kind(values["choice"])
		c.askIssuer(entry)
		return nil
	}
	c.ask(question)
}

// askStep puts the next question. What was typed is looked at before the one
// after it is asked.
func (c *Counter) askStep(entry byHand, step int, title text.Message, words string, fields []PromptField, then func(context.Context, map[string]string) error) {
	language := c.now().language
	c.ask(prompt{
		kind: PromptByHand, document: true, title: language.Say(title), save: language.Say(text.Next), fields: fields, then: then,
		text: strings.TrimSuffix(language.Say(text.ByHandStep, capital(language.Kind(entry.Kind)), step, byHandSteps)+". "+words, ". "),
	})
}

func (c *Counter) field(id string, label text.Message, value string) PromptField {
	return PromptField{ID: id, Label: c.now().language.Say(label), Kind: FieldText, Value: value}
}

// ofState says whether a state or a province gives such documents.
func ofState(kind idcard.Kind) bool { return kind == idcard.DriverLicense || kind == idcard.IDCard }

// provinces are Canada's: their codes are not those of any state.
const provinces = " AB BC MB NB NL NS NT NU ON PE QC SK YT "

func (c *Counter) askIssuer(entry byHand) {
	var fields []PromptField
	country := "USA"
	switch entry.Kind {
	case idcard.DriverLicense, idcard.IDCard:
		fields = append(fields, c.field("state", text.FieldState, c.shopState()))
	case idcard.Passport:
		country = ""
	}
	if entry.Kind == idcard.Military {
		entry.Country = country
	} else {
		fields = append(fields, c.field("country", text.FieldCountry, country))
	}
	fields = append(fields, c.field("number", text.FieldNumber, ""))
	c.askStep(entry, 1, text.ByHandIssuer, "", fields, func(_ context.Context, values map[string]string) error {
		entry.Jurisdiction, entry.Number = strings.ToUpper(strings.TrimSpace(values["state"])), values["number"]
		if typed, asked := values["country"]; asked {
			entry.Country = strings.ToUpper(strings.TrimSpace(typed))
		}
		if ofState(entry.Kind) && entry.Country == "USA" && len(entry.Jurisdiction) == 2 && strings.Contains(provinces, " "+entry.Jurisdiction+" ") {
			entry.Country = "CAN"
		}
		looked := entry.ManualEntry
		looked.FamilyName, looked.BirthDate, looked.ExpiryDate = "X", anyDay, anyDay
		if _, err := identity.ManualDocument(looked); err != nil {
			return err
		}
		c.askName(entry)
		return nil
	})
}

// anyDay stands for what is not typed yet while the rest is looked at.
var anyDay = idcard.Date{Year: 2000, Month: 1, Day: 1}

// shopState is the state in which the shop is, by its rule pack: "CO" of
// "US-CO 2026.11".
func (c *Counter) shopState() string {
	name, _, _ := strings.Cut(c.options.Rules.Version(c.local()), " ")
	parts := strings.Split(name, "-")
	if len(parts) < 2 || len(parts[1]) != 2 {
		return ""
	}
	return parts[1]
}

func (c *Counter) askName(entry byHand) {
	fields := []PromptField{c.field("family", text.FieldFamily, ""), c.field("first", text.FieldFirst, "")}
	c.askStep(entry, 2, text.ByHandName, "", fields, func(_ context.Context, values map[string]string) error {
		entry.FamilyName, entry.FirstName = values["family"], values["first"]
		looked := entry.ManualEntry
		looked.BirthDate, looked.ExpiryDate = anyDay, anyDay
		if _, err := identity.ManualDocument(looked); err != nil {
			return err
		}
		c.askDates(entry)
		return nil
	})
}

func (c *Counter) askDates(entry byHand) {
	fields := []PromptField{c.field("birth", text.FieldBirth, ""), c.field("expiry", text.FieldExpiry, ""), c.field("issue", text.FieldIssue, "")}
	c.askStep(entry, 3, text.ByHandDates, c.now().language.Say(text.ByHandDatesText), fields, func(ctx context.Context, values map[string]string) error {
		entry.BirthDate, entry.ExpiryDate, entry.IssueDate = typedDate(values["birth"]), typedDate(values["expiry"]), typedDate(values["issue"])
		if strings.TrimSpace(values["issue"]) != "" && entry.IssueDate.IsZero() {
			entry.IssueDate = idcard.Date{Year: 1} // no day of the calendar: it is told so
		}
		document, err := identity.ManualDocument(entry.ManualEntry)
		if err != nil {
			return err
		}
		c.askAgreement(ctx, entry, document)
		return nil
	})
}

// typedDate reads 06/15/1992, 6-15-1992, 06151992 or 1992-06-15; anything else is
// no date.
func typedDate(typed string) idcard.Date {
	typed = strings.TrimSpace(typed)
	if date, err := idcard.Parse(typed); err == nil {
		return date
	}
	parts := strings.FieldsFunc(typed, func(char rune) bool { return strings.ContainsRune("/-. ", char) })
	if len(parts) == 1 && len(typed) == len("06151992") {
		parts = []string{typed[:2], typed[2:4], typed[4:]}
	}
	if len(parts) != 3 || len(parts[2]) != 4 {
		return idcard.Date{}
	}
	for i := range parts[:2] {
		if len(parts[i]) == 1 {
			parts[i] = "0" + parts[i]
		}
	}
	date, err := idcard.Parse(parts[2] + "-" + parts[0] + "-" + parts[1])
	if err != nil {
		return idcard.Date{}
	}
	return date
}

// askAgreement lets a supervisor look at the document, and gives it to the till.
func (c *Counter) askAgreement(ctx context.Context, entry byHand, document idcard.Document) {
	say := c.now().language.Say
	title, words, badge := say(text.ByHandAgree), say(text.ByHandAgreeOf), c.supervisorHere(ctx)
	if c.options.Rules.DocumentByHand(c.local()) == rules.ByHandSecondPerson {
		title, words, badge = say(text.ByHandSecond), say(text.ByHandSecondOf), ""
	}
	c.askApproval(title, words, badge, func(ctx context.Context, approval string) error {
		return c.identifyByHand(ctx, entry, document, approval)
	})
	c.set(func(s *state) {
		asked := *s.prompt
		asked.document = true
		s.prompt = &asked
	})
}

func (c *Counter) identifyByHand(ctx context.Context, entry byHand, document idcard.Document, approval string) error {
	about := entry.about()
	var body till.Body
	if entry.order.ID != "" {
		if !order.Here(entry.order) {
			if err := c.do(ctx, "", &till.MoveOrder{Order: about, Move: order.MoveArrivedCounter}, nil); err != nil {
				return err
			}
		}
		of := &till.IdentifyOrderByHand{Order: about}
		of.Entry = entry.ManualEntry
		body = of
	} else {
		of := &till.IdentifyCartByHand{Cart: about}
		of.Entry = entry.ManualEntry
		body = of
	}
	outcome, err := c.command(ctx, newID(), approval, body)
	if err != nil && (wantsSupervisor(err) || coded(err).Code == secondPerson) {
		return err // the question stays, with the reason
	}
	c.remember(about, c.readOf(document, nil, outcome.Sequence))
	c.tellOddities(about)
	return c.shownAsRefusal(about, err)
}

// secondPerson is the code of what nobody may agree to for themselves.
const secondPerson = "identity.second_person"
