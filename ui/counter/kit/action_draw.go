package kit

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	actionPadding float32 = 17
	filterPadding float32 = 20
	filterLeast   float32 = 64
	actionGap     float32 = 10
	actionWideGap float32 = 16
	keycapHeight  float32 = 26
)

// CreateRenderer implements fyne.Widget.
func (a *Action) CreateRenderer() fyne.WidgetRenderer {
	return render(a, a.least, a.draw)
}

func (a *Action) iconSize() float32 {
	if a.textSize() >= look.SubheadingSize {
		return 28
	}
	return 24
}

// padding is wider for filters, whose short words are pressed most.
func (a *Action) padding() float32 { return pick(a.props.Regular, filterPadding, actionPadding) }

func (a *Action) gap() float32 {
	return pick(a.textSize() >= look.HeadingSize && a.icon() == "", actionWideGap, actionGap)
}

func (a *Action) label(token look.Token) Line {
	return say(a.props.Label, a.textSize(), !a.props.Regular, token)
}

// contentWidth is the width of icon, label and keycap in a row.
func (a *Action) contentWidth() float32 {
	var width float32
	add := func(part float32) {
		if width > 0 && part > 0 {
			width += a.gap()
		}
		width += part
	}
	if a.icon() != "" {
		add(a.iconSize())
	}
	if a.props.Label != "" {
		add(a.label(look.Ink).width())
	}
	if a.props.Key != "" && a.props.State == Ready && a.props.Second == "" {
		add(keycapWidth(a.props.Key))
	}
	return width
}

func (a *Action) least() fyne.Size {
	width := a.contentWidth() + 2*a.padding()
	if a.props.Second != "" {
		second := say(a.props.Second, look.TextSize, false, look.Ink2).width()
		if a.props.Key != "" {
			second += keycapWidth(a.props.Key) + actionGap
		}
		width = max(width, second+2*12)
	}
	if a.props.Trailing != "" {
		width += actionGap + a.iconSize()
	}
	return fyne.NewSize(max(width, pick(a.props.Regular, filterLeast, look.TargetHeight)), a.height())
}

func (a *Action) draw(p *pen, size fyne.Size) {
	c := a.colours()
	if a.focused {
		p.ring(0, 0, size.Width, size.Height, look.Radius)
	}
	p.box(0, 0, size.Width, size.Height, c.ground, c.edge, c.edgeWidth, look.Radius)
	if a.held > 0 {
		p.fill(1, size.Height-7, (size.Width-2)*min(a.held, 1), 6, look.Stop, look.MeterRadius)
	}
	if a.props.Second != "" {
		a.drawTwoLines(p, size, c)
		return
	}
	a.drawRow(p, size, c)
}

func (a *Action) drawRow(p *pen, size fyne.Size, c actionColours) {
	width := a.contentWidth()
	room := size.Width - 2*actionPadding
	x, y := (size.Width-width)/2, size.Height/2
	if a.props.Trailing != "" {
		x = actionPadding
		room -= a.iconSize() + actionGap
		p.icon(a.props.Trailing, c.text, size.Width-actionPadding-a.iconSize(), y-a.iconSize()/2, a.iconSize())
	}
	if width > room {
		x = actionPadding
	}
	over := max(width-room, 0)
	if icon := a.icon(); icon != "" {
		p.icon(icon, c.text, snap(x), snap(y-a.iconSize()/2), a.iconSize())
		x += a.iconSize() + a.gap()
	}
	if a.props.Label != "" {
		label := a.label(c.text)
		x += p.writeFit(label, snap(x), y, label.width()-over, start) + a.gap()
	}
	if a.props.Key != "" && a.props.State == Ready {
		p.keycap(a.props.Key, snap(x), snap(y-keycapHeight/2), c.text, c.ground)
	}
}

func (a *Action) drawTwoLines(p *pen, size fyne.Size, c actionColours) {
	const pad = 12
	p.writeFit(a.label(c.text), pad+1, size.Height/2-14, size.Width-2*pad, start)
	x, y := float32(pad+1), size.Height/2+13
	if a.props.Key != "" {
		p.keycap(a.props.Key, x, snap(y-keycapHeight/2), pick(c.text == look.Ink, look.Ink2, c.text), c.ground)
		x += keycapWidth(a.props.Key) + actionGap
	}
	p.writeFit(say(a.props.Second, look.TextSize, false, pick(c.text == look.Ink, look.Ink2, c.text)), x, y, size.Width-x-pad, start)
}
