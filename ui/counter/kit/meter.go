package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// MeterState is how much of a limit is used.
type MeterState uint8

// The states of a limit.
const (
	Unused MeterState = iota
	Under
	NearlyFull // 90 % and more
	AtLimit
	OverLimit
)

// MeterRowsMax is how many limits a meter shows; Meter.More tells of the rest.
const MeterRowsMax = 4

const (
	meterHeight    float32 = 142
	meterBarHeight float32 = 22
	meterRowHeight float32 = 34
	meterRowBar    float32 = 16
	permilleFull           = 1000
)

// MeterSegment is one part of a limit that is used.
type MeterSegment struct {
	// Permille is the part's share of the limit; the parts may pass 1000.
	Permille int
	Token    look.Token
	// Label and Amount stand in the legend ("Flower", "8 g").
	Label, Amount string
}

// MeterRow is one of several limits.
type MeterRow struct {
	State  MeterState
	Name   string
	Amount string // "9 of 10 g"
	Parts  []MeterSegment
}

// MeterProps is a limit meter. With Rows it shows several limits, the least
// headroom first, else the one limit of Segments.
type MeterProps struct {
	Title string
	Rule  string // the rule's id, in second ink
	State MeterState
	// Percent is large ("78.6%"), Used the word behind it ("used").
	Percent, Used string
	Segments      []MeterSegment
	// Left is the last line: what may still be sold, or by how much it is over.
	Left Line
	Rows []MeterRow
	More string // "and 2 more"
}

// Meter shows how much of a purchase limit is used.
type Meter struct {
	widget.BaseWidget
	props MeterProps
}

// NewMeter makes a Meter.
func NewMeter(props MeterProps) *Meter {
	m := &Meter{props: props}
	m.ExtendBaseWidget(m)
	return m
}

// Set shows other props.
func (m *Meter) Set(props MeterProps) {
	if !reflect.DeepEqual(m.props, props) {
		m.props = props
		m.Refresh()
	}
}

func (s MeterState) icon() (look.Icon, look.Token) {
	switch s {
	case NearlyFull:
		return look.Warning, look.Warn
	case AtLimit:
		return look.Info, look.Primary
	case OverLimit:
		return look.Block, look.Stop
	}
	return look.TaskAlt, look.Ok
}

// ink is the colour of the line that says what is left.
func (s MeterState) ink() look.Token {
	switch s {
	case NearlyFull, AtLimit, OverLimit:
		_, token := s.icon()
		return token
	}
	return look.Ink
}

func (m *Meter) legend() bool {
	for _, segment := range m.props.Segments {
		if segment.Label != "" {
			return true
		}
	}
	return false
}

func (m *Meter) least() fyne.Size {
	if n := min(len(m.props.Rows), MeterRowsMax); n > 0 {
		height := 40 + float32(n)*meterRowHeight + 4
		if m.props.More != "" {
			height += 26
		}
		return fyne.NewSize(360, height)
	}
	if !m.legend() {
		return fyne.NewSize(280, meterHeight-32)
	}
	return fyne.NewSize(360, meterHeight)
}

// CreateRenderer implements fyne.Widget.
func (m *Meter) CreateRenderer() fyne.WidgetRenderer {
	return render(m, m.least, m.draw)
}

func (m *Meter) draw(p *pen, size fyne.Size) {
	p.box(0, 0, size.Width, size.Height, look.Surface, look.Line, look.EdgeCard, look.Radius)
	if len(m.props.Rows) > 0 {
		m.drawRows(p, size)
		return
	}
	const pad = look.CardPadding
	right := size.Width - pad
	icon, token := m.props.State.icon()
	p.icon(icon, token, pad, 16, 24)
	used := Line{{Text: m.props.Percent, Bold: true, Size: look.SubheadingSize, Color: look.Ink}}
	if m.props.Used != "" {
		used = append(used, Run{Text: " " + m.props.Used, Size: look.TextSize, Color: look.Ink})
	}
	width := p.write(used, right, 28, end)
	title := Line{{Text: m.props.Title, Bold: true, Size: look.TextSize, Color: look.Ink}}
	if m.props.Rule != "" {
		title = append(title, Run{Text: "  " + m.props.Rule, Size: look.TextSize, Color: look.Ink2})
	}
	p.writeFit(title, 49, 28, right-width-12-49, start)
	p.meterBar(m.props.Segments, pad, 48, size.Width-2*pad, meterBarHeight)
	y := float32(90)
	if m.legend() {
		m.drawLegend(p, y, pad, right)
		y += 28
	}
	p.writeFit(m.props.Left.in(look.TextSize, m.props.State.ink()), pad, y, right-pad, start)
}

