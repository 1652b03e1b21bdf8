package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const keycapPadding float32 = 8

func keycapWidth(caption string) float32 {
	return max(snap(say(caption, look.TextSize, false, look.Ink).width()+2*keycapPadding), keycapHeight)
}

// keycap draws a key's caption in its cap, 26 high.
func (p *pen) keycap(caption string, x, y float32, token, ground look.Token) {
	width := keycapWidth(caption)
	p.rect(x, y, width, keycapHeight, look.Paint(token), round(4))
	e := p.thin(look.EdgeControl)
	if ground == look.None || ground == "" {
		ground = look.Surface
	}
	p.rect(x+e, y+e, width-2*e, keycapHeight-2*e, look.Paint(ground), round(4-e))
	p.write(say(caption, look.TextSize, false, token), x+width/2, y+keycapHeight/2, middle)
}

// Keycap is a key's caption on its own. The caption comes from the key map.
type Keycap struct {
	widget.BaseWidget
	caption string
	ground  look.Token
}

// NewKeycap makes a Keycap that lies on the ground given.
func NewKeycap(caption string, ground look.Token) *Keycap {
	k := &Keycap{caption: caption, ground: ground}
	k.ExtendBaseWidget(k)
	return k
}

// Set shows another caption.
func (k *Keycap) Set(caption string) {
	if k.caption != caption {
		k.caption = caption
		k.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (k *Keycap) CreateRenderer() fyne.WidgetRenderer {
	return render(k,
		func() fyne.Size { return fyne.NewSize(keycapWidth(k.caption), keycapHeight) },
		func(p *pen, size fyne.Size) {
			p.keycap(k.caption, 0, snap((size.Height-keycapHeight)/2), look.Ink2, k.ground)
		})
}
