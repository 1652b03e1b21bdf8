package browser

import (
	"context"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// Offline takes the network away from the page, or gives it back. The page's
// service worker has a network of its own; a Relay cuts both.
func (p *Page) Offline(off bool) {
	p.t.Helper()
	p.run(network.EmulateNetworkConditions(off, 0, -1, -1))
}

// blocked is the present form of Network.setBlockedURLs, which cdproto does not
// know yet; the old one is accepted and does nothing.
type blocked struct {
	Patterns []blockedURL `json:"urlPatterns"`
}

type blockedURL struct {
	Pattern string `json:"urlPattern"`
	Block   bool   `json:"block"`
}

// BlockURL makes requests of the page (not its navigations) fail whose address matches a URLPattern, such as
// "*://*:*/events". Without a pattern nothing is blocked any more.
func (p *Page) BlockURL(patterns ...string) {
	p.t.Helper()
	all := blocked{Patterns: []blockedURL{}}
	for _, pattern := range patterns {
		all.Patterns = append(all.Patterns, blockedURL{pattern, true})
	}
	p.run(chromedp.ActionFunc(func(ctx context.Context) error {
		return cdp.Execute(ctx, "Network.setBlockedURLs", all, nil)
	}))
}

// BytesOverTheWire loads an address with empty caches and gives the bytes of
// everything that the page got for it, heads and compressed bodies.
func (p *Page) BytesOverTheWire(address string) int64 {
	p.t.Helper()
	p.run(network.ClearBrowserCache())
	p.mu.Lock()
	p.bytes = 0
	p.mu.Unlock()
	p.Open(address)
	p.WaitFor(`document.readyState === "complete"`)
	p.Evaluate(`document.fonts.ready.then(() => true)`, new(bool))
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.bytes
}

// Cookies gives the cookies that the browser holds for the page.
func (p *Page) Cookies() (cookies []*network.Cookie) {
	p.t.Helper()
	p.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		cookies, err = network.GetCookies().Do(ctx)
		return err
	}))
	return cookies
}

// ForgetEverything empties cookies, caches and workers of an origin.
func (p *Page) ForgetEverything(origin string) {
	p.t.Helper()
	p.run(storage.ClearDataForOrigin(origin, "all"))
}

// readCaches gives every address and body that the page's caches hold.
const readCaches = `(async () => {
	const found = {};
	for (const name of await caches.keys()) {
		const cache = await caches.open(name);
		for (const request of await cache.keys()) {
			const response = await cache.match(request);
			const bytes = new Uint8Array(await response.clone().arrayBuffer());
			let text = ""; for (const b of bytes) text += String.fromCharCode(b);
			found[name + " " + request.url] = text;
		}
	}
	return found;
})()`

// readStorage gives what scripts keep in the tab.
const readStorage = `({...Object.fromEntries(Object.entries(localStorage).map(([k, v]) => ["local " + k, v])),
	...Object.fromEntries(Object.entries(sessionStorage).map(([k, v]) => ["session " + k, v]))})`

// Kept gives everything that the page keeps in the browser: bodies in caches,
// local and session storage, the names of its databases.
func (p *Page) Kept() map[string]string {
	p.t.Helper()
	kept, more := map[string]string{}, map[string]string{}
	p.Evaluate(readCaches, &kept)
	p.Evaluate(readStorage, &more)
	for name, value := range more {
		kept[name] = value
	}
	var databases []string
	p.Evaluate(`indexedDB.databases().then(all => all.map(d => d.name))`, &databases)
	for _, name := range databases {
		kept["database "+name] = name
	}
	return kept
}

// SetCookie gives the browser a cookie of an origin, as the server would: secure,
// out of reach of scripts, for this site only.
func (p *Page) SetCookie(origin, name, value string) {
	p.t.Helper()
	p.run(network.SetCookie(name, value).WithURL(origin + "/").WithPath("/").WithSecure(true).WithHTTPOnly(true).WithSameSite(network.CookieSameSiteStrict))
}
