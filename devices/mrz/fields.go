package mrz

import (
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// readIssuer reads the code of the issuing state: one to three letters, then
// fillers. False means misread.
func readIssuer(code string) (string, bool) {
	trimmed := strings.TrimRight(code, string(filler))
	for _, char := range []byte(trimmed) {
		if !isLetter(char) {
			return "", false
		}
	}
	return trimmed, trimmed != ""
}

// readSex reads M, F, X or the filler for not specified. False means misread.
func readSex(char byte) (string, bool) {
	switch char {
	case 'M', 'F':
		return string(char), true
	case 'X', filler:
		return "X", true
	}
	return "", false
}

// readNumber puts a checked number into the document. Fillers within it stand for
// spaces and hyphens.
func readNumber(field string, document *idcard.Document) {
	document.Number = strings.ReplaceAll(field, string(filler), "")
	document.NumberStatus = idcard.OK
	if document.Number == "" {
		document.NumberStatus = idcard.Absent
	}
}

// readDates reads the birth and expiry dates, of six digits each: YYMMDD.
//
// The zone has two digits for a year. An expiry date is in the years 2000 to 2099.
// A birth date is in that century too wherever that is not after the expiry date,
// and in the one before otherwise: of two readings the one that makes the holder
// younger. So nobody is ever read older than they may be, and never more than 100
// years before the expiry date; a person of nearly 100 years reads as not born
// yet, which is refused and left to a person who looks at the document.
//
// A part that is not known is two fillers; then, or without a usable expiry date
// to tell the century, there is no birth date.
func readDates(birth, expiry string, document *idcard.Document) bool {
	var readable bool
	if document.ExpiryDate, document.ExpiryStatus, readable = readDate(expiry, 2000); !readable {
		return false
	}
	if document.BirthDate, document.BirthDateStatus, readable = readDate(birth, 2000); !readable {
		return false
	}
	if document.BirthDateStatus == idcard.OK && document.ExpiryStatus != idcard.OK {
		document.BirthDate, document.BirthDateStatus = idcard.Date{}, idcard.Absent
		return true
	}
	later := birth > expiry // six digits of one century compare like the days
	if document.ExpiryStatus == idcard.OK && later {
		document.BirthDate, document.BirthDateStatus, _ = readDate(birth, 1900)
	}
	return true
}

// readDate reads YYMMDD in a century. False means that a character is neither a
// digit nor a filler in its place, so the line was misread.
func readDate(field string, century int) (idcard.Date, idcard.Status, bool) {
	unknown := false
	for start := 0; start < len(field); start += 2 {
		part := field[start : start+2]
		switch {
		case part == "<<":
			unknown = true
		case !isDigit(part[0]) || !isDigit(part[1]):
			return idcard.Date{}, "", false
		}
	}
	if unknown {
		return idcard.Date{}, idcard.Absent, true
	}
	number := func(start int) int { return int(field[start]-'0')*10 + int(field[start+1]-'0') }
	date := idcard.Date{Year: century + number(0), Month: number(2), Day: number(4)}
	if !date.Valid() {
		return idcard.Date{}, idcard.Invalid, true
	}
	return date, idcard.OK, true
}

// readNames splits the name field: the family name, two fillers, the given names.
// Names have no check digit, and long ones are cut. False means misread: names
// have no digits.
func readNames(field string, document *idcard.Document) bool {
	for _, char := range []byte(field) {
		if isDigit(char) {
			return false
		}
	}
	if field[len(field)-1] != filler {
		document.Warnings = append(document.Warnings, WarnNameCutOff)
	}
	family, given, _ := strings.Cut(strings.TrimRight(field, string(filler)), "<<")
	if strings.HasPrefix(field, string(filler)) || strings.Contains(given, "<<") || strings.HasPrefix(given, string(filler)) {
		document.Warnings = append(document.Warnings, WarnNameOrder)
	}
	document.FamilyName = strings.Join(words(family), " ")
	if names := words(given); len(names) > 0 {
		document.FirstName, document.MiddleName = names[0], strings.Join(names[1:], " ")
	}
	return true
}

func words(name string) []string {
	return strings.FieldsFunc(name, func(char rune) bool { return char == filler })
}
