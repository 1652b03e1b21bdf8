package printjob

import (
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/report"
)

// ReceiptLinesMax is how many lines of a sale fit on one receipt.
const ReceiptLinesMax = 150

// Copy says which paper of a sale this is. Number 1 is the first; each one after
// it says on its head that it is a copy.
type Copy struct {
	Number int
	At     time.Time
	By     string // staff id or badge of who asked for it
	Reason string
	// Spot is where the customer of a curb order waits.
	Spot string
}

// Receipt composes a sale's receipt. cashier is a badge or a first name; texts
// are what the rules want handed over or printed. It returns an Invalid error of
// code printjob.copy for a copy that is not numbered or, after the first, has no
// reason, and printjob.document for a sale that is too long for one paper.
func Receipt(sale terminal.Sale, store StoreInfo, copied Copy, cashier string, texts []string) (paper.Document, error) {
	if copied.Number < 1 || copied.Number > 1 && (copied.Reason == "" || copied.By == "" || copied.At.IsZero()) {
		return paper.Document{}, terminal.Errorf(terminal.Invalid, "printjob.copy", "A copy needs its number, who asked, when and why.")
	}
	if len(sale.Lines) > ReceiptLinesMax {
		return paper.Document{}, terminal.Errorf(terminal.Invalid, "printjob.document", "A receipt has room for %d lines.", ReceiptLinesMax)
	}
	document := paper.Document{Title: "Receipt " + sale.External}
	add := func(blocks ...paper.Block) { document.Blocks = append(document.Blocks, blocks...) }
	add(banners(sale, store, copied)...)
	add(store.head()...)
	add(paper.RuleAcross())
	add(saleHead(sale, store, cashier)...)
	add(paper.RuleAcross())
	for _, line := range sale.Lines {
		blocks, err := lineBlocks(line)
		if err != nil {
			return paper.Document{}, err
		}
		add(blocks...)
	}
	add(paper.RuleAcross())
	add(totalBlocks(sale)...)
	add(tenderBlocks(sale)...)
	add(paper.RuleAcross())
	for _, text := range append(append([]string(nil), texts...), store.Footer...) {
		add(paper.Line(paper.Left, fit(text)))
	}
	add(store.rulesLine(sale.Verdict.Status)...)
	add(paper.QRCode(sale.ID), paper.Line(paper.Center, sale.External))
	return checked(document)
}

func banners(sale terminal.Sale, store StoreInfo, copied Copy) []paper.Block {
	var blocks []paper.Block
	if copied.Number > 1 {
		blocks = append(blocks, paper.BannerOf(fmt.Sprintf("REPRINT %d", copied.Number)),
			paper.Line(paper.Center, fit(bothWords(store.local(copied.At))+" by "+copied.By)),
			paper.Line(paper.Center, fit(copied.Reason)))
	}
	if sale.Status == terminal.SaleVoided {
		blocks = append(blocks, paper.BannerOf("VOIDED"), paper.Line(paper.Center, "This sale was undone. It is not a proof of purchase."))
	}
	if sale.Place == terminal.Curb {
		where := "CURB"
		if copied.Spot != "" {
			where += ", SPOT " + copied.Spot
		}
		blocks = append(blocks, paper.BannerOf(fit(where)))
		if sale.Order != "" {
			// The paper comes out indoors and is carried to the right car.
			blocks = append(blocks, paper.BannerOf(fit("ORDER "+sale.Order)))
		}
	}
	return blocks
}

func saleHead(sale terminal.Sale, store StoreInfo, cashier string) []paper.Block {
	at, err := report.LocalTime(sale)
	if err != nil {
		at = store.local(sale.At)
	}
	blocks := []paper.Block{
		paper.Pair(dateWords(at), timeWords(at)),
		paper.Pair("Terminal "+store.Terminal, "Served by "+cashier),
		paper.Pair("Sale", sale.External),
	}
	if sale.Order != "" {
		blocks = append(blocks, paper.Pair("Order", sale.Order))
	}
	return blocks
}

func lineBlocks(line terminal.Line) ([]paper.Block, error) {
	gross, err := line.Gross()
	if err != nil {
		return nil, terminal.Errorf(terminal.Internal, "printjob.line", "The amount of line %d is not valid.", line.Number).Wrap(err)
	}
	quantity, each := line.Quantity.String()+" x ", "each"
	if line.Unit == measure.Grams {
		quantity, each = line.Quantity.String()+" g ", "a gram"
	}
	if line.Weighed != nil {
		// With the digits of the scale's own display: a printed weight must equal it
		// (NIST Handbook 44, general code, agreement of indications).
		quantity = line.Weighed.Text + " " + line.Weighed.Unit + " "
	}
	blocks := []paper.Block{paper.Pair(fit(quantity+line.Name), dollars(gross))}
	detail := "  " + dollars(line.UnitPrice) + " " + each
	if line.Weighed != nil {
		detail += ", net by the scale"
	}
	if weight, ok := line.Measures[terminal.NetGrams]; ok && line.Unit != measure.Grams && weight.Sign() > 0 {
		detail += ", net " + weight.String() + " g"
	} else if volume, ok := line.Measures[terminal.NetMillilitres]; ok {
		detail += ", net " + volume.String() + " ml"
	}
	if line.Category != terminal.Merchandise && line.Tag != "" {
		detail += "\n  Tag " + line.Tag
	}
	blocks = append(blocks, paper.Line(paper.Left, fit(detail)))
	if line.Discount != 0 {
		reason := "Discount"
		if line.Reason != "" {
			reason += ", " + line.Reason
		}
		blocks = append(blocks, paper.Pair(fit(reason), dollars(-line.Discount)))
	}
	return blocks, nil
}

func totalBlocks(sale terminal.Sale) []paper.Block {
	blocks := []paper.Block{paper.Pair("Subtotal", dollars(sale.Totals.Subtotal))}
	if sale.Totals.Discount != 0 {
		blocks = append(blocks, paper.Pair("Discounts", dollars(-sale.Totals.Discount)))
	}
	for _, tax := range sale.Taxes {
		name := tax.Name + " " + percent(tax.Rate)
		if tax.Sample {
			name += " (sample)"
		}
		blocks = append(blocks, paper.Pair(fit(name), dollars(tax.Amount)))
	}
	return append(blocks, paper.Pair("TOTAL", dollars(sale.Totals.Total)).Bold().Tall())
}

func tenderBlocks(sale terminal.Sale) []paper.Block {
	var blocks []paper.Block
	for _, tender := range sale.Tenders {
		name := tenderWords(tender.Kind)
		if tender.Reference != "" {
			name += " " + tender.Reference
		}
		blocks = append(blocks, paper.Pair(fit(name), dollars(tender.Given)))
		if tender.Kind == terminal.Cash {
			blocks = append(blocks, paper.Pair("Change", dollars(tender.Change)).Bold())
		}
	}
	return blocks
}

func tenderWords(kind terminal.TenderKind) string {
	switch kind {
	case terminal.Cash:
		return "Cash"
	case terminal.External:
		return "Card terminal"
	case terminal.Prepaid:
		return "Paid in the web shop"
	}
	return string(kind)
}
