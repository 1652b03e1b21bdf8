package curb_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/ui/present/curb"
)

// refusedBy claims an order and scans an ID that is refused.
func (s *lot) refusedBy(who curb.Who, id, raw string) *curb.Refused {
	s.t.Helper()
	if view := s.page(who, id).Handover; view != nil && view.Next.Action == "claim" {
		s.press(who, id, view.Next)
	}
	if err := s.scan(who, id, raw); err == nil {
		s.t.Fatal("not refused")
	}
	page := s.page(who, id)
	if page.Refused == nil {
		s.t.Fatalf("no refusal: %+v", page.Handover)
	}
	if page.Notice != nil {
		s.t.Errorf("said twice: %+v", page.Notice)
	}
	return page.Refused
}

func rows(view *curb.Refused) string {
	var words []string
	for _, row := range view.Rows {
		words = append(words, fmt.Sprintf("%s=%s", row.Label, row.Value))
	}
	return strings.Join(words, "; ")
}

func TestRefusedIDs(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	for _, c := range []struct{ id, raw, text, rows, say string }{
		{"A-1", "@expired", "This ID has expired.", "ID valid until=Oct 2, 2026; Today in Denver=Nov 24, 2026; Expired for=53 days", "Say: “Your ID has expired."},
		{"A-2", "@young", "This person is under 21.", "Age on Nov 24, 2026=19 years; Youngest age allowed=21 years; First day allowed=Aug 15, 2028; Short by=2 years", "“I can’t sell to anyone under 21.”"},
		{"A-3", "@elder", "The ID is not of the person who ordered: the birth year is another one.", "Compared with the order=birth year; On the ID=another one", "Say: “I can hand this over only to the person who ordered"},
	} {
		s.waiting(c.id)
		view := s.refusedBy(dee, c.id, c.raw)
		same(t, "text", view.Text, c.text)
		same(t, "rows", rows(view), c.rows)
		if !strings.Contains(view.Steps[0], c.say) {
			t.Errorf("says %q", view.Steps[0])
		}
		same(t, "bag", view.BagTitle+" "+view.BagPill.Text, "Bag "+c.id+" is still with you Out of store")
		same(t, "shop", view.RecordedLines[1], "The web shop hears only: identity refused, ID_ISSUE.")
		if !strings.Contains(view.Recorded, "entry ") || view.Scan != "id" {
			t.Errorf("%q, scans %q", view.Recorded, view.Scan)
		}
	}
	// Another tablet shows the same, without what only this one may do.
	theo := s.at("Curb tablet 2", "B-1003")
	view := s.page(theo, "A-1").Refused
	same(t, "named", view.BagTitle, "Bag A-1 is still with Dee W.")
	same(t, "other's", view.Again.Label, "")
	// Another ID starts over.
	s.must(s.scan(dee, "A-1", "@jordan"))
	same(t, "starts over", s.hand(dee, "A-1").Scan, "bag")
}

func TestARefusedBagGoesBackToItsShelf(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	view := s.refusedBy(dee, "A-1", "@expired")
	button := view.BringBack
	button.Fields = map[string]string{"code": "BAG-1"}
	same(t, "no shelf", codeOf(s.do(dee, "A-1", button)), "order.wrong_shelf")
	button = s.page(dee, "A-1").Refused.BringBack
	button.Fields = map[string]string{"code": "SHELF-B2"}
	s.press(dee, "A-1", button)
	s.must(s.do(dee, "A-1", button)) // asked again
	o := s.order("A-1")
	same(t, "restocked", string(o.Fulfilment)+" "+o.CancelReason+" "+o.BagOut, "restocked ID_ISSUE ")
	same(t, "closed", s.page(dee, "A-1").Closed.Title, "The bag is back")
}

func TestARefusalSurvivesARestart(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.refusedBy(dee, "A-1", "@expired")
	s.till.ClearRefusal("A-1")
	s.Desk = curb.New(s.options)
	view := s.page(dee, "A-1").Refused
	same(t, "text", view.Text, "The ID was refused.")
	same(t, "rule", view.Rule, "identity.expired, pack US-CO 2026.11")
	if len(view.Rows) != 0 {
		t.Errorf("arithmetic of nothing: %+v", view.Rows)
	}
}

