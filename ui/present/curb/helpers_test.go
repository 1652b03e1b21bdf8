package curb_test

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	tagFlower = "1A4000000000022000000123"
	tagResin  = "1A4000000000022000000148"
	tagGummy  = "1A4000000000022000000207"
	pin       = "2580"
)

var (
	opening = time.Date(2026, 11, 24, 21, 31, 0, 0, time.UTC) // 2:31 PM in Denver
	pinHash string
)

// lot is a car park: tablets on a real till with a real database.
type lot struct {
	*curb.Desk
	t       testing.TB
	clock   *clock.Manual
	store   *store.Store
	till    *till.Till
	feed    present.FeedStatus
	manager string // a session at the counter
	cursor  int
	options curb.Options
	tokens  map[string]string // by tablet
}

func document(family, first, number string, birth, expiry idcard.Date) idcard.Document {
	return idcard.Document{
		Kind: idcard.DriverLicense, Issuer: idcard.Issuer{IIN: "636020", Jurisdiction: "CO", Country: "USA"}, Version: 10,
		Number: number, FamilyName: family, FirstName: first, BirthDate: birth, ExpiryDate: expiry,
		IssueDate: idcard.Date{Year: 2024, Month: 6, Day: 15}, BirthDateStatus: idcard.OK, ExpiryStatus: idcard.OK,
		IssueStatus: idcard.OK, NumberStatus: idcard.OK,
	}
}

var (
	adult = idcard.Date{Year: 1985, Month: 1, Day: 2}
	valid = idcard.Date{Year: 2030, Month: 6, Day: 15}
)

// people are who sits in the cars; the raw bytes of their IDs begin as real ones
// do and go on with their names here.
var people = map[string]idcard.Document{
	"jordan":  document("PIKE", "JORDAN", "X00112255", adult, valid),
	"jo":      document("PIKE", "JOANNE", "X00112277", adult, valid),
	"other":   document("MAYS", "JORDAN", "X00112266", adult, valid),
	"elder":   document("PIKE", "JORDAN", "X00112299", idcard.Date{Year: 1950, Month: 1, Day: 2}, valid),
	"expired": document("PIKE", "JORDAN", "X00112288", adult, idcard.Date{Year: 2026, Month: 10, Day: 2}),
	"young":   document("VALE", "REMY", "X00112244", idcard.Date{Year: 2007, Month: 8, Day: 15}, valid),
}

func decode(raw []byte) (idcard.Document, error) {
	if document, ok := people[strings.TrimPrefix(string(raw), "@")]; ok {
		return document, nil
	}
	return idcard.Document{}, terminal.Errorf(terminal.Refused, "id.damaged", "The barcode could not be read.").WithHint("Wipe the card and scan again.")
}

func newLot(t testing.TB) *lot {
	t.Helper()
	s := &lot{t: t, clock: clock.NewManual(opening), feed: present.FeedStatus{Configured: true, Live: true}, tokens: map[string]string{}}
	folder := t.TempDir()
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
	s.options = curb.Options{
		Till: s.till, View: s.store.View, Rules: engine, Decode: decode, Clock: s.clock, Zone: denver, Decoder: true,
		Shop:    present.Shop{Name: "Larimer Street", Terminal: "T1", License: "402R-00123", Reports: true},
		Feed:    func() present.FeedStatus { return s.feed },
		Address: []string{"https://192.168.1.10:8443"}, Fingerprint: "7C:1E 90:4A D2:33 5B:F8",
	}
	s.Desk = curb.New(s.options)
	s.run()
	s.setUp()
	return s
}

// run starts till and desk, and ends them with the test.
func (s *lot) run() {
	ctx, cancel := context.WithCancel(context.Background())
	tillEnded, deskEnded := make(chan error, 1), make(chan struct{})
	go func() { tillEnded <- s.till.Run(ctx) }()
	go func() { defer close(deskEnded); s.Run(ctx) }()
	s.t.Cleanup(func() {
		cancel()
		<-deskEnded
		s.must(<-tillEnded)
		s.must(s.store.Close())
	})
}

