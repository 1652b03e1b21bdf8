package identity_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
)

// from makes avery's card one of another state.
func from(jurisdiction, number string) func(*idcard.Document) {
	return func(d *idcard.Document) {
		d.Issuer, d.Number = idcard.Issuer{IIN: "636000", Jurisdiction: jurisdiction, Country: "USA"}, number
	}
}

func and(changes ...func(*idcard.Document)) func(*idcard.Document) {
	return func(d *idcard.Document) {
		for _, change := range changes {
			change(d)
		}
	}
}

func TestHints(t *testing.T) {
	born := func(text string) func(*idcard.Document) {
		return func(d *idcard.Document) { d.BirthDate = day(text) }
	}
	named := func(first, family string) func(*idcard.Document) {
		return func(d *idcard.Document) { d.FirstName, d.FamilyName = first, family }
	}
	for name, c := range map[string]struct {
		change func(*idcard.Document)
		want   []string
	}{
		"nothing odd":           {func(*idcard.Document) {}, nil},
		"its reader's":          {func(d *idcard.Document) { d.Warnings = []string{"scanned_twice", "directory_wrong", "scanned_twice"} }, []string{"scanned_twice", "directory_wrong"}},
		"typed in":              {func(d *idcard.Document) { d.Source = idcard.Manual }, []string{"manual_entry"}},
		"address here":          {func(d *idcard.Document) { d.AddressState = "co" }, nil},
		"address elsewhere":     {func(d *idcard.Document) { d.AddressState = "NM" }, []string{"address_elsewhere"}},
		"address twice":         {func(d *idcard.Document) { d.AddressState, d.Warnings = "NM", []string{"address_elsewhere"} }, []string{"address_elsewhere"}},
		"18 right":              {func(d *idcard.Document) { d.Under18Until = day("2008-03-08") }, nil},
		"18 differs":            {func(d *idcard.Document) { d.Under18Until = day("2008-03-09") }, []string{"under_18_differs"}},
		"19 right":              {func(d *idcard.Document) { d.Under19Until = day("2009-03-06") }, nil},
		"19 differs":            {func(d *idcard.Document) { d.Under19Until = day("2009-03-05") }, []string{"under_19_differs"}},
		"21 right":              {func(d *idcard.Document) { d.Under21Until = day("2011-03-07") }, nil},
		"21 differs":            {func(d *idcard.Document) { d.Under21Until = day("2012-03-07") }, []string{"under_21_differs"}},
		"no birth date":         {func(d *idcard.Document) { d.Under21Until, d.BirthDateStatus = day("2012-03-07"), idcard.Conflict }, nil},
		"no issue date":         {func(d *idcard.Document) { d.IssueStatus = idcard.Absent }, []string{"issue_unknown"}},
		"passport":              {func(d *idcard.Document) { d.Kind, d.IssueStatus = idcard.Passport, idcard.Absent }, nil},
		"magnetic":              {func(d *idcard.Document) { d.Source, d.IssueStatus = idcard.Magnetic, idcard.Absent }, nil},
		"issued at 20":          {func(d *idcard.Document) { d.BirthDate = day("2002-08-16") }, []string{"issued_under_21"}},
		"issued at 21":          {func(d *idcard.Document) { d.BirthDate = day("2002-08-15") }, nil},
		"CAC at 20":             {func(d *idcard.Document) { d.Kind, d.BirthDate = idcard.Military, day("2002-08-16") }, nil},
		"version 11":            {func(d *idcard.Document) { d.Version = 11 }, []string{"version_too_new"}},
		"design before":         {func(d *idcard.Document) { d.RevisionDate = day("2023-08-15") }, nil},
		"design after":          {func(d *idcard.Document) { d.RevisionDate = day("2023-08-16") }, []string{"design_after_issue"}},
		"13 years":              {func(d *idcard.Document) { d.ExpiryDate = day("2036-08-15") }, nil},
		"13 years and a day":    {func(d *idcard.Document) { d.ExpiryDate = day("2036-08-16") }, []string{"validity_long"}},
		"a senior's":            {and(born("1960-03-07"), func(d *idcard.Document) { d.ExpiryDate = day("2090-08-15") }), nil},
		"Arizona":               {and(from("AZ", "D12345678"), func(d *idcard.Document) { d.ExpiryDate = day("2055-03-07") }), nil},
		"Arizona for ever":      {and(from("AZ", "D12345678"), func(d *idcard.Document) { d.ExpiryDate = day("2090-03-07") }), []string{"validity_long"}},
		"pattern":               {func(d *idcard.Document) { d.Number = "X1" }, []string{"number_pattern"}},
		"pattern of an ID card": {func(d *idcard.Document) { d.Number, d.Kind = "X1", idcard.IDCard }, nil},
		"pattern unknown":       {from("GU", "X1"), nil},
		"Washington":            {from("WA", "STONEAL103K*"), nil},
		"Washington too short":  {from("WA", "STONEAL103K"), []string{"number_pattern"}},
		"number not read":       {func(d *idcard.Document) { d.Number, d.NumberStatus = "X1", idcard.Invalid }, nil},
		// STONE is S350. 7 March 1990: FL and WI 2*40+7, IL 2*31+7.
		"FL man":             {from("FL", "S350-000-90-087-0"), nil},
		"FL woman":           {from("FL", "S350000905870"), nil},
		"FL other day":       {from("FL", "S350000900880"), []string{"number_birth_date"}},
		"FL other year":      {from("FL", "S350000920870"), []string{"number_birth_date"}},
		"FL IL's women":      {from("FL", "S350000906870"), []string{"number_birth_date"}},
		"FL unknown birth":   {and(from("FL", "S350000920870"), func(d *idcard.Document) { d.BirthDateStatus = idcard.Absent }), nil},
		"FL ID card":         {and(from("FL", "S350000920870"), func(d *idcard.Document) { d.Kind = idcard.IDCard }), nil},
		"WI":                 {from("WI", "S350-0009-0087-01"), nil},
		"WI other day":       {from("WI", "S3500009069701"), []string{"number_birth_date"}},
		"IL man":             {from("IL", "S350-0009-0069"), nil},
		"IL woman":           {from("IL", "S35000090669"), nil},
		"IL other day":       {from("IL", "S35000090087"), []string{"number_birth_date"}},
		"IL made younger":    {and(from("IL", "S35000090069"), born("2001-03-07")), []string{"number_birth_date"}},
		"IL 31 December":     {and(from("IL", "S35000090372"), born("1990-12-31")), nil},
		"other name FL":      {and(from("FL", "B350000900870")), []string{"number_name"}},
		"other name MD":      {from("MD", "B350000000000"), []string{"number_name"}},
		"other name MI":      {from("MI", "S351000000000"), []string{"number_name"}},
		"other name MN":      {from("MN", "S340000000000"), []string{"number_name"}},
		"same name MN":       {from("MN", "S350000000000"), nil},
		"name of two":        {and(from("MN", "R163000000000"), named("AVERY", "STONE-ROBERT")), nil},
		"name of two in one": {and(from("MN", "S356000000000"), named("AVERY", "STONE ROBERT")), nil},
		"ASHCRAFT bridged":   {and(from("MN", "A261000000000"), named("AVERY", "ASHCRAFT")), nil},
		"ASHCRAFT parted":    {and(from("MN", "A226000000000"), named("AVERY", "ASHCRAFT")), nil},
		"TYMCZAK":            {and(from("MN", "T522000000000"), named("AVERY", "TYMCZAK")), nil},
		"PFISTER":            {and(from("MN", "P236000000000"), named("AVERY", "PFISTER")), nil},
		"LEE":                {and(from("MN", "L000000000000"), named("AVERY", "LEE")), nil},
		"no name":            {and(from("MN", "L000000000000"), named("AVERY", "")), nil},
		"another script":     {and(from("MN", "L000000000000"), named("AVERY", "李")), nil},
		"sample":             {named("AVERY", "Sample"), []string{"specimen_name"}},
		"motorist":           {named("MICHAEL", "MOTORIST"), []string{"specimen_name"}},
		"first specimen":     {named("SPECIMEN", "STONE"), []string{"specimen_name"}},
		"John Doe":           {named("JOHN", "DOE"), []string{"specimen_name"}},
		"Avery Doe":          {named("AVERY", "DOE"), nil},
		"a zero document":    {func(d *idcard.Document) { *d = idcard.Document{} }, nil},
	} {
		document := avery()
		c.change(&document)
		got := identity.Hints(document)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		for _, code := range got {
			if !slices.Contains(identity.AllHints, code) {
				t.Errorf("%s: %s is not in AllHints", name, code)
			}
		}
	}
}

