package mrz_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/mrz"
	"github.com/curbline/curbline/terminal/idcard"
)

// The specimens of ICAO 9303 parts 4 and 5. Utopia issues no documents.
const (
	passportNames = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
	passportData  = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
	cardNumber    = "I<UTOD231458907<<<<<<<<<<<<<<<"
	cardData      = "7408122F1204159UTO<<<<<<<<<<<6"
	cardNames     = "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
	longNumber    = "I<UTOD23145890<7349<<<<<<<<<<<"
	longData      = "3407127M9507122UTO<<<<<<<<<<<2"
	longNames     = "STEVENSON<<PETER<JOHN<<<<<<<<<"
)

const (
	passport = passportNames + "\r\n" + passportData
	card     = cardNumber + "\n" + cardData + "\n" + cardNames
	long     = longNumber + "\r" + longData + "\r" + longNames
)

// digit is the check digit, written from the standard a second time: the weight
// by position, not by turn.
func digit(text string) string {
	sum := 0
	for index, char := range text {
		value := strings.IndexRune("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", char)
		sum += max(value, 0) * []int{7, 3, 1}[index%3]
	}
	return string(rune('0' + sum%10))
}

// passportOf makes a zone with right check digits.
func passportOf(code, issuer, number, birth, expiry, names string) string {
	pad := func(text string, length int) string { return (text + strings.Repeat("<", length))[:length] }
	first := pad(pad(code, 2)+pad(issuer, 3)+names, 44)
	number = pad(number, 9)
	checked := number + digit(number)
	dates := birth + digit(birth)
	rest := expiry + digit(expiry) + pad("", 14) + "0"
	return first + "\n" + checked + pad(issuer, 3) + dates + "F" + rest + digit(checked+dates+rest)
}

// cardOf does the same for a card.
func cardOf(code, issuer, number, birth, expiry, names string) string {
	pad := func(text string, length int) string { return (text + strings.Repeat("<", length))[:length] }
	field := pad(number, 9) + digit(pad(number, 9))
	if len(number) > 9 {
		field = number[:9] + "<" + number[9:] + digit(number)
	}
	first := pad(pad(code, 2)+pad(issuer, 3)+field, 30)
	dates, rest := birth+digit(birth), expiry+digit(expiry)
	return first + "\n" + dates + "M" + rest + pad(issuer, 3) + pad("", 11) + digit(first[5:]+dates+rest+pad("", 11)) + "\n" + pad(names, 30)
}

