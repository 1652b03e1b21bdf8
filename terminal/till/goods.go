package till

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/staff"
)

// ImportGoods takes products and packages in, after their files were parsed and
// checked whole. A package that is in the book already keeps its book: counts
// change it, not files.
type ImportGoods struct {
	personCommand
	Products []terminal.Product `json:"products"`
	Packages []terminal.Package `json:"packages"`
}

// Name is "catalog.import".
func (*ImportGoods) Name() string                 { return "catalog.import" }
func (*ImportGoods) permission() staff.Permission { return staff.Import }

// Imported says what an import changed.
type Imported struct {
	Products int `json:"products"`
	Packages int `json:"packages"`
	Known    int `json:"packages_known"`
}

func (c *ImportGoods) run(a *act) (any, error) {
	var done Imported
	for _, product := range c.Products {
		product.Unsellable = a.till.options.Rules.Unsellable(product, terminal.Adult, a.now())
		if err := a.record(terminal.ProductSaved{Product: product}); err != nil {
			return nil, err
		}
		done.Products++
	}
	for _, pack := range c.Packages {
		_, err := a.tx.Package(pack.Tag)
		if err == nil {
			done.Known++
			continue
		}
		if terminal.KindOf(err) != terminal.NotFound {
			return nil, err
		}
		if err := a.checkPackage(pack); err != nil {
			return nil, err
		}
		if err := a.record(terminal.PackageReceived{Package: pack}); err != nil {
			return nil, err
		}
		done.Packages++
	}
	for _, product := range c.Products {
		if err := a.bookMerchandise(product); err != nil {
			return nil, err
		}
	}
	return done, a.tellAllStock()
}

// checkPackage refuses what no parsed file has: a package sent past the parser
// must not spoil the book.
func (a *act) checkPackage(pack terminal.Package) error {
	product, err := a.tx.Product(pack.SKU)
	if err != nil {
		return err
	}
	if pack.Tag == "" || pack.Unit != product.SoldBy || pack.Book.Sign() < 0 || pack.Bound.Sign() != 0 ||
		!bookable(pack) {
		return terminal.Errorf(terminal.Invalid, "catalog.package", "Package %q cannot be booked like this.", pack.Tag)
	}
	return nil
}

// bookable says whether a status goes with what the book holds.
func bookable(pack terminal.Package) bool {
	switch pack.Status {
	case terminal.PackageActive, terminal.PackageHold:
		return true
	case terminal.PackageFinished:
		return pack.Book.Sign() == 0
	}
	return false
}

// merchandiseStart is the book of merchandise that no file gave a quantity for:
// the state does not count it, and a count corrects it.
var merchandiseStart = measure.Whole(1000)

func (a *act) bookMerchandise(product terminal.Product) error {
	if product.NeedsTag() {
		return nil
	}
	tag := catalog.SKUTagPrefix + product.SKU
	if _, err := a.tx.Package(tag); err == nil || terminal.KindOf(err) != terminal.NotFound {
		return err
	}
	return a.record(terminal.PackageReceived{Package: terminal.Package{
		Tag: tag, SKU: product.SKU, Unit: measure.Each, Book: merchandiseStart, Status: terminal.PackageActive,
	}})
}

// CountPackage sets a package's book to what a person counted.
type CountPackage struct {
	personCommand
	Tag     string           `json:"tag"`
	Counted measure.Quantity `json:"counted"`
	Reason  string           `json:"reason"`
}

// Name is "package.count".
func (*CountPackage) Name() string                 { return "package.count" }
func (*CountPackage) permission() staff.Permission { return staff.CountPackage }

func (c *CountPackage) run(a *act) (any, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	if c.Counted.Sign() < 0 {
		return nil, terminal.Errorf(terminal.Invalid, "package.negative", "A count cannot be below zero.")
	}
	pack, err := a.tx.Package(c.Tag)
	if err != nil {
		return nil, err
	}
	delta, err := c.Counted.Sub(pack.Book)
	if err != nil {
		return nil, err
	}
	if err := a.record(terminal.PackageCounted{Tag: c.Tag, Delta: delta, Reason: c.Reason}); err != nil {
		return nil, err
	}
	return delta, a.tellStock(pack.SKU)
}

// HoldPackage takes a package off sale, or frees it.
type HoldPackage struct {
	personCommand
	Tag    string `json:"tag"`
	Hold   bool   `json:"hold"`
	Reason string `json:"reason"`
}

// Name is "package.hold".
func (*HoldPackage) Name() string { return "package.hold" }

func (c *HoldPackage) permission() staff.Permission {
	if c.Hold {
		return staff.HoldPackage
	}
	return staff.FreePackage
}

func (c *HoldPackage) run(a *act) (any, error) {
	if err := needReason(c.Reason); err != nil {
		return nil, err
	}
	pack, err := a.tx.Package(c.Tag)
	if err != nil {
		return nil, err
	}
	status := terminal.PackageActive
	if c.Hold {
		status = terminal.PackageHold
	}
	if pack.Status == terminal.PackageFinished {
		return nil, terminal.Errorf(terminal.Conflict, "catalog.finished", "Package %s is finished.", c.Tag)
	}
	if err := a.record(terminal.PackageStatusSet{Tag: c.Tag, Status: status, Reason: c.Reason}); err != nil {
		return nil, err
	}
	return status, a.tellStock(pack.SKU)
}
