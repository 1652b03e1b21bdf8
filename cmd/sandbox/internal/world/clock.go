package world

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
)

// storeClock is the store's time: the real time, or one that started at another
// moment and runs on from there.
type storeClock struct {
	shift time.Duration
	zone  *time.Location // nil for the real time
}

// now is the store's present time.
func (c storeClock) now() time.Time { return time.Now().Add(c.shift) }

// text gives the present time for a terminal that starts now, in the zone that
// the start was given in; empty where the clock is the real one.
func (c storeClock) text() string {
	if c.zone == nil {
		return ""
	}
	return c.now().In(c.zone).Format(time.RFC3339)
}

// began is kept so that a restart with the same start does not turn the store's
// clock back behind what was sold.
type began struct {
	Start string    `json:"start"`
	At    time.Time `json:"at"`
}

// openClock gives the clock that started at start, an RFC 3339 time, when the
// sandbox first ran with it; the real time where start is empty.
func openClock(file, start string) (storeClock, error) {
	if start == "" {
		return storeClock{}, nil
	}
	at, err := time.Parse(time.RFC3339, start)
	if err != nil {
		return storeClock{}, fmt.Errorf("the start of the clock %q is not a time such as 2026-11-24T10:00:00-07:00", start)
	}
	kept := began{}
	raw, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return storeClock{}, fmt.Errorf("%s: %w", file, err)
	}
	if kept.Start != start {
		kept = began{start, time.Now()}
		raw, err := json.Marshal(kept)
		if err != nil {
			return storeClock{}, err
		}
		if err := seed.Replace(file, raw); err != nil {
			return storeClock{}, err
		}
	}
	return storeClock{at.Sub(kept.At), at.Location()}, nil
}
