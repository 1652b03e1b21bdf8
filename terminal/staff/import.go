package staff

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog/csvfile"
)

// Limits of a person's fields.
const (
	IDMaxBytes    = 32
	NameMaxRunes  = 80
	BadgeMaxBytes = 64
)

var (
	idPattern    = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]*$`)
	badgePattern = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)
)

// Columns of a staff file.
var Columns = []string{"id", "name", "badge", "role", "pin"}

// Imported is one row of a staff file. The member has no PINHash yet: the PIN is
// hashed by HashPIN before the row is saved. An empty PIN keeps the one that the
// person has.
type Imported struct {
	Member terminal.StaffMember
	PIN    string
}

// Parse reads a staff file: CSV, UTF-8, with all Columns. A PIN in it was chosen
// by whoever wrote the file, and must be changed at its first use. sandbox lets
// easy PINs through, marks them, and leaves them as they are. It returns the rows without a blocking problem and all
// problems of the file; no problem quotes a PIN.
func Parse(data []byte, sandbox bool) ([]Imported, []csvfile.Problem) {
	var found csvfile.Problems
	var people []Imported
	names := map[string]int{} // ids and badges share one name space: either can be typed at the door
	csvfile.Read(data, Columns, Columns, &found, func(r *csvfile.Row) {
		person := read(r, sandbox)
		claim(r, names, "id", person.Member.ID)
		if person.Member.Badge != person.Member.ID {
			claim(r, names, "badge", person.Member.Badge)
		}
		if !r.Wrong {
			people = append(people, person)
		}
	})
	return people, found.All()
}

func claim(r *csvfile.Row, names map[string]int, column, value string) {
	if value == "" {
		return
	}
	if before, taken := names[value]; taken {
		r.Wrongf(column, "%q stands in row %d already", value, before)
		return
	}
	names[value] = r.Number
}

func roleWords() string {
	words := make([]string, 0, len(roles))
	for _, role := range roles {
		words = append(words, string(role))
	}
	return strings.Join(words, ", ")
}

// CheckMember says whether a person's id, name, badge and role may be stored. It
// returns an Invalid error of code staff.field.
func CheckMember(member terminal.StaffMember) error {
	switch {
	case len(member.ID) > IDMaxBytes || !idPattern.MatchString(member.ID):
		return field("The id is not 1 to %d of a–z, 0–9 and . _ -.", IDMaxBytes)
	case !plainName(member.Name, NameMaxRunes):
		return field("The name is not 1 to %d plain characters.", NameMaxRunes)
	case len(member.Badge) > BadgeMaxBytes || !badgePattern.MatchString(member.Badge):
		return field("The badge is not 1 to %d letters, digits and . _ -.", BadgeMaxBytes)
	case !ValidRole(member.Role):
		return field("The role is none of %s.", roleWords())
	}
	return nil
}

func field(format string, args ...any) error {
	return terminal.Errorf(terminal.Invalid, "staff.field", format, args...)
}

// plainName says whether a name is there, short enough, and made of what prints:
// marks that turn the direction of text could show one person as another.
func plainName(name string, runesMax int) bool {
	return name != "" && strings.TrimSpace(name) == name && utf8.ValidString(name) && utf8.RuneCountInString(name) <= runesMax &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
}

func read(r *csvfile.Row, sandbox bool) Imported {
	member := terminal.StaffMember{
		ID: r.Get("id"), Name: r.Get("name"), Badge: r.Get("badge"),
		Role: terminal.Role(strings.ToLower(r.Get("role"))), Active: true,
	}
	if len(member.ID) > IDMaxBytes || !idPattern.MatchString(member.ID) {
		r.Wrongf("id", "is not 1 to %d of a–z, 0–9 and . _ -", IDMaxBytes)
	}
	if !plainName(member.Name, NameMaxRunes) {
		r.Wrongf("name", "is not 1 to %d plain characters", NameMaxRunes)
	}
	if len(member.Badge) > BadgeMaxBytes || !badgePattern.MatchString(member.Badge) {
		r.Wrongf("badge", "is not 1 to %d letters, digits and . _ -", BadgeMaxBytes)
	}
	if !ValidRole(member.Role) {
		r.Wrongf("role", "%q is none of %s", r.Get("role"), roleWords())
	}
	pin := r.Get("pin")
	if pin != "" {
		member.SandboxPIN, member.MustChangePIN = sandbox, !sandbox
		if err := CheckPIN(pin, sandbox); err != nil {
			r.Wrongf("pin", "%s", terminal.AsError(err).Message)
		}
	}
	return Imported{Member: member, PIN: pin}
}
