package export

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// sorted gives the sales by number, so that the order in which they were read
// does not show.
func (s Source) sorted() []terminal.Sale {
	return slices.SortedStableFunc(slices.Values(s.Sales), func(a, b terminal.Sale) int {
		return cmp.Or(cmp.Compare(a.Number, b.Number), cmp.Compare(a.External, b.External))
	})
}

// saleHead are the first columns of each row that is about a sale.
var saleHead = []string{"business_date", "sale", "sold_at", "status", "actor", "place", "class", "order"}

func (s Source) saleCells(sale terminal.Sale) []string {
	return []string{
		sale.BusinessDate.String(), Text(sale.External), s.at(sale.At), Text(string(sale.Status)), Text(sale.Actor),
		Text(string(sale.Place)), Text(string(sale.Class)), Text(sale.Order),
	}
}

func lines(s Source) [][]string {
	rows := [][]string{slices.Concat(saleHead, []string{
		"line", "sku", "name", "category", "tag", "quantity", "unit", "unit_price", "discount", "discount_reason", "net", "tax",
	})}
	for _, sale := range s.sorted() {
		for _, line := range sale.Lines {
			rows = append(rows, slices.Concat(s.saleCells(sale), []string{
				strconv.Itoa(line.Number), Text(line.SKU), Text(line.Name), Text(string(line.Category)), Text(line.Tag),
				line.Quantity.String(), Text(string(line.Unit)), amount(line.UnitPrice), amount(line.Discount), Text(line.Reason),
				amount(line.Net), amount(lineTax(line)),
			}))
		}
	}
	return rows
}

func lineTax(line terminal.Line) money.Cents {
	var sum money.Cents
	for _, tax := range line.Taxes {
		sum += tax.Amount
	}
	return sum
}

func taxes(s Source) [][]string {
	rows := [][]string{slices.Concat(saleHead, []string{"tax", "name", "rate", "base", "amount", "sample", "pack", "pack_version", "cite"})}
	for _, sale := range s.sorted() {
		for _, tax := range sale.Taxes {
			rows = append(rows, slices.Concat(s.saleCells(sale), []string{
				Text(tax.ID), Text(tax.Name), Text(tax.Rate), amount(tax.Base), amount(tax.Amount), strconv.FormatBool(tax.Sample),
				Text(tax.Pack), Text(tax.Version), Text(tax.Cite),
			}))
		}
	}
	return rows
}

func tenders(s Source) [][]string {
	rows := [][]string{slices.Concat(saleHead, []string{"tender", "tender_place", "drawer", "given", "change", "applied", "reference"})}
	for _, sale := range s.sorted() {
		for _, tender := range sale.Tenders {
			rows = append(rows, slices.Concat(s.saleCells(sale), []string{
				Text(string(tender.Kind)), Text(string(tender.Place)), Text(tender.Drawer), amount(tender.Given), amount(tender.Change),
				amount(tender.Applied), Text(tender.Reference),
			}))
		}
	}
	return rows
}

func exceptions(s Source) [][]string {
	rows := [][]string{{"entry", "at", "kind", "code", "reason", "about", "actor", "approver", "amount"}}
	for _, exception := range s.Exceptions {
		rows = append(rows, []string{
			strconv.FormatInt(exception.Sequence, 10), s.at(exception.At), Text(exception.Kind), Text(exception.Code), Text(exception.Reason),
			Text(exception.About), Text(exception.Actor), Text(exception.Approver), amount(exception.Amount),
		})
	}
	return rows
}

func unsent(s Source) [][]string {
	rows := [][]string{{"sale", "kind", "sold_at", "total", "state", "standing", "words", "file_by", "attempts"}}
	for _, entry := range s.Unsent {
		rows = append(rows, []string{
			Text(entry.External), Text(string(entry.Kind)), s.at(entry.SoldAt), amount(entry.Total), Text(string(entry.State)),
			Text(entry.Standing), Text(entry.Words), s.at(entry.Deadline), strconv.Itoa(entry.Attempts),
		})
	}
	return rows
}
