package rules_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
)

func TestUnsellable(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	of := func(category terminal.Category, measures terminal.Measures, flags ...string) terminal.Product {
		return terminal.Product{SKU: "X", Name: "X", Category: category, SoldBy: measure.Each, Measures: measures, Flags: flags}
	}
	thc := func(text string) terminal.Measures {
		return terminal.Measures{terminal.THCMilligrams: measure.MustParse(text)}
	}
	for _, c := range []struct {
		product terminal.Product
		want    string // part of the words, empty if sellable
	}{
		{of("flower", terminal.Measures{terminal.NetGrams: measure.MustParse("3.5")}), ""},
		{of("flower", nil), "net weight"},
		{of("flower", terminal.Measures{terminal.NetGrams: measure.Whole(0)}), "cannot be"},
		{of("edible_solid", thc("100")), ""},
		{of("edible_solid", thc("100.000001")), "at most 100 mg"},
		{of("edible_solid", thc("0")), ""},
		{of("seed", nil), "seed"},
		{of("inhaler", nil), "not listed as uncounted"},
		{of("topical", nil), ""},
		{of("topical", nil, "psychoactive"), "psychoactive"},
		{of("merchandise", nil), ""},
		{of("lamp", nil), "closed list"},
		{terminal.Product{Name: "X", Category: "merchandise", SoldBy: "lb"}, "neither each nor g"},
	} {
		got := engine.Unsellable(c.product, terminal.Adult, afternoon)
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s %v: %q, want %q", c.product.Category, c.product.Measures, got, c.want)
		}
	}
	if engine.Unsellable(of("flower", nil), terminal.Medical, afternoon) == "" {
		t.Error("sellable to patients")
	}
}

// TestEveryCategoryIsDecided: per class, every category of the closed list is
// limited, uncounted with a citation, or cannot be sold, in words.
func TestEveryCategoryIsDecided(t *testing.T) {
	full := terminal.Measures{}
	for _, name := range []terminal.Measure{terminal.NetGrams, terminal.NetFluidOunces, terminal.THCMilligrams, terminal.NetMillilitres} {
		full[name] = measure.Whole(1)
	}
	wanted := map[string][]terminal.Category{
		"US-CO": {"inhaler", "low_dose_beverage", "tincture_oral", "tincture_sublingual", "immature_plant", "mature_plant", "seed"},
		"US-MI": {
			"inhaler", "low_dose_beverage", "tincture_oral", "tincture_sublingual", "topical", "transdermal_patch", "suppository",
			"immature_plant", "mature_plant", "seed",
		},
	}
	for name, unsellable := range wanted {
		engine := newEngine(t, name, "")
		for _, category := range terminal.Categories {
			product := terminal.Product{Name: "X", Category: category, SoldBy: measure.Each, Measures: full}
			words := engine.Unsellable(product, terminal.Adult, afternoon)
			if (words != "") != slices.Contains(unsellable, category) {
				t.Errorf("%s, %s: %q", name, category, words)
			}
		}
	}
}

func TestFacts(t *testing.T) {
	engine := newEngine(t, "US-CO", "US-CO-Denver")
	if age, err := engine.MinimumAge(terminal.Adult, afternoon); err != nil || age != 21 {
		t.Errorf("age %d, %v", age, err)
	}
	if _, err := engine.MinimumAge("nobody", afternoon); err == nil {
		t.Error("an age for nobody")
	}
	if got := engine.Version(afternoon); got != "US-CO 2026.11 + US-CO-Denver 2026.11" {
		t.Errorf("version %q", got)
	}
	if got := engine.Summary(afternoon); !strings.HasSuffix(got, " draft, not legally reviewed") {
		t.Errorf("summary %q", got)
	}
	if due := engine.ReviewDue(afternoon); due != "" {
		t.Errorf("due %q", due)
	}
	if due := engine.ReviewDue(time.Date(2027, 4, 1, 9, 0, 0, 0, denver)); !strings.Contains(due, "US-CO 2026.11") {
		t.Errorf("due %q", due)
	}
	if texts := engine.MustProvide(afternoon, []terminal.Line{flower(1, 1, "1"), resin(2, 1, "1"), resin(3, 1, "1")}); len(texts) != 1 {
		t.Errorf("provide %q", texts)
	}
	if texts := engine.MustProvide(afternoon, []terminal.Line{flower(1, 1, "1")}); len(texts) != 0 {
		t.Errorf("provide %q", texts)
	}
	if days := engine.LegalDayKeepDays(); days != 1 {
		t.Errorf("keep %d", days)
	}
	if !engine.OfflineSale(terminal.Adult, afternoon).Allowed || newEngine(t, "US-MI", "").OfflineSale(terminal.Medical, afternoon).Allowed {
		t.Error("offline")
	}
	packs := engine.Packs(afternoon)
	if len(packs) != 2 || len(packs[0].Hash()) != 64 || packs[1].Parent() != "US-CO" || packs[1].Status() != rules.StatusDraft ||
		packs[0].Zone() != "America/Denver" || packs[0].Name() != "Colorado" || packs[0].AsOf() != "2026-11-24" {
		t.Errorf("%+v", packs)
	}
	if !slices.Equal(rules.Embedded(), []string{"US-CO-Denver", "US-CO", "US-MI"}) {
		t.Errorf("%q", rules.Embedded())
	}
}

func TestUnknownPacks(t *testing.T) {
	for _, names := range [][2]string{{"US-XX", ""}, {"US-CO", "US-CO-Nowhere"}, {"", ""}, {"US-MI", "US-CO-Denver"}, {"US-CO-Denver", ""}, {"US-CO", "US-MI"}} {
		if _, err := rules.New(names[0], names[1]); err == nil {
			t.Errorf("%q is known", names)
		}
	}
}
