package aamva

import (
	_ "embed"
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// issuersCSV has one issuer a line: iin, name, postal code, country. The numbers
// are AAMVA's published list of 2023-12-29 with postal codes in place of its own
// abbreviations, and one number that Alberta prints without having registered it.
//
//go:embed issuers.csv
var issuersCSV string

// issuers is the table by issuer number.
var issuers = readIssuers(issuersCSV)

func readIssuers(csv string) map[string]idcard.Issuer {
	table := make(map[string]idcard.Issuer)
	for line := range strings.Lines(csv) {
		fields := strings.Split(strings.TrimSpace(line), ",")
		if len(fields) == 4 && fields[0] != "iin" {
			table[fields[0]] = idcard.Issuer{IIN: fields[0], Jurisdiction: fields[2], Country: fields[3]}
		}
	}
	return table
}

// IssuerOf gives the issuer with an identification number; false where it is
// not in the table.
func IssuerOf(iin string) (idcard.Issuer, bool) {
	issuer, found := issuers[iin]
	return issuer, found
}
