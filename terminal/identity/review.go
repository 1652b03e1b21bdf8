package identity

import (
	"time"

	"github.com/curbline/curbline/terminal/idcard"
)

// under21 is the age that the printed under-21 day speaks of.
const under21 = 21

// oldEnough is the first day on which the holder has the minimum age. Where the
// card also prints the day on which the holder turns 21, the later one counts.
func oldEnough(document idcard.Document, minimumAge int, result *Assessment) idcard.Date {
	birthday := Birthday(document.BirthDate, minimumAge)
	printedDay := document.Under21Until
	if !printedDay.Valid() {
		return birthday
	}
	if minimumAge == under21 && printedDay.After(birthday) {
		result.Warnings = append(result.Warnings, WarnMinorDayDecides)
		return printedDay
	}
	return birthday
}

// nextTo says whether two days are at most one day apart.
func nextTo(a, b idcard.Date) bool {
	distance := moment(a).Sub(moment(b))
	return distance >= -24*time.Hour && distance <= 24*time.Hour
}

func moment(day idcard.Date) time.Time {
	return time.Date(day.Year, monthOf(day), day.Day, 0, 0, 0, 0, time.UTC)
}

func monthOf(day idcard.Date) time.Month { return time.Month(day.Month) }

// standards are the months in which each version of the barcode standard came
// out (AAMVA DL/ID Card Design Standard): a card cannot be older than its own.
// The reverse, an old version on a new card, is usual for years.
var standards = map[int]idcard.Date{
	4: {Year: 2009, Month: 7, Day: 1}, 5: {Year: 2010, Month: 7, Day: 1}, 6: {Year: 2011, Month: 7, Day: 1},
	7: {Year: 2012, Month: 6, Day: 1}, 8: {Year: 2013, Month: 8, Day: 1}, 9: {Year: 2016, Month: 9, Day: 1},
	10: {Year: 2020, Month: 10, Day: 1}, 11: {Year: 2025, Month: 1, Day: 1},
}

// lookAt adds what is odd on this day. It changes nothing else.
func lookAt(document idcard.Document, today idcard.Date, result *Assessment) {
	if document.RevisionDate.Valid() && document.RevisionDate.After(today) {
		result.Warnings = append(result.Warnings, WarnDesignInFuture)
	}
	if document.ExpiryStatus == idcard.OK && document.ExpiryDate == today {
		result.Warnings = append(result.Warnings, WarnExpiresToday)
	}
}
