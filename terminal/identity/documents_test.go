package identity_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
)

// abroad is avery's document of a country.
func abroad(kind idcard.Kind, source idcard.Source, country string) idcard.Document {
	document := avery()
	document.Kind, document.Source, document.Issuer, document.Version = kind, source, idcard.Issuer{Country: country}, 0
	document.IssueDate, document.IssueStatus = idcard.Date{}, idcard.Absent
	return document
}

func TestAssessKinds(t *testing.T) {
	for _, c := range []struct {
		document idcard.Document
		code     string
	}{
		{abroad(idcard.Passport, idcard.MRZ, "USA"), ""},
		{abroad(idcard.Passport, idcard.MRZ, "D"), ""},
		{abroad(idcard.Passport, idcard.MRZ, "RKS"), ""},
		{abroad(idcard.PassportCard, idcard.MRZ, "USA"), ""},
		{abroad(idcard.BorderCard, idcard.Manual, "CAN"), ""},
		{abroad(idcard.Military, idcard.Barcode, "USA"), ""},
		{abroad(idcard.Passport, idcard.MRZ, ""), "identity.unknown_issuer"},
		{abroad(idcard.Passport, idcard.MRZ, "UTO"), "identity.unknown_issuer"},
		{abroad(idcard.Passport, idcard.MRZ, "US"), "identity.unknown_issuer"},
		{abroad(idcard.Passport, idcard.MRZ, "840"), "identity.unknown_issuer"},
		{abroad(idcard.Military, idcard.Barcode, ""), "identity.unknown_issuer"},
		{abroad(idcard.DriverLicense, idcard.Barcode, "USA"), "identity.unknown_issuer"},
		{abroad(idcard.PermanentResident, idcard.MRZ, "USA"), "identity.kind"},
		{abroad(idcard.TravelID, idcard.MRZ, "MEX"), "identity.kind"},
		{abroad(idcard.Tribal, idcard.Manual, "USA"), "identity.kind"},
		{abroad(idcard.Consular, idcard.Manual, "MEX"), "identity.kind"},
		{abroad(idcard.OtherDocument, idcard.Manual, "USA"), "identity.kind"},
		{abroad("", idcard.MRZ, "USA"), "identity.kind"},
	} {
		got := identity.Assess(c.document, today, 21)
		if got.Code != c.code || (got.Outcome == identity.Accepted) != (c.code == "") {
			t.Errorf("%s of %q: %s %s", c.document.Kind, c.document.Issuer.Country, got.Outcome, got.Code)
		}
		if c.code == "identity.kind" {
			for _, word := range []string{"driver license", "ID card", "passport", "passport card", "border card", "military ID"} {
				if !strings.Contains(got.Hint, word) {
					t.Errorf("%s: %q does not name %s", c.document.Kind, got.Hint, word)
				}
			}
		}
	}
	if kinds := identity.AcceptedKinds(); len(kinds) != 6 {
		t.Errorf("%v", kinds)
	}
	identity.AcceptedKinds()[0] = idcard.Tribal
	if identity.AcceptedKinds()[0] != idcard.DriverLicense {
		t.Error("the list can be changed")
	}
}

func TestAssessMilitary(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*idcard.Document)
		outcome identity.Outcome
		code    string
	}{
		"no end":           {func(d *idcard.Document) { d.ExpiryDate, d.ExpiryStatus = idcard.Date{}, idcard.Absent }, identity.Unreadable, "identity.unreadable"},
		"no number":        {func(d *idcard.Document) { d.Number, d.NumberStatus = "", idcard.Absent }, identity.Refused, "identity.number_withheld"},
		"no number, minor": {func(d *idcard.Document) { d.Number, d.NumberStatus, d.BirthDate = "", idcard.Absent, day("2006-01-01") }, identity.Refused, "identity.under_age"},
		"no number, expired": {func(d *idcard.Document) {
			d.Number, d.NumberStatus, d.ExpiryDate = "", idcard.Absent, day("2026-11-23")
		}, identity.Refused, "identity.expired"},
		"number invalid": {func(d *idcard.Document) { d.Number, d.NumberStatus = "", idcard.Invalid }, identity.Unreadable, "identity.unreadable"},
		"number typed":   {func(d *idcard.Document) { d.Number, d.NumberStatus, d.Source = "", idcard.Absent, idcard.Manual }, identity.Unreadable, "identity.unreadable"},
	} {
		document := abroad(idcard.Military, idcard.Barcode, "USA")
		c.change(&document)
		if got := identity.Assess(document, today, 21); got.Outcome != c.outcome || got.Code != c.code || got.Hint == "" {
			t.Errorf("%s: %s %s", name, got.Outcome, got.Code)
		}
	}
}

// A passport that expired in 1999 reads 2099.
func TestOldPassportIsNotGoodForACentury(t *testing.T) {
	for expiry, want := range map[string]string{"2046-11-24": "", "2046-11-25": "identity.dates", "2099-01-01": "identity.dates"} {
		document := abroad(idcard.Passport, idcard.MRZ, "USA")
		document.ExpiryDate = day(expiry)
		if got := identity.Assess(document, today, 21); got.Code != want {
			t.Errorf("%s: %s %s", expiry, got.Outcome, got.Code)
		}
	}
}

