package till

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/store"
)

const (
	tagFlower = "1A4AA0300000DEAD00000017"
	tagGummy  = "1A4AA0300000DEAD00000018"
	pin       = "2580"
)

// shop is a till on a real database in a temporary folder.
type shop struct {
	t       testing.TB
	folder  string
	store   *store.Store
	clock   *clock.Manual
	till    *Till
	session string
	stop    func() error
}

var opening = time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC) // 10:00 in Denver

// newShop sets a shop up: staff, goods, an open shift, a manager signed in.
func newShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{t: t, folder: t.TempDir(), clock: clock.NewManual(opening)}
	s.start()
	t.Cleanup(func() { s.end() })
	epoch, err := NewEpoch()
	s.must(err)
	hash, err := staff.HashPIN(context.Background(), pin)
	s.must(err)
	s.machine(&OpenEpoch{Epoch: epoch, Reason: "set-up", By: "test"})
	s.machine(&ImportStaff{People: []terminal.StaffMember{
		{ID: "m1", Name: "Morgan Reyes", Badge: "B-M1", Role: terminal.Manager, PINHash: hash, Active: true},
		{ID: "b1", Name: "Blair Quinn", Badge: "B-B1", Role: terminal.Budtender, PINHash: hash, Active: true},
	}})
	s.signIn("B-M1")
	s.do(&ImportGoods{
		Products: []terminal.Product{
			{
				SKU: "FLW-OG-3.5", Name: "OG Kush 3.5 g", Category: "flower", Price: 3500, SoldBy: measure.Each,
				Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")},
			},
			{
				SKU: "EDB-GUM-100", Name: "Gummies 10 × 10 mg", Category: "edible_solid", Price: 1800, SoldBy: measure.Each,
				Measures: terminal.Measures{terminal.NetGrams: measure.MustParse("30"), terminal.THCMilligrams: measure.Whole(100)},
			},
			{SKU: "MER-PAPER", Name: "Papers", Category: terminal.Merchandise, Price: 300, SoldBy: measure.Each, Measures: terminal.Measures{}},
		},
		Packages: []terminal.Package{
			{Tag: tagFlower, SKU: "FLW-OG-3.5", Unit: measure.Each, Book: measure.Whole(100), Status: terminal.PackageActive},
			{Tag: tagGummy, SKU: "EDB-GUM-100", Unit: measure.Each, Book: measure.Whole(2), Status: terminal.PackageActive},
		},
	})
	s.do(&OpenShift{Floats: map[string]terminal.Count{CounterDrawer: {2000: 5, 500: 20}}})
	return s
}

// start opens the database and runs a till on it.
func (s *shop) start() {
	s.t.Helper()
	log := slog.New(slog.DiscardHandler)
	var err error
	s.store, err = store.Open(context.Background(), store.Options{Path: filepath.Join(s.folder, "a.db"), Terminal: "T1", Log: log})
	s.must(err)
	engine, err := rules.New("US-CO", "US-CO-Denver")
	s.must(err)
	box, err := secrets.Open(filepath.Join(s.folder, "keys"), "")
	s.must(err)
	denver, err := time.LoadLocation("America/Denver")
	s.must(err)
	s.till = New(Options{
		Store: s.store, Clock: s.clock, Rules: engine, Keys: box.DayKeys(), CommandKey: make([]byte, 32),
		CheckpointKey: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)), Log: log,
		Shop: Shop{
			Name: "Larimer Street Dispensary", Code: "LARIM", License: "402R-00123", TerminalID: "T1", Zone: denver,
			Reports: true, FilingWithin: 24 * time.Hour, PriceFloorPermille: 500,
			RunnerPseudonym: func(string) string { return "runner-1" },
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.till.Run(ctx) }()
	s.stop = func() error { cancel(); return <-ended }
}

func (s *shop) end() {
	s.t.Helper()
	if s.stop == nil {
		return
	}
	if err := s.stop(); err != nil {
		s.t.Error(err)
	}
	s.stop = nil
	s.must(s.store.Close())
}

// restart ends the process's memory and starts again on the same files.
func (s *shop) restart() {
	s.t.Helper()
	s.end()
	s.start()
	s.signIn("B-M1")
}

