package counter

import (
	"time"

	"github.com/curbline/curbline/ui/present"
)

// ListenIn is Listen with a timer of the test's own.
func (w *Window) ListenIn(wedge present.Wedge, now func() time.Duration, after func(time.Duration, func()) func()) {
	w.Listen(wedge, now)
	w.keys.after = after
}

// ShowSoon draws a screen as the bridge does.
func (w *Window) ShowSoon(screen present.Screen) { w.showSoon(screen) }

// Held lists what is kept and what memory of it is left.
func (w *Window) Held() (texts []string) {
	for _, each := range w.keys.held[:cap(w.keys.held)] {
		if each.text != "" {
			texts = append(texts, each.text)
		}
	}
	return texts
}