func TestHintsOfTheDay(t *testing.T) {
	document := avery()
	document.RevisionDate = day("2026-11-25")
	if got := identity.Assess(document, today, 21); got.Outcome != identity.Accepted || !slices.Equal(got.Warnings, []string{identity.WarnDesignAfterIssue, identity.WarnDesignInFuture}) {
		t.Errorf("%s %v", got.Outcome, got.Warnings)
	}
	document.RevisionDate = day("2026-11-24")
	if got := identity.Assess(document, today, 21); slices.Contains(got.Warnings, identity.WarnDesignInFuture) {
		t.Errorf("%v", got.Warnings)
	}
}

var code = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Every constant of a warning is in AllHints, once, and holds no personal value.
func TestAllHints(t *testing.T) {
	source, err := os.ReadFile("warnings.go")
	if err != nil {
		t.Fatal(err)
	}
	constants := regexp.MustCompile(`(?m)^\tWarn\w+ += "([^"]*)"$`).FindAllStringSubmatch(string(source), -1)
	if len(constants) != len(identity.AllHints) || len(constants) < 20 {
		t.Errorf("%d constants, %d in AllHints", len(constants), len(identity.AllHints))
	}
	for _, constant := range constants {
		if !slices.Contains(identity.AllHints, constant[1]) || !code.MatchString(constant[1]) {
			t.Errorf("%s", constant[1])
		}
	}
	if sorted := slices.Sorted(slices.Values(identity.AllHints)); len(slices.Compact(sorted)) != len(identity.AllHints) {
		t.Error("a code is there twice")
	}
}

