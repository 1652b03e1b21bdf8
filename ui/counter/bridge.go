package counter

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"
)

// intentsWaitingMax bounds what a person can press ahead of the terminal.
const intentsWaitingMax = 64

// bridge is the one place where the Fyne goroutine and the others meet: intents
// go out over a queue, screens come in by fyne.Do. Neither side waits for the
// other.
type bridge struct {
	window   *Window
	customer *Customer // nil if there is none
	queue    chan func()
	direct   bool
}

func newBridge(w *Window) *bridge {
	return &bridge{window: w, queue: make(chan func(), intentsWaitingMax)}
}

// do queues an intent. What does not fit was pressed in vain, which is better
// than a window that hangs.
func (b *bridge) do(intent func()) {
	if b.direct {
		intent()
		b.window.Refresh()
		if b.customer != nil {
			b.customer.Refresh()
		}
		return
	}
	select {
	case b.queue <- intent:
	default:
	}
}

// Run carries intents out in their order and draws what changes, until ctx ends.
// It is not for the Fyne goroutine.
func (w *Window) Run(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.bridge.draw(ctx)
	}()
	defer func() { <-done }()
	for {
		select {
		case <-ctx.Done():
			return
		case intent := <-w.bridge.queue:
			intent()
		}
	}
}

// draw puts a screen together here and shows it there.
func (b *bridge) draw(ctx context.Context) {
	for {
		screen := b.window.counter.Snapshot()
		fyne.Do(func() {
			if ctx.Err() == nil {
				b.window.showSoon(screen)
			}
		})
		b.drawCustomer(ctx)
		select {
		case <-ctx.Done():
			return
		case <-b.window.counter.Changes():
		}
	}
}

// drawCustomer draws the customer's display if it shows something else now.
func (b *bridge) drawCustomer(ctx context.Context) {
	if b.customer == nil {
		return
	}
	view := b.customer.view()
	fyne.Do(func() {
		if ctx.Err() == nil && !reflect.DeepEqual(view, b.customer.shown) {
			b.customer.show(view)
		}
	})
}

// Beside keeps the customer's display as current as the window. Call it before
// Run.
func (w *Window) Beside(customer *Customer) { w.bridge.customer = customer }

// Direct makes intents run at once on the caller's goroutine, for tests and for
// drawing screens without a window.
func (w *Window) Direct() { w.bridge.direct = true }
