package kit

import (
	"image/color"

	"github.com/curbline/curbline/ui/counter/look"
)

// swatch is a car's colour, 22 square, with an edge so that white shows on
// white.
func (p *pen) swatch(paint uint32, x, y float32) {
	p.fill(x, y, 22, 22, look.Ctl, 4)
	e := p.thin(look.EdgeCard)
	p.rect(x+e, y+e, 22-2*e, 22-2*e, color.NRGBA{
		R: uint8(paint >> 16), G: uint8(paint >> 8), B: uint8(paint), A: 0xFF,
	}, round(3))
}
