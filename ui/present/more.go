package present

import (
	"context"
	"slices"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// shiftSales are the sales of the open shift, the latest first.
func (c *Counter) shiftSales(ctx context.Context) (sales []terminal.Sale, err error) {
	err = c.view(ctx, func(reader terminal.Reader) (err error) {
		sales, err = salesOf(reader)
		return err
	})
	return sales, err
}

func salesOf(reader terminal.Reader) ([]terminal.Sale, error) {
	shift, err := reader.OpenShift()
	if err != nil {
		return nil, nil //nolint:nilerr // without a shift there are no sales of it
	}
	all, err := reader.Sales(shift.BusinessDate)
	if err != nil {
		return nil, err
	}
	sales := slices.DeleteFunc(all, func(sale terminal.Sale) bool { return sale.Shift != shift.ID })
	slices.SortFunc(sales, func(a, b terminal.Sale) int { return int(b.Number - a.Number) })
	return sales, nil
}

// MoveSale moves the selection in the list of sales.
func (c *Counter) MoveSale(by int) { c.quiet(func(s *state) { s.sale = max(s.sale+by, 0) }) }

// SelectSale selects a sale by its place in the list.
func (c *Counter) SelectSale(at int) { c.quiet(func(s *state) { s.sale = max(at, 0) }) }

func (c *Counter) selectedSale(ctx context.Context) (terminal.Sale, bool) {
	sales, err := c.shiftSales(ctx)
	if err != nil || len(sales) == 0 {
		return terminal.Sale{}, false
	}
	return sales[min(c.now().sale, len(sales)-1)], true
}

// Void asks for the reason of undoing the selected sale; a role that may not
// needs a supervisor's PIN.
func (c *Counter) Void() {
	c.act(func(ctx context.Context) error {
		sale, ok := c.selectedSale(ctx)
		if !ok {
			return nil
		}
		language := c.now().language
		number, total := text.Count(sale.Number), text.Money(sale.Totals.Total)
		c.askReason(PromptVoid, language.Say(text.PromptVoid, number, total), []text.Message{text.ReasonMistake, text.ReasonMind},
			func(ctx context.Context, reason string) error {
				return c.do(ctx, "void:"+sale.ID+reason, &till.VoidSale{Sale: sale.ID, Reason: reason}, func(till.Outcome) error {
					c.inform(Good, language.Say(text.VoidedSale, number, total), "")
					return nil
				})
			})
		return nil
	})
}

// Reprint asks for the reason of printing the selected sale again.
func (c *Counter) Reprint() {
	c.act(func(ctx context.Context) error {
		sale, ok := c.selectedSale(ctx)
		if !ok {
			return nil
		}
		return c.askReprint(sale.ID, sale.Number)
	})
}

func (c *Counter) askReprint(sale string, number int64) error {
	language := c.now().language
	c.askReason(PromptReprint, language.Say(text.PromptReprint, text.Count(number)), []text.Message{text.ReasonAsked},
		func(ctx context.Context, reason string) error {
			return c.do(ctx, "", &till.Reprint{Sale: sale, Reason: reason}, func(till.Outcome) error {
				c.inform(Info, language.Say(text.Reprinted), "")
				return nil
			})
		})
	return nil
}

// SettlePaper says whether a paper came out of which nobody knows.
func (c *Counter) SettlePaper(job int64, printed bool) {
	c.act(func(ctx context.Context) error {
		return c.do(ctx, "", &till.SettlePrint{RowID: job, Printed: printed}, nil)
	})
}

// Help shows the keys.
func (c *Counter) Help() {
	c.act(func(context.Context) error {
		s := c.now()
		question := prompt{kind: PromptHelp, title: s.language.Say(text.HelpTitle)}
		for _, key := range helpKeys {
			question.choices = append(question.choices, PromptChoice{ID: key.key, Label: key.key, Note: s.language.Say(key.does)})
		}
		c.ask(question)
		return nil
	})
}

var helpKeys = []struct {
	key  string
	does text.Message
}{
	{"F2", text.KeySearchFor},
	{"F3", text.KeyPersonOf},
	{"F4", text.KeyHold},
	{"F5", text.KeyRecall},
	{"F6", text.KeyOrders},
	{"F7", text.KeyDrawer},
	{"F8", text.Discount},
	{"F9", text.KeyPay},
	{"F10", text.KeyCloseDay},
	{"F11", text.KeyReprint},
	{"F12", text.PrintSlip},
	{"*", text.FieldQuantity},
	{"Del", text.Remove},
	{"Esc", text.Back},
}
