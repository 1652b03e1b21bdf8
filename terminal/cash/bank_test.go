package cash_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
)

func openWith(drawers ...terminal.Drawer) terminal.Shift {
	return terminal.Shift{ID: "s1", Number: 1, Drawers: append([]terminal.Drawer{{Name: cash.CounterDrawer}}, drawers...)}
}

func TestABankHasOnePersonAndANameOfItsOwn(t *testing.T) {
	full := openWith()
	for i := range cash.DrawersMax - 1 {
		full.Drawers = append(full.Drawers, terminal.Drawer{Name: fmt.Sprint("bank ", i), Staff: fmt.Sprint("r", i)})
	}
	room := full
	room.Drawers = full.Drawers[:cash.DrawersMax-1]
	closed := openWith()
	closed.ClosedAt = time.Date(2026, 11, 24, 22, 0, 0, 0, time.UTC)
	longest := strings.Repeat("é", cash.DrawerNameMaxRunes)
	for name, test := range map[string]struct {
		shift       terminal.Shift
		staff, bank string
		float       terminal.Count
		code        string
	}{
		"by staff id":         {openWith(), "dee", "", terminal.Count{500: 4}, ""},
		"a name":              {openWith(), "dee", "  Second   bank ", terminal.Count{}, ""},
		"the longest name":    {openWith(), "dee", longest, terminal.Count{}, ""},
		"a longer name":       {openWith(), "dee", longest + "é", terminal.Count{}, "cash.drawer"},
		"a control character": {openWith(), "dee", "a\u202eb", terminal.Count{}, "cash.drawer"},
		"nobody":              {openWith(), "", "x", terminal.Count{}, "cash.drawer"},
		"the counter's name":  {openWith(), "dee", "COUNTER", terminal.Count{}, "cash.drawer_taken"},
		"another's name":      {openWith(), "dee", cash.Bank("theo"), terminal.Count{}, "cash.drawer_taken"},
		"a name in use":       {openWith(terminal.Drawer{Name: "Second bank", Staff: "theo"}), "dee", "second BANK", terminal.Count{}, "cash.drawer_taken"},
		"a second bank":       {openWith(terminal.Drawer{Name: "x", Staff: "dee"}), "dee", "y", terminal.Count{}, "cash.bank_open"},
		"a bank of old":       {openWith(terminal.Drawer{Name: cash.Bank("dee")}), "dee", "", terminal.Count{}, "cash.bank_open"},
		"not counted":         {openWith(), "dee", "", nil, "cash.not_counted"},
		"no such note":        {openWith(), "dee", "", terminal.Count{300: 1}, "cash.denomination"},
		"the last drawer":     {room, "dee", "", terminal.Count{}, ""},
		"one too many":        {full, "dee", "", terminal.Count{}, "cash.drawer"},
		"closed":              {closed, "dee", "", terminal.Count{}, "cash.shift_closed"},
	} {
		drawer, err := cash.NewBank(test.shift, test.staff, test.bank, test.float)
		code := ""
		if err != nil {
			code = terminal.AsError(err).Code
		}
		if code != test.code {
			t.Errorf("%s: %v, want %q", name, err, test.code)
		}
		if err == nil && (drawer.Staff != test.staff || drawer.Name == "" || drawer.Name != strings.Join(strings.Fields(drawer.Name), " ")) {
			t.Errorf("%s: %+v", name, drawer)
		}
	}
}

func TestBankOfFindsTheRunnersBankOnly(t *testing.T) {
	shift := openWith(terminal.Drawer{Name: "Second bank", Staff: "dee"}, terminal.Drawer{Name: cash.Bank("theo")})
	for staff, want := range map[string]string{"dee": "Second bank", "theo": cash.Bank("theo"), "sam": "", "": "", "counter": ""} {
		if bank, found := cash.BankOf(shift, staff); bank.Name != want || found != (want != "") {
			t.Errorf("%q has %q", staff, bank.Name)
		}
	}
}

func TestAnAddedDrawerIsAddedOnce(t *testing.T) {
	stored := &tables{shift: openWith()}
	fact := terminal.DrawerAdded{Shift: "s1", Drawer: terminal.Drawer{Name: "x", Staff: "dee", Opening: 500}}
	if err := fact.Apply(stored, 1); err != nil || len(stored.shift.Drawers) != 2 {
		t.Fatal(err)
	}
	if err := fact.Apply(stored, 2); err == nil || len(stored.shift.Drawers) != 2 {
		t.Errorf("added twice: %v", err)
	}
}
