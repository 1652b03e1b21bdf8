package curb_test

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/text"
)

func (s *lot) arrivals(who curb.Who) curb.Arrivals {
	s.t.Helper()
	view, err := s.Arrivals(context.Background(), who, text.English)
	s.must(err)
	return view
}

func TestOneAlarmAtATimeUntilItIsTaken(t *testing.T) {
	s := newLot(t)
	dee, theo := s.at("Curb tablet 1", "B-1002"), s.at("Curb tablet 2", "B-1003")
	same(t, "none", s.arrivals(dee).Empty != "" && s.arrivals(dee).Mute == "", true)
	s.waiting("A-1")
	s.waiting("A-2")
	view := s.arrivals(dee)
	same(t, "oldest", view.Alarm+" "+view.AlarmText, "A-1 A car at spot 3 waits")
	same(t, "fresh", view.Cars[0].Late, false)
	s.clock.Advance(time.Minute)
	view = s.arrivals(dee)
	same(t, "late", view.Cars[0].Late && !view.Cars[1].Late, true)
	same(t, "late words", view.AlarmText+" "+view.Cars[0].WaitNote.Text, "The car at spot 3 waits over 3 minutes over 3 min")
	s.must(s.Do(context.Background(), dee, curb.Action{Name: "mute"}))
	view = s.arrivals(dee)
	same(t, "muted", view.Alarm == "" && view.MutedUntilMS > 0 && view.Cars[0].Late, true)
	same(t, "this tablet alone", s.arrivals(theo).Alarm, "A-1")
	s.clock.Advance(time.Minute)
	same(t, "a minute", s.arrivals(dee).Alarm, "A-1")
	s.press(dee, "A-1", s.arrivals(dee).Cars[0].Button)
	view = s.arrivals(dee)
	same(t, "the next one", view.Alarm, "A-2")
	same(t, "mine", view.Cars[0].WaitNote.Text+" "+view.Cars[0].Button.Label+" "+view.Cars[0].Button.Link, "with you Continue /order/A-1")
	same(t, "one primary", view.Cars[1].Button.Primary && !view.Cars[0].Button.Primary, true)
}

func TestStatesOfACar(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.place("A-1", func(o *terminal.Order) { o.Payment = terminal.Authorized })
	s.counter(&till.MoveOrder{Order: "A-1", Move: "accept"})
	s.counter(&till.MoveOrder{Order: "A-1", Move: "start_picking"})
	s.counter(&till.PackUnit{Order: "A-1", Code: tagFlower})
	s.arrive("A-1", "1", terminal.Vehicle{Color: "white", Make: "Ford F-150", Plate: "QRT-881"})
	s.place("A-2", func(o *terminal.Order) { o.Payment = terminal.Paid; o.FirstName, o.FamilyName = "NOOR", "HASSAN" })
	s.arrive("A-2", "5", terminal.Vehicle{Color: "Dark Grey metallic", Make: "Toyota Prius"})
	s.place("A-3", func(o *terminal.Order) { o.WindowFrom = s.clock.Now().Wall.Add(6 * time.Minute) })
	s.event("order.customer_en_route", "A-3", 2, nil, &terminal.OrderChange{Arrival: terminal.ArrivalEnRoute, Vehicle: terminal.Vehicle{Color: "red", Make: "Honda Civic"}})
	view := s.arrivals(dee)
	first, second := view.Cars[0], view.Cars[1]
	same(t, "picking", first.Bag.Text+", "+first.Payment.Text, "Still picking, 1 of 3 tags, Card authorized, $102.76")
	same(t, "paid", second.Bag.Text+", "+second.Payment.Text, "Not started yet, Paid, $102.76")
	same(t, "swatch", second.Color+" "+second.Vehicle+" "+second.Customer, "gray Dark Grey metallic Toyota Prius Noor H., A-2")
	same(t, "coming", view.OnTheWay+": "+view.Coming[0].Vehicle+", "+view.Coming[0].Detail+", "+view.Coming[0].When, "On the way: Red Honda Civic, Jordan P., A-3. Not started yet, about 6 min")
	spanish, err := s.Arrivals(context.Background(), dee, text.Spanish)
	s.must(err)
	same(t, "Spanish", spanish.Heading+": "+spanish.Cars[0].Vehicle, "2 autos esperan: Ford F-150 blanco")
}

