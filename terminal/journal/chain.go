package journal

import (
	"encoding/json"
	"fmt"

	"github.com/curbline/curbline/terminal"
)

// Chain walks a journal from its first entry and notices anything that was
// changed, removed, added or moved. Its zero value stands before the first
// entry.
type Chain struct {
	last  terminal.Entry
	count int64
}

// Next checks the stored body and hash of the entry that follows. It returns
// the decoded entry, or ErrBroken with the place and the reason.
func (c *Chain) Next(body []byte, stored terminal.Hash) (terminal.Entry, error) {
	entry, err := Decode(body)
	if err != nil {
		return entry, fmt.Errorf("entry %d: %w", c.count+1, err)
	}
	if reason := c.refuses(entry, stored); reason != "" {
		return entry, fmt.Errorf("entry %d (%s %d, %s): %w: %s", c.count+1, entry.Epoch, entry.Sequence, entry.Kind, ErrBroken, reason)
	}
	c.last = entry
	c.count++
	return entry, nil
}

// refuses says why an entry cannot follow; nothing if it can.
func (c *Chain) refuses(entry terminal.Entry, stored terminal.Hash) string {
	if entry.Hash != stored {
		return fmt.Sprintf("the bytes hash to %.16s…, stored is %.16s…", entry.Hash, stored)
	}
	// Only a manager's word on the clock may set a floor below the last time.
	corrected := entry.Kind == (terminal.ClockCorrected{}).FactKind()
	switch {
	case entry.Sequence == 1:
		return c.refusesOpening(entry)
	case entry.Epoch != c.last.Epoch || entry.Terminal != c.last.Terminal:
		return "epoch or terminal changes without an opening"
	case entry.Sequence != c.last.Sequence+1:
		return fmt.Sprintf("sequence follows %d", c.last.Sequence)
	case entry.Previous != c.last.Hash:
		return "it does not name the entry before it"
	case !corrected && entry.Stamp.Wall.Before(c.last.Stamp.Wall):
		return "its time is before the entry before it"
	}
	return ""
}

func (c *Chain) refusesOpening(entry terminal.Entry) string {
	switch {
	case entry.Kind != (terminal.EpochOpened{}).FactKind():
		return "an epoch must begin with its opening"
	case entry.Previous != c.last.Hash:
		return "it names another entry before it"
	case c.count > 0 && !c.mayReopen(entry):
		return "the epoch does not name the entry before it"
	case c.count > 0 && entry.Stamp.Wall.Before(c.last.Stamp.Wall):
		return "its time is before the entry before it"
	}
	return ""
}

// mayReopen says whether an opening names the last entry of the epoch before.
func (c *Chain) mayReopen(opening terminal.Entry) bool {
	var fact terminal.EpochOpened
	if err := json.Unmarshal(opening.Data, &fact); err != nil || fact.Previous == nil {
		return false
	}
	return fact.Previous.Hash == c.last.Hash && opening.Previous == c.last.Hash &&
		fact.Previous.Epoch == c.last.Epoch && fact.Previous.Sequence == c.last.Sequence
}

// Count is how many entries were checked.
func (c *Chain) Count() int64 { return c.count }

// Head is the end of what was checked.
func (c *Chain) Head() terminal.Head { return HeadOf(c.last) }
