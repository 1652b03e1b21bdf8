package identity

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// Validity that no issuer gives, in years, generously: the longest spans in force
// are 12 years and an extension, and in Arizona up to the 65th birthday of who
// was 12 or more. From seniorAge on some issuers give cards without an end.
const (
	validityMaxYears        = 13
	validityMaxYearsArizona = 53
	seniorAge               = 60
)

// Hints gives the codes of everything odd about a document by itself, in a fixed
// order and without duplicates: what its reader found, then what is found here.
// They are reasons to look at the card and never change an Outcome. A hint about
// a field speaks only where the field could be read.
func Hints(document idcard.Document) []string {
	var hints []string
	add := func(when bool, code string) {
		if when && !slices.Contains(hints, code) {
			hints = append(hints, code)
		}
	}
	for _, code := range document.Warnings {
		add(true, code)
	}
	add(document.Source == idcard.Manual, WarnManual)
	add(addressElsewhere(document), WarnAddressElsewhere)
	addDateHints(document, add)
	if document.NumberStatus == idcard.OK {
		add(!patternFits(document), WarnNumberPattern)
		add(!numberBirthFits(document), WarnNumberBirthDate)
		add(!numberNameFits(document), WarnNumberName)
	}
	add(specimen(document), WarnSpecimenName)
	return hints
}

func addDateHints(document idcard.Document, add func(bool, string)) {
	birth, issued := birthOf(document), issueOf(document)
	if !birth.IsZero() {
		differs := func(printedDay idcard.Date, years int) bool {
			return printedDay.Valid() && !nextTo(printedDay, Birthday(birth, years))
		}
		add(differs(document.Under18Until, 18), WarnUnder18Differs)
		add(differs(document.Under19Until, 19), WarnUnder19Differs)
		add(differs(document.Under21Until, under21), WarnUnder21Differs)
	}
	if issued.IsZero() {
		add(printsIssue(document), WarnIssueUnknown)
		return
	}
	add(!birth.IsZero() && stateCard(document) && issued.Before(Birthday(birth, under21)), WarnIssuedUnder21)
	if document.Issuer.IIN != "" {
		add(issued.Before(standards[document.Version]), WarnVersionTooNew)
	}
	add(document.RevisionDate.Valid() && document.RevisionDate.After(issued), WarnDesignAfterIssue)
	add(validTooLong(document, birth, issued), WarnValidityLong)
}

// stateCard says that a document is one that a state gives, with a day of issue
// and another look for who is under age.
func stateCard(document idcard.Document) bool {
	return document.Kind == idcard.DriverLicense || document.Kind == idcard.IDCard
}

// printsIssue says that a day of issue is to be expected: the layout of the
// magnetic stripe has none, and passports print theirs for the eye only.
func printsIssue(document idcard.Document) bool {
	return stateCard(document) && document.Source != idcard.Magnetic
}

func addressElsewhere(document idcard.Document) bool {
	return document.AddressState != "" && document.Issuer.Jurisdiction != "" &&
		!strings.EqualFold(document.AddressState, document.Issuer.Jurisdiction)
}

func validTooLong(document idcard.Document, birth, issued idcard.Date) bool {
	if document.ExpiryStatus != idcard.OK || !document.ExpiryDate.Valid() {
		return false
	}
	if !birth.IsZero() && !issued.Before(Birthday(birth, seniorAge)) {
		return false
	}
	years := validityMaxYears
	if document.Issuer.Jurisdiction == "AZ" {
		years = validityMaxYearsArizona
	}
	return document.ExpiryDate.After(Birthday(issued, years))
}

// specimens are family names of samples and generators of cards.
var specimens = []string{"sample", "motorist", "specimen", "cardholder", "licenseholder", "licensee", "testcard"}

// placeholders are whole names of that sort.
var placeholders = []string{"johndoe", "janedoe", "johnqpublic", "johnpublic", "janepublic", "jilldriver", "joedriver"}

func specimen(document idcard.Document) bool {
	family, first := foldName(document.FamilyName), foldName(document.FirstName)
	return slices.Contains(specimens, family) || slices.Contains(specimens, first) ||
		family != "" && slices.Contains(placeholders, first+family)
}

// birthOf is the birth date, zero if it cannot be relied on.
func birthOf(document idcard.Document) idcard.Date {
	if document.BirthDateStatus != idcard.OK || !document.BirthDate.Valid() {
		return idcard.Date{}
	}
	return document.BirthDate
}
