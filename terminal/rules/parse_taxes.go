package rules

import (
	"strings"

	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
)

// The words of a tax's base.
const (
	basePrice = "price_net"
	// baseFees is known and adds nothing: this version charges no fees.
	baseFees = "mandatory_fees"
)

const (
	kindAdValorem = "ad_valorem"
	payerConsumer = "consumer"
	lookupPrefix  = "lookup:"
)

func readTax(field *object, pack *Pack) *tax {
	read := &tax{
		id: readID(field), name: field.text("name", true),
		kind:      field.choice("kind", true, kindAdValorem, "per_mg_thc", "per_oz", "per_weight"),
		appliesTo: field.text("applies_to", true),
		only:      field.categories("categories", false),
		except:    field.categories("except_categories", false),
		order:     field.number("order", true, 0, 1000),
		payer:     field.choice("payer", true, payerConsumer, "retailer", "upstream"),
	}
	read.figure = readFigure(field, pack)
	read.rateText = field.text("rate", true)
	if name, isLookup := strings.CutPrefix(read.rateText, lookupPrefix); isLookup {
		read.lookup = name
		if !idPattern.MatchString(name) {
			field.problem("rate", "is %q, a look-up must be named like lookup:local", read.rateText)
		}
		if pack.parent != "" {
			field.problem("rate", "is a look-up, which nothing fills in an overlay")
		}
	} else {
		read.rate = readRate(field, read.rateText)
	}
	for _, word := range field.texts("base", true) {
		switch word {
		case basePrice:
			read.onPrice = true
		case baseFees:
		default:
			read.onTaxes = append(read.onTaxes, word)
		}
	}
	if field.has("base") && !read.onPrice && len(read.onTaxes) == 0 {
		field.problem("base", "must name %s or another tax", basePrice)
	}
	if len(read.only) > 0 && len(read.except) > 0 {
		field.problem("except_categories", "cannot stand beside categories")
	}
	field.finish()
	read.byCategory = make([]bool, len(terminal.Categories))
	for place, category := range terminal.Categories {
		read.byCategory[place] = (len(read.only) == 0 || contains(read.only, category)) &&
			!contains(read.except, category)
	}
	return read
}

func readRate(field *object, text string) decimal.Decimal {
	if text == "" {
		return decimal.Decimal{}
	}
	rate, err := parseNumber(text)
	if err != nil {
		field.problem("rate", "%v, nor a look-up such as lookup:local", err)
	} else if rate.Cmp(decimal.MustNew(1, 0)) > 0 {
		field.problem("rate", "is %s, must be a share from 0 to 1", text)
	}
	return rate
}

func readFill(field *object, pack *Pack) *rateFill {
	read := &rateFill{tax: field.text("tax", true), name: field.text("name", false), rateText: field.text("rate", true)}
	read.rate = readRate(field, read.rateText)
	read.figure = readFigure(field, pack)
	field.finish()
	return read
}
