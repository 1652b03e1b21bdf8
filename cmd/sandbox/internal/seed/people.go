package seed

import (
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/devices/virtual"
)

// colorado is the issuer number of the made-up cards.
const colorado = "636020"

// Person is somebody who comes in. Key is what names the person on the control
// address. PatientNumber is for a medical customer and on no card.
type Person struct {
	Key           string `json:"key"`
	First         string `json:"first"`
	Middle        string `json:"middle,omitempty"`
	Family        string `json:"family"`
	Birth         string `json:"birth"`
	Expires       string `json:"expires"`
	Number        string `json:"number"`
	Sex           string `json:"sex"` // 1 male, 2 female, 9 not told
	IDCard        bool   `json:"id_card,omitempty"`
	PatientNumber string `json:"patient_number,omitempty"`
	Note          string `json:"note"`
}

// People are the made-up people, the same ones on every day.
var People = []Person{
	{"avery", "Avery", "Quinn", "Stone", "1992-05-09", "2029-03-31", "921750001", "9", false, "", "adult"},
	{"jordan", "Jordan", "", "Park", "1988-11-02", "2030-11-02", "921750002", "1", false, "", "adult"},
	{"morgan", "Morgan", "Lee", "Tate", "1995-01-27", "2028-01-27", "921750003", "2", false, "", "adult"},
	{"casey", "Casey", "", "Lindqvist", "2000-12-31", "2030-12-31", "921750004", "2", false, "", "adult"},
	{"riley", "Riley", "Ann", "Marsh", "1983-07-19", "2028-07-19", "921750005", "2", false, "", "adult"},
	{"devon", "Devon", "", "Ames", "1990-02-28", "2029-02-28", "921750006", "1", true, "", "adult with an ID card instead of a licence"},
	{"sam", "Sam", "", "Ochoa-Reyes", "1980-04-04", "2027-04-04", "921750007", "1", false, "", "adult with a double name"},
	{"priya", "Priya", "", "Kaur", "1998-09-14", "2030-09-14", "921750008", "2", false, "", "adult"},
	{"noor", "Noor", "", "Haddad", "1985-10-23", "2029-10-23", "921750009", "9", false, "", "adult"},
	{"elena", "Elena", "Marie", "Frost", "1986-03-12", "2029-03-12", "921750010", "2", false, "MED-SANDBOX-0042", "adult with a medical registration"},
	{"toby", "Toby", "", "Lane", "2007-08-15", "2028-08-15", "921750011", "1", false, "", "19 years old in November 2026"},
	{"wren", "Wren", "", "Fields", "1991-06-30", "2024-06-30", "921750012", "9", false, "", "adult whose card expired in 2024"},
}

// PersonOf finds a person by the key, in any case.
func PersonOf(key string) (Person, bool) {
	at := slices.IndexFunc(People, func(p Person) bool { return strings.EqualFold(p.Key, key) })
	if at < 0 {
		return Person{}, false
	}
	return People[at], true
}

// Card gives the person's card. The dates of People are fixed and right, which
// the package's tests hold them to.
func (p Person) Card() virtual.Card {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			panic(err)
		}
		return at
	}
	expires := day(p.Expires)
	return virtual.Card{
		IIN: colorado, Jurisdiction: "CO", IDCard: p.IDCard, Version: 10,
		Number: p.Number, Family: p.Family, First: p.First, Middle: p.Middle, Sex: p.Sex,
		Birth: day(p.Birth), Issued: expires.AddDate(-5, 0, 0), Expires: expires,
	}
}
