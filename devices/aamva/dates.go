package aamva

import "github.com/curbline/curbline/terminal/idcard"

// Years that a date on a document can have. Between them the two orders of
// digits cannot both be valid: a year of 18, 19, 20 or 21 hundred is no month.
const (
	yearMin = 1880
	yearMax = 2110
)

// readDate reads eight digits in the preferred order, or in the other where the
// preferred one is no day of the calendar: some US issuers print CCYYMMDD. Less
// than eight digits is a scan cut short and counts as absent, never padded.
// Letters after the eight digits are ignored (a lost separator); a ninth digit
// makes the value invalid, as it is not known which one is too many.
func readDate(value string, yearFirst bool) (idcard.Date, idcard.Status) {
	digits := 0
	for digits < len(value) && isDigit(value[digits]) {
		digits++
	}
	switch {
	case digits < 8:
		return idcard.Date{}, idcard.Absent
	case digits > 8:
		return idcard.Date{}, idcard.Invalid
	case value[:8] == "00000000":
		return idcard.Date{}, idcard.Absent
	}
	digitsOf := []byte(value[:8])
	ccyy := idcard.Date{Year: number(digitsOf[0:4]), Month: number(digitsOf[4:6]), Day: number(digitsOf[6:8])}
	mmdd := idcard.Date{Year: number(digitsOf[4:8]), Month: number(digitsOf[0:2]), Day: number(digitsOf[2:4])}
	order := [2]idcard.Date{mmdd, ccyy}
	if yearFirst {
		order = [2]idcard.Date{ccyy, mmdd}
	}
	for _, date := range order {
		if date.Valid() && date.Year >= yearMin && date.Year <= yearMax {
			return date, idcard.OK
		}
	}
	return idcard.Date{}, idcard.Invalid
}
