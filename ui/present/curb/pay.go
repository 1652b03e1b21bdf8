package curb

import (
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/sale"
	"github.com/curbline/curbline/ui/text"
)

// payment is how far the payment is.
type payment struct {
	done bool
	due  money.Cents
	next Button
	// The tender of the hand-over; kind is empty where nothing is due.
	kind      terminal.TenderKind
	given     money.Cents
	reference string
}

// paymentStep is the money: cash into the runner's bank with the exact amount
// first, a card terminal of somebody else, or what was paid in the web shop.
func (f *frame) paymentStep(view *Handover, h handing) payment {
	p := payment{due: h.preview.Due}
	priced := h.preview.Priced
	step := Step{Number: 4, State: StepLater, Title: f.say(text.CurbTakePayment)}
	view.Total = text.Money(priced.Totals.Total)
	if len(priced.Lines) > 0 && priced.Totals.Total > 0 && sealed(h.o) {
		step.Lines = []string{f.sums(priced)}
	} else {
		view.Total = text.Money(h.o.ShopTotal)
	}
	switch {
	case sealed(h.o) && h.preview.PriceProblem != nil:
		// Nobody at the car decides about money that does not add up.
		sentence, hint := f.language.Error(h.preview.PriceProblem)
		step.State = StepWrong
		step.Lines = []string{f.differs(h, clean(sentence, noteRunesMax)), clean(hint, noteRunesMax)}
		p.next = f.blocked(text.CurbAskLead)
	case !sealed(h.o) || len(h.preview.Lines) == 0:
		step.Lines = []string{f.say(text.CurbAfterPacking)}
		p.next = f.blocked(text.NextWaits)
	case p.due == 0:
		p.done = true
		step.State, step.Title = StepDone, f.say(text.Prepaid)
	default:
		if h.preview.Difference > 0 {
			step.Small = []string{f.say(text.CurbCollect, text.Money(h.o.ShopTotal), text.Money(p.due))}
			view.Total = text.Money(p.due)
		}
		f.tenders(view, &step, h, &p)
	}
	view.Payment = step
	return p
}

func (f *frame) differs(h handing, otherwise string) string {
	if h.preview.Difference != 0 {
		return f.say(text.CurbDiffers, text.Money(h.o.ShopTotal), text.Money(h.preview.Totals.Total))
	}
	return otherwise
}

// sums is "Goods $71.00, retail marijuana tax $10.65, local tax $6.26".
func (f *frame) sums(priced terminal.Priced) string {
	parts := []string{f.say(text.CurbGoods, text.Money(priced.Totals.Net))}
	for _, tax := range priced.Taxes {
		name := f.language.Tax(tax.Name)
		parts = append(parts, strings.ToLower(name[:1])+name[1:]+" "+text.Money(tax.Amount))
	}
	return strings.Join(parts, ", ")
}

// tenders offers what is still to be taken. What was chosen stands in the draft,
// for as long as the due is the same.
func (f *frame) tenders(view *Handover, step *Step, h handing, p *payment) {
	chosen := f.d.draft(place{f.who.Device.ID, h.o.ID}).tender
	if chosen.kind == "" {
		chosen.kind = terminal.Cash
	}
	if chosen.due != p.due {
		chosen.taken, chosen.typed = false, false
	}
	_, hasBank := f.bank()
	free := h.mine && h.within
	if free {
		view.Choices = []Button{f.choice(h, terminal.Cash, text.Cash, iconCash, chosen.kind), f.choice(h, terminal.External, text.Debit, iconCard, chosen.kind)}
		if !hasBank {
			view.Choices[0].Blocked, view.Choices[0].Label = true, f.say(text.CurbNoBank)
		}
	}
	p.kind, p.given, p.reference = chosen.kind, p.due, chosen.reference
	if chosen.kind == terminal.External {
		f.card(view, step, h, p, chosen, free)
		return
	}
	f.cash(view, step, h, p, chosen, free)
}

