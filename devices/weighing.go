package devices

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/curbline/curbline/terminal/measure"
)

// WeightState is what a scale says about the weight it shows.
type WeightState string

// The states of a weight. The zero value is none of them, and only Stable may
// become a line of a sale.
const (
	WeightStable    WeightState = "stable"
	WeightMoving    WeightState = "moving"
	WeightOver      WeightState = "over"       // more than the scale can weigh
	WeightUnder     WeightState = "under"      // below its zero: something was taken off the pan
	WeightOtherUnit WeightState = "other_unit" // the scale is set to another unit than the terminal expects
	WeightNotZeroed WeightState = "not_zeroed" // the scale found no zero when it was switched on
	WeightFault     WeightState = "fault"      // the scale reports an error of its own
)

// The failures of weighing, beside those of the port and NoAnswer.
const (
	ScaleMoving    Code = "scale.moving"
	ScaleOver      Code = "scale.over"
	ScaleUnder     Code = "scale.under"
	ScaleOtherUnit Code = "scale.other_unit"
	ScaleNotZeroed Code = "scale.not_zeroed"
	ScaleFault     Code = "scale.fault"
	ScaleEmpty     Code = "scale.empty" // stable, but nothing is on the pan
)

// Weight is one answer of a scale.
type Weight struct {
	State WeightState
	// Value is the net weight in Unit. It is
	// zero unless State is WeightStable or WeightMoving.
	Value measure.Quantity
	// Text is the value with the digits that the scale shows, such as 3.50.
	Text string
	// Unit is as the scale names it, in lower case: g, kg, oz, lb, ozt, ct.
	Unit string
	// Net says that the scale takes a tare off.
	Net bool
	// Frame is the answer as it came, for the journal.
	Frame []byte
	// At is the wall time at which the answer was complete.
	At time.Time
}

// FrameHex is the frame in hexadecimal, for the journal.
func (w Weight) FrameHex() string { return hex.EncodeToString(w.Frame) }

// ScaleIdentity is what a scale says about itself.
type ScaleIdentity struct {
	Protocol string `json:"protocol"`
	Model    string `json:"model,omitempty"`
	Serial   string `json:"serial,omitempty"`
}

// Scale weighs.
type Scale interface {
	// Weigh asks anew and gives a weight that may become a line: stable, twice the
	// same in a row, in the expected unit, above zero, and not older than a second.
	// Errors: ScaleMoving, ScaleOver, ScaleUnder, ScaleOtherUnit, ScaleNotZeroed,
	// ScaleFault, ScaleEmpty, NoAnswer, the port's.
	Weigh(ctx context.Context) (Weight, error)
	// Look asks once and gives whatever the scale shows, for information only.
	// Errors: NoAnswer, the port's.
	Look(ctx context.Context) (Weight, error)
	// Zero sets the scale to zero, Tare takes off what is on it, ClearTare undoes
	// that. Errors: as Look; ScaleFault where the scale refuses.
	Zero(ctx context.Context) error
	Tare(ctx context.Context) error
	ClearTare(ctx context.Context) error
	// Identity gives what the scale said about itself.
	Identity() ScaleIdentity
}
