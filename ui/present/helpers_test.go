package present_test

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	tagFlower = "1A4000000000022000000123"
	tagLarge  = "1A4000000000022000000124"
	tagRoll   = "1A4000000000022000000311"
	tagResin  = "1A4000000000022000000148"
	tagGummy  = "1A4000000000022000000207"
	pin       = "2580"
)

var (
	opening = time.Date(2026, 11, 24, 21, 31, 0, 0, time.UTC) // 2:31 PM in Denver
	pinHash string
)

// counter is a workplace on a real till with a real database.
type counter struct {
	*present.Counter
	t      testing.TB
	clock  *clock.Manual
	store  *store.Store
	till   *till.Till
	filing present.FilingStatus
	feed   present.FeedStatus
	status []devices.Status
	rows   int64
	folder string
	linked map[string]bool // tablets whose page is open
	scale  devices.Scale
}

func document(family, first, number string, birth idcard.Date) idcard.Document {
	return idcard.Document{
		Kind: idcard.DriverLicense, Issuer: idcard.Issuer{IIN: "636020", Jurisdiction: "CO", Country: "USA"}, Version: 10,
		Number: number, FamilyName: family, FirstName: first, BirthDate: birth, ExpiryDate: idcard.Date{Year: 2029, Month: 3, Day: 15},
		IssueDate: idcard.Date{Year: 2024, Month: 6, Day: 15}, BirthDateStatus: idcard.OK, ExpiryStatus: idcard.OK,
		IssueStatus: idcard.OK, NumberStatus: idcard.OK,
	}
}

// people are who comes in; the raw bytes of their IDs are their names here.
var people = map[string]idcard.Document{
	"avery":  document("STONE", "AVERY", "920112233", idcard.Date{Year: 1992, Month: 6, Day: 15}),
	"young":  document("VALE", "REMY", "920112244", idcard.Date{Year: 2007, Month: 8, Day: 15}),
	"jordan": document("PRICE", "JORDAN", "920112255", idcard.Date{Year: 1985, Month: 1, Day: 2}),
	"other":  document("MAYS", "JORDAN", "920112266", idcard.Date{Year: 1985, Month: 1, Day: 2}),
}

func decode(raw []byte) (idcard.Document, error) {
	if document, ok := people[string(raw)]; ok {
		return document, nil
	}
	return idcard.Document{}, terminal.Errorf(terminal.Refused, "id.damaged", "The barcode could not be read.").WithHint("Wipe the card and scan again.")
}

func goods() ([]terminal.Product, []terminal.Package) {
	grams := func(net, thc string) terminal.Measures {
		return terminal.Measures{terminal.NetGrams: measure.MustParse(net), terminal.THCMilligrams: measure.MustParse(thc)}
	}
	ten := measure.Whole(10)
	pack := func(tag, sku string, book int64) terminal.Package {
		return terminal.Package{Tag: tag, SKU: sku, Unit: measure.Each, Book: measure.Whole(book), Status: terminal.PackageActive}
	}
	products := []terminal.Product{
		{SKU: "FLW-BMO-3.5", Name: "Blue Mesa OG 3.5 g", Category: "flower", Price: 3500, SoldBy: measure.Each, Measures: grams("3.5", "843.5")},
		{SKU: "FLW-BMO-14", Name: "Blue Mesa OG 14 g", Category: "flower", Price: 11800, SoldBy: measure.Each, Measures: grams("14", "3374")},
		{SKU: "PRE-ALP-1", Name: "Alpenglow pre-roll 1 g", Category: "preroll", Price: 900, SoldBy: measure.Each, Measures: grams("1", "198")},
		{SKU: "CON-GRN-1", Name: "Granite Live Resin 1 g", Category: "concentrate", Price: 4200, SoldBy: measure.Each, Measures: grams("1", "712")},
		{SKU: "EDI-SUN-10", Name: "Sunset Gummies", Category: "edible_solid", Price: 1800, SoldBy: measure.Each, Measures: grams("40", "100"), Units: 10, THCUnit: &ten},
		{
			SKU: "EDI-COC-100", Name: "Foothill Cocoa Bar 100 g", Category: "edible_solid", Price: 1600, SoldBy: measure.Each,
			Measures: terminal.Measures{terminal.NetGrams: measure.Whole(100)},
		},
	}
	packages := []terminal.Package{
		pack(tagFlower, "FLW-BMO-3.5", 43), pack(tagLarge, "FLW-BMO-14", 9), pack(tagRoll, "PRE-ALP-1", 64), pack(tagResin, "CON-GRN-1", 4), pack(tagGummy, "EDI-SUN-10", 30),
	}
	return products, packages
}

