package printjob

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/report"
)

// How much of its lists an X or Z prints; the rest is counted and stands in the
// export.
const (
	unsentMax       = 60
	exceptionsMax   = 40
	refusalCodesMax = 24
)

// X composes a look at an open shift. It resets nothing. Of each drawer it leaves
// out the cash sales and what is expected, because the count at the close is
// blind. It returns printjob.document for a shift with too much to list.
func X(shift report.Shift, store StoreInfo) (paper.Document, error) {
	document := paper.Document{Title: fmt.Sprintf("X of shift %d", shift.Shift.Number)}
	add := func(blocks ...paper.Block) { document.Blocks = append(document.Blocks, blocks...) }
	add(store.head()...)
	add(paper.BannerOf("X, NOT A CLOSE"))
	add(shiftHead(shift, store)...)
	add(moneyBlocks(shift.Detail)...)
	for _, drawer := range shift.Shift.Drawers {
		add(drawerHead(shift, drawer)...)
		add(paper.Pair("Float", dollars(drawer.Opening)))
		add(movedBlocks(drawer)...)
	}
	add(paper.Line(paper.Left, "Each drawer is counted blind at the close."))
	add(countBlocks(shift)...)
	add(unsentBlocks(shift.Unsent, store)...)
	add(paper.RuleAcross())
	add(store.rulesLine("")...)
	return checked(document)
}

// Z composes the close of a shift: its money, drawers with what they are over or
// short, what was refused and overridden, what the state does not have yet with
// its deadline, and the signed checkpoint of the journal as a QR code. It returns
// a Conflict error of code printjob.shift_open for a shift that is not closed, and
// printjob.document.
func Z(shift report.Shift, store StoreInfo, checkpointText string) (paper.Document, error) {
	if shift.Shift.ClosedAt.IsZero() {
		return paper.Document{}, terminal.Errorf(terminal.Conflict, "printjob.shift_open", "Shift %d is not closed, so it has no Z.", shift.Shift.Number)
	}
	document := paper.Document{Title: fmt.Sprintf("Z %03d", shift.Shift.Number)}
	add := func(blocks ...paper.Block) { document.Blocks = append(document.Blocks, blocks...) }
	add(store.head()...)
	add(paper.Line(paper.Center, fmt.Sprintf("END OF SHIFT, Z %03d", shift.Shift.Number)).Bold().Tall())
	add(shiftHead(shift, store)...)
	add(moneyBlocks(shift.Detail)...)
	for _, drawer := range shift.Shift.Drawers {
		add(drawerHead(shift, drawer)...)
		add(drawerBlocks(drawer)...)
	}
	add(countBlocks(shift)...)
	add(exceptionBlocks(shift.Exceptions, store)...)
	add(unsentBlocks(shift.Unsent, store)...)
	add(paper.RuleAcross())
	if shift.GrandTotal != nil {
		add(paper.Pair("Grand total, never reset", dollars(*shift.GrandTotal)))
	}
	add(paper.Pair("Journal entries", fmt.Sprintf("%d to %d", shift.Shift.FirstEntry, shift.Shift.LastEntry)))
	add(store.rulesLine("")...)
	if checkpointText != "" {
		add(paper.QRCode(checkpointText), paper.Line(paper.Left, "The code holds the signed checkpoint of the journal."))
	}
	add(paper.FeedLines(2), paper.RuleAcross(), paper.Line(paper.Left, "Manager, date"))
	add(paper.FeedLines(2), paper.RuleAcross(), paper.Line(paper.Left, "Second count, date"))
	return checked(document)
}

func shiftHead(shift report.Shift, store StoreInfo) []paper.Block {
	s := shift.Shift
	blocks := []paper.Block{
		paper.RuleAcross(),
		paper.Pair("Business date", s.BusinessDate.String()),
		paper.Pair("Terminal", store.Terminal),
		paper.Pair("Opened by "+s.OpenedBy, bothWords(store.local(s.OpenedAt))),
	}
	if !s.ClosedAt.IsZero() {
		blocks = append(blocks, paper.Pair("Closed by "+s.ClosedBy, bothWords(store.local(s.ClosedAt))))
	}
	return blocks
}

func heading(text string) []paper.Block {
	return []paper.Block{paper.RuleAcross(), paper.Line(paper.Left, text).Bold()}
}

func moneyBlocks(detail report.Detail) []paper.Block {
	blocks := heading("Sales")
	blocks = append(blocks,
		paper.Pair("Gross sales", dollars(detail.Subtotal)),
		paper.Pair("Discounts", dollars(-detail.Discount)),
		paper.Pair(fmt.Sprintf("Net sales (%d)", detail.Sales), dollars(detail.Net)).Bold())
	for _, tax := range detail.TaxLines {
		name := tax.Name + " " + percent(tax.Rate)
		if tax.Sample {
			name += " (sample)"
		}
		blocks = append(blocks, paper.Pair(fit(name), dollars(tax.Amount)))
	}
	blocks = append(blocks, paper.Pair("Total", dollars(detail.Total)).Bold(),
		paper.Pair(fmt.Sprintf("Voided, not in the total (%d)", detail.Voids.Count), dollars(detail.Voids.Amount)))
	blocks = append(blocks, heading("Tenders")...)
	for _, tender := range detail.Tenders {
		name := fmt.Sprintf("%s (%d)", tenderWords(terminal.TenderKind(tender.Name)), tender.Count)
		blocks = append(blocks, paper.Pair(name, dollars(tender.Amount)))
	}
	return blocks
}

