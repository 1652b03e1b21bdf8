package identity_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
)

var today = clock.Date{Year: 2026, Month: 11, Day: 24}

func day(text string) idcard.Date {
	parsed, err := idcard.Parse(text)
	if err != nil {
		panic(err)
	}
	return parsed
}

// avery is a made-up adult with nothing odd about the card.
func avery() idcard.Document {
	return idcard.Document{
		Kind: idcard.DriverLicense, Issuer: idcard.Issuer{IIN: "636020", Jurisdiction: "CO", Country: "USA"}, Version: 10,
		Number: "941234567", NumberStatus: idcard.OK, FamilyName: "STONE", FirstName: "AVERY", MiddleName: "LEE",
		BirthDate: day("1990-03-07"), BirthDateStatus: idcard.OK, ExpiryDate: day("2028-08-15"), ExpiryStatus: idcard.OK,
		IssueDate: day("2023-08-15"), IssueStatus: idcard.OK,
	}
}

func TestAssess(t *testing.T) {
	for name, c := range map[string]struct {
		change  func(*idcard.Document)
		outcome identity.Outcome
		code    string
	}{
		"an adult":           {func(*idcard.Document) {}, identity.Accepted, ""},
		"21 today":           {func(d *idcard.Document) { d.BirthDate = day("2005-11-24") }, identity.Accepted, ""},
		"21 tomorrow":        {func(d *idcard.Document) { d.BirthDate = day("2005-11-25") }, identity.Refused, "identity.under_age"},
		"expires today":      {func(d *idcard.Document) { d.ExpiryDate = day("2026-11-24") }, identity.Accepted, ""},
		"expired yesterday":  {func(d *idcard.Document) { d.ExpiryDate = day("2026-11-23") }, identity.Refused, "identity.expired"},
		"minor and expired":  {func(d *idcard.Document) { d.BirthDate, d.ExpiryDate = day("2010-01-01"), day("2025-01-01") }, identity.Refused, "identity.under_age"},
		"printed day later":  {func(d *idcard.Document) { d.BirthDate, d.Under21Until = day("2005-11-24"), day("2026-11-25") }, identity.Refused, "identity.under_age"},
		"printed day past":   {func(d *idcard.Document) { d.Under21Until = day("2011-03-07") }, identity.Accepted, ""},
		"no birth date":      {func(d *idcard.Document) { d.BirthDate, d.BirthDateStatus = idcard.Date{}, idcard.Absent }, identity.Unreadable, "identity.unreadable"},
		"status says absent": {func(d *idcard.Document) { d.BirthDateStatus = "" }, identity.Unreadable, "identity.unreadable"},
		"status lies":        {func(d *idcard.Document) { d.BirthDate = idcard.Date{Year: 1990, Month: 2, Day: 30} }, identity.Unreadable, "identity.unreadable"},
		"birth twice":        {func(d *idcard.Document) { d.BirthDateStatus = idcard.Conflict }, identity.Refused, "identity.conflict"},
		"expiry invalid":     {func(d *idcard.Document) { d.ExpiryStatus = idcard.Invalid }, identity.Unreadable, "identity.unreadable"},
		"number missing":     {func(d *idcard.Document) { d.Number, d.NumberStatus = "", idcard.Absent }, identity.Unreadable, "identity.unreadable"},
		"number of hyphens":  {func(d *idcard.Document) { d.Number = " - " }, identity.Unreadable, "identity.unreadable"},
		"issue twice":        {func(d *idcard.Document) { d.IssueStatus = idcard.Conflict }, identity.Refused, "identity.conflict"},
		"born tomorrow":      {func(d *idcard.Document) { d.BirthDate = day("2026-11-25") }, identity.Refused, "identity.birth_date"},
		"110 still":          {func(d *idcard.Document) { d.BirthDate = day("1915-11-25") }, identity.Accepted, ""},
		"111":                {func(d *idcard.Document) { d.BirthDate = day("1915-11-24") }, identity.Refused, "identity.birth_date"},
		"issued tomorrow":    {func(d *idcard.Document) { d.IssueDate = day("2026-11-25") }, identity.Refused, "identity.issued_later"},
		"expiry is issue":    {func(d *idcard.Document) { d.ExpiryDate = d.IssueDate }, identity.Refused, "identity.dates"},
		"issued unborn":      {func(d *idcard.Document) { d.IssueDate = d.BirthDate }, identity.Refused, "identity.dates"},
		"expired unborn":     {func(d *idcard.Document) { d.ExpiryDate, d.IssueStatus = day("1980-01-01"), idcard.Absent }, identity.Refused, "identity.dates"},
		"no issue date":      {func(d *idcard.Document) { d.IssueDate, d.IssueStatus = idcard.Date{}, idcard.Absent }, identity.Accepted, ""},
		"unknown issuer":     {func(d *idcard.Document) { d.Issuer = idcard.Issuer{IIN: "123456"} }, identity.Refused, "identity.unknown_issuer"},
		"other document":     {func(d *idcard.Document) { d.Kind = "library_card" }, identity.Refused, "identity.kind"},
		"nothing":            {func(d *idcard.Document) { *d = idcard.Document{} }, identity.Unreadable, "identity.unreadable"},
	} {
		document := avery()
		c.change(&document)
		got := identity.Assess(document, today, 21)
		if got.Outcome != c.outcome || got.Code != c.code {
			t.Errorf("%s: %s %s", name, got.Outcome, got.Code)
		}
		if err := got.Err(); (err == nil) != (c.outcome == identity.Accepted) || err != nil && terminal.AsError(err).Code != c.code {
			t.Errorf("%s: %v", name, err)
		}
		if c.code != "" && (got.Reason == "" || got.Hint == "") {
			t.Errorf("%s: no words", name)
		}
		for _, secret := range []string{"STONE", "AVERY", "941234567", "1990", "2005"} {
			if strings.Contains(got.Reason+got.Hint+strings.Join(got.Warnings, " "), secret) {
				t.Errorf("%s: words hold %s", name, secret)
			}
		}
	}
}

