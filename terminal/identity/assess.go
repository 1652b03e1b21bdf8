// Package identity decides about an identity document on a day: old enough, not
// expired, believable; whether it is the person of an online order; and under
// which token a person's purchases are kept without a name.
//
// No reason, hint or warning made here holds a name, a date of the document or a
// number: all of them may be journaled.
package identity

import (
	"fmt"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
)

// Outcome is what became of a document. Everything but Accepted is a no, the
// zero value too.
type Outcome string

// The outcomes.
const (
	Accepted   Outcome = "accepted"
	Refused    Outcome = "refused"
	Unreadable Outcome = "unreadable"
)

// AgeMax is the highest age that is believed.
const AgeMax = 110

// Assessment is the answer about a document. Its zero value refuses.
type Assessment struct {
	Outcome Outcome
	Code    string // such as identity.under_age; empty if accepted
	Reason  string // one sentence, empty if accepted
	Hint    string
	// Age is in whole years on the day, 0 if there is no usable birth date.
	Age int
	// OldEnoughOn is the first day on which the person is old enough. It is for
	// the screen and is personal: it is not to be stored.
	OldEnoughOn clock.Date
	Warnings    []string
}

// Err gives the refusal as an error, nil if accepted.
func (a Assessment) Err() error {
	if a.Outcome == Accepted {
		return nil
	}
	if a.Code == "" {
		return terminal.Errorf(terminal.Refused, "identity.not_checked", "No ID was checked.").WithHint("Scan the ID.")
	}
	return &terminal.Error{Kind: terminal.Refused, Code: a.Code, Message: a.Reason, Hint: a.Hint}
}

func (a *Assessment) no(outcome Outcome, code, hint, reason string, args ...any) {
	a.Outcome, a.Code, a.Reason, a.Hint = outcome, code, fmt.Sprintf(reason, args...), hint
}

const (
	hintScanAgain = "Scan the ID again. If it stays like this, ask for another ID."
	hintOther     = "Give the ID back and ask for another one. If you think it is false, call the manager on duty."
)

// Assess decides about a document on a legal day for a minimum age in years. A
// document is good through the end of its printed expiry day. The codes are
// identity.rule, identity.kind, identity.unknown_issuer, identity.unreadable,
// identity.conflict, identity.birth_date, identity.dates, identity.issued_later,
// identity.under_age, identity.expired and identity.number_withheld. Hints are put
// into Warnings, whatever the Outcome, and never decide it.
func Assess(document idcard.Document, today clock.Date, minimumAge int) Assessment {
	result := Assessment{Warnings: Hints(document)}
	if minimumAge < 1 || minimumAge > AgeMax || !printed(today).Valid() {
		result.no(Refused, "identity.rule", "Ask a manager to look at the rules and the clock.", "There is no minimum age in force to check against.")
		return result
	}
	lookAt(document, printed(today), &result)
	for _, step := range []func(idcard.Document, idcard.Date, *Assessment) bool{readable, known, believable} {
		if !step(document, printed(today), &result) {
			return result
		}
	}
	result.Age = AgeOn(document.BirthDate, today)
	oldEnoughOn := oldEnough(document, minimumAge, &result)
	result.OldEnoughOn = clock.Date{Year: oldEnoughOn.Year, Month: monthOf(oldEnoughOn), Day: oldEnoughOn.Day}
	switch {
	case printed(today).Before(oldEnoughOn):
		result.no(Refused, "identity.under_age", fmt.Sprintf("Give the ID back. Say: “I can’t sell to anyone under %d.”", minimumAge),
			"This person is under %d.", minimumAge)
		return result
	case printed(today).After(document.ExpiryDate):
		result.no(Refused, "identity.expired", "Ask for an ID that has not expired.", "This ID has expired.")
		return result
	case numberWithheld(document):
		result.no(Refused, "identity.number_withheld", "Enter the ID by hand: its DoD ID number is printed on it.",
			"The barcode of this military ID has no number that may be used.")
		return result
	}
	result.Outcome = Accepted
	return result
}

