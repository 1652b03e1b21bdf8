package main

import (
	"encoding/json"
	"io"

	"golang.org/x/text/language"

	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
)

// scanMaxBytes is one more than the longest scan, so that a longer one is told.
const scanMaxBytes = scanner.FrameMaxBytes + 1

// refusedExit is the exit code of a scan that is no usable document.
const refusedExit = 3

type scanVerb struct {
	Decode decodeVerb `cmd:"" help:"Read the raw bytes of one scan on standard input and print what they say as JSON. Needs no configuration."`
}

type decodeVerb struct{}

// decoded is a document as one JSON object; what it does not say is empty.
type decoded struct {
	OK      bool     `json:"ok"`
	Kind    string   `json:"kind"`
	Source  string   `json:"source"`
	Issuer  string   `json:"issuer"`
	Number  string   `json:"number"`
	Birth   string   `json:"birth_date"`
	Expires string   `json:"expires"`
	Issued  string   `json:"issued"`
	First   string   `json:"first"`
	Middle  string   `json:"middle"`
	Last    string   `json:"last"`
	Suffix  string   `json:"suffix"`
	Sex     string   `json:"sex"`
	Hints   []string `json:"hints"`
}

type undecoded struct {
	OK      bool   `json:"ok"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// exit ends the tool with a code; what was to be said has been said.
type exit int

func (exit) Error() string { return "" }

// Run decodes one scan.
func (*decodeVerb) Run(r *run) error {
	raw, err := io.ReadAll(io.LimitReader(r.in, scanMaxBytes))
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "scan.input", "The scan could not be read.").Wrap(err)
	}
	document, err := readScan(raw)
	if err != nil {
		coded := terminal.AsError(err)
		if err := r.json(undecoded{Code: coded.Code, Message: coded.Message, Hint: coded.Hint}); err != nil {
			return err
		}
		return exit(refusedExit)
	}
	hints := identity.Hints(document)
	if hints == nil {
		hints = []string{}
	}
	return r.json(decoded{
		OK: true, Kind: string(document.Kind), Source: string(document.Source), Issuer: issuerCode(document.Issuer), Number: document.Number,
		Birth: document.BirthDate.String(), Expires: document.ExpiryDate.String(), Issued: document.IssueDate.String(),
		First: document.FirstName, Middle: document.MiddleName, Last: document.FamilyName, Suffix: document.Suffix,
		Sex: document.Sex, Hints: hints,
	})
}

// readScan reads a document that can be decided about: number, birth date and
// expiry date are there, once each.
func readScan(raw []byte) (idcard.Document, error) {
	document, err := scanner.ReadDocument(raw)
	if err != nil {
		if code, message, hint, ok := scanner.RefusalOf(err); ok {
			return document, terminal.Errorf(terminal.Refused, code, "%s", message).WithHint("%s", hint)
		}
		return document, err
	}
	return document, identity.Readable(document)
}

// issuerCode names an issuer as ISO 3166 does: US-CO, CA-ON, or the country
// alone. A country that has no code of two letters is named as the document does.
func issuerCode(issuer idcard.Issuer) string {
	country := issuer.Country
	if country == "D" { // ICAO 9303 part 3, section 5, keeps the one letter
		country = "DEU"
	}
	if region, err := language.ParseRegion(country); err == nil && region.IsCountry() {
		country = region.String()
	}
	switch {
	case country == "":
		return issuer.IIN
	case issuer.Jurisdiction == "":
		return country
	default:
		return country + "-" + issuer.Jurisdiction
	}
}

func (r *run) json(value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	r.say("%s", text)
	return nil
}
