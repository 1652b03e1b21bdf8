package report

import (
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// localLayout is the form of Sale.Local.
const localLayout = "2006-01-02T15:04:05.000"

// LocalTime reads a sale's own wall clock in the store's zone.
func LocalTime(sale terminal.Sale) (time.Time, error) { return time.Parse(localLayout, sale.Local) }

// Detail is what only the sales themselves can say.
type Detail struct {
	Sums
	Lines      int64    `json:"lines"`
	Categories []Named  `json:"categories"` // net sales, in the order of the closed list
	Hours      []Named  `json:"hours"`      // net sales by the hour of the store's clock, "00" to "23"
	Drawers    []Named  `json:"drawers"`    // cash applied, by drawer
	TaxLines   []TaxSum `json:"tax_lines"`
}

// TaxSum is one tax at one rate.
type TaxSum struct {
	ID     string      `json:"id"`
	Name   string      `json:"name"`
	Rate   string      `json:"rate"`
	Base   money.Cents `json:"base"`
	Amount money.Cents `json:"amount"`
	Sample bool        `json:"sample,omitempty"`
}

// FromSales adds up sales. It returns money.ErrRange if a sum leaves the range.
func FromSales(sales []terminal.Sale) (Detail, error) {
	var detail Detail
	taxes, tenders, categories, hours, drawers := counter{}, counter{}, counter{}, counter{}, counter{}
	for _, sale := range sales {
		if sale.Status == terminal.SaleVoided {
			detail.Voids.Name = "voids"
			detail.Voids.Count++
			detail.Voids.Amount += sale.Totals.Total
			continue
		}
		detail.add(sale)
		for _, tax := range sale.Taxes {
			taxes.add(tax.ID, 1, tax.Amount)
		}
		for _, tender := range sale.Tenders {
			tenders.add(string(tender.Kind), 1, tender.Applied)
			if tender.Kind == terminal.Cash {
				drawers.add(tender.Drawer, 1, tender.Applied)
			}
		}
		for _, line := range sale.Lines {
			categories.add(string(line.Category), 1, line.Net)
		}
		if local, err := LocalTime(sale); err == nil {
			hours.add(local.Format("15"), 1, sale.Totals.Net)
		}
		if err := detail.Total.Check(); err != nil {
			return Detail{}, err
		}
	}
	detail.Taxes, detail.Tenders, detail.Drawers, detail.Hours = taxes.list(), tenders.list(), drawers.list(), hours.list()
	detail.Categories = categories.list()
	slices.SortStableFunc(detail.Categories, func(a, b Named) int { return place(a.Name) - place(b.Name) })
	return detail, detail.Voids.Amount.Check()
}

func (d *Detail) add(sale terminal.Sale) {
	d.Sales++
	d.Lines += int64(len(sale.Lines))
	d.Subtotal += sale.Totals.Subtotal
	d.Discount += sale.Totals.Discount
	d.Net += sale.Totals.Net
	d.Tax += sale.Totals.Tax
	d.Total += sale.Totals.Total
	for _, tax := range sale.Taxes {
		at := slices.IndexFunc(d.TaxLines, func(t TaxSum) bool {
			return t.ID == tax.ID && t.Rate == tax.Rate && t.Name == tax.Name && t.Sample == tax.Sample
		})
		if at < 0 {
			at = len(d.TaxLines)
			d.TaxLines = append(d.TaxLines, TaxSum{ID: tax.ID, Name: tax.Name, Rate: tax.Rate, Sample: tax.Sample})
		}
		d.TaxLines[at].Base += tax.Base
		d.TaxLines[at].Amount += tax.Amount
	}
}

func place(category string) int {
	return slices.Index(terminal.Categories, terminal.Category(category))
}

// counter adds up by name.
type counter map[string]Named

func (c counter) add(name string, count int64, amount money.Cents) {
	sum := c[name]
	c[name] = Named{Name: name, Count: sum.Count + count, Amount: sum.Amount + amount}
}

func (c counter) list() []Named {
	var list []Named
	for _, named := range c {
		list = append(list, named)
	}
	tidy(&list)
	return list
}

// OfShift picks the sales of one shift.
func OfShift(sales []terminal.Sale, shift string) []terminal.Sale {
	var picked []terminal.Sale
	for _, sale := range sales {
		if sale.Shift == shift {
			picked = append(picked, sale)
		}
	}
	return picked
}
