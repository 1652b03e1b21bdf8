package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/curbline/curbline/ui/counter/look"
)

// Shares of the type size in the face Fyne ships: how high a line is, where
// its baseline lies, how high a capital is.
const (
	lineShare     float32 = 1.362
	baselineShare float32 = 1.069
	capShare      float32 = 0.714
	// textLift is what browsers round away at the top of a line.
	textLift float32 = 0.5
)

// Run is a piece of one line. Size 0 is the part's own size, Color "" the
// part's own colour.
type Run struct {
	Text  string
	Bold  bool
	Mono  bool
	Color look.Token
	Size  float32
}

// Line is one line of text in one or several weights or colours.
type Line []Run

// Plain is a line in the regular weight.
func Plain(text string) Line { return Line{{Text: text}} }

// Strong is a line in bold.
func Strong(text string) Line { return Line{{Text: text, Bold: true}} }

// Parse makes a line from text in which *asterisks* enclose what is bold.
func Parse(text string) Line {
	var line Line
	for i, part := range strings.Split(text, "*") {
		if part != "" {
			line = append(line, Run{Text: part, Bold: i%2 == 1})
		}
	}
	return line
}

// String is the line's text without its weights.
func (l Line) String() string {
	var all strings.Builder
	for _, run := range l {
		all.WriteString(run.Text)
	}
	return all.String()
}

// in fills in the size and colour of the runs that name none.
func (l Line) in(size float32, token look.Token) Line {
	out := make(Line, len(l))
	for i, run := range l {
		if run.Size == 0 {
			run.Size = size
		}
		if run.Color == "" {
			run.Color = token
		}
		out[i] = run
	}
	return out
}

func (r Run) style() fyne.TextStyle { return fyne.TextStyle{Bold: r.Bold, Monospace: r.Mono} }

func (r Run) width() float32 {
	if r.Text == "" {
		return 0
	}
	return fyne.MeasureText(r.Text, r.Size, r.style()).Width
}

func (l Line) width() float32 {
	var sum float32
	for _, run := range l {
		sum += run.width()
	}
	return sum
}

func say(text string, size float32, bold bool, token look.Token) Line {
	return Line{{Text: text, Size: size, Bold: bold, Color: token}}
}

// align says where x lies in the text: at its start, its middle or its end.
type align uint8

const (
	start align = iota
	middle
	end
)

// write draws a line of sized, coloured runs. Their common baseline is where
// the largest would have it, centred on y. It returns the width.
func (p *pen) write(line Line, x, y float32, at align) float32 {
	width := line.width()
	switch at {
	case middle:
		x -= width / 2
	case end:
		x -= width
	}
	var largest float32
	for _, run := range line {
		largest = max(largest, run.Size)
	}
	baseline := y - largest*lineShare/2 + largest*baselineShare
	for _, run := range line {
		if run.Text == "" {
			continue
		}
		p.text(run, x, baseline)
		x += run.width()
	}
	return width
}

// writeFit writes a line that may take no more than the room given; what is
// too long ends in an ellipsis, because columns of figures never give way.
func (p *pen) writeFit(line Line, x, y, room float32, at align) float32 {
	return p.write(fit(line, room), x, y, at)
}

func fit(line Line, room float32) Line {
	width := line.width()
	if width <= room || width == 0 {
		return line
	}
	if room < look.TextSize {
		return nil // no room even for the ellipsis
	}
	var out Line
	left := room
	for _, run := range line {
		width := run.width()
		if width <= left {
			out = append(out, run)
			left -= width
			continue
		}
		letters := []rune(run.Text)
		for len(letters) > 0 {
			short := run
			short.Text = strings.TrimRight(string(letters), " ,") + "…"
			if short.width() <= left {
				return append(out, short)
			}
			letters = letters[:len(letters)-1]
		}
		run.Text = "…"
		return append(out, run)
	}
	return out
}

func (p *pen) text(run Run, x, baseline float32) {
	if p.textsUsed == len(p.texts) {
		p.texts = append(p.texts, canvas.NewText("", look.Paint(look.Ink)))
	}
	t := p.texts[p.textsUsed]
	p.textsUsed++
	t.Text, t.TextSize, t.TextStyle, t.Color = run.Text, run.Size, run.style(), look.Paint(run.Color)
	size, ascent := fyne.CurrentApp().Driver().RenderedTextSize(run.Text, run.Size, run.style(), nil)
	t.Move(fyne.NewPos(x, snap(baseline-ascent-textLift)))
	t.Resize(size)
	t.Refresh()
	p.objects = append(p.objects, t)
}

// snap puts text on whole units, as blurred stems are hard to read at 80 cm.
func snap(v float32) float32 {
	if v < 0 {
		return -float32(int(-v + 0.5))
	}
	return float32(int(v + 0.5))
}

// wrap breaks a line of sized runs into lines of at most the width given. A
// word longer than the width stands alone.
func wrap(line Line, width float32) []Line {
	var lines []Line
	var current Line
	var used float32
	for _, run := range line {
		for i, word := range strings.SplitAfter(run.Text, " ") {
			if word == "" {
				continue
			}
			piece := run
			piece.Text = word
			trimmed := piece
			trimmed.Text = strings.TrimRight(word, " ")
			breakable := i > 0 || endsInSpace(current)
			if used > 0 && breakable && used+trimmed.width() > width {
				lines, current, used = append(lines, current), nil, 0
			}
			if n := len(current); n > 0 && i > 0 && current[n-1].style() == piece.style() && current[n-1].Color == piece.Color {
				current[n-1].Text += word
			} else {
				current = append(current, piece)
			}
			used += piece.width()
		}
	}
	if len(current) > 0 {
		lines = append(lines, current)
	}
	return lines
}

func endsInSpace(line Line) bool {
	n := len(line)
	return n > 0 && strings.HasSuffix(line[n-1].Text, " ")
}
