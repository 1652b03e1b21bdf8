package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
)

// Match says whether a document is of the person who placed an order. Its zero
// value matches nothing.
type Match struct {
	Outcome MatchOutcome
	Code    string // of a refusal or a block: identity.birth_year, identity.family_name
	Reason  string
	Hint    string
	// FirstNameDiffers is shown to whoever hands over; it stops nothing.
	FirstNameDiffers bool
	// NotCompared lists what the order does not tell: birth_year, family_name.
	NotCompared []string
}

// MatchOutcome is the answer of MatchOrder. Everything but Matches stops.
type MatchOutcome string

// The outcomes of a match.
const (
	Matches   MatchOutcome = "matches"
	Blocked   MatchOutcome = "blocked" // a lead may go on, with a reason
	Different MatchOutcome = "refused" // nobody may
)

// Err gives a refusal or block as an error, nil if the document matches.
func (m Match) Err() error {
	if m.Outcome == Matches {
		return nil
	}
	if m.Code == "" {
		return terminal.Errorf(terminal.Refused, "identity.not_checked", "No ID was compared with the order.").WithHint("Scan the ID.")
	}
	return &terminal.Error{Kind: terminal.Refused, Code: m.Code, Message: m.Reason, Hint: m.Hint}
}

// MatchOrder compares a document with the person an order names. Another birth
// year refuses. Another family name, after folding case, accents, hyphens and
// suffix, blocks; so does an order or a document without one, as there is
// nothing to say that this is the person. Another first name is only shown.
func MatchOrder(document idcard.Document, order terminal.Order) Match {
	match := Match{Outcome: Matches}
	if order.BirthYear == 0 {
		match.NotCompared = append(match.NotCompared, "birth_year")
	} else if document.BirthDateStatus != idcard.OK || document.BirthDate.Year != order.BirthYear {
		return Match{
			Outcome: Different, Code: "identity.birth_year",
			Reason: "The ID is not of the person who ordered: the birth year is another one.",
			Hint:   "Ask for the person who placed the order.",
		}
	}
	ordered, shown := foldName(order.FamilyName), foldName(document.FamilyName)
	switch {
	case ordered == "" || shown == "":
		match.NotCompared = append(match.NotCompared, "family_name")
		match.block("There is no family name to compare with the order.")
	case ordered != shown:
		match.block("The family name on the ID is not the one on the order.")
	}
	match.FirstNameDiffers = !sameFirstName(order.FirstName, document)
	return match
}

func (m *Match) block(reason string) {
	m.Outcome, m.Code, m.Reason = Blocked, "identity.family_name", reason
	m.Hint = "Ask for the person who placed the order. A lead can go on with a reason, such as a changed name."
}

// sameFirstName is true if the order's first name is the document's first name,
// or its first and middle names, or if the order tells none.
func sameFirstName(ordered string, document idcard.Document) bool {
	folded := foldName(ordered)
	if folded == "" {
		return true
	}
	first := foldName(document.FirstName)
	return folded == first || folded == first+foldName(document.MiddleName)
}

// suffixes are the ends of a family name that are left out of a comparison.
// Single letters are not among them, as they may be an initial.
var suffixes = map[string]bool{"jr": true, "sr": true, "ii": true, "iii": true, "iv": true, "phd": true, "md": true, "esq": true}

// apart holds the letters that do not decompose into a base letter and an
// accent (Unicode NFD), as issuers and web shops write them differently.
var apart = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i")

// foldName reduces a name to its letters: lower case, without accents, spaces,
// hyphens, apostrophes and a suffix.
func foldName(name string) string {
	// Transformers keep state and are not safe to share.
	strip := transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	folded, _, err := transform.String(strip, cases.Fold().String(name))
	if err != nil {
		return ""
	}
	folded = apart.Replace(folded)
	words := strings.FieldsFunc(folded, func(char rune) bool {
		return unicode.IsSpace(char) || unicode.Is(unicode.Pd, char) || char == ','
	})
	letters := make([]string, 0, len(words))
	for _, word := range words {
		word = strings.Map(func(char rune) rune {
			if unicode.IsLetter(char) || unicode.IsDigit(char) {
				return char
			}
			return -1
		}, word)
		if word != "" {
			letters = append(letters, word)
		}
	}
	for len(letters) > 1 && suffixes[letters[len(letters)-1]] {
		letters = letters[:len(letters)-1]
	}
	return strings.Join(letters, "")
}
