package report_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/report"
)

var today = clock.Date{Year: 2026, Month: 11, Day: 24}

// tables keeps the running sums the way that the database does.
type tables struct {
	terminal.Tables
	rolls map[terminal.RollKey]terminal.Roll
	shift terminal.Shift
}

func (s *tables) PutSale(terminal.Sale, int64) error              { return nil }
func (s *tables) SetSaleStatus(string, terminal.SaleStatus) error { return nil }
func (s *tables) MoveStock(terminal.StockMove) error              { return nil }
func (s *tables) PutShift(shift terminal.Shift) error             { s.shift = shift; return nil }
func (s *tables) ShiftByID(string) (terminal.Shift, error)        { return s.shift, nil }
func (s *tables) AddRoll(roll terminal.Roll) error {
	sum := s.rolls[roll.Key]
	s.rolls[roll.Key] = terminal.Roll{Key: roll.Key, Count: sum.Count + roll.Count, Amount: sum.Amount + roll.Amount}
	return nil
}

func (s *tables) list() []terminal.Roll {
	var list []terminal.Roll
	for _, roll := range s.rolls {
		list = append(list, roll)
	}
	return list
}

func newTables() *tables {
	return &tables{
		rolls: map[terminal.RollKey]terminal.Roll{},
		shift: terminal.Shift{ID: "s1", Drawers: []terminal.Drawer{{Name: "counter", Opening: 400_00}}},
	}
}

func drawSale(t *rapid.T, number int64) terminal.Sale {
	cents := func(label string) money.Cents { return money.Cents(rapid.Int64Range(0, 200_00).Draw(t, label)) }
	net, discount, excise, local := cents("net"), cents("discount"), cents("excise"), cents("local")
	total := net + excise + local
	card := money.Cents(rapid.Int64Range(0, int64(total)).Draw(t, "card"))
	sale := terminal.Sale{
		Number: number, ID: fmt.Sprint(number), BusinessDate: today, Shift: "s1", Status: terminal.SaleCompleted,
		Local: fmt.Sprintf("2026-11-24T%02d:36:07.000", rapid.IntRange(8, 21).Draw(t, "hour")),
		Priced: terminal.Priced{
			Lines: []terminal.Line{{Category: rapid.SampledFrom(terminal.Categories).Draw(t, "category"), Net: net, Quantity: measure.Whole(1)}},
			Taxes: []terminal.TaxTotal{
				{ID: "excise", Name: "Excise", Rate: "0.15", Base: net, Amount: excise},
				{ID: "local", Name: "Local", Rate: "0.0881", Base: net, Amount: local, Sample: true},
			},
			Totals: terminal.Totals{Subtotal: net + discount, Discount: discount, Net: net, Tax: excise + local, Total: total},
		},
	}
	if card > 0 {
		sale.Tenders = append(sale.Tenders, terminal.Tender{Kind: terminal.External, Given: card, Applied: card})
	}
	if rest := total - card; rest > 0 {
		sale.Tenders = append(sale.Tenders, terminal.Tender{Kind: terminal.Cash, Drawer: "counter", Given: rest, Applied: rest})
	}
	return sale
}

