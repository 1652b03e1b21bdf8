package idcard

import (
	"errors"
	"fmt"
	"time"
)

// ErrDate says that a text is not a civil date of the form 2001-06-15.
var ErrDate = errors.New("not a date of the form 2001-06-15")

// Date is a day of the calendar as printed on a document: no time, no zone.
// The zero Date means that there is none.
type Date struct {
	Year  int
	Month int // 1..12
	Day   int // 1..31
}

// Parse reads 2001-06-15. It returns ErrDate for anything else, also for days
// that the calendar does not have.
func Parse(text string) (Date, error) {
	if len(text) != len("2001-06-15") || text[4] != '-' || text[7] != '-' {
		return Date{}, ErrDate
	}
	var parts [3]int
	for index, piece := range []string{text[0:4], text[5:7], text[8:10]} {
		for _, digit := range []byte(piece) {
			if digit < '0' || digit > '9' {
				return Date{}, ErrDate
			}
			parts[index] = parts[index]*10 + int(digit-'0')
		}
	}
	date := Date{Year: parts[0], Month: parts[1], Day: parts[2]}
	if !date.Valid() {
		return Date{}, ErrDate
	}
	return date, nil
}

// IsZero says that there is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Valid says that the calendar has this day, in the years 1 to 9999.
func (d Date) Valid() bool {
	if d.Year < 1 || d.Year > 9999 || d.Month < 1 || d.Month > 12 || d.Day < 1 {
		return false
	}
	// Day 0 of the next month is the last day of this one.
	last := time.Date(d.Year, time.Month(d.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return d.Day <= last
}

// Compare gives -1, 0 or 1 as d is before, equal to or after other.
func (d Date) Compare(other Date) int {
	for _, pair := range [3][2]int{{d.Year, other.Year}, {d.Month, other.Month}, {d.Day, other.Day}} {
		switch {
		case pair[0] < pair[1]:
			return -1
		case pair[0] > pair[1]:
			return 1
		}
	}
	return 0
}

// Before says that d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After says that d is a later day than other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// String gives 2001-06-15, or nothing for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// MarshalText gives 2001-06-15, or nothing for the zero Date. It returns ErrDate
// for a day that the calendar does not have.
func (d Date) MarshalText() ([]byte, error) {
	if !d.IsZero() && !d.Valid() {
		return nil, ErrDate
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText wrote. It returns ErrDate for anything else.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
