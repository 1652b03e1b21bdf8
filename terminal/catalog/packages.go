package catalog

import (
	"errors"
	"regexp"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog/csvfile"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
)

// TagPrefix is how every tag that Metrc issues begins; training tags too.
const TagPrefix = "1A4"

// SKUTagPrefix begins the name of the one package of a merchandise product,
// which has no state tag.
const SKUTagPrefix = "SKU:"

// LocationMaxBytes bounds a shelf's name.
const LocationMaxBytes = 60

var tagPattern = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// The columns of a package file.
var (
	PackageColumns  = []string{"tag", "sku", "quantity", "unit", "packaged_on", "expires_on", "status", "location"}
	packageRequired = []string{"tag", "sku", "quantity", "unit"}
)

// ParsePackages reads a package file: CSV, UTF-8, with PackageColumns of which
// tag, sku, quantity and unit must be there. known finds a product by its SKU.
// It returns the rows without a blocking problem and all problems of the file,
// up to ProblemsMax. A merchandise product has no tag: the field is empty or
// SKUTagPrefix and its SKU.
func ParsePackages(data []byte, known func(sku string) (terminal.Product, bool)) ([]terminal.Package, []Problem) {
	var found csvfile.Problems
	var packages []terminal.Package
	first := map[string]int{}
	csvfile.Read(data, PackageColumns, packageRequired, &found, func(r *csvfile.Row) {
		pkg := readPackage(r, known)
		if before, twice := first[pkg.Tag]; twice && pkg.Tag != "" {
			r.Wrongf("tag", "stands in row %d already", before)
		} else {
			first[pkg.Tag] = r.Number
		}
		if !r.Wrong {
			packages = append(packages, pkg)
		}
	})
	return packages, found.All()
}

func readPackage(r *csvfile.Row, known func(sku string) (terminal.Product, bool)) terminal.Package {
	pkg := terminal.Package{SKU: r.Get("sku"), Location: r.Get("location")}
	product, ok := known(pkg.SKU)
	switch {
	case pkg.SKU == "":
		r.Wrongf("sku", "is empty")
	case !ok:
		r.Wrongf("sku", "there is no product %q", pkg.SKU)
	}
	pkg.Tag = readTag(r, product, ok)
	pkg.Unit = readUnit(r)
	if ok && pkg.Unit.Valid() && pkg.Unit != product.SoldBy {
		r.Wrongf("unit", "is %s, but %s is sold by %s", unitWord(pkg.Unit), pkg.SKU, unitWord(product.SoldBy))
	}
	pkg.Book = readBook(r, pkg.Unit)
	pkg.PackagedOn, pkg.ExpiresOn = readDay(r, "packaged_on"), readDay(r, "expires_on")
	if !pkg.PackagedOn.IsZero() && !pkg.ExpiresOn.IsZero() && pkg.ExpiresOn.Compare(pkg.PackagedOn) < 0 {
		r.Wrongf("expires_on", "is before packaged_on")
	}
	readStatus(r, &pkg)
	if len(pkg.Location) > LocationMaxBytes {
		r.Wrongf("location", "is longer than %d bytes", LocationMaxBytes)
	}
	return pkg
}

func readTag(r *csvfile.Row, product terminal.Product, known bool) string {
	tag := strings.ToUpper(r.Get("tag"))
	if known && !product.NeedsTag() {
		own := SKUTagPrefix + product.SKU
		if tag != "" && r.Get("tag") != own {
			r.Wrongf("tag", "merchandise has no tag; leave it empty")
		}
		return own
	}
	switch {
	case tag == "":
		if known {
			r.Wrongf("tag", "is empty")
		}
	case !tagPattern.MatchString(tag):
		r.Wrongf("tag", "is not 24 characters of 0–9 and A–F")
	case !strings.HasPrefix(tag, TagPrefix):
		r.Warnf("tag", "does not start with %s as the state's tags do", TagPrefix)
	}
	return tag
}

func readUnit(r *csvfile.Row) measure.Unit {
	switch strings.ToLower(r.Get("unit")) {
	case "each":
		return measure.Each
	case "grams", "g":
		return measure.Grams
	}
	r.Wrongf("unit", "%q is neither Each nor Grams", r.Get("unit"))
	return ""
}

func unitWord(unit measure.Unit) string {
	if unit == measure.Grams {
		return "Grams"
	}
	return "Each"
}

func readBook(r *csvfile.Row, unit measure.Unit) measure.Quantity {
	text := r.Get("quantity")
	quantity, err := measure.Parse(text)
	switch {
	case text == "":
		r.Wrongf("quantity", "is empty")
	case errors.Is(err, measure.ErrRange) || err == nil && quantity.Cmp(amountMax) >= 0:
		r.Wrongf("quantity", "is too large or has more than %d digits after the point", measure.FractionDigitsMax)
	case err != nil:
		r.Wrongf("quantity", "%q is not a decimal such as 12 or 3.5", text)
	case quantity.Sign() < 0:
		r.Wrongf("quantity", "is negative")
	case unit == measure.Each && !quantity.IsWhole():
		r.Wrongf("quantity", "%s of Each is not whole", quantity)
	}
	return quantity
}

func readDay(r *csvfile.Row, column string) clock.Date {
	text := r.Get(column)
	if text == "" {
		return clock.Date{}
	}
	day, err := clock.ParseDate(text)
	if err != nil {
		r.Wrongf(column, "%q is not a day such as 2026-11-24", text)
	}
	return day
}

func readStatus(r *csvfile.Row, pkg *terminal.Package) {
	switch status := terminal.PackageStatus(strings.ToLower(r.Get("status"))); status {
	case "":
		pkg.Status = terminal.PackageActive
	case terminal.PackageActive, terminal.PackageFinished:
		pkg.Status = status
	case terminal.PackageHold:
		pkg.Status, pkg.HoldReason = status, "on hold at import"
	default:
		r.Wrongf("status", "%q is none of active, hold, finished", r.Get("status"))
	}
	if pkg.Status == terminal.PackageFinished && pkg.Book.Sign() > 0 {
		r.Wrongf("status", "a finished package still has a quantity")
	}
}
