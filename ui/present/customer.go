package present

import (
	"context"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// customerLinesMax is how many lines a customer sees at once, the latest ones.
const customerLinesMax = 7

// CustomerState says what the customer's display is about.
type CustomerState string

// The states of the customer's display.
const (
	CustomerIdle CustomerState = "idle"
	CustomerSale CustomerState = "sale"
	CustomerPaid CustomerState = "paid" // the sale is on disk
)

// CustomerView is everything that the customer's display shows. Nothing in it is
// about a person: no name, no age, no document, no verdict, no reason of a
// discount.
type CustomerView struct {
	Language text.Language  `json:"language"`
	State    CustomerState  `json:"state"`
	Shop     string         `json:"shop"`
	Welcome  string         `json:"welcome,omitempty"` // while idle
	Ready    string         `json:"ready,omitempty"`   // while idle
	Items    string         `json:"items,omitempty"`
	Earlier  string         `json:"earlier,omitempty"` // says that there are lines above
	Lines    []CustomerLine `json:"lines,omitempty"`
	Sums     []Sum          `json:"sums,omitempty"`
	// TotalLabel and Total are what is to be paid, or what was.
	TotalLabel string `json:"total_label,omitempty"`
	Total      string `json:"total,omitempty"`
	// Paid, Change and Thanks are empty before the sale is on disk.
	Paid        []Sum  `json:"paid,omitempty"`
	ChangeLabel string `json:"change_label,omitempty"`
	Change      string `json:"change,omitempty"`
	Thanks      string `json:"thanks,omitempty"`
}

// CustomerLine is one line of the sale. A weighed one has its weight in the
// scale's own digits.
type CustomerLine struct {
	Quantity string `json:"quantity"`
	Name     string `json:"name"`
	Detail   string `json:"detail,omitempty"` // the price of one, a discount
	Amount   string `json:"amount"`
}

// CustomerView gives what the customer's display shows now. If the data cannot be
// read it is what was shown last.
func (c *Counter) CustomerView() CustomerView {
	ctx, cancel := context.WithTimeout(context.Background(), viewTimeout)
	defer cancel()
	f := &frame{c: c, s: c.now(), now: c.local()}
	f.language = f.s.language
	var view CustomerView
	err := c.view(ctx, func(reader terminal.Reader) (err error) {
		f.reader = reader
		view, err = f.customer()
		return err
	})
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.options.Log.Error("customer display not read", "error", err)
		if c.customer.State == "" {
			c.customer = f.customerIdle()
		}
		return c.customer
	}
	c.customer = view
	return view
}

func (f *frame) customerIdle() CustomerView {
	return CustomerView{
		Language: f.language, State: CustomerIdle, Shop: plain(f.c.options.Shop.Name), Welcome: f.say(text.CustomerWelcome), Ready: f.say(text.CustomerIdle),
	}
}

func (f *frame) customer() (CustomerView, error) {
	s := f.s
	switch {
	case s.session.ID == "" || s.session.MustChangePIN:
		return f.customerIdle(), nil
	case s.done != nil:
		made, err := f.reader.Sale(s.done.sale.Sale)
		if err != nil {
			return CustomerView{}, err
		}
		return f.customerPaid(made), nil
	case s.pay != nil && s.pay.order != "":
		preview, err := f.c.options.Till.PreviewHandOver(f.reader, s.pay.order)
		if err != nil || len(preview.Lines) == 0 {
			return f.customerIdle(), err
		}
		return f.customerBag(preview), nil
	}
	cart, err := f.cart()
	if err != nil || len(cart.Lines) == 0 {
		return f.customerIdle(), err
	}
	priced, problem := f.c.options.Rules.Taxes(f.now, terminal.Adult, cart.Lines)
	return f.customerSale(cart.Lines, priced, problem == nil), nil
}

// customerSale shows lines and, where taxes are known, what they make.
func (f *frame) customerSale(lines []terminal.Line, priced terminal.Priced, known bool) CustomerView {
	view := CustomerView{
		Language: f.language, State: CustomerSale, Shop: plain(f.c.options.Shop.Name), Items: itemsOf(f.language, lines),
	}
	if hidden := len(lines) - customerLinesMax; hidden > 0 {
		view.Earlier = f.say(text.CustomerEarlier, text.Count(int64(hidden)))
		lines = lines[hidden:]
	}
	for _, line := range lines {
		view.Lines = append(view.Lines, f.customerLine(line))
	}
	if !known {
		return view
	}
	view.Sums = f.sums(priced)
	view.TotalLabel, view.Total = f.say(text.CustomerDue), text.Money(priced.Totals.Total)
	return view
}

func (f *frame) customerLine(line terminal.Line) CustomerLine {
	shown := CustomerLine{Quantity: quantityWords(line), Name: plain(line.Name), Amount: text.Money(line.Net)}
	var details []string
	switch {
	case line.Unit == measure.Grams:
		// "by the gram" in the name stands beside the weight and the price already.
		shown.Name = plain(shortName(terminal.Product{Name: line.Name}))
		details = append(details, f.say(text.CustomerPerGram, text.Money(line.UnitPrice)))
	case line.Quantity.Cmp(one) != 0:
		details = append(details, f.say(text.CustomerEach, text.Money(line.UnitPrice)))
	}
	if line.Discount > 0 {
		details = append(details, f.say(text.CustomerDiscount, text.Money(-line.Discount)))
	}
	shown.Detail = capital(strings.Join(details, ", "))
	return shown
}

// customerBag is an order's bag while it is being paid.
func (f *frame) customerBag(preview till.HandOverPreview) CustomerView {
	view := f.customerSale(preview.Lines, preview.Priced, preview.Totals.Total > 0)
	if preview.Prepaid > 0 && view.Total != "" {
		view.Sums = append(view.Sums, Sum{f.say(text.CustomerPaidWeb), text.Money(-preview.Prepaid)})
		view.Total = text.Money(preview.Due)
	}
	return view
}

// customerPaid is a sale that is on disk.
func (f *frame) customerPaid(made terminal.Sale) CustomerView {
	view := f.customerSale(made.Lines, made.Priced, true)
	view.State, view.TotalLabel, view.Thanks = CustomerPaid, f.say(text.Total), f.say(text.CustomerThanks)
	labels := map[terminal.TenderKind]text.Message{
		terminal.Cash: text.CustomerGiven, terminal.External: text.CustomerCard, terminal.Prepaid: text.CustomerPaidWeb,
	}
	var change money.Cents
	cash := false
	for _, tender := range made.Tenders {
		view.Paid = append(view.Paid, Sum{f.say(labels[tender.Kind]), text.Money(tender.Given)})
		change += tender.Change
		cash = cash || tender.Kind == terminal.Cash
	}
	if cash {
		view.ChangeLabel, view.Change = f.say(text.Change), text.Money(change)
	}
	return view
}