func TestReadable(t *testing.T) {
	if err := identity.Readable(avery()); err != nil {
		t.Error(err)
	}
	for code, spoil := range map[string]func(*idcard.Document){
		"identity.unreadable": func(d *idcard.Document) { d.ExpiryDate, d.ExpiryStatus = idcard.Date{}, idcard.Absent },
		"identity.conflict":   func(d *idcard.Document) { d.IssueStatus = idcard.Conflict },
	} {
		document := avery()
		spoil(&document)
		if err := identity.Readable(document); terminal.AsError(err).Code != code {
			t.Errorf("%v, want %s", err, code)
		}
	}
	if identity.Readable(idcard.Document{}) == nil {
		t.Error("the zero document is readable")
	}
}

func TestNoRuleNoDayNoYes(t *testing.T) {
	for _, c := range []struct {
		day clock.Date
		age int
	}{{today, 0}, {today, -1}, {today, 500}, {clock.Date{}, 21}, {clock.Date{Year: 2026, Month: 2, Day: 30}, 21}} {
		if got := identity.Assess(avery(), c.day, c.age); got.Outcome != identity.Refused || got.Code != "identity.rule" {
			t.Errorf("%v: %+v", c, got)
		}
	}
	var zero identity.Assessment
	if zero.Outcome == identity.Accepted || zero.Err() == nil {
		t.Error("the zero value accepts")
	}
	var unmatched identity.Match
	if unmatched.Outcome == identity.Matches || unmatched.Err() == nil {
		t.Error("the zero value matches")
	}
}

func TestWarnings(t *testing.T) {
	document := avery()
	document.Warnings = []string{"address_elsewhere"}
	document.BirthDate, document.Under21Until = day("2004-03-07"), day("2025-04-01")
	document.ExpiryDate = day("2026-11-24")
	document.IssueDate, document.Version = day("2020-09-30"), 10
	got := identity.Assess(document, today, 21)
	want := []string{
		"address_elsewhere", identity.WarnUnder21Differs, identity.WarnIssuedUnder21, identity.WarnVersionTooNew,
		identity.WarnExpiresToday, identity.WarnMinorDayDecides,
	}
	if got.Outcome != identity.Accepted || !slices.Equal(got.Warnings, want) {
		t.Errorf("%s %v", got.Outcome, got.Warnings)
	}
	if clean := identity.Assess(avery(), today, 21); len(clean.Warnings) != 0 || clean.Age != 36 || clean.OldEnoughOn.String() != "2011-03-07" {
		t.Errorf("%+v", clean)
	}
	if len(document.Warnings) != 1 {
		t.Error("the document's own warnings were changed")
	}
	document.IssueStatus = idcard.Absent
	if got := identity.Assess(document, today, 21); !slices.Contains(got.Warnings, identity.WarnIssueUnknown) {
		t.Errorf("%v", got.Warnings)
	}
}

func TestBornOn29February(t *testing.T) {
	leapling := day("2004-02-29")
	for year, want := range map[int]string{2025: "2025-03-01", 2028: "2028-02-29"} {
		if got := identity.Birthday(leapling, year-2004).String(); got != want {
			t.Errorf("in %d: %s", year, got)
		}
	}
	for on, want := range map[string]int{"2025-02-28": 20, "2025-03-01": 21, "2028-02-28": 23, "2028-02-29": 24, "2004-02-28": -1, "2004-02-29": 0} {
		at, err := clock.ParseDate(on)
		if err != nil {
			t.Fatal(err)
		}
		if got := identity.AgeOn(leapling, at); got != want {
			t.Errorf("on %s: %d", on, got)
		}
	}
}

func toClock(d idcard.Date) clock.Date {
	return clock.Date{Year: d.Year, Month: time.Month(d.Month), Day: d.Day}
}

// Nobody is accepted on the day before the birthday or on any day before it,
// whatever else the card says, and everybody with a good card is on the day.
func TestDayBeforeBirthdayIsNeverAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		birth := clock.Date{Year: 1960, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 20_000).Draw(t, "birth"))
		minimum := rapid.IntRange(18, 25).Draw(t, "minimum")
		document := avery()
		document.BirthDate = idcard.Date{Year: birth.Year, Month: int(birth.Month), Day: birth.Day}
		birthday := toClock(identity.Birthday(document.BirthDate, minimum))
		document.IssueDate, document.IssueStatus = idcard.Date{}, idcard.Absent
		document.ExpiryDate = day("2099-01-01")
		if got := identity.Assess(document, birthday, minimum); got.Outcome != identity.Accepted || got.Age != minimum {
			t.Fatalf("born %s, on %s: %s %s, age %d", birth, birthday, got.Outcome, got.Code, got.Age)
		}
		before := birthday.AddDays(-rapid.IntRange(1, 3000).Draw(t, "days before"))
		document.Under21Until = identity.Birthday(document.BirthDate, rapid.IntRange(10, 25).Draw(t, "printed"))
		got := identity.Assess(document, before, minimum)
		if got.Outcome == identity.Accepted {
			t.Fatalf("born %s, accepted on %s for %d", birth, before, minimum)
		}
		if got.Code == "identity.under_age" && got.Age >= minimum && minimum != 21 {
			t.Fatalf("age %d of %d", got.Age, minimum)
		}
	})
}
