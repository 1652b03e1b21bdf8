package orders

import (
	"strconv"
	"strings"
)

// cursor is a place in the feed: an epoch and a number without gaps within it.
type cursor struct {
	epoch  string
	number int64
}

// parseCursor reads "e7:10423".
func parseCursor(text string) (cursor, bool) {
	i := strings.LastIndexByte(text, ':')
	if i <= 0 || len(text) > CursorMax || !identifier(text) {
		return cursor{}, false
	}
	digits := text[i+1:]
	number, err := strconv.ParseUint(digits, 10, 63)
	if err != nil || strconv.FormatUint(number, 10) != digits {
		return cursor{}, false
	}
	return cursor{text[:i], int64(number)}, true
}

// covers says whether everything up to other is at or before c.
func (c cursor) covers(other cursor) bool {
	return c.epoch == other.epoch && other.number <= c.number
}
