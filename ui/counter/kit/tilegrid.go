package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	tileGap float32 = 8
	// tileRing is the room a focus ring needs at the grid's own edge. The
	// grid draws beyond its place by that much, as a scroll clips.
	tileRing = look.RingGap + look.RingWidth
)

// TileGrid scrolls any number of products; only the tiles in view exist. It
// is not widget.GridWrap, which clips the focus ring of the outer tiles and
// draws its own highlight under them.
type TileGrid struct {
	widget.BaseWidget
	tiles  []TileProps
	low    bool
	tapped func(index int)
	scroll *container.Scroll
	body   *tileBody
}

// NewTileGrid makes a TileGrid; tapped is told the index of the pressed tile.
func NewTileGrid(tapped func(index int)) *TileGrid {
	g := &TileGrid{tapped: tapped}
	g.body = &tileBody{grid: g}
	g.body.ExtendBaseWidget(g.body)
	g.scroll = container.NewVScroll(g.body)
	g.scroll.OnScrolled = func(fyne.Position) { g.body.Refresh() }
	g.ExtendBaseWidget(g)
	return g
}

// Set shows other products; low makes their tiles 88 high.
func (g *TileGrid) Set(tiles []TileProps, low bool) {
	g.tiles, g.low = tiles, low
	g.scroll.Refresh()
	g.body.Refresh()
}

// ScrollToTop shows the first row.
func (g *TileGrid) ScrollToTop() { g.scroll.ScrollToTop(); g.body.Refresh() }

// FocusTile gives the focus to a tile and brings it into view.
func (g *TileGrid) FocusTile(index int) {
	if index < 0 || index >= len(g.tiles) {
		return
	}
	row := float32(index / g.columns())
	top, step := row*g.step(), g.step()
	switch {
	case top < g.scroll.Offset.Y:
		g.scroll.ScrollToOffset(fyne.NewPos(0, top))
	case top+step > g.scroll.Offset.Y+g.scroll.Size().Height:
		g.scroll.ScrollToOffset(fyne.NewPos(0, top+step+tileRing-g.scroll.Size().Height))
	}
	g.body.Refresh()
	if tile, ok := g.body.shown[index]; ok {
		if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
			c.Focus(tile)
		}
	}
}

func (g *TileGrid) columns() int {
	return max(int((g.Size().Width+tileGap)/(TileWidth+tileGap)), 1)
}

func (g *TileGrid) step() float32 { return pick(g.low, TileLowHeight, TileHeight) + tileGap }

// move follows the arrow keys from one tile; it is false for other keys and
// at the grid's edge, where the screen may take the key.
func (g *TileGrid) move(from int, event *fyne.KeyEvent) bool {
	to := from
	switch event.Name {
	case fyne.KeyLeft:
		to--
	case fyne.KeyRight:
		to++
	case fyne.KeyUp:
		to -= g.columns()
	case fyne.KeyDown:
		to += g.columns()
	default:
		return false
	}
	if to < 0 || to >= len(g.tiles) {
		return false
	}
	g.FocusTile(to)
	return true
}

// CreateRenderer implements fyne.Widget.
func (g *TileGrid) CreateRenderer() fyne.WidgetRenderer {
	return render(g,
		func() fyne.Size { return fyne.NewSize(TileWidth, TileLowHeight) },
		func(p *pen, size fyne.Size) {
			p.place(g.scroll, -tileRing, -tileRing, size.Width+2*tileRing, size.Height+2*tileRing)
			g.body.Refresh()
		})
}

// tileBody is what the grid scrolls: as high as all rows, holding those in view.
type tileBody struct {
	widget.BaseWidget
	grid    *TileGrid
	shown   map[int]*Tile
	spare   []*Tile
	objects []fyne.CanvasObject
}

type tileBodyRenderer struct{ body *tileBody }

// CreateRenderer implements fyne.Widget.
func (b *tileBody) CreateRenderer() fyne.WidgetRenderer { return tileBodyRenderer{b} }

func (r tileBodyRenderer) Destroy()                     {}
func (r tileBodyRenderer) Objects() []fyne.CanvasObject { return r.body.objects }
func (r tileBodyRenderer) Layout(fyne.Size)             { r.body.arrange() }

func (r tileBodyRenderer) MinSize() fyne.Size {
	g := r.body.grid
	rows := (len(g.tiles) + g.columns() - 1) / g.columns()
	return fyne.NewSize(TileWidth, max(float32(rows)*g.step()-tileGap, 0)+2*tileRing)
}

func (r tileBodyRenderer) Refresh() {
	r.body.arrange()
	canvas.Refresh(r.body)
}

// arrange shows the tiles in view and takes back the others, except a focused
// one, whose keys must go on working.
func (b *tileBody) arrange() {
	g := b.grid
	columns, step := g.columns(), g.step()
	top := g.scroll.Offset.Y
	first := max(int(top/step), 0) * columns
	past := min((int((top+g.scroll.Size().Height)/step)+1)*columns, len(g.tiles))
	kept := map[int]*Tile{}
	for index, tile := range b.shown {
		if index < len(g.tiles) && (index >= first && index < past || tile.Focused()) {
			kept[index] = tile
			continue
		}
		tile.Hide()
		b.spare = append(b.spare, tile)
	}
	b.shown = kept
	width := (b.Size().Width - 2*tileRing - float32(columns-1)*tileGap) / float32(columns)
	for index := first; index < past; index++ {
		if b.shown[index] == nil {
			b.shown[index] = b.take()
		}
	}
	b.objects = b.objects[:0:0]
	for index := range g.tiles {
		tile, ok := b.shown[index]
		if !ok {
			continue
		}
		props := g.tiles[index]
		props.Low = g.low
		tile.OnTapped(func() { g.tapped(index) })
		tile.beforeKey = func(event *fyne.KeyEvent) bool { return g.move(index, event) }
		tile.Set(props)
		tile.Move(fyne.NewPos(snap(tileRing+float32(index%columns)*(width+tileGap)), tileRing+float32(index/columns)*step))
		tile.Resize(fyne.NewSize(snap(width), step-tileGap))
		b.objects = append(b.objects, tile)
	}
}

func (b *tileBody) take() *Tile {
	if n := len(b.spare); n > 0 {
		tile := b.spare[n-1]
		b.spare = b.spare[:n-1]
		tile.Show()
		tile.Refresh() // the theme may have changed while it was not shown
		return tile
	}
	return NewTile(TileProps{}, nil)
}
