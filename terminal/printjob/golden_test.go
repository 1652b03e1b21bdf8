package printjob_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/paper"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/terminal/report"
)

var update = flag.Bool("update", false, "write the golden files")

func denver(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func store(t *testing.T) printjob.StoreInfo {
	return printjob.StoreInfo{
		Name: "Larimer Street Dispensary", License: "402R-00123", Address: []string{"1550 Larimer St", "Denver CO 80202"},
		Terminal: "T1", Zone: denver(t), RulesStatus: "US-CO 2026.11, draft, not legally reviewed",
		Footer: []string{"Keep out of reach of children."},
	}
}

var afternoon = time.Date(2026, 11, 24, 21, 36, 7, 0, time.UTC)

func sample() terminal.Sale {
	return terminal.Sale{
		Number: 188, ID: "01936c7e-5f00-7a11-8b22-3c4d5e6f7a8b", External: "LARIM-T1-7K3Q-000188", At: afternoon,
		Local: "2026-11-24T14:36:07.000", Actor: "mara", Place: terminal.Counter, Status: terminal.SaleCompleted,
		Verdict: terminal.Verdict{Outcome: terminal.Allowed, Status: "US-CO 2026.11, draft, not legally reviewed"},
		Priced: terminal.Priced{
			Lines: []terminal.Line{
				{
					Number: 1, SKU: "FLW-OG-3.5", Name: "OG Kush, indoor, The Quiet Garden Collective", Category: "flower",
					Tag: "1A4000000000022000000286", Quantity: measure.Whole(2), Unit: measure.Each, UnitPrice: 35_00,
					Discount: 5_00, Reason: "first visit", Net: 65_00, Measures: terminal.Measures{terminal.NetGrams: measure.Whole(7)},
				},
				{
					Number: 2, SKU: "DELI", Name: "Blue Dream", Category: "flower", Tag: "1A4000000000022000000301",
					Quantity: measure.MustParse("1.25"), Unit: measure.Grams, UnitPrice: 9_99, Net: 12_49,
					Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("1.25")},
				},
				{
					Number: 3, SKU: "PIPE-1", Name: "Glass pipe", Category: terminal.Merchandise, Tag: "SKU:PIPE-1",
					Quantity: measure.Whole(1), Unit: measure.Each, UnitPrice: 1200_00, Net: 1200_00,
				},
			},
			Taxes: []terminal.TaxTotal{
				{ID: "co-retail-mj", Name: "Retail marijuana tax", Rate: "0.15", Base: 77_49, Amount: 11_62},
				{ID: "denver-local", Name: "Local tax", Rate: "0.0881", Base: 1277_49, Amount: 112_55, Sample: true},
			},
			Totals: terminal.Totals{Subtotal: 1282_49, Discount: 5_00, Net: 1277_49, Tax: 124_17, Total: 1401_66},
		},
		Tenders: []terminal.Tender{
			{Kind: terminal.Cash, Place: terminal.Counter, Drawer: "counter", Given: 1000_00, Applied: 1000_00},
			{Kind: terminal.External, Place: terminal.Counter, Given: 401_66, Applied: 401_66, Reference: "0199"},
		},
	}
}

// papers are the golden cases; each is printed at both widths.
func papers(t *testing.T) map[string]paper.Document {
	t.Helper()
	must := func(document paper.Document, err error) paper.Document {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return document
	}
	leaflet := []string{"Printed concentrate education leaflet handed over"}
	voided := sample()
	voided.Status = terminal.SaleVoided
	curb := sample()
	curb.Place, curb.Order, curb.Lines = terminal.Curb, "A-1001", curb.Lines[:1]
	curb.Tenders = []terminal.Tender{{Kind: terminal.Cash, Place: terminal.Curb, Drawer: "bank:sam", Given: 1410_00, Change: 8_34, Applied: 1401_66}}
	copied := printjob.Copy{Number: 2, At: afternoon.Add(time.Hour), By: "B-7", Reason: "paper jam"}
	order := terminal.Order{
		ID: "A-1001", Channel: "curbside", Changed: afternoon, FirstName: "Avery", FamilyName: "Stone",
		Items: []terminal.OrderItem{{Line: "1", Name: "OG Kush 3.5 g"}, {Line: "2", Name: "Gummies, pear, 10 x 10 mg"}},
		Packed: []terminal.PackedUnit{
			{Line: "1", Tag: "1A4000000000022000000286", Quantity: measure.Whole(1)},
			{Line: "2", Tag: "1A4000000000022000000287", Quantity: measure.Whole(1)},
			{Line: "1", Tag: "1A4000000000022000000286", Quantity: measure.Whole(1)},
		},
	}
	weighed := sample()
	weighed.Lines = []terminal.Line{{
		Number: 1, SKU: "DELI", Name: "Blue Dream", Category: "flower", Tag: "1A4000000000022000000301",
		Quantity: measure.MustParse("3.5"), Unit: measure.Grams, UnitPrice: 9_99, Net: 34_97,
		Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")},
		Weighed:  &terminal.Weighing{Grams: measure.MustParse("3.5"), Text: "3.50", Unit: "g", Frame: "53", Scale: "mt-sics"},
	}}
	shelved := order
	shelved.Shelf = "B2"
	verdict := &terminal.Verdict{
		Outcome: terminal.NotAllowed, Status: "draft, not legally reviewed",
		Rules: []terminal.RuleResult{
			{Rule: "co-hours", Outcome: terminal.Allowed, Title: "Opening hours"},
			{
				Rule: "co-adult-day", Pack: "US-CO", Version: "2026.11", Cite: "1 CCR 212-3", Outcome: terminal.NotAllowed,
				Title: "Adult daily limit", Arithmetic: "30/28 = 1.0715 of 1",
			},
		},
		Fixes: []terminal.Fix{{Lines: []int{2}, Text: "without line 2"}},
	}
	return map[string]paper.Document{
		"receipt": must(printjob.Receipt(sample(), store(t), printjob.Copy{Number: 1}, "B-7", leaflet)),
		"reprint": must(printjob.Receipt(sample(), store(t), copied, "B-7", leaflet)),
		"voided":  must(printjob.Receipt(voided, store(t), printjob.Copy{Number: 1}, "B-7", nil)),
		"weighed": must(printjob.Receipt(weighed, store(t), printjob.Copy{Number: 1}, "B-7", nil)),
		"curb":    must(printjob.Receipt(curb, store(t), printjob.Copy{Number: 1, Spot: "3"}, "Sam", nil)),
		"label":   printjob.ExitLabel(order, store(t), "BAG-7K2M9QX1"),
		"shelf":   printjob.ExitLabel(shelved, store(t), "BAG-7K2M9QX1"),
		"refusal": printjob.Refusal(store(t), afternoon, terminal.Errorf(terminal.Refused, "sale.over_limit", "This sale is over the daily limit."), verdict),
		"refused_id": printjob.Refusal(store(t), afternoon,
			terminal.Errorf(terminal.Refused, "identity.under_age", "This person is under 21."), nil),
		"x": must(printjob.X(shift(false), store(t))),
		"z": must(printjob.Z(shift(true), store(t), "CURBLINE1 T1 7K3Q 48702 7d3e 2026-11-24T05:06:00Z 311 c2ln")),
	}
}

