package present

import (
	"context"
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// cart reads the cart in front; false if there is none.
func (c *Counter) readCart(ctx context.Context) (cart terminal.Cart, ok bool) {
	id := c.now().cart
	if id == "" {
		return cart, false
	}
	err := c.view(ctx, func(reader terminal.Reader) (err error) {
		cart, err = reader.Cart(id)
		return err
	})
	return cart, err == nil
}

// selectedOf is the selected line, or the last one.
func selectedOf(cart terminal.Cart, number int) (terminal.Line, bool) {
	for _, line := range cart.Lines {
		if line.Number == number {
			return line, true
		}
	}
	if len(cart.Lines) == 0 {
		return terminal.Line{}, false
	}
	return cart.Lines[len(cart.Lines)-1], true
}

// SelectLine selects a line of the cart by its number.
func (c *Counter) SelectLine(number int) { c.quiet(func(s *state) { s.line = number }) }

// MoveLine moves the selection up (−1) or down (1).
func (c *Counter) MoveLine(by int) {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		if !ok || len(cart.Lines) == 0 {
			return nil
		}
		line, _ := selectedOf(cart, c.now().line)
		at := slices.IndexFunc(cart.Lines, func(each terminal.Line) bool { return each.Number == line.Number })
		at = min(max(at+by, 0), len(cart.Lines)-1)
		c.set(func(s *state) { s.line = cart.Lines[at].Number })
		return nil
	})
}

var one = measure.Whole(1)

// Plus takes one more of a line; number 0 is the selected one.
func (c *Counter) Plus(number int) { c.changeQuantity(number, false) }

// Minus takes one less; of the last one it takes the line out.
func (c *Counter) Minus(number int) { c.changeQuantity(number, true) }

func (c *Counter) changeQuantity(number int, less bool) {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		line, found := selectedOf(cart, pick(number != 0, number, c.now().line))
		if !ok || !found {
			return nil
		}
		if line.Unit == measure.Grams {
			return c.weighMore(ctx, line, less)
		}
		step := one
		if less {
			step = step.Neg()
		}
		quantity, err := line.Quantity.Add(step)
		if err != nil {
			return err
		}
		c.set(func(s *state) { s.line = line.Number })
		if quantity.Sign() <= 0 {
			return c.do(ctx, "", &till.RemoveCartLine{Cart: cart.ID, Line: line.Number}, nil)
		}
		return c.do(ctx, "", &till.SetCartQuantity{Cart: cart.ID, Line: line.Number, Quantity: quantity}, nil)
	})
}

// weighMore weighs another portion from a weighed line's package; what is weighed
// already is the scale's and is not changed.
func (c *Counter) weighMore(ctx context.Context, line terminal.Line, less bool) error {
	if less {
		c.inform(Info, c.now().language.Say(text.WeighAgain), "")
		return nil
	}
	return c.addToCart(ctx, line.Tag, nil)
}

// AskQuantity asks for the exact quantity of a line. A weight is never typed.
func (c *Counter) AskQuantity(number int) {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		line, found := selectedOf(cart, pick(number != 0, number, c.now().line))
		if !ok || !found {
			return nil
		}
		if line.Unit == measure.Grams {
			return c.weighMore(ctx, line, true)
		}
		say := c.now().language.Say
		c.ask(prompt{
			kind: PromptQuantity, title: say(text.PromptQuantity, line.Name), save: say(text.Save),
			fields: []PromptField{{ID: "quantity", Label: say(text.FieldQuantity), Kind: FieldText, Value: line.Quantity.String()}},
			then: func(ctx context.Context, values map[string]string) error {
				quantity, err := measure.Parse(values["quantity"])
				if err != nil {
					return terminal.Errorf(terminal.Invalid, "sale.quantity_invalid", "%q is not a quantity.", values["quantity"])
				}
				return c.do(ctx, "", &till.SetCartQuantity{Cart: cart.ID, Line: line.Number, Quantity: quantity}, nil)
			},
		})
		return nil
	})
}

// Remove takes a line out; number 0 is the selected one. Pressed twice it is
// one command.
func (c *Counter) Remove(number int) {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		line, found := selectedOf(cart, pick(number != 0, number, c.now().line))
		if !ok || !found {
			return nil
		}
		return c.do(ctx, "", &till.RemoveCartLine{Cart: cart.ID, Line: line.Number}, nil)
	})
}

