package catalog_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/catalog/csvfile"
	"github.com/curbline/curbline/terminal/measure"
)

const productHeader = "sku,name,category,price,net_grams,net_millilitres,net_fluid_ounces,thc_mg_per_unit," +
	"thc_mg_per_package,units_per_package,route,sold_by,flags\n"

func TestParseProductsReadsAWholeFile(t *testing.T) {
	file := "\xEF\xBB\xBF" + strings.ReplaceAll(productHeader+
		"FLW-OG-3.5,OG Kush 3.5 g,flower,35,3.5,,,,,,inhalation,each,\n"+
		"\"GUM-10\",\"Gummies, pear\",edible_solid,22.50,40,,,10,,10,oral,Each,psychoactive; infused\n"+
		",,,,,,,,,,,,\n"+
		"DELI,Loose flower,flower,9.99,,,,,,,,grams,\n"+
		"PIPE-1,Glass pipe,merchandise,12.00,,,,,,,,,\n", "\n", "\r\n")
	products, problems := catalog.ParseProducts([]byte(file))
	if len(problems) != 0 {
		t.Fatalf("problems: %v", problems)
	}
	ten := measure.Whole(10)
	want := []terminal.Product{
		{
			SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Category: "flower", Price: 3500, SoldBy: measure.Each, Route: "inhalation",
			Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5"), terminal.CountMeasure: measure.Whole(1)},
		},
		{
			SKU: "GUM-10", Name: "Gummies, pear", Category: "edible_solid", Price: 2250, SoldBy: measure.Each, Units: 10,
			THCUnit: &ten, Route: "oral", Flags: []string{"infused", "psychoactive"},
			Measures: terminal.Measures{
				terminal.NetGrams: measure.Whole(40), terminal.THCMilligrams: measure.Whole(100),
				terminal.CountMeasure: ten, terminal.UnitsMeasure: ten,
			},
		},
		{
			SKU: "DELI", Name: "Loose flower", Category: "flower", Price: 999, SoldBy: measure.Grams,
			Measures: terminal.Measures{terminal.NetGrams: measure.Whole(1)},
		},
		{
			SKU: "PIPE-1", Name: "Glass pipe", Category: "merchandise", Price: 1200, SoldBy: measure.Each,
			Measures: terminal.Measures{terminal.CountMeasure: measure.Whole(1)},
		},
	}
	if diff := cmp.Diff(want, products, cmp.Comparer(func(a, b measure.Quantity) bool { return a.Cmp(b) == 0 })); diff != "" {
		t.Error(diff)
	}
}

