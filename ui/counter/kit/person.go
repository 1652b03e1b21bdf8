package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

// PersonState is what is known about the person at the counter.
type PersonState uint8

// The states of the person strip.
const (
	NobodyYet PersonState = iota
	ReadingID
	AcceptedID
	RefusedID
	UnreadableID
)

const (
	personHeight        float32 = 84
	personCompactHeight float32 = 64
	personBar           float32 = 8
)

// Fact is a line with an icon.
type Fact struct {
	Icon look.Icon
	Tone Tone
	Text Line
}

// PersonProps is the person strip.
type PersonProps struct {
	State PersonState
	// Verdict is the large word: "ID accepted".
	Verdict string
	// Class is a pill under the verdict ("Adult 21+"); Detail a bold line
	// there ("Under 21"). Give one of them.
	Class, Detail string
	// Name is the bold line: the name and age, or what is wrong.
	Name string
	// Text is the line below it: the document, or what to do.
	Text string
	// Facts are at most three lines in the third column; in the compact strip
	// they follow the name on its line.
	Facts []Fact
	// Compact is the 64 high strip of Pay.
	Compact bool
	// Action stands at the right; without Label there is none.
	Action ActionProps
}

// PersonStrip shows who is being served and the verdict on their ID.
type PersonStrip struct {
	widget.BaseWidget
	props  PersonProps
	action *Action
}

// NewPersonStrip makes a PersonStrip; tapped is the Action's.
func NewPersonStrip(props PersonProps, tapped func()) *PersonStrip {
	s := &PersonStrip{props: props, action: NewAction(props.Action, tapped)}
	s.ExtendBaseWidget(s)
	return s
}

// Set shows other props.
func (s *PersonStrip) Set(props PersonProps) {
	if reflect.DeepEqual(s.props, props) {
		return
	}
	s.props = props
	s.action.Set(props.Action)
	s.Refresh()
}

// Action is the button at the right, for focus.
func (s *PersonStrip) Action() *Action { return s.action }

func (s *PersonStrip) height() float32 {
	return pick(s.props.Compact, personCompactHeight, personHeight)
}

// personLook is a state's icon and colours.
type personLook struct {
	icon       look.Icon
	bar, word  look.Token
	panel      Tone
	nameHeight float32
}

func (s PersonState) look() personLook {
	switch s {
	case AcceptedID:
		return personLook{look.VerifiedUser, look.Ok, look.Ok, Neutral, look.SubheadingSize}
	case RefusedID:
		return personLook{look.Block, look.Stop, look.Stop, Alarm, look.SubheadingSize}
	case UnreadableID:
		return personLook{look.ErrorOutline, look.Warn, look.Warn, Caution, look.TextSize}
	case ReadingID:
		return personLook{look.BarcodeScanner, look.Primary, look.Primary, Neutral, look.TextSize}
	}
	return personLook{look.Badge, look.Ctl, look.Ink, Neutral, look.TextSize}
}

// CreateRenderer implements fyne.Widget.
func (s *PersonStrip) CreateRenderer() fyne.WidgetRenderer {
	return render(s, func() fyne.Size { return fyne.NewSize(640, s.height()) }, s.draw)
}

func (s *PersonStrip) draw(p *pen, size fyne.Size) {
	l := s.props.State.look()
	ground, edge := l.panel.panel()
	p.box(0, 0, size.Width, size.Height, ground, edge, look.EdgeCard, look.Radius)
	p.rect(0, 0, personBar, size.Height, look.Paint(l.bar), corners{look.Radius, 0, 0, look.Radius})
	right := size.Width - look.CardPadding
	if s.props.Action.Label != "" {
		least := s.action.MinSize()
		right -= least.Width
		p.place(s.action, right, snap((size.Height-least.Height)/2), least.Width, least.Height)
		right -= 12
	}
	if s.props.Compact {
		s.drawCompact(p, l, size, right)
		return
	}
	s.drawFull(p, l, size, right)
}

func (s *PersonStrip) drawFull(p *pen, l personLook, size fyne.Size, right float32) {
	const left float32 = 79
	mid := size.Height / 2
	p.icon(l.icon, l.word, 25, snap(mid-20), 40)
	verdict := say(s.props.Verdict, look.SubheadingSize, true, l.word)
	width := verdict.width()
	switch {
	case s.props.Class != "":
		p.write(verdict, left, mid-13, start)
		pill := PillProps{Tone: Info, Text: s.props.Class}
		p.pill(pill, left, mid+1, 28)
		width = max(width, pill.width())
	case s.props.Detail != "":
		p.write(verdict, left, mid-11, start)
		width = max(width, p.write(say(s.props.Detail, look.TextSize, true, l.word), left, mid+15, start))
	default:
		p.write(verdict, left, mid, start)
	}
	x := snap(left + width + 20)
	_, edge := l.panel.panel()
	p.fill(x, 14, p.thin(1), size.Height-28, edge, 0)
	x += 21
	name := say(s.props.Name, l.nameHeight, true, look.Ink)
	text := say(s.props.Text, look.TextSize, false, pick(l.panel == Neutral, look.Ink2, look.Ink))
	facts := s.facts()
	room := right - x
	if facts.width > 0 {
		room -= facts.width + 32
	}
	// However much there is to say, the name is read first.
	room = max(room, min(max(name.width(), text.width()), (right-x)/2))
	taken := p.writeFit(name, x, mid-pick(l.nameHeight > look.TextSize, float32(11), 12), room, start)
	taken = max(taken, p.writeFit(text, x, mid+15-pick(l.nameHeight > look.TextSize, float32(0), 3), room, start))
	step := pick(len(facts.lines) > 2, float32(25), 28)
	for i, fact := range facts.lines {
		y := mid + float32(i)*step - float32(len(facts.lines)-1)*step/2
		fx := snap(x + taken + 32)
		p.icon(fact.Icon, pick(fact.Tone == Neutral, pick(l.panel == Neutral, look.Ink2, look.Ink), fact.Tone.Ink()), fx, snap(y-11), 22)
		p.writeFit(fact.Text, fx+30, y, right-fx-30, start)
	}
}

type factColumn struct {
	lines []Fact
	width float32
}

func (s *PersonStrip) facts() factColumn {
	var column factColumn
	for _, fact := range s.props.Facts {
		fact.Text = fact.Text.in(look.TextSize, pick(fact.Tone == Neutral, look.Ink, fact.Tone.Ink()))
		column.lines = append(column.lines, fact)
		column.width = max(column.width, 30+fact.Text.width())
	}
	return column
}

func (s *PersonStrip) drawCompact(p *pen, l personLook, size fyne.Size, right float32) {
	mid := size.Height / 2
	p.icon(l.icon, l.word, 24, mid-17, 34)
	x := float32(71)
	x += p.write(say(s.props.Verdict, look.SubheadingSize, true, l.word), x, mid, start) + 20
	x += p.writeFit(say(s.props.Name, look.SubheadingSize, true, look.Ink), x, mid, right-x, start) + 23
	for _, fact := range s.facts().lines {
		if x+30 > right {
			return
		}
		p.icon(fact.Icon, fact.Text[0].Color, snap(x), snap(mid-11), 22)
		x += 30
		x += p.writeFit(fact.Text, x, mid, right-x, start) + 22
	}
}
