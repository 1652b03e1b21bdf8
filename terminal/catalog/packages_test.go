package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
)

var shelf = map[string]terminal.Product{
	"FLW":  {SKU: "FLW", Category: "flower", SoldBy: measure.Each},
	"DELI": {SKU: "DELI", Category: "flower", SoldBy: measure.Grams},
	"PIPE": {SKU: "PIPE", Category: terminal.Merchandise, SoldBy: measure.Each},
}

func known(sku string) (terminal.Product, bool) {
	product, ok := shelf[sku]
	return product, ok
}

const packageHeader = "tag,sku,quantity,unit,packaged_on,expires_on,status,location\n"

var byValue = cmp.Comparer(func(a, b measure.Quantity) bool { return a.Cmp(b) == 0 })

func TestParsePackages(t *testing.T) {
	file := packageHeader +
		"1a4000000000022000000286,FLW,24,Each,2026-10-01,2027-10-01,active,A1\n" +
		"1A4000000000022000000287,DELI,453.592,Grams,,,hold,\n" +
		",PIPE,3,each,,,,\n"
	packages, problems := catalog.ParsePackages([]byte(file), known)
	if len(problems) != 0 {
		t.Fatal(problems)
	}
	want := []terminal.Package{
		{
			Tag: "1A4000000000022000000286", SKU: "FLW", Unit: measure.Each, Book: measure.Whole(24), Status: terminal.PackageActive,
			PackagedOn: clock.Date{Year: 2026, Month: 10, Day: 1}, ExpiresOn: clock.Date{Year: 2027, Month: 10, Day: 1}, Location: "A1",
		},
		{
			Tag: "1A4000000000022000000287", SKU: "DELI", Unit: measure.Grams, Book: measure.MustParse("453.592"),
			Status: terminal.PackageHold, HoldReason: "on hold at import",
		},
		{Tag: "SKU:PIPE", SKU: "PIPE", Unit: measure.Each, Book: measure.Whole(3), Status: terminal.PackageActive},
	}
	if diff := cmp.Diff(want, packages, byValue); diff != "" {
		t.Error(diff)
	}
}