func newCounter(t testing.TB) *counter {
	t.Helper()
	s := &counter{t: t, clock: clock.NewManual(opening), feed: present.FeedStatus{Configured: true, Live: true}}
	folder := t.TempDir()
	s.folder = folder
	log := slog.New(slog.DiscardHandler)
	var err error
	s.store, err = store.Open(context.Background(), store.Options{Path: filepath.Join(folder, "a.db"), Terminal: "T1", Log: log})
	s.must(err)
	engine, err := rules.New("US-CO", "US-CO-Denver")
	s.must(err)
	box, err := secrets.Open(filepath.Join(folder, "keys"), "")
	s.must(err)
	denver, err := time.LoadLocation("America/Denver")
	s.must(err)
	s.till = till.New(till.Options{
		Store: s.store, Clock: s.clock, Rules: engine, Keys: box.DayKeys(), CommandKey: make([]byte, 32), Log: log,
		CheckpointKey: ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)),
		Shop: till.Shop{
			Name: "Larimer Street", Code: "LARIM", License: "402R-00123", TerminalID: "T1", Zone: denver, Reports: true, HasFeed: true,
			FilingWithin: 9 * time.Hour, PriceFloorPermille: 500, PackedBagKept: 24 * time.Hour, RunnerPseudonym: func(string) string { return "runner-1" },
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.till.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		s.must(<-ended)
		s.must(s.store.Close())
	})
	s.Counter = s.workplace(s.till)
	s.setUp()
	return s
}

// workplace is a counter on a till, with everything beside it.
func (s *counter) workplace(on present.Till) *present.Counter {
	s.t.Helper()
	engine, err := rules.New("US-CO", "US-CO-Denver")
	s.must(err)
	denver, err := time.LoadLocation("America/Denver")
	s.must(err)
	return present.New(present.Options{
		Till: on, View: s.store.View, Rules: engine, Decode: decode, Clock: s.clock, Zone: denver,
		Shop:   present.Shop{Name: "Larimer Street", Terminal: "T1", License: "402R-00123", Reports: true},
		Filing: func() present.FilingStatus { return s.filing }, Feed: func() present.FeedStatus { return s.feed },
		Devices: func() []devices.Status { return s.status }, Scale: s.scale,
		TabletAddress: []string{"https://192.168.1.10:8443", "https://curbline-t1.local:8443"}, TabletFingerprint: "7C:1E 90:4A D2:33 5B:F8",
		TabletLinked: func(device string) bool { return s.linked[device] },
	})
}

// setUp takes staff and goods in and opens the shift.
func (s *counter) setUp() {
	s.t.Helper()
	if pinHash == "" {
		var err error
		pinHash, err = staff.HashPIN(context.Background(), pin)
		s.must(err)
	}
	member := func(id, name, badge string, role terminal.Role) terminal.StaffMember {
		return terminal.StaffMember{ID: id, Name: name, Badge: badge, Role: role, PINHash: pinHash, Active: true}
	}
	s.machine(&till.OpenEpoch{Epoch: "7K3Q", Reason: "set-up", By: "test"})
	s.machine(&till.ImportStaff{People: []terminal.StaffMember{
		member("mara", "Mara Voss", "B-1001", terminal.Budtender), member("dario", "Dario Webb", "B-1004", terminal.Lead), member("lena", "Lena Ortiz", "B-1005", terminal.Manager),
	}})
	manager, err := s.till.SignIn(context.Background(), "B-1005", pin)
	s.must(err)
	products, packages := goods()
	s.command(manager.ID, &till.ImportGoods{Products: products, Packages: packages})
	s.command(manager.ID, &till.OpenShift{Floats: map[string]terminal.Count{till.CounterDrawer: {2000: 10, 500: 20, 100: 50}}})
	s.SignIn("B-1001", pin)
}

