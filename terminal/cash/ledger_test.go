package cash_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/money"
)

// tables keeps one shift the way that the database does.
type tables struct {
	terminal.Tables
	shift terminal.Shift
}

func (s *tables) ShiftByID(string) (terminal.Shift, error) {
	copied := s.shift
	copied.Drawers = append([]terminal.Drawer(nil), s.shift.Drawers...)
	return copied, nil
}
func (s *tables) PutShift(shift terminal.Shift) error { s.shift = shift; return nil }
func (s *tables) AddRoll(terminal.Roll) error         { return nil }

// ledger runs a shift beside the cash that is really there.
type ledger struct {
	shift    terminal.Shift
	stored   *tables
	physical map[string]money.Cents
	taken    []terminal.Tender
}

// step does one thing and gives the drawer and by how much its cash changes.
func (l *ledger) step(kind, drawer string, amount money.Cents) (string, money.Cents, error) {
	switch kind {
	case "in":
		return drawer, amount, l.move(cash.PayIn(l.shift, drawer, amount, "x"))
	case "out":
		return drawer, -amount, l.move(cash.PayOut(l.shift, drawer, amount, "x"))
	case "drop":
		return drawer, -amount, l.move(cash.Drop(l.shift, drawer, amount, "x"))
	case "no sale":
		return drawer, 0, l.move(cash.NoSale(l.shift, drawer, "x"))
	case "sale":
		tender := terminal.Tender{Kind: terminal.Cash, Place: terminal.Counter, Drawer: drawer, Given: amount + 5, Change: 5, Applied: amount}
		after, err := cash.Take(l.shift, []terminal.Tender{tender})
		if err == nil {
			l.taken = append(l.taken, tender)
			l.book(after, drawer, amount)
		}
		return drawer, amount, err
	}
	if len(l.taken) == 0 {
		return drawer, 0, nil
	}
	tender := l.taken[0]
	after, err := cash.GiveBack(l.shift, l.taken[:1])
	if err == nil {
		l.taken = l.taken[1:]
		l.book(after, tender.Drawer, -tender.Applied)
	}
	return tender.Drawer, -tender.Applied, err
}

func (l *ledger) book(after terminal.Shift, drawer string, sold money.Cents) {
	l.shift = after
	l.stored.shift.Drawer(drawer).Sales += sold
}

func (l *ledger) move(fact terminal.CashMoved, err error) error {
	if err != nil {
		return err
	}
	if l.shift, err = cash.Apply(l.shift, fact); err != nil {
		return err
	}
	return fact.Apply(l.stored, 1)
}

// Whatever happens in a shift, each drawer holds its float plus what went in
// less what went out, to the cent; no drawer goes below zero; and the table that
// the journal rebuilds says the same.
func TestLedgerBalances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shift := open(t)
		copied := shift
		copied.Drawers = append([]terminal.Drawer(nil), shift.Drawers...)
		l := &ledger{shift: shift, stored: &tables{shift: copied}, physical: map[string]money.Cents{"counter": 400_00, "bank:sam": 50_00}}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			kind := rapid.SampledFrom([]string{"in", "out", "drop", "no sale", "sale", "void"}).Draw(t, "kind")
			drawer := rapid.SampledFrom([]string{"counter", "bank:sam"}).Draw(t, "drawer")
			amount := money.Cents(rapid.Int64Range(1, 300_00).Draw(t, "amount"))
			drawer, delta, err := l.step(kind, drawer, amount)
			switch {
			case err == nil:
				l.physical[drawer] += delta
			case codeOf(err) != "cash.not_enough" || l.physical[drawer]+delta >= 0:
				t.Fatalf("%s of %s with %s in the drawer: %v", kind, amount, l.physical[drawer], err)
			}
		}
		if diff := cmp.Diff(l.stored.shift, l.shift); diff != "" {
			t.Fatalf("the table says otherwise: %s", diff)
		}
		l.closeExact(t)
	})
}

func (l *ledger) closeExact(t *rapid.T) {
	counts := map[string]terminal.Count{}
	for name, amount := range l.physical {
		if amount < 0 || l.shift.Drawer(name).Expected() != amount {
			t.Fatalf("%s: %s in it, %s expected", name, amount, l.shift.Drawer(name).Expected())
		}
		counts[name] = terminal.Count{10000: int(amount / 10000), 1: int(amount % 10000)}
	}
	_, variances, err := cash.Close(l.shift, cash.Closing{At: morning, By: "lena", LastEntry: 9, Counts: counts})
	if err != nil {
		t.Fatal(err)
	}
	for _, variance := range variances {
		if variance.Over != 0 || variance.Class != cash.Exact {
			t.Fatalf("%+v", variance)
		}
	}
}
