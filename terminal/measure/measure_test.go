package measure_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/measure"
)

func TestParseAtTheEdges(t *testing.T) {
	for text, want := range map[string]string{
		"2": "2", "3.50": "3.5", "0": "0", "-1.25": "-1.25", "999999999999.999999": "999999999999.999999",
	} {
		got, err := measure.Parse(text)
		if err != nil || got.String() != want {
			t.Errorf("Parse(%q) = %s, %v; want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": measure.ErrSyntax, "1e3": measure.ErrSyntax, "NaN": measure.ErrSyntax, "+1": measure.ErrSyntax,
		"1-": measure.ErrSyntax, "1..2": measure.ErrSyntax, strings.Repeat("0", 1<<20): measure.ErrSyntax,
		"1000000000000": measure.ErrRange, "0.0000001": measure.ErrRange,
	} {
		if _, err := measure.Parse(text); !errors.Is(err, want) {
			t.Errorf("Parse(%.20q) = %v; want %v", text, err, want)
		}
	}
}

func TestJSONIsAString(t *testing.T) {
	body, err := json.Marshal(map[string]measure.Quantity{"qty": measure.MustParse("3.50")})
	if err != nil || string(body) != `{"qty":"3.5"}` {
		t.Fatalf("%s, %v", body, err)
	}
	var back measure.Quantity
	if err := json.Unmarshal([]byte(`3.5`), &back); err == nil {
		t.Error("a JSON number was taken for a quantity")
	}
}

func TestArithmeticAgainstRationals(t *testing.T) {
	draw := rapid.Custom(func(t *rapid.T) measure.Quantity {
		q, err := measure.FromDecimal(measure.Whole(rapid.Int64Range(-999_999, 999_999).Draw(t, "n")).Decimal())
		if err != nil {
			t.Fatal(err)
		}
		return q
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := draw.Draw(t, "a"), draw.Draw(t, "b")
		third := measure.MustParse("0.125")
		a, err := a.Mul(third)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := a.Add(b)
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Rat).Add(rational(a), rational(b))
		if rational(sum).Cmp(want) != 0 {
			t.Fatalf("%s + %s = %s", a, b, sum)
		}
		back, err := sum.Sub(b)
		if err != nil || back.Cmp(a) != 0 {
			t.Fatalf("%s − %s = %s, %v", sum, b, back, err)
		}
	})
}

func rational(q measure.Quantity) *big.Rat {
	r, _ := new(big.Rat).SetString(q.String())
	return r
}

func TestOverflowIsAnError(t *testing.T) {
	large := measure.MustParse("999999999999")
	if _, err := large.Add(measure.Whole(1)); !errors.Is(err, measure.ErrRange) {
		t.Errorf("sum: %v", err)
	}
	if _, err := large.Mul(large); !errors.Is(err, measure.ErrRange) {
		t.Errorf("product: %v", err)
	}
	fine := measure.MustParse("0.000001")
	if _, err := fine.Mul(fine); !errors.Is(err, measure.ErrRange) {
		t.Errorf("too fine: %v", err)
	}
}
