package rules_test

import (
	"fmt"
	"testing"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/rules"
)

// benchPack has eight limits over four groups and two taxes.
func benchPack() []byte {
	var limits []oracleLimit
	for i := range 8 {
		limits = append(limits, oracleLimit{ID: fmt.Sprintf("limit-%d", i), Max: "1000", Day: i%2 == 0, Terms: []oracleTerm{
			{Categories: []string{"flower"}, Measure: "net_g", Factor: "1/28"},
			{Categories: []string{"concentrate"}, Measure: "net_g", Factor: "1/8"},
			{Categories: []string{"edible_solid", "edible_liquid"}, Measure: "thc_mg", Factor: "1/800"},
		}})
	}
	return packOf(limits, func(pack map[string]any) {
		tax := func(id string, order int, base ...string) map[string]any {
			return map[string]any{
				"id": id, "name": id, "kind": "ad_valorem", "rate": "0.0881", "applies_to": "all", "base": base,
				"order": order, "payer": "consumer", "cite": "test", "confidence": "H",
			}
		}
		pack["taxes"] = []any{tax("excise", 1, "price_net"), tax("sales", 2, "price_net", "excise")}
	})
}

func BenchmarkVerdictAndTaxes50Lines8Limits(b *testing.B) {
	engine, err := rules.NewFrom(benchPack())
	if err != nil {
		b.Fatal(err)
	}
	var lines []terminal.Line
	for i := range 50 {
		switch i % 3 {
		case 0:
			lines = append(lines, flower(i+1, 2, "3.5"))
		case 1:
			lines = append(lines, resin(i+1, 1, "0.5"))
		default:
			lines = append(lines, gummies(i+1, 3, "99.9"))
		}
	}
	question := ask(lines...)
	question.Earlier = ask(lines[:6]...).Earlier
	b.ReportAllocs()
	for b.Loop() {
		if verdict := engine.Evaluate(question); !verdict.OK() {
			b.Fatal(verdict.Reason)
		}
		if _, err := engine.Taxes(question.At, question.Class, lines); err != nil {
			b.Fatal(err)
		}
	}
}
