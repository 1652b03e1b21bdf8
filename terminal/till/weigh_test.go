package till

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
)

const tagBulk = "1A4AA0300000DEAD00000019"

// withBulk is a shop that also sells flower by weight.
func withBulk(t *testing.T) *shop {
	t.Helper()
	s := newShop(t)
	s.do(&ImportGoods{
		Products: []terminal.Product{{
			SKU: "FLW-BULK", Name: "House flower", Category: "flower", Price: 1000, SoldBy: measure.Grams,
			Measures: terminal.Measures{terminal.NetGrams: measure.Whole(1)},
		}},
		Packages: []terminal.Package{{Tag: tagBulk, SKU: "FLW-BULK", Unit: measure.Grams, Book: measure.Whole(100), Status: terminal.PackageActive}},
	})
	return s
}

func (s *shop) weighing(text string) terminal.Weighing {
	return terminal.Weighing{
		Grams: measure.MustParse(text), Text: text, Unit: "g", Frame: "53205320202020202020332e35302067",
		At: s.clock.Now().Wall, Scale: "mt-sics MODEL 1234",
	}
}

func (s *shop) openedCart() string {
	s.t.Helper()
	cart := clock.NewID()
	s.do(&OpenCart{Cart: cart})
	return cart
}

func (s *shop) tendered(cart string) (made terminal.Sale) {
	s.t.Helper()
	s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)})
	s.view(func(r terminal.Reader) {
		var err error
		made, err = r.Sale(cart)
		s.must(err)
	})
	return made
}

func (s *shop) journalText() string {
	s.t.Helper()
	var all strings.Builder
	s.view(func(reader terminal.Reader) {
		entries, err := reader.Entries(0, 10_000)
		s.must(err)
		for _, entry := range entries {
			all.Write(entry.Data)
		}
	})
	return all.String()
}

// typedAvery is avery's licence as a person would type it in.
func typedAvery() identity.ManualEntry {
	return identity.ManualEntry{
		Kind: avery.Kind, Country: "USA", Jurisdiction: "CO", Number: "x-0011 2233", FamilyName: "Stone", FirstName: "Avery",
		BirthDate: avery.BirthDate, ExpiryDate: avery.ExpiryDate,
	}
}

func TestAWeighedLineKeepsItsFrame(t *testing.T) {
	s := withBulk(t)
	cart := s.openedCart()
	var line terminal.Line
	s.must(s.do(&WeighIntoCart{Cart: cart, Code: tagBulk, Weighing: s.weighing("3.50")}).Decode(&line))
	if line.Quantity.String() != "3.5" || line.Weighed == nil || line.Weighed.Text != "3.50" || line.Measures[terminal.NetGrams].String() != "3.5" {
		t.Fatalf("%+v", line)
	}
	// The same goods again are another line: each weighing keeps its own frame.
	s.must(s.do(&WeighIntoCart{Cart: cart, Code: tagBulk, Weighing: s.weighing("2.01")}).Decode(&line))
	if line.Number != 2 || line.Quantity.String() != "2.01" {
		t.Fatalf("%+v", line)
	}
	s.refused("sale.weighed", &SetCartQuantity{Cart: cart, Line: 1, Quantity: measure.Whole(1)})
	s.do(&IdentifyCart{Cart: cart, Document: avery})
	made := s.tendered(cart)
	if len(made.Lines) != 2 || made.Lines[0].Weighed.Frame == "" || !made.Lines[0].Weighed.At.Equal(opening) || made.Lines[0].Net != 35_00 {
		t.Fatalf("%+v", made.Lines)
	}
	kept := s.journalText()
	if !strings.Contains(kept, "53205320202020202020332e35302067") {
		t.Error("the frame is not in the journal")
	}
}

func TestWhatIsNoWeight(t *testing.T) {
	s := withBulk(t)
	cart := s.openedCart()
	s.refused("sale.needs_scale", &AddToCart{Cart: cart, Code: tagBulk})
	typed := measure.MustParse("3.5")
	s.refused("sale.needs_scale", &AddToCart{Cart: cart, Code: tagBulk, Quantity: &typed})
	s.refused("sale.not_by_weight", &WeighIntoCart{Cart: cart, Code: tagFlower, Weighing: s.weighing("3.50")})
	for code, spoil := range map[string]func(*terminal.Weighing){
		"sale.weighing 1":       func(w *terminal.Weighing) { w.Frame = "" },
		"sale.weighing 2":       func(w *terminal.Weighing) { w.Frame = "no hex" },
		"sale.weighing 3":       func(w *terminal.Weighing) { w.Frame = strings.Repeat("00", weighingFrameMaxBytes+1) },
		"sale.weighing 4":       func(w *terminal.Weighing) { w.Unit = "oz" },
		"sale.weighing 5":       func(w *terminal.Weighing) { w.Text = "3.60" },
		"sale.weighing 6":       func(w *terminal.Weighing) { w.Scale = "" },
		"sale.weighing_empty 1": func(w *terminal.Weighing) { w.Grams, w.Text = measure.Quantity{}, "0.00" },
		"sale.weighing_empty 2": func(w *terminal.Weighing) { w.Grams, w.Text = measure.MustParse("-1"), "-1.00" },
		"sale.weighing_old 1":   func(w *terminal.Weighing) { w.At = w.At.Add(-weighingMaxAge - time.Millisecond) },
		"sale.weighing_old 2":   func(w *terminal.Weighing) { w.At = w.At.Add(weighingMaxAhead + time.Millisecond) },
	} {
		w := s.weighing("3.50")
		spoil(&w)
		want, _, _ := strings.Cut(code, " ")
		s.refused(want, &WeighIntoCart{Cart: cart, Code: tagBulk, Weighing: w})
	}
	for _, fits := range []func(*terminal.Weighing){
		func(w *terminal.Weighing) { w.At = w.At.Add(-weighingMaxAge) },
		func(w *terminal.Weighing) { w.At = w.At.Add(weighingMaxAhead) },
		func(w *terminal.Weighing) { w.Frame = strings.Repeat("00", weighingFrameMaxBytes) },
	} {
		w := s.weighing("0.01")
		fits(&w)
		s.do(&WeighIntoCart{Cart: cart, Code: tagBulk, Weighing: w})
	}
}

