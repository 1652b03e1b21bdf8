package military

import (
	"fmt"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/idcard"
)

// The layout of the barcode on the front of a Common Access Card (DoD ID Bar Code
// SDK Formats 7.5.0, tables 3 and 4): version, person designator identifier and
// its type, DoD ID number (EDIPI), first name, last name, birth date, category,
// branch, entitlement, rank, pay plan, pay grade, day of issue, expiry date, card
// instance. Version N has the middle initial behind that. Numbers and dates are in
// base 32 with the digits 0-9A-V; a date is the number of days since 1 January
// 1000 of the proleptic Gregorian calendar.
const (
	cacCharacters  = 88
	cacWithInitial = 89
	cacShortest    = 61 // that still is one: the birth date is behind it

	edipiAt, edipiEnd   = 8, 15
	firstAt, firstEnd   = 15, 35
	lastAt, lastEnd     = 35, 61
	birthAt             = 61
	categoryAt          = 65
	branchAt            = 66
	issueAt, expiryAt   = 79, 83
	cacDateCharacters   = 4
	edipiMax            = 9_999_999_999
	cacYearsMax         = 12 // a card is good for far less; more is a misread one
	otherLayoutLength   = 99 // of version M
	backLength          = 18
	base32Alphabet      = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
	cacCategoryLetters  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	cacBranchCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
)

// isCAC knows version 1 of 88 characters and version N of 89, and what is left of
// them where characters were lost or added on the way.
func isCAC(text []byte) bool {
	if len(text) < cacShortest || len(text) >= otherLayoutLength || text[0] != '1' && text[0] != 'N' {
		return false
	}
	return printable(text) && inBase32(text[1:7]) && isLetter(text[7]) && inBase32(text[edipiAt:edipiEnd])
}

// cacWhole says that no character is missing: that would move all that follow.
func cacWhole(text []byte) bool {
	return len(text) == cacCharacters && text[0] == '1' || len(text) == cacWithInitial && text[0] == 'N'
}

// isCACOfOtherLayout knows version M, whose fields are at other places.
func isCACOfOtherLayout(text []byte) bool {
	return len(text) == otherLayoutLength && text[0] == 'M' && printable(text) && inBase32(text[1:8])
}

// isBack knows the Code 39 on the back: the start of the front's layout, then
// category, branch and instance.
func isBack(text []byte) bool {
	return len(text) == backLength && (text[0] == '1' || text[0] == 'N') && inBase32(text[1:7]) && isLetter(text[7]) &&
		inBase32(text[8:15]) && isLetter(text[15])
}

// parseCAC reads the fields. The barcode has no check digits of its own, so every
// field that was lost or moved by a character must show: by its alphabet, and by
// dates that cannot be true together.
func parseCAC(text []byte) (idcard.Document, error) {
	document := idcard.Document{
		Kind: idcard.Military, Source: idcard.Barcode, Issuer: idcard.Issuer{Country: "USA"},
	}
	number, _ := fromBase32(text[edipiAt:edipiEnd])
	if !cacWhole(text) || number < 1 || number > edipiMax {
		return idcard.Document{}, refuseDamaged()
	}
	document.Number, document.NumberStatus = fmt.Sprintf("%010d", number), idcard.OK

	var named [2]bool
	document.FirstName, named[0] = readName(text[firstAt:firstEnd])
	document.FamilyName, named[1] = readName(text[lastAt:lastEnd])
	if !named[0] || !named[1] || document.FamilyName == "" ||
		!strings.ContainsRune(cacCategoryLetters, rune(text[categoryAt])) || !strings.ContainsRune(cacBranchCharacters, rune(text[branchAt])) {
		return idcard.Document{}, refuseDamaged()
	}
	if len(text) == cacWithInitial && isLetter(text[cacCharacters]&^0x20) {
		document.MiddleName = strings.ToUpper(string(text[cacCharacters]))
	}

	document.BirthDate, document.BirthDateStatus = readDays(text[birthAt:])
	document.IssueDate, document.IssueStatus = readDays(text[issueAt:])
	document.ExpiryDate, document.ExpiryStatus = readDays(text[expiryAt:])
	if !datesFit(document) {
		return idcard.Document{}, refuseDamaged()
	}
	return document, nil
}

// datesFit asks that no date is impossible and that a card is good for some years
// from its day of issue on.
func datesFit(document idcard.Document) bool {
	for _, status := range []idcard.Status{document.BirthDateStatus, document.IssueStatus, document.ExpiryStatus} {
		if status == idcard.Invalid {
			return false
		}
	}
	if document.IssueStatus != idcard.OK || document.ExpiryStatus != idcard.OK {
		return true
	}
	issue, expiry := document.IssueDate, document.ExpiryDate
	return issue.Before(expiry) && expiry.Year-issue.Year <= cacYearsMax
}

// readName reads a name that stands at the left of its field. False means that
// the field holds what no name has.
func readName(field []byte) (string, bool) {
	name := strings.TrimRight(string(field), " ")
	for _, char := range []byte(name) {
		if !isLetter(char&^0x20) && !strings.ContainsRune(" -'.,", rune(char)) {
			return "", false
		}
	}
	if name != "" && name[0] == ' ' {
		return "", false
	}
	return strings.ToUpper(strings.Trim(name, " ,")), true
}

// readDays reads a date. Blanks and zero stand for none.
func readDays(field []byte) (idcard.Date, idcard.Status) {
	field = field[:cacDateCharacters]
	if text := string(field); text == "    " || text == "0000" {
		return idcard.Date{}, idcard.Absent
	}
	days, read := fromBase32(field)
	if !read {
		return idcard.Date{}, idcard.Invalid
	}
	day := time.Date(1000, time.January, 1+int(days), 0, 0, 0, 0, time.UTC)
	if day.Year() < yearMin || day.Year() > yearMax {
		return idcard.Date{}, idcard.Invalid
	}
	return idcard.Date{Year: day.Year(), Month: int(day.Month()), Day: day.Day()}, idcard.OK
}

// fromBase32 reads up to seven digits of base 32.
func fromBase32(field []byte) (value int64, read bool) {
	for _, char := range field {
		digit := strings.IndexByte(base32Alphabet, char)
		if digit < 0 {
			return 0, false
		}
		value = value*32 + int64(digit)
	}
	return value, true
}

func inBase32(field []byte) bool {
	_, read := fromBase32(field)
	return read
}

func printable(text []byte) bool {
	for _, char := range text {
		if char < ' ' || char > '~' {
			return false
		}
	}
	return true
}
