package rules_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/rules"
)

func problemsOf(t *testing.T, err error) rules.Problems {
	t.Helper()
	var coded *terminal.Error
	var problems rules.Problems
	if !errors.As(err, &coded) || coded.Code != "rules.pack_invalid" || !errors.As(err, &problems) {
		t.Fatalf("not a list of problems: %v", err)
	}
	return problems
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("packs", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestParseNamesEveryMistake changes one text of the Colorado pack at a time.
func TestParseNamesEveryMistake(t *testing.T) {
	colorado := string(read(t, "US-CO.json"))
	for _, c := range []struct{ old, new, path string }{
		{`"status": "draft"`, `"status": "draft", "colour": "green"`, "$.colour"},
		{`"status": "draft"`, `"status": "final"`, "$.status"},
		{`"status": "draft"`, `"status": "reviewed"`, "$.reviewer"},
		{`"status": "draft"`, `"status": "draft", "status": "draft"`, "$.status"},
		{`"rulepack/0.2"`, `"rulepack/0.1"`, "$.schema"},
		{`"US-CO"`, `"US-COLORADO"`, "$.jurisdiction"},
		{`"effective_from": "2024-01-01"`, `"effective_from": "2024-02-30"`, "$.effective_from"},
		{`"effective_from": "2024-01-01"`, `"effective_from": "2024-01-01", "effective_until": "2023-01-01"`, "$.effective_until"},
		{`"factor": "1/28"`, `"factor": "1/0"`, "$.limits[0].terms[0].factor"},
		{`"factor": "1/28"`, `"factor": "-1/28"`, "$.limits[0].terms[0].factor"},
		{`"factor": "1/28"`, `"factor": 0.5`, "$.limits[0].terms[0].factor"},
		{`"factor": "1/28"`, `"factor": "1/999999937"`, "$.limits[0].terms"},
		{`"factor": "1/28"`, `"factor": "0"`, "$.limits[0].terms[0].factor"},
		{`"factor": "1/28"`, `"factor": "1e3"`, "$.limits[0].terms[0].factor"},
		{`"measure": "net_g", "factor": "1/28"`, `"measure": "net_kg", "factor": "1/28"`, "$.limits[0].terms[0].measure"},
		{`["flower", "preroll", "shake"], "measure": "net_g", "factor": "1/28"`, `["flower", "brick"], "measure": "net_g", "factor": "1/28"`, "$.limits[0].terms[0].categories[1]"},
		{`"max": "1"`, `"max": "0"`, "$.limits[0].max"},
		{`"max": "1"`, `"max": "1.00001"`, "$.limits[0].max"},
		{`"max": "1"`, `"max": 1`, "$.limits[0].max"},
		{`{"type": "business_day", "note"`, `{"type": "fortnight", "note"`, "$.limits[0].window.type"},
		{`"cite": "1 CCR 212-3 Rule 6-110(C)",
   "confidence": "H",
   "note": "14 g`, `"confidence": "H",
   "note": "14 g`, "$.limits[0].cite"},
		{`"customer_class": "adult",
   "terms"`, `"customer_class": "grown-up",
   "terms"`, "$.limits[0].customer_class"},
		{`"id": "co-med-flower"`, `"id": "co-adult-1oz-equiv"`, "$.limits[1].id"},
		{`"rate": "0.15"`, `"rate": "15"`, "$.taxes[0].rate"},
		{`"rate": "0.15"`, `"rate": "look it up"`, "$.taxes[0].rate"},
		{`"rate": "0.15"`, `"rate": 0.15`, "$.taxes[0].rate"},
		{`"base": ["price_net"]`, `"base": ["price_net", "co-local"]`, "$.taxes[0].base"},
		{`"base": ["price_net"]`, `"base": ["price_net", "co-nothing"]`, "$.taxes[0].base"},
		{`"base": ["price_net"]`, `"base": []`, "$.taxes[0].base"},
		{`"except_categories": ["merchandise"]`, `"except_categories": ["merchandise"], "categories": ["flower"]`, "$.taxes[0].except_categories"},
		{`"carry_dp": 3`, `"carry_dp": 2`, "$.tax_rounding.carry_dp"},
		{`"carry_dp": 3`, `"carry_dp": 3.5`, "$.tax_rounding.carry_dp"},
		{`"min": 21`, `"min": "21"`, "$.age[0].min"},
		{`"close": "24:00"`, `"close": "24:01"`, "$.hours.intervals[0].close"},
		{`"close": "24:00"`, `"close": "07:00"`, "$.hours.intervals[0].close"},
		{`["mon", "tue"`, `["monday", "tue"`, "$.hours.intervals[0].days"},
		{`"offline_sale": "allowed"`, `"offline_sale": "maybe"`, "$.connectivity[0].offline_sale"},
		{`"mg_per_package": "100"`, `"mg_per_box": "100"`, "$.thc_caps[0].mg_per_box"},
		{`"parents": ["medical"]`, `"parents": ["nobody"]`, "$.classes[2].parents"},
		{`"hours": {`, `"opening": {`, "$.hours"},
	} {
		changed := strings.Replace(colorado, c.old, c.new, 1)
		if changed == colorado {
			t.Errorf("nothing to change: %s", c.old)
			continue
		}
		_, err := rules.Parse([]byte(changed))
		if err == nil {
			t.Errorf("%s is accepted", c.new)
			continue
		}
		found := false
		for _, problem := range problemsOf(t, err) {
			found = found || problem.Path == c.path
		}
		if !found {
			t.Errorf("%s: no problem at %s, but\n%v", c.new, c.path, problemsOf(t, err))
		}
	}
}

func TestParseListsAllMistakes(t *testing.T) {
	problems := problemsOf(t, func() error {
		_, err := rules.Parse([]byte(`{"schema":"rulepack/0.2","limits":[{}],"extra":1}`))
		return err
	}())
	if len(problems) < 20 {
		t.Errorf("%d problems:\n%v", len(problems), problems)
	}
}

func TestParseBounds(t *testing.T) {
	pack := read(t, "US-MI.json")
	padded := append([]byte(strings.Repeat(" ", rules.PackBytesMax-len(pack))), pack...)
	if _, err := rules.Parse(padded); err != nil {
		t.Errorf("the longest pack: %v", err)
	}
	if _, err := rules.Parse(append([]byte(" "), padded...)); err == nil {
		t.Error("one byte more is accepted")
	}
	for _, text := range []string{"", "null", "[]", "{", `{"a":1} {}`, strings.Repeat("[", 5000)} {
		if _, err := rules.Parse([]byte(text)); err == nil {
			t.Errorf("%.20q is accepted", text)
		}
	}
}

func TestOverlayMayOnlyNarrow(t *testing.T) {
	colorado := read(t, "US-CO.json")
	limit := func(max string) []any {
		var pack map[string]any
		if err := json.Unmarshal(colorado, &pack); err != nil {
			t.Fatal(err)
		}
		first := pack["limits"].([]any)[0].(map[string]any)
		first["max"] = max
		return []any{first}
	}
	figure := func(fields map[string]any) []any {
		fields["cite"], fields["confidence"] = "test", "L"
		return []any{fields}
	}
	hours := func(open, closing string) map[string]any {
		return map[string]any{
			"id": "town-hours", "cite": "test", "confidence": "L",
			"intervals": []any{map[string]any{"days": []string{"mon", "tue"}, "open": open, "close": closing}},
		}
	}
	for _, c := range []struct {
		name, section string
		value         any
		path          string // empty if accepted
	}{
		{"narrower limit", "limits", limit("0.5"), ""},
		{"wider limit", "limits", limit("1.5"), "$.limits[0].max"},
		{"narrower hours", "hours", hours("09:00", "22:00"), ""},
		{"wider hours", "hours", hours("07:00", "22:00"), "$.hours"},
		{"all hours", "hours", map[string]any{"id": "town-hours", "all_hours": true, "cite": "test", "confidence": "L"}, "$.hours"},
		{"higher age", "age", figure(map[string]any{"customer_class": "adult", "min": 25}), ""},
		{"lower age", "age", figure(map[string]any{"customer_class": "adult", "min": 18}), "$.age[0].min"},
		{"rate of a look-up", "rates", figure(map[string]any{"tax": "co-local", "rate": "0.05"}), ""},
		{"rate of a fixed tax", "rates", figure(map[string]any{"tax": "co-retail-mj", "rate": "0.05"}), "$.rates[0].tax"},
		{"offline where the parent has a say", "connectivity", figure(map[string]any{"id": "x", "customer_class": "adult", "text": "x", "offline_sale": "allowed"}), "$.connectivity[0].offline_sale"},
		{"uncounted", "uncounted", []any{}, "$.uncounted"},
		{"unknown class", "age", figure(map[string]any{"customer_class": "giant", "min": 25}), "$.age[0].customer_class"},
		{"added tax", "taxes", figure(map[string]any{"id": "town", "name": "Town", "kind": "ad_valorem", "rate": "0.01", "applies_to": "all", "base": []string{"price_net", "co-retail-mj"}, "order": 30, "payer": "consumer"}), ""},
		{"replaced tax", "taxes", figure(map[string]any{"id": "co-retail-mj", "name": "Town", "kind": "ad_valorem", "rate": "0.01", "applies_to": "all", "base": []string{"price_net"}, "order": 30, "payer": "consumer"}), "$.taxes[0].id"},
		{"tax on nothing", "taxes", figure(map[string]any{"id": "town", "name": "Town", "kind": "ad_valorem", "rate": "0.01", "applies_to": "all", "base": []string{"co-nowhere"}, "order": 30, "payer": "consumer"}), "$.taxes[0].base"},
	} {
		overlay, err := json.Marshal(map[string]any{
			"schema": "rulepack/0.2", "jurisdiction": "US-CO-Town", "parent": "US-CO", "name": "Town", "pack_version": "1",
			"status": "draft", "as_of": "2026-11-24", "effective_from": "2024-01-01", "review_by": "2027-01-01", c.section: c.value,
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = rules.NewFrom(colorado, overlay)
		switch {
		case c.path == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.path != "" && err == nil:
			t.Errorf("%s is accepted", c.name)
		case c.path != "" && problemsOf(t, err)[0].Path != c.path:
			t.Errorf("%s: %v, want %s", c.name, problemsOf(t, err), c.path)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"US-CO.json", "US-CO-Denver.json", "US-MI.json"} {
		f.Add(read(f, name))
	}
	f.Add([]byte(`{"limits":[{"terms":[{"factor":"1/3"}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		engine, err := rules.NewFrom(data)
		if err != nil {
			if engine != nil {
				t.Fatal("an engine and an error")
			}
			return
		}
		verdict := engine.Evaluate(ask(flower(1, 4, "3.5"), gummies(2, 3, "0.333333"), papers(3, 1)))
		if !verdict.OK() && verdict.Err() == nil {
			t.Fatal("a refusal without an error")
		}
		engine.Meters(ask(flower(1, 4, "3.5")))
		if _, err := engine.Taxes(afternoon, terminal.Adult, ask(flower(1, 1, "1")).Lines); err != nil && terminal.KindOf(err) == terminal.Internal {
			t.Fatal(err)
		}
	})
}