// drawDocument makes a document of any sort, odd ones more often than not.
func drawDocument(t *rapid.T) idcard.Document {
	dates := []string{"1899-01-01", "1955-02-28", "1990-03-07", "2004-02-29", "2005-11-24", "2005-11-25", "2023-08-15", "2025-04-01", "2026-11-24", "2028-08-15", "2060-01-01", "2099-01-01"}
	date := func(label string) idcard.Date {
		if index := rapid.IntRange(0, len(dates)).Draw(t, label); index < len(dates) {
			return day(dates[index])
		}
		return idcard.Date{}
	}
	status := func(label string) idcard.Status {
		return rapid.SampledFrom([]idcard.Status{idcard.OK, idcard.OK, idcard.OK, idcard.Absent, idcard.Conflict, idcard.Invalid, ""}).Draw(t, label)
	}
	return idcard.Document{
		Kind:   rapid.SampledFrom(append(identity.AcceptedKinds(), idcard.PermanentResident, idcard.TravelID, idcard.Tribal, "")).Draw(t, "kind"),
		Source: rapid.SampledFrom([]idcard.Source{idcard.Barcode, idcard.MRZ, idcard.Magnetic, idcard.Manual, ""}).Draw(t, "source"),
		Issuer: idcard.Issuer{
			IIN:          rapid.SampledFrom([]string{"", "636010"}).Draw(t, "iin"),
			Jurisdiction: rapid.SampledFrom([]string{"", "FL", "IL", "AZ", "WA"}).Draw(t, "jurisdiction"),
			Country:      rapid.SampledFrom([]string{"USA", "CAN", "D", "UTO", ""}).Draw(t, "country"),
		},
		Version:    rapid.IntRange(0, 12).Draw(t, "version"),
		Number:     rapid.SampledFrom([]string{"S350000900870", "S35000090069", "X1", "941234567", ""}).Draw(t, "number"),
		FamilyName: rapid.SampledFrom([]string{"STONE", "SAMPLE", "", "李"}).Draw(t, "family"), FirstName: "AVERY",
		BirthDate: date("birth"), ExpiryDate: date("expiry"), IssueDate: date("issue"), RevisionDate: date("revision"),
		Under18Until: date("18"), Under19Until: date("19"), Under21Until: date("21"), AddressState: rapid.SampledFrom([]string{"", "FL", "NM"}).Draw(t, "address"),
		BirthDateStatus: status("birth status"), ExpiryStatus: status("expiry status"), IssueStatus: status("issue status"), NumberStatus: status("number status"),
	}
}