func shift(closed bool) report.Shift {
	total := money.Cents(1_284_906_37)
	s := terminal.Shift{
		ID: "s", Number: 311, BusinessDate: clock.Date{Year: 2026, Month: 11, Day: 24}, OpenedAt: afternoon.Add(-7 * time.Hour), OpenedBy: "lena",
		FirstEntry: 48052, LastEntry: 48702,
		Drawers: []terminal.Drawer{
			{
				Name: "counter", Opening: 400_00, Sales: 7214_06, PaidOut: 40_00, Drops: 5800_00,
				Counted: terminal.Count{10000: 17, 2000: 3, 1000: 1, 100: 1, 25: 3, 5: 1, 1: 1}, Closing: 1771_81,
			},
			{
				Name: "bank:sam", Staff: "sam", Opening: 50_00, Sales: 87_91, Drops: 40_00,
				Counted: terminal.Count{5000: 1, 2000: 2, 500: 1, 100: 3}, Closing: 98_00,
			},
			{Name: "Second bank", Staff: "dee", Opening: 50_00, Closing: 50_00, Counted: terminal.Count{5000: 1}},
		},
	}
	if closed {
		s.ClosedAt, s.ClosedBy = afternoon.Add(8*time.Hour), "lena"
	}
	return report.Shift{
		Shift: s, GrandTotal: &total, Runners: map[string]string{"sam": "Sam Rivera"},
		Detail: report.Detail{
			Sums: report.Sums{
				Sales: 164, Subtotal: 10741_50, Discount: 452_50, Net: 10289_00, Tax: 2449_81, Total: 12738_81,
				Tenders: []report.Named{{Name: "cash", Count: 97, Amount: 7214_06}, {Name: "external", Count: 67, Amount: 5524_75}},
				Voids:   report.Named{Name: "voids", Count: 2, Amount: 80_10},
			},
			TaxLines: []report.TaxSum{
				{ID: "co-retail-mj", Name: "Retail marijuana tax", Rate: "0.15", Amount: 1543_35},
				{ID: "denver-local", Name: "Local tax", Rate: "0.0881", Amount: 906_46, Sample: true},
			},
		},
		Counts: report.Day{
			IdentityChecks: 171,
			Refusals:       []report.Named{{Name: "identity.under_age", Count: 4}, {Name: "sale.over_limit", Count: 2}},
			Overrides:      []report.Named{{Name: "identity", Count: 1}},
			CashMoves:      []report.Named{{Name: "no_sale", Count: 1}, {Name: "paid_out", Count: 1, Amount: 40_00}},
		},
		Exceptions: []report.Exception{
			{Kind: "refused", Code: "identity.under_age", Reason: "This person is under 21.", Actor: "mara", At: afternoon.In(time.UTC)},
			{Kind: "override", Code: "identity", Reason: "changed name, saw both cards", Actor: "mara", Approver: "lena", At: afternoon},
			{Kind: "void", Code: "LARIM-T1-7K3Q-000160", Reason: "wrong item", Actor: "mara", Approver: "lena", Amount: 46_20, At: afternoon},
		},
		Unsent: []report.Unsent{
			{
				External: "LARIM-T1-7K3Q-000127", Total: 87_91, Standing: "Rejected", Words: "Tag 1A4000000000022000000286 not in this facility",
				Deadline: afternoon.Add(9*time.Hour + 23*time.Minute),
			},
			{
				External: "LARIM-T1-7K3Q-000160", Total: 46_20, Standing: "Unknown", Words: "No answer; looked up, not found yet",
				Deadline: afternoon.Add(9*time.Hour + 23*time.Minute),
			},
		},
	}
}

func TestGoldenPapers(t *testing.T) {
	for name, document := range papers(t) {
		if err := document.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, width := range []int{42, 32} {
			got := strings.Join(document.Lines(width), "\n") + "\n"
			path := filepath.Join("testdata", fmt.Sprintf("%s-%d.txt", name, width))
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs:\n%s", path, got)
			}
			for line := range strings.SplitSeq(got, "\n") {
				if len([]rune(line)) > width {
					t.Errorf("%s: wider than the paper: %q", path, line)
				}
			}
		}
	}
}
