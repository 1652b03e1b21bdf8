// Package idcard holds what an identity document says, whoever read it: a
// barcode parser, a machine-readable zone, or a person typing.
//
// A Document is personal data from end to end. Its formatting and logging
// methods give the kind and the issuer only, so that no log line or error text
// can carry a name, a birth date or a number by accident.
package idcard

import (
	"fmt"
	"io"
	"log/slog"
)

// Kind is the sort of document.
type Kind string

// The kinds of document.
const (
	DriverLicense     Kind = "driver_license"
	IDCard            Kind = "id_card"
	Passport          Kind = "passport"           // a passport book: ICAO 9303 TD3
	PassportCard      Kind = "passport_card"      // the card-sized US passport: TD1
	PermanentResident Kind = "permanent_resident" // TD1 of a permanent resident card
	BorderCard        Kind = "border_card"        // NEXUS, SENTRI, FAST, Global Entry, border crossing cards: TD1
	TravelID          Kind = "travel_id"          // another TD1: an identity card of a country
	Military          Kind = "military"           // Common Access Card, or the USID of retirees and dependants
	Tribal            Kind = "tribal"             // no machine-readable form: entered by hand
	Consular          Kind = "consular"           // the same
	OtherDocument     Kind = "other"              // the same
)

// Source is how a document came in. It stays with everything that rests on it.
type Source string

// The sources. The zero value is none of them.
const (
	Barcode  Source = "barcode"  // PDF417 or another barcode on the document
	MRZ      Source = "mrz"      // its machine-readable zone
	Magnetic Source = "magnetic" // the layout of a magnetic stripe
	Manual   Source = "manual"   // typed in by a person who looked at it
)

// Status says how far a field can be relied on. The zero value is not OK.
type Status string

// The states of a field.
const (
	OK       Status = "ok"
	Absent   Status = "absent"   // not on the document, or cut off
	Conflict Status = "conflict" // there more than once, with different values
	Invalid  Status = "invalid"  // there, but not a value that the field can have
)

// Issuer is the authority that issued a document.
type Issuer struct {
	// IIN is the six-digit issuer identification number of the barcode.
	IIN string `json:"iin,omitempty"`
	// Jurisdiction is the postal code, such as CO; empty where the IIN is not
	// known, and with documents of a country.
	Jurisdiction string `json:"jurisdiction,omitempty"`
	// Country is USA, CAN, MEX or another code of three letters as the document has
	// it (ICAO 9303 part 3, section 5, so D for Germany); empty where the IIN is not
	// known.
	Country string `json:"country,omitempty"`
}

// Document is what an identity document says. A date or number whose status is
// not OK is left empty, so that it cannot be used by mistake.
type Document struct {
	Kind    Kind   `json:"kind"`
	Source  Source `json:"source,omitempty"`
	Issuer  Issuer `json:"issuer"`
	Version int    `json:"version,omitempty"` // of the barcode's standard

	// Number is in upper case without spaces and hyphens.
	Number     string `json:"number,omitempty"`
	FamilyName string `json:"family_name,omitempty"`
	FirstName  string `json:"first_name,omitempty"`
	MiddleName string `json:"middle_name,omitempty"`
	Suffix     string `json:"suffix,omitempty"`
	// Sex is M, F, X (not specified) or empty.
	Sex string `json:"sex,omitempty"`

	BirthDate  Date `json:"birth_date,omitzero"`
	ExpiryDate Date `json:"expiry_date,omitzero"`
	IssueDate  Date `json:"issue_date,omitzero"`
	// Under21Until is the day on which the holder turns 21, where the document
	// prints it. Issuers leave it on for decades, so its presence proves nothing.
	Under21Until Date `json:"under_21_until,omitzero"`
	// Under18Until and Under19Until are the same for 18 and 19.
	Under18Until Date `json:"under_18_until,omitzero"`
	Under19Until Date `json:"under_19_until,omitzero"`
	// RevisionDate is the day of the card's design, where the document tells it.
	RevisionDate Date `json:"revision_date,omitzero"`
	// AddressState is the state of the holder's address, such as CO.
	AddressState string `json:"address_state,omitempty"`

	BirthDateStatus Status `json:"birth_date_status"`
	ExpiryStatus    Status `json:"expiry_status"`
	IssueStatus     Status `json:"issue_status"`
	NumberStatus    Status `json:"number_status"`

	// Warnings are codes of oddities to look at; they hold no personal value.
	Warnings []string `json:"warnings,omitempty"`
}

// Summary gives the kind and the issuer, and nothing personal.
func (d Document) Summary() string {
	issuer := d.Issuer.Jurisdiction
	if issuer == "" {
		issuer = d.Issuer.IIN
	}
	if issuer == "" {
		issuer = d.Issuer.Country
	}
	if issuer == "" {
		issuer = "unknown issuer"
	}
	kind := string(d.Kind)
	if kind == "" {
		kind = "document"
	}
	return kind + " from " + issuer
}

// String gives the Summary.
func (d Document) String() string { return d.Summary() }

// GoString gives the Summary for %#v too.
func (d Document) GoString() string { return d.Summary() }

// Format prints the Summary for every verb and flag, %+v included.
func (d Document) Format(state fmt.State, _ rune) {
	// A fmt.State never fails to take bytes; fmt itself ignores this error.
	_, _ = io.WriteString(state, d.Summary())
}

// LogValue gives slog the kind and the issuer only.
func (d Document) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("kind", string(d.Kind)),
		slog.String("issuer", d.Issuer.Jurisdiction),
		slog.String("country", d.Issuer.Country),
		slog.Int("version", d.Version),
	)
}
