package present

import (
	"strconv"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/ui/text"
)

// basket is a cart or a bag with all that the rules say of it.
type basket struct {
	about    string
	lines    []terminal.Line
	question rules.Question
	verdict  terminal.Verdict
	priced   terminal.Priced
	priceErr error
	due      money.Cents // of an order: less what was paid in the web shop
}

func (f *frame) weigh(about string, lines []terminal.Line, channel string) (basket, error) {
	b := basket{about: about, lines: lines, verdict: terminal.Verdict{Outcome: terminal.Allowed}}
	var err error
	if b.question, err = f.c.options.Till.Question(f.reader, about, terminal.Adult, channel, lines); err != nil {
		return b, err
	}
	if len(lines) > 0 {
		b.verdict = f.c.options.Rules.Advise(b.question)
		b.priced, b.priceErr = f.c.options.Rules.Taxes(f.now, terminal.Adult, lines)
	}
	return b, nil
}

func (f *frame) cart() (terminal.Cart, error) {
	if f.s.cart == "" {
		return terminal.Cart{}, nil
	}
	cart, err := f.reader.Cart(f.s.cart)
	if terminal.KindOf(err) == terminal.NotFound && err != nil {
		return terminal.Cart{}, nil
	}
	return cart, err
}

// sell is the checkout, or the refusal that stands in its place.
func (f *frame) sell() error {
	if refusal, unreadable, ok := f.refusedID(f.s.cart); ok && !unreadable && !f.s.reading {
		f.screen.Name, f.screen.Refused = ScreenRefused, f.refused(f.s.cart, refusal)
		return nil
	}
	cart, err := f.cart()
	if err != nil {
		return err
	}
	b, err := f.weigh(f.s.cart, cart.Lines, "counter")
	if err != nil {
		return err
	}
	number, err := f.reader.LastSaleNumber()
	if err != nil {
		return err
	}
	view := &Checkout{Person: f.person(f.s.cart), SearchHint: f.say(text.SearchHint), Search: f.s.search}
	if view.Cart, err = f.cartPanel(cart, b, number+1); err != nil {
		return err
	}
	if len(cart.Lines) > 0 && !b.verdict.OK() {
		view.Reason = f.reason(b)
	} else if view.Meter, err = f.meter(b); err != nil {
		return err
	}
	if err := f.tiles(view, b); err != nil {
		return err
	}
	f.screen.Name, f.screen.Checkout = ScreenCheckout, view
	return nil
}

func (f *frame) cartPanel(cart terminal.Cart, b basket, number int64) (CartPanel, error) {
	panel := CartPanel{
		ID: cart.ID, Title: f.say(text.SaleTitle, text.Count(number)), Items: itemsOf(f.language, cart.Lines), Scanned: f.s.scanned,
		Lines: []CartLine{}, TotalLabel: f.say(text.Total), Total: text.Money(b.priced.Totals.Total),
		Hold: Button{Label: f.say(text.Hold), Key: "F4"}, Pay: f.payButton(b),
	}
	selected, _ := selectedOf(cart, f.s.line)
	for _, line := range cart.Lines {
		shown, err := f.cartLine(line)
		if err != nil {
			return panel, err
		}
		shown.Selected = line.Number == selected.Number
		panel.Lines = append(panel.Lines, shown)
	}
	panel.Sums = f.sums(b.priced)
	return panel, nil
}

func (f *frame) cartLine(line terminal.Line) (CartLine, error) {
	shown := CartLine{
		Number: line.Number, Quantity: quantityWords(line), Count: line.Quantity.String(), Name: line.Name,
		Amount: text.Money(line.Net), Tag: strings.TrimPrefix(line.Tag, "SKU:"),
		Discount: Button{Label: f.say(text.Discount), Key: "F8"}, Remove: Button{Label: f.say(text.Remove), Key: "Del"},
	}
	var notes []string
	if line.Discount > 0 {
		notes = append(notes, line.Reason+" "+text.Dollars(-line.Discount))
	}
	if words := measured(f.language, line.Category, line.Measures); words != "" {
		notes = append(notes, words)
	}
	shown.Note = strings.Join(notes, ", ")
	pack, err := f.reader.Package(line.Tag)
	if err != nil {
		return shown, err
	}
	free, err := pack.Book.Sub(pack.Bound)
	switch {
	case err != nil:
		return shown, err
	case pack.Status != terminal.PackageActive:
		shown.Problem, shown.Tone = f.say(text.OnHold), Alarm
	case free.Cmp(line.Quantity) < 0:
		shown.Problem, shown.Tone = f.say(text.NoStock), Alarm
	}
	return shown, nil
}

// taxRowsMax is how many taxes have a row of their own.
const taxRowsMax = 3

func (f *frame) sums(priced terminal.Priced) []Sum {
	sums := []Sum{{f.say(text.Subtotal), text.Money(priced.Totals.Net)}}
	var others money.Cents
	for i, tax := range priced.Taxes {
		if i >= taxRowsMax-1 && len(priced.Taxes) > taxRowsMax {
			others += tax.Amount
			continue
		}
		label := strings.TrimSpace(f.language.Tax(tax.Name) + " " + rateWords(tax.Rate))
		if tax.Sample {
			label += " " + f.say(text.SampleFigure)
		}
		sums = append(sums, Sum{label, text.Money(tax.Amount)})
	}
	if others != 0 {
		sums = append(sums, Sum{f.say(text.OtherTax), text.Money(others)})
	}
	return sums
}

