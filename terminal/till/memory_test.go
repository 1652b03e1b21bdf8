package till

import (
	"database/sql"
	"encoding/json"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/order"
)

func TestAnIDOfYesterdayIsScannedAgain(t *testing.T) {
	s := newShop(t)
	cart := s.ring(avery, tagFlower)
	s.clock.Advance(24 * time.Hour)
	// The purchase would stand under yesterday's name and never be found again.
	s.refused("sale.identity_old", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
	s.do(&IdentifyCart{Cart: cart, Document: avery})
	s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)})
}

func TestKeptAnswersHoldNobody(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.packed("A-1", 1)
	s.met("A-1")
	s.do(&HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Counter, Tenders: cashOf(10000)})
	s.sell(avery, tagGummy)
	s.end()
	raw, err := sql.Open("sqlite3", s.folder+"/a.db")
	s.must(err)
	defer func() { s.must(raw.Close()) }()
	rows, err := raw.Query(`SELECT outcome FROM command`)
	s.must(err)
	defer func() { s.must(rows.Close()) }()
	count := 0
	for rows.Next() {
		var outcome string
		s.must(rows.Scan(&outcome))
		count++
		for _, personal := range []string{"Stone", "Avery", `"birth_year"`, `"token"`} {
			if strings.Contains(outcome, personal) {
				t.Errorf("%s is in %s", personal, outcome)
			}
		}
	}
	s.must(rows.Err())
	if count < 10 {
		t.Errorf("only %d answers were looked at", count)
	}
}

func TestAnOrderThatEndsForgetsItsPerson(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.packed("A-1", 1)
	s.met("A-1")
	s.do(&MoveOrder{Order: "A-1", Move: order.MoveCancel, Reason: "CUSTOMER_REQUEST"})
	if s.till.Person("A-1") != nil {
		t.Error("the person is still in memory")
	}
}

func TestRefusalsInMemoryAreBounded(t *testing.T) {
	s := newShop(t)
	s.signIn("B-B1")
	for range refusalsMax + 1 {
		s.refused("staff.not_allowed", &PrintX{})
	}
	if got := len(s.till.refusals); got > refusalsMax {
		t.Errorf("%d refusals are in memory, at most %d may be", got, refusalsMax)
	}
}

func TestANoByTheOrdersRulesIsJournaled(t *testing.T) {
	s := newShop(t)
	s.arrives(webOrder("A-1", terminal.Adult, 3500, 0, 1), "e1:1")
	s.packed("A-1", 1)
	s.move("A-1", order.MoveArrivedCounter)
	hand := &HandOver{Order: "A-1", Cart: clock.NewID(), Place: terminal.Counter, Tenders: cashOf(10000)}
	s.refused("order.not_verified", hand)
	s.do(&IdentifyOrder{Order: "A-1", Document: avery})
	s.refused("order.bag_not_scanned", hand)
	var codes []string
	for _, data := range s.facts("refused") {
		var fact terminal.RefusalRecorded
		s.must(json.Unmarshal(data, &fact))
		if fact.About != "A-1" {
			t.Errorf("about %s", fact.About)
		}
		codes = append(codes, fact.Code)
	}
	if got := strings.Join(codes, " "); got != "order.not_verified order.bag_not_scanned" {
		t.Errorf("journaled: %q", got)
	}
}
