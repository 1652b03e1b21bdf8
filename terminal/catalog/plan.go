package catalog

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// FieldChange is one field that an import would change.
type FieldChange struct {
	Column string `json:"column"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Change is one thing that an import would change.
type Change[T any] struct {
	Before T             `json:"before"`
	After  T             `json:"after"`
	Fields []FieldChange `json:"fields"`
}

// Diff is what an import would do. What exists and is not in the file stays as
// it is: an import never removes.
type Diff[T any] struct {
	Added     []T         `json:"added"`
	Changed   []Change[T] `json:"changed"`
	Unchanged []T         `json:"unchanged"`
}

// PlanProducts compares a product file with the book, by SKU.
func PlanProducts(existing, incoming []terminal.Product) Diff[terminal.Product] {
	return plan(existing, incoming, func(p terminal.Product) string { return p.SKU }, productFields)
}

// PlanPackages compares a package file with the book, by tag. A changed
// quantity is not an intake: it is a count, and the book moves by the difference.
func PlanPackages(existing, incoming []terminal.Package) Diff[terminal.Package] {
	return plan(existing, incoming, func(p terminal.Package) string { return p.Tag }, packageFields)
}

func plan[T any](existing, incoming []T, key func(T) string, fields func(T) []FieldChange) Diff[T] {
	before := make(map[string]T, len(existing))
	for _, item := range existing {
		before[key(item)] = item
	}
	var diff Diff[T]
	for _, item := range incoming {
		old, ok := before[key(item)]
		if !ok {
			diff.Added = append(diff.Added, item)
			continue
		}
		if changes := changed(fields(old), fields(item)); len(changes) > 0 {
			diff.Changed = append(diff.Changed, Change[T]{Before: old, After: item, Fields: changes})
		} else {
			diff.Unchanged = append(diff.Unchanged, item)
		}
	}
	return diff
}

// changed pairs the After of two listings of the same columns.
func changed(before, after []FieldChange) []FieldChange {
	var changes []FieldChange
	for i := range before {
		if before[i].After != after[i].After {
			changes = append(changes, FieldChange{Column: after[i].Column, Before: before[i].After, After: after[i].After})
		}
	}
	return changes
}

func productFields(p terminal.Product) []FieldChange {
	perUnit := ""
	if p.THCUnit != nil {
		perUnit = p.THCUnit.String()
	}
	var measures []string
	for _, key := range slices.Sorted(maps.Keys(p.Measures)) {
		measures = append(measures, string(key)+" "+p.Measures[key].String())
	}
	flags := slices.Sorted(slices.Values(p.Flags))
	return []FieldChange{
		{Column: "name", After: p.Name},
		{Column: "category", After: string(p.Category)},
		{Column: "price", After: p.Price.String()},
		{Column: "sold_by", After: string(p.SoldBy)},
		{Column: "measures", After: strings.Join(measures, ", ")},
		{Column: "units_per_package", After: strconv.Itoa(p.Units)},
		{Column: "thc_mg_per_unit", After: perUnit},
		{Column: "route", After: p.Route},
		{Column: "flags", After: strings.Join(flags, " ")},
	}
}

func packageFields(p terminal.Package) []FieldChange {
	day := func(text []byte, _ error) string { return string(text) }
	return []FieldChange{
		{Column: "sku", After: p.SKU},
		{Column: "quantity", After: p.Book.String()},
		{Column: "unit", After: string(p.Unit)},
		{Column: "packaged_on", After: day(p.PackagedOn.MarshalText())},
		{Column: "expires_on", After: day(p.ExpiresOn.MarshalText())},
		{Column: "status", After: string(p.Status)},
		{Column: "location", After: p.Location},
	}
}
