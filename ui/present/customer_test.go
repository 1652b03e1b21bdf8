package present_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/curbline/curbline/ui/present"
)

const customerFolder = "../counter/testdata/customers"

func goldenCustomer(t *testing.T, name string, view present.CustomerView) {
	t.Helper()
	got, err := json.MarshalIndent(view, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	path := filepath.Join(customerFolder, name+".json")
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s shows something else; run with -update and look at the difference", name)
	}
}

func TestGoldenCustomerDisplay(t *testing.T) {
	for language, suffix := range map[string]string{"en": "", "es": "-es"} {
		s := newCounter(t)
		s.scale = &pan{}
		s.Counter = s.workplace(s.till)
		s.SignIn("B-1001", pin)
		s.SetLanguage(languageOf(language))
		s.weighedGoods()
		goldenCustomer(t, "idle"+suffix, s.CustomerView())
		s.picture()
		s.Plus(1)
		s.Discount(1)
		s.Answer(map[string]string{"amount": "5.00", "reason": "for my friend Mara"})
		s.scan(tagGrams)
		s.scale.(*pan).put(s, "3.50")
		s.WeighAdd()
		goldenCustomer(t, "sale"+suffix, s.CustomerView())
		s.Remove(0)
		s.Pay()
		s.PayAmount(200_00)
		goldenCustomer(t, "paying"+suffix, s.CustomerView())
		s.Finish()
		goldenCustomer(t, "paid"+suffix, s.CustomerView())
		s.NextCustomer()
		same(t, "after", s.CustomerView().State, present.CustomerIdle)
		s.id("avery")
		s.scan(tagRoll)
		s.Pay()
		s.PayDebit()
		s.PayReference("A-778")
		s.Finish()
		goldenCustomer(t, "paid-card"+suffix, s.CustomerView())
	}
}

func TestALongCartShowsItsLatestLines(t *testing.T) {
	s := newCounter(t)
	s.scan(tagFlower, tagLarge, tagRoll, tagResin, tagGummy)
	same(t, "lines", len(s.CustomerView().Lines), 5)
	s.moreGoods(5)
	for i := range 5 {
		s.scan(merchandise(i))
	}
	view := s.CustomerView()
	same(t, "lines", len(view.Lines), 7)
	same(t, "earlier", view.Earlier, "and 3 more above")
	same(t, "last", view.Lines[6].Name, "Rolling papers 5")
	goldenCustomer(t, "long", view)
}

// What a customer sees never says who they are, nor how they were judged.
func TestTheCustomerDisplayIsNotPersonal(t *testing.T) {
	s := newCounter(t)
	about := func(when string) {
		t.Helper()
		words, err := json.Marshal(s.CustomerView())
		s.must(err)
		for _, secret := range []string{"Avery", "AVERY", "Stone", "STONE", "34", "Vale", "Remy", "19", "Jordan", "Price,", "refus", "Under", "Mara", "B-1001"} {
			if strings.Contains(strings.ReplaceAll(string(words), `"$34`, ""), secret) {
				t.Errorf("%s: the display says %q: %s", when, secret, words)
			}
		}
	}
	about("idle")
	s.id("avery")
	s.scan(tagFlower)
	about("with an ID")
	s.Pay()
	about("paying")
	s.Finish()
	about("paid")
	s.id("young")
	about("refused")
	same(t, "refused", s.CustomerView().State, present.CustomerIdle)
	s.SignOut()
	same(t, "signed out", s.CustomerView().State, present.CustomerIdle)
}

func TestAnOrderThatIsPaidShowsItsBag(t *testing.T) {
	s := newCounter(t)
	s.place("A-1042", "pickup", flowerItems()...)
	s.Order("A-1042", present.ActAccept, "")
	s.scan(tagFlower, tagFlower, tagGummy)
	s.press()
	bag := s.panel().Bag
	s.press()
	s.id("jordan")
	s.ScanCode(bag)
	same(t, "before", s.CustomerView().State, present.CustomerIdle)
	s.press()
	view := s.CustomerView()
	same(t, "lines", len(view.Lines), 2)
	same(t, "due", view.TotalLabel+" "+view.Total, "To pay $102.76")
	s.PayAmount(105_00)
	s.Finish()
	view = s.CustomerView()
	same(t, "given", view.Paid[0], present.Sum{Label: "Cash received", Amount: "$105.00"})
	same(t, "change", view.Change, "$2.24")
	says(t, view, "Thank you")
}