func (s *counter) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *counter) machine(body till.Body) {
	s.t.Helper()
	_, err := s.till.Submit(context.Background(), till.Command{Body: body})
	s.must(err)
}

func (s *counter) command(session string, body till.Body) {
	s.t.Helper()
	outcome, err := s.till.Submit(context.Background(), till.Command{ID: clock.NewID(), Session: session, Body: body})
	s.must(err)
	s.must(outcome.Err())
}

func (s *counter) id(who string) { s.ScanID([]byte(who)) }

func (s *counter) scan(tags ...string) {
	for _, tag := range tags {
		s.clock.Advance(time.Second)
		s.ScanCode(tag)
	}
}

// shows wants a screen, and gives it.
func (s *counter) shows(name present.Name) present.Screen {
	s.t.Helper()
	screen := s.Snapshot()
	if screen.Name != name {
		s.t.Fatalf("shows %s, want %s; banner %+v", screen.Name, name, screen.Banner)
	}
	return screen
}

func (s *counter) checkout() *present.Checkout {
	s.t.Helper()
	return s.shows(present.ScreenCheckout).Checkout
}

// picture fills the cart of the picture of the checkout.
func (s *counter) picture() {
	s.t.Helper()
	s.id("avery")
	s.scan(tagFlower, tagRoll, tagResin, tagGummy, tagGummy)
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// place puts an order of the web shop into the till.
func (s *counter) place(id, channel string, items ...terminal.OrderItem) {
	s.t.Helper()
	total := money.Cents(0)
	for _, item := range items {
		line := terminal.Line{UnitPrice: item.UnitPrice, Quantity: item.Quantity}
		gross, err := line.Gross()
		s.must(err)
		total += gross
	}
	s.event("order.placed", id, 1, &terminal.Order{
		ID: id, Source: "/shops/larimer", Revision: 1, PlacedAt: s.clock.Now().Wall.Add(-time.Minute), Channel: channel, FirstName: "Jordan", FamilyName: "Price",
		BirthYear: 1985, Class: terminal.Adult, Attested: true, Items: items, ShopTotal: total, Fulfilment: terminal.Placed, Arrival: terminal.ArrivalNone,
		Identity: terminal.Unverified, Payment: terminal.Unpaid,
	}, nil)
}

func (s *counter) event(kind, id string, revision int64, o *terminal.Order, change *terminal.OrderChange) {
	s.t.Helper()
	s.rows++
	s.machine(&till.ApplyFeed{Items: []terminal.FeedItem{{
		Kind: terminal.FeedEvent, Cursor: "e7:" + string(rune('0'+s.rows)), Source: "/shops/larimer", EventID: clock.NewID(), Type: kind, Subject: id,
		Revision: revision, At: s.clock.Now().Wall, Order: o, Change: change,
	}}})
}

func says(t testing.TB, value any, words string) {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), words) {
		t.Errorf("nothing says %q: %s", words, text)
	}
}

func moneyOf(cents int64) money.Cents { return money.Cents(cents) }

// session signs somebody else in and gives their session's id.
func (s *counter) session() string {
	s.t.Helper()
	session, err := s.till.SignIn(context.Background(), "B-1004", pin)
	s.must(err)
	return session.ID
}

// on makes a second workplace on another till over the same database.
func (s *counter) on(other present.Till) *present.Counter {
	s.t.Helper()
	engine, err := rules.New("US-CO", "US-CO-Denver")
	s.must(err)
	return present.New(present.Options{
		Till: other, View: s.store.View, Rules: engine, Decode: decode, Clock: s.clock, Shop: present.Shop{Terminal: "T1"},
	})
}

func languageOf(code string) text.Language { return text.Language(code) }
