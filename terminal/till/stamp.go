package till

import (
	"time"

	"github.com/curbline/curbline/terminal"
)

// The bounds within which a clock is believed (DESIGN.md, "Time").
const (
	behindMax  = 2 * time.Minute  // behind the journal: nudged, and noted in the log
	aheadMax   = 5 * time.Minute  // ahead of the monotonic clock in one boot
	offMax     = 24 * time.Hour   // since the last entry at a start
	resolution = time.Millisecond // of an entry's time
)

// stamp gives the transaction its one time, or asks a manager about a clock
// that cannot be believed.
func (t *Till) stamp(a *act) error {
	head, err := a.tx.Head()
	if err != nil {
		return err
	}
	a.reading = t.options.Clock.Now()
	wall := a.reading.Wall.Truncate(resolution)
	if _, correcting := a.command.Body.(*CorrectClock); !correcting {
		if err := t.believe(head, wall, a.reading.BootID, a.reading.Monotonic); err != nil {
			if _, door := a.command.Body.(interface{ opensDoors() }); !door {
				return err
			}
			// Somebody must be let in to say what time it is. Their entry follows the
			// last one at once and sets no floor.
			wall = head.Stamp.Wall.Add(resolution)
		}
		if !head.Stamp.Wall.IsZero() && wall.Before(head.Stamp.Wall) {
			t.options.Log.Warn("clock behind the journal", "by", head.Stamp.Wall.Sub(wall))
			wall = head.Stamp.Wall.Add(resolution)
		}
	}
	_, offset := wall.In(t.options.Shop.Zone).Zone()
	a.stamp = terminal.Stamp{
		Wall: wall, Offset: time.Duration(offset) * time.Second,
		BootID: a.reading.BootID, Monotonic: a.reading.Monotonic,
	}
	return nil
}

func (t *Till) believe(head terminal.Head, wall time.Time, bootID string, monotonic time.Duration) error {
	last := head.Stamp
	if head.Sequence == 0 && last.Wall.IsZero() {
		return nil
	}
	since := wall.Sub(last.Wall)
	sameBoot := bootID == last.BootID && monotonic >= last.Monotonic
	switch {
	case since < -behindMax:
		return doubtful("The clock is %s behind the last entry.", -since)
	case sameBoot && since > monotonic-last.Monotonic+aheadMax:
		return doubtful("The clock jumped ahead by %s.", since-(monotonic-last.Monotonic))
	case !sameBoot && since > offMax:
		return doubtful("The last entry is %s old.", since)
	}
	return nil
}

func doubtful(format string, by time.Duration) error {
	return terminal.Errorf(terminal.Unavailable, "clock.ask", format, by.Round(time.Second)).
		WithHint("Check date and time of this PC. A manager then confirms them with a reason.")
}
