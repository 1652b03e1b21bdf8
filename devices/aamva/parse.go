// Package aamva reads the PDF417 barcode of North American driver licences and
// ID cards (AAMVA DL/ID Card Design Standard, annex D) into an idcard.Document.
//
// It refuses rather than guesses. Elements are found by their separators, never
// by the card's own directory, which issuers often get wrong; a tag that comes
// twice with different values has no value; a date that is cut short is absent.
// What is read says nothing about whether the card is genuine: the barcode is
// not signed.
package aamva

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// ScanMaxBytes is the longest scan that is looked at. A licence has 200 to 1000
// bytes; PDF417 holds at most 1850 characters, and two scans may be glued.
const ScanMaxBytes = 4096

// NumberMaxCharacters is the length of DAQ in the standard.
const NumberMaxCharacters = 25

// The warnings of a Document read here.
const (
	WarnIssuerUnknown  = "issuer_unknown"     // the IIN is not in the table
	WarnAddressState   = "address_elsewhere"  // DAJ is not the issuer's jurisdiction
	WarnCountry        = "country_elsewhere"  // DCG is not the issuer's country
	WarnDirectory      = "directory_wrong"    // the directory does not match the bytes
	WarnKindUnknown    = "kind_assumed"       // no directory entry says licence or ID card
	WarnNameConflict   = "name_conflict"      // a name came twice, with different values
	WarnNameOrder      = "name_order_unclear" // a full name that cannot be split for sure
	WarnGluedScans     = "scanned_twice"      // two scans of the same document in one
	WarnUnder21Invalid = "under_21_invalid"   // DDJ came twice or is no date
)

// Parses says whether an AAMVA version is read: 01 (2000), 04 (2009), 08 (2013),
// 09 (2016) and 10 (2020).
func Parses(version int) bool {
	return slices.Contains([]int{1, 4, 8, 9, 10}, version)
}

// Parse reads one scan. All errors are *Error with words for the person at the
// counter. A nil error does not mean that the fields are usable: look at each
// status of the Document.
func Parse(raw []byte) (idcard.Document, error) {
	if len(raw) > ScanMaxBytes {
		return idcard.Document{}, Classify(raw)
	}
	headers := findHeaders(raw)
	switch len(headers) {
	case 0:
		return idcard.Document{}, Classify(raw)
	case 1:
		return parseOne(raw, headers[0])
	default:
		return parseGlued(raw, headers)
	}
}

// parseGlued reads several scans that came as one. The last complete one is
// used where each of the others is certainly of the same document.
func parseGlued(raw []byte, headers []int) (idcard.Document, error) {
	var documents []idcard.Document
	for index, at := range headers {
		end := len(raw)
		if index+1 < len(headers) {
			end = max(headers[index+1]-4, at+fileTypeBytes+8)
		}
		document, err := parseOne(raw[:end], at)
		if err != nil {
			return idcard.Document{}, err
		}
		documents = append(documents, document)
	}
	different := refuse(CodeGlued, "Two scans came at once and they are not of the same ID.", "Scan one ID at a time.")
	for index := len(documents) - 1; index >= 0; index-- {
		chosen := documents[index]
		if !complete(chosen) {
			continue
		}
		for _, other := range documents {
			if !sameDocument(chosen, other) {
				return idcard.Document{}, different
			}
		}
		chosen.Warnings = append(chosen.Warnings, WarnGluedScans)
		return chosen, nil
	}
	return idcard.Document{}, different
}

func complete(document idcard.Document) bool {
	return document.NumberStatus == idcard.OK && document.BirthDateStatus == idcard.OK && document.ExpiryStatus == idcard.OK
}

// sameDocument asks for the same issuer, kind and number, and that no date that
// both have differs. A conflict within one scan is never the same.
func sameDocument(a, b idcard.Document) bool {
	if a.Issuer.IIN != b.Issuer.IIN || a.Kind != b.Kind || a.Version != b.Version ||
		b.NumberStatus != idcard.OK || a.Number != b.Number {
		return false
	}
	agree := func(aDate, bDate idcard.Date, aStatus, bStatus idcard.Status) bool {
		if aStatus == idcard.Conflict || bStatus == idcard.Conflict {
			return false
		}
		return aStatus != idcard.OK || bStatus != idcard.OK || aDate == bDate
	}
	return agree(a.BirthDate, b.BirthDate, a.BirthDateStatus, b.BirthDateStatus) &&
		agree(a.ExpiryDate, b.ExpiryDate, a.ExpiryStatus, b.ExpiryStatus) &&
		agree(a.IssueDate, b.IssueDate, a.IssueStatus, b.IssueStatus)
}