func (s *lot) setUp() {
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
		member("mara", "Mara Voss", "B-1001", terminal.Budtender), member("dee", "Dee Walsh", "B-1002", terminal.Curbside),
		member("theo", "Theo Brand", "B-1003", terminal.Curbside), member("dario", "Dario Webb", "B-1004", terminal.Lead),
		member("lena", "Lena Ortiz", "B-1005", terminal.Manager), member("ida", "Ida Audit", "B-1006", terminal.Auditor),
	}})
	manager, err := s.till.SignIn(context.Background(), "B-1005", pin)
	s.must(err)
	s.manager = manager.ID
	products, packages := goods()
	s.counter(&till.ImportGoods{Products: products, Packages: packages})
	s.counter(&till.OpenShift{Floats: map[string]terminal.Count{till.CounterDrawer: {2000: 10, 500: 20, 100: 50}}})
	s.counter(&till.AddDrawer{Staff: "dee", Float: terminal.Count{2000: 2, 500: 4, 100: 20}})
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
		{SKU: "CON-GRN-1", Name: "Granite Live Resin 1 g", Category: "concentrate", Price: 4200, SoldBy: measure.Each, Measures: grams("1", "712")},
		{SKU: "EDI-SUN-10", Name: "Sunset Gummies", Category: "edible_solid", Price: 1800, SoldBy: measure.Each, Measures: grams("40", "100"), Units: 10, THCUnit: &ten},
	}
	return products, []terminal.Package{
		pack(tagFlower, "FLW-BMO-3.5", 2000), pack(tagResin, "CON-GRN-1", 40), pack(tagGummy, "EDI-SUN-10", 300),
	}
}

func (s *lot) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *lot) machine(body till.Body) {
	s.t.Helper()
	_, err := s.till.Submit(context.Background(), till.Command{Body: body})
	s.must(err)
}

// counter runs a command of the manager at the counter.
func (s *lot) counter(body till.Body) {
	s.t.Helper()
	outcome, err := s.till.Submit(context.Background(), till.Command{ID: clock.NewID(), Session: s.manager, Body: body})
	s.must(err)
	s.must(outcome.Err())
}

// pair pairs a tablet the way people do, and gives it with its token's owner.
func (s *lot) pair(name string) curb.Who {
	s.t.Helper()
	ctx := context.Background()
	offer, err := s.till.OfferPairing(ctx, s.manager)
	s.must(err)
	ticket, err := s.AskPairing(ctx, offer.Code[:3]+" "+offer.Code[3:], name)
	s.must(err)
	approval, err := s.till.Approve(ctx, "B-1005", pin)
	s.must(err)
	s.must(s.till.ApprovePairing(ctx, s.manager, approval, s.till.PairingRequests()[0].ID))
	state, token := s.PairingResult(ticket)
	same(s.t, "pairing", state, "approved")
	who, err := s.Device(token)
	s.must(err)
	s.tokens[name] = token
	return who
}

// at signs somebody in at a tablet of their own.
func (s *lot) at(tablet, badge string) curb.Who {
	s.t.Helper()
	who := s.pair(tablet)
	session, _, err := s.SignIn(context.Background(), who, badge, pin)
	s.must(err)
	who, err = s.Session(who, session)
	s.must(err)
	return who
}

func item(line, sku, name string, quantity int64, price, discount money.Cents) terminal.OrderItem {
	return terminal.OrderItem{Line: line, SKU: sku, Name: name, Quantity: measure.Whole(quantity), Unit: "each", UnitPrice: price, Discount: discount}
}

func usual() []terminal.OrderItem {
	return []terminal.OrderItem{item("1", "FLW-BMO-3.5", "Blue Mesa OG 3.5 g", 2, 3500, 500), item("2", "EDI-SUN-10", "Sunset Gummies", 1, 1800, 0)}
}

// place puts an order of the web shop into the till; change alters it before.
func (s *lot) place(id string, change func(*terminal.Order)) {
	s.t.Helper()
	o := terminal.Order{
		ID: id, Source: "/shops/larimer", Revision: 1, PlacedAt: s.clock.Now().Wall.Add(-time.Minute), Channel: "curbside",
		FirstName: "Jordan", FamilyName: "Pike", BirthYear: 1985, Class: terminal.Adult, Attested: true, Items: usual(), ShopTotal: 10276,
		Fulfilment: terminal.Placed, Arrival: terminal.ArrivalNone, Identity: terminal.Unverified, Payment: terminal.Unpaid,
	}
	if change != nil {
		change(&o)
	}
	s.event("order.placed", id, 1, &o, nil)
}