// rateWords turns "0.0881" into "8.81%".
func rateWords(rate string) string {
	parts, ok := millionths(rate)
	if !ok {
		return ""
	}
	return decimalText(parts, 4) + "%"
}

// ledgerUnknown is the verdict's code where today's purchases cannot be looked up.
const ledgerUnknown = "rules.ledger_unknown"

// payButton says why the sale cannot be paid, or how much it is.
func (f *frame) payButton(b basket) Button {
	blocked := func(message text.Message, args ...any) Button {
		return Button{Label: f.say(message, args...), State: ButtonBlocked}
	}
	switch {
	case !f.shift.IsOpen():
		return blocked(text.PayNoShift)
	case len(b.lines) > 0 && !b.verdict.OK():
		switch b.verdict.Code {
		case "rules.over_limit":
			return blocked(text.PayFixFirst)
		case "rules.offline_refused":
			return blocked(text.PayLineDown)
		case ledgerUnknown:
			return Button{Label: f.say(text.UnknownDayAsk), Key: "F9"}
		}
		return blocked(text.PayNotNow)
	case f.c.options.Till.Person(b.about) == nil:
		return blocked(text.PayScanFirst)
	case len(b.lines) == 0:
		return blocked(text.PayEmpty)
	case b.priceErr != nil:
		sentence, _ := f.language.Error(coded(b.priceErr))
		return blocked(text.PayNoPrice, sentence)
	}
	return Button{Label: f.say(text.Pay, text.Money(b.priced.Totals.Total)), Key: "F9"}
}

// reason explains what the rules say no to, with the ways out.
func (f *frame) reason(b basket) *Reason {
	reason := &Reason{Title: f.say(text.BlockedTitle), Text: b.verdict.Reason}
	meters := f.c.options.Rules.Meters(b.question)
	for _, meter := range meters {
		if b.verdict.Code == "rules.over_limit" && meter.Over {
			f.overLimit(reason, meter)
			break
		}
	}
	if reason.Work == nil {
		for _, result := range b.verdict.Rules {
			if result.Outcome != terminal.Allowed {
				reason.Rule, reason.Citation = result.Rule, result.Cite
				reason.Work = append(reason.Work, Work{What: result.Title, How: result.Arithmetic, Value: ""})
			}
		}
	}
	fixes := f.c.options.Rules.Fixes(b.question)
	switch {
	case len(fixes) == 0:
		reason.FixTitle = f.say(text.FixNone, plain(b.verdict.Hint))
	case len(fixes) == 1 && len(fixes[0]) > 1:
		reason.FixTitle = f.say(text.FixTogether)
	default:
		reason.FixTitle = f.say(text.FixTitle)
	}
	for i, removals := range fixes[:min(len(fixes), rules.FixesMax)] {
		reason.Fixes = append(reason.Fixes, f.fix(i, removals))
	}
	return reason
}

func (f *frame) fix(at int, removals []rules.Removal) Button {
	button := Button{Key: strconv.Itoa(at + 1), Second: f.say(text.FixTakesOut)}
	if len(removals) > 1 {
		var names []string
		for _, removal := range removals {
			names = append(names, shortName(terminal.Product{Name: removal.Name}))
		}
		button.Label, button.Second = f.say(text.FixAll, len(removals)), strings.Join(names, ", ")
		return button
	}
	removal := removals[0]
	amount := removal.Quantity.String() + " × "
	if removal.Unit == measure.Grams {
		amount = removal.Quantity.String() + " g "
	}
	button.Label = amount + shortName(terminal.Product{Name: removal.Name})
	if removal.Frees != "" {
		button.Second = f.say(text.FixFrees, removal.Frees)
	}
	return button
}

func (f *frame) overLimit(reason *Reason, meter rules.Meter) {
	unit := ""
	if meter.Unit != "share" {
		unit = " " + meter.Unit
	}
	reason.Title = f.say(text.OverTitle, meter.Excess+unit)
	reason.Text = ""
	if words := f.inEachTerm(meter, true); words != "" {
		reason.Text = f.say(text.OverText, plain(words))
	}
	reason.Bar, reason.LimitLabel, reason.TotalLabel = f.parts(meter), f.say(text.LimitMark, limitText(meter)), meter.Used
	for _, group := range meter.Groups {
		label := text.WorkThisSale
		if group.Earlier {
			label = text.WorkEarlier
		}
		reason.Work = append(reason.Work, Work{What: f.say(label, f.language.Group(group.Label)), How: divided(group), Value: group.Share})
	}
	reason.Work = append(reason.Work, Work{What: f.say(text.WorkTogether, limitText(meter)), Value: meter.Used, Sum: true})
	reason.Rule, reason.Citation = meter.Rule, meter.Cite
}

func limitText(meter rules.Meter) string {
	if meter.Unit == "share" && meter.Max == "1" {
		return "1.0000"
	}
	return meter.Max
}

// divided writes an amount and its factor the way people check it: "3.5 g ÷ 28 g".
func divided(group rules.MeterGroup) string {
	unit := strings.TrimSuffix(group.Unit, " THC")
	above, below, ok := strings.Cut(group.Factor, "/")
	if ok && above == "1" {
		return group.Amount + " " + unit + " ÷ " + below + " " + unit
	}
	if group.Factor == "1" {
		return group.Amount + " " + unit
	}
	return group.Amount + " " + unit + " × " + group.Factor
}
