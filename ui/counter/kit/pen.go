// Package kit holds the parts the counter's screens are put together from.
// Each part takes a struct of display-ready strings and draws it; it computes
// nothing, asks nobody and shows no dialog. All of it runs on the Fyne
// goroutine.
package kit

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/curbline/curbline/ui/counter/look"
)

// pen draws a part's picture anew at each layout, from pools of canvas objects,
// so that a part that changes often leaves no objects behind for the driver.
type pen struct {
	owner                            fyne.CanvasObject
	objects                          []fyne.CanvasObject
	rects                            []*canvas.Rectangle
	texts                            []*canvas.Text
	images                           []*icon
	rectsUsed, textsUsed, imagesUsed int
}

func (p *pen) begin() {
	p.objects = p.objects[:0:0]
	p.rectsUsed, p.textsUsed, p.imagesUsed = 0, 0, 0
}

// thin rounds an edge down to whole device pixels, at least one, as browsers
// do; a 1.5 edge is then sharp on every screen.
func (p *pen) thin(width float32) float32 {
	if width <= 0 {
		return 0
	}
	scale := float32(1)
	if app := fyne.CurrentApp(); app != nil {
		if c := app.Driver().CanvasForObject(p.owner); c != nil && c.Scale() > 0 {
			scale = c.Scale()
		}
	}
	pixels := float32(math.Floor(float64(width * scale)))
	return max(pixels, 1) / scale
}

// corners are the radii of a box: top left, top right, bottom right, bottom left.
type corners [4]float32

func round(radius float32) corners { return corners{radius, radius, radius, radius} }

// rect fills a box.
func (p *pen) rect(x, y, width, height float32, fill color.Color, radii corners) *canvas.Rectangle {
	if p.rectsUsed == len(p.rects) {
		p.rects = append(p.rects, canvas.NewRectangle(color.Transparent))
	}
	r := p.rects[p.rectsUsed]
	p.rectsUsed++
	r.FillColor, r.StrokeColor, r.StrokeWidth = fill, nil, 0
	r.CornerRadius, r.TopLeftCornerRadius, r.TopRightCornerRadius = 0, radii[0], radii[1]
	r.BottomRightCornerRadius, r.BottomLeftCornerRadius = radii[2], radii[3]
	r.Move(fyne.NewPos(x, y))
	r.Resize(fyne.NewSize(max(width, 0), max(height, 0)))
	p.objects = append(p.objects, r)
	return r
}

// fill fills a box with a token's colour.
func (p *pen) fill(x, y, width, height float32, token look.Token, radius float32) {
	p.rect(x, y, width, height, look.Paint(token), round(radius))
}

// box is an edge around a fill. It is two filled rectangles, because the
// painters do not agree on which side of the outline a stroke lies.
func (p *pen) box(x, y, width, height float32, fill, edge look.Token, edgeWidth, radius float32) {
	p.boxCorners(x, y, width, height, fill, edge, edgeWidth, round(radius))
}

func (p *pen) boxCorners(x, y, width, height float32, fill, edge look.Token, edgeWidth float32, radii corners) {
	e := p.thin(edgeWidth)
	if edge == look.None || e == 0 {
		p.rect(x, y, width, height, look.Paint(fill), radii)
		return
	}
	p.rect(x, y, width, height, look.Paint(edge), radii)
	inner := radii
	for i := range inner {
		inner[i] = max(inner[i]-e, 0)
	}
	p.rect(x+e, y+e, width-2*e, height-2*e, look.Paint(fill), inner)
}

// ring is the focus ring: it lies outside the box with a gap, and nothing in
// between, so that it never touches a colour close to its own.
func (p *pen) ring(x, y, width, height, radius float32) {
	out := look.RingGap + look.RingWidth
	r := p.rect(x-out, y-out, width+2*out, height+2*out, color.Transparent, round(radius+out))
	r.StrokeColor, r.StrokeWidth = look.Paint(look.Focus), look.RingWidth
}

func (p *pen) line(x, y, width float32, token look.Token) {
	p.fill(x, y, width, p.thin(1), token, 0)
}

// icon is a pooled drawing and the colour it was last rendered in.
type icon struct {
	image *canvas.Image
	paint color.Color
}

func (p *pen) icon(name look.Icon, token look.Token, x, y, size float32) {
	if name == "" {
		return
	}
	res, paint := name.Resource(token), look.Paint(token)
	if p.imagesUsed == len(p.images) {
		p.images = append(p.images, &icon{image: canvas.NewImageFromResource(res)})
	}
	pooled := p.images[p.imagesUsed]
	p.imagesUsed++
	stale := pooled.image.Resource != res || pooled.paint != paint
	pooled.image.Resource, pooled.paint = res, paint
	pooled.image.Move(fyne.NewPos(x, y))
	pooled.image.Resize(fyne.NewSquareSize(size))
	if stale {
		pooled.image.Refresh() // reads and colours the drawing, so not at each layout
	}
	p.objects = append(p.objects, pooled.image)
}

// place puts a part that lives on its own (a button) into the picture.
func (p *pen) place(child fyne.CanvasObject, x, y, width, height float32) {
	child.Move(fyne.NewPos(x, y))
	child.Resize(fyne.NewSize(width, height))
	p.objects = append(p.objects, child)
}

// drawing is the renderer of every part here: it draws with a pen.
type drawing struct {
	pen  pen
	part fyne.Widget
	min  func() fyne.Size
	draw func(*pen, fyne.Size)
}

func render(part fyne.Widget, minSize func() fyne.Size, draw func(*pen, fyne.Size)) fyne.WidgetRenderer {
	d := &drawing{part: part, min: minSize, draw: draw}
	d.pen.owner = part
	return d
}

func (d *drawing) Destroy() {}

func (d *drawing) Layout(size fyne.Size) {
	d.pen.begin()
	d.draw(&d.pen, size)
}

func (d *drawing) MinSize() fyne.Size { return d.min() }

func (d *drawing) Objects() []fyne.CanvasObject { return d.pen.objects }

func (d *drawing) Refresh() {
	d.Layout(d.part.Size())
	canvas.Refresh(d.part)
}
