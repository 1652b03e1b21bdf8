// Package counter is the counter's window: screens that draw what package
// present says, and the keys that a person presses there. It computes nothing.
// Everything here runs on the Fyne goroutine but for the bridge.
package counter

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/curbline/curbline/ui/counter/kit"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
)

// The size for which the screens are laid out; a larger window gives its extra
// width to the left column and its extra height to lists.
const (
	LeastWidth  float32 = 1366
	LeastHeight float32 = 768
)

const (
	barHeight    float32 = 64
	footerHeight float32 = 36
	bannerHeight float32 = 62
	margin       float32 = look.Margin
)

// screen is one of the window's contents.
type screen interface {
	// object is laid out below the bar and the banner.
	object() fyne.CanvasObject
	// show draws a view-model; entered says that the screen was not in front before.
	show(view present.Screen, entered bool)
	// rest is where the keyboard's focus belongs, nil for nowhere.
	rest() fyne.Focusable
	// ring is the button that Enter presses while nothing is typed in, or nil.
	ring() *kit.Action
	// key and char take what no field took; true means it was used.
	key(name fyne.KeyName) bool
	char(char rune) bool
}

// Window is the counter's window.
type Window struct {
	bridge  *bridge
	keys    *keyboard
	canvas  fyne.Canvas
	counter Workplace

	ground  *canvas.Rectangle
	bar     *kit.TopBar
	footer  *kit.Footer
	banner  *kit.Banner
	content *fyne.Container
	root    *fyne.Container

	screens map[present.Name]screen
	prompt  *promptScreen
	weigh   *weigh
	front   screen
	shown   present.Screen
	ringed  *kit.Action
	refocus bool
	drawing bool
}

// New makes the window's content for a workplace and takes the keys of its
// canvas. Lay Content on it, then Refresh; nothing moves before Run.
func New(counter Workplace, on fyne.Canvas) *Window {
	w := &Window{counter: counter, canvas: on, screens: map[present.Name]screen{}}
	w.bridge, w.keys = newBridge(w), newKeyboard(w)
	w.ground = canvas.NewRectangle(look.Paint(look.Bg))
	w.bar = kit.NewTopBar(kit.TopBarProps{}, kit.TopBarEvents{
		Tab: func(index int) {
			if index < len(w.shown.Bar.Tabs) {
				tab := w.shown.Bar.Tabs[index].ID
				w.do(func() { counter.ShowTab(tab) })
			}
		},
		Chip:   func() { w.do(func() { counter.ShowPage(present.PageFiling) }) },
		Person: func() { w.do(func() { counter.ShowTab(present.TabMore) }) },
	})
	w.footer, w.banner = kit.NewFooter(kit.FooterProps{}), kit.NewBanner(kit.BannerProps{})
	w.banner.Hide()
	w.screens = map[present.Name]screen{
		present.ScreenSignIn: newSignIn(w), present.ScreenCheckout: newCheckout(w), present.ScreenRefused: newRefused(w),
		present.ScreenPay: newPay(w), present.ScreenChange: newChange(w), present.ScreenOrders: newOrders(w),
		present.ScreenOrder: newOrder(w), present.ScreenCount: newCount(w), present.ScreenClosed: newClosed(w), present.ScreenMore: newMore(w),
		present.ScreenTablets: newTablets(w), present.ScreenFiling: newFiling(w),
	}
	w.prompt, w.weigh = newPrompt(w), newWeigh(w)
	objects := []fyne.CanvasObject{}
	for _, each := range w.screens {
		each.object().Hide()
		objects = append(objects, each.object())
	}
	w.prompt.object().Hide()
	w.weigh.object().Hide()
	w.content = container.New(&free{place: w.placeContent}, append(objects, w.prompt.object(), w.weigh.object())...)
	w.root = container.New(&free{least: fyne.NewSize(LeastWidth, LeastHeight), place: w.place}, w.ground, w.content, w.banner, w.footer, w.bar)
	on.SetOnTypedKey(func(event *fyne.KeyEvent) { w.typed(event) })
	on.SetOnTypedRune(func(char rune) { w.typedRune(char) })
	return w
}

// Content is what the window holds.
func (w *Window) Content() fyne.CanvasObject { return w.root }

