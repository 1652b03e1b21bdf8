package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// place finds where a finger has to go: the middle of the element, scrolled
// into view. It says what else lies there if something covers it.
const place = `(element => {
	if (!element) return {problem: "it is not there"};
	element.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
	const box = element.getBoundingClientRect();
	if (box.width === 0 || box.height === 0) return {problem: "it has no size"};
	if (element.disabled) return {problem: "it is disabled"};
	const x = box.x + box.width / 2, y = box.y + box.height / 2;
	const hit = document.elementFromPoint(x, y);
	if (!hit || !(element === hit || element.contains(hit) || hit.contains(element) || hit.closest("label")?.control === element))
		return {problem: "it is covered by " + (hit ? hit.outerHTML.slice(0, 120) : "nothing")};
	return {x, y, width: box.width, height: box.height};
})`

// byWords finds a button, link or form control by the words that are on it: the
// exact ones first, then the ones that begin so, then any that hold them.
const byWords = `(words => {
	const flat = text => text.replace(/\s+/g, " ").trim().toLowerCase();
	const want = flat(words);
	const all = [...document.querySelectorAll("button, a, summary, label, [role=button], input[type=submit]")]
		.filter(e => e.getClientRects().length > 0)
		.map(e => [e, flat(e.innerText || e.value || ""), flat(e.getAttribute("aria-label") ?? "")]);
	for (const fits of [t => t === want, t => t.startsWith(want), t => t.includes(want)])
		for (const [e, shown, spoken] of all) if (fits(shown) || fits(spoken)) return e;
	return null;
})`

type spot struct {
	X, Y, Width, Height float64
	Problem             string
}

// Tap touches the first element that a selector matches, in its middle. It
// waits until the element is there and nothing covers it.
func (p *Page) Tap(selector string) {
	p.t.Helper()
	p.touch(selector, `document.querySelector(`+quoted(selector)+`)`, 1)
}

// Press touches the button or link with these words on it.
func (p *Page) Press(words string) {
	p.t.Helper()
	p.touch(words, byWords+`(`+quoted(words)+`)`, 1)
}

// TapTwice touches the same place twice at once, before anything on the page
// can change: the double tap of an impatient finger.
func (p *Page) TapTwice(selector string) {
	p.t.Helper()
	p.touch(selector, `document.querySelector(`+quoted(selector)+`)`, 2)
}

// Can says whether there is a button or link with these words.
func (p *Page) Can(words string) bool {
	p.t.Helper()
	var found bool
	p.Evaluate(byWords+`(`+quoted(words)+`) !== null`, &found)
	return found
}

func (p *Page) touch(what, element string, times int) {
	p.t.Helper()
	var at spot
	p.wait("a place to tap: "+what, func() (bool, error) {
		at = spot{}
		if err := p.TryEvaluate(place+`(`+element+`)`, &at); err != nil {
			return false, err
		}
		if at.Problem != "" {
			return false, errors.New(at.Problem)
		}
		return true, nil
	})
	p.run(chromedp.ActionFunc(func(ctx context.Context) error {
		for range times {
			if err := tapAt(ctx, at.X, at.Y); err != nil {
				return err
			}
		}
		return nil
	}))
}

func tapAt(ctx context.Context, x, y float64) error {
	press := func(kind input.MouseType) error {
		return input.DispatchMouseEvent(kind, x, y).WithButton(input.Left).WithClickCount(1).Do(ctx)
	}
	return errors.Join(press(input.MousePressed), press(input.MouseReleased))
}

// SizeOf gives the size of an element in CSS pixels.
func (p *Page) SizeOf(selector string) (width, height float64) {
	p.t.Helper()
	var at spot
	p.Evaluate(place+`(document.querySelector(`+quoted(selector)+`))`, &at)
	if at.Problem != "" {
		p.t.Fatalf("%s: %s", selector, at.Problem)
	}
	return at.Width, at.Height
}

func awaited(params *runtime.EvaluateParams) *runtime.EvaluateParams {
	return params.WithAwaitPromise(true).WithReturnByValue(true)
}

// quoted writes a text as a JavaScript string.
func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(fmt.Sprintf("a string is always JSON: %v", err))
	}
	return string(raw)
}