func TestTokensOfOtherDocuments(t *testing.T) {
	key := []byte(strings.Repeat("k", identity.DayKeyMinBytes))
	token := func(document idcard.Document) string {
		got, err := identity.Token(key, document)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	passport := abroad(idcard.Passport, idcard.MRZ, "USA")
	seen := map[string]string{token(avery()): "licence", token(passport): "passport"}
	for name, document := range map[string]idcard.Document{
		"another kind": abroad(idcard.PassportCard, idcard.MRZ, "USA"), "another country": abroad(idcard.Passport, idcard.MRZ, "CAN"),
		"a licence of Jalisco": func() idcard.Document {
			document := abroad(idcard.DriverLicense, idcard.Manual, "MEX")
			document.Issuer.Jurisdiction = "JAL"
			return document
		}(),
	} {
		got := token(document)
		if seen[got] != "" {
			t.Errorf("%s has the token of the %s", name, seen[got])
		}
		seen[got] = name
	}
	typed := passport
	typed.Source, typed.Number = idcard.Manual, "94-1234567"
	if token(typed) != token(passport) {
		t.Error("the same passport typed in has another token")
	}
	for name, document := range map[string]idcard.Document{
		"no country": abroad(idcard.Passport, idcard.MRZ, ""), "no kind": abroad("", idcard.MRZ, "USA"), "a scanned licence": abroad(idcard.DriverLicense, idcard.Barcode, "USA"),
		"a strange issuer": func() idcard.Document {
			document := avery()
			document.Issuer.IIN = "\x1fPASSPORT\x1fUSA\x1f"
			return document
		}(),
	} {
		if got, err := identity.Token(key, document); err == nil || got != "" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// No document without an issuer number ever has the token of one with it, whatever
// kind, country and number are made of.
func TestTokensOfTwoWorldsDiffer(t *testing.T) {
	key := []byte(strings.Repeat("k", identity.DayKeyMinBytes))
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringMatching(`[0-9A-Z\x1f]{1,8}`)
		licence := avery()
		licence.Issuer.IIN, licence.Number = rapid.StringMatching(`[0-9]{1,6}`).Draw(t, "iin"), part.Draw(t, "licence")+"1"
		other := abroad(idcard.Kind(part.Draw(t, "kind")), idcard.MRZ, part.Draw(t, "country"))
		other.Number = part.Draw(t, "number") + "1"
		a, err := identity.Token(key, licence)
		if err != nil {
			t.Fatal(err)
		}
		b, err := identity.Token(key, other)
		if err != nil {
			t.Fatal(err)
		}
		if a == b {
			t.Fatal("the same token")
		}
	})
}

// entry is what somebody types in from avery's licence.
func entry() identity.ManualEntry {
	return identity.ManualEntry{
		Kind: idcard.DriverLicense, Country: "USA", Jurisdiction: "CO", Number: "941234567", FamilyName: "STONE", FirstName: "AVERY",
		BirthDate: day("1990-03-07"), ExpiryDate: day("2028-08-15"), IssueDate: day("2023-08-15"),
	}
}

func TestManualDocument(t *testing.T) {
	typed := entry()
	typed.Country, typed.Jurisdiction, typed.Number, typed.FamilyName, typed.FirstName = " usa", "co ", "94-123 4567", " Stone ", "avery"
	got, err := identity.ManualDocument(typed)
	if err != nil {
		t.Fatal(err)
	}
	scanned := avery()
	if got.Number != scanned.Number || got.FamilyName != scanned.FamilyName || got.FirstName != scanned.FirstName || got.Issuer != scanned.Issuer {
		t.Error("not written as a scan is")
	}
	if got.Source != idcard.Manual || !slices.Equal(identity.Hints(got), []string{identity.WarnManual}) {
		t.Errorf("%s %v", got.Source, identity.Hints(got))
	}
	if verdict := identity.Assess(got, today, 21); verdict.Outcome != identity.Accepted || !slices.Contains(verdict.Warnings, identity.WarnManual) {
		t.Errorf("%s %s", verdict.Outcome, verdict.Code)
	}
	key := []byte(strings.Repeat("k", identity.DayKeyMinBytes))
	a, errA := identity.Token(key, got)
	b, errB := identity.Token(key, scanned)
	if errA != nil || errB != nil || a != b {
		t.Error("the same licence has two tokens")
	}
	typed.BirthDate = day("2006-03-07")
	if minor, err := identity.ManualDocument(typed); err != nil || identity.Assess(minor, today, 21).Code != "identity.under_age" {
		t.Errorf("a minor: %v", err)
	}
	passport := entry()
	passport.Kind, passport.Country, passport.IssueDate = idcard.Passport, "d", idcard.Date{}
	if got, err := identity.ManualDocument(passport); err != nil || got.Issuer != (idcard.Issuer{Country: "D"}) || got.IssueStatus != idcard.Absent || identity.Assess(got, today, 21).Outcome != identity.Accepted {
		t.Errorf("passport: %v", err)
	}
	mexican := entry()
	mexican.Country, mexican.Jurisdiction = "MEX", "jal"
	if got, err := identity.ManualDocument(mexican); err != nil || got.Issuer.IIN != "" || identity.Assess(got, today, 21).Outcome != identity.Accepted {
		t.Errorf("Mexican licence: %v", err)
	}
}

func TestManualMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*identity.ManualEntry)
		code   string
	}{
		"no kind":              {func(e *identity.ManualEntry) { e.Kind = "" }, "kind"},
		"another kind":         {func(e *identity.ManualEntry) { e.Kind = "library_card" }, "kind"},
		"no country":           {func(e *identity.ManualEntry) { e.Country = " " }, "country"},
		"Utopia":               {func(e *identity.ManualEntry) { e.Country = "UTO" }, "country"},
		"two letters":          {func(e *identity.ManualEntry) { e.Country = "US" }, "country"},
		"no state":             {func(e *identity.ManualEntry) { e.Jurisdiction = "" }, "jurisdiction"},
		"state of elsewhere":   {func(e *identity.ManualEntry) { e.Jurisdiction = "ON" }, "jurisdiction"},
		"no state in Mexico":   {func(e *identity.ManualEntry) { e.Country, e.Jurisdiction = "MEX", "" }, "jurisdiction"},
		"a word in Mexico":     {func(e *identity.ManualEntry) { e.Country, e.Jurisdiction = "MEX", "JALISCO" }, "jurisdiction"},
		"no number":            {func(e *identity.ManualEntry) { e.Number = " - " }, "number"},
		"stars":                {func(e *identity.ManualEntry) { e.Number = "***" }, "number"},
		"an umlaut":            {func(e *identity.ManualEntry) { e.Number = "94123456Ä" }, "number"},
		"26 characters":        {func(e *identity.ManualEntry) { e.Number = strings.Repeat("9", 26) }, "number"},
		"no family name":       {func(e *identity.ManualEntry) { e.FamilyName = " " }, "name"},
		"hyphens":              {func(e *identity.ManualEntry) { e.FamilyName = "--" }, "name"},
		"a digit":              {func(e *identity.ManualEntry) { e.FamilyName = "ST0NE" }, "name"},
		"41 letters":           {func(e *identity.ManualEntry) { e.FamilyName = strings.Repeat("é", 41) }, "name"},
		"a control character":  {func(e *identity.ManualEntry) { e.FirstName = "AV\x1bERY" }, "name"},
		"no birth date":        {func(e *identity.ManualEntry) { e.BirthDate = idcard.Date{} }, "birth_date"},
		"30 February":          {func(e *identity.ManualEntry) { e.BirthDate = idcard.Date{Year: 1990, Month: 2, Day: 30} }, "birth_date"},
		"no expiry date":       {func(e *identity.ManualEntry) { e.ExpiryDate = idcard.Date{} }, "expiry_date"},
		"issued on 31 June":    {func(e *identity.ManualEntry) { e.IssueDate = idcard.Date{Year: 2023, Month: 6, Day: 31} }, "issue_date"},
		"no first name":        {func(e *identity.ManualEntry) { e.FirstName = "" }, ""},
		"25 characters":        {func(e *identity.ManualEntry) { e.Number = strings.Repeat("9", 25) }, ""},
		"40 letters":           {func(e *identity.ManualEntry) { e.FamilyName = strings.Repeat("é", 40) }, ""},
		"accents, apostrophes": {func(e *identity.ManualEntry) { e.FamilyName = "O’Brien-Núñez Jr." }, ""},
		"Washington":           {func(e *identity.ManualEntry) { e.Jurisdiction, e.Number = "WA", "STONEAL103K*" }, ""},
	} {
		typed := entry()
		c.change(&typed)
		got, err := identity.ManualDocument(typed)
		if c.code == "" {
			if err != nil || got.Source != idcard.Manual {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		coded := terminal.AsError(err)
		if err == nil || coded.Code != "identity.manual_"+c.code || coded.Kind != terminal.Invalid || coded.Hint == "" || got.Kind != "" {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, secret := range []string{"STONE", "AVERY", "941234567", "1990"} {
			if strings.Contains(coded.Message+coded.Hint, secret) {
				t.Errorf("%s: words hold %s", name, secret)
			}
		}
	}
}

// Every state and province of the table can be typed in, and is known.
func TestEveryJurisdictionCanBeTypedIn(t *testing.T) {
	for country, codes := range map[string]string{
		"USA": "AK AL AR AS AZ CA CO CT DC DE FL GA GU HI IA ID IL IN KS KY LA MA MD ME MI MN MO MP MS MT NC ND NE NH NJ NM NV NY OH OK OR PA PR RI SC SD TN TX UT VA VI VT WA WI WV WY",
		"CAN": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
	} {
		for _, jurisdiction := range strings.Fields(codes) {
			typed := entry()
			typed.Country, typed.Jurisdiction = country, jurisdiction
			if got, err := identity.ManualDocument(typed); err != nil || len(got.Issuer.IIN) != 6 {
				t.Errorf("%s: %v", jurisdiction, err)
			}
		}
	}
}