func TestAPersonRefuses(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	s.must(s.scan(dee, "A-1", "@jordan"))
	reasons := s.hand(dee, "A-1").Reasons
	same(t, "reasons", len(reasons), 5)
	for i, reason := range reasons {
		id := fmt.Sprintf("A-1%d", i)
		s.waiting(id)
		s.press(dee, id, s.hand(dee, id).Next)
		s.press(dee, id, s.hand(dee, id).Reasons[i])
		view := s.page(dee, id).Refused
		same(t, reason.Label, view.Title, "Do not hand over")
		if !strings.HasPrefix(view.Steps[0], "Say: “") {
			t.Errorf("%s says %q", reason.Label, view.Steps[0])
		}
	}
	s.must(s.scan(dee, "A-11", "SHELF-A1")) // the scan of a shelf brings back
	same(t, "intoxicated", s.order("A-11").CancelReason, "OTHER")
}

func TestAnUnreadableIDIsNoRefusal(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	for _, raw := range []string{"@smudge", "%COBOULDER^PIKE$JORDAN^", "P<USAPIKE<<JORDAN<<<"} {
		same(t, raw, codeOf(s.scan(dee, "A-1", raw)), "id.damaged")
		view := s.hand(dee, "A-1")
		same(t, "step", string(view.Identity.State)+" "+view.Identity.Title, "wrong The barcode could not be read.")
		same(t, "scan", view.Scan, "id")
	}
	s.must(s.scan(dee, "A-1", "@jordan"))
	same(t, "a tag is no bag", codeOf(s.scan(dee, "A-1", tagFlower)), "catalog.bag_code")
	same(t, "still accepted", s.hand(dee, "A-1").Identity.State, curb.StepDone)
	same(t, "too long", codeOf(s.scan(dee, "A-1", "@"+strings.Repeat("x", curb.ScanMaxBytes))), "scan.too_long")
	same(t, "nothing", codeOf(s.scan(dee, "A-1", "\r\n")), "scan.empty")
}

// overLimit is an order that is past the day's limit: 30 g flower and 2 g resin.
func (s *lot) overLimit(id string, flowers int) {
	s.t.Helper()
	s.place(id, func(o *terminal.Order) {
		o.Items = []terminal.OrderItem{item("1", "FLW-BMO-3.5", "Blue Mesa OG 3.5 g", int64(flowers), 3500, 0), item("2", "CON-GRN-1", "Granite Live Resin 1 g", 2, 4200, 0)}
		o.ShopTotal = 45000
	})
	tags := []string{tagResin, tagResin}
	for range flowers {
		tags = append(tags, tagFlower)
	}
	s.pack(id, tags...)
	s.arrive(id, "5", blueSubaru)
}

func TestLinesAreTakenOutWhereLimitsFail(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.overLimit("A-1", 7) // 24.5/28 + 2/8 = 1.125
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	s.must(s.scan(dee, "A-1", "@jordan"))
	view := s.hand(dee, "A-1")
	same(t, "over", string(view.Limits.State)+" "+view.Limits.Title, "wrong Over today’s limit by 0.1250")
	same(t, "sum", view.Limits.Lines[len(view.Limits.Lines)-1], "Together, at most 1.0000: *1.1250*")
	same(t, "next", view.Next.Label, "Over the limit: take lines out")
	shares := 0
	for _, share := range view.Meters[0].Shares {
		shares += share.Permille
	}
	same(t, "bar", shares, 1000)
	same(t, "ways out", len(view.LinesOut), 2)
	same(t, "smallest", view.LinesOut[0].Text+" / "+view.LinesOut[1].Text, "1 × Granite Live Resin 1 g, frees 0.1250 / 1 × Blue Mesa OG 3.5 g, frees 0.1250")
	s.press(dee, "A-1", view.LinesOut[0].Button)
	o := s.order("A-1")
	same(t, "open again", o.Fulfilment, terminal.Picking)
	same(t, "one stays", o.Items[1].Reserved.String(), "1")
	same(t, "waits", s.hand(dee, "A-1").Next.Label, "The bag is not ready yet")
}

