package military_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/military"
	"github.com/curbline/curbline/terminal/idcard"
)

// base32 writes a number in the digits 0-9A-V, at the right of its field.
func base32(value int64, width int) string {
	text := strings.ToUpper(strconv.FormatInt(value, 32))
	return strings.Repeat("0", width-len(text)) + text
}

// days writes a date in base 32, as days since 1 January 1000.
func days(text string) string {
	if text == "" {
		return "    "
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return base32((at.Unix()-time.Date(1000, 1, 1, 0, 0, 0, 0, time.UTC).Unix())/86400, 4)
}

// identifier is the person designator identifier of the made-up people here. It
// must never come out of a parser.
const identifier = 123121234

// cac makes the barcode of a made-up person.
func cac(version, first, last, birth, issue, expiry, initial string) string {
	text := version + base32(identifier, 6) + "S" + base32(1234567890, 7) + fmt.Sprintf("%-20s%-26s", first, last) + days(birth) +
		"AA" + "00" + "SGT   " + "ME" + "05" + days(issue) + days(expiry) + "A"
	return text + initial
}

// usid makes the barcode of a made-up sponsor, with a picture behind it.
func usid(name, birth, issue, expiry string) string {
	return "IDUS3\x01\x02\r\x04" + "1" + fmt.Sprintf("%-27s", name) + "123121234" + "1" + "         " + "00" + "70" + "170" + "BR" + "BL" + birth +
		"NNYYU" + "NONE     " + "2030JAN01" + "2RRT  " + issue + expiry + "8   5RESRETUSAF AMN   E1  I  UNK" + "\xff\xd8\xff\xe0a\x00\nz"
}

func TestCommonAccessCard(t *testing.T) {
	// The dates of the public sample card, which fix the day that is counted from.
	if got := days("1976-05-04"); got != "AS7O" {
		t.Fatal(got)
	}
	for name, raw := range map[string]string{
		"version 1":     cac("1", "Avery", "Stone", "1976-05-04", "2013-05-05", "2016-05-04", ""),
		"version N":     cac("N", "Avery", "Stone", "1976-05-04", "2013-05-05", "2016-05-04", "Q"),
		"blank initial": cac("N", "Avery", "Stone", "1976-05-04", "2013-05-05", "2016-05-04", " "),
		"framed":        "\x02]L0" + cac("N", "AVERY", "STONE", "1976-05-04", "2013-05-05", "2016-05-04", " ") + "\r\n\x03",
		"small letters": strings.ToLower(cac("1", "Avery", "Stone", "1976-05-04", "2013-05-05", "2016-05-04", "")),
	} {
		got, err := military.Parse([]byte(raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		is := []string{string(got.Kind), string(got.Source), got.Issuer.Country, got.Number, got.FamilyName, got.FirstName, got.BirthDate.String(), got.IssueDate.String(), got.ExpiryDate.String()}
		if want := []string{"military", "barcode", "USA", "1234567890", "STONE", "AVERY", "1976-05-04", "2013-05-05", "2016-05-04"}; !slices.Equal(is, want) {
			t.Errorf("%s: %v", name, is)
		}
		if got.NumberStatus != idcard.OK || got.BirthDateStatus != idcard.OK || got.IssueStatus != idcard.OK || got.ExpiryStatus != idcard.OK {
			t.Errorf("%s: statuses", name)
		}
		if (got.MiddleName == "Q") != (name == "version N") || !military.LooksLike([]byte(raw)) {
			t.Errorf("%s: middle name %q", name, got.MiddleName)
		}
	}
	got, err := military.Parse([]byte(cac("1", "Avery Lee", "O'Brien-Stone Jr.", "1990-03-07", "", "", "")))
	if err != nil || got.IssueStatus != idcard.Absent || got.ExpiryStatus != idcard.Absent || got.FamilyName != "O'BRIEN-STONE JR." || !got.ExpiryDate.IsZero() {
		t.Errorf("without expiry: %v, %s", err, got.ExpiryStatus)
	}
}

func TestUniformedServicesCard(t *testing.T) {
	raw := usid("STONE, AVERY LEE", "1982FEB21", "2011NOV04", "2052OCT30")
	for _, framed := range []string{raw, "\x02]L2" + raw + "\r\n"} {
		got, err := military.Parse([]byte(framed))
		if err != nil {
			t.Fatal(err)
		}
		is := []string{string(got.Kind), string(got.Source), got.Issuer.Country, got.Number, got.FamilyName, got.FirstName, got.MiddleName, got.BirthDate.String(), got.IssueDate.String(), got.ExpiryDate.String()}
		if want := []string{"military", "barcode", "USA", "", "STONE", "AVERY", "LEE", "1982-02-21", "2011-11-04", "2052-10-30"}; !slices.Equal(is, want) {
			t.Errorf("%v", is)
		}
		if got.NumberStatus != idcard.Absent || got.BirthDateStatus != idcard.OK || got.IssueStatus != idcard.OK || got.ExpiryStatus != idcard.OK {
			t.Error("statuses")
		}
	}
	if got, err := military.Parse([]byte(usid("STONE, AVERY", "1982FEB21", "2011NOV04", "INDEF    "))); err != nil || got.ExpiryStatus != idcard.Absent {
		t.Errorf("without end: %v, %s", err, got.ExpiryStatus)
	}
}

func TestRefusals(t *testing.T) {
	good := cac("1", "Avery", "Stone", "1990-03-07", "2024-05-05", "2027-05-04", "")
	sponsor := usid("STONE, AVERY", "1982FEB21", "2011NOV04", "2052OCT30")
	put := func(text string, at int, part string) string { return text[:at] + part + text[at+len(part):] }
	for name, c := range map[string]struct{ raw, code string }{
		"nothing":             {"", military.CodeNotID},
		"a product":           {"012345678905", military.CodeNotID},
		"too long":            {strings.Repeat("1", military.ScanMaxBytes+1), military.CodeTooLong},
		"a character short":   {good[:87], military.CodeDamaged},
		"a character more":    {good + "A", military.CodeDamaged},
		"half of it":          {good[:60], military.CodeNotID},
		"a cut initial":       {"N" + good[1:], military.CodeDamaged},
		"version 2":           {"2" + good[1:], military.CodeNotID},
		"version M":           {"M" + base32(1234567890, 7) + strings.Repeat("A", 91), military.CodeLayout},
		"the back":            {good[:15] + "AAA", military.CodeBack},
		"number too big":      {put(good, 8, "VVVVVVV"), military.CodeDamaged},
		"number zero":         {put(good, 8, "0000000"), military.CodeDamaged},
		"digit in first name": {put(good, 16, "7"), military.CodeDamaged},
		"digit in last name":  {put(good, 36, "7"), military.CodeDamaged},
		"no last name":        {put(good, 35, "     "), military.CodeDamaged},
		"moved by one":        {put(good, 35, " Stone"), military.CodeDamaged},
		"birth out of range":  {put(good, 61, "0001"), military.CodeDamaged},
		"birth no base 32":    {put(good, 61, "AZ7O"), military.CodeDamaged},
		"half a date":         {put(good, 61, "  7O"), military.CodeDamaged},
		"category":            {put(good, 65, "7"), military.CodeDamaged},
		"branch":              {put(good, 66, " "), military.CodeDamaged},
		"expiry before issue": {put(good, 83, days("2020-01-01")), military.CodeDamaged},
		"good for ever":       {put(good, 83, days("2076-01-01")), military.CodeDamaged},
		"IDUS alone":          {"IDUS", military.CodeDamaged},
		"IDUS version 2":      {put(sponsor, 4, "2"), military.CodeLayout},
		"a dependant":         {put(sponsor, 9, "2"), military.CodeLayout},
		"cut":                 {sponsor[:138], military.CodeDamaged},
		"a byte lost":         {sponsor[:6] + sponsor[7:], military.CodeLayout},
		"a blank lost":        {sponsor[:20] + sponsor[21:], military.CodeDamaged},
		"no such day":         {put(sponsor, 67, "1982FEB30"), military.CodeDamaged},
		"no such month":       {put(sponsor, 67, "1982FEV21"), military.CodeDamaged},
		"no family name":      {put(sponsor, 10, "               "), military.CodeDamaged},
		"letter in height":    {put(sponsor, 58, "7A"), military.CodeDamaged},
		"digit in eyes":       {put(sponsor, 65, "B1"), military.CodeDamaged},
		"care date":           {put(sponsor, 81, "YES"), military.CodeDamaged},
		"no branch":           {put(sponsor, 134, "XYZ  "), military.CodeDamaged},
		"control in name":     {put(sponsor, 12, "\n"), military.CodeDamaged},
	} {
		got, err := military.Parse([]byte(c.raw))
		var refusal *military.Error
		if !errors.As(err, &refusal) || refusal.Code != c.code || !errors.Is(err, &military.Error{Code: c.code}) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Kind != "" || refusal.Message == "" || refusal.Hint == "" {
			t.Errorf("%s: %v, %q", name, got, refusal)
		}
		for _, secret := range []string{"STONE", "Stone", "AVERY", "1982", "1990", "1234567890"} {
			if strings.Contains(err.Error()+refusal.Hint, secret) {
				t.Errorf("%s: words hold %s", name, secret)
			}
		}
		if looks := military.LooksLike([]byte(c.raw)); looks != (c.code == military.CodeDamaged || c.code == military.CodeLayout) {
			t.Errorf("%s: looks like a military ID: %v", name, looks)
		}
	}
}

// The person designator identifier may be a social security number: no field of a
// document holds it, in either notation.
func TestIdentifierStaysInside(t *testing.T) {
	for _, raw := range []string{
		cac("1", "Avery", "Stone", "1990-03-07", "2024-05-05", "2027-05-04", ""), cac("N", "Avery", "Stone", "1990-03-07", "2024-05-05", "2027-05-04", "Q"),
		usid("STONE, AVERY", "1982FEB21", "2011NOV04", "2052OCT30"),
	} {
		got, err := military.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		all := strings.Join([]string{got.Number, got.FamilyName, got.FirstName, got.MiddleName, got.Suffix, got.AddressState, got.Issuer.IIN, strings.Join(got.Warnings, " ")}, "|")
		if strings.Contains(all, strconv.Itoa(identifier)) || strings.Contains(all, base32(identifier, 6)) {
			t.Error("the identifier came out")
		}
	}
}

func TestReadsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := func(label string, from, to int) string {
			return time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 365*(to-from)).Draw(t, label)).Format(time.DateOnly)
		}
		birth, issue, expiry := day("birth", 1900, 2026), day("issue", 2015, 2020), day("expiry", 2021, 2027)
		number := rapid.Int64Range(1, 9_999_999_999).Draw(t, "number")
		last := rapid.StringMatching(`[A-Z][A-Z' -]{0,24}[A-Z]`).Draw(t, "last")
		raw := cac("1", "AVERY", last, birth, issue, expiry, "")
		raw = raw[:8] + base32(number, 7) + raw[15:]
		got, err := military.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got.Number != fmt.Sprintf("%010d", number) || got.FamilyName != last || got.BirthDate.String() != birth || got.IssueDate.String() != issue || got.ExpiryDate.String() != expiry {
			t.Fatalf("%q: %s %q %s %s %s", raw, got.Number, got.FamilyName, got.BirthDate, got.IssueDate, got.ExpiryDate)
		}
	})
}

