package money_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/money"
)

func TestParseAndString(t *testing.T) {
	for text, want := range map[string]money.Cents{
		"0": 0, "12": 1200, "12.3": 1230, "12.34": 1234, "-0.05": -5,
		"100000000.00": money.MaxCents,
	} {
		got, err := money.Parse(text)
		if err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]error{
		"": money.ErrSyntax, "-": money.ErrSyntax, "1.": money.ErrSyntax, ".5": money.ErrSyntax,
		"1.234": money.ErrSyntax, "1,00": money.ErrSyntax, "+1": money.ErrSyntax, "1e3": money.ErrSyntax,
		"100000000.01": money.ErrRange, "9999999999999": money.ErrRange,
	} {
		if _, err := money.Parse(text); !errors.Is(err, want) {
			t.Errorf("Parse(%q) = %v; want %v", text, err, want)
		}
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := money.Cents(rapid.Int64Range(-int64(money.MaxCents), int64(money.MaxCents)).Draw(t, "cents"))
		back, err := money.Parse(cents.String())
		if err != nil || back != cents {
			t.Fatalf("%d became %q became %d, %v", cents, cents, back, err)
		}
	})
}

func TestTimesAtTheEdge(t *testing.T) {
	if got, err := (money.MaxCents / 10).Times(10); err != nil || got != money.MaxCents {
		t.Errorf("at the edge: %d, %v", got, err)
	}
	for _, c := range []struct {
		amount money.Cents
		count  int64
	}{{money.MaxCents, 2}, {money.MaxCents, 1 << 40}, {-money.MaxCents, 2}} {
		if _, err := c.amount.Times(c.count); !errors.Is(err, money.ErrRange) {
			t.Errorf("%d × %d: %v; want ErrRange", c.amount, c.count, err)
		}
	}
}

func TestAllocateLosesNoCent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		total := money.Cents(rapid.Int64Range(-1_000_000, 1_000_000).Draw(t, "total"))
		weights := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) money.Cents {
			return money.Cents(rapid.Int64Range(0, 100_000).Draw(t, "weight"))
		}), 1, 60).Draw(t, "weights")
		var sum, weightSum money.Cents
		shares := money.Allocate(total, weights)
		for i, share := range shares {
			sum += share
			weightSum += weights[i]
		}
		if sum != total {
			t.Fatalf("shares add up to %d, want %d", sum, total)
		}
		if weightSum == 0 {
			return
		}
		for i, share := range shares {
			if off := share*weightSum - total*weights[i]; off > weightSum || off < -weightSum {
				t.Fatalf("share %d is a cent or more away from its part", i)
			}
		}
	})
}
