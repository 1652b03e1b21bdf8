package seed

import (
	"fmt"
	"strings"
	"time"
)

// zoneDigit is the check digit of a machine-readable zone (ICAO 9303 part 3,
// section 4.9): weights 7, 3, 1; A is 10, a filler is 0.
func zoneDigit(parts ...string) string {
	sum := 0
	for at, char := range []byte(strings.Join(parts, "")) {
		value := 0
		switch {
		case char >= '0' && char <= '9':
			value = int(char - '0')
		case char >= 'A' && char <= 'Z':
			value = int(char-'A') + 10
		}
		sum += value * []int{7, 3, 1}[at%3]
	}
	return fmt.Sprint(sum % 10)
}

// filled pads a field of a zone.
func filled(text string, width int) string {
	text = strings.Map(func(char rune) rune {
		if char >= '0' && char <= '9' || char >= 'A' && char <= 'Z' {
			return char
		}
		return '<'
	}, strings.ToUpper(text))
	return (text + strings.Repeat("<", width))[:width]
}

// shortDay turns 1992-05-09 into 920509.
func shortDay(text string) string { return text[2:4] + text[5:7] + text[8:10] }

func (p Person) zoneSex() string {
	switch p.Sex {
	case "1":
		return "M"
	case "2":
		return "F"
	default:
		return "<"
	}
}

func (p Person) zoneNames() string {
	given := p.First
	if p.Middle != "" {
		given += "<" + p.Middle
	}
	return strings.ReplaceAll(p.Family, " ", "<") + "<<" + given
}

// Passport gives what a reader of machine-readable zones sends for the person's
// passport book: two lines of 44 (ICAO 9303 part 4, TD3).
func (p Person) Passport() []byte {
	number := filled(p.Number, 9)
	birth, expiry, personal := shortDay(p.Birth), shortDay(p.Expires), strings.Repeat("<", 14)
	second := number + zoneDigit(number) + "USA" + birth + zoneDigit(birth) + p.zoneSex() + expiry + zoneDigit(expiry) + personal + zoneDigit(personal)
	second += zoneDigit(second[0:10], second[13:20], second[21:43])
	return []byte("P<USA" + filled(p.zoneNames(), 39) + "\r" + second + "\r")
}

// PassportCard gives the same for the card-sized passport: three lines of 30
// (ICAO 9303 part 5, TD1).
func (p Person) PassportCard() []byte {
	number := filled(p.Number, 9)
	birth, expiry := shortDay(p.Birth), shortDay(p.Expires)
	first := "IPUSA" + number + zoneDigit(number) + strings.Repeat("<", 15)
	second := birth + zoneDigit(birth) + p.zoneSex() + expiry + zoneDigit(expiry) + "USA" + strings.Repeat("<", 11)
	second += zoneDigit(first[5:30], second[0:7], second[8:15], second[18:29])
	return []byte(first + "\r" + second + "\r" + filled(p.zoneNames(), 30) + "\r")
}

const base32Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUV"

func base32(value, width int) string {
	text := make([]byte, width)
	for at := width - 1; at >= 0; at-- {
		text[at] = base32Digits[value%32]
		value /= 32
	}
	return string(text)
}

// cardDay counts the days since 1000-01-01, as the Common Access Card does.
func cardDay(text string) string {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err) // the dates of People are fixed; the package's tests hold them
	}
	days := 0
	for year := 1000; year < at.Year(); year++ {
		days += time.Date(year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	return base32(days+at.YearDay()-1, 4)
}

// MilitaryCard gives the barcode on the front of a Common Access Card, version N
// with 89 characters. The person designator is zero: nobody's.
func (p Person) MilitaryCard() []byte {
	number := 0
	for _, digit := range p.Number {
		number = number*10 + int(digit-'0')
	}
	issued := p.Card().Issued.Format(time.DateOnly)
	middle := "N"
	if p.Middle != "" {
		middle = strings.ToUpper(p.Middle[:1])
	}
	return []byte("N" + base32(0, 6) + "S" + base32(number, 7) +
		fmt.Sprintf("%-20.20s%-26.26s", p.First, p.Family) + cardDay(p.Birth) + "AA01" + "SGT   " + "ME" + "05" +
		cardDay(issued) + cardDay(p.Expires) + "1" + middle)
}
