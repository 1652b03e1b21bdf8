package browser_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/browser"
)

func TestACertificateIsTrustedByItsKeyAndNoOther(t *testing.T) {
	trusted, key := newSite(t)
	stranger, _ := newSite(t)
	p := browser.Start(t, browser.Options{SPKI: []string{key}}).Page(t)
	p.Open(trusted.URL)
	p.WaitText("Send it")
	p.Allow("ERR_CERT_AUTHORITY_INVALID")
	if err := p.TryOpen(stranger.URL); err == nil || !strings.Contains(err.Error(), "ERR_CERT_AUTHORITY_INVALID") {
		t.Errorf("a stranger's certificate gives %v", err)
	}
}

func TestKeysAndTapsAreRealAndCachesApart(t *testing.T) {
	at, key := newSite(t)
	b := browser.Start(t, browser.Options{SPKI: []string{key}})
	p := b.Page(t)
	p.Open(at.URL)
	p.Tap("#words")
	p.Type(`Ab9 "q" é <x>`)
	p.Press("send IT")
	p.WaitFor(`document.readyState === "complete" && !document.querySelector("#words").value`)
	if got := at.posts(); !slices.Equal(got, []string{`Ab9 "q" é <x>`}) {
		t.Errorf("posted %q", got)
	}
	if sent := p.Posts("/said"); len(sent) != 1 || sent[0].Body != "words=Ab9+%22q%22+%C3%A9+%3Cx%3E" {
		t.Errorf("the post was %+v", sent)
	}
	if !p.Can("Send it") || p.Can("Send them") {
		t.Error("Can does not tell what is there")
	}
	p.Open(at.URL + "/keys")
	p.TypeAs(browser.EnterKeys, "@\n\x1e\rA", time.Millisecond)
	if got := p.Text("#got"); got != "@ Enter Enter A" {
		t.Errorf("a scanner with Enter keys sends %q", got)
	}
	p.Reload()
	long := strings.Repeat("DAQ9217 x\n", 40)
	p.Scan(browser.EnterKeys, long)
	if got, want := p.Text("#got"), flat(strings.NewReplacer("\n", "Enter ", " ", "  ").Replace(spaced(long))); flat(got) != want {
		t.Errorf("a burst of keys came as\n%q, want\n%q", flat(got), want)
	}
	p.Reload()
	p.TypeAs(browser.ControlKeys, "@\n\x1e\ra", 0)
	if got := p.Text("#got"); got != "@ ^j ^^ ^m a" {
		t.Errorf("a scanner with control keys sends %q", got)
	}
	p.Evaluate(`caches.open("c").then(c => c.put("/kept", new Response("body")))`, nil)
	p.Evaluate(`(localStorage.setItem("a", "b"), document.cookie = "one=1; Secure", 0)`, nil)
	if kept := p.Kept(); kept["c "+at.URL+"/kept"] != "body" || kept["local a"] != "b" || len(kept) != 2 {
		t.Errorf("kept %v", kept)
	}
	other := b.Page(t)
	other.Open(at.URL + "/keys")
	if kept := other.Kept(); len(kept) != 0 || len(other.Cookies()) != 0 || len(p.Cookies()) != 1 {
		t.Errorf("another tablet shares %v %v", kept, other.Cookies())
	}
	p.ForgetEverything(at.URL)
	if kept := p.Kept(); len(kept) != 0 {
		t.Errorf("not forgotten: %v", kept)
	}
}

func TestTheWiFiCanBeLostAndAnswersToo(t *testing.T) {
	at, key := newSite(t)
	address := strings.TrimPrefix(at.URL, "https://")
	relay := browser.NewRelay(t, address)
	p := browser.Start(t, browser.Options{SPKI: []string{key}, Through: map[string]string{address: relay.Address()}}).Page(t)
	p.Allow("net::ERR_")
	if got := p.BytesOverTheWire(at.URL + "/"); got < int64(len(form)) || got > int64(len(form))+1024 {
		t.Errorf("%d bytes over the wire for a page of %d", got, len(form))
	}
	if up, down := relay.Bytes(); up == 0 || down < int64(len(form)) {
		t.Errorf("the relay was not used: %d up, %d down", up, down)
	}
	p.Tap("#words")
	p.Type("lost")
	relay.LoseAnswers()
	p.Press("Send it")
	p.WaitFor(`true`)
	wait(t, func() bool { return len(at.posts()) == 1 })
	relay.Cut()
	if err := p.TryOpen(at.URL + "/keys"); err == nil {
		t.Error("a page loads without Wi-Fi")
	}
	relay.Restore()
	p.Open(at.URL + "/")
	p.WaitText("Send it")
	p.Offline(true)
	if err := p.TryOpen(at.URL + "/keys"); err == nil {
		t.Error("a page loads offline")
	}
	p.Offline(false)
	p.Open(at.URL + "/")
	p.BlockURL("*://*:*/keys")
	const load = `fetch("/keys").then(() => "loaded", () => "blocked")`
	var got string
	if p.Evaluate(load, &got); got != "blocked" {
		t.Errorf("a blocked address is %s", got)
	}
	p.BlockURL()
	if p.Evaluate(load, &got); got != "loaded" {
		t.Errorf("an address that is blocked no more is %s", got)
	}
}

func TestTroubleOfAPageIsFound(t *testing.T) {
	at, key := newSite(t)
	p := browser.Start(t, browser.Options{SPKI: []string{key}, Language: "es", Dark: true}).Page(t)
	p.Open(at.URL + "/forbidden")
	wait(t, func() bool {
		return strings.Contains(strings.Join(p.Trouble(), "\n"), "content security policy: script-src-elem blocks")
	})
	p.Open(at.URL + "/bad")
	wait(t, func() bool { return strings.Contains(strings.Join(p.Trouble(), "\n"), `console: "shouted"`) })
	p.Allow("content security policy", "Content Security Policy", "shouted")
	if left := p.Trouble(); len(left) > 0 {
		t.Errorf("not allowed: %q", left)
	}
	var language string
	var dark bool
	p.Evaluate(`navigator.language`, &language)
	p.Evaluate(`matchMedia("(prefers-color-scheme: dark)").matches`, &dark)
	if language != "es" || !dark {
		t.Errorf("language %s, dark %v", language, dark)
	}
	path := filepath.Join(t.TempDir(), "picture.png")
	p.Screenshot(path)
	if info, err := os.Stat(path); err != nil || info.Size() < 100 {
		t.Errorf("the picture: %v", err)
	}
}

// spaced puts a space after each key, as the page does.
func spaced(keys string) string {
	var all strings.Builder
	for _, r := range keys {
		all.WriteString(string(r) + " ")
	}
	return all.String()
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

func wait(t *testing.T, ask func() bool) {
	t.Helper()
	limit := time.After(browser.Within)
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for !ask() {
		select {
		case <-limit:
			t.Fatal("it did not come")
		case <-ticker.C:
		}
	}
}
