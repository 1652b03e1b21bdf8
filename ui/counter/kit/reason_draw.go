package kit

import (
	"fyne.io/fyne/v2"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	reasonRowHeight float32 = 36
	reasonFixHeight float32 = 80
)

// drawColumn is the layout beside the cart: over a limit.
func (r *Reason) drawColumn(p *pen, size fyne.Size) {
	props := r.props
	p.box(0, 0, size.Width, size.Height, look.Surface, look.Stop, look.EdgeAlarm, look.Radius)
	const left = 22
	right := size.Width - left
	p.icon(look.Block, look.Stop, left, 24, 48)
	p.writeFit(say(props.Title, look.HeadingSize, true, look.Stop), 84, 36, right-84, start)
	p.writeFit(say(props.Text, look.TextSize, false, look.Ink), 84, 66, right-84, start)
	y := float32(92)
	if len(props.Bar) > 0 {
		y = r.drawBar(p, left, y, right-left)
	}
	y = p.work(props.Work, left, y, right)
	y += 26
	if props.Rule != "" {
		p.icon(look.Gavel, look.Ink2, left, snap(y-11), 24)
		rule := Line{
			{Text: props.Rule, Bold: true, Size: look.TextSize, Color: look.Ink},
			{Text: " " + props.Citation, Size: look.TextSize, Color: look.Ink2},
		}
		for _, line := range wrap(rule, right-56) {
			p.write(line, 56, y, start)
			y += 24
		}
	}
	bottom := size.Height - 18
	bottom = r.drawActions(p, right, bottom)
	if len(r.fixes) == 0 {
		if len(props.FixTitle) > 0 {
			p.writeFit(props.FixTitle.in(look.TextSize, look.Ink), left, bottom-12, right-left, start)
		}
		return
	}
	const gap = 10
	width := (right - left - gap*(ReasonFixesMax-1)) / ReasonFixesMax
	for i, fix := range r.fixes {
		p.place(fix, snap(left+float32(i)*(width+gap)), bottom-reasonFixHeight, snap(width), reasonFixHeight)
	}
	p.writeFit(props.FixTitle.in(look.TextSize, look.Ink), left, bottom-reasonFixHeight-21, right-left, start)
}

// drawActions puts the actions at the lower right and returns the height that
// is left above them.
func (r *Reason) drawActions(p *pen, right, bottom float32) float32 {
	if len(r.actions) == 0 {
		return bottom
	}
	var tallest float32
	for i := len(r.actions) - 1; i >= 0; i-- {
		least := r.actions[i].MinSize()
		width := least.Width + pick(r.actions[i].props.Kind == Primary, float32(28), 0)
		p.place(r.actions[i], snap(right-width), bottom-least.Height, width, least.Height)
		right -= width + 12
		tallest = max(tallest, least.Height)
	}
	return bottom - tallest - 12
}

// drawBar draws the parts, the limit's mark and what stands under it.
func (r *Reason) drawBar(p *pen, x, y, width float32) float32 {
	const height = 24
	p.meterBar(r.props.Bar, x, y, width, height)
	total := 0
	for _, part := range r.props.Bar {
		total += max(part.Permille, 0)
	}
	mark := x + width
	if total > permilleFull {
		mark = x + snap(width*permilleFull/float32(total))
		p.fill(mark-2, y, 3, height+10, look.Ink, 0)
	}
	if r.props.TotalLabel == "" && r.props.LimitLabel == "" {
		return y + height + 24
	}
	p.write(say(r.props.TotalLabel, look.TextSize, true, look.Stop), x+width, y+height+14, end)
	p.write(say(r.props.LimitLabel, look.TextSize, true, look.Ink), mark-8, y+height+14, end)
	return y + height + 31
}

// work draws the arithmetic from y on and returns where it ends.
func (p *pen) work(rows []ReasonRow, left, y, right float32) float32 {
	how := right - 120
	for _, row := range rows {
		token := look.Ink
		if row.Sum {
			token = look.Stop
			p.line(left, y, right-left, look.Ctl)
		}
		mid := y + reasonRowHeight/2
		p.write(say(row.Value, look.TextSize, row.Sum, token), right, mid, end)
		taken := p.write(say(row.How, look.TextSize, false, look.Ink2), how, mid, end)
		p.writeFit(say(row.What, look.TextSize, row.Sum, token), left, mid, how-taken-12-left, start)
		y += reasonRowHeight
	}
	return y
}

// drawWide is the layout in place of both columns: the person is refused.
func (r *Reason) drawWide(p *pen, size fyne.Size) {
	props := r.props
	p.box(0, 0, size.Width, size.Height, look.Surface, look.Line, look.EdgeCard, look.Radius)
	const left = 28
	right := size.Width - left
	p.icon(look.Block, look.Stop, left+2, 28, 70)
	p.writeFit(say(props.Title, 40, true, look.Stop), 121, 49, right-121, start)
	p.writeFit(say(props.Text, look.SubheadingSize, false, look.Ink), 121, 89, right-121, start)
	middleX := snap(size.Width * 0.49)
	foot := size.Height - 20
	foot = r.drawActions(p, right, foot)
	p.fill(middleX, 124, p.thin(1), foot-124-8, look.Line, 0)
	column := middleX - 28
	p.writeFit(say(props.WorkTitle, look.TextSize, true, look.Ink), left, 137, column-left, start)
	p.work(props.Work, left, 153, column)
	second := middleX + 28
	p.writeFit(say(props.StepsTitle, look.TextSize, true, look.Ink), second, 137, right-second, start)
	r.drawSteps(p, second, 181, right)
	rule := Line{{Text: props.Rule, Bold: true}, {Text: props.RuleText}}
	note := func(icon look.Icon, first, below Line, x, room float32) {
		p.icon(icon, look.Ink2, x, foot-54, 24)
		p.writeFit(first.in(look.TextSize, look.Ink), x+34, foot-43, room-34, start)
		p.writeFit(below.in(look.TextSize, look.Ink2), x+34, foot-19, room-34, start)
	}
	if props.Rule != "" {
		note(look.Gavel, rule, Plain(props.Citation), left, column-left)
	}
	if props.Record != "" {
		note(look.ReceiptLong, Plain(props.Record), Plain(props.RecordText), second, right-second)
	}
}

func (r *Reason) drawSteps(p *pen, left, y, right float32) {
	for i, step := range r.props.Steps {
		p.box(left, snap(y-16), 32, 32, look.Sunken, look.Line, look.EdgeCard, 16)
		p.write(say(string(rune('1'+i%9)), look.TextSize, true, look.Ink), left+16, y, middle)
		lines := wrap(say(step, look.TextSize, false, look.Ink), right-left-44)
		for j, line := range lines {
			p.write(line, left+44, y+float32(j)*24, start)
		}
		y += 56 + float32(max(len(lines)-1, 0))*12
	}
}
