package state_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/state"
)

func TestPresetsSetEverySwitchBothWays(t *testing.T) {
	one, err := state.Preset(state.PresetOne)
	if err != nil {
		t.Fatal(err)
	}
	other, err := state.Preset(state.PresetOther)
	if err != nil {
		t.Fatal(err)
	}
	left, right := reflect.ValueOf(one), reflect.ValueOf(other)
	for at := range left.NumField() {
		if name := left.Type().Field(at).Name; left.Field(at).Equal(right.Field(at)) {
			t.Errorf("%s is the same in both presets", name)
		}
	}
	if _, err := state.Preset("third"); err == nil {
		t.Error("a third preset")
	}
}

// TestAcceptedOrRefused holds the same request against both answers of every
// switch that decides about a receipt.
func TestAcceptedOrRefused(t *testing.T) {
	long := strings.Repeat("N", 33)
	for name, c := range map[string]struct{ body, words string }{
		"duplicate_number":  {sale("TAKEN", twoGummies), "already used"},
		"long_number":       {sale(long, twoGummies), "more than 32"},
		"over_sale":         {sale("X", [4]string{gummies, "9", "Each", "1.00"}), "more than the 8"},
		"negative_quantity": {sale("X", [4]string{gummies, "-1", "Each", "-1.00"}), "negative"},
		"zero_quantity":     {sale("X", [4]string{gummies, "0", "Each", "0.00"}), "must not be zero"},
		"future_date":       {saleAt("X", "2026-11-24T10:05:01.000", "Consumer", twoGummies), "in the future"},
		"old_date":          {saleAt("X", "2026-11-17T09:59:59.000", "Consumer", twoGummies), "more than 7 days"},
		"held_package":      {sale("X", [4]string{held, "1", "Each", "1.00"}), "on hold"},
		"finished_package":  {sale("X", [4]string{finished, "1", "Each", "1.00"}), "is finished"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.posted(sale("TAKEN", twoGummies))
			b.switches(`{"` + name + `":"refused"}`)
			expect(t, b.post(c.body), 400, c.words, `"row":0`)
			if got := len(b.state.Receipts()); got != 1 {
				t.Errorf("%d receipts after a refusal", got)
			}
			b.switches(`{"` + name + `":"accepted"}`)
			expect(t, b.post(c.body), 200, `"Ids":[900002]`)
		})
	}
}

func TestEdgesOfTheSwitches(t *testing.T) {
	b := newBench(t)
	b.steer("POST", "/preset/other", "")
	for name, body := range map[string]string{
		"32 characters":    sale(strings.Repeat("N", 32), [4]string{flower, "1", "Grams", "1.00"}),
		"five minutes on":  saleAt("A", "2026-11-24T10:05:00.000", "Consumer", [4]string{flower, "1", "Grams", "1.00"}),
		"seven days ago":   saleAt("B", "2026-11-17T10:00:00.000", "Consumer", [4]string{flower, "1", "Grams", "1.00"}),
		"all that is left": sale("C", [4]string{gummies, "4", "Each", "1.00"}, [4]string{gummies, "6", "Each", "1.00"}),
	} {
		if got := b.post(body); got.status != 200 {
			t.Errorf("%s: %d %s", name, got.status, got.body)
		}
	}
	expect(t, b.post(sale("D", [4]string{soldOut, "1", "Each", "1.00"})), 400, "more than the 0")
	// Two lines of one receipt share what is left.
	expect(t, b.post(sale("E", [4]string{flower, "50", "Grams", "1.00"}, [4]string{flower, "50", "Grams", "1.00"})), 400, "more than the")
}

func TestOverSaleMakesAPackageNegative(t *testing.T) {
	b := newBench(t)
	b.posted(sale("X", [4]string{gummies, "12", "Each", "1.00"}))
	if got := b.quantity(gummies); got != "-2" {
		t.Errorf("%s left", got)
	}
}

func TestLateEdit(t *testing.T) {
	b := newBench(t)
	id := b.posted(sale("X", twoGummies))
	b.switches(`{"late_edit":"refused"}`)
	b.shift.Store(int64(7*24*time.Hour + time.Second))
	void := func() reply { return b.do("DELETE", "/sales/v2/receipts/"+id+"?licenseNumber="+license, "") }
	expect(t, void(), 400, "more than 7 days")
	b.switches(`{"late_edit":"accepted"}`)
	expect(t, void(), 200)
}

func TestAbsentNumber(t *testing.T) {
	b := newBench(t)
	for status, text := range map[int]string{401: "401", 404: "404"} {
		b.switches(`{"absent_status":` + text + `}`)
		for _, shape := range []string{"object", "array"} {
			b.switches(`{"lookup_shape":"` + shape + `"}`)
			expect(t, b.lookup("NOBODY"), status)
		}
	}
}

func TestMissingLicense(t *testing.T) {
	b := newBench(t)
	for status, text := range map[int]string{400: "400", 401: "401"} {
		b.switches(`{"missing_license_status":` + text + `}`)
		expect(t, b.do("GET", "/sales/v2/receipts/external/X", ""), status)
		expect(t, b.do("POST", "/sales/v2/receipts", batch(sale("X", twoGummies))), status)
	}
}

