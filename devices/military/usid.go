package military

import (
	"bytes"
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// The layout of the barcode of a Uniformed Services ID card, version 3, of a
// sponsor (a retired or reserve member): IDUS, the version, four bytes, 1 for
// sponsor, the name, the person designator identifier, family sequence, a blank
// field, dependent suffix, height, weight, hair, eyes, birth date, five flags, two
// dates of health care or NONE, the form, the day of issue and the expiry date,
// codes of status, the branch of service and rank; then a picture in bytes. Dates
// are such as 1982FEB21.
//
// The layouts of versions 1 and 2 and of dependants are not documented where it
// could be looked up, so their dates cannot be told apart for sure.
const (
	usidPrefix             = "IDUS"
	usidVersionAt          = 4
	usidVersion            = '3'
	usidSponsorAt          = 9
	usidNameAt, usidNameTo = 10, 37
	usidIdentifierAt       = 37
	usidIdentifierTo       = 47 // with the family sequence
	usidSuffixAt           = 56
	usidMeasuresTo         = 63 // suffix, height and weight
	usidBirthAt            = 67
	usidFlagsAt, usidCare  = 76, 81
	usidCareToAt           = 90
	usidIssueAt            = 105
	usidExpiryAt           = 114
	usidBranchAt           = 134
	usidTextTo             = 139
	usidDateCharacters     = 9
)

func isUSID(text []byte) bool { return bytes.HasPrefix(text, []byte(usidPrefix)) }

// parseUSID reads the one layout that is known for sure. Each field beside the
// wanted ones is looked at too, so that a byte lost on the way shows.
func parseUSID(text []byte) (idcard.Document, error) {
	if len(text) <= usidVersionAt {
		return idcard.Document{}, refuseDamaged()
	}
	if len(text) <= usidSponsorAt || text[usidVersionAt] != usidVersion || text[usidSponsorAt] != '1' {
		return idcard.Document{}, refuseLayout()
	}
	if len(text) < usidTextTo || !usidFieldsFit(text) {
		return idcard.Document{}, refuseDamaged()
	}
	document := idcard.Document{
		Kind: idcard.Military, Source: idcard.Barcode, Issuer: idcard.Issuer{Country: "USA"}, NumberStatus: idcard.Absent,
	}
	family, given, both := strings.Cut(string(text[usidNameAt:usidNameTo]), ",")
	familyName, familyFits := readName([]byte(family))
	givenNames, givenFits := readName([]byte(strings.TrimLeft(given, " ")))
	if !both || !familyFits || !givenFits || familyName == "" {
		return idcard.Document{}, refuseDamaged()
	}
	document.FamilyName = familyName
	document.FirstName, document.MiddleName, _ = strings.Cut(givenNames, " ")
	document.MiddleName = strings.TrimSpace(document.MiddleName)

	document.BirthDate, document.BirthDateStatus = readWritten(text[usidBirthAt:])
	document.IssueDate, document.IssueStatus = readWritten(text[usidIssueAt:])
	document.ExpiryDate, document.ExpiryStatus = readWritten(text[usidExpiryAt:])
	for _, status := range []idcard.Status{document.BirthDateStatus, document.IssueStatus, document.ExpiryStatus} {
		if status == idcard.Invalid {
			return idcard.Document{}, refuseDamaged()
		}
	}
	return document, nil
}

// usidFieldsFit asks that the fields around the wanted ones are what they can be.
func usidFieldsFit(text []byte) bool {
	if !printable(text[usidNameAt:usidTextTo]) {
		return false
	}
	for _, char := range append(bytes.Clone(text[usidIdentifierAt:usidIdentifierTo]), text[usidSuffixAt:usidMeasuresTo]...) {
		if !isDigit(char) && char != ' ' {
			return false
		}
	}
	for _, char := range append(bytes.Clone(text[usidMeasuresTo:usidBirthAt]), text[usidFlagsAt:usidCare]...) {
		if !isLetter(char) && char != ' ' {
			return false
		}
	}
	// The branch stands behind the last date: a character lost before it shows.
	if branch := strings.TrimRight(string(text[usidBranchAt:usidTextTo]), " "); !slices.Contains(branches, branch) {
		return false
	}
	for _, at := range []int{usidCare, usidCareToAt} {
		if _, status := readWritten(text[at:]); status == idcard.Invalid {
			return false
		}
	}
	return true
}

// branches are the uniformed services.
var branches = []string{"USA", "USAF", "USCG", "USMC", "USN", "USSF", "USPHS", "NOAA"}

var months = []string{"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}

// readWritten reads 1982FEB21. NONE, INDEF and blanks stand for no date: a card
// without an end has no expiry date that could be checked.
func readWritten(field []byte) (idcard.Date, idcard.Status) {
	text := string(field[:usidDateCharacters])
	switch strings.TrimSpace(text) {
	case "", "NONE", "INDEF", "INDEFINIT", "UNK":
		return idcard.Date{}, idcard.Absent
	}
	var date idcard.Date
	for index, char := range []byte(text) {
		switch {
		case index >= 4 && index < 7:
			continue
		case !isDigit(char):
			return idcard.Date{}, idcard.Invalid
		case index < 4:
			date.Year = date.Year*10 + int(char-'0')
		default:
			date.Day = date.Day*10 + int(char-'0')
		}
	}
	for index, month := range months {
		if text[4:7] == month {
			date.Month = index + 1
		}
	}
	if !date.Valid() || date.Year < yearMin || date.Year > yearMax {
		return idcard.Date{}, idcard.Invalid
	}
	return date, idcard.OK
}
