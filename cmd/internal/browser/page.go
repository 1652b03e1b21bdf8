package browser

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	pollEvery = 20 * time.Millisecond
	// Within is how long anything on a page may take before a test gives up.
	Within       = 10 * time.Second
	openTriesMax = 3
)

// Page is one tab. Its methods fail the test where they cannot do what they say.
type Page struct {
	t   testing.TB
	ctx context.Context //nolint:containedctx // chromedp keeps the tab in it

	profile string

	mu      sync.Mutex
	trouble []string
	allowed []string
	bytes   int64
	posts   []Post
}

func (p *Page) run(actions ...chromedp.Action) {
	p.t.Helper()
	if err := p.try(actions...); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

func (p *Page) try(actions ...chromedp.Action) error {
	ctx, cancel := context.WithTimeout(p.ctx, Within)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// Open goes to an address and waits until it is loaded. Where the page itself
// was just going somewhere, it is asked again.
func (p *Page) Open(address string) {
	p.t.Helper()
	for tries := 0; ; tries++ {
		err := p.TryOpen(address)
		if err == nil {
			return
		}
		if tries == openTriesMax || !strings.Contains(err.Error(), "net::ERR_ABORTED") {
			p.t.Fatalf("open %s: %v", address, err)
		}
	}
}

// TryOpen is Open for an address that need not answer.
func (p *Page) TryOpen(address string) error { return p.try(chromedp.Navigate(address)) }

// Reload loads the page anew, as the reload button does.
func (p *Page) Reload() {
	p.t.Helper()
	p.run(chromedp.Reload())
}

// Address gives where the page is.
func (p *Page) Address() string {
	p.t.Helper()
	var at string
	p.run(chromedp.Location(&at))
	return at
}

// Evaluate runs an expression in the page and decodes its value. A promise is
// waited for.
func (p *Page) Evaluate(expression string, value any) {
	p.t.Helper()
	if err := p.TryEvaluate(expression, value); err != nil {
		p.t.Fatalf("evaluate %.120s: %v", expression, err)
	}
}

// TryEvaluate is Evaluate for an expression that may fail.
func (p *Page) TryEvaluate(expression string, value any) error {
	return p.try(chromedp.Evaluate(expression, value, awaited))
}

// Text gives the text of the first element that a selector matches, as it is
// shown; empty if there is none.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	text, err := p.text(selector)
	if err != nil {
		p.t.Fatalf("text of %s: %v", selector, err)
	}
	return text
}

func (p *Page) text(selector string) (text string, err error) {
	err = p.TryEvaluate(`(document.querySelector(`+quoted(selector)+`)?.innerText ?? "")`, &text)
	return text, err
}

// HTML gives the whole document as it stands in the tab.
func (p *Page) HTML() string {
	p.t.Helper()
	var text string
	p.Evaluate(`document.documentElement.outerHTML`, &text)
	return text
}

// WaitText waits until the page shows a text, in any case: a style may write
// capitals. Where it does not come the test fails and shows what is there.
func (p *Page) WaitText(text string) {
	p.t.Helper()
	p.wait("the text "+text, func() (bool, error) {
		shown, err := p.text("body")
		return holds(shown, text), err
	})
}

// WaitNoText waits until a text is gone.
func (p *Page) WaitNoText(text string) {
	p.t.Helper()
	p.wait("no text "+text, func() (bool, error) {
		shown, err := p.text("body")
		return !holds(shown, text), err
	})
}

// WaitFor waits until an expression is true in the page.
func (p *Page) WaitFor(expression string) {
	p.t.Helper()
	p.wait(expression, func() (bool, error) {
		var yes bool
		err := p.TryEvaluate("!!("+expression+")", &yes)
		return yes, err
	})
}

// WaitAddress waits until the page's address holds a text.
func (p *Page) WaitAddress(part string) {
	p.t.Helper()
	p.wait("the address "+part, func() (bool, error) {
		var at string
		err := p.try(chromedp.Location(&at))
		return strings.Contains(at, part), err
	})
}

// wait asks until the answer is yes. A page that is just being exchanged cannot
// answer; it is asked again.
func (p *Page) wait(what string, ask func() (bool, error)) {
	p.t.Helper()
	if err := poll(ask); err != nil {
		shown, _ := p.text("body")
		var at string
		_ = p.try(chromedp.Location(&at))
		p.t.Fatalf("waited for %s: %v\nat %s the page shows:\n%s", what, err, at, shown)
	}
}

func poll(ask func() (bool, error)) error {
	limit := time.After(Within)
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		yes, err := ask()
		if yes && err == nil {
			return nil
		}
		select {
		case <-limit:
			return errors.Join(errors.New("it did not come"), err)
		case <-ticker.C:
		}
	}
}

// Freeze stops the page as a tablet does that is put away; Thaw wakes it.
func (p *Page) Freeze() {
	p.t.Helper()
	p.run(page.SetWebLifecycleState(page.SetWebLifecycleStateStateFrozen))
}

// Thaw wakes a page that was frozen.
func (p *Page) Thaw() {
	p.t.Helper()
	p.run(page.SetWebLifecycleState(page.SetWebLifecycleStateStateActive))
}

// Screenshot writes a picture of what the tab shows, as PNG.
func (p *Page) Screenshot(path string) {
	p.t.Helper()
	var picture []byte
	p.run(chromedp.CaptureScreenshot(&picture))
	if err := os.WriteFile(path, picture, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(flat(text)), strings.ToLower(flat(part)))
}

// flat makes every run of white space one space.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }

// Before runs a script in every document that the tab loads from now on, before
// the page's own: for what this browser has not and others have.
func (p *Page) Before(script string) {
	p.t.Helper()
	p.run(chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}
