package curbtest_test

import (
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
)

// A tablet that is lost is shut out at the counter: its page ends by itself, its
// cookies open nothing, and whoever was signed in there is signed out.
func TestARevokedTabletIsShutOut(t *testing.T) {
	w := sharedWorld(t)
	c := w.arrive(t, born("Pia", "Moreau", 1982, "920000016"))
	b := w.browse(t, browser.Options{})
	p := w.working(t, b, "Lost tablet", dee)
	p.Allow("status of 401")
	c.take(p)
	tablets, err := w.program.Till().Tablets()
	if err != nil {
		t.Fatal(err)
	}
	for _, tablet := range tablets {
		if tablet.Name == "Lost tablet" {
			if err := w.do("tablet.revoke", map[string]any{"device": tablet.ID}); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.WaitAddress("/pair")
	for _, path := range []string{"/", "/order/" + c.id, "/done"} {
		p.Open(w.origin() + path)
		p.WaitAddress("/pair")
		if found := find([]byte(p.HTML()), c.id, c.family); len(found) > 0 {
			t.Errorf("%s shows %q", path, found)
		}
	}
	if cookies := p.Cookies(); len(cookies) > 0 {
		for _, cookie := range cookies {
			if cookie.Name == cookieDevice || cookie.Name == cookieSession {
				t.Errorf("the tablet keeps %s", cookie.Name)
			}
		}
	}
}
