package text

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/money"
)

var monthsSpanish = [...]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"}

// Money gives "$1,234.56", and "−$5.00" below zero.
func Money(amount money.Cents) string {
	sign := ""
	if amount < 0 {
		sign, amount = "−", -amount
	}
	return fmt.Sprintf("%s$%s.%02d", sign, Count(int64(amount/100)), amount%100)
}

// Dollars gives "$190" for whole dollars, otherwise Money.
func Dollars(amount money.Cents) string {
	return strings.TrimSuffix(Money(amount), ".00")
}

// Piece names a note or a coin: "$20", "25¢".
func Piece(value money.Cents) string {
	if value < 100 {
		return strconv.FormatInt(int64(value), 10) + "¢"
	}
	return Dollars(value)
}

// Count gives a whole number with commas: "48,215".
func Count(number int64) string {
	digits := strconv.FormatInt(number, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "−", digits[1:]
	}
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return sign + digits
}

// Percent gives thousandths as a percentage: 786 is "78.6%", 1000 is "100%".
func Percent(permille int) string {
	if permille%10 == 0 {
		return strconv.Itoa(permille/10) + "%"
	}
	return fmt.Sprintf("%d.%d%%", permille/10, permille%10)
}

// Clock gives the time of day of a moment in its own zone: "2:36 PM".
func (l Language) Clock(moment time.Time) string { return l.half(moment, moment.Format("3:04")) }

// Seconds is Clock with seconds: "2:36:12 PM".
func (l Language) Seconds(moment time.Time) string { return l.half(moment, moment.Format("3:04:05")) }

func (l Language) half(moment time.Time, hour string) string {
	halves := [2]string{" AM", " PM"}
	if l == Spanish {
		halves = [2]string{" a. m.", " p. m."}
	}
	return hour + halves[moment.Hour()/12]
}

// Day gives "Nov 24, 2026" or "24 nov 2026".
func (l Language) Day(date clock.Date) string {
	if l == Spanish {
		return fmt.Sprintf("%d %s %d", date.Day, l.month(date), date.Year)
	}
	return fmt.Sprintf("%s %d, %d", l.month(date), date.Day, date.Year)
}

// ShortDay gives "Nov 24" or "24 nov".
func (l Language) ShortDay(date clock.Date) string {
	if l == Spanish {
		return fmt.Sprintf("%d %s", date.Day, l.month(date))
	}
	return fmt.Sprintf("%s %d", l.month(date), date.Day)
}

// Month gives "Mar 2029" or "mar 2029".
func (l Language) Month(date clock.Date) string {
	return fmt.Sprintf("%s %d", l.month(date), date.Year)
}

func (l Language) month(date clock.Date) string {
	if date.Month < time.January || date.Month > time.December {
		return "?"
	}
	if l == Spanish {
		return monthsSpanish[date.Month-1]
	}
	return date.Month.String()[:3]
}

// Age gives how long something is ago: "4 min", "2 h 5 min", "3 d".
func Age(since time.Duration) string {
	minutes := int(max(since, 0) / time.Minute)
	switch {
	case minutes < 60:
		return fmt.Sprintf("%d min", minutes)
	case minutes < 24*60:
		if minutes%60 == 0 {
			return fmt.Sprintf("%d h", minutes/60)
		}
		return fmt.Sprintf("%d h %d min", minutes/60, minutes%60)
	}
	return fmt.Sprintf("%d d", minutes/(24*60))
}

// Wait gives a waiting time to the second: "4:12", "1:02:03".
func Wait(since time.Duration) string {
	seconds := int(max(since, 0) / time.Second)
	if seconds >= 3600 {
		return fmt.Sprintf("%d:%02d:%02d", seconds/3600, seconds/60%60, seconds%60)
	}
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// Of gives the one or the many form of a counted thing; both hold one verb for
// the number.
func (l Language) Of(number int, one, many Message) string {
	message := many
	if number == 1 {
		message = one
	}
	return l.Say(message, Count(int64(number)))
}

// ShortName gives "Mara V." of "Mara Voss".
func ShortName(name string) string {
	words := strings.Fields(name)
	if len(words) < 2 {
		return name
	}
	last := []rune(words[len(words)-1])
	return words[0] + " " + string(last[:1]) + "."
}
