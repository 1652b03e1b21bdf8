package curb

import (
	"context"
	"slices"
	"strconv"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/ui/text"
)

// bagsMax is how many rows a list shows; the others are counted.
const bagsMax = 60

// Ready is the list of bags that wait for their customers.
func (d *Desk) Ready(ctx context.Context, who Who, language text.Language) (Bags, error) {
	return d.bags(ctx, who, language, func(f *frame, sorted sortedOrders) (Bags, error) {
		view := f.list("ready", sorted, len(sorted.ready))
		view.Heading = f.language.Of(len(sorted.ready), text.CurbReadyOne, text.CurbReadyMany)
		view.Empty = emptyWords(f, len(sorted.ready), text.CurbReadyNone)
		for _, o := range sorted.ready[:min(len(sorted.ready), bagsMax)] {
			_, ordered := order.Units(o)
			row := BagRow{
				Order: o.ID, Title: f.say(text.CurbBagOf, shownID(o)), When: clean(o.Shelf, spotRunesMax), Link: orderLink(o.ID),
				Detail: f.say(text.CurbDetail, customerOr(o), f.language.Of(ordered, text.ItemOne, text.ItemMany)),
				Pill:   f.bagPill(o),
			}
			if row.When != "" {
				row.When = f.say(text.CurbShelf, row.When)
			}
			view.Rows = append(view.Rows, row)
		}
		return view, nil
	})
}

func customerOr(o terminal.Order) string {
	if name := customerName(o); name != "" {
		return name
	}
	return shownID(o)
}

// Handed is the list of what was handed over at cars today, the last one first.
func (d *Desk) Handed(ctx context.Context, who Who, language text.Language) (Bags, error) {
	return d.bags(ctx, who, language, func(f *frame, sorted sortedOrders) (Bags, error) {
		sales, err := f.reader.Sales(f.businessDate())
		if err != nil {
			return Bags{}, err
		}
		sales = slices.DeleteFunc(sales, func(sale terminal.Sale) bool { return sale.Order == "" || sale.Place != terminal.Curb })
		slices.SortStableFunc(sales, func(a, b terminal.Sale) int { return b.At.Compare(a.At) })
		view := f.list("done", sorted, len(sales))
		view.Heading = f.language.Of(len(sales), text.CurbHandedOne, text.CurbHandedMany)
		view.Empty = emptyWords(f, len(sales), text.CurbHandedNone)
		for _, sale := range sales[:min(len(sales), bagsMax)] {
			row := BagRow{
				Order: sale.Order, Title: f.say(text.CurbOrder, clean(sale.Order, idRunesMax)), When: f.clock(sale.At), Link: orderLink(sale.Order),
				Detail: f.say(text.CurbHandedBy, f.nameOf(sale.Actor), text.Money(sale.Totals.Total)),
				Pill:   Pill{iconDone, f.tendersWords(sale.Tenders), Good},
			}
			if sale.Status == terminal.SaleVoided {
				row.Pill = Pill{iconBlock, f.say(text.Voided), Look}
			}
			view.Rows = append(view.Rows, row)
		}
		return view, nil
	})
}

// businessDate is the open shift's, or today where none is open.
func (f *frame) businessDate() clock.Date {
	if shift, err := f.reader.OpenShift(); err == nil {
		return shift.BusinessDate
	}
	return f.today()
}

func (d *Desk) bags(ctx context.Context, who Who, language text.Language, build func(*frame, sortedOrders) (Bags, error)) (Bags, error) {
	var view Bags
	if err := working(who); err != nil {
		return view, err
	}
	err := d.show(ctx, who, language, func(f *frame) error {
		all, err := f.reader.OpenOrders()
		if err != nil {
			return err
		}
		view, err = build(f, f.sorted(all))
		return err
	})
	return view, err
}

// list is a list without its rows.
func (f *frame) list(name string, sorted sortedOrders, rows int) Bags {
	view := Bags{Frame: f.page(f.say(text.CurbTitle)), Rows: []BagRow{}}
	view.Tabs = f.tabs(name, len(sorted.cars), len(sorted.ready))
	if more := rows - bagsMax; more > 0 {
		view.More = f.say(text.MeterMore, more)
	}
	return view
}

func emptyWords(f *frame, rows int, words text.Message) string {
	if rows > 0 {
		return ""
	}
	return f.say(words)
}

// tendersWords says how a sale was paid.
func (f *frame) tendersWords(tenders []terminal.Tender) string {
	kinds := map[terminal.TenderKind]bool{}
	for _, tender := range tenders {
		kinds[tender.Kind] = true
	}
	switch {
	case len(kinds) > 1:
		return f.say(text.Split)
	case kinds[terminal.Cash]:
		return f.say(text.Cash)
	case kinds[terminal.External]:
		return f.say(text.Debit)
	}
	return f.say(text.PaidPill)
}

// itemsWords is "3 lines, 4 units: Blue Mesa OG 3.5 g, Alpenglow pre-roll × 2".
func (f *frame) itemsWords(lines []terminal.Line) string {
	words, count := "", 0
	names := []string{}
	quantities := map[string]int{}
	for _, line := range lines {
		name := clean(line.Name, productRunesMax)
		if _, ok := quantities[name]; !ok {
			names = append(names, name)
		}
		quantities[name] += order.Pieces(line.Quantity)
		count += order.Pieces(line.Quantity)
	}
	for i, name := range names[:min(len(names), bagNamesMax)] {
		if i > 0 {
			words += ", "
		}
		words += name
		if quantities[name] > 1 {
			words += " × " + strconv.Itoa(quantities[name])
		}
	}
	if more := len(names) - bagNamesMax; more > 0 {
		words += " " + f.say(text.MeterMore, more)
	}
	return f.say(text.CurbBagHolds, f.language.Of(len(names), text.CurbLineOne, text.CurbLineMany), f.language.Of(count, text.CurbUnitOne, text.CurbUnitMany), words)
}

// bagNamesMax is how many goods of a bag are named.
const bagNamesMax = 8
