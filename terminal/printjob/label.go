package printjob

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/paper"
)

// sealWords are on every sealed bag.
const sealWords = "Keep sealed. Hand over only to a checked person."

// labelLinesMax is how many lines of an order a label lists; the rest is counted.
const labelLinesMax = 40

// ExitLabel composes the label that seals an order's bag: the order, what is
// packed with its tags, and the bag's code; for a label printer by the template
// exit-bag, and in blocks for a receipt printer. It holds no name.
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
	add(paper.Line(paper.Center, sealWords))
	document.Label = bagLabel(order, store, bagCode, packed, names)
	return document
}

// bagLabel is the same for a label printer.
func bagLabel(order terminal.Order, store StoreInfo, bagCode string, packed []terminal.PackedUnit, names map[string]string) *paper.Label {
	label := paper.Label{
		Template: "exit-bag", Store: short(store.Name), License: short(store.License), Order: short(order.ID), Channel: short(order.Channel),
		Shelf: short(order.Shelf), Barcode: bagCode, Warnings: []string{sealWords},
	}
	if !order.Changed.IsZero() {
		label.Packaged = bothWords(store.local(order.Changed))
	}
	listed := packed
	if len(packed) > paper.LabelItemsMax {
		listed = packed[:paper.LabelItemsMax-1]
	}
	for _, unit := range listed {
		tag := ""
		if unit.Tag != "" && !strings.HasPrefix(unit.Tag, "SKU:") {
			tag = ", tag " + unit.Tag
		}
		// The name gives way, never the quantity or the tag.
		head := unit.Quantity.String() + " x "
		label.Items = append(label.Items, head+cutTo(names[unit.Line], paper.LabelTextMaxBytes-len(head)-len(tag))+tag)
	}
	if more := len(packed) - len(listed); more > 0 {
		label.Items = append(label.Items, "and "+measure.Whole(int64(more)).String()+" more")
	}
	return &label
}

// short cuts a text to what a label takes.
func short(text string) string { return cutTo(text, paper.LabelTextMaxBytes) }

// cutTo cuts a text to some bytes, at a whole character.
func cutTo(text string, maxBytes int) string {
	text = strings.ToValidUTF8(text, "?")
	if len(text) <= maxBytes {
		return text
	}
	text = text[:max(maxBytes, 0)]
	for len(text) > 0 && !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}

// dayWords gives "Nov 24, 2026", or "" for no day.
func dayWords(day clock.Date) string {
	if day.IsZero() {
		return ""
	}
	return dateWords(time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC))
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