// A state that does not say that goods may be weighed out forbids it.
func TestWeighingIsTheRulePacksMatter(t *testing.T) {
	s := withBulk(t)
	michigan, err := rules.New("US-MI", "")
	s.must(err)
	s.till.options.Rules = michigan
	s.refused("rules.weighing", &WeighIntoCart{Cart: s.openedCart(), Code: tagBulk, Weighing: s.weighing("3.50")})
}

func TestADocumentByHandTakesASecondPerson(t *testing.T) {
	s := newShop(t)
	s.signIn("B-B1")
	cart := s.openedCart()
	body := &IdentifyCartByHand{Cart: cart, Entry: typedAvery()}
	s.refused("staff.not_allowed", body)
	var person terminal.PersonFacts
	outcome, err := s.till.Submit(context.Background(), Command{ID: clock.NewID(), Session: s.session, Approval: s.agreement("m1", terminal.Manager), Body: body})
	s.must(err)
	s.must(outcome.Decode(&person))
	if !person.ByHand || person.ByHandWith != "m1" || s.till.Person(cart).Facts.Token == "" {
		t.Fatalf("%+v", person)
	}
	s.do(&AddToCart{Cart: cart, Code: tagFlower})
	if made := s.tendered(cart); !made.Person.ByHand || made.Person.ByHandWith != "m1" {
		t.Fatalf("the sale forgot how the document came in: %+v", made.Person)
	}
	kept := s.journalText()
	if !strings.Contains(kept, `"by_hand":true`) || strings.Contains(kept, "STONE") {
		t.Error("the journal must say that it was by hand, and no name")
	}
}

func TestNobodyIsTheirOwnSecondPerson(t *testing.T) {
	s := newShop(t) // a manager is signed in
	body := &IdentifyCartByHand{Cart: s.openedCart(), Entry: typedAvery()}
	s.refused("staff.step_up", body)
	_, err := s.till.Submit(context.Background(), Command{ID: clock.NewID(), Session: s.session, Approval: s.agreement("m1", terminal.Manager), Body: body})
	if terminal.AsError(err).Code != "identity.second_person" {
		t.Fatalf("%v", err)
	}
	outcome, err := s.till.Submit(context.Background(), Command{ID: clock.NewID(), Session: s.session, Approval: s.agreement("l1", terminal.Lead), Body: body})
	s.must(err)
	s.must(outcome.Err())
}

// The same person scanned and typed in has the same token, so that the day's
// limit holds across both.
func TestTypedAndScannedAreOnePerson(t *testing.T) {
	s := newShop(t)
	scanned, typed := s.openedCart(), s.openedCart()
	s.do(&IdentifyCart{Cart: scanned, Document: avery})
	outcome, err := s.till.Submit(context.Background(), Command{
		ID: clock.NewID(), Session: s.session, Approval: s.agreement("l1", terminal.Lead),
		Body: &IdentifyCartByHand{Cart: typed, Entry: typedAvery()},
	})
	s.must(err)
	s.must(outcome.Err())
	first, second := s.till.Person(scanned).Facts, s.till.Person(typed).Facts
	if first.Token == "" || first.Token != second.Token {
		t.Errorf("two people: %+v, %+v", first, second)
	}
}

func (s *shop) labelsOf(sale string) (jobs []terminal.PrintJob) {
	s.t.Helper()
	s.view(func(r terminal.Reader) {
		all, err := r.PrintJobsOf(sale)
		s.must(err)
		for _, job := range all {
			if job.Kind == unitLabel {
				jobs = append(jobs, job)
			}
		}
	})
	return jobs
}

func TestWhatIsWeighedOutGetsItsLabel(t *testing.T) {
	s := withBulk(t)
	cart := s.ring(avery, tagFlower)
	s.do(&WeighIntoCart{Cart: cart, Code: tagBulk, Weighing: s.weighing("3.50")})
	made := s.tendered(cart)
	jobs := s.labelsOf(made.ID)
	if len(jobs) != 1 || jobs[0].Copy != 1 || !strings.Contains(string(jobs[0].Document), `"net_weight":"3.50 g"`) {
		t.Fatalf("%d labels: %s", len(jobs), jobs[0].Document)
	}
	s.refused("reason.missing", &PrintLabels{Sale: made.ID})
	s.do(&PrintLabels{Sale: made.ID, Reason: "the first one tore", Lines: []int{1}})
	if jobs = s.labelsOf(made.ID); len(jobs) != 2 || jobs[1].Copy != 2 || strings.Contains(string(jobs[1].Document), "House flower") {
		t.Fatalf("%d labels", len(jobs))
	}
	s.refused("labels.none", &PrintLabels{Sale: made.ID, Reason: "none of these", Lines: []int{9}})
	if copied := s.facts("paper.copied"); len(copied) != 1 || !strings.Contains(string(copied[0]), "tore") {
		t.Errorf("%s", copied)
	}
}

func TestABadgeIsNoGoods(t *testing.T) {
	s := newShop(t)
	cart := s.openedCart()
	for _, code := range []string{"B-1001", "ORDER:A-1001"} {
		s.refused("catalog.not_goods", &AddToCart{Cart: cart, Code: code})
	}
}