// The running sums that each commit keeps and the sales read back one by one
// say the same, to the cent, voids included.
func TestRollsEqualSales(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stored := newTables()
		var sales []terminal.Sale
		for number := range rapid.Int64Range(0, 12).Draw(t, "sales") {
			sale := drawSale(t, number+1)
			if err := (terminal.SaleMade{Sale: sale}).Apply(stored, number); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(t, "void") == 0 {
				undone := terminal.SaleUndone{
					Sale: sale.ID, BusinessDate: today, Shift: "s1", Lines: sale.SoldMoves(), Tenders: sale.Tenders, Taxes: sale.Taxes, Totals: sale.Totals,
				}
				if err := undone.Apply(stored, number); err != nil {
					t.Fatal(err)
				}
				sale.Status = terminal.SaleVoided
			}
			sales = append(sales, sale)
		}
		day := report.FromRolls(today, stored.list())
		detail, err := report.FromSales(sales)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(detail.Sums, day.Sums); diff != "" {
			t.Fatalf("sales and rolls differ: %s", diff)
		}
		for name, list := range map[string][]report.Named{"categories": detail.Categories, "hours": detail.Hours} {
			var sum money.Cents
			for _, named := range list {
				sum += named.Amount
			}
			if sum != detail.Net {
				t.Fatalf("%s add up to %s of %s", name, sum, detail.Net)
			}
		}
		var cash money.Cents
		for _, drawer := range detail.Drawers {
			cash += drawer.Amount
		}
		if cash != stored.shift.Drawer("counter").Sales {
			t.Fatalf("drawers hold %s, the shift says %s", cash, stored.shift.Drawer("counter").Sales)
		}
	})
}

func TestFromRollsReadsEveryKind(t *testing.T) {
	stored := newTables()
	for _, fact := range []terminal.Tabled{
		terminal.RefusalRecorded{Code: "identity.under_age", BusinessDate: today},
		terminal.RefusalRecorded{Code: "identity.under_age", BusinessDate: today},
		terminal.RefusalRecorded{Code: "sale.over_limit", BusinessDate: today},
		terminal.RefusalRecorded{Code: "other.day", BusinessDate: today.AddDays(1)},
		terminal.IdentityChecked{Override: "changed name", BusinessDate: today},
		terminal.IdentityChecked{BusinessDate: today},
		terminal.CashMoved{Shift: "s1", Drawer: "counter", Kind: "drop", Amount: 100_00, Date: today},
		terminal.CashMoved{Shift: "s1", Drawer: "counter", Kind: "no_sale", Date: today},
		terminal.ShiftClosed{Shift: terminal.Shift{BusinessDate: today, Drawers: []terminal.Drawer{{Name: "counter", Opening: 400_00, Closing: 397_75}}}},
	} {
		if err := fact.Apply(stored, 1); err != nil {
			t.Fatal(err)
		}
	}
	want := report.Day{
		Date: today, IdentityChecks: 2,
		Refusals:  []report.Named{{Name: "identity.under_age", Count: 2}, {Name: "sale.over_limit", Count: 1}},
		Overrides: []report.Named{{Name: "identity", Count: 1}},
		CashMoves: []report.Named{{Name: "drop", Count: 1, Amount: 100_00}, {Name: "no_sale", Count: 1}},
		OverShort: []report.Named{{Name: "counter", Count: 1, Amount: -2_25}},
	}
	if diff := cmp.Diff(want, report.FromRolls(today, stored.list())); diff != "" {
		t.Error(diff)
	}
}

func TestFromSalesRefusesASumOutOfRange(t *testing.T) {
	sale := terminal.Sale{Priced: terminal.Priced{Totals: terminal.Totals{Total: money.MaxCents}}}
	if _, err := report.FromSales([]terminal.Sale{sale}); err != nil {
		t.Errorf("at the edge: %v", err)
	}
	if _, err := report.FromSales([]terminal.Sale{sale, {Priced: terminal.Priced{Totals: terminal.Totals{Total: 1}}}}); err == nil {
		t.Error("a cent past the edge was added up")
	}
}

func TestOfShift(t *testing.T) {
	sales := []terminal.Sale{{ID: "a", Shift: "s1"}, {ID: "b", Shift: "s2"}, {ID: "c", Shift: "s1"}}
	if got := report.OfShift(sales, "s1"); len(got) != 2 || got[0].ID != "a" || got[1].ID != "c" {
		t.Errorf("%+v", got)
	}
}

