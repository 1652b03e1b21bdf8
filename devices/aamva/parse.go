// Package aamva reads the PDF417 barcode of North American driver licences and
// ID cards (AAMVA DL/ID Card Design Standard, annex D, versions 01 to 11 and
// what comes after) and the magnetic layout in British Columbia's barcode
// (annex F) into an idcard.Document.
//
// It refuses rather than guesses. Elements are found by their separators, never
// by the card's own directory, which issuers often get wrong; a tag that comes
// twice with different values has no value; a date that is cut short is absent.
// Any known tag is read in any version: the version says how long the header is
// and which order of dates to try first, no more. What is read says nothing
// about whether the card is genuine: the barcode is not signed.
package aamva

import "github.com/curbline/curbline/terminal/idcard"

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
	WarnKindUnknown    = "kind_assumed"       // nothing says whether it is a licence or an ID card
	WarnNameConflict   = "name_conflict"      // a name came twice, with different values
	WarnNameOrder      = "name_order_unclear" // a full name that cannot be split for sure
	WarnNameCutOff     = "name_cut_off"       // a name is longer than the barcode has it
	WarnGluedScans     = "scanned_twice"      // two scans of the same document in one
	WarnUnder21Invalid = "under_21_invalid"   // DDJ came twice or is no date
)

// diplomats is the jurisdiction of the US State Department, whose cards have the
// holder's address in some state.
const diplomats = "DOS"

// Parses says whether an AAMVA version is read: all but 00, from before 2000,
// which has no layout to rely on. Versions that are not published yet are read
// like the newest.
func Parses(version int) bool { return version > 0 }

// Parse reads one scan. All errors are *Error with words for the person at the
// counter. A nil error does not mean that the fields are usable: look at each
// status of the Document.
func Parse(raw []byte) (idcard.Document, error) {
	if len(raw) > ScanMaxBytes {
		return idcard.Document{}, Classify(raw)
	}
	headers, count := findHeaders(raw)
	switch {
	case count == 0 && isBritishColumbia(raw):
		return parseMagnetic(raw)
	case count == 0:
		return idcard.Document{}, Classify(raw)
	case count == 1:
		return parseOne(raw, headers[0])
	case count > len(headers):
		return idcard.Document{}, refuseGlued()
	default:
		return parseGlued(raw, headers[:count])
	}
}

// parseGlued reads several scans that came as one. The last complete one is
// used where each of the others is certainly of the same document.
func parseGlued(raw []byte, headers []int) (idcard.Document, error) {
	var documents []idcard.Document
	for index, at := range headers {
		end := len(raw)
		if index+1 < len(headers) {
			end = scanStart(raw, headers[index+1], at+fileTypeBytes+8)
		}
		document, err := parseOne(raw[:end], at)
		if err != nil {
			return idcard.Document{}, err
		}
		documents = append(documents, document)
	}
	for index := len(documents) - 1; index >= 0; index-- {
		chosen := documents[index]
		if !complete(chosen) {
			continue
		}
		for _, other := range documents {
			if !sameDocument(chosen, other) {
				return idcard.Document{}, refuseGlued()
			}
		}
		chosen.Warnings = append(chosen.Warnings, WarnGluedScans)
		return chosen, nil
	}
	return idcard.Document{}, refuseGlued()
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
	if !head.layout {
		return idcard.Document{}, refuseDamaged()
	}
	var found elements
	if !splitElements(raw, &head, &found) {
		if len(raw)-head.body < cutBytes {
			return idcard.Document{}, refuseDamaged()
		}
		return idcard.Document{}, refuseSeparators()
	}
	if found.second {
		return idcard.Document{}, refuseGlued()
	}
	document := idcard.Document{Kind: head.kind, Source: idcard.Barcode, Version: head.version}
	if issuer, known := issuers[string(head.iin[:])]; known {
		document.Issuer = issuer
	} else {
		document.Issuer.IIN = string(head.iin[:])
		document.Warnings = append(document.Warnings, WarnIssuerUnknown)
	}
	if document.Kind == "" {
		document.Kind = idcard.DriverLicense
		document.Warnings = append(document.Warnings, WarnKindUnknown)
	}
	if head.wrong(raw) && !oftenWrong(document.Issuer.Jurisdiction) {
		document.Warnings = append(document.Warnings, WarnDirectory)
	}
	country := countryOf(found.text(tagCountry))
	readNumber(&found, &document)
	readNames(&found, &document, head.flipped)
	readDates(&found, &document, country)
	document.Sex = sexOf(found.text(tagSex))
	readState(&found, &document)
	compareCountry(&document, country)
	return document, nil
}

func sexOf(value []byte) string {
	if len(value) != 1 {
		return ""
	}
	switch upper(value[0]) {
	case '1', 'M':
		return "M"
	case '2', 'F':
		return "F"
	case '9', 'X':
		return "X"
	}
	return ""
}

// readState reads the state of the address and notes where it is not the
// issuer's.
func readState(found *elements, document *idcard.Document) {
	state := found.text(tagState)
	if len(state) == 0 {
		state = found.text(tagStateOld)
	}
	if len(state) == 0 {
		return
	}
	own := document.Issuer.Jurisdiction
	if own != "" && len(state) == len(own) && hasPrefixFold(state, own) {
		document.AddressState = own
		return
	}
	if len(state) == 2 && isLetter(state[0]) && isLetter(state[1]) {
		document.AddressState = string([]byte{upper(state[0]), upper(state[1])})
	}
	if own != "" && own != diplomats {
		document.Warnings = append(document.Warnings, WarnAddressState)
	}
}

// elsewhere is a country that has no issuer in the table.
const elsewhere = "other"

// countryOf reads DCG. Some Canadian issuers write CDN.
func countryOf(value []byte) string {
	for _, one := range [...]struct{ written, country string }{
		{"USA", "USA"}, {"CAN", "CAN"}, {"CDN", "CAN"}, {"US", "USA"}, {"CA", "CAN"}, {"MEX", "MEX"},
	} {
		if len(value) == len(one.written) && hasPrefixFold(value, one.written) {
			return one.country
		}
	}
	if len(value) > 0 {
		return elsewhere
	}
	return ""
}

func compareCountry(document *idcard.Document, country string) {
	if country != "" && document.Issuer.Country != "" && country != document.Issuer.Country {
		document.Warnings = append(document.Warnings, WarnCountry)
	}
}
