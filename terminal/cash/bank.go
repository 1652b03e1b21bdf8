package cash

import (
	"maps"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
)

// bankPrefix begins the name of a runner's bank that got no name of its own, with
// the runner's staff id.
const bankPrefix = "bank:"

// DrawerNameMaxRunes bounds the name of a drawer.
const DrawerNameMaxRunes = 40

// Bank names the drawer in which a runner carries the cash of the curb.
func Bank(staffID string) string { return bankPrefix + staffID }

// RunnerOf is the staff id in the name of a runner's bank; false for another
// drawer.
func RunnerOf(drawer string) (string, bool) {
	runner, isBank := strings.CutPrefix(drawer, bankPrefix)
	if !isBank {
		return "", false
	}
	return runner, true
}

// BankOf finds the bank of a runner in a shift. A drawer says whose it is; those
// of shifts before that was kept say it by their name.
func BankOf(shift terminal.Shift, staffID string) (terminal.Drawer, bool) {
	for _, drawer := range shift.Drawers {
		runner := drawer.Staff
		if runner == "" {
			runner, _ = RunnerOf(drawer.Name)
		}
		if runner != "" && runner == staffID {
			return drawer, true
		}
	}
	return terminal.Drawer{}, false
}

// NewBank is a runner's bank to be added to an open shift, with its counted
// float; a nil float was not counted. Without a name it is called by the runner's
// staff id. It returns errors of code cash.shift_closed, cash.drawer,
// cash.drawer_taken, cash.bank_open, cash.not_counted, cash.denomination,
// cash.pieces and cash.amount.
func NewBank(shift terminal.Shift, staffID, name string, float terminal.Count) (terminal.Drawer, error) {
	if !shift.IsOpen() {
		return terminal.Drawer{}, terminal.Errorf(terminal.Conflict, "cash.shift_closed", "No shift is open.").WithHint("Open a shift first.")
	}
	if name = strings.Join(strings.Fields(name), " "); name == "" {
		name = Bank(staffID)
	}
	if err := checkBankName(staffID, name); err != nil {
		return terminal.Drawer{}, err
	}
	for _, drawer := range shift.Drawers {
		if strings.EqualFold(drawer.Name, name) && drawer.Name != Bank(staffID) {
			return terminal.Drawer{}, terminal.Errorf(terminal.Conflict, "cash.drawer_taken", "This shift has a drawer named %q already.", drawer.Name).
				WithHint("Give the bank another name.")
		}
	}
	if open, found := BankOf(shift, staffID); found {
		return terminal.Drawer{}, terminal.Errorf(terminal.Conflict, "cash.bank_open", "This runner has the bank %q in this shift already.", open.Name).
			WithHint("A runner has one bank; put more cash into it as paid in.")
	}
	if len(shift.Drawers) >= DrawersMax {
		return terminal.Drawer{}, terminal.Errorf(terminal.Invalid, "cash.drawer", "A shift has at most %d drawers.", DrawersMax)
	}
	if float == nil {
		return terminal.Drawer{}, terminal.Errorf(terminal.Invalid, "cash.not_counted", "The float of the bank was not counted.").
			WithHint("Count it note by note; an empty one counts as nothing.")
	}
	total, err := Total(float)
	if err != nil {
		return terminal.Drawer{}, err
	}
	return terminal.Drawer{Name: name, Staff: staffID, Float: maps.Clone(float), Opening: total}, nil
}

func checkBankName(staffID, name string) error {
	runner, isBank := RunnerOf(name)
	bad := staffID == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > DrawerNameMaxRunes ||
		strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	switch {
	case strings.EqualFold(name, CounterDrawer), isBank && runner != staffID:
		return terminal.Errorf(terminal.Conflict, "cash.drawer_taken", "%q is the name of another drawer.", name).
			WithHint("Give the bank another name.")
	case bad:
		return terminal.Errorf(terminal.Invalid, "cash.drawer", "A bank needs a runner and a name of at most %d characters.", DrawerNameMaxRunes)
	}
	return nil
}
