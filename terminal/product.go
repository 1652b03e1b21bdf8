package terminal

import (
	"slices"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
)

// Category is one of the closed list by which rule packs speak of goods.
type Category string

// Categories is the closed list, in the order in which screens show it.
var Categories = []Category{
	"flower", "preroll", "infused_preroll", "shake", "concentrate", "vape_cartridge", "inhaler",
	"edible_solid", "edible_liquid", "low_dose_beverage", "capsule", "tincture", "tincture_oral",
	"tincture_sublingual", "topical", "transdermal_patch", "suppository", "immature_plant",
	"mature_plant", "seed", Merchandise,
}

// Merchandise is everything that is not cannabis: pipes, papers, shirts. It has
// no package tag and is not filed with the state.
const Merchandise Category = "merchandise"

// Valid says whether the category is on the closed list.
func (c Category) Valid() bool { return slices.Contains(Categories, c) }

// Measure names what a rule pack can count of one sold unit.
type Measure string

// The closed list of measures (rule pack schema 0.1).
const (
	NetGrams              Measure = "net_g"
	NetMillilitres        Measure = "net_ml"
	NetFluidOunces        Measure = "net_floz"
	THCMilligrams         Measure = "thc_mg"
	THCGrams              Measure = "thc_g"
	NonTHCCannabinoids    Measure = "non_thc_cannabinoid_mg"
	ConcentrateGrams      Measure = "concentrate_g"
	FlowerEquivalentGrams Measure = "flower_equiv_g"
	UnitsMeasure          Measure = "units"
	CountMeasure          Measure = "count"
)

// Measures are the figures of one sold unit (one each, or one gram where the
// product is sold by weight). A missing key is a missing figure, never zero.
type Measures map[Measure]measure.Quantity

// Product is what the shop sells under one SKU.
type Product struct {
	RowID    int64             `json:"-"`
	SKU      string            `json:"sku"`
	Name     string            `json:"name"`
	Category Category          `json:"category"`
	Price    money.Cents       `json:"price"` // of one unit, before tax
	SoldBy   measure.Unit      `json:"sold_by"`
	Measures Measures          `json:"measures"`
	Units    int               `json:"units_per_package,omitempty"` // pieces in one sold unit
	THCUnit  *measure.Quantity `json:"thc_mg_per_unit,omitempty"`   // of one piece
	Route    string            `json:"route,omitempty"`
	Flags    []string          `json:"flags,omitempty"`
	// Unsellable says why the product cannot be sold here at all, in words; empty
	// if it can. It is decided at intake from the rule pack in force.
	Unsellable string `json:"unsellable,omitempty"`
}

// NeedsTag says whether each unit must come from a package with a state tag.
func (p Product) NeedsTag() bool { return p.Category != Merchandise }

// PackageStatus says whether a package may be sold from.
type PackageStatus string

// The states of a package in the shop's book.
const (
	PackageActive   PackageStatus = "active"
	PackageHold     PackageStatus = "hold"
	PackageFinished PackageStatus = "finished"
)

// Package is one lot with a state tag. Merchandise has one package without a
// state tag, named "SKU:" and its SKU, so that its stock is kept the same way.
type Package struct {
	RowID      int64            `json:"-"`
	Tag        string           `json:"tag"` // 24 hex characters, upper case
	SKU        string           `json:"sku"`
	Unit       measure.Unit     `json:"unit"`
	Book       measure.Quantity `json:"book"`  // what the journal says is here
	Bound      measure.Quantity `json:"bound"` // of these, packed for an order
	Status     PackageStatus    `json:"status"`
	HoldReason string           `json:"hold_reason,omitempty"`
	PackagedOn clock.Date       `json:"packaged_on,omitzero"`
	ExpiresOn  clock.Date       `json:"expires_on,omitzero"`
	Location   string           `json:"location,omitempty"`
}

// Stock is what the shop has of one SKU: book over its active packages, what
// accepted orders have reserved, and what is on hold.
type Stock struct {
	SKU      string           `json:"sku"`
	Book     measure.Quantity `json:"book"`
	Reserved measure.Quantity `json:"reserved"`
	Held     measure.Quantity `json:"held"`
}

// Available is book − reserved − held: what may still be promised.
func (s Stock) Available() (measure.Quantity, error) {
	left, err := s.Book.Sub(s.Reserved)
	if err != nil {
		return left, err
	}
	return left.Sub(s.Held)
}
