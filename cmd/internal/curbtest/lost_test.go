package curbtest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// networkNoise are the complaints that a lost Wi-Fi makes by itself.
var networkNoise = []string{"net::ERR_", "Failed to load resource", "Failed to fetch", "network error", "error occurred when fetching the script"}

func newID() string { return clock.NewID() }

// The Wi-Fi is lost at each step between what the person does and the answer:
// the terminal has done it, the tablet does not know. When the Wi-Fi is back the
// page finds out by itself, and everything was done once.
func TestAnswersAreLostAtEachStep(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Fay", "Nolan", 1983, "920000006"))
	b, relay := w.wifi(t)
	p := w.working(t, b, "Lost answers", dee)
	p.Allow(networkNoise...)
	p.WaitText(c.id)
	lost := func(what string, act func(), done func(terminal.Order) bool, shows func()) {
		t.Helper()
		t.Log(what)
		relay.LoseAnswers()
		act()
		c.is(t, done)
		relay.Cut()
		p.WaitText("not linked")
		if text := strings.ToLower(p.Text("body")); strings.Contains(text, "failed") {
			t.Errorf("%s: the page calls it failed:\n%s", what, text)
		}
		relay.Restore()
		shows()
		p.WaitNoText("not linked")
	}
	lost("claim", func() { p.Tap(cardOf(c) + " " + action("claim")) },
		func(o terminal.Order) bool { return o.ClaimedBy == "dee" },
		func() { p.WaitFor(`document.querySelector("[data-scan=id]")`) })
	lost("ID", func() { scan(p, c.card()) },
		func(o terminal.Order) bool { return o.Identity == terminal.Verified },
		func() { step(p, 1, "done") })
	lost("bag", func() { scan(p, []byte(c.bag)) },
		func(o terminal.Order) bool { return o.BagScanned },
		func() { step(p, 3, "done") })
	lost("payment", func() { p.Tap(takeCash) }, func(terminal.Order) bool { return true },
		func() { p.WaitFor(`document.querySelector('` + hand + `')`) })
	lost("hand-over", func() { p.Tap(hand) },
		func(o terminal.Order) bool { return o.Fulfilment == terminal.HandedOver },
		func() { p.WaitText("Handed over") })
	if asked := len(p.Posts("/do/hand_over")); asked < 2 {
		t.Errorf("the hand-over was asked %d times: no answer was lost", asked)
	}
	c.wantSoldOnce(t, p)
}

// What the tablet asked never arrived. The page says that T1 is out of reach and
// goes on when it is back; nothing is done twice and nothing is lost.
func TestQuestionsAreLostAtEachStep(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Gil", "Osei", 1968, "920000007"))
	b, relay := w.wifi(t)
	p := w.working(t, b, "Lost questions", dee)
	p.Allow(networkNoise...)
	p.WaitText(c.id)
	// away is the Wi-Fi lost while nothing is under way: the page says so and
	// offers nothing that it cannot do.
	away := func(what string) {
		t.Helper()
		t.Log(what)
		relay.Cut()
		p.WaitText("not linked")
		relay.Restore()
		p.WaitNoText("not linked")
	}
	relay.Cut()
	p.WaitText("not linked")
	var may bool
	p.Evaluate(`[...document.querySelectorAll('form[data-act="claim"] button')].some(b => !b.disabled && b.getAttribute("aria-disabled") !== "true")`, &may)
	if may {
		t.Error("a car can be taken while T1 is out of reach")
	}
	relay.Restore()
	p.WaitNoText("not linked")
	c.take(p)
	away("before the ID")
	scan(p, c.card())
	step(p, 2, "done")
	away("before the bag")
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	away("before the payment")
	c.pay(p)
	away("before the hand-over")
	// The tap itself goes out into nothing.
	relay.Cut()
	p.Tap(hand)
	if o, err := c.stored(); err != nil || o.Fulfilment == terminal.HandedOver {
		t.Fatalf("handed over without Wi-Fi: %v", err)
	}
	relay.Restore()
	p.WaitNoText("not linked")
	eventually(t, func() error {
		if strings.Contains(p.Text("main"), "Handed over") {
			return nil
		}
		var there bool
		if err := p.TryEvaluate(`!!document.querySelector('`+hand+`:not([disabled])')`, &there); err != nil || !there {
			return errors.New("the hand-over is neither done nor offered")
		}
		return nil
	})
	if !strings.Contains(p.Text("main"), "Handed over") {
		p.Tap(hand)
		p.WaitText("Handed over")
	}
	c.wantSoldOnce(t, p)
}

// That the check finds what it is for: the same tap asked under another id is a
// second command, and soldOnce says so.
func TestAHandOverAskedUnderAnotherIDIsFound(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Hal", "Petrov", 1994, "920000008"))
	p := w.working(t, w.browse(t, browser.Options{}), "Planted", dee)
	c.upToPayment(p)
	var fields map[string]string
	p.Evaluate(`Object.fromEntries(new FormData(document.querySelector('`+hand+`').form))`, &fields)
	// A page that mints its ids at each try, as it must not.
	post := func() (answer string) {
		fields["command"] = newID()
		p.Evaluate(fmt.Sprintf(`fetch("/do/hand_over", {method: "POST", headers: {Accept: "application/json"}, body: new URLSearchParams(%s)}).then(r => r.text())`, jsonOf(fields)), &answer)
		return answer
	}
	p.Allow("status of 4")
	first, again := post(), post()
	if err := c.soldOnce(t, p); err == nil {
		t.Errorf("a hand-over asked twice under two ids passes for one:\n%s\n%s", first, again)
	}
	if sales := c.sales(t); len(sales) != 1 {
		t.Errorf("even so it must be one sale, not %d", len(sales))
	}
}

// A tablet that was put away for an hour: its session is over, and it wakes with
// an old page.
func TestATabletAsleepForAnHour(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Ida", "Roth", 1977, "920000009"))
	b, relay := w.wifi(t)
	p := w.working(t, b, "Asleep", dee)
	p.Allow(networkNoise...)
	p.Allow("status of 401")
	c.take(p)
	session := ""
	for _, cookie := range p.Cookies() {
		if cookie.Name == cookieSession {
			session = cookie.Value
		}
	}
	p.Freeze()
	relay.Cut() // the tablet's Wi-Fi sleeps too
	if err := w.program.Till().SignOut(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	other := w.packed(t, born("Jon", "Tran", 1981, "920000010"))
	other.comes(t)
	relay.Restore()
	p.Thaw()
	p.WaitAddress("/sign-in")
	signIn(p, dee)
	p.WaitFor(`location.pathname !== "/sign-in"`)
	p.Open(w.origin() + "/")
	p.WaitText(other.id)
	p.WaitText(c.id)
	if sales := c.sales(t); len(sales) > 0 {
		t.Errorf("%d sales while asleep", len(sales))
	}
}
