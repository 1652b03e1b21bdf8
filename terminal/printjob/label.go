package printjob

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/paper"
)

// labelLinesMax is how many lines of an order a label lists; the rest is counted.
const labelLinesMax = 40

// ExitLabel composes the label that seals an order's bag: the order, what is
// packed with its tags, and the bag's code. It holds no name.
func ExitLabel(order terminal.Order, store StoreInfo, bagCode string) paper.Document {
	document := paper.Document{Title: "Exit label " + order.ID}
	add := func(blocks ...paper.Block) { document.Blocks = append(document.Blocks, blocks...) }
	add(store.head()...)
	add(paper.RuleAcross(), paper.Line(paper.Center, fit(order.ID)).Bold().Tall().Wide())
	if !order.Changed.IsZero() {
		add(paper.Pair("Packed", bothWords(store.local(order.Changed))))
	}
	if order.Channel != "" {
		add(paper.Pair("For", fit(order.Channel)))
	}
	if order.Shelf != "" {
		add(paper.Line(paper.Center, fit("Shelf "+order.Shelf)).Bold().Tall().Wide())
	}
	add(paper.RuleAcross())
	names := map[string]string{}
	for _, item := range order.Items {
		names[item.Line] = item.Name
	}
	packed := merged(order.Packed)
	for _, unit := range packed[:min(len(packed), labelLinesMax)] {
		add(paper.Pair(fit(names[unit.Line]), "x "+unit.Quantity.String()))
		if len(unit.Tag) > 0 {
			add(paper.Line(paper.Left, fit("  "+unit.Tag)))
		}
	}
	if more := len(packed) - labelLinesMax; more > 0 {
		add(paper.Line(paper.Left, "and "+measure.Whole(int64(more)).String()+" more"))
	}
	add(paper.RuleAcross())
	if bagCode != "" {
		add(paper.Code128(bagCode), paper.Line(paper.Center, bagCode).Bold())
	}
	add(paper.Line(paper.Center, "Keep sealed. Hand over only to a checked person."))
	return document
}

// merged adds up scans of one line and tag.
func merged(units []terminal.PackedUnit) []terminal.PackedUnit {
	var list []terminal.PackedUnit
	place := map[[2]string]int{}
	for _, unit := range units {
		key := [2]string{unit.Line, unit.Tag}
		at, known := place[key]
		if !known {
			place[key] = len(list)
			list = append(list, unit)
			continue
		}
		if sum, err := list[at].Quantity.Add(unit.Quantity); err == nil {
			list[at].Quantity = sum
		} else {
			list = append(list, unit)
		}
	}
	return list
}