func TestALimitWithoutAWayOutRefuses(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.place("A-1", func(o *terminal.Order) {
		o.Items, o.ShopTotal = []terminal.OrderItem{item("1", "FLW-BMO-3.5", "Blue Mesa OG 3.5 g", 8, 3500, 0)}, 34668
	})
	tags := strings.Split(strings.Repeat(tagFlower+" ", 8), " ")[:8]
	s.pack("A-1", tags...)
	s.arrive("A-1", "3", blueSubaru)
	s.toPayment(dee, "A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	s.waiting("A-2")
	s.press(dee, "A-2", s.hand(dee, "A-2").Next)
	s.must(s.scan(dee, "A-2", "@jordan"))
	page := s.page(dee, "A-2")
	if page.Refused == nil {
		t.Fatalf("%+v", page.Handover)
	}
	view := page.Refused
	same(t, "text", view.Text, "Over today’s limit by 0.3750.")
	same(t, "rows", rows(view), "Earlier today here, flower, 28 g ÷ 28 g=1.0000; In this bag, flower, 7 g ÷ 28 g=0.2500; In this bag, edible, 100 mg ÷ 800 mg=0.1250; Together, at most 1.0000=1.3750")
	same(t, "shelf", view.Scan+" "+view.Again.Label, "shelf ")
	s.must(s.scan(dee, "A-2", "SHELF-B2"))
	same(t, "cancelled", s.order("A-2").CancelReason, string(order.ExceedsLimit))
}

func TestANoThatPassesByItselfCancelsNothing(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.clock.Advance(10 * time.Hour) // past midnight, when sales end
	session, _, err := s.SignIn(context.Background(), curb.Who{Device: dee.Device}, "B-1002", pin)
	s.must(err)
	dee, err = s.Session(curb.Who{Device: dee.Device}, session)
	s.must(err)
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	s.must(s.scan(dee, "A-1", "@jordan"))
	page := s.page(dee, "A-1")
	if page.Refused == nil {
		t.Fatalf("sold at night: %+v", page.Handover)
	}
	view := page.Refused
	same(t, "nothing is recorded", view.Recorded+view.Again.Label, "")
	if !strings.Contains(view.Text, "00:3") || !strings.Contains(view.Steps[0], "at this hour") {
		t.Errorf("%q, %q", view.Text, view.Steps[0])
	}
	s.must(s.scan(dee, "A-1", "SHELF-B2"))
	o := s.order("A-1")
	same(t, "waits on its shelf", string(o.Fulfilment)+" "+o.Shelf+" "+o.BagOut, "ready B2 ")
}

func TestNoPageHoldsABirthDateOrANumber(t *testing.T) {
	s := newLot(t)
	dee := s.at("Curb tablet 1", "B-1002")
	s.waiting("A-1")
	s.press(dee, "A-1", s.hand(dee, "A-1").Next)
	for _, raw := range []string{"@expired", "@young", "@elder", "@other", "@smudge", "@jordan"} {
		_ = s.scan(dee, "A-1", raw) // most of them are refused
		text, err := json.Marshal(s.page(dee, "A-1"))
		s.must(err)
		for _, planted := range []string{"X001122", "1985", "1950", "2007", "Jan 2", "VALE", "Vale"} {
			if strings.Contains(string(text), planted) {
				t.Errorf("%s leaves %s: %s", raw, planted, text)
			}
		}
	}
	same(t, "raw bytes are wiped", func() string {
		raw := []byte("@jordan")
		_ = s.Do(context.Background(), dee, curb.Action{Name: "scan", Order: "A-1", Raw: raw}) // not what this is about
		return strings.Trim(string(raw), "\x00")
	}(), "")
}
