package curbtest_test

import (
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
)

// firstPageMax is the budget of the first page over the wire, before the decoder.
const firstPageMax = 150 << 10

func TestTheFirstPageIsSmall(t *testing.T) {
	w := sharedWorld(t)
	b := w.browse(t, browser.Options{})
	p := b.Page(t)
	pairing := p.BytesOverTheWire(w.origin() + "/pair")
	c := w.client(t, "First page", dee)
	fresh := b.Page(t)
	fresh.SetCookie(w.origin(), cookieDevice, c.token)
	fresh.SetCookie(w.origin(), cookieSession, c.session)
	arrivals := fresh.BytesOverTheWire(w.origin() + "/")
	t.Logf("pairing %d bytes, arrivals %d bytes, at most %d", pairing, arrivals, firstPageMax)
	for name, bytes := range map[string]int64{"pairing": pairing, "arrivals": arrivals} {
		if bytes > firstPageMax || bytes < 10<<10 {
			t.Errorf("%s: %d bytes over the wire", name, bytes)
		}
	}
}

// The pages in the other language and in the dark; the flows look at them in
// English and light.
func TestPagesAreAccessibleInSpanishAndDark(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Mia", "Weiss", 1986, "920000013"))
	b := w.browse(t, browser.Options{Language: "es", Dark: true})
	p := w.working(t, b, "Tableta", dee)
	p.WaitText(c.id)
	look := func(path string) {
		t.Helper()
		p.Open(w.origin() + path)
		var language string
		if p.Evaluate(`document.documentElement.lang`, &language); language != "es" {
			t.Errorf("%s is in %q", path, language)
		}
		accessible(t, p, path)
	}
	p.Allow("status of 404")
	for _, path := range []string{"/", "/ready", "/done", "/help", "/offline", "/nowhere", "/order/" + c.id} {
		look(path)
	}
	p.Open(w.origin() + "/")
	c.take(p)
	accessible(t, p, "hand-over")
	scan(p, c.card())
	step(p, 2, "done")
	scan(p, []byte(c.bag))
	step(p, 3, "done")
	accessible(t, p, "payment")
	c.pay(p)
	p.Tap(hand)
	p.WaitFor(`document.querySelector(".outcome")`)
	accessible(t, p, "done")
	c.wantSoldOnce(t, p)
	door := b.Page(t)
	door.Open(w.origin() + "/pair")
	accessible(t, door, "/pair")
}

// Without the network the shell says so, in words, also after a reload.
func TestTheShellSaysThatT1IsOutOfReach(t *testing.T) {
	w := sharedWorld(t)
	b, relay := w.wifi(t)
	p := w.working(t, b, "Shell", dee)
	p.Allow(networkNoise...)
	p.WaitFor(`navigator.serviceWorker?.controller || navigator.serviceWorker?.ready`)
	p.Evaluate(`navigator.serviceWorker.ready.then(() => true)`, new(bool))
	relay.Cut()
	p.WaitText("not linked")
	_ = p.TryOpen(w.origin() + "/ready")
	p.WaitText("out of reach")
	accessible(t, p, "out of reach")
	relay.Restore()
	p.Open(w.origin() + "/ready")
	p.WaitNoText("out of reach")
}
