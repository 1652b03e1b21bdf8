package till

import (
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
)

// asks lets the shop's checkout ask for a verdict on a basket, and gives the
// answer.
func (s *shop) asks(id string, class terminal.CustomerClass, lines ...terminal.OrderItem) map[string]any {
	s.t.Helper()
	s.till.options.Shop.HasFeed = true
	before := len(s.told("verdict"))
	s.batch(terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: "e1:" + id, Source: "/shops/test", EventID: "evt-" + id, Type: "order.verdict_requested",
		Subject: id, At: opening, Basket: &terminal.Basket{
			ID: id, Deadline: opening.Add(time.Minute), Order: terminal.Order{Class: class, Channel: "pickup", Items: lines},
		},
	})
	answers := s.told("verdict")
	if len(answers) != before+1 {
		s.t.Fatalf("%d answers after %d", len(answers), before)
	}
	return answers[before]
}

func wanted(line, sku string, quantity int64) terminal.OrderItem {
	return terminal.OrderItem{Line: line, SKU: sku, Quantity: measure.Whole(quantity), Unit: "each", UnitPrice: 3500}
}

func TestBasketVerdicts(t *testing.T) {
	s := newShop(t)
	for _, c := range []struct {
		name    string
		id      string
		class   terminal.CustomerClass
		lines   []terminal.OrderItem
		reasons []string // by line
	}{
		{"what is there", "1", terminal.Adult, []terminal.OrderItem{wanted("1", "FLW-OG-3.5", 8), wanted("2", "MER-PAPER", 1)}, []string{"", ""}},
		{"more than a day's limit", "2", terminal.Adult, []terminal.OrderItem{wanted("1", "FLW-OG-3.5", 9)}, []string{"EXCEEDS_LIMIT"}},
		{"more than there is", "3", terminal.Adult, []terminal.OrderItem{wanted("1", "EDB-GUM-100", 3), wanted("2", "FLW-OG-3.5", 1)}, []string{"OUT_OF_STOCK", ""}},
		{"twice the same, too much together", "4", terminal.Adult, []terminal.OrderItem{wanted("1", "EDB-GUM-100", 1), wanted("2", "EDB-GUM-100", 2)}, []string{"", "OUT_OF_STOCK"}},
		{"unknown goods", "5", terminal.Adult, []terminal.OrderItem{wanted("1", "NONE", 1)}, []string{"OUT_OF_STOCK"}},
		{"more than can be reckoned", "7", terminal.Adult, []terminal.OrderItem{wanted("1", "FLW-OG-3.5", 999_999_999_999), wanted("2", "FLW-OG-3.5", 999_999_999_999)}, []string{"OUT_OF_STOCK", "OUT_OF_STOCK"}},
		{"a medical customer", "6", terminal.Medical, []terminal.OrderItem{wanted("1", "FLW-OG-3.5", 1)}, []string{"OTHER"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.t = t
			answer := s.asks(c.id, c.class, c.lines...)
			allowed := true
			for i, want := range c.reasons {
				line := answer["lines"].([]any)[i].(map[string]any)
				got, _ := line["reason"].(string)
				if allowed = allowed && want == ""; got != want || line["line"] != c.lines[i].Line || (want == "") != (line["message"] == nil) {
					t.Errorf("line %d: %v, want reason %q", i, line, want)
				}
			}
			hold := answer["hold_s"].(float64)
			if answer["ok"] != allowed || answer["basket"] != c.id || (hold == 600) != allowed || (hold == 0) == allowed {
				t.Errorf("%v, allowed %t", answer, allowed)
			}
		})
	}
	s.t = t
	if refused := s.facts("refused"); len(refused) != 0 {
		t.Errorf("advice was journaled: %d refusals", len(refused))
	}
}

func TestABasketIsAnsweredOnce(t *testing.T) {
	s := newShop(t)
	s.asks("1", terminal.Adult, wanted("1", "FLW-OG-3.5", 1))
	s.batch(terminal.FeedItem{
		Kind: terminal.FeedEvent, Cursor: "e1:1", Source: "/shops/test", EventID: "evt-1", Type: "order.verdict_requested",
		Subject: "1", At: opening, Basket: &terminal.Basket{ID: "1", Order: terminal.Order{Class: terminal.Adult}},
	})
	if answers := s.told("verdict"); len(answers) != 1 {
		t.Errorf("%d answers to one question", len(answers))
	}
}

// The shop asks by night for a bag that is fetched by day: that is said as what
// it is.
func TestABasketByNightIsClosedNotTooMuch(t *testing.T) {
	s := newShop(t)
	s.clock.Advance(16 * time.Hour)
	answer := s.asks("1", terminal.Adult, wanted("1", "FLW-OG-3.5", 1))
	if line := answer["lines"].([]any)[0].(map[string]any); line["reason"] != "POS_CLOSED" {
		t.Errorf("%v", answer)
	}
}
