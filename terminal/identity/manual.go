package identity

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
)

// Lengths of what can be typed in: those of the same elements in a barcode
// (AAMVA DL/ID Card Design Standard, annex D: DAQ, DCS, DAC).
const (
	ManualNumberMaxCharacters = 25
	ManualNameMaxCharacters   = 40
)

// ManualEntry is what a person typed in who looked at a document.
type ManualEntry struct {
	Kind idcard.Kind `json:"kind"`
	// Country is a code of three letters such as USA, or D for Germany.
	Country string `json:"country"`
	// Jurisdiction is the postal code of the state or province, for licences and ID
	// cards only.
	Jurisdiction string      `json:"jurisdiction,omitempty"`
	Number       string      `json:"number"`
	FamilyName   string      `json:"family_name"`
	FirstName    string      `json:"first_name,omitempty"`
	BirthDate    idcard.Date `json:"birth_date"`
	ExpiryDate   idcard.Date `json:"expiry_date"`
	IssueDate    idcard.Date `json:"issue_date,omitzero"`
}

// issuersCSV has the issuer numbers of the states and provinces, one a line:
// postal code, country, number.
//
//go:embed issuers.csv
var issuersCSV string

var issuerNumbers = sync.OnceValue(func() map[place]string {
	table := make(map[place]string)
	for line := range strings.Lines(issuersCSV) {
		if fields := strings.Split(strings.TrimSpace(line), ","); len(fields) == 3 && fields[0] != "jurisdiction" {
			table[place{fields[1], fields[0]}] = fields[2]
		}
	}
	return table
})

// manualKinds are the kinds that can be typed in. Assess says which of them are
// accepted.
var manualKinds = []idcard.Kind{
	idcard.DriverLicense, idcard.IDCard, idcard.Passport, idcard.PassportCard, idcard.PermanentResident, idcard.BorderCard,
	idcard.TravelID, idcard.Military, idcard.Tribal, idcard.Consular, idcard.OtherDocument,
}

// ManualDocument makes a document of what a person typed in. It is written as a
// reader would write it, so that a licence has the same Token typed in and
// scanned, and says for ever that it was typed in. Whether the dates can be true
// together is for Assess.
//
// It returns an Invalid error of code identity.manual_kind, manual_country,
// manual_jurisdiction, manual_number, manual_name, manual_birth_date,
// manual_expiry_date or manual_issue_date (each after identity.) for the first
// mistake.
func ManualDocument(entry ManualEntry) (idcard.Document, error) {
	document := idcard.Document{
		Kind: entry.Kind, Source: idcard.Manual,
		Number: normalNumber(entry.Number), FamilyName: typedName(entry.FamilyName), FirstName: typedName(entry.FirstName),
		BirthDate: entry.BirthDate, BirthDateStatus: idcard.OK, ExpiryDate: entry.ExpiryDate, ExpiryStatus: idcard.OK,
		IssueDate: entry.IssueDate, IssueStatus: idcard.OK, NumberStatus: idcard.OK,
		Issuer: idcard.Issuer{Country: typedCode(entry.Country), Jurisdiction: typedCode(entry.Jurisdiction)},
	}
	if entry.IssueDate.IsZero() {
		document.IssueStatus = idcard.Absent
	}
	if err := manualMistake(entry, document); err != nil {
		return idcard.Document{}, err
	}
	if stateCard(document) {
		document.Issuer.IIN = issuerNumbers()[placeOf(document)]
	} else {
		document.Issuer.Jurisdiction = ""
	}
	return document, nil
}

// manualMistake gives the first mistake of an entry, nil if there is none.
func manualMistake(entry ManualEntry, document idcard.Document) error {
	for _, check := range []struct {
		good             bool
		code, said, hint string
	}{
		{slices.Contains(manualKinds, document.Kind), "kind", "What kind of document it is has not been chosen.", "Choose the kind of document."},
		{KnownCountry(document.Issuer.Country), "country", "The country is not one that gives documents.", "Enter the three letters of the country, such as USA, CAN or MEX."},
		{jurisdictionFits(document), "jurisdiction", "The state or province is not one of that country.", "Enter its two letters, such as CO."},
		{typedNumberFits(document.Number), "number", "The document number is not complete.", "Enter the letters and digits of the number as printed, 25 at most."},
		{nameFits(document.FamilyName), "name", "The family name is missing or is not a name.", "Enter the family name as printed, 40 letters at most."},
		{document.FirstName == "" || nameFits(document.FirstName), "name", "The first name is not a name.", "Enter the first name as printed, or leave it empty."},
		{entry.BirthDate.Valid(), "birth_date", "The birth date is not a day of the calendar.", "Enter year, month and day of birth as printed."},
		{entry.ExpiryDate.Valid(), "expiry_date", "The expiry date is not a day of the calendar.", "Enter year, month and day of expiry as printed."},
		{entry.IssueDate.IsZero() || entry.IssueDate.Valid(), "issue_date", "The day of issue is not a day of the calendar.", "Enter the day of issue as printed, or leave it empty."},
	} {
		if !check.good {
			return terminal.Errorf(terminal.Invalid, "identity.manual_"+check.code, "%s", check.said).WithHint("%s", check.hint)
		}
	}
	return nil
}

// jurisdictionFits asks for a state or province with licences and ID cards: of
// the table where the country has issuer numbers for all of them, any short code
// elsewhere.
func jurisdictionFits(document idcard.Document) bool {
	if !stateCard(document) {
		return true
	}
	at := placeOf(document)
	if at.country == "USA" || at.country == "CAN" {
		return issuerNumbers()[at] != ""
	}
	return at.jurisdiction != "" && len(at.jurisdiction) <= 3 && plainCode(at.jurisdiction)
}

func typedNumberFits(number string) bool {
	return strings.Trim(number, "*") != "" && len(number) <= ManualNumberMaxCharacters && plainCode(strings.ReplaceAll(number, "*", ""))
}

func plainCode(code string) bool {
	return strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// nameFits asks for at least one letter and for nothing that is not in names.
func nameFits(name string) bool {
	if utf8.RuneCountInString(name) > ManualNameMaxCharacters || strings.IndexFunc(name, unicode.IsLetter) < 0 {
		return false
	}
	return strings.IndexFunc(name, func(char rune) bool {
		return !unicode.IsLetter(char) && !unicode.Is(unicode.Mn, char) && !strings.ContainsRune(" -'’.,", char)
	}) < 0
}

func typedCode(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// typedName is a name in capitals with single spaces.
func typedName(name string) string { return strings.ToUpper(strings.Join(strings.Fields(name), " ")) }