// Discount asks for amount and reason of a discount on a line.
func (c *Counter) Discount(number int) {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		line, found := selectedOf(cart, pick(number != 0, number, c.now().line))
		if !ok || !found {
			return nil
		}
		say := c.now().language.Say
		c.ask(prompt{
			kind: PromptDiscount, title: say(text.PromptDiscount, line.Name), save: say(text.Save), choiceField: "reason",
			fields: []PromptField{
				{ID: "amount", Label: say(text.FieldAmount), Kind: FieldMoney, Value: line.Discount.String()},
				{ID: "reason", Label: say(text.FieldReason), Kind: FieldText, Value: line.Reason},
			},
			choices: []PromptChoice{
				{ID: "deal", Label: say(text.ReasonDeal)}, {ID: "loyal", Label: say(text.ReasonLoyal)}, {ID: "staff", Label: say(text.ReasonStaff)},
			},
			then: func(ctx context.Context, values map[string]string) error {
				amount, err := money.Parse(values["amount"])
				if err != nil {
					return terminal.Errorf(terminal.Invalid, "sale.discount_invalid", "%q is not an amount.", values["amount"])
				}
				return c.do(ctx, "", &till.DiscountCartLine{Cart: cart.ID, Line: line.Number, Amount: amount, Reason: values["reason"]}, nil)
			},
		})
		return nil
	})
}

// Hold puts the cart aside. Its person is forgotten: the ID is scanned again.
func (c *Counter) Hold() {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		if !ok || len(cart.Lines) == 0 {
			return nil
		}
		return c.do(ctx, "hold:"+cart.ID, &till.HoldCart{Cart: cart.ID, Held: true}, func(till.Outcome) error {
			c.leaveCart()
			c.free("recall:" + cart.ID)
			c.inform(Info, c.now().language.Say(text.CartOnHold), "")
			return nil
		})
	})
}

// leaveCart stands in front of no cart.
func (c *Counter) leaveCart() {
	c.set(func(s *state) {
		s.cart, s.line, s.pay, s.reading, s.search, s.category = "", 0, nil, false, "", ""
		s.read = map[string]idRead{}
	})
}

// Recall takes a cart on hold up again: the only one at once, several by choice.
func (c *Counter) Recall() {
	c.act(func(ctx context.Context) error {
		var held []terminal.Cart
		err := c.view(ctx, func(reader terminal.Reader) error {
			carts, err := reader.Carts()
			for _, cart := range carts {
				if cart.Held {
					held = append(held, cart)
				}
			}
			return err
		})
		if err != nil {
			return err
		}
		language := c.now().language
		if len(held) == 0 {
			c.inform(Info, language.Say(text.HoldNone), "")
			return nil
		}
		if len(held) == 1 {
			return c.takeUp(ctx, held[0].ID)
		}
		question := prompt{kind: PromptRecall, title: language.Say(text.PromptRecall)}
		for _, cart := range held[:min(len(held), 9)] {
			question.choices = append(question.choices, PromptChoice{
				ID: cart.ID, Label: itemsOf(language, cart.Lines), Note: language.Clock(cart.Changed.In(c.options.Zone)),
			})
		}
		question.then = func(ctx context.Context, values map[string]string) error { return c.takeUp(ctx, values["choice"]) }
		c.ask(question)
		return nil
	})
}

// takeUp recalls a cart; an open one with lines is put on hold for it.
func (c *Counter) takeUp(ctx context.Context, id string) error {
	if cart, ok := c.readCart(ctx); ok && cart.ID != id {
		var body till.Body = &till.AbandonCart{Cart: cart.ID}
		if len(cart.Lines) > 0 {
			body = &till.HoldCart{Cart: cart.ID, Held: true}
		}
		if err := c.do(ctx, "", body, nil); err != nil {
			return err
		}
	}
	return c.do(ctx, "recall:"+id, &till.HoldCart{Cart: id}, func(till.Outcome) error {
		c.leaveCart()
		c.free("hold:" + id)
		c.set(func(s *state) { s.cart, s.tab, s.order, s.done = id, TabSell, "", nil })
		return nil
	})
}