// drawLegend spreads the parts' names over the width.
func (m *Meter) drawLegend(p *pen, y, left, right float32) {
	var lines []Line
	var total float32
	for _, segment := range m.props.Segments {
		if segment.Label == "" {
			continue
		}
		line := Line{
			{Text: segment.Label + "  ", Size: look.TextSize, Color: look.Ink},
			{Text: segment.Amount, Bold: true, Size: look.TextSize, Color: look.Ink},
		}
		lines = append(lines, line)
		total += line.width() + 24
	}
	gap := float32(24)
	if n := len(lines); n > 2 {
		gap = max((right-left-total)/float32(n-1), 12)
	}
	x, i := left, 0
	for _, segment := range m.props.Segments {
		if segment.Label == "" {
			continue
		}
		p.box(snap(x), snap(y-8), 16, 16, segment.Token, look.Ctl, look.EdgeCard, look.MeterRadius)
		x += 24
		x += p.writeFit(lines[i], x, y, right-x, start) + gap
		i++
	}
}

func (m *Meter) drawRows(p *pen, size fyne.Size) {
	const pad = look.CardPadding
	right := size.Width - pad
	p.writeFit(say(m.props.Title, look.TextSize, true, look.Ink), pad, 22, right-pad, start)
	names := float32(0)
	rows := m.props.Rows[:min(len(m.props.Rows), MeterRowsMax)]
	for _, row := range rows {
		names = max(names, say(row.Name, look.TextSize, false, look.Ink).width())
	}
	bar := snap(50 + min(max(names+16, 140), size.Width/2-50))
	for i, row := range rows {
		y := 40 + float32(i)*meterRowHeight + meterRowHeight/2 - 6
		icon, token := row.State.icon()
		p.icon(icon, token, pad, snap(y-11), 22)
		p.writeFit(say(row.Name, look.TextSize, false, look.Ink), 50, y, bar-54, start)
		amount := say(row.Amount, look.TextSize, true, pick(row.State == OverLimit, look.Stop, look.Ink))
		width := p.write(amount, right, y, end)
		p.meterBar(row.Parts, bar, snap(y-meterRowBar/2), min(right-width-20-bar, size.Width*0.36), meterRowBar)
	}
	if m.props.More != "" {
		y := 40 + float32(len(rows))*meterRowHeight + 8
		p.write(say(m.props.More, look.TextSize, false, look.Ink2), 50, y, start)
	}
}

// meterBar draws the parts of a limit in their shares, with 2 px between
// them. What passes the limit is drawn in the stop colour behind a mark, and
// the bar is then as long as all of it.
func (p *pen) meterBar(parts []MeterSegment, x, y, width, height float32) {
	p.box(x, y, width, height, look.Sunken, look.Ctl, look.EdgeCard, look.MeterRadius)
	e := p.thin(look.EdgeCard)
	total := 0
	for _, part := range parts {
		total += max(part.Permille, 0)
	}
	scale := max(total, permilleFull)
	inner := width - 2*e
	at := func(permille int) float32 {
		return snap(inner * float32(permille) / float32(scale))
	}
	radius := look.MeterRadius - e
	used := 0
	paint := func(from, to int, token look.Token) {
		left, right := at(from), at(to)
		var radii corners
		if from == 0 {
			radii[0], radii[3] = radius, radius
		}
		if to >= scale {
			radii[1], radii[2] = radius, radius
		} else if to < total {
			p.fill(x+e+right-2, y+e, 2, height-2*e, look.Surface, 0)
			right -= 2
		}
		p.rect(x+e+left, y+e, right-left, height-2*e, look.Paint(token), radii)
	}
	for _, part := range parts {
		from, to := used, used+max(part.Permille, 0)
		used = to
		if from < permilleFull && to > from {
			paint(from, min(to, permilleFull), part.Token)
		}
	}
	if total > permilleFull {
		paint(permilleFull, total, look.Stop)
	}
}