func TestUnsentOf(t *testing.T) {
	now := time.Date(2026, 11, 24, 21, 0, 0, 0, time.UTC)
	upload := func(external string, state terminal.UploadState, deadline time.Duration) terminal.Upload {
		return terminal.Upload{Sale: external, External: external, Kind: terminal.UploadCreate, State: state, Deadline: now.Add(deadline)}
	}
	rejected := upload("E-3", terminal.UploadQuarantined, time.Hour)
	rejected.Problem, rejected.StateWords = "ours", "Tag not in this facility"
	removal := upload("E-4", terminal.UploadUnknown, time.Hour)
	removal.Kind = terminal.UploadDelete
	list := report.UnsentOf([]terminal.Upload{
		upload("E-1", terminal.UploadQueued, 2*time.Hour), upload("E-2", terminal.UploadAcknowledged, 0), removal, rejected,
		upload("E-5", terminal.UploadNeverSent, 0), upload("E-6", terminal.UploadSending, 3*time.Hour),
	}, func(id string) (terminal.Sale, bool) {
		return terminal.Sale{At: now, Priced: terminal.Priced{Totals: terminal.Totals{Total: 87_91}}}, id == "E-3"
	})
	var got []string
	for _, entry := range list {
		got = append(got, fmt.Sprintf("%s %s: %s %s", entry.External, entry.Standing, entry.Words, entry.Total))
	}
	want := []string{
		"E-3 Rejected: Tag not in this facility 87.91",
		"E-4 Unknown, deletion: No answer; it is looked up before it is sent again 0.00",
		"E-1 Waiting: Goes by itself 0.00",
		"E-6 Sending: On its way 0.00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExceptionsOf(t *testing.T) {
	entry := func(sequence int64, fact terminal.Fact) terminal.Entry {
		data, err := json.Marshal(fact)
		if err != nil {
			t.Fatal(err)
		}
		return terminal.Entry{
			Sequence: sequence, Kind: fact.FactKind(), Subject: fact.FactSubject(), Actor: "mara", Data: data,
			Stamp: terminal.Stamp{Wall: time.Date(2026, 11, 24, 21, 36, 0, 0, time.UTC), Offset: -7 * time.Hour},
		}
	}
	list, err := report.ExceptionsOf([]terminal.Entry{
		entry(1, terminal.RefusalRecorded{About: "cart", Code: "identity.expired", Reason: "This ID has expired."}),
		entry(2, terminal.IdentityChecked{About: "cart"}),
		entry(3, terminal.IdentityChecked{About: "order", Override: "changed name", OverrideBy: "lena"}),
		entry(4, terminal.SaleUndone{Sale: "sale", External: "E-1", Reason: "wrong item", By: "lena", Totals: terminal.Totals{Total: 46_20}}),
		entry(5, terminal.CashMoved{Shift: "s1", Drawer: "counter", Kind: "drop", Amount: 1}),
		entry(6, terminal.CashMoved{Shift: "s1", Drawer: "counter", Kind: "no_sale", Reason: "change"}),
		entry(7, terminal.PaperCopied{Kind: "receipt", About: "sale", Copy: 2, Reason: "jam"}),
		entry(8, terminal.ClockCorrected{Reason: "battery"}),
		entry(9, terminal.SaleMade{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range list {
		got = append(got, fmt.Sprintf("%d %s %s %s, %s, %s %s %s %s", e.Sequence, e.At.Format("15:04"), e.Kind, e.Code, e.Reason, e.About, e.Actor, e.Approver, e.Amount))
	}
	want := []string{
		"1 14:36 refused identity.expired, This ID has expired., cart mara  0.00",
		"3 14:36 override identity, changed name, order mara lena 0.00",
		"4 14:36 void E-1, wrong item, sale mara lena 46.20",
		"6 14:36 no_sale counter, change, s1 mara  0.00",
		"7 14:36 reprint receipt copy 2, jam, sale mara  0.00",
		"8 14:36 clock clock.corrected, battery, clock mara  0.00",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := report.ExceptionsOf([]terminal.Entry{{Kind: "refused", Data: []byte("[]")}}); err == nil {
		t.Error("a broken entry was read")
	}
}