func TestParsePackagesListsEveryProblem(t *testing.T) {
	file := packageHeader +
		"1A40000000000220000002,FLW,1,Each,,,,\n" + // 22 characters
		"ABC000000000022000000286,FLW,1,Each,,,,\n" + // a warning only
		"1A4000000000022000000286,DELI,1.5,Each,,,,\n" +
		"1a4000000000022000000286,FLW,-1,Each,2026-02-30,,sold,\n" +
		",FLW,x,Pounds,2026-10-02,2026-10-01,finished,\n" +
		"1A4000000000022000000289,NOPE,1,Each,,,,\n" +
		"1A4000000000022000000290,PIPE,1,Each,,,,\n" +
		"1A4000000000022000000291,FLW,10000000,Each,,,,\n" +
		"1A4000000000022000000292,FLW,1,Each,,,finished,\n"
	packages, problems := catalog.ParsePackages([]byte(file), known)
	if len(packages) != 1 || packages[0].Tag != "ABC000000000022000000286" {
		t.Errorf("taken: %+v", packages)
	}
	var got []string
	for _, problem := range problems {
		got = append(got, problem.String())
	}
	want := []string{
		"row 2, tag: is not 24 characters of 0–9 and A–F",
		"row 3, tag: does not start with 1A4 as the state's tags do",
		"row 4, unit: is Each, but DELI is sold by Grams",
		"row 4, quantity: 1.5 of Each is not whole",
		"row 5, quantity: is negative",
		`row 5, packaged_on: "2026-02-30" is not a day such as 2026-11-24`,
		`row 5, status: "sold" is none of active, hold, finished`,
		"row 5, tag: stands in row 4 already",
		"row 6, tag: is empty",
		`row 6, unit: "Pounds" is neither Each nor Grams`,
		`row 6, quantity: "x" is not a decimal such as 12 or 3.5`,
		"row 6, expires_on: is before packaged_on",
		`row 7, sku: there is no product "NOPE"`,
		"row 8, tag: merchandise has no tag; leave it empty",
		"row 9, quantity: is too large or has more than 6 digits after the point",
		"row 10, status: a finished package still has a quantity",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzParsePackages(f *testing.F) {
	f.Add([]byte(packageHeader + "1A4000000000022000000286,FLW,24,Each,2026-10-01,,active,A1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		packages, _ := catalog.ParsePackages(data, known)
		seen := map[string]bool{}
		for _, pkg := range packages {
			product, ok := known(pkg.SKU)
			if !ok || product.SoldBy != pkg.Unit || seen[pkg.Tag] || pkg.Book.Sign() < 0 ||
				pkg.Unit == measure.Each && !pkg.Book.IsWhole() {
				t.Fatalf("taken: %+v", pkg)
			}
			seen[pkg.Tag] = true
		}
	})
}

func TestPlan(t *testing.T) {
	before := []terminal.Product{
		{
			RowID: 1, SKU: "A", Name: "Old", Price: 100, Unsellable: "no weight", Flags: []string{"y", "x"},
			Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.50")},
		},
		{SKU: "B", Name: "Same", Price: 100},
		{SKU: "C", Name: "Not in the file"},
	}
	incoming := []terminal.Product{
		{
			SKU: "A", Name: "New", Price: 120, Flags: []string{"x", "y"},
			Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")},
		},
		{SKU: "B", Name: "Same", Price: 100},
		{SKU: "D", Name: "Added"},
	}
	diff := catalog.PlanProducts(before, incoming)
	if len(diff.Added) != 1 || diff.Added[0].SKU != "D" || len(diff.Unchanged) != 1 || len(diff.Changed) != 1 {
		t.Fatalf("%+v", diff)
	}
	want := []catalog.FieldChange{{Column: "name", Before: "Old", After: "New"}, {Column: "price", Before: "1.00", After: "1.20"}}
	if d := cmp.Diff(want, diff.Changed[0].Fields); d != "" {
		t.Error(d)
	}
	packages := catalog.PlanPackages(
		[]terminal.Package{{Tag: "T", Book: measure.Whole(3), Bound: measure.Whole(1)}},
		[]terminal.Package{{Tag: "T", Book: measure.Whole(5), ExpiresOn: clock.Date{Year: 2027, Month: 1, Day: 2}}})
	wantPackage := []catalog.FieldChange{
		{Column: "quantity", Before: "3", After: "5"}, {Column: "expires_on", Before: "", After: "2027-01-02"},
	}
	if d := cmp.Diff(wantPackage, packages.Changed[0].Fields); d != "" {
		t.Error(d)
	}
}

func TestSellFrom(t *testing.T) {
	today := clock.Date{Year: 2026, Month: 11, Day: 24}
	good := terminal.Package{
		Tag: "1A4000000000022000000286", Unit: measure.Each, Book: measure.Whole(5), Bound: measure.Whole(2),
		Status: terminal.PackageActive, ExpiresOn: today,
	}
	with := func(change func(*terminal.Package)) terminal.Package {
		changed := good
		change(&changed)
		return changed
	}
	for name, c := range map[string]struct {
		pkg      terminal.Package
		quantity string
		code     string
	}{
		"all that is free":      {good, "3", ""},
		"one more is bound":     {good, "4", "catalog.bound_to_order"},
		"more than the book":    {good, "6", "catalog.sold_out"},
		"nothing":               {good, "0", "catalog.quantity"},
		"half an item":          {good, "0.5", "catalog.quantity"},
		"half a gram":           {with(func(p *terminal.Package) { p.Unit = measure.Grams }), "0.5", ""},
		"expired yesterday":     {with(func(p *terminal.Package) { p.ExpiresOn = today.AddDays(-1) }), "1", "catalog.expired"},
		"no expiry":             {with(func(p *terminal.Package) { p.ExpiresOn = clock.Date{} }), "1", ""},
		"held":                  {with(func(p *terminal.Package) { p.Status = terminal.PackageHold }), "1", "catalog.held"},
		"status of nobody":      {with(func(p *terminal.Package) { p.Status = "" }), "1", "catalog.held"},
		"finished":              {with(func(p *terminal.Package) { p.Status = terminal.PackageFinished }), "1", "catalog.finished"},
		"zero value is unknown": {terminal.Package{}, "1", "catalog.unknown_tag"},
	} {
		err := catalog.SellFrom(c.pkg, today, measure.MustParse(c.quantity))
		if got := codeOf(err); got != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}