// One character lost on the way never gives another birth date.
func TestLostCharacter(t *testing.T) {
	for _, raw := range []string{
		cac("1", "Avery", "Stone", "1990-03-07", "2024-05-05", "2027-05-04", ""), cac("N", "Avery", "Stone", "1990-03-07", "2024-05-05", "2027-05-04", "Q"),
		cac("N", "Bailey", "Abba", "1927-03-07", "2024-05-05", "2027-05-04", " "), usid("STONE, AVERY", "1982FEB21", "2011NOV04", "2052OCT30"),
	} {
		whole, err := military.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		for at := range len(raw) {
			got, err := military.Parse([]byte(raw[:at] + raw[at+1:]))
			if err == nil && (got.BirthDate != whole.BirthDate || got.ExpiryDate != whole.ExpiryDate) {
				t.Errorf("without %d of %d: %s %s", at, len(raw), got.BirthDate, got.ExpiryDate)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		cac("1", "Avery", "Stone", "1990-03-07", "2024-05-05", "2027-05-04", ""), cac("N", "Avery", "Stone", "1990-03-07", "", "0000-01-01"[:0], "Q"),
		usid("STONE, AVERY", "1982FEB21", "2011NOV04", "INDEF    "), "IDUS3", "IDUS3\x00\x00\x00\x001", "", "M" + strings.Repeat("A", 98),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		looks := military.LooksLike(raw)
		got, err := military.Parse(raw)
		if err != nil {
			var refusal *military.Error
			if !errors.As(err, &refusal) || refusal.Hint == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		if !looks {
			t.Fatal("read, but does not look like a military ID")
		}
		if got.Kind != idcard.Military || got.Issuer != (idcard.Issuer{Country: "USA"}) || got.FamilyName == "" {
			t.Fatalf("%s %v", got.Kind, got.Issuer.Country)
		}
		for _, field := range []struct {
			date   idcard.Date
			status idcard.Status
		}{{got.BirthDate, got.BirthDateStatus}, {got.ExpiryDate, got.ExpiryStatus}, {got.IssueDate, got.IssueStatus}} {
			if (field.status == idcard.OK) != field.date.Valid() || field.status != idcard.OK && field.status != idcard.Absent {
				t.Fatalf("%v is %s", field.date, field.status)
			}
		}
		if (got.NumberStatus == idcard.OK) != (len(got.Number) == 10) {
			t.Fatal("number")
		}
	})
}
