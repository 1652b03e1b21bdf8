package aamva

import (
	"bytes"
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// British Columbia's barcode holds the three tracks of a magnetic stripe (AAMVA
// DL/ID Card Design Standard, annex F):
//
//	%BCcity^FAMILY,$GIVEN NAMES^street$city BC  postal code^?
//	;636028number=YYMMCCYYMMDD=?   expiry month, birth date
//	_%0A...                        version, postal code, class, sex, ...
//
// A field of track 1 ends with ^ unless it has its full length. The number has
// seven digits, or nine on a card that is no licence. Only this issuer's stripe
// is read: it is printed as a barcode and cannot be rewritten like a stripe, and
// other issuers' stripes are known to hold birth dates that are no dates.
//
// The stripe has the month of expiry only. Licences of British Columbia expire on
// the holder's birthday, so in the month of birth the day is the birthday. In
// any other month the day is not known (a document bound to a permit), and the
// first of the month is taken: the one day on which it is good for certain. By
// the standard the month 99 stands for the birthday in that year and 88 for the
// last day of the month of birth; 77 is a card that does not expire, which has
// no date here. A birthday on 29 February counts as the 28th in other years.
const (
	bcStart        = ";636028"
	bcIIN          = "636028"
	cityMaxBytes   = 13
	nameMaxBytes   = 35
	numberMaxBytes = 13
	trackDates     = 12 // YYMMCCYYMMDD
	trackSexAt     = 30 // of track 3, counted from its start sentinel
	monthNever     = 77
	monthOfBirth   = 88
	dayOfBirth     = 99
)

// isBritishColumbia knows the start of track 2 with its issuer, behind the end
// of track 1.
func isBritishColumbia(raw []byte) bool {
	at := bytes.Index(raw, []byte(bcStart))
	return at > 0 && bytes.IndexByte(raw[:at], '^') >= 0 && raw[at-1] == '?'
}

// parseMagnetic reads a scan that isBritishColumbia knows.
func parseMagnetic(raw []byte) (idcard.Document, error) {
	if bytes.Count(raw, []byte(bcStart)) > 1 {
		return idcard.Document{}, refuseGlued()
	}
	at := bytes.Index(raw, []byte(bcStart))
	numeral, dates, ok := trackTwo(raw[at+len(bcStart):])
	birth := idcard.Date{}
	if ok {
		birth = idcard.Date{Year: number(dates[4:8]), Month: number(dates[8:10]), Day: number(dates[10:12])}
	}
	if !ok || !possible(birth) {
		return idcard.Document{}, refuseDamaged()
	}
	document := idcard.Document{
		Kind: idcard.DriverLicense, Source: idcard.Magnetic, Issuer: issuers[bcIIN],
		Number: string(numeral), NumberStatus: idcard.OK, BirthDate: birth, BirthDateStatus: idcard.OK, IssueStatus: idcard.Absent,
		Warnings: []string{WarnKindUnknown},
	}
	document.ExpiryDate, document.ExpiryStatus = magneticExpiry(number(dates[0:2]), number(dates[2:4]), birth)
	trackOne(raw[:at], &document)
	document.Sex = trackThreeSex(raw[at+len(bcStart):])
	return document, nil
}

// trackTwo gives the number and the twelve digits of the dates. Exactly twelve:
// with one lost, another birth date could stand there.
func trackTwo(rest []byte) (numeral, dates []byte, ok bool) {
	size := 0
	for size < len(rest) && isDigit(rest[size]) {
		size++
	}
	if size == 0 || size > numberMaxBytes || len(rest) < size+1+trackDates+1 || rest[size] != '=' {
		return nil, nil, false
	}
	numeral, dates = rest[:size], rest[size+1:size+1+trackDates]
	end := rest[size+1+trackDates]
	return numeral, dates, allDigits(dates) && (end == '=' || end == '?')
}

// magneticExpiry gives the earliest day that the year and month of a stripe can
// mean.
func magneticExpiry(year, month int, birth idcard.Date) (idcard.Date, idcard.Status) {
	day := idcard.Date{Year: 2000 + year, Month: month, Day: 1}
	switch {
	case month == monthNever:
		return idcard.Date{}, idcard.Absent
	case month == monthOfBirth:
		day.Month, day.Day = birth.Month, 31
	case month == dayOfBirth, month == birth.Month:
		day.Month, day.Day = birth.Month, birth.Day
	case month < 1 || month > 12:
		return idcard.Date{}, idcard.Invalid
	}
	for !day.Valid() { // the 31st of a shorter month, 29 February
		day.Day--
	}
	return day, idcard.OK
}

// trackOne reads the state and the name. It ends before track 2.
func trackOne(track []byte, document *idcard.Document) {
	start := bytes.IndexByte(track, '%')
	if start < 0 || len(track) < start+3 {
		return
	}
	flipped := track[start+1] >= 'a'
	document.AddressState = string([]byte{upper(track[start+1]), upper(track[start+2])})
	if document.AddressState != document.Issuer.Jurisdiction {
		document.AddressState = ""
	}
	_, rest := trackField(track[start+3:], cityMaxBytes)
	whole, _ := trackField(rest, nameMaxBytes)
	if len(whole) == nameMaxBytes {
		document.Warnings = append(document.Warnings, WarnNameCutOff)
	}
	family, given, _ := strings.Cut(decode(whole, flipped), "$")
	document.FamilyName = name(family)
	given = name(strings.ReplaceAll(given, "$", " "))
	document.FirstName, document.MiddleName = splitGiven(given, "")
}

// trackField cuts a field that ends with ^ or at its full length.
func trackField(track []byte, most int) (field, rest []byte) {
	end := bytes.IndexByte(track, '^')
	switch {
	case end >= 0 && end <= most:
		return track[:end], track[end+1:]
	case len(track) < most:
		return nil, nil
	}
	return track[:most], track[most:]
}

// trackThreeSex gives the sex of track 3, where it is one.
func trackThreeSex(rest []byte) string {
	at := bytes.IndexByte(rest, '%')
	if at < 0 || len(rest) <= at+trackSexAt {
		return ""
	}
	return sexOf(rest[at+trackSexAt : at+trackSexAt+1])
}
