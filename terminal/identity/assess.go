// Package identity decides about an identity document on a day: old enough, not
// expired, believable; whether it is the person of an online order; and under
// which token a person's purchases are kept without a name.
//
// No reason, hint or warning made here holds a name, a date of the document or a
// number: all of them may be journaled.
package identity

import (
	"fmt"
	"slices"

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

// The warnings that an Assessment adds to those of the Document: reasons to look
// at the card, never reasons for a yes.
const (
	WarnIssuedUnder21   = "issued_under_21"  // the card was issued before the 21st birthday: often a vertical one
	WarnExpiresToday    = "expires_today"    // still good through the end of the day
	WarnUnder21Differs  = "under_21_differs" // the printed day is not the 21st birthday
	WarnIssueUnknown    = "issue_unknown"    // no usable day of issue
	WarnVersionTooNew   = "version_too_new"  // issued before its barcode standard existed
	WarnMinorDayDecides = "under_21_decides" // the printed day is later than the birthday and was used
)

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
// identity.under_age and identity.expired.
func Assess(document idcard.Document, today clock.Date, minimumAge int) Assessment {
	result := Assessment{Warnings: slices.Clone(document.Warnings)}
	if minimumAge < 1 || minimumAge > AgeMax || !printed(today).Valid() {
		result.no(Refused, "identity.rule", "Ask a manager to look at the rules and the clock.", "There is no minimum age in force to check against.")
		return result
	}
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
	}
	lookAt(document, printed(today), &result)
	result.Outcome = Accepted
	return result
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

// known asks for a kind of document and an issuer that are on the lists.
func known(document idcard.Document, _ idcard.Date, result *Assessment) bool {
	if document.Kind != idcard.DriverLicense && document.Kind != idcard.IDCard {
		result.no(Refused, "identity.kind", "Ask for a driver license or a state ID card.", "This kind of document cannot be accepted here.")
		return false
	}
	if document.Issuer.IIN == "" || document.Issuer.Jurisdiction == "" {
		result.no(Refused, "identity.unknown_issuer", hintOther, "The issuer of this ID is not known.")
		return false
	}
	return true
}

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
