package shop

import (
	"encoding/json"
	"time"

	"github.com/govalues/decimal"
)

// basket is a basket that the terminal was asked about.
type basket struct {
	ID       string        `json:"id"`
	Page     string        `json:"page"`
	Order    order         `json:"order"`
	AskedAt  string        `json:"asked_at"`
	Deadline time.Time     `json:"deadline"`
	Answered bool          `json:"answered"`
	OK       bool          `json:"ok"`
	HeldTill time.Time     `json:"held_till"`
	Lines    []verdictLine `json:"lines"`
	Placed   string        `json:"placed,omitempty"` // the order it became
}

type verdictLine struct {
	Line      string `json:"line"`
	Available string `json:"available"`
	Reason    string `json:"reason"`
	Message   string `json:"message"`
}

// ask keeps a basket and logs the question about it. The order inside carries
// the basket's name as its id and no rev: it is not an order yet.
func (s *Shop) ask(o order, deadline time.Duration) *basket {
	id := s.name("b")
	o.ID, o.Rev = id, 0
	b := &basket{
		ID: id, Page: randomName(), Order: o, AskedAt: s.stamp(), Deadline: s.now().Add(deadline), Lines: []verdictLine{},
	}
	s.state.Baskets[id] = b
	s.log(event{Type: eventVerdict, Subject: id, Data: encode(map[string]any{
		"basket": id, "deadline": b.Deadline.Format(time.RFC3339Nano), "order": o,
	})})
	return b
}

// takeVerdict takes the terminal's answer, once, and within the deadline.
func (s *Shop) takeVerdict(f inbound) verdictOnCommand {
	b, found := s.state.Baskets[f.Basket]
	switch {
	case !found:
		return rejected(nil, "unknown_basket")
	case f.OK == nil:
		return rejected(nil, "bad_verdict")
	case f.HoldS < 0 || f.HoldS > holdMaxSeconds:
		return rejected(nil, "bad_hold")
	case b.Answered:
		return verdictOnCommand{status: statusSuperseded, reason: "answered"}
	case s.now().After(b.Deadline):
		return rejected(nil, "deadline")
	}
	lines, ok := readVerdictLines(f.Lines)
	if !ok {
		return rejected(nil, "bad_verdict")
	}
	b.Answered, b.OK, b.Lines = true, *f.OK, lines
	b.HeldTill = s.now().Add(time.Duration(f.HoldS) * time.Second)
	return verdictOnCommand{status: statusApplied}
}

func readVerdictLines(raw json.RawMessage) ([]verdictLine, bool) {
	lines := []verdictLine{}
	if len(raw) == 0 {
		return lines, true
	}
	if err := json.Unmarshal(raw, &lines); err != nil {
		return nil, false
	}
	for _, l := range lines {
		if l.Available != "" {
			if q, err := decimal.Parse(l.Available); err != nil || q.IsNeg() {
				return nil, false
			}
		}
		if l.Reason != "" && !knownReason(l.Reason) {
			return nil, false
		}
	}
	return lines, true
}

// forgetBaskets drops those a day past their deadline.
func (s *Shop) forgetBaskets() {
	for id, b := range s.state.Baskets {
		if s.now().Sub(b.Deadline) > 24*time.Hour {
			delete(s.state.Baskets, id)
			s.dirty = true
		}
	}
}
