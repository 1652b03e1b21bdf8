package printjob

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/report"
)

// UnitLabelsMax is how many units of one line get labels.
const UnitLabelsMax = 500

// UnitGoods is what is known of the goods of one line beside the line itself. An
// empty field is left out of the label.
type UnitGoods struct {
	Product terminal.Product // for the measures of one unit
	Package terminal.Package // for the day it was packaged
	// Harvested is the day of the harvest, THC and CBD the potency as the maker
	// states it, with its unit.
	Harvested clock.Date
	THC, CBD  string
	QR        string // the unit's or the lot's address, such as its Retail ID
	// Warnings are of these goods alone, after those of all.
	Warnings []string
}

// UnitLabels composes the labels that go on each unit at the sale: a document a
// line, for as many copies as the line has whole units; goods by weight get one,
// and merchandise none. A line of more than paper.LabelCopiesMax units has several
// documents. goods are by line number, patient is a registry number where the
// state wants one, and warnings are the state's, word for word. No name is on any.
// Errors: Invalid of code printjob.units for a line of more than UnitLabelsMax
// units, printjob.document for texts that no label takes.
func UnitLabels(sale terminal.Sale, store StoreInfo, goods map[int]UnitGoods, patient string, warnings []string) ([]paper.Document, error) {
	var documents []paper.Document
	for _, line := range sale.Lines {
		if line.Category == terminal.Merchandise {
			continue
		}
		units, ok := int64(1), true
		if line.Unit != measure.Grams {
			units, ok = line.Quantity.Int64()
		}
		if !ok || units < 1 || units > UnitLabelsMax {
			return nil, terminal.Errorf(terminal.Invalid, "printjob.units", "Line %d has no number of units that can be labelled.", line.Number)
		}
		label := unitLabel(sale, line, store, goods[line.Number], patient, warnings)
		for ; units > 0; units -= paper.LabelCopiesMax {
			label.Copies = int(min(units, paper.LabelCopiesMax))
			document, err := checked(unitDocument(sale, line, label))
			if err != nil {
				return nil, err
			}
			documents = append(documents, document)
		}
	}
	return documents, nil
}

func unitLabel(sale terminal.Sale, line terminal.Line, store StoreInfo, goods UnitGoods, patient string, warnings []string) paper.Label {
	sold, err := report.LocalTime(sale)
	if err != nil {
		sold = store.local(sale.At)
	}
	label := paper.Label{
		Template: "exit-unit", Store: short(store.Name), License: short(store.License), Product: short(line.Name),
		NetWeight: netOfUnit(line, goods.Product), PackageTag: short(line.Tag), THC: short(goods.THC), CBD: short(goods.CBD),
		Packaged: dayWords(goods.Package.PackagedOn), Harvested: dayWords(goods.Harvested), Sold: dateWords(sold),
		Patient: short(patient), Warnings: append(append([]string(nil), warnings...), goods.Warnings...), Barcode: line.Tag, QR: goods.QR,
	}
	if label.THC == "" {
		label.THC = thcOfUnit(line, goods.Product)
	}
	return label
}

// unitDocument is the same for a receipt printer.
func unitDocument(sale terminal.Sale, line terminal.Line, label paper.Label) paper.Document {
	document := paper.Document{Title: "Unit label " + sale.External + " line " + measure.Whole(int64(line.Number)).String(), Label: &label}
	add := func(blocks ...paper.Block) { document.Blocks = append(document.Blocks, blocks...) }
	add(paper.Line(paper.Center, label.Store).Bold(), paper.Line(paper.Center, "License "+label.License), paper.RuleAcross())
	add(paper.Line(paper.Left, label.Product).Bold().Tall())
	for _, pair := range [...][2]string{
		{"Net", label.NetWeight},
		{"THC", label.THC},
		{"CBD", label.CBD},
		{"Packaged", label.Packaged},
		{"Harvested", label.Harvested},
		{"Sold", label.Sold},
		{"Patient", label.Patient},
	} {
		if pair[1] != "" {
			add(paper.Pair(pair[0], pair[1]))
		}
	}
	if len(label.Warnings) > 0 {
		add(paper.RuleAcross())
	}
	for _, warning := range label.Warnings {
		add(paper.Line(paper.Left, fit(warning)))
	}
	add(paper.RuleAcross())
	if label.Barcode != "" {
		add(paper.Code128(label.Barcode), paper.Line(paper.Center, label.PackageTag).Bold())
	}
	if label.QR != "" {
		add(paper.QRCode(label.QR))
	}
	if label.Copies > 1 {
		add(paper.BannerOf("FOR " + measure.Whole(int64(label.Copies)).String() + " UNITS"))
	}
	return document
}

// netOfUnit gives the net weight or volume of one unit, or "" where it is not known.
func netOfUnit(line terminal.Line, product terminal.Product) string {
	if line.Unit == measure.Grams {
		if line.Weighed != nil && line.Weighed.Text != "" && line.Weighed.Unit == "g" {
			return line.Weighed.Text + " g" // as the scale showed it
		}
		return line.Quantity.String() + " g"
	}
	for _, one := range [...]struct {
		measure terminal.Measure
		unit    string
	}{{terminal.NetGrams, " g"}, {terminal.NetMillilitres, " ml"}, {terminal.NetFluidOunces, " fl oz"}} {
		if amount, known := ofUnit(line, product, one.measure); known {
			return amount.String() + one.unit
		}
	}
	return ""
}

// thcOfUnit gives the THC of one unit in milligrams, or "" where it is not known.
func thcOfUnit(line terminal.Line, product terminal.Product) string {
	if amount, known := ofUnit(line, product, terminal.THCMilligrams); known && line.Unit != measure.Grams {
		return amount.String() + " mg"
	}
	return ""
}

// ofUnit gives a measure of one unit: the product's, or the line's share. The
// line's is a multiple of one unit's, so the share is exact.
func ofUnit(line terminal.Line, product terminal.Product, name terminal.Measure) (measure.Quantity, bool) {
	if amount, known := product.Measures[name]; known && amount.Sign() > 0 {
		return amount, true
	}
	whole, known := line.Measures[name]
	if !known || whole.Sign() <= 0 || line.Quantity.Sign() <= 0 {
		return measure.Quantity{}, false
	}
	share, err := whole.Decimal().Quo(line.Quantity.Decimal())
	if err != nil {
		return measure.Quantity{}, false
	}
	amount, err := measure.FromDecimal(share)
	if err != nil {
		return measure.Quantity{}, false
	}
	again, err := amount.Mul(line.Quantity)
	return amount, err == nil && again.Cmp(whole) == 0
}