func TestFiveHundredCars(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	var items []terminal.FeedItem
	for i := range 500 {
		id := fmt.Sprintf("B-%03d", i)
		items = append(items, terminal.FeedItem{
			Kind: terminal.FeedEvent, Cursor: fmt.Sprintf("e8:%d", i), Source: "/shops/larimer", EventID: clock.NewID(), Type: "order.placed", Subject: id, Revision: 1,
			At: s.clock.Now().Wall, Order: &terminal.Order{
				ID: id, Source: "/shops/larimer", Revision: 1, PlacedAt: s.clock.Now().Wall, Channel: "curbside", FirstName: "Sam", FamilyName: "Oak", BirthYear: 1980,
				Class: terminal.Adult, Items: usual(), ShopTotal: 10276, Fulfilment: terminal.Placed, Arrival: terminal.Arrived, Identity: terminal.Unverified,
				Payment: terminal.Unpaid, Spot: fmt.Sprint(i), Vehicle: blueSubaru, ArrivedAt: s.clock.Now().Wall.Add(-time.Duration(i) * time.Second),
			},
		})
	}
	for len(items) > 0 {
		batch := items[:min(len(items), 50)]
		s.machine(&till.ApplyFeed{Items: batch})
		items = items[len(batch):]
	}
	view := s.arrivals(dee)
	same(t, "heading", view.Heading, "500 cars waiting")
	same(t, "shown", len(view.Cars), 60)
	same(t, "more", view.More, "440 more cars wait. They move up when these are done.")
	same(t, "longest first", view.Cars[0].Order+" "+view.Alarm, "B-499 B-499")
	started := time.Now()
	for range 5 {
		s.arrivals(dee)
	}
	if took := time.Since(started) / 5; took > 250*time.Millisecond {
		t.Errorf("a page of 500 cars takes %s", took)
	}
}

const hostile = "\u202e<script>alert(1)</script>\u0000\"'&*\u200b\u2066\ufeff" + "عربي" + "\u0301\u0301\u0301\u0301\u0301\u0301\n\t"

func TestHostileTextOnEveryPage(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	long := strings.Repeat(hostile, 50)
	s.machine(&till.ImportStaff{People: []terminal.StaffMember{
		{ID: "eve", Name: "Eve " + hostile, Badge: "B-1007", Role: terminal.Curbside, PINHash: pinHash, Active: true},
	}})
	s.place("A-1", func(o *terminal.Order) {
		o.FirstName, o.FamilyName, o.Note, o.Attention = "Jor"+hostile, "Pike", long, long
		o.Items[0].Name = long
	})
	s.pack("A-1", tagFlower, tagFlower, tagGummy)
	s.arrive("A-1", long, terminal.Vehicle{Color: long, Make: long, Plate: long})
	ctx := context.Background()
	var pages []any
	add := func(page any, err error) {
		t.Helper()
		s.must(err)
		pages = append(pages, page)
	}
	both := func(show func(language text.Language) (any, error)) {
		for _, language := range text.Languages() {
			add(show(language))
		}
	}
	all := func() {
		both(func(l text.Language) (any, error) { return s.Arrivals(ctx, dee, l) })
		both(func(l text.Language) (any, error) { return s.Ready(ctx, dee, l) })
		both(func(l text.Language) (any, error) { return s.Order(ctx, dee, l, "A-1") })
		both(func(l text.Language) (any, error) { return s.Camera(ctx, dee, l, "A-1", "id") })
		both(func(l text.Language) (any, error) {
			return s.SignInPage(ctx, dee, l, hostile, fmt.Errorf("%s", hostile))
		})
		both(func(l text.Language) (any, error) {
			return s.SignInPage(ctx, curb.Who{Device: dee.Device}, l, hostile, nil)
		})
		both(func(l text.Language) (any, error) {
			return s.Pairing(l, hostile, hostile, fmt.Errorf("%s", hostile)), nil
		})
		both(func(l text.Language) (any, error) { return s.Handed(ctx, dee, l) })
		both(func(l text.Language) (any, error) { return s.Help(l), nil })
	}
	all()
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	_ = s.scan(dee, "A-1", hostile) // it is refused
	all()
	_ = s.scan(dee, "A-1", "@jordan")   // the page is what this is about
	_ = s.scan(dee, "A-1", "@"+hostile) // it is refused
	all()
	for i, page := range pages {
		walk(reflect.ValueOf(page), func(words string) {
			if len([]rune(words)) > 700 {
				t.Errorf("page %d: %d characters", i, len([]rune(words)))
			}
			for _, char := range words {
				if unicode.IsControl(char) || unicode.Is(unicode.Cf, char) {
					t.Errorf("page %d: %U in %q", i, char, words)
					return
				}
			}
		})
		if text, err := json.Marshal(page); err != nil || strings.Contains(string(text), "*\\u0026") {
			t.Errorf("page %d: emphasis from outside: %v", i, err)
		}
	}
}

// walk visits every string in a page.
func walk(value reflect.Value, visit func(string)) {
	switch value.Kind() {
	case reflect.String:
		visit(value.String())
	case reflect.Pointer, reflect.Interface:
		if !value.IsNil() {
			walk(value.Elem(), visit)
		}
	case reflect.Struct:
		for i := range value.NumField() {
			walk(value.Field(i), visit)
		}
	case reflect.Slice:
		for i := range value.Len() {
			walk(value.Index(i), visit)
		}
	case reflect.Map:
		for _, key := range value.MapKeys() {
			walk(value.MapIndex(key), visit)
		}
	}
}
