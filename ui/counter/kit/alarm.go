package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"github.com/curbline/curbline/ui/counter/look"
)

const (
	alarmHeight       float32 = 96
	alarmActionHeight float32 = 72
)

// AlarmProps is a car that nobody has claimed yet.
type AlarmProps struct {
	// Tone is Alarm; Caution while it waits less than the limit.
	Tone   Tone
	Icon   look.Icon
	Title  string
	Detail Line
	// WaitLabel stands above Wait ("waiting", "4:12").
	WaitLabel, Wait string
	Mute, Claim     ActionProps
}

// AlarmBar is the one alarm on the orders screen, 96 high.
type AlarmBar struct {
	widget.BaseWidget
	props       AlarmProps
	mute, claim *Action
}

// NewAlarmBar makes an AlarmBar.
func NewAlarmBar(props AlarmProps, mute, claim func()) *AlarmBar {
	b := &AlarmBar{props: props, mute: NewAction(ActionProps{}, mute), claim: NewAction(ActionProps{}, claim)}
	b.setActions()
	b.ExtendBaseWidget(b)
	return b
}

// Set shows other props.
func (b *AlarmBar) Set(props AlarmProps) {
	if reflect.DeepEqual(b.props, props) {
		return
	}
	b.props = props
	b.setActions()
	b.Refresh()
}

func (b *AlarmBar) setActions() {
	mute, claim := b.props.Mute, b.props.Claim
	mute.Height, mute.TextSize = alarmActionHeight, look.TextSize
	claim.Height, claim.TextSize, claim.Kind = alarmActionHeight, look.SubheadingSize, Primary
	b.mute.Set(mute)
	b.claim.Set(claim)
}

// Claim is the primary action, for focus.
func (b *AlarmBar) Claim() *Action { return b.claim }

// Mute is the secondary action.
func (b *AlarmBar) Mute() *Action { return b.mute }

// CreateRenderer implements fyne.Widget.
func (b *AlarmBar) CreateRenderer() fyne.WidgetRenderer {
	return render(b, func() fyne.Size { return fyne.NewSize(800, alarmHeight) }, b.draw)
}

func (b *AlarmBar) draw(p *pen, size fyne.Size) {
	props, token := b.props, b.props.Tone.Ink()
	p.box(0, 0, size.Width, size.Height, props.Tone.Ground(), token, look.EdgeAlarm, look.Radius)
	p.icon(props.Icon, token, 18, snap(size.Height/2-24), 48)
	right, y := size.Width-18, snap(size.Height/2-alarmActionHeight/2)
	for _, action := range []*Action{b.claim, b.mute} {
		if action.props.Label == "" {
			continue
		}
		width := action.MinSize().Width + 8
		p.place(action, right-width, y, width, alarmActionHeight)
		right -= width + 18
	}
	right -= 8
	wait := say(props.Wait, 40, true, look.Ink)
	p.write(say(props.WaitLabel, look.TextSize, false, look.Ink2), right, 27, end)
	p.figure(wait, right, 62, 200, end)
	room := right - wait.width() - 24 - 84
	p.writeFit(say(props.Title, look.HeadingSize, true, look.Ink), 84, 37, room, start)
	p.writeFit(props.Detail.in(look.TextSize, look.Ink), 84, 67, room, start)
}
