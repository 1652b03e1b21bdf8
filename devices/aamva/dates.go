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
// than eight digits is a scan cut short, a blank or a placeholder, and counts as
// absent, never padded. Letters after the eight digits are ignored (a lost
// separator); a ninth digit makes the value invalid, as it is not known which
// one is too many.
func readDate(value []byte, yearFirst bool) (idcard.Date, idcard.Status) {
	digits := 0
	for digits < len(value) && isDigit(value[digits]) {
		digits++
	}
	switch {
	case digits < 8:
		return idcard.Date{}, idcard.Absent
	case digits > 8:
		return idcard.Date{}, idcard.Invalid
	case string(value[:8]) == "00000000":
		return idcard.Date{}, idcard.Absent
	}
	ccyy := idcard.Date{Year: number(value[0:4]), Month: number(value[4:6]), Day: number(value[6:8])}
	mmdd := idcard.Date{Year: number(value[4:8]), Month: number(value[0:2]), Day: number(value[2:4])}
	first, second := mmdd, ccyy
	if yearFirst {
		first, second = ccyy, mmdd
	}
	if possible(first) {
		return first, idcard.OK
	}
	if possible(second) {
		return second, idcard.OK
	}
	return idcard.Date{}, idcard.Invalid
}

func possible(date idcard.Date) bool {
	return date.Year >= yearMin && date.Year <= yearMax && date.Valid()
}

// readDates reads the dates. Version 01 and Canadian cards write the year first.
func readDates(found *elements, document *idcard.Document, country string) {
	yearFirst := document.Version == 1 || country == "CAN" ||
		country == "" && document.Issuer.Country == "CAN"
	read := func(of tag) (idcard.Date, idcard.Status) {
		if found.values[of].conflict {
			return idcard.Date{}, idcard.Conflict
		}
		return readDate(found.values[of].value, yearFirst)
	}
	document.BirthDate, document.BirthDateStatus = read(tagBirth)
	document.ExpiryDate, document.ExpiryStatus = read(tagExpiry)
	document.IssueDate, document.IssueStatus = read(tagIssue)
	document.Under18Until, _ = read(tagUnder18)
	document.Under19Until, _ = read(tagUnder19)
	document.RevisionDate, _ = read(tagRevision)
	under21, status := read(tagUnder21)
	document.Under21Until = under21
	if status == idcard.Conflict || status == idcard.Invalid {
		document.Warnings = append(document.Warnings, WarnUnder21Invalid)
	}
}