func TestSpecimens(t *testing.T) {
	for name, c := range map[string]struct {
		raw, kind, number, birth, expiry, family, first, middle, sex string
	}{
		"passport":    {passport, "passport", "L898902C3", "1974-08-12", "2012-04-15", "ERIKSSON", "ANNA", "MARIA", "F"},
		"card":        {card, "travel_id", "D23145890", "1974-08-12", "2012-04-15", "ERIKSSON", "ANNA", "MARIA", "F"},
		"long number": {long, "travel_id", "D23145890734", "2034-07-12", "2095-07-12", "STEVENSON", "PETER", "JOHN", "M"},
	} {
		got, err := mrz.Parse([]byte(c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		is := []string{string(got.Kind), got.Number, got.BirthDate.String(), got.ExpiryDate.String(), got.FamilyName, got.FirstName, got.MiddleName, got.Sex}
		want := []string{c.kind, c.number, c.birth, c.expiry, c.family, c.first, c.middle, c.sex}
		if !slices.Equal(is, want) {
			t.Errorf("%s: %v, want %v", name, is, want)
		}
		if got.Source != idcard.MRZ || got.Issuer != (idcard.Issuer{Country: "UTO"}) || got.IssueStatus != idcard.Absent || len(got.Warnings) != 0 {
			t.Errorf("%s: %s %+v %v", name, got.Source, got.Issuer.Country, got.Warnings)
		}
		if got.NumberStatus != idcard.OK || got.BirthDateStatus != idcard.OK || got.ExpiryStatus != idcard.OK {
			t.Errorf("%s: statuses", name)
		}
	}
}

// What readers put around and between the lines changes nothing.
func TestFraming(t *testing.T) {
	for _, lines := range [][]string{{passportNames, passportData}, {cardNumber, cardData, cardNames}} {
		want, err := mrz.Parse([]byte(strings.Join(lines, "\n")))
		if err != nil {
			t.Fatal(err)
		}
		spaced := strings.ReplaceAll(strings.Join(lines, "\n"), "<", " ")
		for _, raw := range []string{
			strings.Join(lines, ""), strings.Join(lines, "\r"), strings.Join(lines, "\r\n") + "\r\n", "\x02" + strings.Join(lines, "\r") + "\r\x03",
			"]L0" + strings.Join(lines, "\r\n"), strings.Join(lines, "\n") + "<<<<<", strings.Join(lines, "\r\n") + "\r\n<<<<<<\r\n", strings.Join(lines, "") + "<<<",
			strings.ToLower(strings.Join(lines, "\n")), spaced, strings.ReplaceAll(spaced, "\n", ""), " " + lines[0] + " \r\n " + strings.Join(lines[1:], "\r\n ") + " ",
		} {
			got, err := mrz.Parse([]byte(raw))
			if err != nil || got.Number != want.Number || got.BirthDate != want.BirthDate || got.FamilyName != want.FamilyName || len(got.Warnings) != 0 {
				t.Errorf("%q: %v", raw, err)
			}
			if !mrz.LooksLike([]byte(raw)) {
				t.Errorf("%q does not look like a zone", raw)
			}
		}
		for _, raw := range []string{strings.Join(lines, "\n") + "\n" + strings.Join(lines, "\n"), strings.Repeat(strings.Join(lines, ""), 2)} {
			got, err := mrz.Parse([]byte(raw))
			if err != nil || got.Number != want.Number || !slices.Equal(got.Warnings, []string{mrz.WarnGluedScans}) {
				t.Errorf("twice: %v", err)
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	other := passportOf("P", "UTO", "X1234567", "900307", "280815", "STONE<<AVERY")
	for name, c := range map[string]struct{ raw, code string }{
		"nothing":           {"", mrz.CodeNotID},
		"line ends":         {"\r\n\r\n", mrz.CodeNotID},
		"a product":         {"012345678905\r", mrz.CodeNotID},
		"a tag":             {"1A4000000000022000000123", mrz.CodeNotID},
		"one line":          {passportNames, mrz.CodeIncomplete},
		"two of three":      {cardNumber + "\n" + cardData, mrz.CodeIncomplete},
		"a character short": {passportNames[:43] + "\n" + passportData, mrz.CodeIncomplete},
		"a space too many":  {strings.ReplaceAll(passportNames, "<", " ") + " \n" + strings.Replace(passportData, "UTO", "U TO", 1), mrz.CodeIncomplete},
		"wrong character":   {strings.Replace(passport, "E184", "E1?4", 1), mrz.CodeNotID},
		"visa":              {"V" + passport[1:], mrz.CodeVisa},
		"small visa":        {"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<", mrz.CodeVisa},
		"TD2":               {"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6", mrz.CodeSize},
		"a crew of robots":  {strings.Replace(card, "I<UTO", "R<UTO", 1), mrz.CodeKind},
		"too long":          {passport + strings.Repeat("<", mrz.ScanMaxBytes), mrz.CodeTooLong},
		"two passports":     {passport + "\n" + other, mrz.CodeGlued},
		"digit in a name":   {strings.Replace(passport, "ERIKSSON", "ER1KSSON", 1), mrz.CodeCheck},
		"sex":               {strings.Replace(passport, "2F12", "2Q12", 1), mrz.CodeCheck},
		"issuer":            {strings.Replace(passport, "P<UTO", "P<U7O", 1), mrz.CodeCheck},
		"no issuer":         {strings.Replace(passport, "P<UTO", "P<<<<", 1), mrz.CodeCheck},
		"no overflow":       {strings.Replace(long, "<7349<", "<<<<<<", 1), mrz.CodeCheck},
	} {
		got, err := mrz.Parse([]byte(c.raw))
		var refusal *mrz.Error
		if !errors.As(err, &refusal) || refusal.Code != c.code || !errors.Is(err, &mrz.Error{Code: c.code}) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.Kind != "" || refusal.Message == "" || refusal.Hint == "" {
			t.Errorf("%s: %v, %q", name, got, refusal)
		}
		for _, secret := range []string{"ERIKSSON", "ANNA", "L898902C3", "740812", "D23145890"} {
			if strings.Contains(err.Error()+refusal.Hint, secret) {
				t.Errorf("%s: words hold %s", name, secret)
			}
		}
	}
}

func TestLooksLike(t *testing.T) {
	for raw, want := range map[string]bool{
		passportNames: true, cardNumber + "\n" + cardData: true, strings.Replace(passport, "L898902C36", "L898902C35", 1): true,
		"": false, "\r\n": false, "012345678905\r": false, "1A4000000000022000000123": false, "B-K7Q": false,
		"@\n\x1e\rANSI 636020100102DL00410219DLDAQX00112233\n": false,
		strings.Repeat("A", 88):                                false,
		strings.Repeat("P", 44) + "\nL898902C":                 false,
		"https://example.test/orders/12<3<4<5":                 false,
		passport + strings.Repeat("<", mrz.ScanMaxBytes):       false,
	} {
		if got := mrz.LooksLike([]byte(raw)); got != want {
			t.Errorf("%q: %v", raw, got)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		code, issuer string
		kind         idcard.Kind
		country      string
	}{
		{"IP", "USA", idcard.PassportCard, "USA"},
		{"C1", "USA", idcard.PermanentResident, "USA"},
		{"C2", "USA", idcard.PermanentResident, "USA"},
		{"IP", "MEX", idcard.TravelID, "MEX"},
		{"C1", "CAN", idcard.TravelID, "CAN"},
		{"I", "D", idcard.TravelID, "D"},
		{"AC", "CAN", idcard.TravelID, "CAN"},
	} {
		got, err := mrz.Parse([]byte(cardOf(c.code, c.issuer, "C03005988", "900307", "280815", "STONE<<AVERY<LEE")))
		if err != nil || got.Kind != c.kind || got.Issuer.Country != c.country {
			t.Errorf("%s %s: %s of %s, %v", c.code, c.issuer, got.Kind, got.Issuer.Country, err)
		}
	}
	for _, code := range []string{"P", "PD", "PO", "PP"} {
		got, err := mrz.Parse([]byte(passportOf(code, "CAN", "AB123456", "900307", "280815", "STONE<<AVERY")))
		if err != nil || got.Kind != idcard.Passport || got.Number != "AB123456" {
			t.Errorf("%s: %s, %v", code, got.Kind, err)
		}
	}
}

func TestNames(t *testing.T) {
	for field, want := range map[string][]string{
		"STONE<<AVERY<LEE<QUINN": {"STONE", "AVERY", "LEE QUINN"},
		"VAN<DER<MUELLEN<<JAN":   {"VAN DER MUELLEN", "JAN", ""},
		"ARKFREITH":              {"ARKFREITH", "", ""},
		"STONE<<AVERY<<LEE":      {"STONE", "AVERY", "LEE", mrz.WarnNameOrder},
		"<<AVERY":                {"", "AVERY", "", mrz.WarnNameOrder},
		"":                       {"", "", "", mrz.WarnNameOrder},
		"NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K": {"NILAVADHANANANDA", "CHAYAPA", "DEJTHAMRONG K", mrz.WarnNameCutOff},
	} {
		got, err := mrz.Parse([]byte(passportOf("P", "USA", "123456789", "900307", "280815", field)))
		if err != nil {
			t.Errorf("%s: %v", field, err)
			continue
		}
		if is := append([]string{got.FamilyName, got.FirstName, got.MiddleName}, got.Warnings...); !slices.Equal(is, want) {
			t.Errorf("%s: %v", field, is)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct {
		birth, expiry, wantBirth, wantExpiry string
		birthStatus, expiryStatus            idcard.Status
	}{
		{"900307", "280815", "1990-03-07", "2028-08-15", idcard.OK, idcard.OK},
		{"050307", "280815", "2005-03-07", "2028-08-15", idcard.OK, idcard.OK},
		{"280815", "280815", "2028-08-15", "2028-08-15", idcard.OK, idcard.OK}, // the later of two readings
		{"280816", "280815", "1928-08-16", "2028-08-15", idcard.OK, idcard.OK},
		{"000229", "280815", "2000-02-29", "2028-08-15", idcard.OK, idcard.OK},
		{"9003<<", "280815", "", "2028-08-15", idcard.Absent, idcard.OK},
		{"<<<<<<", "280815", "", "2028-08-15", idcard.Absent, idcard.OK},
		{"<<0307", "280815", "", "2028-08-15", idcard.Absent, idcard.OK},
		{"900230", "280815", "", "2028-08-15", idcard.Invalid, idcard.OK},
		{"900307", "280800", "", "", idcard.Absent, idcard.Invalid},
		{"900307", "<<<<<<", "", "", idcard.Absent, idcard.Absent},
	} {
		got, err := mrz.Parse([]byte(passportOf("P", "USA", "123456789", c.birth, c.expiry, "STONE<<AVERY")))
		if err != nil || got.BirthDate.String() != c.wantBirth || got.ExpiryDate.String() != c.wantExpiry ||
			got.BirthDateStatus != c.birthStatus || got.ExpiryStatus != c.expiryStatus {
			t.Errorf("%s %s: %s (%s) %s (%s), %v", c.birth, c.expiry, got.BirthDate, got.BirthDateStatus, got.ExpiryDate, got.ExpiryStatus, err)
		}
	}
	for _, birth := range []string{"9003<7", "90O307", "9003AB"} {
		if _, err := mrz.Parse([]byte(passportOf("P", "USA", "123456789", birth, "280815", "STONE<<AVERY"))); !errors.Is(err, &mrz.Error{Code: mrz.CodeCheck}) {
			t.Errorf("%s: %v", birth, err)
		}
	}
}

// Of the readings of a birth date that lie before the expiry date, the one read is
// never the older one; and a document made of parts comes back as those parts.
func TestReadsWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[A-Z0-9]{1,20}`).Draw(t, "number")
		two := func(from, to int, label string) string {
			value := rapid.IntRange(from, to).Draw(t, label)
			return string([]byte{byte('0' + value/10), byte('0' + value%10)})
		}
		birth := two(0, 99, "year") + two(1, 12, "month") + two(1, 28, "day")
		expiry := two(0, 99, "expiry year") + two(1, 12, "expiry month") + two(1, 28, "expiry day")
		raw := passportOf("P", "USA", number[:min(9, len(number))], birth, expiry, "STONE<<AVERY")
		want := number[:min(9, len(number))]
		if rapid.Bool().Draw(t, "card") {
			number = number[:min(len(number), 9+14)]
			raw, want = cardOf("IP", "USA", number, birth, expiry, "STONE<<AVERY"), number
		}
		got, err := mrz.Parse([]byte(raw))
		if err != nil || got.Number != want {
			t.Fatalf("%q: %q, %v", raw, got.Number, err)
		}
		short := func(date idcard.Date) string { return strings.ReplaceAll(date.String()[2:], "-", "") }
		if short(got.BirthDate) != birth || short(got.ExpiryDate) != expiry || got.ExpiryDate.Year < 2000 {
			t.Fatalf("%s %s", got.BirthDate, got.ExpiryDate)
		}
		younger := got.BirthDate
		younger.Year += 100
		if got.BirthDate.After(got.ExpiryDate) || !younger.After(got.ExpiryDate) {
			t.Fatalf("born %s, expires %s", got.BirthDate, got.ExpiryDate)
		}
	})
}

// A character under a check digit that is read as one of another value is always
// noticed. Two characters ten apart, such as 0 and A, have the same value: no check
// digit can tell them apart.
func TestOneWrongCharacterIsRefused(t *testing.T) {
	value := func(char byte) int {
		return max(strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", char), 0) % 10
	}
	checked := map[string][][3]int{ // line, from, to
		passport: {{1, 0, 10}, {1, 13, 20}, {1, 21, 44}},
		card:     {{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 30}},
		long:     {{0, 5, 30}, {1, 0, 7}, {1, 8, 15}, {1, 18, 30}},
	}
	for raw, fields := range checked {
		lines := strings.Fields(raw)
		for _, field := range fields {
			for at := field[1]; at < field[2]; at++ {
				for _, char := range []byte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<") {
					line := []byte(lines[field[0]])
					if value(line[at]) == value(char) {
						continue
					}
					line[at] = char
					changed := slices.Clone(lines)
					changed[field[0]] = string(line)
					if _, err := mrz.Parse([]byte(strings.Join(changed, "\n"))); !errors.Is(err, &mrz.Error{Code: mrz.CodeCheck}) {
						t.Errorf("line %d, place %d, %c: %v", field[0], at, char, err)
					}
				}
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		passport, card, long, "", "\x02]L0" + passport + "\x03", strings.ReplaceAll(card, "<", " "), passport + passport, cardNumber, "P", " P", "<",
		"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		mrz.LooksLike(raw)
		got, err := mrz.Parse(raw)
		if err != nil {
			var refusal *mrz.Error
			if !errors.As(err, &refusal) || refusal.Hint == "" {
				t.Fatalf("%v", err)
			}
			return
		}
		if !mrz.LooksLike(raw) {
			t.Fatal("read, but does not look like a zone")
		}
		if got.Kind == "" || got.Issuer.Country == "" || got.Issuer.IIN != "" || got.Source != idcard.MRZ {
			t.Fatalf("%s %+v", got.Kind, got.Issuer)
		}
		for _, field := range []struct {
			date   idcard.Date
			status idcard.Status
		}{{got.BirthDate, got.BirthDateStatus}, {got.ExpiryDate, got.ExpiryStatus}} {
			if (field.status == idcard.OK) != field.date.Valid() || field.status == "" {
				t.Fatalf("%v is %s", field.date, field.status)
			}
		}
		if strings.Trim(got.Number, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			t.Fatal("number")
		}
	})
}