func (s *lot) event(kind, id string, revision int64, o *terminal.Order, change *terminal.OrderChange) {
	s.t.Helper()
	s.cursor++
	s.machine(&till.ApplyFeed{Items: []terminal.FeedItem{{
		Kind: terminal.FeedEvent, Cursor: "e7:" + strconv.Itoa(s.cursor), Source: "/shops/larimer", EventID: clock.NewID(), Type: kind, Subject: id,
		Revision: revision, At: s.clock.Now().Wall, Order: o, Change: change,
	}}})
}

// arrive lets the order's car arrive.
func (s *lot) arrive(id, spot string, vehicle terminal.Vehicle) {
	s.t.Helper()
	s.event("order.customer_arrived", id, s.order(id).Revision+1, nil, &terminal.OrderChange{
		Arrival: terminal.Arrived, Spot: spot, Vehicle: vehicle, ArrivedAt: s.clock.Now().Wall,
	})
}

var blueSubaru = terminal.Vehicle{Color: "blue", Make: "Subaru Outback", Plate: "ABC-123"}

func (s *lot) order(id string) (o terminal.Order) {
	s.t.Helper()
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) (err error) {
		o, err = reader.Order(id)
		return err
	}))
	return o
}

// pack packs and seals an order and puts it on a shelf.
func (s *lot) pack(id string, tags ...string) {
	s.t.Helper()
	s.counter(&till.MoveOrder{Order: id, Move: order.MoveAccept})
	s.counter(&till.MoveOrder{Order: id, Move: order.MoveStartPicking})
	for _, tag := range tags {
		s.counter(&till.PackUnit{Order: id, Code: tag})
	}
	s.counter(&till.SealBag{Order: id})
	s.counter(&till.ShelveBag{Order: id, Code: "SHELF-B2"})
}

// waiting is an order that is packed and whose car is at spot 3.
func (s *lot) waiting(id string) {
	s.t.Helper()
	s.place(id, nil)
	s.pack(id, tagFlower, tagFlower, tagGummy)
	s.arrive(id, "3", blueSubaru)
	s.clock.Advance(time.Minute)
}

// do runs an action as the page's button has it.
func (s *lot) do(who curb.Who, id string, button curb.Button) error {
	return s.Do(context.Background(), who, curb.Action{Name: button.Action, Command: button.Command, Order: id, Fields: button.Fields})
}

func (s *lot) press(who curb.Who, id string, button curb.Button) {
	s.t.Helper()
	if button.Blocked || button.Action == "" {
		s.t.Fatalf("cannot be pressed: %+v", button)
	}
	s.clock.Advance(time.Second)
	s.must(s.do(who, id, button))
}

func (s *lot) page(who curb.Who, id string) curb.Order {
	s.t.Helper()
	page, err := s.Order(context.Background(), who, text.English, id)
	s.must(err)
	return page
}

func (s *lot) hand(who curb.Who, id string) *curb.Handover {
	s.t.Helper()
	page := s.page(who, id)
	if page.Handover == nil {
		s.t.Fatalf("no hand-over: %+v %+v %+v", page.Refused, page.Done, page.Closed)
	}
	return page.Handover
}

// scan scans on the page of an order, with its command.
func (s *lot) scan(who curb.Who, id, raw string) error {
	s.t.Helper()
	page := s.page(who, id)
	command := ""
	switch {
	case page.Handover != nil:
		command = page.Handover.Command
	case page.Refused != nil:
		command = page.Refused.Command
	}
	s.clock.Advance(time.Second)
	return s.Do(context.Background(), who, curb.Action{Name: "scan", Command: command, Order: id, Raw: []byte(raw)})
}

// toPayment claims, scans ID and bag.
func (s *lot) toPayment(who curb.Who, id string) {
	s.t.Helper()
	s.press(who, id, s.hand(who, id).Next)
	s.must(s.scan(who, id, "@jordan"))
	s.must(s.scan(who, id, s.order(id).BagCode))
}

func same[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}

func (s *lot) sales() (count int) {
	s.t.Helper()
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		sales, err := reader.Sales(clock.Date{Year: 2026, Month: 11, Day: 24})
		count = len(sales)
		return err
	}))
	return count
}
