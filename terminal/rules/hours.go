package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const minutesPerDay = 24 * 60

var weekdayNames = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// openingHours are the weekly intervals, by the store's wall clock, in which
// cannabis may be sold. A change to or from summer time needs no care: what the
// wall clock reads decides.
type openingHours struct {
	figure
	id       string
	allHours bool
	week     [7][]interval // by time.Weekday
}

// interval runs from the minute open up to but not into the minute close.
type interval struct{ open, close int }

func (i interval) String() string { return clockText(i.open) + " to " + clockText(i.close) }

func clockText(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// allows says whether a sale may be made at a moment of the store's clock.
func (h *openingHours) allows(at time.Time) bool {
	if h.allHours {
		return true
	}
	minute := at.Hour()*60 + at.Minute()
	for _, open := range h.week[at.Weekday()] {
		if open.open <= minute && minute < open.close {
			return true
		}
	}
	return false
}

// words gives the day's intervals, such as "08:00 to 24:00".
func (h *openingHours) words(on time.Weekday) string {
	if h.allHours {
		return "at all hours"
	}
	if len(h.week[on]) == 0 {
		return "not at all on this weekday"
	}
	texts := make([]string, len(h.week[on]))
	for i, open := range h.week[on] {
		texts[i] = open.String()
	}
	return strings.Join(texts, ", ")
}

// within says whether every open minute is open in the other hours too; the
// first that is not is told in words.
func (h *openingHours) within(other *openingHours) (string, bool) {
	if other.allHours {
		return "", true
	}
	if h.allHours {
		return "at all hours", false
	}
	for weekday, intervals := range h.week {
		for _, inner := range intervals {
			inside := false
			for _, outer := range other.week[weekday] {
				inside = inside || (outer.open <= inner.open && inner.close <= outer.close)
			}
			if !inside {
				return weekdayNames[weekday] + " " + inner.String(), false
			}
		}
	}
	return "", true
}

func readHours(field *object, pack *Pack) *openingHours {
	if field == nil {
		return nil
	}
	read := &openingHours{id: readID(field), allHours: field.flag("all_hours", false)}
	read.figure = readFigure(field, pack)
	for _, inner := range field.objects("intervals", !read.allHours) {
		open, closing := readClock(inner, "open"), readClock(inner, "close")
		if closing <= open {
			inner.problem("close", "must be after open; an interval over midnight is two")
		}
		for _, name := range inner.texts("days", true) {
			weekday := weekdayAt(name)
			if weekday < 0 {
				inner.problem("days", "holds %q, must be among %v", name, weekdayNames)
				continue
			}
			for _, earlier := range read.week[weekday] {
				if open < earlier.close && earlier.open < closing {
					inner.problem("days", "overlaps another interval on %s", name)
				}
			}
			read.week[weekday] = append(read.week[weekday], interval{open, closing})
		}
		inner.finish()
	}
	if read.allHours && field.has("intervals") {
		field.problem("intervals", "cannot stand beside all_hours")
	}
	field.finish()
	return read
}

func weekdayAt(name string) int {
	for weekday, known := range weekdayNames {
		if known == name {
			return weekday
		}
	}
	return -1
}

// readClock reads "08:00" as minutes from midnight; "24:00" is the day's end.
func readClock(field *object, name string) int {
	text := field.text(name, true)
	if text == "" {
		return 0
	}
	hours, minutes, ok := strings.Cut(text, ":")
	hour, hourErr := strconv.Atoi(hours)
	minute, minuteErr := strconv.Atoi(minutes)
	at := hour*60 + minute
	if !ok || len(text) != 5 || hourErr != nil || minuteErr != nil || hour < 0 || minute < 0 || minute > 59 ||
		at > minutesPerDay || clockText(at) != text {
		field.problem(name, "is %q, must be a time such as 08:00, at most 24:00", text)
		return 0
	}
	return at
}
