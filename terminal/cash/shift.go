// Package cash keeps the drawers of a shift straight: floats, cash that moves
// without a sale, cash of sales, the blind count at the close and what it is
// over or short. Each change is a fact for the journal; the same arithmetic is
// applied to the stored shift when the fact is recorded.
package cash

import (
	"maps"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
)

// CounterDrawer is the drawer under the counter, the only one that opens by a pulse.
const CounterDrawer = "counter"

// Limits of a shift and a count.
const (
	DrawersMax = 16
	PiecesMax  = 100_000 // of one note or coin
)

// Opening is what a new shift starts from.
type Opening struct {
	ID           string
	Number       int64 // of the Z: the last shift's plus one
	BusinessDate clock.Date
	At           time.Time
	By           string
	FirstEntry   int64
	// Floats are the counted drawers; the counter's must be among them.
	Floats map[string]terminal.Count
}

// Open starts a shift after last, the zero Shift if there was none. It returns a
// Conflict error of code cash.shift_open while last is open, and Invalid errors
// of code cash.opening, cash.drawer, cash.denomination and cash.pieces.
func Open(last terminal.Shift, opening Opening) (terminal.Shift, error) {
	if last.IsOpen() {
		return terminal.Shift{}, terminal.Errorf(terminal.Conflict, "cash.shift_open", "Shift %d is still open.", last.Number).
			WithHint("Close it first. A forgotten close is done now and is not dated back.")
	}
	if opening.ID == "" || opening.By == "" || opening.At.IsZero() || opening.BusinessDate.IsZero() || opening.Number != last.Number+1 {
		return terminal.Shift{}, terminal.Errorf(terminal.Invalid, "cash.opening", "A shift needs an id, a person, a time, a date and the next number.")
	}
	if _, ok := opening.Floats[CounterDrawer]; !ok || len(opening.Floats) > DrawersMax {
		return terminal.Shift{}, terminal.Errorf(terminal.Invalid, "cash.drawer", "Count the float of the counter's drawer, and of at most %d drawers.", DrawersMax)
	}
	shift := terminal.Shift{
		ID: opening.ID, Number: opening.Number, BusinessDate: opening.BusinessDate, OpenedAt: opening.At,
		OpenedBy: opening.By, FirstEntry: opening.FirstEntry,
	}
	for _, name := range slices.Sorted(maps.Keys(opening.Floats)) {
		runner, isBank := RunnerOf(name)
		if name != CounterDrawer && (!isBank || runner == "") {
			return terminal.Shift{}, terminal.Errorf(terminal.Invalid, "cash.drawer", "%q is not a drawer.", name)
		}
		float := maps.Clone(opening.Floats[name])
		total, err := Total(float)
		if err != nil {
			return terminal.Shift{}, err
		}
		shift.Drawers = append(shift.Drawers, terminal.Drawer{Name: name, Staff: runner, Float: float, Opening: total})
	}
	return shift, nil
}

// Total adds up a count. It returns Invalid errors of code cash.denomination
// and cash.pieces.
func Total(count terminal.Count) (money.Cents, error) {
	for value, pieces := range count {
		if !slices.Contains(terminal.Denominations, value) {
			return 0, terminal.Errorf(terminal.Invalid, "cash.denomination", "There is no note or coin of $%s.", value)
		}
		if pieces < 0 || pieces > PiecesMax {
			return 0, terminal.Errorf(terminal.Invalid, "cash.pieces", "%d pieces of $%s cannot be right.", pieces, value)
		}
	}
	total, err := count.Total()
	if err != nil {
		return 0, tooMuch(err)
	}
	return total, nil
}

func tooMuch(cause error) error {
	return terminal.Errorf(terminal.Invalid, "cash.amount", "This amount is too large.").Wrap(cause)
}

// drawerOf finds a drawer of an open shift and returns a copy of the shift in
// which it can be changed.
func drawerOf(shift terminal.Shift, name string) (terminal.Shift, *terminal.Drawer, error) {
	if !shift.IsOpen() {
		return shift, nil, terminal.Errorf(terminal.Conflict, "cash.shift_closed", "No shift is open.").WithHint("Open a shift first.")
	}
	shift.Drawers = slices.Clone(shift.Drawers)
	drawer := shift.Drawer(name)
	if drawer == nil {
		return shift, nil, terminal.Errorf(terminal.NotFound, "shift.no_drawer", "This shift has no drawer named %q.", name)
	}
	return shift, drawer, nil
}