func (s *shop) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *shop) signIn(badge string) {
	s.t.Helper()
	session, err := s.till.SignIn(context.Background(), badge, pin)
	s.must(err)
	s.session = session.ID
}

func (s *shop) machine(body Body) {
	s.t.Helper()
	_, err := s.till.Submit(context.Background(), Command{Body: body})
	s.must(err)
}

// try runs a command of the signed-in person.
func (s *shop) try(body Body) (Outcome, error) {
	outcome, err := s.till.Submit(context.Background(), Command{ID: clock.NewID(), Session: s.session, Body: body})
	if err != nil {
		return outcome, err
	}
	return outcome, outcome.Err()
}

func (s *shop) do(body Body) Outcome {
	s.t.Helper()
	outcome, err := s.try(body)
	if err != nil {
		s.t.Fatalf("%s: %v", body.Name(), err)
	}
	return outcome
}

// agreement is a supervisor's word, without the time that its PIN takes.
func (s *shop) agreement(staff string, role terminal.Role) string {
	id := clock.NewID()
	s.till.keepApproval(Session{ID: id, Staff: staff, Role: role, Device: "T1"})
	return id
}

// doAgreed runs a command of the signed-in person with a manager's word.
func (s *shop) doAgreed(body Body) Outcome {
	s.t.Helper()
	outcome, err := s.till.Submit(context.Background(), Command{
		ID: clock.NewID(), Session: s.session, Approval: s.agreement("m1", terminal.Manager), Body: body,
	})
	if err == nil {
		err = outcome.Err()
	}
	if err != nil {
		s.t.Fatalf("%s: %v", body.Name(), err)
	}
	return outcome
}

// codeOf is the code of an error, empty for none.
func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}

// refused wants a command to fail with a code.
func (s *shop) refused(code string, body Body) {
	s.t.Helper()
	_, err := s.try(body)
	if got := terminal.AsError(err); err == nil || got.Code != code {
		s.t.Errorf("%s: %v, want %s", body.Name(), err, code)
	}
}

func document(family, first, number string, birth idcard.Date) idcard.Document {
	return idcard.Document{
		Kind: idcard.DriverLicense, Issuer: idcard.Issuer{IIN: "636020", Jurisdiction: "CO", Country: "USA"}, Version: 10,
		Number: number, FamilyName: family, FirstName: first, BirthDate: birth, ExpiryDate: idcard.Date{Year: 2030, Month: 6, Day: 15},
		IssueDate: idcard.Date{Year: 2022, Month: 6, Day: 15}, BirthDateStatus: idcard.OK, ExpiryStatus: idcard.OK,
		IssueStatus: idcard.OK, NumberStatus: idcard.OK,
	}
}

var avery = document("STONE", "AVERY", "X00112233", idcard.Date{Year: 1990, Month: 6, Day: 15})

// ring makes a cart with an identified person and one unit of each code.
func (s *shop) ring(person idcard.Document, codes ...string) string {
	s.t.Helper()
	cart := clock.NewID()
	s.do(&OpenCart{Cart: cart})
	s.do(&IdentifyCart{Cart: cart, Document: person})
	for _, code := range codes {
		s.do(&AddToCart{Cart: cart, Code: code})
	}
	return cart
}

func cashOf(amount money.Cents) []terminal.Tender {
	return []terminal.Tender{{Kind: terminal.Cash, Given: amount}}
}

func (s *shop) sell(person idcard.Document, codes ...string) Completed {
	s.t.Helper()
	cart := s.ring(person, codes...)
	var completed Completed
	s.must(s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)}).Decode(&completed))
	return completed
}

func (s *shop) view(look func(terminal.Reader)) {
	s.t.Helper()
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error { look(reader); return nil }))
}

// facts gives the data of all entries of a kind.
func (s *shop) facts(kind string) []json.RawMessage {
	s.t.Helper()
	var found []json.RawMessage
	s.view(func(reader terminal.Reader) {
		entries, err := reader.Entries(0, 10_000)
		s.must(err)
		for _, entry := range entries {
			if entry.Kind == kind {
				found = append(found, entry.Data)
			}
		}
	})
	return found
}