// Readable says whether a document has the fields without which there is no
// decision, once each: nil, or a Refused error of code identity.unreadable or
// identity.conflict. It says nothing about whom the document lets buy.
func Readable(document idcard.Document) error {
	var result Assessment
	if readable(document, idcard.Date{}, &result) {
		return nil
	}
	return terminal.Errorf(terminal.Refused, result.Code, "%s", result.Reason).WithHint("%s", result.Hint)
}

// readable asks for the fields without which there is no decision.
func readable(document idcard.Document, _ idcard.Date, result *Assessment) bool {
	for _, field := range []struct {
		name    string
		status  idcard.Status
		present bool
	}{
		{"birth date", document.BirthDateStatus, document.BirthDate.Valid()},
		{"expiry date", document.ExpiryStatus, document.ExpiryDate.Valid()},
		{"number", document.NumberStatus, normalNumber(document.Number) != ""},
	} {
		switch {
		case field.status == idcard.Conflict:
			result.no(Refused, "identity.conflict", hintOther, "The ID gives its %s twice, with different values.", field.name)
			return false
		case field.name == "number" && numberWithheld(document):
			continue
		case field.status != idcard.OK || !field.present:
			result.no(Unreadable, "identity.unreadable", hintScanAgain, "The %s on the ID could not be read.", field.name)
			return false
		}
	}
	if document.IssueStatus == idcard.Conflict {
		result.no(Refused, "identity.conflict", hintOther, "The ID gives its day of issue twice, with different values.")
		return false
	}
	return true
}

// numberWithheld says that a military barcode was read whole and has no number
// but a social security number, which no reader gives out. Such a document is
// never accepted; whether its holder is too young is said first.
func numberWithheld(document idcard.Document) bool {
	return document.Kind == idcard.Military && document.Source == idcard.Barcode && document.NumberStatus == idcard.Absent
}

// zoneYearsMax is how far ahead an expiry date of a machine-readable zone is
// believed: the zone has two digits for the year, so a passport that expired in
// 1999 reads 2099.
const zoneYearsMax = 20

// believable asks whether the dates can be true together.
func believable(document idcard.Document, today idcard.Date, result *Assessment) bool {
	birth, expiry := document.BirthDate, document.ExpiryDate
	switch {
	case birth.After(today):
		result.no(Refused, "identity.birth_date", hintOther, "The birth date on the ID is in the future.")
	case Birthday(birth, AgeMax+1).Compare(today) <= 0:
		result.no(Refused, "identity.birth_date", hintOther, "The birth date on the ID makes its holder older than %d.", AgeMax)
	case expiry.Compare(birth) <= 0:
		result.no(Refused, "identity.dates", hintOther, "The ID expires before its holder was born.")
	case document.Source == idcard.MRZ && expiry.After(Birthday(today, zoneYearsMax)):
		result.no(Refused, "identity.dates", hintOther, "The expiry date on the ID is further away than that of any such document.")
	case issueOf(document).IsZero():
		return true
	case issueOf(document).After(today):
		result.no(Refused, "identity.issued_later", hintOther, "The day of issue on the ID is in the future.")
	case expiry.Compare(issueOf(document)) <= 0:
		result.no(Refused, "identity.dates", hintOther, "The ID expires before it was issued.")
	case birth.Compare(issueOf(document)) >= 0:
		result.no(Refused, "identity.dates", hintOther, "The ID was issued before its holder was born.")
	default:
		return true
	}
	return false
}

// issueOf is the day of issue, zero if it cannot be relied on.
func issueOf(document idcard.Document) idcard.Date {
	if document.IssueStatus != idcard.OK || !document.IssueDate.Valid() {
		return idcard.Date{}
	}
	return document.IssueDate
}
