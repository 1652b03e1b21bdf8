package present

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

func coded(err error) *terminal.Error { return terminal.AsError(err) }

// ScanID takes the bytes of an ID, wherever the focus is: for the order that is
// being handed over, otherwise for the person strip of the cart, which is opened
// if there is none.
func (c *Counter) ScanID(raw []byte) {
	c.act(func(ctx context.Context) error {
		document, unreadable := c.options.Decode(raw)
		c.set(func(s *state) {
			if s.prompt != nil && s.prompt.document {
				s.prompt = nil
			}
		})
		if handed, ok := c.orderAtHand(ctx); ok {
			return c.identifyOrder(ctx, handed, document, unreadable, "")
		}
		if err := c.needCart(ctx); err != nil {
			return err
		}
		return c.identifyCart(ctx, document, unreadable)
	})
}

// orderAtHand is the opened order whose customer an ID can be of.
func (c *Counter) orderAtHand(ctx context.Context) (terminal.Order, bool) {
	s := c.now()
	if s.order == "" || s.done != nil {
		return terminal.Order{}, false
	}
	o, err := c.readOrder(ctx, s.order)
	return o, err == nil && (order.Here(o) || o.Fulfilment == terminal.Ready)
}

func (c *Counter) readOrder(ctx context.Context, id string) (o terminal.Order, err error) {
	err = c.view(ctx, func(reader terminal.Reader) (err error) {
		o, err = reader.Order(id)
		return err
	})
	return o, err
}

// needCart opens a cart if there is none, and shows it.
func (c *Counter) needCart(ctx context.Context) error {
	s := c.now()
	if s.cart != "" {
		err := c.view(ctx, func(reader terminal.Reader) error {
			_, err := reader.Cart(s.cart)
			return err
		})
		if err == nil {
			c.set(func(s *state) { s.tab, s.pay, s.done, s.order, s.reading = TabSell, nil, nil, "", false })
			return nil
		}
		if coded(err).Kind != terminal.NotFound {
			return err
		}
	}
	id := clock.NewID()
	if _, err := c.command(ctx, clock.NewID(), "", &till.OpenCart{Cart: id}); err != nil {
		return err
	}
	c.set(func(s *state) {
		s.cart, s.line, s.tab, s.pay, s.done, s.order, s.reading = id, 0, TabSell, nil, nil, "", false
		s.read = map[string]idRead{}
	})
	return nil
}

// identifyCart asks for the verdict on a person and keeps, for this sale and in
// memory only, what the strip shows.
func (c *Counter) identifyCart(ctx context.Context, document idcard.Document, unreadable error) error {
	about := c.now().cart
	c.forgetRead(about)
	c.options.Till.ClearRefusal(about)
	var body till.Body = &till.IdentifyCart{Cart: about, Document: document}
	if unreadable != nil {
		body = unreadableID(about, unreadable)
	}
	outcome, err := c.command(ctx, clock.NewID(), "", body)
	c.remember(about, c.readOf(document, unreadable, outcome.Sequence))
	c.tellOddities(about)
	return c.shownAsRefusal(about, err)
}

// tellOddities names every reason to look at an accepted document where the
// strip has no room for all of them.
func (c *Counter) tellOddities(about string) {
	person := c.options.Till.Person(about)
	if person == nil {
		return
	}
	language := c.now().language
	if words := oddities(language, person.Warnings); len(words) > looksShownMax {
		c.inform(Caution, language.Say(text.LooksAll), capital(strings.Join(words, "; ")))
	}
}

// shownAsRefusal drops an error that the refusal's own screen explains.
func (c *Counter) shownAsRefusal(about string, err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := c.options.Till.RefusalAbout(about); ok && refusal.Err.Code == coded(err).Code {
		return nil
	}
	return err
}

func unreadableID(about string, err error) *till.UnreadableID {
	problem := coded(err)
	if problem.Kind == terminal.Internal {
		problem = terminal.Errorf(terminal.Refused, "identity.unreadable", "This ID could not be read.").
			WithHint("Scan the ID again. If it stays like this, ask for another ID.")
	}
	return &till.UnreadableID{About: about, Code: problem.Code, Message: problem.Message, Hint: problem.Hint}
}

// assessed is the arithmetic of a refusal, for the screen only.
type assessed struct {
	age, minimum int
	oldEnough    clock.Date
	under        bool
	hints        []string // codes of what is odd about the document
}