// place lays the window out.
func (w *Window) place(size fyne.Size) {
	w.ground.Resize(size)
	put(w.bar, 0, 0, size.Width, barHeight)
	put(w.footer, 0, size.Height-footerHeight, size.Width, footerHeight)
	top := barHeight + margin
	if w.banner.Visible() {
		put(w.banner, margin, top, size.Width-2*margin, bannerHeight)
		top += bannerHeight + margin
	}
	put(w.content, margin, top, size.Width-2*margin, size.Height-footerHeight-margin-top)
}

// placeContent gives every screen the whole content; the prompt, or the panel in
// which goods are weighed, takes the left
// column, below the person strip of the checkout and the pages of More, or the
// place of the sign-in.
func (w *Window) placeContent(size fyne.Size) {
	for _, each := range w.screens {
		put(each.object(), 0, 0, size.Width, size.Height)
	}
	left, top := float32(0), float32(0)
	width := min(size.Width, leftWidth(size.Width))
	switch w.front.(type) {
	case *checkout:
		top = stripHeight + margin
	case *more, *tablets, *filing:
		top = look.TargetHeight + 8
	case *count:
		width = size.Width - unsentWidth - margin
	case *signIn:
		left, width = (size.Width-signInWidth)/2, signInWidth
	}
	put(w.prompt.object(), left, top, width, size.Height-top)
	put(w.weigh.object(), left, top, width, size.Height-top)
}

// Refresh draws what the workplace shows now.
func (w *Window) Refresh() { w.show(w.counter.Snapshot()) }

// show draws a screen.
func (w *Window) show(view present.Screen) {
	w.drawing = true
	defer func() { w.drawing = false }()
	entered := w.front == nil || view.Name != w.shown.Name || view.Language != w.shown.Language
	prompted := (view.Prompt == nil) != (w.shown.Prompt == nil) || view.Prompt != nil && view.Prompt.Serial != w.shown.Prompt.Serial ||
		(view.Weigh == nil) != (w.shown.Weigh == nil)
	w.shown = view
	front, ok := w.screens[view.Name]
	if !ok {
		return
	}
	if w.front != front {
		if w.front != nil {
			w.front.object().Hide()
		}
		w.front = front
		front.object().Show()
	}
	w.bar.Set(barProps(view.Bar))
	w.footer.Set(footerProps(view.Footer))
	w.showBanner(view.Banner)
	front.show(view, entered)
	w.prompt.show(view, prompted || entered)
	w.weigh.show(view)
	if prompted || entered {
		w.content.Refresh()
	}
	w.focus(entered || prompted || w.refocus)
	w.refocus = false
}

// showBanner moves the content down for a banner, and back.
func (w *Window) showBanner(banner *present.Banner) {
	if banner != nil {
		w.banner.Set(bannerProps(*banner))
	}
	if (banner != nil) != w.banner.Visible() {
		visible(w.banner, banner != nil)
		w.root.Refresh()
	}
}

// focus puts the keyboard where it belongs when something moved. A field that a
// person is typing in keeps it.
func (w *Window) focus(moved bool) {
	rests, rings := w.front.rest, w.front.ring
	switch {
	case w.shown.Prompt != nil:
		rests, rings = w.prompt.rest, w.prompt.ring
	case w.shown.Weigh != nil:
		rests, rings = w.weigh.rest, w.weigh.ring
	}
	if moved {
		if rest := rests(); rest != nil {
			w.canvas.Focus(rest)
		} else if w.canvas.Focused() != nil {
			w.canvas.Unfocus()
		}
	}
	var ring *kit.Action
	if w.canvas.Focused() == nil {
		ring = rings()
	}
	if ring == w.ringed {
		return
	}
	if w.ringed != nil {
		w.ringed.FocusLost()
	}
	if w.ringed = ring; ring != nil {
		ring.FocusGained()
	}
}

// do hands an intent over; afterwards the focus goes back where it belongs.
func (w *Window) do(intent func()) {
	w.refocus = true
	w.bridge.do(intent)
}

// typing hands over what a person is typing: the focus stays. What a screen puts
// into a field itself is nobody's typing.
func (w *Window) typing(intent func()) {
	if !w.drawing {
		w.bridge.do(intent)
	}
}
