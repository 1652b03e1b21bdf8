package kit

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

// The size of a tile; while a banner shows, tiles are TileLowHeight high.
const (
	TileWidth     float32 = 244
	TileHeight    float32 = 124
	TileLowHeight float32 = 88
	tilePadding   float32 = 13
)

// TileProps is one product.
type TileProps struct {
	Icon   look.Icon
	Name   string
	Detail string // "3.5 g, THC 24.1%"
	Price  string
	Stock  string // "41 left", "last 2"
	// Last marks a stock that is nearly gone.
	Last bool
	// Blocked says why it cannot be sold ("Over by 8 g"). A press still
	// arrives, because it explains.
	Blocked string
	// Low is the 88 high tile.
	Low bool
}

// Tile is a product that a press adds to the sale.
type Tile struct {
	press
	props TileProps
}

// NewTile makes a Tile.
func NewTile(props TileProps, tapped func()) *Tile {
	t := &Tile{props: props}
	t.act = tapped
	t.ExtendBaseWidget(t)
	return t
}

// Set shows other props.
func (t *Tile) Set(props TileProps) {
	if t.props != props {
		t.props = props
		t.Refresh()
	}
}

// OnTapped replaces what a press does, for pooled tiles.
func (t *Tile) OnTapped(tapped func()) { t.act = tapped }

// CreateRenderer implements fyne.Widget.
func (t *Tile) CreateRenderer() fyne.WidgetRenderer {
	return render(t,
		func() fyne.Size { return fyne.NewSize(200, pick(t.props.Low, TileLowHeight, TileHeight)) },
		t.draw)
}

func (t *Tile) draw(p *pen, size fyne.Size) {
	props := t.props
	ground, edge, name := look.Surface, look.Line, look.Ink
	if props.Blocked != "" {
		ground, name = look.Sunken, look.Ink2
	}
	if t.hovered || t.down {
		ground, edge = look.Soft, look.Ctl
	}
	if t.focused {
		p.ring(0, 0, size.Width, size.Height, look.Radius)
	}
	p.box(0, 0, size.Width, size.Height, ground, edge, look.EdgeCard, look.Radius)
	first, second, last := float32(24), float32(48), float32(98)
	if props.Low {
		first, second, last = 17, 41, 69
	}
	right := size.Width - tilePadding
	p.icon(props.Icon, look.Ink2, tilePadding-1, snap(first-12), 24)
	p.writeFit(say(props.Name, look.TextSize, true, name), 45, first, right-45, start)
	p.writeFit(say(props.Detail, look.TextSize, false, look.Ink2), tilePadding, second, right-tilePadding, start)
	if props.Blocked != "" {
		p.icon(look.Block, look.Warn, tilePadding, snap(last+2-11), 22)
		p.writeFit(say(props.Blocked, look.TextSize, true, look.Warn), 41, last+2, right-41, start)
		return
	}
	price := p.write(say(props.Price, look.SubheadingSize, true, look.Ink), tilePadding, last, start)
	stock := say(props.Stock, look.TextSize, props.Last, pick(props.Last, look.Warn, look.Ink2))
	room := right - tilePadding - price - 10
	if props.Last {
		room -= 26
	}
	stock = fit(stock, room)
	width := p.write(stock, right, last, end)
	if props.Last {
		p.icon(look.HourglassTop, look.Warn, snap(right-width-25), snap(last-11), 22)
	}
}
