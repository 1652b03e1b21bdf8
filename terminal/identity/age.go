package identity

import (
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
)

// Birthday is the day on which somebody reaches an age: that day of the year
// at 00:00 in the store. Who was born on 29 February reaches it on 1 March of a
// common year.
func Birthday(birth idcard.Date, years int) idcard.Date {
	day := idcard.Date{Year: birth.Year + years, Month: birth.Month, Day: birth.Day}
	if birth.Month == 2 && birth.Day == 29 && !day.Valid() {
		day.Month, day.Day = 3, 1
	}
	return day
}

// AgeOn is the age in whole years on a day; negative before the birth.
func AgeOn(birth idcard.Date, on clock.Date) int {
	day := printed(on)
	age := day.Year - birth.Year
	if Birthday(birth, age).After(day) {
		age--
	}
	return age
}

// printed turns a legal day into the form in which documents give dates.
func printed(day clock.Date) idcard.Date {
	return idcard.Date{Year: day.Year, Month: int(day.Month), Day: day.Day}
}
