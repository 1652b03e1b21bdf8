package identity

import (
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/curbline/curbline/terminal/idcard"
)

// AcceptedKinds are the kinds of document that Assess accepts, in the order in
// which a screen names them.
func AcceptedKinds() []idcard.Kind {
	return []idcard.Kind{
		idcard.DriverLicense, idcard.IDCard, idcard.Passport, idcard.PassportCard, idcard.BorderCard, idcard.Military,
	}
}

// acceptedWords names AcceptedKinds for people.
const acceptedWords = "Ask for a driver license, a state ID card, a passport, a passport card, a border card such as NEXUS, or a US military ID."

// refusedKinds says in words why a kind that people know is not accepted.
var refusedKinds = map[idcard.Kind]string{
	idcard.PermanentResident: "A permanent resident card cannot be accepted here.",
	idcard.TravelID:          "This sort of travel or identity card cannot be accepted here from a scan.",
	idcard.Tribal:            "A tribal ID cannot be accepted here.",
	idcard.Consular:          "A consular ID cannot be accepted here.",
	idcard.OtherDocument:     "This kind of document cannot be accepted here.",
}

// known asks for a kind of document that is accepted, and for an issuer: one of
// the table for what a state gives, a country for the rest.
func known(document idcard.Document, _ idcard.Date, result *Assessment) bool {
	if !slices.Contains(AcceptedKinds(), document.Kind) {
		reason := refusedKinds[document.Kind]
		if reason == "" {
			reason = refusedKinds[idcard.OtherDocument]
		}
		hint := acceptedWords
		if document.Kind == idcard.TravelID {
			// The zone of NEXUS, SENTRI, FAST and Global Entry cards does not say for
			// sure that it is one.
			hint += " If this is a NEXUS, SENTRI, FAST or Global Entry card, enter it by hand."
		}
		result.no(Refused, "identity.kind", hint, "%s", reason)
		return false
	}
	if !issuerKnown(document) {
		result.no(Refused, "identity.unknown_issuer", hintOther, "The issuer of this ID is not known.")
		return false
	}
	return true
}

func issuerKnown(document idcard.Document) bool {
	issuer := document.Issuer
	if !stateCard(document) {
		return KnownCountry(issuer.Country)
	}
	if issuer.Jurisdiction == "" {
		return false
	}
	// A licence from a country without issuer numbers can only be typed in.
	return issuer.IIN != "" || document.Source == idcard.Manual && KnownCountry(issuer.Country)
}

// ownCodes are the codes of machine-readable documents that are no country of ISO
// 3166-1 (ICAO 9303 part 3, section 5, parts A to D), without those of stateless
// persons and of unknown nationality, who have another issuer.
var ownCodes = []string{"D", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "EUE", "UNO", "UNA", "UNK", "XOM", "XPO", "XXA", "XXB", "XXC"}

// KnownCountry says that a code is a country's, of three capitals as in ISO
// 3166-1, or another that machine-readable documents use, such as D for Germany.
// UTO, the country of specimens, is none.
func KnownCountry(code string) bool {
	if slices.Contains(ownCodes, code) {
		return true
	}
	if len(code) != 3 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	region, err := language.ParseRegion(code)
	return err == nil && region.IsCountry()
}
