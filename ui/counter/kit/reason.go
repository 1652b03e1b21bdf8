package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ReasonFixesMax is how many fixes are offered, on the keys 1 2 3.
const ReasonFixesMax = 3

// ReasonRow is one step of the arithmetic.
type ReasonRow struct {
	What, How, Value string
	// Sum marks the result: a line above it, bold, in the stop colour.
	Sum bool
}

// ReasonProps is a refusal: what, the arithmetic, the rule, what helps.
type ReasonProps struct {
	Title string
	// Text says the same in the units people weigh in.
	Text string
	// Bar shows the parts with the limit's mark; LimitLabel stands under the
	// mark and TotalLabel under the end.
	Bar                    []MeterSegment
	LimitLabel, TotalLabel string
	// WorkTitle is the heading of Work in the wide layout.
	WorkTitle string
	Work      []ReasonRow
	// Rule is the rule's id, Citation where it is written; in the wide layout
	// the citation has its own line and RuleText follows the id.
	Rule, RuleText, Citation string
	// FixTitle stands above Fixes, which are two-line actions.
	FixTitle Line
	Fixes    []ActionProps
	// Steps is the wide layout: what to do, numbered, under StepsTitle.
	StepsTitle string
	Steps      []string
	// Record says what was kept of this, RecordText what was not.
	Record, RecordText string
	// Actions stand at the lower right, the last one primary.
	Actions []ActionProps
}

// ReasonEvents are what can be pressed; nil ones do nothing.
type ReasonEvents struct {
	Fix    func(index int)
	Action func(index int)
}

// Reason explains why something is refused, in place of what it refuses; it is
// never a dialog. With Steps it fills both columns, else the left one.
type Reason struct {
	widget.BaseWidget
	props   ReasonProps
	events  ReasonEvents
	fixes   []*Action
	actions []*Action
}

// NewReason makes a Reason.
func NewReason(props ReasonProps, events ReasonEvents) *Reason {
	r := &Reason{events: events}
	r.apply(props)
	r.ExtendBaseWidget(r)
	return r
}

// Set shows other props.
func (r *Reason) Set(props ReasonProps) {
	if !reflect.DeepEqual(r.props, props) {
		r.apply(props)
		r.Refresh()
	}
}

func (r *Reason) apply(props ReasonProps) {
	props.Fixes = props.Fixes[:min(len(props.Fixes), ReasonFixesMax)]
	r.props = props
	r.fixes = match(r.fixes, props.Fixes, func(i int) {
		if r.events.Fix != nil {
			r.events.Fix(i)
		}
	})
	r.actions = match(r.actions, props.Actions, func(i int) {
		if r.events.Action != nil {
			r.events.Action(i)
		}
	})
}

// match makes as many actions as there are props and keeps those there are,
// so that the focus stays where it is.
func match(actions []*Action, props []ActionProps, tapped func(index int)) []*Action {
	for len(actions) < len(props) {
		index := len(actions)
		actions = append(actions, NewAction(ActionProps{}, func() { tapped(index) }))
	}
	actions = actions[:len(props)]
	for i := range props {
		actions[i].Set(props[i])
	}
	return actions
}

// FixAction is the button of a fix, for focus, or nil.
func (r *Reason) FixAction(index int) *Action { return at(r.fixes, index) }

// ActionAt is one of the actions at the lower right, for focus, or nil.
func (r *Reason) ActionAt(index int) *Action { return at(r.actions, index) }

func at(actions []*Action, index int) *Action {
	if index < 0 || index >= len(actions) {
		return nil
	}
	return actions[index]
}

func (r *Reason) wide() bool { return len(r.props.Steps) > 0 }

// CreateRenderer implements fyne.Widget.
func (r *Reason) CreateRenderer() fyne.WidgetRenderer {
	return render(r,
		func() fyne.Size { return pick(r.wide(), fyne.NewSize(960, 480), fyne.NewSize(560, 480)) },
		func(p *pen, size fyne.Size) {
			if r.wide() {
				r.drawWide(p, size)
				return
			}
			r.drawColumn(p, size)
		})
}
