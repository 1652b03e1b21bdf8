package pairing_test

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/pairing"
)

const (
	start  = time.Hour
	code   = "482915"
	ticket = "the tablet's own"
	token  = "a token"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}

func asked(t *testing.T) pairing.Offer {
	t.Helper()
	offer, err := pairing.New("o1", code, start).Ask(code, "Tablet 1", ticket, start+time.Minute)
	if err != nil || offer.State(start+time.Minute) != pairing.Waiting || offer.Name() != "Tablet 1" {
		t.Fatalf("%v, %s", err, offer.State(start))
	}
	return offer
}

func TestTheTokenIsHandedOutOnceToWhoAsked(t *testing.T) {
	now := start + 2*time.Minute
	offer := asked(t)
	if _, state, _ := offer.Result(ticket, now); state != pairing.Waiting {
		t.Errorf("before the answer: %s", state)
	}
	offer, err := offer.Approve(token, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, state, got := offer.Result("somebody else's", now); state != pairing.Over || got != "" {
		t.Errorf("another ticket: %s, %q", state, got)
	}
	offer, state, got := offer.Result(ticket, now)
	if state != pairing.Approved || got != token {
		t.Errorf("%s, %q", state, got)
	}
	if _, state, got := offer.Result(ticket, now); state != pairing.Over || got != "" {
		t.Errorf("asked twice: %s, %q", state, got)
	}
}

func TestTheLastWrongCodeEndsTheOffer(t *testing.T) {
	offer := pairing.New("o1", code, start)
	for try := 1; try <= pairing.TriesMax; try++ {
		var err error
		if offer, err = offer.Ask("000000", "Tablet 1", ticket, start); codeOf(err) != "pairing.wrong_code" {
			t.Fatalf("try %d: %v", try, err)
		}
		if offer.TriesLeft() != pairing.TriesMax-try {
			t.Fatalf("%d tries are left after %d", offer.TriesLeft(), try)
		}
	}
	if _, err := offer.Ask(code, "Tablet 1", ticket, start); codeOf(err) != "pairing.over" {
		t.Errorf("the right code after %d wrong ones: %v", pairing.TriesMax, err)
	}
	one := pairing.New("o2", code, start)
	for range pairing.TriesMax - 1 {
		one, _ = one.Ask("000000", "Tablet 1", ticket, start)
	}
	if _, err := one.Ask(code, "Tablet 1", ticket, start); err != nil {
		t.Errorf("the right code with one try left: %v", err)
	}
}

func TestTenMinutes(t *testing.T) {
	last, late := start+pairing.OfferKept-1, start+pairing.OfferKept
	offer := pairing.New("o1", code, start)
	if _, err := offer.Ask(code, "Tablet 1", ticket, last); err != nil {
		t.Errorf("just in time: %v", err)
	}
	if _, err := offer.Ask(code, "Tablet 1", ticket, late); codeOf(err) != "pairing.over" {
		t.Errorf("too late: %v", err)
	}
	waiting := asked(t)
	if _, err := waiting.Approve(token, late); codeOf(err) != "pairing.over" {
		t.Errorf("approved too late: %v", err)
	}
	approved, err := waiting.Approve(token, last)
	if err != nil {
		t.Fatal(err)
	}
	if _, state, got := approved.Result(ticket, late); state != pairing.Over || got != "" {
		t.Errorf("fetched too late: %s, %q", state, got)
	}
}

func TestOneTablet(t *testing.T) {
	if _, err := asked(t).Ask(code, "Tablet 2", "another", start); codeOf(err) != "pairing.over" {
		t.Errorf("a second tablet: %v", err)
	}
}

func TestARefusalIsToldAndStands(t *testing.T) {
	offer, err := asked(t).Refuse(start + time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if _, state, _ := offer.Result(ticket, start+time.Hour); state != pairing.Refused {
		t.Errorf("%s", state)
	}
	for name, try := range map[string]func() error{
		"approve": func() error { _, err := offer.Approve(token, start); return err },
		"refuse":  func() error { _, err := offer.Refuse(start); return err },
		"ask":     func() error { _, err := offer.Ask(code, "Tablet 1", ticket, start); return err },
	} {
		if err := try(); codeOf(err) != "pairing.over" {
			t.Errorf("%s after a refusal: %v", name, err)
		}
	}
	if _, err := pairing.New("o1", code, start).Approve(token, start); codeOf(err) != "pairing.over" {
		t.Errorf("approved before anybody asked: %v", err)
	}
	if state := (pairing.Offer{}).State(0); state != pairing.Over {
		t.Errorf("no offer is %s", state)
	}
}

func TestNames(t *testing.T) {
	for name, want := range map[string]string{
		"Tablet 1": "", "Año <b>": "", strings.Repeat("é", pairing.NameMaxRunes): "",
		"": "pairing.name", " Tablet": "pairing.name", strings.Repeat("é", pairing.NameMaxRunes+1): "pairing.name",
		"Tab\nlet": "pairing.name", "Tab\u202elet": "pairing.name", "Tab\xfflet": "pairing.name",
	} {
		offer, err := pairing.New("o1", code, start).Ask(code, name, ticket, start)
		if codeOf(err) != want {
			t.Errorf("%q: %v", name, err)
		}
		if want != "" && offer.TriesLeft() != pairing.TriesMax {
			t.Errorf("%q used a try up", name)
		}
	}
}

// Whatever is done in whatever order, a token comes out at most once, only after
// an approval, and only for the ticket of the one that asked.
func TestNoOrderOfStepsGivesTheTokenAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		offer, now := pairing.New("o1", code, start), start
		approved, handed := false, 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			now += time.Duration(rapid.IntRange(0, 90).Draw(t, "seconds")) * time.Second
			inTime := now < start+pairing.OfferKept
			var err error
			switch rapid.SampledFrom([]string{"ask", "guess", "approve", "refuse", "fetch", "steal"}).Draw(t, "step") {
			case "ask":
				offer, err = offer.Ask(code, "Tablet 1", ticket, now)
			case "guess":
				offer, _ = offer.Ask("111111", "Tablet 2", "another", now)
			case "approve":
				offer, err = offer.Approve(token, now)
				approved = approved || err == nil
			case "refuse":
				offer, err = offer.Refuse(now)
			case "fetch":
				var got string
				offer, _, got = offer.Result(ticket, now)
				if got != "" {
					handed++
					if !approved || handed > 1 || !inTime {
						t.Fatalf("handed out %d times, approved %v, in time %v", handed, approved, inTime)
					}
				}
			case "steal":
				var got string
				if offer, _, got = offer.Result("another", now); got != "" {
					t.Fatal("handed to another ticket")
				}
			}
			if err != nil && codeOf(err) != "pairing.over" {
				t.Fatal(err)
			}
		}
	})
}
