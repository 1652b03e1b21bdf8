package curbtest_test

import (
	"strings"
	"testing"

	"github.com/curbline/curbline/cmd/internal/browser"
)

// Scripts, quotes and marks that turn the line around, in everything that a
// stranger can write into the web shop: the pages show them as text.
func TestHostileNamesAreText(t *testing.T) {
	w := sharedWorld(t)
	who := born("Nia", `O'Brien"><img src=x onerror=alert(1)>`, 1987, "920000014")
	who.called = `<script>alert("first")</script>`
	who.note = "\u202egnp.exe' onmouseover='alert(2)"
	c := w.packed(t, who)
	if err := w.control.call("POST", "/control/shop/orders/"+c.id+"/arrive", map[string]any{
		"state": "arrived", "spot": `<b>9`, "vehicle": map[string]string{"color": `red" onload="alert(3)`, "make": "<svg onload=alert(4)>", "plate": "\u202eABC"},
	}, nil); err != nil {
		t.Fatal(err)
	}
	p := w.working(t, w.browse(t, browser.Options{}), "Hostile", dee)
	p.Evaluate(`(window.alert = () => console.error("a script ran"), 0)`, nil)
	p.WaitText(c.id)
	accessible(t, p, "hostile arrivals")
	c.take(p)
	for _, path := range []string{"/order/" + c.id, "/order/" + c.id + "/camera?scan=id", "/ready", "/done", "/"} {
		p.Open(w.origin() + path)
		var elements int
		p.Evaluate(`document.querySelectorAll("script:not([src]), [onerror], [onload], [onmouseover], img[src=x], main b > svg").length`, &elements)
		if elements > 0 {
			t.Errorf("%s: %d elements came out of a name", path, elements)
		}
		if strings.Contains(p.HTML(), "\u202e") {
			t.Errorf("%s holds a mark that turns the line around", path)
		}
	}
	for _, query := range []string{"/sign-in?badge=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&next=//evil.example", "/order/%3Cscript%3E", "/pair?code=%22onfocus%3Dalert(1)"} {
		p.Allow("status of 4")
		p.Open(w.origin() + query)
		var elements int
		p.Evaluate(`document.querySelectorAll("script:not([src]), [onfocus]").length`, &elements)
		if elements > 0 || !strings.HasPrefix(p.Address(), w.origin()) {
			t.Errorf("%s: %d elements, at %s", query, elements, p.Address())
		}
	}
}