func parseOne(raw []byte, at int) (idcard.Document, error) {
	head := readHeader(raw, at)
	if !Parses(head.version) {
		return idcard.Document{}, refuseVersion(head.version)
	}
	found, enough := splitElements(raw, head)
	if !enough {
		return idcard.Document{}, refuseSeparators()
	}
	document := idcard.Document{Kind: head.kind, Version: head.version, Issuer: idcard.Issuer{IIN: head.iin}}
	if issuer, known := IssuerOf(head.iin); known {
		document.Issuer = issuer
	} else {
		document.Warnings = append(document.Warnings, WarnIssuerUnknown)
	}
	if document.Kind == "" {
		document.Kind = idcard.DriverLicense
		document.Warnings = append(document.Warnings, WarnKindUnknown)
	}
	if !head.sound || head.declared > len(raw) {
		document.Warnings = append(document.Warnings, WarnDirectory)
	}
	readNumber(found, &document)
	readNames(found, &document)
	readDates(found, &document)
	readSex(found, &document)
	compareIssuer(found, &document)
	return document, nil
}

// readNumber reads DAQ: upper case, without spaces and hyphens; Washington uses
// an asterisk.
func readNumber(found elements, document *idcard.Document) {
	value, conflict := found.one("DAQ")
	if conflict {
		document.NumberStatus = idcard.Conflict
		return
	}
	normal := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(value))
	if normal == "" || normal == "NONE" {
		document.NumberStatus = idcard.Absent
		return
	}
	for _, char := range []byte(normal) {
		if !isDigit(char) && (char < 'A' || char > 'Z') && char != '*' {
			document.NumberStatus = idcard.Invalid
			return
		}
	}
	if len(normal) > NumberMaxCharacters {
		document.NumberStatus = idcard.Invalid
		return
	}
	document.Number, document.NumberStatus = normal, idcard.OK
}

// readDates reads the dates. Version 01 and Canadian cards write the year first.
func readDates(found elements, document *idcard.Document) {
	country, _ := found.one("DCG")
	country = strings.ToUpper(country)
	yearFirst := document.Version == 1 || country == "CAN" || country == "CDN" ||
		country == "" && document.Issuer.Country == "CAN"
	read := func(tag string) (idcard.Date, idcard.Status) {
		value, conflict := found.one(tag)
		if conflict {
			return idcard.Date{}, idcard.Conflict
		}
		return readDate(value, yearFirst)
	}
	document.BirthDate, document.BirthDateStatus = read("DBB")
	document.ExpiryDate, document.ExpiryStatus = read("DBA")
	document.IssueDate, document.IssueStatus = read("DBD")
	under21, status := read("DDJ")
	document.Under21Until = under21
	if status == idcard.Conflict || status == idcard.Invalid {
		document.Warnings = append(document.Warnings, WarnUnder21Invalid)
	}
}

func readSex(found elements, document *idcard.Document) {
	value, _ := found.one("DBC")
	switch strings.ToUpper(value) {
	case "1", "M":
		document.Sex = "M"
	case "2", "F":
		document.Sex = "F"
	case "9", "X":
		document.Sex = "X"
	}
}

// compareIssuer notes where the address or the country is not the issuer's.
func compareIssuer(found elements, document *idcard.Document) {
	state, _ := found.one("DAJ")
	if state != "" && document.Issuer.Jurisdiction != "" && !strings.EqualFold(state, document.Issuer.Jurisdiction) {
		document.Warnings = append(document.Warnings, WarnAddressState)
	}
	country, _ := found.one("DCG")
	country = strings.ToUpper(country)
	if country == "CDN" {
		country = "CAN"
	}
	if country != "" && document.Issuer.Country != "" && country != document.Issuer.Country {
		document.Warnings = append(document.Warnings, WarnCountry)
	}
}