// oddBeside are the hints that say more than the verdict: whoever is under age
// has a card that was issued under age.
func (a *assessed) oddBeside() []string {
	if !a.under {
		return a.hints
	}
	return slices.DeleteFunc(slices.Clone(a.hints), func(code string) bool { return code == identity.WarnIssuedUnder21 })
}

func (c *Counter) readOf(document idcard.Document, unreadable error, sequence int64) idRead {
	at := c.local()
	read := idRead{at: at, sequence: sequence}
	if unreadable != nil {
		return read
	}
	read.document = documentWords(c.now().language, document)
	minimum, err := c.options.Rules.MinimumAge(terminal.Adult, at)
	if err != nil {
		return read
	}
	verdict := identity.Assess(document, clock.LegalDay(at, c.options.Zone), minimum)
	read.verdict = &assessed{
		age: verdict.Age, minimum: minimum, oldEnough: verdict.OldEnoughOn, under: verdict.Code == "identity.under_age", hints: verdict.Warnings,
	}
	return read
}

// ScanCode takes a scanned or typed code, wherever the focus is: a badge while
// nobody is signed in or a supervisor is asked; an order's code opens it, a bag's
// or a shelf's code is for the order in front; a package tag or a product's
// barcode is for the order that is being packed or else for the cart.
func (c *Counter) ScanCode(scanned string) {
	c.act(func(ctx context.Context) error {
		s := c.now()
		if s.session.ID == "" {
			c.set(func(s *state) { s.badge = scanned })
			return nil
		}
		if s.prompt != nil && s.prompt.kind == PromptApprove {
			c.fillBadge(scanned)
			return nil
		}
		code, err := catalog.ParseCode(scanned)
		if err != nil {
			return err
		}
		return c.route(ctx, scanned, code)
	})
}

func (c *Counter) fillBadge(badge string) {
	c.set(func(s *state) {
		filled := *s.prompt
		filled.fields = append([]PromptField(nil), filled.fields...)
		filled.fields[0].Value = badge
		s.scanned++
		filled.serial = s.scanned
		s.prompt = &filled
	})
}

// scanBag is for the order in front, or opens the order whose bag it is.
func (c *Counter) scanBag(ctx context.Context, bag string) error {
	owner := ""
	err := c.view(ctx, func(reader terminal.Reader) error {
		orders, err := reader.OpenOrders()
		for _, o := range orders {
			if o.BagCode == bag {
				owner = o.ID
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	s := c.now()
	say := s.language.Say
	if s.order == "" || s.tab != TabOrders {
		if owner == "" {
			return terminal.Errorf(terminal.NotFound, "order.no_bag", "%s", say(text.BagNoOrder))
		}
		c.set(func(s *state) { s.tab, s.order, s.pay, s.done = TabOrders, owner, nil, nil })
		return nil
	}
	err = c.do(ctx, "", &till.ScanBag{Order: s.order, Code: bag}, nil)
	if err != nil && owner != "" && owner != s.order {
		wrong := *coded(err)
		wrong.Message = say(text.BagOther, owner)
		return errors.Join(&wrong)
	}
	return err
}

// addToCart puts a scanned unit into the cart and selects its line. Goods sold by
// weight go over the scale first.
func (c *Counter) addToCart(ctx context.Context, code string, body *till.AddToCart) error {
	if err := c.needCart(ctx); err != nil {
		return err
	}
	if product, ok := c.soldByWeight(ctx, code); ok {
		c.openWeigh(code, "", product)
		return nil
	}
	c.set(func(s *state) { s.weigh = nil })
	if body == nil {
		body = &till.AddToCart{Code: code}
	}
	body.Cart = c.now().cart
	return c.do(ctx, "", body, func(outcome till.Outcome) error {
		var line terminal.Line
		if err := outcome.Decode(&line); err != nil {
			return err
		}
		c.set(func(s *state) { s.line = line.Number; s.scanned++ })
		return nil
	})
}

// ScanFailed takes a scan that the scanner itself could not make sense of: for
// the person at hand it is an ID that was not read.
func (c *Counter) ScanFailed(failure error) {
	c.act(func(ctx context.Context) error {
		if handed, ok := c.orderAtHand(ctx); ok {
			return c.identifyOrder(ctx, handed, idcard.Document{}, failure, "")
		}
		if err := c.needCart(ctx); err != nil {
			return err
		}
		return c.identifyCart(ctx, idcard.Document{}, failure)
	})
}
