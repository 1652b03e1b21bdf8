package present

import (
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/sale"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// paid is what is being paid for.
func (f *frame) paidFor() (basket, error) {
	if f.s.pay.order == "" {
		cart, err := f.cart()
		if err != nil {
			return basket{}, err
		}
		return f.weigh(f.s.cart, cart.Lines, "counter")
	}
	o, err := f.reader.Order(f.s.pay.order)
	if err != nil {
		return basket{}, err
	}
	return f.weighBag(o)
}

// collect is what is still to be taken of a total: what was paid in the web shop
// is taken off.
func (f *frame) collect(b basket) money.Cents {
	if f.s.pay.order == "" {
		return b.priced.Totals.Total
	}
	return b.due
}

// pay is the payment. While it is being saved the cart may be gone already; the
// screen before stays until the answer is there.
func (f *frame) pay() error {
	b, err := f.paidFor()
	if err != nil {
		return err
	}
	if len(b.lines) == 0 && f.c.last.Pay != nil {
		kept := *f.c.last.Pay
		f.screen.Name, f.screen.Pay = ScreenPay, &kept
		return nil
	}
	p := *f.s.pay
	due := f.collect(b)
	view := &Pay{
		Person: f.payStrip(b), QuickLabel: f.say(text.QuickAmounts), TotalLabel: f.say(text.TotalDue), Total: text.Money(due),
		ChangeLabel: f.say(text.Change), GiveLabel: f.say(text.Give), RefLabel: f.say(text.Reference), Reference: p.reference,
		Mode: "cash", GivenLabel: f.say(text.CashReceived), due: due, SaleOf: p.order,
		BackLabel: Button{Label: f.say(pick(p.order == "", text.BackToSale, text.BackToOrder)), Key: "Esc"},
		Tenders: []Button{
			{Label: f.say(text.Cash), Key: f.say(text.KeyCash)},
			{Label: f.say(text.Debit), Key: f.say(text.KeyDebit)},
			{Label: f.say(text.Split), Key: f.say(text.KeySplit)},
		},
	}
	switch {
	case p.split:
		view.Mode = "split"
		f.paySplit(view, p, due)
	case p.kind == terminal.External:
		view.Mode = "debit"
		f.payCard(view, p, due)
	default:
		f.payCash(view, p, due)
	}
	view.Tenders[slices.Index([]string{"cash", "debit", "split"}, view.Mode)].Chosen = true
	f.finishState(view, p, b)
	f.screen.Name, f.screen.Pay = ScreenPay, view
	return nil
}

func (f *frame) payStrip(b basket) Person {
	strip := f.person(b.about)
	strip.Verdict, strip.Class, strip.Text = f.say(text.PersonOKAdult), "", ""
	if person := f.c.options.Till.Person(b.about); person != nil {
		strip.Name = text.Spoken(person.FirstName) + " " + text.Spoken(person.FamilyName)
		if person.Facts.ByHand {
			strip.Verdict = f.say(text.PersonByHand)
		}
	}
	strip.Facts = nil
	if meters := f.c.options.Rules.Meters(b.question); len(meters) > 0 {
		most := 0
		for _, meter := range meters {
			most = max(most, meter.UsedPermille)
		}
		strip.Facts = append(strip.Facts, Fact{Icon: iconDone, Tone: Good, Text: f.say(text.LimitIs, text.Percent(most))})
	}
	strip.Facts = append(strip.Facts, Fact{Icon: iconDone, Tone: Good, Text: f.say(text.CheckedByTag, itemsOf(f.language, b.lines))})
	strip.Action = Button{Label: f.say(pick(f.s.pay.order == "", text.BackToSale, text.BackToOrder)), Key: "Esc"}
	return strip
}

func (f *frame) payCash(view *Pay, p payment, due money.Cents) {
	given := due
	if p.typed {
		given = p.given
	}
	view.Given, view.GivenText = int64(given), text.Money(given)
	for i, amount := range sale.QuickAmounts(due) {
		label := text.Dollars(amount)
		if i == 0 {
			label = f.say(text.Exact, text.Money(amount))
		}
		view.Quick = append(view.Quick, Quick{Cents: int64(amount), Label: label, Chosen: given == amount})
	}
	view.Finish = Button{Label: f.say(text.Finish), Key: "Enter"}
	if given < due {
		view.Change = text.Money(0)
		view.Finish = Button{Label: f.say(text.Missing, text.Money(due-given)), State: ButtonBlocked}
		return
	}
	view.Change, view.Give = text.Money(given-due), give(f.language, given-due)
}

func (f *frame) payCard(view *Pay, p payment, due money.Cents) {
	view.GivenLabel, view.Given, view.GivenText = f.say(text.CardAmount), int64(due), text.Money(due)
	view.Change = text.Money(0)
	view.Finish = Button{Label: f.say(text.FinishCard), Key: "Enter"}
	if p.reference == "" {
		view.Finish = Button{Label: f.say(text.NeedsRef), State: ButtonBlocked}
	}
}

func (f *frame) paySplit(view *Pay, p payment, due money.Cents) {
	view.GivenLabel, view.Given, view.GivenText = f.say(text.CardAmount), int64(p.card), text.Money(p.card)
	rest := max(due-p.card, 0)
	view.ChangeLabel, view.Change, view.GiveLabel = f.say(text.CashReceived), text.Money(rest), ""
	view.Finish = Button{Label: f.say(text.Finish), Key: "Enter"}
	switch {
	case p.card > due:
		view.Finish = Button{Label: f.say(text.TooMuch, text.Money(p.card-due)), State: ButtonBlocked}
	case p.card == 0:
		view.Finish = Button{Label: f.say(text.Missing, f.say(text.CardAmount)), State: ButtonBlocked}
	case p.reference == "":
		view.Finish = Button{Label: f.say(text.NeedsRef), State: ButtonBlocked}
	}
}

// finishState says that the sale is being saved or looked up, never that it
// failed while nobody knows.
func (f *frame) finishState(view *Pay, p payment, b basket) {
	state, _ := f.c.options.Till.State()
	switch {
	case state == till.Halted:
		view.Finish = Button{Label: f.say(text.MustRestart, f.c.options.Shop.Terminal), State: ButtonBlocked}
	case state == till.Settling:
		view.Finish = Button{Label: f.say(text.LookingUp), State: ButtonBusy}
	case p.saving:
		view.Finish = Button{Label: f.say(text.Saving), State: ButtonBusy}
	case !b.verdict.OK():
		view.Finish = Button{Label: f.say(text.PayNotNow), State: ButtonBlocked}
	}
}

// change is what to give back. It is shown only for a sale that is on disk.
func (f *frame) change() error {
	done := f.s.done
	change := money.Cents(done.sale.Change)
	view := &Change{
		Title: f.say(text.SaleSaved, text.Count(done.sale.Number)), Label: f.say(text.Change), Change: text.Money(change),
		Give: give(f.language, change), Heading: f.say(text.WhatHappened), Note: f.say(text.StaysNote),
		Again: Button{Label: f.say(text.PrintAgain), Key: "F11"}, Next: Button{Label: f.say(text.ScanNext), Key: "Enter"},
	}
	if change == 0 {
		view.Label, view.Give = f.say(text.NoChange), ""
	}
	total := text.Money(money.Cents(done.sale.Total))
	var cash, card money.Cents
	for _, tender := range done.tenders {
		if tender.Kind == terminal.Cash {
			cash += tender.Given
		} else {
			card += tender.Given
		}
	}
	switch {
	case cash > 0 && card > 0:
		view.Paid = f.say(text.PaidSplit, text.Money(card), text.Money(cash))
	case card > 0:
		view.Paid = f.say(text.PaidCard, text.Money(card))
	case cash > 0:
		view.Paid = f.say(text.PaidCash, text.Money(cash), total)
	default:
		view.Paid = f.say(text.PaidWeb, total)
	}
	if err := f.happened(view, cash > 0); err != nil {
		return err
	}
	f.screen.Name, f.screen.Change = ScreenChange, view
	return nil
}
