package present

import (
	"context"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// Pay opens the payment of the cart, on cash with the exact amount. Where the
// sale cannot be made, it says why and stays.
func (c *Counter) Pay() {
	c.act(func(context.Context) error {
		screen := c.Snapshot()
		if screen.Checkout == nil {
			return nil
		}
		if button := screen.Checkout.Cart.Pay; button.State != ButtonReady {
			c.inform(Caution, button.Label, "")
			return nil
		}
		if cart := c.now().cart; c.unknownDay(cart) {
			c.askUnknownDay(cart)
			return nil
		}
		c.set(func(s *state) { s.pay = &payment{kind: terminal.Cash}; s.prompt = nil })
		return nil
	})
}

// changePay changes the payment that is open and not being saved.
func (c *Counter) changePay(change func(*payment)) {
	c.quiet(func(s *state) {
		if s.pay == nil || s.pay.saving {
			return
		}
		changed := *s.pay
		change(&changed)
		s.pay, s.notice = &changed, nil
	})
}

// PayCash takes cash, with the exact amount until another is typed.
func (c *Counter) PayCash() {
	c.changePay(func(p *payment) { p.kind, p.split, p.typed = terminal.Cash, false, false })
}

// PayDebit takes the whole amount on a card terminal of somebody else.
func (c *Counter) PayDebit() {
	c.changePay(func(p *payment) { p.kind, p.split = terminal.External, false })
}

// PaySplit takes part on a card and the rest in cash.
func (c *Counter) PaySplit() {
	c.changePay(func(p *payment) { p.kind, p.split = terminal.External, true })
}

// PayAmount says how much cash was given.
func (c *Counter) PayAmount(given money.Cents) {
	c.changePay(func(p *payment) { p.given, p.typed = given, true })
}

// PayCard says how much of a split payment is on the card.
func (c *Counter) PayCard(amount money.Cents) { c.changePay(func(p *payment) { p.card = amount }) }

// PayReference is what stands on the card terminal's slip.
func (c *Counter) PayReference(reference string) {
	c.changePay(func(p *payment) { p.reference = reference })
}

// tenders are what the payment says for what is due.
func (p payment) tenders(due money.Cents) []terminal.Tender {
	card := terminal.Tender{Kind: terminal.External, Given: due, Reference: p.reference}
	if p.split {
		card.Given = min(p.card, due)
		if card.Given == due {
			return []terminal.Tender{card}
		}
		return []terminal.Tender{card, {Kind: terminal.Cash, Given: due - card.Given}}
	}
	if p.kind == terminal.External {
		return []terminal.Tender{card}
	}
	given := due
	if p.typed {
		given = p.given
	}
	return []terminal.Tender{{Kind: terminal.Cash, Given: given}}
}

// Finish makes the sale. Pressed twice it is one command; the change appears
// only after the commit.
func (c *Counter) Finish() {
	c.act(func(ctx context.Context) error {
		screen := c.Snapshot()
		s := c.now()
		if s.pay == nil || s.pay.saving || screen.Pay == nil || screen.Pay.Finish.State != ButtonReady {
			return nil
		}
		due := screen.Pay.due
		c.set(func(s *state) { saving := *s.pay; saving.saving = true; s.pay = &saving })
		c.wake()
		err := c.finish(ctx, *s.pay, due)
		c.set(func(s *state) {
			if s.pay != nil {
				open := *s.pay
				open.saving = false
				s.pay = &open
			}
		})
		return err
	})
}

func (c *Counter) finish(ctx context.Context, p payment, due money.Cents) error {
	tenders := p.tenders(due)
	cart := c.now().cart
	key := "tender:" + cart
	var body till.Body = &till.TenderCart{Cart: cart, Tenders: tenders}
	if p.order != "" {
		key = "hand_over:" + p.order + p.writeOff
		body = &till.HandOver{Order: p.order, Cart: p.sale, Place: terminal.Counter, Tenders: tenders, WriteOff: p.writeOff}
	}
	return c.do(ctx, key, body, func(outcome till.Outcome) error { return c.sold(outcome, tenders, p.order) })
}

// sold shows the change: the sale is on disk.
func (c *Counter) sold(outcome till.Outcome, tenders []terminal.Tender, orderID string) error {
	var completed till.Completed
	if err := outcome.Decode(&completed); err != nil {
		return err
	}
	if orderID == "" {
		c.leaveCart()
	}
	c.set(func(s *state) {
		s.pay, s.prompt, s.order = nil, nil, ""
		s.done = &finished{sale: completed, order: orderID, tenders: tenders, sequence: outcome.Sequence, at: c.local()}
	})
	return nil
}

// NextCustomer leaves the change for the next sale.
func (c *Counter) NextCustomer() { c.quiet(func(s *state) { s.done, s.notice = nil, nil }) }

// ReprintLast prints the receipt of the sale in front again, or of the last one.
func (c *Counter) ReprintLast() {
	c.act(func(ctx context.Context) error {
		s := c.now()
		if s.done != nil {
			return c.askReprint(s.done.sale.Sale, s.done.sale.Number)
		}
		sales, err := c.shiftSales(ctx)
		if err != nil {
			return err
		}
		if len(sales) == 0 {
			c.inform(Info, s.language.Say(text.NoLastSale), "")
			return nil
		}
		return c.askReprint(sales[0].ID, sales[0].Number)
	})
}
