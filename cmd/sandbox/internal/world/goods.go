package world

import (
	"strings"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
	"github.com/curbline/curbline/cmd/sandbox/internal/state"
)

// The packages came in one after the other in the weeks before the sandbox
// first ran.
const (
	firstPackageID = 5501
	deliveryEvery  = 11 * time.Hour
)

// statePackages are the shop's packages as the state has them: those with a
// tag, with the quantities of packages.csv.
func statePackages(now time.Time) []state.Package {
	var packages []state.Package
	for _, p := range seed.Packages() {
		product, known := seed.ProductOf(p.SKU)
		if strings.HasPrefix(p.Tag, "SKU:") || !known {
			continue
		}
		at := int64(len(packages))
		received := now.Add(-time.Duration(60-at) * deliveryEvery).Truncate(time.Second)
		quantity := state.MustNumber(p.Quantity)
		entry := state.Package{
			ID: firstPackageID + at, Label: p.Tag, ProductName: product.Name, Category: product.StateCategory,
			Quantity: quantity, Original: quantity, Unit: p.Unit, Location: p.Location,
			PackagedDate: p.PackagedOn, ExpirationDate: p.ExpiresOn,
			OnHold: p.Status == seed.Hold, Finished: p.Status == seed.Finished,
			ReceivedAt: received, LastModified: received.Add(25 * time.Minute),
		}
		if quantity.IsZero() {
			entry.Original = state.MustNumber("25")
		}
		if entry.Finished {
			entry.FinishedDate = now.AddDate(0, 0, -1).Format(time.DateOnly)
		}
		packages = append(packages, entry)
	}
	return packages
}
