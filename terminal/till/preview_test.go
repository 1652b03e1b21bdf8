package till

import (
	"slices"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/order"
)

func TestAPreviewIsTheHandOverWithoutIt(t *testing.T) {
	s := curbShop(t)
	s.secondPackage(10)
	o := webOrder("A-1", terminal.Adult, 3333, 1000, 3)
	s.arrives(o, "e1:1")
	s.move("A-1", order.MoveAccept)
	s.move("A-1", order.MoveStartPicking)
	for _, code := range []string{tagFlower, tagFlower2, tagFlower2} {
		s.do(&PackUnit{Order: "A-1", Code: code})
	}
	s.do(&SealBag{Order: "A-1"})
	s.move("A-1", order.MoveReady)
	look := func() (p HandOverPreview) {
		s.view(func(r terminal.Reader) {
			before, err := r.Head()
			s.must(err)
			p, err = s.till.PreviewHandOver(r, "A-1")
			s.must(err)
			after, err := r.Head()
			s.must(err)
			if before != after {
				t.Error("a look wrote something")
			}
		})
		return p
	}
	if p := look(); !p.Verdict.OK() || p.Person != nil || p.PersonProblem == nil || p.PersonProblem.Code != "sale.no_identity" {
		t.Errorf("for nobody: %+v, %v", p.Verdict, p.PersonProblem)
	}
	cart := s.ring(avery, slices.Repeat([]string{tagFlower}, 6)...) // 21 g of 28 g
	s.do(&TenderCart{Cart: cart, Tenders: cashOf(50000)})
	s.met("A-1")
	p := look()
	if p.Verdict.OK() || p.Verdict.Code != "rules.over_limit" || p.PersonProblem != nil || len(p.Question.Earlier) != 1 {
		t.Errorf("for a person who bought earlier: %+v", p.Verdict)
	}
	s.refused("rules.over_limit", handOver(terminal.Counter, cashOf(50000)...))
	s.clock.Advance(24 * time.Hour)
	if p := look(); p.PersonProblem == nil || p.PersonProblem.Code != "sale.identity_old" {
		t.Errorf("a day later: %v", p.PersonProblem)
	}
	s.do(&IdentifyOrder{Order: "A-1", Document: avery})
	s.do(&ScanBag{Order: "A-1", Code: s.order("A-1").BagCode})
	p = look()
	var done Completed
	s.must(s.do(handOver(terminal.Counter, cashOf(50000)...)).Decode(&done))
	sold := s.sold(done)
	if sold.Totals != p.Totals || sold.Totals.Total != p.Due || len(sold.Lines) != len(p.Lines) {
		t.Errorf("sold %+v, previewed %+v due %s", sold.Totals, p.Totals, p.Due)
	}
	for i := range sold.Lines {
		if sold.Lines[i].Discount != p.Lines[i].Discount || sold.Lines[i].Net != p.Lines[i].Net {
			t.Errorf("line %d: %+v, previewed %+v", i, sold.Lines[i], p.Lines[i])
		}
	}
}

func TestAPreviewSaysWhatIsWrongWithTheBag(t *testing.T) {
	for name, test := range map[string]struct {
		order                terminal.Order
		hold                 bool
		code                 string
		prepaid, due, differ string
	}{
		"fine":          {webOrder("A-1", terminal.Adult, 3500, 0, 1), false, "", "0.00", "43.33", "0.00"},
		"floor":         {webOrder("A-1", terminal.Adult, 1749, 0, 1), false, "order.price_floor", "0.00", "21.65", "0.00"},
		"held":          {webOrder("A-1", terminal.Adult, 3500, 0, 1), true, "catalog.held", "0.00", "43.33", "0.00"},
		"paid":          {paid(4333), false, "", "43.33", "0.00", "0.00"},
		"paid too much": {paid(4400), false, "order.total_differs", "43.33", "0.00", "-0.67"},
		"some missing":  {paid(4000), false, "", "40.00", "3.33", "3.33"},
	} {
		s := newShop(t)
		s.atTheCounter(test.order, 1)
		if test.hold {
			s.do(&HoldPackage{Tag: tagFlower, Hold: true, Reason: "recall"})
		}
		s.view(func(r terminal.Reader) {
			p, err := s.till.PreviewHandOver(r, "A-1")
			s.must(err)
			code := ""
			if p.PriceProblem != nil {
				code = p.PriceProblem.Code
			}
			if code != test.code || p.Prepaid.String() != test.prepaid || p.Due.String() != test.due || p.Difference.String() != test.differ {
				t.Errorf("%s: %q, prepaid %s, due %s, difference %s", name, code, p.Prepaid, p.Due, p.Difference)
			}
		})
	}
}
