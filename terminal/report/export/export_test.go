package export_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/report"
	"github.com/curbline/curbline/terminal/report/export"
)

var update = flag.Bool("update", false, "write the golden files")

var at = time.Date(2026, 11, 24, 21, 36, 7, 0, time.UTC)

func source(t *testing.T) export.Source {
	t.Helper()
	zone, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	date := clock.Date{Year: 2026, Month: 11, Day: 24}
	sale := func(number int64, external, name string) terminal.Sale {
		return terminal.Sale{
			Number: number, External: external, At: at, BusinessDate: date, Actor: "mara", Place: terminal.Counter, Class: terminal.Adult,
			Status: terminal.SaleCompleted,
			Priced: terminal.Priced{
				Lines: []terminal.Line{{
					Number: 1, SKU: "FLW-OG-3.5", Name: name, Category: "flower", Tag: "1A4000000000022000000286",
					Quantity: measure.Whole(2), Unit: measure.Each, UnitPrice: 35_00, Discount: 5_00, Reason: "-10 % \"first\"", Net: 65_00,
					Taxes: []terminal.LineTax{{ID: "co-retail-mj", Amount: 9_75}, {ID: "denver-local", Amount: 5_73}},
				}},
				Taxes: []terminal.TaxTotal{{
					ID: "co-retail-mj", Name: "Retail marijuana tax", Rate: "0.15", Base: 65_00, Amount: 9_75,
					Cite: "C.R.S. 39-28.8-202", Pack: "US-CO", Version: "2026.11",
				}},
				Totals: terminal.Totals{Subtotal: 70_00, Discount: 5_00, Net: 65_00, Tax: 15_48, Total: 80_48},
			},
			Tenders: []terminal.Tender{{Kind: terminal.Cash, Place: terminal.Counter, Drawer: "counter", Given: 100_00, Change: 19_52, Applied: 80_48}},
		}
	}
	return export.Source{
		StoreCode: "LARIM", Date: date, Number: 7, Zone: zone,
		Sales: []terminal.Sale{sale(2, "LARIM-T1-7K3Q-000002", "=HYPERLINK(\"x\")"), sale(1, "LARIM-T1-7K3Q-000001", "OG Kush, 3.5 g\nindoor")},
		Exceptions: []report.Exception{
			{Sequence: 9, At: at, Kind: "refused", Code: "identity.under_age", Reason: "This person is under 21.", About: "cart", Actor: "mara"},
			{Sequence: 12, At: at, Kind: "void", Code: "LARIM-T1-7K3Q-000001", Reason: "@sum", About: "sale", Actor: "mara", Approver: "lena", Amount: -80_48},
		},
		Unsent: []report.Unsent{{
			External: "LARIM-T1-7K3Q-000002", Kind: terminal.UploadCreate, SoldAt: at, Total: 80_48,
			State: terminal.UploadQueued, Standing: "Waiting", Words: "Goes by itself", Deadline: at.Add(9 * time.Hour), Attempts: 1,
		}},
	}
}

func TestGoldenFiles(t *testing.T) {
	files, err := export.Files(source(t))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name)
		path := filepath.Join("testdata", file.Name)
		if *update {
			if err := os.WriteFile(path, file.Bytes, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(file.Bytes, want) {
			t.Errorf("%s differs:\n%s", path, file.Bytes)
		}
	}
	want := []string{
		"larim_2026-11-24_Z007_lines.csv", "larim_2026-11-24_Z007_taxes.csv", "larim_2026-11-24_Z007_tenders.csv",
		"larim_2026-11-24_Z007_exceptions.csv", "larim_2026-11-24_Z007_unsent.csv",
	}
	if !slices.Equal(names, want) {
		t.Errorf("%v", names)
	}
}

func TestTheOrderOfReadingDoesNotShow(t *testing.T) {
	first, err := export.Files(source(t))
	if err != nil {
		t.Fatal(err)
	}
	turned := source(t)
	slices.Reverse(turned.Sales)
	second, err := export.Files(turned)
	if err != nil {
		t.Fatal(err)
	}
	for i := range first {
		if !bytes.Equal(first[i].Bytes, second[i].Bytes) {
			t.Errorf("%s differs", first[i].Name)
		}
	}
}

func TestFileNames(t *testing.T) {
	date := clock.Date{Year: 2026, Month: 11, Day: 24}
	for code, want := range map[string]string{
		"LARIM": "larim_2026-11-24_Z1234_lines.csv", "../../x y": "x-y_2026-11-24_Z1234_lines.csv", "": "store_2026-11-24_Z1234_lines.csv",
	} {
		if got := export.FileName(code, date, 1234, export.KindLines); got != want {
			t.Errorf("%q: %s", code, got)
		}
	}
}

func TestText(t *testing.T) {
	for text, want := range map[string]string{
		"plain": "plain", "": "", "=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@x": "'@x", "\tx": "'\tx", " =1": "' =1",
		"a\r\nb": "a  b", "a=b": "a=b", "＝1": "'＝1",
	} {
		if got := export.Text(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// No cell of any export starts like a formula, whatever stands in the shop's
// texts, but for amounts, which are numbers.
func FuzzNoFormula(f *testing.F) {
	f.Add("=1")
	f.Add("\n@x")
	f.Fuzz(func(t *testing.T, text string) {
		from := source(t)
		from.Sales[0].Lines[0].Name, from.Sales[0].Actor, from.Sales[0].Tenders[0].Reference = text, text, text
		from.Unsent[0].Words, from.Exceptions[0].Reason = text, text
		files, err := export.Files(from)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			rows, err := csv.NewReader(bytes.NewReader(file.Bytes)).ReadAll()
			if err != nil {
				t.Fatalf("%s: %v", file.Name, err)
			}
			for _, row := range rows {
				for _, cell := range row {
					if strings.HasPrefix(cell, "-80.48") {
						continue
					}
					if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
						t.Fatalf("%s: %q", file.Name, cell)
					}
				}
			}
		}
	})
}
