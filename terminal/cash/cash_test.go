package cash_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/cash"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
)

var morning = time.Date(2026, 11, 24, 14, 52, 0, 0, time.UTC)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}

func opening() cash.Opening {
	return cash.Opening{
		ID: "s1", Number: 1, BusinessDate: clock.Date{Year: 2026, Month: 11, Day: 24}, At: morning, By: "lena", FirstEntry: 7,
		Floats: map[string]terminal.Count{
			cash.CounterDrawer: {2000: 10, 500: 40}, cash.Bank("sam"): {100: 50},
		},
	}
}

func open(t interface {
	Fatal(...any)
	Helper()
},
) terminal.Shift {
	t.Helper()
	shift, err := cash.Open(terminal.Shift{}, opening())
	if err != nil {
		t.Fatal(err)
	}
	return shift
}

func TestOpen(t *testing.T) {
	shift := open(t)
	if !shift.IsOpen() || len(shift.Drawers) != 2 || shift.Drawer("counter").Opening != 400_00 || shift.Drawer("bank:sam").Opening != 50_00 {
		t.Errorf("%+v", shift)
	}
	if runner, ok := cash.RunnerOf("bank:sam"); runner != "sam" || !ok {
		t.Errorf("%q %v", runner, ok)
	}
	many := func(count int) map[string]terminal.Count {
		floats := map[string]terminal.Count{cash.CounterDrawer: {}}
		for i := range count - 1 {
			floats[cash.Bank(strings.Repeat("r", i+1))] = terminal.Count{}
		}
		return floats
	}
	for name, c := range map[string]struct {
		change func(*cash.Opening)
		code   string
	}{
		"drawers max":      {func(o *cash.Opening) { o.Floats = many(cash.DrawersMax) }, ""},
		"drawers max + 1":  {func(o *cash.Opening) { o.Floats = many(cash.DrawersMax + 1) }, "cash.drawer"},
		"no counter":       {func(o *cash.Opening) { o.Floats = map[string]terminal.Count{"bank:sam": {}} }, "cash.drawer"},
		"strange drawer":   {func(o *cash.Opening) { o.Floats["sock"] = terminal.Count{} }, "cash.drawer"},
		"bank of nobody":   {func(o *cash.Opening) { o.Floats["bank:"] = terminal.Count{} }, "cash.drawer"},
		"pieces max":       {func(o *cash.Opening) { o.Floats["counter"] = terminal.Count{1: cash.PiecesMax} }, ""},
		"pieces max + 1":   {func(o *cash.Opening) { o.Floats["counter"] = terminal.Count{1: cash.PiecesMax + 1} }, "cash.pieces"},
		"negative pieces":  {func(o *cash.Opening) { o.Floats["counter"] = terminal.Count{100: -1} }, "cash.pieces"},
		"a note of 3 $":    {func(o *cash.Opening) { o.Floats["counter"] = terminal.Count{300: 1} }, "cash.denomination"},
		"number skipped":   {func(o *cash.Opening) { o.Number = 3 }, "cash.opening"},
		"nobody":           {func(o *cash.Opening) { o.By = "" }, "cash.opening"},
		"no business date": {func(o *cash.Opening) { o.BusinessDate = clock.Date{} }, "cash.opening"},
	} {
		changed := opening()
		c.change(&changed)
		if _, err := cash.Open(terminal.Shift{}, changed); codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	next := opening()
	next.Number = 2
	if _, err := cash.Open(shift, next); codeOf(err) != "cash.shift_open" {
		t.Errorf("a second open shift: %v", err)
	}
	shift.ClosedAt = morning
	if second, err := cash.Open(shift, next); err != nil || second.Number != 2 {
		t.Errorf("after a close: %v", err)
	}
}

func TestMoves(t *testing.T) {
	shift := open(t)
	fact, err := cash.PayOut(shift, "counter", 40_00, " courier ")
	if err != nil {
		t.Fatal(err)
	}
	want := terminal.CashMoved{Shift: "s1", Drawer: "counter", Kind: "paid_out", Amount: 40_00, Reason: "courier", Date: shift.BusinessDate}
	if diff := cmp.Diff(want, fact); diff != "" {
		t.Error(diff)
	}
	closed := shift
	closed.ClosedAt = morning
	for name, c := range map[string]struct {
		try  func() (terminal.CashMoved, error)
		code string
	}{
		"all of the drawer": {func() (terminal.CashMoved, error) { return cash.Drop(shift, "counter", 400_00, "safe") }, ""},
		"a cent more":       {func() (terminal.CashMoved, error) { return cash.Drop(shift, "counter", 400_01, "safe") }, "cash.not_enough"},
		"paid in":           {func() (terminal.CashMoved, error) { return cash.PayIn(shift, "bank:sam", 1, "change") }, ""},
		"no sale":           {func() (terminal.CashMoved, error) { return cash.NoSale(shift, "counter", "change for a note") }, ""},
		"nothing":           {func() (terminal.CashMoved, error) { return cash.PayIn(shift, "counter", 0, "x") }, "cash.amount"},
		"negative":          {func() (terminal.CashMoved, error) { return cash.PayOut(shift, "counter", -1, "x") }, "cash.amount"},
		"far too much":      {func() (terminal.CashMoved, error) { return cash.PayIn(shift, "counter", money.MaxCents+1, "x") }, "cash.amount"},
		"past the book":     {func() (terminal.CashMoved, error) { return cash.PayIn(shift, "counter", money.MaxCents, "x") }, "cash.amount"},
		"no reason":         {func() (terminal.CashMoved, error) { return cash.PayIn(shift, "counter", 1, "  ") }, "cash.reason"},
		"reason max": {func() (terminal.CashMoved, error) {
			return cash.PayIn(shift, "counter", 1, strings.Repeat("x", cash.ReasonMaxBytes))
		}, ""},
		"reason max + 1": {func() (terminal.CashMoved, error) {
			return cash.PayIn(shift, "counter", 1, strings.Repeat("x", cash.ReasonMaxBytes+1))
		}, "cash.reason"},
		"no such drawer": {func() (terminal.CashMoved, error) { return cash.PayIn(shift, "bank:eve", 1, "x") }, "shift.no_drawer"},
		"closed":         {func() (terminal.CashMoved, error) { return cash.NoSale(closed, "counter", "x") }, "cash.shift_closed"},
		"no shift":       {func() (terminal.CashMoved, error) { return cash.NoSale(terminal.Shift{}, "counter", "x") }, "cash.shift_closed"},
	} {
		if _, err := c.try(); codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := cash.Apply(shift, terminal.CashMoved{Shift: "s1", Drawer: "counter", Kind: "borrowed", Amount: 1}); codeOf(err) != "cash.kind" {
		t.Errorf("an unknown kind: %v", err)
	}
	if _, err := cash.Apply(shift, terminal.CashMoved{Shift: "s0", Drawer: "counter", Kind: "paid_in", Amount: 1}); codeOf(err) != "cash.shift_closed" {
		t.Errorf("another shift: %v", err)
	}
	if cash.DropDue(terminal.Drawer{Opening: cash.DropThreshold - 1}) || !cash.DropDue(terminal.Drawer{Opening: cash.DropThreshold}) {
		t.Error("the drop threshold")
	}
}

func TestTenders(t *testing.T) {
	shift := open(t)
	at := func(kind terminal.TenderKind, place terminal.Place, drawer string, given, change, applied money.Cents) terminal.Tender {
		return terminal.Tender{Kind: kind, Place: place, Drawer: drawer, Given: given, Change: change, Applied: applied}
	}
	for name, c := range map[string]struct {
		tender terminal.Tender
		code   string
	}{
		"cash":              {at("cash", "counter", "counter", 80_00, 1_06, 78_94), ""},
		"runner's bank":     {at("cash", "curb", "bank:sam", 78_94, 0, 78_94), ""},
		"external":          {at("external", "counter", "", 78_94, 0, 78_94), ""},
		"sum is wrong":      {at("cash", "counter", "counter", 80_00, 0, 78_94), "cash.tender"},
		"change on a card":  {at("external", "counter", "", 80_00, 1_06, 78_94), "cash.tender"},
		"card in a drawer":  {at("external", "counter", "counter", 78_94, 0, 78_94), "cash.tender"},
		"curb into counter": {at("cash", "curb", "counter", 78_94, 0, 78_94), "cash.tender"},
		"negative":          {at("cash", "counter", "counter", -1, -78_95, 78_94), "cash.tender"},
		"unknown kind":      {at("beads", "counter", "", 78_94, 0, 78_94), "cash.tender"},
		"unknown place":     {at("cash", "roof", "counter", 78_94, 0, 78_94), "cash.tender"},
		"no such drawer":    {at("cash", "curb", "bank:eve", 78_94, 0, 78_94), "shift.no_drawer"},
		"too little":        {at("cash", "counter", "counter", 78_93, 0, 78_93), "cash.total"},
	} {
		if err := cash.CheckTenders(shift, 78_94, []terminal.Tender{c.tender}); codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := cash.CheckTenders(shift, 78_94, nil); codeOf(err) != "cash.total" {
		t.Errorf("no tender: %v", err)
	}
	split := []terminal.Tender{at("cash", "counter", "counter", 50_00, 0, 50_00), at("external", "counter", "", 28_94, 0, 28_94)}
	if err := cash.CheckTenders(shift, 78_94, split); err != nil {
		t.Error(err)
	}
	after, err := cash.Take(shift, split)
	if err != nil || after.Drawer("counter").Sales != 50_00 || shift.Drawer("counter").Sales != 0 {
		t.Errorf("%+v, %v", after.Drawers, err)
	}
	back, err := cash.GiveBack(after, split)
	if err != nil || back.Drawer("counter").Sales != 0 {
		t.Errorf("%+v, %v", back.Drawers, err)
	}
	if _, err := cash.GiveBack(shift, []terminal.Tender{at("cash", "counter", "counter", 400_01, 0, 400_01)}); codeOf(err) != "cash.not_enough" {
		t.Errorf("more than there is: %v", err)
	}
}

func TestClose(t *testing.T) {
	shift := open(t)
	closing := func(counter, bank terminal.Count) cash.Closing {
		return cash.Closing{
			At: morning.Add(8 * time.Hour), By: "lena", LastEntry: 99,
			Counts: map[string]terminal.Count{"counter": counter, "bank:sam": bank},
		}
	}
	closed, variances, err := cash.Close(shift, closing(terminal.Count{10000: 3, 5000: 1, 2000: 2, 500: 1, 100: 2, 25: 3}, terminal.Count{5000: 1}))
	if err != nil {
		t.Fatal(err)
	}
	want := []cash.Variance{
		{Drawer: "bank:sam", Expected: 50_00, Counted: 50_00, Class: cash.Exact},
		{Drawer: "counter", Expected: 400_00, Counted: 397_75, Over: -2_25, Class: cash.Rounding},
	}
	if diff := cmp.Diff(want, variances); diff != "" {
		t.Error(diff)
	}
	if closed.IsOpen() || closed.ClosedBy != "lena" || closed.LastEntry != 99 || !shift.IsOpen() || shift.Drawer("counter").Counted != nil {
		t.Errorf("%+v", closed)
	}
	if _, _, err := cash.Close(closed, closing(nil, nil)); codeOf(err) != "cash.shift_closed" {
		t.Errorf("closed twice: %v", err)
	}
	for name, c := range map[string]struct {
		change func(*cash.Closing)
		code   string
	}{
		"empty drawers count": {func(*cash.Closing) {}, ""},
		"one not counted":     {func(c *cash.Closing) { delete(c.Counts, "counter") }, "cash.not_counted"},
		"one too many":        {func(c *cash.Closing) { c.Counts["bank:eve"] = nil }, "shift.no_drawer"},
		"nobody":              {func(c *cash.Closing) { c.By = "" }, "cash.closing"},
		"before it opened":    {func(c *cash.Closing) { c.LastEntry = 6 }, "cash.closing"},
		"a coin of 3":         {func(c *cash.Closing) { c.Counts["counter"] = terminal.Count{3: 1} }, "cash.denomination"},
	} {
		changed := closing(nil, nil)
		c.change(&changed)
		if _, _, err := cash.Close(shift, changed); codeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestClassesAtTheEdge(t *testing.T) {
	for over, want := range map[money.Cents]cash.Class{
		0: cash.Exact, 1: cash.Rounding, -1: cash.Rounding, cash.RoundingMax: cash.Rounding, -cash.RoundingMax - 1: cash.Look,
		cash.LookMax: cash.Look, cash.LookMax + 1: cash.Escalate, -cash.LookMax - 1: cash.Escalate,
	} {
		if got := cash.Classify(over); got != want {
			t.Errorf("%d: %s, want %s", over, got, want)
		}
	}
	if deposit, err := cash.Deposit(1771_81, 400_00); err != nil || deposit != 1371_81 {
		t.Errorf("%d, %v", deposit, err)
	}
	if _, err := cash.Deposit(399_99, 400_00); codeOf(err) != "cash.not_enough" {
		t.Error(err)
	}
}
