package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/curbline/curbline/ui/counter/look"
)

// ActionKind is how an Action looks at rest.
type ActionKind uint8

// The kinds. A screen has at most one Primary.
const (
	Secondary ActionKind = iota
	Primary
	Quiet       // no edge until it is hovered
	Destructive // edge and label in the stop colour
)

// ActionState says whether an Action can be pressed.
type ActionState uint8

// The states. A Busy or Blocked action takes no press; its Label says why.
const (
	Ready ActionState = iota
	Busy
	Blocked
)

// ActionProps is what an Action shows.
type ActionProps struct {
	Kind  ActionKind
	State ActionState
	// Label is what it does; while Busy what is going on ("Saving…"); while
	// Blocked the reason ("Over the limit").
	Label string
	// Icon stands before the label. Busy and Blocked bring their own.
	Icon look.Icon
	// Trailing stands at the right edge, for actions that lead elsewhere.
	Trailing look.Icon
	// Key is the key's caption from the key map; empty draws no keycap.
	Key string
	// Height is 56, 76 or 88; 0 is 56.
	Height float32
	// TextSize is 18, 22 or 28; 0 follows Height (18, 22, 28).
	TextSize float32
	// Regular draws the label in the regular weight (filters).
	Regular bool
	// Chosen marks the one of several that holds: 3 px edge and a tick.
	Chosen bool
	// Second is a second line under the label; the keycap moves beside it.
	Second string
	// Hold makes the press last that long before it acts; 0 acts at once.
	Hold time.Duration
}

// Action is the one kind of button. It is not Fyne's, which has neither a
// keycap nor two sizes.
type Action struct {
	press
	props    ActionProps
	onTapped func()
	held     float32
	letGo    func()
	holdFor  func(time.Duration, func(share float32)) (stop func())
}

// NewAction makes an Action; tapped runs on a press while it is Ready.
func NewAction(props ActionProps, tapped func()) *Action {
	a := &Action{props: props, onTapped: tapped, holdFor: animateHold}
	a.enabled = func() bool { return a.props.State == Ready }
	a.act = func() {
		if a.onTapped != nil {
			a.onTapped()
		}
	}
	a.ExtendBaseWidget(a)
	return a
}

// Set shows other props.
func (a *Action) Set(props ActionProps) {
	if a.props == props {
		return
	}
	a.props = props
	if props.State != Ready {
		a.release()
	}
	a.Refresh()
}

// Props returns what the action shows.
func (a *Action) Props() ActionProps { return a.props }

// OnTapped replaces what a press does.
func (a *Action) OnTapped(tapped func()) { a.onTapped = tapped }

// Tapped implements fyne.Tappable. An action that must be held does not act on
// a tap.
func (a *Action) Tapped(event *fyne.PointEvent) {
	if a.props.Hold == 0 {
		a.press.Tapped(event)
	}
}

// TypedKey implements fyne.Focusable. A held action is held by its key, see
// KeyDown.
func (a *Action) TypedKey(event *fyne.KeyEvent) {
	if a.props.Hold == 0 || !pressKey(event.Name) {
		a.press.TypedKey(event)
	}
}

// KeyDown implements desktop.Keyable.
func (a *Action) KeyDown(event *fyne.KeyEvent) {
	if pressKey(event.Name) {
		a.hold()
	}
}

// KeyUp implements desktop.Keyable.
func (a *Action) KeyUp(event *fyne.KeyEvent) {
	if pressKey(event.Name) {
		a.release()
	}
}

// MouseDown implements desktop.Mouseable.
func (a *Action) MouseDown(event *desktop.MouseEvent) {
	a.press.MouseDown(event)
	a.hold()
}

// MouseUp implements desktop.Mouseable.
func (a *Action) MouseUp(event *desktop.MouseEvent) {
	a.release()
	a.press.MouseUp(event)
}

// MouseOut implements desktop.Hoverable.
func (a *Action) MouseOut() {
	a.release()
	a.press.MouseOut()
}

// FocusLost implements fyne.Focusable.
func (a *Action) FocusLost() {
	a.release()
	a.press.FocusLost()
}

func pressKey(name fyne.KeyName) bool {
	return name == fyne.KeyReturn || name == fyne.KeyEnter || name == fyne.KeySpace
}

func (a *Action) hold() {
	if a.props.Hold == 0 || !a.isOn() || a.letGo != nil {
		return
	}
	done := false
	a.letGo = func() {}
	stop := a.holdFor(a.props.Hold, func(share float32) {
		if done {
			return
		}
		a.held = share
		if share >= 1 {
			done, a.held = true, 0
			a.fire()
		}
		a.Refresh()
	})
	a.letGo = func() { done = true; stop() }
}

func (a *Action) release() {
	if a.letGo == nil {
		return
	}
	a.letGo()
	a.letGo, a.held = nil, 0
	a.Refresh()
}

func animateHold(length time.Duration, tick func(float32)) func() {
	animation := fyne.NewAnimation(length, tick)
	animation.Curve = fyne.AnimationLinear
	animation.Start()
	return animation.Stop
}

func (a *Action) height() float32 {
	if a.props.Height == 0 {
		return look.TargetHeight
	}
	return a.props.Height
}

func (a *Action) textSize() float32 {
	switch {
	case a.props.TextSize != 0:
		return a.props.TextSize
	case a.height() >= look.FinishHeight:
		return look.HeadingSize
	case a.height() >= look.PayHeight:
		return look.SubheadingSize
	}
	return look.TextSize
}

// icon is the leading icon with the state's own in the way of the props'.
func (a *Action) icon() look.Icon {
	switch {
	case a.props.State == Busy:
		return look.Sync
	case a.props.State == Blocked && a.props.Label != "":
		return look.Block
	case a.props.Chosen:
		return look.Confirm
	}
	return a.props.Icon
}

// actionColours are the ground, edge and text of an action in its state.
type actionColours struct {
	ground, edge, text look.Token
	edgeWidth          float32
}

func (a *Action) colours() actionColours {
	p := a.props
	warm := a.isOn() && (a.hovered || a.down)
	switch {
	case p.State == Blocked:
		return actionColours{look.Track, look.None, look.Ink2, 0}
	case p.Kind == Primary && a.isOn() && a.down:
		return actionColours{look.Primary, look.Ink, look.OnPrimary, look.EdgeAlarm}
	case p.Kind == Primary:
		return actionColours{look.Primary, look.None, look.OnPrimary, 0}
	case p.Chosen:
		return actionColours{look.Soft, look.Primary, look.Ink, look.EdgeChosen}
	case p.Kind == Destructive:
		return pick(warm, actionColours{look.StopSoft, look.Stop, look.Stop, look.EdgeControl},
			actionColours{look.Surface, look.Stop, look.Stop, look.EdgeControl})
	case p.Kind == Quiet:
		return pick(warm, actionColours{look.Soft, look.None, look.Ink, 0},
			actionColours{look.None, look.None, look.Ink, 0})
	case a.down && a.isOn():
		return actionColours{look.Soft, look.Primary, look.Ink, look.EdgeAlarm}
	}
	return pick(warm, actionColours{look.Soft, look.Ctl, look.Ink, look.EdgeControl},
		actionColours{look.Surface, look.Ctl, look.Ink, look.EdgeControl})
}

func pick[T any](yes bool, one, other T) T {
	if yes {
		return one
	}
	return other
}
