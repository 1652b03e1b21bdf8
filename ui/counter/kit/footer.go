package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const footerHeight float32 = 36

// KeyCaption is a key and what it does here; both come from the key map.
type KeyCaption struct{ Key, Does string }

// FooterProps is the bar along the bottom of every screen.
type FooterProps struct {
	// Rules names the rule pack, with "draft, not legally reviewed".
	Rules string
	// Hint is a sentence in the middle; Keys stand there instead of it.
	Hint string
	Keys []KeyCaption
	// Licence is the shop's, at the right.
	Licence string
}

// Footer is the bar along the bottom, 36 high.
type Footer struct {
	widget.BaseWidget
	props FooterProps
}

// NewFooter makes a Footer.
func NewFooter(props FooterProps) *Footer {
	f := &Footer{props: props}
	f.ExtendBaseWidget(f)
	return f
}

// Set shows other props.
func (f *Footer) Set(props FooterProps) {
	if !reflect.DeepEqual(f.props, props) {
		f.props = props
		f.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (f *Footer) CreateRenderer() fyne.WidgetRenderer {
	return render(f, func() fyne.Size { return fyne.NewSize(640, footerHeight) }, f.draw)
}

func (f *Footer) draw(p *pen, size fyne.Size) {
	mid := size.Height / 2
	p.line(0, 0, size.Width, look.Line)
	p.icon(look.Gavel, look.Ink2, 15, snap(mid-9), 20)
	quiet := func(text string) Line { return say(text, look.TextSize, false, look.Ink2) }
	right := size.Width - 14
	right -= p.write(quiet(f.props.Licence), right, mid, end) + 24
	left := float32(42)
	left += p.writeFit(quiet(f.props.Rules), left, mid, right-left, start) + 24
	if len(f.props.Keys) == 0 {
		hint := fit(quiet(f.props.Hint), right-left)
		p.write(hint, max(min(snap(size.Width*0.62), right-hint.width()/2), left+hint.width()/2), mid, middle)
		return
	}
	x := right
	for i := len(f.props.Keys) - 1; i >= 0; i-- {
		key := f.props.Keys[i]
		width := keycapWidth(key.Key) + 8 + quiet(key.Does).width()
		if x-width < left {
			return
		}
		x = snap(x - width)
		p.keycap(key.Key, x, mid-keycapHeight/2, look.Ink2, look.Bg)
		p.write(quiet(key.Does), x+keycapWidth(key.Key)+8, mid, start)
		x -= 20
	}
}
