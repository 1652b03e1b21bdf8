package identity

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"

	"github.com/curbline/curbline/terminal/idcard"
)

// numberFormatsCSV has one form of licence numbers a line: country, postal code
// of the issuer, pattern. ID cards may have other forms, and so may new series:
// a number that fits none is a reason to look, no more.
//
//go:embed number_formats.csv
var numberFormatsCSV string

// place is an issuer in the tables: country and postal code.
type place struct{ country, jurisdiction string }

func placeOf(document idcard.Document) place {
	return place{document.Issuer.Country, document.Issuer.Jurisdiction}
}

var numberFormats = sync.OnceValue(func() map[place][]*regexp.Regexp {
	table := make(map[place][]*regexp.Regexp)
	for line := range strings.Lines(numberFormatsCSV) {
		fields := strings.SplitN(strings.TrimSpace(line), ",", 3)
		if len(fields) != 3 || fields[0] == "country" {
			continue
		}
		at := place{fields[0], fields[1]}
		table[at] = append(table[at], regexp.MustCompile(strings.Trim(fields[2], `"`)))
	}
	return table
})

// patternFits says that a licence number has a form of its issuer, or that no
// form is known.
func patternFits(document idcard.Document) bool {
	forms := numberFormats()[placeOf(document)]
	if document.Kind != idcard.DriverLicense || len(forms) == 0 {
		return true
	}
	number := normalNumber(document.Number)
	for _, form := range forms {
		if form.MatchString(number) {
			return true
		}
	}
	return false
}

// encoding says how an issuer builds licence numbers from the holder: the
// soundex code of the family name first, in some also the birth date.
type encoding struct {
	length int // of the number, a letter and digits
	// dates says that the two digits at yearAt are the birth year's last ones and
	// the three behind them count the day: (month-1)*perMonth + day, with more for
	// women. Which sex is not looked at: an entry can change, the number stays.
	dates    bool
	yearAt   int
	perMonth int
	women    int
}

// encodings by jurisdiction of the USA. Michigan, Maryland and Minnesota use
// tables of their own for given names and dates: only the family name can be
// compared.
var encodings = map[string]encoding{
	"FL": {length: 13, dates: true, yearAt: 7, perMonth: 40, women: 500}, // L SSS FFF YY DDD N
	"WI": {length: 14, dates: true, yearAt: 7, perMonth: 40, women: 500}, // L SSS FFF YY DDD NN
	"IL": {length: 12, dates: true, yearAt: 7, perMonth: 31, women: 600}, // L SSS FFF YY DDD
	"MD": {length: 13},
	"MI": {length: 13},
	"MN": {length: 13},
}

// encodedNumber gives the number of a licence and how it was built; false where
// it does not have that form.
func encodedNumber(document idcard.Document) (string, encoding, bool) {
	how, known := encodings[document.Issuer.Jurisdiction]
	number := normalNumber(document.Number)
	if !known || document.Kind != idcard.DriverLicense || document.Issuer.Country != "USA" || len(number) != how.length {
		return "", encoding{}, false
	}
	if number[0] < 'A' || number[0] > 'Z' {
		return "", encoding{}, false
	}
	for _, char := range []byte(number[1:]) {
		if char < '0' || char > '9' {
			return "", encoding{}, false
		}
	}
	return number, how, true
}

// numberBirthFits says that the birth date inside a licence number is the one on
// the card, or that there is none inside.
func numberBirthFits(document idcard.Document) bool {
	birth := birthOf(document)
	number, how, encoded := encodedNumber(document)
	if !encoded || !how.dates || birth.IsZero() {
		return true
	}
	digits := func(from, to int) int {
		value := 0
		for _, char := range []byte(number[from:to]) {
			value = value*10 + int(char-'0')
		}
		return value
	}
	year, day := digits(how.yearAt, how.yearAt+2), digits(how.yearAt+2, how.yearAt+5)
	want := (birth.Month-1)*how.perMonth + birth.Day
	return year == birth.Year%100 && (day == want || day == want+how.women)
}

// numberNameFits says that the soundex code of the family name starts the licence
// number, or that the number is not built so. Issuers differ in what they take of
// a name of several words, so each way counts.
func numberNameFits(document idcard.Document) bool {
	number, _, encoded := encodedNumber(document)
	whole := foldName(document.FamilyName)
	if !encoded || !plainLetters(whole) {
		return true
	}
	names := []string{whole}
	for _, word := range strings.FieldsFunc(document.FamilyName, func(char rune) bool { return char == ' ' || char == '-' }) {
		names = append(names, foldName(word))
	}
	for _, name := range names {
		if plainLetters(name) && (soundex(name, true) == number[:4] || soundex(name, false) == number[:4]) {
			return true
		}
	}
	return false
}

func plainLetters(folded string) bool {
	return folded != "" && strings.Trim(folded, "abcdefghijklmnopqrstuvwxyz") == ""
}

// soundexDigits are the digits of b, c, d … z; a dot for letters without one, and
// a dash for h and w.
const soundexDigits = ".123.12-.22455.12623.1-2.2"

// soundex is the American Soundex code of a name in plain small letters (US
// National Archives, the Soundex indexing system): its first letter and three
// digits. With bridged, h and w between two letters of the same digit do not part
// them; older tables have them part.
func soundex(name string, bridged bool) string {
	code := []byte{name[0] - 'a' + 'A'}
	last := soundexDigits[name[0]-'a']
	for _, letter := range []byte(name[1:]) {
		digit := soundexDigits[letter-'a']
		switch {
		case digit == '-' && bridged:
			continue
		case digit == '.' || digit == '-':
			last = '.'
			continue
		case digit != last && len(code) < 4:
			code = append(code, digit)
		}
		last = digit
	}
	for len(code) < 4 {
		code = append(code, '0')
	}
	return string(code)
}
