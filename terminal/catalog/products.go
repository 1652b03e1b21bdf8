package catalog

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog/csvfile"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// Limits of a product's fields.
const (
	SKUMaxBytes      = 40
	NameMaxRunes     = 120
	UnitsMax         = 10_000
	FlagsMax         = 16
	WordMaxBytes     = 40 // of a route or a flag
	measureMaxDigits = 7  // before the point: ten tonnes in grams
)

var (
	skuPattern  = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`)
	wordPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// The columns of a product file.
var (
	ProductColumns = []string{
		"sku", "name", "category", "price", "net_grams", "net_millilitres", "net_fluid_ounces", "thc_mg_per_unit",
		"thc_mg_per_package", "units_per_package", "route", "sold_by", "flags",
	}
	productRequired = []string{"sku", "name", "category", "price"}
)

// ParseProducts reads a product file: CSV, UTF-8, with ProductColumns of which
// only sku, name, category and price must be there. It returns the rows without
// a blocking problem and all problems of the file, up to ProblemsMax.
//
// Measures are of one sold unit. A figure that the file does not give has no
// key: whether the product can be sold without it is for the rules to say.
func ParseProducts(data []byte) ([]terminal.Product, []Problem) {
	var found csvfile.Problems
	var products []terminal.Product
	first := map[string]int{}
	csvfile.Read(data, ProductColumns, productRequired, &found, func(r *csvfile.Row) {
		product := readProduct(r)
		if before, twice := first[product.SKU]; twice && product.SKU != "" {
			r.Wrongf("sku", "stands in row %d already", before)
		} else {
			first[product.SKU] = r.Number
		}
		if !r.Wrong {
			products = append(products, product)
		}
	})
	return products, found.All()
}

func readProduct(r *csvfile.Row) terminal.Product {
	product := terminal.Product{
		SKU: readSKU(r), Name: r.Get("name"), Category: terminal.Category(strings.ToLower(r.Get("category"))),
		Price: readPrice(r), SoldBy: readSoldBy(r), Measures: terminal.Measures{},
	}
	switch {
	case product.Name == "":
		r.Wrongf("name", "is empty")
	case utf8.RuneCountInString(product.Name) > NameMaxRunes:
		r.Wrongf("name", "is longer than %d characters", NameMaxRunes)
	}
	if !product.Category.Valid() {
		r.Wrongf("category", "%q is not a category", r.Get("category"))
	}
	if product.SoldBy == measure.Grams && product.Category == terminal.Merchandise {
		r.Wrongf("sold_by", "merchandise is sold by each")
	}
	product.Units = readUnits(r)
	readMeasures(r, &product)
	product.Route = readWord(r, "route", strings.ToLower(r.Get("route")))
	product.Flags = readFlags(r)
	return product
}

func readSKU(r *csvfile.Row) string {
	sku := r.Get("sku")
	switch {
	case sku == "":
		r.Wrongf("sku", "is empty")
	case len(sku) > SKUMaxBytes:
		r.Wrongf("sku", "is longer than %d characters", SKUMaxBytes)
	case !skuPattern.MatchString(sku):
		r.Wrongf("sku", "may hold only letters, digits and . _ / - and starts with a letter or digit")
	case strings.HasPrefix(strings.ToUpper(sku), bagPrefix) || hasShelfPrefix(sku) || tagPattern.MatchString(sku):
		// A scan of it would be taken for the other thing.
		r.Wrongf("sku", "looks like a package tag or the code of a bag or a shelf")
	case badgeCode.MatchString(sku):
		r.Wrongf("sku", "looks like a staff badge")
	}
	return sku
}

func readPrice(r *csvfile.Row) money.Cents {
	text := r.Get("price")
	price, err := money.Parse(text)
	switch {
	case text == "":
		r.Wrongf("price", "is empty")
	case errors.Is(err, money.ErrRange):
		r.Wrongf("price", "is too large")
	case err != nil:
		r.Wrongf("price", "%q is not an amount such as 35 or 35.00", text)
	case price < 0:
		r.Wrongf("price", "is negative")
	case price == 0:
		r.Warnf("price", "is 0.00")
	}
	return price
}

func readSoldBy(r *csvfile.Row) measure.Unit {
	switch strings.ToLower(r.Get("sold_by")) {
	case "", "each":
		return measure.Each
	case "grams", "g":
		return measure.Grams
	}
	r.Wrongf("sold_by", "%q is neither each nor grams", r.Get("sold_by"))
	return measure.Each
}

func readUnits(r *csvfile.Row) int {
	text := r.Get("units_per_package")
	if text == "" {
		return 0
	}
	units, err := strconv.Atoi(text)
	if err != nil || units < 1 || units > UnitsMax || text != strconv.Itoa(units) {
		r.Wrongf("units_per_package", "%q is not a whole number from 1 to %d", text, UnitsMax)
		return 0
	}
	return units
}

// readAmount reads a decimal that is not negative; false if the field is empty
// or wrong.
func readAmount(r *csvfile.Row, column string) (measure.Quantity, bool) {
	text := r.Get(column)
	if text == "" {
		return measure.Quantity{}, false
	}
	amount, err := measure.Parse(text)
	switch {
	case errors.Is(err, measure.ErrRange) || err == nil && amount.Cmp(amountMax) >= 0:
		r.Wrongf(column, "is too large or has more than %d digits after the point", measure.FractionDigitsMax)
	case err != nil:
		r.Wrongf(column, "%q is not a decimal such as 3.5", text)
	case amount.Sign() < 0:
		r.Wrongf(column, "is negative")
	default:
		return amount, true
	}
	return measure.Quantity{}, false
}

var amountMax = measure.MustParse("1" + strings.Repeat("0", measureMaxDigits))

var netColumns = []struct {
	column string
	key    terminal.Measure
}{
	{"net_grams", terminal.NetGrams},
	{"net_millilitres", terminal.NetMillilitres},
	{"net_fluid_ounces", terminal.NetFluidOunces},
}

func readMeasures(r *csvfile.Row, product *terminal.Product) {
	for _, net := range netColumns {
		column, key := net.column, net.key
		amount, ok := readAmount(r, column)
		if !ok {
			continue
		}
		if amount.Sign() == 0 {
			r.Wrongf(column, "is 0; leave it empty if it is not known")
			continue
		}
		product.Measures[key] = amount
	}
	one := measure.Whole(1)
	if product.SoldBy == measure.Grams {
		if given, ok := product.Measures[terminal.NetGrams]; ok && given.Cmp(one) != 0 {
			r.Wrongf("net_grams", "is of one sold unit, which is one gram here; leave it empty or write 1")
		}
		product.Measures[terminal.NetGrams] = one
	} else {
		pieces := measure.Whole(int64(max(product.Units, 1)))
		product.Measures[terminal.CountMeasure] = pieces
		if product.Units > 0 {
			product.Measures[terminal.UnitsMeasure] = pieces
		}
	}
	readTHC(r, product)
}

// readTHC prefers the figure of the whole package, which is the one that a
// laboratory measured; pieces are often rounded on the label.
func readTHC(r *csvfile.Row, product *terminal.Product) {
	perUnit, hasUnit := readAmount(r, "thc_mg_per_unit")
	perPackage, hasPackage := readAmount(r, "thc_mg_per_package")
	if hasUnit {
		product.THCUnit = &perUnit
	}
	if hasPackage {
		product.Measures[terminal.THCMilligrams] = perPackage
	}
	if !hasUnit || product.Units == 0 {
		return
	}
	computed, err := perUnit.Mul(measure.Whole(int64(product.Units)))
	switch {
	case err != nil:
		r.Wrongf("thc_mg_per_unit", "times units_per_package is too large")
	case !hasPackage:
		product.Measures[terminal.THCMilligrams] = computed
	case computed.Cmp(perPackage) != 0:
		r.Warnf("thc_mg_per_package", "is %s, but %d units of %s mg are %s", perPackage, product.Units, perUnit, computed)
	}
}

func readWord(r *csvfile.Row, column, word string) string {
	if word != "" && (len(word) > WordMaxBytes || !wordPattern.MatchString(word)) {
		r.Wrongf(column, "%q is not a word of a–z, 0–9 and _, up to %d characters", word, WordMaxBytes)
		return ""
	}
	return word
}

// readFlags takes words separated by spaces, semicolons or bars.
func readFlags(r *csvfile.Row) []string {
	words := strings.FieldsFunc(strings.ToLower(r.Get("flags")), func(char rune) bool { return strings.ContainsRune(" ;|,", char) })
	if len(words) == 0 {
		return nil
	}
	if len(words) > FlagsMax {
		r.Wrongf("flags", "holds more than %d flags", FlagsMax)
		return nil
	}
	for _, word := range words {
		if readWord(r, "flags", word) == "" {
			return nil
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}
