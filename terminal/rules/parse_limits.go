package rules

import (
	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
)

var measureNames = []string{
	string(terminal.NetGrams), string(terminal.NetMillilitres), string(terminal.NetFluidOunces),
	string(terminal.THCMilligrams), string(terminal.THCGrams), string(terminal.NonTHCCannabinoids),
	string(terminal.ConcentrateGrams), string(terminal.FlowerEquivalentGrams),
	string(terminal.UnitsMeasure), string(terminal.CountMeasure),
}

func readLimit(field *object, pack *Pack) *limit {
	read := &limit{
		id: readID(field), title: field.text("title", true), class: readClass(field),
		unit: field.text("unit", true), scope: field.text("count_scope", true),
		byCategory: make([][]int, len(terminal.Categories)),
	}
	read.figure = readFigure(field, pack)
	for _, inner := range field.objects("terms", true) {
		read.terms = append(read.terms, readTerm(inner))
	}
	if field.has("terms") && len(read.terms) == 0 {
		field.problem("terms", "must hold at least one term")
	}
	read.maximum = readPositive(field, "max", maxFractionDigits)
	readWindow(field.object("window", true), read)
	field.choice("ledger", false, "local", "state_system")
	field.text("override", false)
	field.finish()
	weighTerms(field, read)
	for place, category := range terminal.Categories {
		for at, term := range read.terms {
			if contains(term.categories, category) {
				read.byCategory[place] = append(read.byCategory[place], at)
			}
		}
	}
	return read
}

func contains(categories []terminal.Category, wanted terminal.Category) bool {
	for _, category := range categories {
		if category == wanted {
			return true
		}
	}
	return false
}

func readTerm(field *object) term {
	read := term{
		label: field.text("label", false), categories: field.categories("categories", true),
		measure: terminal.Measure(field.choice("measure", true, measureNames...)),
		text:    field.text("factor", true),
	}
	if read.text != "" {
		factor, err := parseRational(read.text)
		if err != nil {
			field.problem("factor", "%v", err)
		}
		read.factor = factor
	}
	if read.label == "" && len(read.categories) > 0 {
		read.label = categoryWords(read.categories[0])
	}
	field.finish()
	return read
}

func readPositive(field *object, name string, places int) decimal.Decimal {
	text := field.text(name, true)
	if text == "" {
		return decimal.Decimal{}
	}
	value, err := parseNumber(text)
	switch {
	case err != nil:
		field.problem(name, "%v", err)
	case value.IsZero():
		field.problem(name, "must be more than zero")
	case value.Scale() > places:
		field.problem(name, "has more than %d digits behind the point", places)
	}
	return value
}

func readWindow(field *object, into *limit) {
	if field == nil {
		return
	}
	into.window = field.choice("type", true, windowTransaction, windowDay, "rolling_days", "calendar_month",
		"standing_holdings", "supply_cycle")
	into.windowDays = field.number("days", into.window == "rolling_days" || into.window == "supply_cycle", 1, 366)
	field.text("daily_dose", false)
	field.number("early_refill_when_remaining_days", false, 0, 366)
	field.text("note", false)
	field.finish()
}

// weighTerms brings the factors to their common denominator.
func weighTerms(field *object, read *limit) {
	var factors []rational
	for _, term := range read.terms {
		if term.factor.denominator == 0 {
			return // reported already
		}
		factors = append(factors, term.factor)
	}
	common, ok := commonDenominator(factors)
	if !ok {
		field.problem("terms", "have factors whose common denominator passes %d", commonDenominatorMax)
		return
	}
	for i := range read.terms {
		term := &read.terms[i]
		multiple := common / term.factor.denominator
		if term.factor.numerator > weightMax/multiple {
			field.problem("terms", "have factors too far apart to add exactly")
			return
		}
		term.weight = decimal.MustNew(term.factor.numerator*multiple, 0)
	}
	read.denominator = decimal.MustNew(common, 0)
	bound, err := read.maximum.MulExact(read.denominator, read.maximum.Scale())
	if err != nil {
		field.problem("max", "is too large to compare exactly")
	}
	read.bound = bound
}

func readCap(field *object, pack *Pack) *thcCap {
	read := &thcCap{
		id: readID(field), title: field.text("title", true), class: readClass(field),
		categories: field.categories("categories", true),
	}
	read.figure = readFigure(field, pack)
	if field.has("mg_per_package") {
		value := readPositive(field, "mg_per_package", packFractionDigitsMax)
		read.perPackage = &value
	}
	if field.has("mg_per_unit") {
		value := readPositive(field, "mg_per_unit", packFractionDigitsMax)
		read.perUnit = &value
	}
	if read.perPackage == nil && read.perUnit == nil {
		field.problem("mg_per_package", "is missing, and so is mg_per_unit")
	}
	field.finish()
	return read
}