func TestParseProductsListsEveryProblem(t *testing.T) {
	file := productHeader +
		"A-1,One,flower,-1,,,,,,,,,\n" + // 2
		"A-1,Two,flower,1e3,x,,,,,,,,\n" + // 3
		",Three,flour,1,0,,,,,,,lbs,\n" + // 4
		"A-4,,flower,,,-1,,,,0,,,\n" + // 5
		"A-5,Five,flower\n" + // 6
		"A-6,Six,flower,1,2,,,,,,,grams,BAD!\n" + // 7
		"BAG-1,Seven,edible_solid,1,,,,10,99,10,,,\n" + // 8, and a warning
		"A-8,\"Eight\nlines\",flower,0,,,,,,,,,\n" + // 9
		"A-9,Nine\",flower,1,,,,,,,,,\n" // 11
	products, problems := catalog.ParseProducts([]byte(file))
	if len(products) != 0 || !catalog.Blocking(problems) {
		t.Errorf("%d products taken, blocking %v", len(products), catalog.Blocking(problems))
	}
	var got []string
	for _, problem := range problems {
		got = append(got, problem.String())
	}
	want := []string{
		"row 2, price: is negative",
		`row 3, price: "1e3" is not an amount such as 35 or 35.00`,
		`row 3, net_grams: "x" is not a decimal such as 3.5`,
		"row 3, sku: stands in row 2 already",
		"row 4, sku: is empty",
		`row 4, sold_by: "lbs" is neither each nor grams`,
		`row 4, category: "flour" is not a category`,
		"row 4, net_grams: is 0; leave it empty if it is not known",
		"row 5, price: is empty",
		"row 5, name: is empty",
		`row 5, units_per_package: "0" is not a whole number from 1 to 10000`,
		"row 5, net_millilitres: is negative",
		"row 6: has 3 fields, the header has 13",
		"row 7, net_grams: is of one sold unit, which is one gram here; leave it empty or write 1",
		`row 7, flags: "bad!" is not a word of a–z, 0–9 and _, up to 40 characters`,
		"row 8, sku: looks like a package tag or the code of a bag or a shelf",
		"row 8, thc_mg_per_package: is 99, but 10 units of 10 mg are 100",
		"row 9, name: holds a line break or another control character",
		"row 9, price: is 0.00",
		"row 9, name: is empty",
		"row 11: quotation marks do not match",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFileAndHeaderProblems(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"empty":      {"", "There is no header line."},
		"semicolons": {"sku;name;category;price\nA;B;flower;1\n", "row 1: columns must be separated by commas"},
		"unknown":    {"sku,name,category,price,colour\n", "row 1, colour: is not a column of this file; known are " + strings.Join(catalog.ProductColumns, ", ")},
		"missing":    {"sku,name,category\n", "row 1, price: this column is missing"},
		"twice":      {"sku,name,category,price,SKU\n", "row 1, sku: stands twice"},
		"unnamed":    {"sku,name,category,price,\n", "row 1: column 5 has no name"},
		"utf16":      {"\xFF\xFEs\x00k\x00", "The file is UTF-16. Save it as CSV UTF-8."},
		"latin1":     {"sku,name,category,price\nA,ok,flower,1\nB,caf\xE9,flower,1\n", "row 3: holds bytes that are not UTF-8; save the file as CSV UTF-8"},
	} {
		products, problems := catalog.ParseProducts([]byte(c.file))
		if len(products) != 0 || len(problems) != 1 || problems[0].String() != c.want || !catalog.Blocking(problems) {
			t.Errorf("%s: %v", name, problems)
		}
	}
}

func TestLimitsAtTheEdge(t *testing.T) {
	header := "sku,name,category,price,flags\n"
	rows := func(count int) string {
		var b strings.Builder
		b.WriteString(header)
		for i := range count {
			fmt.Fprintf(&b, "S%d,n,flower,1,\n", i)
		}
		return b.String()
	}
	wide := func(size int) string { return header + "A,n,flower,1," + strings.Repeat(" a", size/2) + "\n" }
	long := func(size int) string { return header + "A,n,flower," + strings.Repeat("0", size-1) + "1,\n" }
	fileOf := func(size int) string {
		start := header + "A,n,flower,1,\n"
		return start + strings.Repeat("\n", size-len(start))
	}
	skuOf := func(size int) string { return header + strings.Repeat("A", size) + ",n,flower,1,\n" }
	nameOf := func(size int) string { return header + "A," + strings.Repeat("é", size) + ",flower,1,\n" }
	for name, c := range map[string]struct {
		file string
		good bool
	}{
		"rows max":       {rows(csvfile.RowsMax), true},
		"rows max + 1":   {rows(csvfile.RowsMax + 1), false},
		"file max":       {fileOf(csvfile.FileMaxBytes), true},
		"file max + 1":   {fileOf(csvfile.FileMaxBytes + 1), false},
		"sku max":        {skuOf(catalog.SKUMaxBytes), true},
		"sku max + 1":    {skuOf(catalog.SKUMaxBytes + 1), false},
		"name max":       {nameOf(catalog.NameMaxRunes), true},
		"name max + 1":   {nameOf(catalog.NameMaxRunes + 1), false},
		"flags max":      {header + "A,n,flower,1," + strings.Repeat("a ", catalog.FlagsMax) + "\n", true},
		"flags max + 1":  {header + "A,n,flower,1," + strings.Repeat("a ", catalog.FlagsMax+1) + "\n", false},
		"field too long": {wide(csvfile.FieldMaxBytes + 2), false},
	} {
		if _, problems := catalog.ParseProducts([]byte(c.file)); catalog.Blocking(problems) == c.good {
			t.Errorf("%s: %v", name, problems)
		}
	}
	for size, want := range map[int]string{
		csvfile.FieldMaxBytes:     "row 2, price: is too large",
		csvfile.FieldMaxBytes + 1: fmt.Sprintf("row 2, price: is longer than %d bytes", csvfile.FieldMaxBytes),
	} {
		if _, problems := catalog.ParseProducts([]byte(long(size))); len(problems) == 0 || problems[0].String() != want {
			t.Errorf("field of %d bytes: %v", size, problems)
		}
	}
}

func TestProblemsAreCountedPastTheLimit(t *testing.T) {
	for _, extra := range []int{0, 1} {
		file := "sku,name,category,price\n"
		for i := range csvfile.ProblemsMax + extra {
			file += fmt.Sprintf("S%d,n,flower,-1\n", i)
		}
		_, problems := catalog.ParseProducts([]byte(file))
		if len(problems) != csvfile.ProblemsMax+extra {
			t.Errorf("%d problems", len(problems))
		}
		if extra == 1 && problems[csvfile.ProblemsMax].String() != "and 1 more" {
			t.Errorf("last: %s", problems[csvfile.ProblemsMax])
		}
	}
}

func FuzzParseProducts(f *testing.F) {
	f.Add([]byte(productHeader + "A,B,flower,1,3.5,,,10,100,10,oral,each,x\n"))
	f.Add([]byte("sku,name,category,price\n\"A\",=B,flower,-1\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		products, problems := catalog.ParseProducts(data)
		for _, product := range products {
			if product.SKU == "" || product.Name == "" || !product.Category.Valid() || product.Price < 0 || !product.SoldBy.Valid() {
				t.Fatalf("taken: %+v", product)
			}
			for key, value := range product.Measures {
				if value.Sign() < 0 {
					t.Fatalf("%s of %s", key, value)
				}
			}
		}
		if len(products) == 0 && len(problems) == 0 && len(data) > 0 && strings.Contains(string(data), "\nA,") {
			t.Fatal("rows vanished without a word")
		}
	})
}