// drawerHead names a drawer, and who answers for it if it is a runner's bank.
func drawerHead(shift report.Shift, drawer terminal.Drawer) []paper.Block {
	blocks := heading(fit("Drawer " + drawer.Name))
	if drawer.Staff == "" {
		return blocks
	}
	who := drawer.Staff
	if name := shift.Runners[drawer.Staff]; name != "" {
		who = name
	}
	return append(blocks, paper.Pair("Runner's bank of", fit(who)))
}

func movedBlocks(drawer terminal.Drawer) []paper.Block {
	return []paper.Block{
		paper.Pair("Paid in", dollars(drawer.PaidIn)),
		paper.Pair("Paid out", dollars(-drawer.PaidOut)),
		paper.Pair("Drops to the safe", dollars(-drawer.Drops)),
	}
}

func drawerBlocks(drawer terminal.Drawer) []paper.Block {
	var blocks []paper.Block
	over := drawer.Closing - drawer.Expected()
	name := "Exact"
	switch {
	case over > 0:
		name = "Over"
	case over < 0:
		name = "Short"
	}
	blocks = append(blocks,
		paper.Pair("Float", dollars(drawer.Opening)),
		paper.Pair("Cash sales", dollars(drawer.Sales)))
	blocks = append(blocks, movedBlocks(drawer)...)
	blocks = append(blocks,
		paper.Pair("Expected", dollars(drawer.Expected())).Bold(),
		paper.Pair("Counted, blind", dollars(drawer.Closing)))
	var pieces []string
	for _, value := range terminal.Denominations {
		if count := drawer.Counted[value]; count != 0 {
			pieces = append(pieces, "  "+strconv.Itoa(count)+" x "+dollars(value)+" = "+dollars(value*money.Cents(count)))
		}
	}
	if len(pieces) > 0 {
		blocks = append(blocks, paper.Line(paper.Left, strings.Join(pieces, "\n")))
	}
	return append(blocks, paper.Pair(name, dollars(over)).Bold())
}

func countBlocks(shift report.Shift) []paper.Block {
	day := shift.Counts
	blocks := heading("Counts of the day")
	row := func(name string, count int64) {
		blocks = append(blocks, paper.Pair(fit(name), strconv.FormatInt(count, 10)))
	}
	row("IDs accepted", day.IdentityChecks)
	others := int64(0)
	for i, refusal := range day.Refusals {
		if i >= refusalCodesMax {
			others += refusal.Count
			continue
		}
		row("Refused: "+refusal.Name, refusal.Count)
	}
	if others > 0 {
		row("Refused: other", others)
	}
	for _, override := range day.Overrides {
		row("Overridden: "+override.Name, override.Count)
	}
	noSales := int64(0)
	for _, move := range day.CashMoves {
		if move.Name == "no_sale" {
			noSales = move.Count
		}
	}
	row("Drawer opened without a sale", noSales)
	return blocks
}

func exceptionBlocks(exceptions []report.Exception, store StoreInfo) []paper.Block {
	if len(exceptions) == 0 {
		return nil
	}
	blocks := heading("Overrides, voids and refusals")
	// Overrides and voids come first: a person stands behind each.
	weight := func(e report.Exception) int {
		if e.Kind == "refused" {
			return 1
		}
		return 0
	}
	sorted := slices.Clone(exceptions)
	slices.SortStableFunc(sorted, func(a, b report.Exception) int { return weight(a) - weight(b) })
	for i, exception := range sorted {
		if i == exceptionsMax {
			more := int64(len(sorted) - i)
			blocks = append(blocks, paper.Line(paper.Left, fmt.Sprintf("and %d more %s in the export", more, plural(more, "entry", "entries"))))
			break
		}
		by := exception.Actor
		if exception.Approver != "" && exception.Approver != by {
			by += ", agreed by " + exception.Approver
		}
		right := timeWords(store.local(exception.At))
		if exception.Amount != 0 {
			right = dollars(exception.Amount)
		}
		blocks = append(blocks, paper.Pair(fit(exception.Kind+" "+exception.Code), right),
			paper.Line(paper.Left, fit(exception.Reason+" ("+by+")")))
	}
	return blocks
}

func unsentBlocks(unsent []report.Unsent, store StoreInfo) []paper.Block {
	blocks := heading(fmt.Sprintf("Not yet with the state (%d)", len(unsent)))
	if len(unsent) == 0 {
		return append(blocks, paper.Line(paper.Left, "Every sale is filed."))
	}
	for i, sale := range unsent {
		if i == unsentMax {
			blocks = append(blocks, paper.Line(paper.Left, fmt.Sprintf("and %d more in the export", len(unsent)-i)))
			break
		}
		text := sale.Standing + ", file by " + bothWords(store.local(sale.Deadline)) + "\n" + sale.Words
		blocks = append(blocks, paper.Pair(sale.External, dollars(sale.Total)), paper.Line(paper.Left, fit(text)))
	}
	return blocks
}
