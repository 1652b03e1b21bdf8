package catalog

import (
	"regexp"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// CodeMaxBytes bounds a scanned code. A Retail ID address has about 40 bytes.
const CodeMaxBytes = 128

// Code is what a scanned barcode or QR code says. Exactly one of Tag, Bag, Shelf,
// Badge, Order and SKU is set; RetailID and Index beside Tag name one single unit
// of a package, GTIN beside SKU says that the product code is a checked GTIN.
type Code struct {
	Tag      string // package tag, 24 hex characters, upper case
	RetailID string // the unit's address in its one canonical form
	Index    uint64 // the unit's running number in its package
	Bag      string // bag code of an exit label
	Shelf    string // a place for sealed bags, such as "B2"
	Badge    string // a staff badge, such as B-1001
	Order    string // the id of an online order
	SKU      string // product code as printed: of merchandise, or unknown
	GTIN     string // the same as 14 digits with zeros in front, its check digit verified
}

var (
	aimPrefix = regexp.MustCompile(`^\][A-Za-z][0-9A-Za-z]`)
	// GS1 General Specifications, section 3: the identifiers under which a tag
	// can stand in GS1-128, after an optional GTIN: lot, serial, additional
	// item, secondary serial, and company-internal.
	gs1Tag = regexp.MustCompile(`^(?:\(?01\)?[0-9]{14})?\x1d?\(?(?:10|21|240|250|9[0-9])\)?([0-9A-Fa-f]{24})$`)
)

// ParseCode reads a scanned code: a package tag in any case, a tag inside
// GS1-128, a Retail ID address, a bag code, a shelf code, an order's QR code, a
// staff badge, a GTIN, or else a product code. It returns an Invalid error of
// code catalog.code, catalog.retail_id, catalog.bag_code, catalog.shelf_code,
// catalog.order_code or catalog.check_digit.
func ParseCode(text string) (Code, error) {
	if len(text) > CodeMaxBytes {
		return Code{}, notACode()
	}
	text = strings.Trim(text, " \t\r\n\x02\x03")
	text = strings.TrimPrefix(aimPrefix.ReplaceAllString(text, ""), "\x1d")
	if tagPattern.MatchString(text) {
		return Code{Tag: strings.ToUpper(text)}, nil
	}
	if match := gs1Tag.FindStringSubmatch(text); match != nil {
		return Code{Tag: strings.ToUpper(match[1])}, nil
	}
	if short, ok := cutRetailHost(text); ok {
		return parseRetailID(short)
	}
	if strings.HasPrefix(strings.ToUpper(text), bagPrefix) {
		bag, err := ParseBagCode(text)
		return Code{Bag: bag}, err
	}
	if hasShelfPrefix(text) {
		shelf, err := ParseShelfCode(text)
		return Code{Shelf: shelf}, err
	}
	if code, found, err := parseOrder(text); found {
		return code, err
	}
	if code, ok := parseBadge(text); ok {
		return code, nil
	}
	return parseProduct(text)
}

// parseProduct reads a GTIN or a product code; SKU: before it says that it is a
// product code, whatever it looks like.
func parseProduct(text string) (Code, error) {
	sku, named := strings.CutPrefix(text, SKUTagPrefix)
	if !named {
		if code, found, err := parseGTIN(text); found {
			return code, err
		}
	}
	if len(sku) > SKUMaxBytes || !skuPattern.MatchString(sku) {
		return Code{}, notACode()
	}
	return Code{SKU: sku}, nil
}

func notACode() error {
	return terminal.Errorf(terminal.Invalid, "catalog.code", "This code is not one of ours.").
		WithHint("Scan the state's tag on the package.")
}

func notAnOrder() error {
	return terminal.Errorf(terminal.Invalid, "catalog.order_code", "This is not the code of an order.").
		WithHint("Ask the customer for the order's number and open it by hand.")
}

// PackageKey is the name of the package that the code speaks of: the tag, or
// SKUTagPrefix and the SKU for goods without one. It is empty for a bag,
// a shelf, a badge and an order.
func (c Code) PackageKey() string {
	if c.Tag == "" && c.SKU != "" {
		return SKUTagPrefix + c.SKU
	}
	return c.Tag
}