// ChangePerson waits for another ID. Pressed once more, or after an ID that could
// not be read, it lets the document be typed in.
func (c *Counter) ChangePerson() {
	s := c.now()
	about := pick(s.tab == TabOrders && s.order != "", s.order, s.cart)
	waits := s.reading && s.tab == TabSell && s.pay == nil && s.done == nil
	if s.prompt == nil && s.done == nil && (waits || c.offersByHand(about)) {
		c.EnterByHand()
		return
	}
	c.quiet(func(s *state) { s.reading, s.tab, s.pay, s.done, s.notice = true, TabSell, nil, nil, nil })
}

// ClearRefusal takes a refused ID off the screen: the next person.
func (c *Counter) ClearRefusal() {
	c.act(func(context.Context) error {
		s := c.now()
		about := pick(s.tab == TabOrders, s.order, s.cart)
		c.options.Till.ClearRefusal(about)
		c.forgetRead(about)
		return nil
	})
}

// PrintSlip prints what to tell a customer about the refusal in front.
func (c *Counter) PrintSlip() {
	c.act(func(ctx context.Context) error {
		s := c.now()
		about := pick(s.tab == TabOrders, s.order, s.cart)
		if _, ok := c.options.Till.RefusalAbout(about); !ok {
			return terminal.Errorf(terminal.NotFound, "refusal.none", "%s", s.language.Say(text.NoRefusal))
		}
		return c.do(ctx, "", &till.RefusalSlip{About: about}, func(till.Outcome) error {
			c.inform(Info, s.language.Say(text.SlipPrinting), "")
			return nil
		})
	})
}

// Search looks products up by the beginnings of their words, SKU or tag.
func (c *Counter) Search(words string) { c.quiet(func(s *state) { s.search = words }) }

// Category shows the products of one filter, see Checkout.Categories.
func (c *Counter) Category(id string) { c.quiet(func(s *state) { s.category = id }) }

// TapTile adds one of a product from the package that should go first. A tile
// that cannot be sold says why and adds nothing.
func (c *Counter) TapTile(sku string) {
	c.act(func(ctx context.Context) error {
		s := c.now()
		say := s.language.Say
		screen := c.Snapshot()
		if screen.Checkout != nil {
			for _, tile := range screen.Checkout.Tiles {
				if tile.SKU == sku && tile.Blocked != "" {
					c.inform(Caution, tile.Name+": "+tile.Blocked, tile.Why)
					return nil
				}
			}
		}
		tag, err := c.firstPackage(ctx, sku)
		if err != nil {
			return err
		}
		if tag == "" {
			c.inform(Caution, say(text.TileNoPackage), "")
			return nil
		}
		return c.addToCart(ctx, tag, nil)
	})
}

// ApplyFix carries one of the offered fixes out, by its place from 0.
func (c *Counter) ApplyFix(index int) {
	c.act(func(ctx context.Context) error {
		cart, ok := c.readCart(ctx)
		if !ok {
			return nil
		}
		var fixes [][]rules.Removal
		err := c.view(ctx, func(reader terminal.Reader) error {
			question, err := c.options.Till.Question(reader, cart.ID, terminal.Adult, "counter", cart.Lines)
			fixes = c.options.Rules.Fixes(question)
			return err
		})
		if err != nil || index < 0 || index >= len(fixes) {
			return err
		}
		for _, removal := range fixes[index] {
			if err := c.takeOut(ctx, cart, removal); err != nil {
				return err
			}
		}
		c.options.Till.ClearRefusal(cart.ID)
		return nil
	})
}

func (c *Counter) takeOut(ctx context.Context, cart terminal.Cart, removal rules.Removal) error {
	if removal.Whole {
		return c.do(ctx, "", &till.RemoveCartLine{Cart: cart.ID, Line: removal.Line}, nil)
	}
	for _, line := range cart.Lines {
		if line.Number != removal.Line {
			continue
		}
		left, err := line.Quantity.Sub(removal.Quantity)
		if err != nil {
			return err
		}
		return c.do(ctx, "", &till.SetCartQuantity{Cart: cart.ID, Line: line.Number, Quantity: left}, nil)
	}
	return nil
}

// newID names a sale that does not exist yet.
func newID() string { return clock.NewID() }

func pick[T any](condition bool, yes, no T) T {
	if condition {
		return yes
	}
	return no
}
