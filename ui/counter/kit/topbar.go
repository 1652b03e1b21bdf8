package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	topBarHeight float32 = 64
	tabPadding   float32 = 17
)

// TabProps is one of the window's sections.
type TabProps struct {
	Icon  look.Icon
	Label string
	// Count stands behind the label; empty draws none. CountTone turns
	// Caution or Alarm when something waits there.
	Count     string
	CountTone Tone
	Current   bool
}

// tab is a section's tab in the top bar.
type tab struct {
	press
	props TabProps
}

func newTab(tapped func()) *tab {
	t := &tab{}
	t.act = tapped
	t.ExtendBaseWidget(t)
	return t
}

func (t *tab) set(props TabProps) {
	if t.props != props {
		t.props = props
		t.Refresh()
	}
}

func (t *tab) count() (text Line, width float32) {
	if t.props.Count == "" {
		return nil, 0
	}
	tone := pick(t.props.CountTone == Neutral, Info, t.props.CountTone)
	text = say(t.props.Count, look.TextSize, true, tone.Ink())
	return text, max(snap(text.width()+16), 24)
}

func (t *tab) label() Line {
	return say(t.props.Label, look.TextSize, t.props.Current, pick(t.props.Current, look.Ink, look.Ink2))
}

func (t *tab) least() fyne.Size {
	// A tab keeps the width of its bold label, so that tabs stay where they are.
	bold := say(t.props.Label, look.TextSize, true, look.Ink)
	width := 2*tabPadding + 30 + bold.width()
	if _, count := t.count(); count > 0 {
		width += count + 8
	}
	return fyne.NewSize(snap(width), topBarHeight)
}

// CreateRenderer implements fyne.Widget.
func (t *tab) CreateRenderer() fyne.WidgetRenderer { return render(t, t.least, t.draw) }

func (t *tab) draw(p *pen, size fyne.Size) {
	mid := size.Height / 2
	if t.hovered || t.down {
		p.fill(2, 6, size.Width-4, size.Height-14, look.Soft, look.Radius)
	}
	p.icon(t.props.Icon, pick(t.props.Current, look.Ink, look.Ink2), tabPadding, mid-12, 24)
	x := tabPadding + 30
	x += p.write(t.label(), x, mid, start) + 8
	if text, width := t.count(); width > 0 {
		tone := pick(t.props.CountTone == Neutral, Info, t.props.CountTone)
		p.fill(x, mid-12, width, 24, tone.Ground(), look.PillRadius)
		p.write(text, x+width/2, mid, middle)
	}
	if t.props.Current {
		p.fill(0, size.Height-4, size.Width, 4, look.Primary, 0)
	}
	if t.focused {
		p.innerRing(size)
	}
}

// TopBarProps is the bar along the top of every screen.
type TopBarProps struct {
	Shop, Terminal string
	Tabs           []TabProps
	Chip           ChipProps
	// Person and Clock stand at the right.
	Person, Clock string
}

// TopBarEvents are what can be pressed in the bar; nil ones do nothing.
type TopBarEvents struct {
	Tab    func(index int)
	Chip   func()
	Person func()
}

// TopBar is the bar along the top, 64 high.
type TopBar struct {
	widget.BaseWidget
	props  TopBarProps
	events TopBarEvents
	tabs   []*tab
	chip   *TruthChip
	person *who
}

// NewTopBar makes a TopBar.
func NewTopBar(props TopBarProps, events TopBarEvents) *TopBar {
	b := &TopBar{events: events}
	b.chip = NewTruthChip(props.Chip, func() { call(b.events.Chip) })
	b.person = newWho(func() { call(b.events.Person) })
	b.apply(props)
	b.ExtendBaseWidget(b)
	return b
}

// Set shows other props.
func (b *TopBar) Set(props TopBarProps) {
	b.apply(props)
	b.Refresh()
}

func (b *TopBar) apply(props TopBarProps) {
	b.props = props
	for len(b.tabs) < len(props.Tabs) {
		index := len(b.tabs)
		b.tabs = append(b.tabs, newTab(func() {
			if b.events.Tab != nil {
				b.events.Tab(index)
			}
		}))
	}
	for i, each := range props.Tabs {
		b.tabs[i].set(each)
	}
	b.chip.Set(props.Chip)
	b.person.set(props.Person, props.Clock)
}

// Chip is the truth chip in the bar.
func (b *TopBar) Chip() *TruthChip { return b.chip }

// CreateRenderer implements fyne.Widget.
func (b *TopBar) CreateRenderer() fyne.WidgetRenderer {
	return render(b, func() fyne.Size { return fyne.NewSize(1024, topBarHeight) }, b.draw)
}

func (b *TopBar) draw(p *pen, size fyne.Size) {
	p.fill(0, 0, size.Width, size.Height, look.Surface, 0)
	p.line(0, size.Height-1, size.Width, look.Line)
	p.fill(look.Margin, 12, 40, 40, look.Primary, look.Radius)
	p.icon(look.Mark, look.OnPrimary, look.Margin+4, 16, 32)
	const left = 62
	shop := p.writeFit(say(b.props.Shop, look.TextSize, true, look.Ink), left, 21, 220, start)
	shop = max(shop, p.writeFit(say(b.props.Terminal, look.TextSize, false, look.Ink2), left, 44, 220, start))
	right := size.Width - look.Margin
	if b.props.Person != "" {
		width := b.person.MinSize().Width
		p.place(b.person, right-width, 0, width, size.Height-1)
		right -= width + 10
	}
	x := snap(left + shop + 22)
	for i := range b.props.Tabs {
		least := b.tabs[i].MinSize()
		p.place(b.tabs[i], x, 0, least.Width, size.Height)
		x += least.Width
	}
	if len(b.props.Chip.Feed.Text)+len(b.props.Chip.State.Text) > 0 {
		width := min(b.chip.MinSize().Width, right-x-8)
		p.place(b.chip, right-width, 4, width, chipHeight)
	}
}

// who is the person signed in and the clock.
type who struct {
	press
	name, clock string
}

func newWho(tapped func()) *who {
	w := &who{}
	w.act = tapped
	w.ExtendBaseWidget(w)
	return w
}

func (w *who) set(name, clock string) {
	if w.name != name || w.clock != clock {
		w.name, w.clock = name, clock
		w.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (w *who) CreateRenderer() fyne.WidgetRenderer {
	name := func() Line { return say(w.name, look.TextSize, true, look.Ink) }
	clock := func() Line { return say(w.clock, look.TextSize, false, look.Ink2) }
	return render(w,
		func() fyne.Size {
			return fyne.NewSize(snap(max(name().width(), clock().width(), 68)+43), topBarHeight-1)
		},
		func(p *pen, size fyne.Size) {
			if w.hovered {
				p.fill(0, 4, size.Width, size.Height-7, look.Soft, look.Radius)
			}
			p.icon(look.Account, look.Ink, 6, snap(size.Height/2-13), 26)
			p.writeFit(name(), 42, size.Height/2-11, size.Width-42, start)
			p.writeFit(clock(), 42, size.Height/2+12, size.Width-42, start)
			if w.focused {
				p.innerRing(size)
			}
		})
}
