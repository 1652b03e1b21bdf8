package seed

import "fmt"

// Package is one row of packages.csv. Merchandise has one row without a state
// tag, named SKU: and its SKU.
type Package struct {
	Tag, SKU, Quantity, Unit string // Unit: Each or Grams
	PackagedOn, ExpiresOn    string
	Status, Location         string // Status: active, hold or finished
}

// The states of a package.
const (
	Active   = "active"
	Hold     = "hold"
	Finished = "finished"
)

// The numbers of the packages that are not simply on the shelf.
const (
	tags         = 60
	heldTag      = 58 // on hold
	finishedTag  = 59
	emptyTag     = 60 // active, with nothing left
	lastFewTag   = 15 // Granite Live Resin: 2 left
	firstTagTail = 100
)

// Tag gives the tag of the shop's package 1 to 60.
func Tag(number int) string { return fmt.Sprintf("1A4000000000022000%06d", firstTagTail+number) }

// Packages are what lies on the shelves: 60 tags, every product has at least
// one, and a row without a tag for each merchandise product.
func Packages() []Package {
	var tagged, loose []Product
	for _, product := range Products {
		if product.StateCategory == "" {
			loose = append(loose, product)
		} else {
			tagged = append(tagged, product)
		}
	}
	var packages []Package
	for number := 1; number <= tags; number++ {
		packages = append(packages, shelved(number, tagged[(number-1)%len(tagged)]))
	}
	for at, product := range loose {
		packages = append(packages, Package{
			Tag: "SKU:" + product.SKU, SKU: product.SKU, Quantity: fmt.Sprint(60 + 15*at), Unit: "Each",
			Status: Active, Location: "Front wall",
		})
	}
	return packages
}

func shelved(number int, product Product) Package {
	p := Package{
		Tag: Tag(number), SKU: product.SKU, Quantity: fmt.Sprint(24 + number*7%41), Unit: "Each",
		PackagedOn: fmt.Sprintf("2026-%02d-%02d", 8+number%3, 1+number%27),
		ExpiresOn:  fmt.Sprintf("2027-%02d-%02d", 8+number%3, 1+number%27),
		Status:     Active, Location: "Sales Floor",
	}
	if product.SoldBy == grams {
		p.Unit, p.Quantity = "Grams", "226.5"
	}
	if number > len(Products)-3 {
		p.Location = "Vault"
	}
	switch number {
	case lastFewTag:
		p.Quantity = "2"
	case heldTag:
		p.Status, p.Location = Hold, "Quarantine"
	case finishedTag:
		p.Status, p.Quantity = Finished, "0"
	case emptyTag:
		p.Quantity = "0"
	}
	return p
}

// ProductOf gives the product of a SKU.
func ProductOf(sku string) (Product, bool) {
	for _, product := range Products {
		if product.SKU == sku {
			return product, true
		}
	}
	return Product{}, false
}