// Hints stand in the warnings and decide nothing: whatever has nothing but hints to
// go by leaves outcome, code and age as they were.
func TestHintsNeverAlterTheOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		document := drawDocument(t)
		got := identity.Assess(document, today, 21)
		plain := document
		plain.Warnings, plain.AddressState, plain.RevisionDate, plain.Version = []string{"directory_wrong"}, "", idcard.Date{}, 0
		plain.Under18Until, plain.Under19Until, plain.FamilyName, plain.FirstName = idcard.Date{}, idcard.Date{}, "LEE", ""
		if plain.NumberStatus == idcard.OK && plain.Number != "" {
			plain.Number = "Q7"
		}
		other := identity.Assess(plain, today, 21)
		if got.Outcome != other.Outcome || got.Code != other.Code || got.Age != other.Age || got.OldEnoughOn != other.OldEnoughOn {
			t.Fatalf("%s %s, without oddities %s %s", got.Outcome, got.Code, other.Outcome, other.Code)
		}
		hints := identity.Hints(document)
		if !slices.Equal(got.Warnings[:len(hints)], hints) {
			t.Fatalf("%v does not begin with %v", got.Warnings, hints)
		}
		seen := make(map[string]bool)
		for _, hint := range got.Warnings {
			if seen[hint] || !slices.Contains(identity.AllHints, hint) {
				t.Fatalf("%v", got.Warnings)
			}
			seen[hint] = true
		}
		words := got.Reason + got.Hint + strings.Join(got.Warnings, " ")
		for _, secret := range []string{"STONE", "SAMPLE", "AVERY", "S350", "941234567", "1990", "2005"} {
			if strings.Contains(words, secret) {
				t.Fatalf("%s is in %q", secret, words)
			}
		}
	})
}

// A licence number made by the formula from a birth date fits that date and no
// other one of the same century.
func TestNumberHoldsTheBirthDate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) idcard.Date {
			return idcard.Date{Year: rapid.IntRange(1930, 2005).Draw(t, label+" year"), Month: rapid.IntRange(1, 12).Draw(t, label+" month"), Day: rapid.IntRange(1, 28).Draw(t, label+" day")}
		}
		birth, other := draw("birth"), draw("other")
		woman := rapid.IntRange(0, 1).Draw(t, "woman")
		state := rapid.SampledFrom([]string{"FL", "WI", "IL"}).Draw(t, "state")
		number := map[string]string{
			"FL": fmt.Sprintf("S350123%02d%03d7", birth.Year%100, (birth.Month-1)*40+birth.Day+500*woman),
			"WI": fmt.Sprintf("S350123%02d%03d07", birth.Year%100, (birth.Month-1)*40+birth.Day+500*woman),
			"IL": fmt.Sprintf("S350123%02d%03d", birth.Year%100, (birth.Month-1)*31+birth.Day+600*woman),
		}[state]
		document := avery()
		from(state, number)(&document)
		document.BirthDate = birth
		if slices.Contains(identity.Hints(document), identity.WarnNumberBirthDate) {
			t.Fatalf("%s, born %s", number, birth)
		}
		document.BirthDate = other
		same := other.Year%100 == birth.Year%100 && other.Month == birth.Month && other.Day == birth.Day
		if got := slices.Contains(identity.Hints(document), identity.WarnNumberBirthDate); got == same {
			t.Fatalf("%s, born %s: %v", number, other, got)
		}
	})
}
