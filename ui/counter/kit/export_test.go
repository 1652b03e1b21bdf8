package kit

import (
	"time"

	"fyne.io/fyne/v2"
)

type pointEvent = fyne.PointEvent

// HoldWith replaces the clock of a held action.
func (a *Action) HoldWith(holdFor func(time.Duration, func(share float32)) (stop func())) {
	a.holdFor = holdFor
}

// Height is the height of a cart line.
func (l *CartLine) Height() float32 { return l.height() }

// Shown is how many tiles exist in view.
func (g *TileGrid) Shown() int { return len(g.body.shown) }

// Tile is a shown tile, or nil.
func (g *TileGrid) Tile(index int) *Tile { return g.body.shown[index] }

// Tab is a tab of the bar.
func (b *TopBar) Tab(index int) interface{ Tapped(e *pointEvent) } { return b.tabs[index] }

// Shown is what the field shows.
func (m *Money) Shown() string { return m.display() }

// Wrap and Fit break and shorten a line.
var (
	Wrap = func(text string, width float32) []string {
		var out []string
		for _, line := range wrap(Parse(text).in(18, "foreground"), width) {
			out = append(out, line.String())
		}
		return out
	}
	Fit = func(text string, room float32) string { return fit(Plain(text).in(18, "foreground"), room).String() }
)
