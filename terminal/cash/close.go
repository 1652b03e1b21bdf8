package cash

import (
	"maps"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// Class says what an over or short of a drawer asks for.
type Class string

// The classes of a variance, by its size in either direction.
const (
	Exact    Class = "exact"
	Rounding Class = "rounding" // up to RoundingMax: coins
	Look     Class = "look"     // up to LookMax: a manager looks at it
	Escalate Class = "escalate" // more: the owner is told
)

// The limits of the classes.
const (
	RoundingMax money.Cents = 5_00
	LookMax     money.Cents = 50_00
)

// Variance is a counted drawer against the book. Over is negative if short.
type Variance struct {
	Drawer   string      `json:"drawer"`
	Expected money.Cents `json:"expected"`
	Counted  money.Cents `json:"counted"`
	Over     money.Cents `json:"over"`
	Class    Class       `json:"class"`
}

// Classify gives the class of an over (positive) or short (negative).
func Classify(over money.Cents) Class {
	if over < 0 {
		over = -over
	}
	switch {
	case over == 0:
		return Exact
	case over <= RoundingMax:
		return Rounding
	case over <= LookMax:
		return Look
	}
	return Escalate
}

// VarianceOf compares a closed drawer with the book.
func VarianceOf(drawer terminal.Drawer) Variance {
	over := drawer.Closing - drawer.Expected()
	return Variance{Drawer: drawer.Name, Expected: drawer.Expected(), Counted: drawer.Closing, Over: over, Class: Classify(over)}
}

// Closing is who closes a shift, when, with which counts. Counts holds each
// drawer of the shift; whoever counted did not see what was expected.
type Closing struct {
	At        time.Time
	By        string
	LastEntry int64
	Counts    map[string]terminal.Count
}

// Close ends a shift with its counted drawers. Nothing but the counts can keep
// it from closing: neither the line, nor a printer, nor an over or short. It
// returns errors of code cash.shift_closed, cash.closing, cash.not_counted,
// shift.no_drawer, cash.denomination and cash.pieces.
func Close(shift terminal.Shift, closing Closing) (terminal.Shift, []Variance, error) {
	if !shift.IsOpen() {
		return shift, nil, terminal.Errorf(terminal.Conflict, "cash.shift_closed", "No shift is open.")
	}
	if closing.By == "" || closing.At.IsZero() || closing.LastEntry < shift.FirstEntry {
		return shift, nil, terminal.Errorf(terminal.Invalid, "cash.closing", "A close needs a person, a time and the last entry.")
	}
	for _, name := range slices.Sorted(maps.Keys(closing.Counts)) {
		if shift.Drawer(name) == nil {
			return shift, nil, terminal.Errorf(terminal.NotFound, "shift.no_drawer", "This shift has no drawer named %q.", name)
		}
	}
	after := shift
	after.Drawers = slices.Clone(shift.Drawers)
	variances := make([]Variance, 0, len(after.Drawers))
	for i := range after.Drawers {
		drawer := &after.Drawers[i]
		count, ok := closing.Counts[drawer.Name]
		if !ok {
			return shift, nil, terminal.Errorf(terminal.Invalid, "cash.not_counted", "The drawer %q was not counted.", drawer.Name).
				WithHint("Count every drawer of the shift; an empty one counts as nothing.")
		}
		total, err := Total(count)
		if err != nil {
			return shift, nil, err
		}
		drawer.Counted, drawer.Closing = maps.Clone(count), total
		variances = append(variances, VarianceOf(*drawer))
	}
	after.ClosedAt, after.ClosedBy, after.LastEntry = closing.At, closing.By, closing.LastEntry
	return after, variances, nil
}

// Deposit is what goes to the safe after the next float is left in the drawer.
// It returns an Invalid error of code cash.not_enough if the float is larger
// than what was counted.
func Deposit(counted, nextFloat money.Cents) (money.Cents, error) {
	if nextFloat < 0 || counted < nextFloat {
		return 0, terminal.Errorf(terminal.Invalid, "cash.not_enough", "$%s cannot be left in a drawer that holds $%s.", nextFloat, counted)
	}
	return counted - nextFloat, nil
}