func TestRowsOfARefusedBody(t *testing.T) {
	good, bad := sale("GOOD", twoGummies), sale("BAD", [4]string{gummies, "1", "g", "1.00"})
	for _, c := range []struct {
		how   string
		kept  int
		still string
	}{{"partial", 2, "6"}, {"atomic", 0, "10"}} {
		b := newBench(t)
		b.switches(`{"multi_row":"` + c.how + `"}`)
		expect(t, b.post(good, bad, sale("GOOD-2", twoGummies)), 400, `"row":1`)
		if len(b.state.Receipts()) != c.kept || b.quantity(gummies) != c.still || b.lastRequest().Committed != (c.kept > 0) {
			t.Errorf("%s: %d receipts, %s left, %+v", c.how, len(b.state.Receipts()), b.quantity(gummies), b.lastRequest())
		}
	}
}

func TestShapesOfARefusal(t *testing.T) {
	b := newBench(t)
	oneWrong, twoWrong := sale("X", [4]string{gummies, "1", "g", "1.00"}), sale("X", [4]string{gummies, "1.5", "g", "1.00"})
	for _, c := range []struct{ shape, body, prefix string }{
		{"rows", oneWrong, `[{"row":0,"message":"`},
		{"rows", twoWrong, `[{"row":0,"message":"`},
		{"object", oneWrong, `{"row":0,"message":"`},
		{"object", twoWrong, `[{"row":0,"message":"`},
		{"message", oneWrong, `{"Message":"`},
		{"message", twoWrong, `{"Message":"`},
	} {
		b.switches(`{"error_shape":"` + c.shape + `"}`)
		if got := b.post(c.body); got.status != 400 || !strings.HasPrefix(got.body, c.prefix) {
			t.Errorf("%s: %d %s", c.shape, got.status, got.body)
		}
	}
}

func TestWarnings(t *testing.T) {
	b := newBench(t)
	b.switches(`{"warnings_filled":true}`)
	got := b.post(sale("X", twoGummies))
	expect(t, got, 200, `"Ids":[900001]`)
	if warnings := exactFields(t, got.body)["Warnings"].([]any); len(warnings) != 1 {
		t.Errorf("%v", warnings)
	}
}

func TestRateLimit(t *testing.T) {
	b := newBench(t)
	count := func(method, path, body string) (taken, turned int) {
		for range 6 {
			switch got := b.do(method, path, body); {
			case got.status == 429 && got.header.Get("Retry-After") != "":
				turned++
			case got.status == 200:
				taken++
			}
		}
		return taken, turned
	}
	b.switches(`{"requests_per_second":1,"writes_counted":false}`)
	if taken, turned := count("GET", "/facilities/v2/", ""); taken == 0 || turned == 0 || taken+turned != 6 {
		t.Errorf("GET: %d taken, %d turned away", taken, turned)
	}
	if taken, turned := count("POST", postPath, batch(sale("X", [4]string{flower, "1", "Grams", "1.00"}))); taken != 6 || turned != 0 {
		t.Errorf("POST, not counted: %d taken, %d turned away", taken, turned)
	}
	b.switches(`{"writes_counted":true}`)
	if taken, turned := count("POST", postPath, batch(sale("X", [4]string{flower, "1", "Grams", "1.00"}))); turned == 0 || taken+turned != 6 {
		t.Errorf("POST, counted: %d taken, %d turned away", taken, turned)
	}
}

func TestControlOfSwitches(t *testing.T) {
	b := newBench(t)
	var shown struct {
		Preset   string         `json:"preset"`
		Switches state.Switches `json:"switches"`
	}
	show := func(text string) {
		if err := json.Unmarshal([]byte(text), &shown); err != nil {
			t.Fatal(err)
		}
	}
	if show(b.steer("GET", "/switches", "")); shown.Preset != "one" {
		t.Errorf("starts as %s", shown.Preset)
	}
	if show(b.steer("POST", "/preset/other", "")); shown.Preset != "other" || shown.Switches.AbsentStatus != 404 {
		t.Errorf("%+v", shown)
	}
	if show(b.steer("POST", "/switches", `{"absent_status":401}`)); shown.Preset != "custom" || shown.Switches.AbsentStatus != 401 || shown.Switches.OverSale != state.Refused {
		t.Errorf("%+v", shown)
	}
	before := b.state.Switches()
	for _, wrong := range []string{`{"absent_status":200}`, `{"over_sale":"maybe"}`, `{"no_such":1}`, `{"lookup_shape":""}`, `{"multi_row":"x"}`, `{"error_shape":"x"}`, `{"requests_per_second":0}`, `{`, `{"missing_license_status":418}`} {
		got := steerStatus(b, "POST", "/switches", wrong)
		if got != 400 || b.state.Switches() != before {
			t.Errorf("%s: %d", wrong, got)
		}
	}
}
