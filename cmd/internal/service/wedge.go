package service

import (
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/ui/present"
)

// NewWedge tells a scanner that types into the window from a person who types.
func NewWedge() present.Wedge { return wedge{scanner.NewWedge(0, 0)} }

type wedge struct{ *scanner.Wedge }

var _ present.Wedge = wedge{}

// Due is as present.Wedge says.
func (w wedge) Due(at time.Duration) (*present.WedgeScan, string, time.Duration) {
	scan, typed, next := w.Wedge.Due(at)
	if scan == nil {
		return nil, typed, next
	}
	found := &present.WedgeScan{ID: scan.Raw, Code: scan.Text}
	if scan.Err != nil {
		found.Failure = unreadable(scan.Err)
	}
	return found, typed, next
}

// unreadable is the refusal of a scan that the scanner itself could not make
// sense of.
func unreadable(trouble *devices.Error) error {
	return terminal.Errorf(terminal.Refused, string(trouble.Code), "%s", trouble.Message).WithHint("%s", trouble.Hint)
}