// cash offers cash into the runner's own bank: the amounts, the change, and the
// next thing to do.
func (f *frame) cash(view *Handover, step *Step, h handing, p *payment, chosen tender, free bool) {
	bank, hasBank := f.bank()
	if chosen.typed {
		p.given = chosen.given
	}
	shown := &Cash{Label: f.say(text.CurbCashGiven), Given: p.given.String()}
	for i, amount := range sale.QuickAmounts(p.due) {
		button := f.tender(h, text.Dollars(amount), map[string]string{"kind": "cash", "given": amount.String()})
		if i == 0 {
			button.Label = f.say(text.Exact, text.Money(amount))
		}
		button.Chosen = chosen.taken && p.given == amount
		shown.Quick = append(shown.Quick, button)
	}
	missing := p.given < p.due
	shown.Short = missing
	if shown.Change = f.say(text.CurbChange, text.Money(max(p.given-p.due, 0))); missing {
		shown.Change = f.say(text.Missing, text.Money(p.due-p.given))
	}
	if free && hasBank && h.o.BagScanned {
		view.Cash = shown
	}
	switch {
	case !hasBank:
		p.next = f.blocked(text.CurbNoBankNext)
		if free {
			step.Small = append(step.Small, f.say(text.CurbNoBankText))
		}
	case missing:
		p.next = f.blocked(text.Missing, text.Money(p.due-p.given))
	case chosen.taken:
		p.done = true
		step.State, step.Title, step.Badge = StepDone, f.say(text.CurbCashTaken), text.Money(p.given)
		if bank != "" {
			step.Small = append(step.Small, f.say(text.CurbIntoBank, bank))
		}
	default:
		p.next = f.tender(h, f.say(text.CurbTakeCash, text.Money(p.given)), map[string]string{"kind": "cash", "given": p.given.String()})
		p.next.Primary, p.next.Icon = true, iconCash
	}
}

func (f *frame) card(view *Handover, step *Step, h handing, p *payment, chosen tender, free bool) {
	if free && h.o.BagScanned {
		view.Card = &Card{
			Label: f.say(text.Reference), Reference: clean(chosen.reference, referenceRunesMax),
			Button: f.tender(h, f.say(text.CurbCardTaken), map[string]string{"kind": "external"}),
		}
	}
	if chosen.taken && chosen.reference != "" {
		p.done = true
		step.State, step.Title, step.Badge = StepDone, f.say(text.CurbCardDone), clean(chosen.reference, referenceRunesMax)
		return
	}
	step.Small = append(step.Small, f.say(text.CurbCardText))
	p.next = f.blocked(text.NeedsRef)
}

func (f *frame) choice(h handing, kind terminal.TenderKind, label text.Message, icon string, chosen terminal.TenderKind) Button {
	button := f.tender(h, f.say(label), map[string]string{"kind": string(kind)})
	button.Icon, button.Chosen = icon, kind == chosen
	return button
}

// tender is a choice in memory; it makes no command, its id only keeps the form
// of all buttons.
func (f *frame) tender(h handing, label string, fields map[string]string) Button {
	return Button{Label: label, Action: "tender", Fields: fields, Command: f.commandID(h.stored, "tender:"+fields["kind"]+":"+fields["given"])}
}

// bank is the drawer of whoever is signed in, and whether there is one.
func (f *frame) bank() (string, bool) {
	shift, err := f.reader.OpenShift()
	if err != nil {
		return "", false
	}
	if _, ok := cash.BankOf(shift, f.who.Session.Staff); ok {
		return f.nameOf(f.who.Session.Staff), true
	}
	return "", false
}

// finishStep is the one command that hands the bag over. The button holds all of
// it, so that a page from before a restart still asks for the same sale.
func (f *frame) finishStep(view *Handover, h handing, p payment) {
	fields := map[string]string{"sale": f.saleID(h.o), "kind": string(p.kind)}
	switch p.kind {
	case terminal.Cash:
		fields["given"] = p.given.String()
	case terminal.External:
		fields["given"], fields["reference"] = p.due.String(), p.reference
	}
	view.Next = Button{
		Label: f.say(text.CurbHandOver), Icon: iconCheck, Primary: true, Action: "hand_over", Fields: fields,
		Command: f.commandID(h.stored, "hand_over:"+fields["kind"]+":"+fields["given"]+":"+fields["reference"]),
	}
	view.Finish.Aside = ""
	view.Finish.Lines = []string{f.say(text.CurbFinishText)}
}

// give says which notes and coins to give.
func give(language text.Language, change money.Cents) string {
	var parts []string
	for _, piece := range sale.Give(change) {
		parts = append(parts, language.Say(text.GivePiece, piece.Count, text.Piece(piece.Value)))
	}
	return strings.Join(parts, ", ")
}
