package report

import (
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// Shift is all that an X or a Z shows. An X is of an open shift and may be made
// at any time; a Z is of a closed one and is made once.
type Shift struct {
	Shift  terminal.Shift `json:"shift"`
	Detail Detail         `json:"detail"` // of the shift's sales
	// Counts are of the whole business date: refusals, overrides and cash moves
	// are summed by date.
	Counts Day      `json:"counts"`
	Unsent []Unsent `json:"unsent"`
	// Exceptions are the refusals, overrides and voids one by one.
	Exceptions []Exception `json:"exceptions"`
	// GrandTotal is the total of all sales since the shop opened, never reset; nil
	// if it is not known.
	GrandTotal *money.Cents `json:"grand_total,omitempty"`
	NextFloat  money.Cents  `json:"next_float"`
	// Runners are the names of the people who answer for the runners' banks, by
	// staff id, as the staff table has them now.
	Runners map[string]string `json:"runners,omitempty"`
}
