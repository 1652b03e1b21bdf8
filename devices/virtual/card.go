package virtual

import (
	"fmt"
	"strings"
	"time"
)

// Card is a made-up driver licence or ID card in AAMVA's layout. Versions differ
// in their header and, for version 01, in the order of dates.
type Card struct {
	IIN          string // issuer, such as 636020 for Colorado
	Jurisdiction string // such as CO
	IDCard       bool   // an ID card instead of a licence
	Version      int    // of the AAMVA standard; 0 means 10
	Number       string
	Family       string
	First        string
	Middle       string
	Sex          string // 1, 2 or 9
	Birth        time.Time
	Issued       time.Time
	Expires      time.Time
}

// Barcode gives the bytes that a scanner sends for the card, with a directory
// that fits them.
func (c Card) Barcode() []byte {
	version := c.Version
	if version == 0 {
		version = 10
	}
	subfile := "DL"
	if c.IDCard {
		subfile = "ID"
	}
	orNone := func(text string) string {
		if text == "" {
			return "NONE"
		}
		return strings.ToUpper(text)
	}
	day := "01022006"
	if version == 1 {
		day = "20060102"
	}
	var body strings.Builder
	body.WriteString(subfile)
	for _, element := range []string{
		"DAQ" + c.Number, "DCS" + orNone(c.Family), "DDEN", "DAC" + orNone(c.First), "DDFN", "DAD" + orNone(c.Middle), "DDGN",
		"DCAC", "DCBNONE", "DCDNONE", "DBD" + c.Issued.Format(day), "DBB" + c.Birth.Format(day), "DBA" + c.Expires.Format(day),
		"DBC" + c.Sex, "DAU068 IN", "DAYBRO", "DAG1 TEST ST", "DAIANYTOWN", "DAJ" + c.Jurisdiction, "DAK800020000  ",
		"DCFDISC0001", "DCGUSA", "DDAF", "DDB01012020",
	} {
		body.WriteString(element + "\n")
	}
	body.WriteString("\r")
	// One directory entry; version 01 has no jurisdiction version before it.
	headerBytes, jurisdiction := 31, "01"
	if version == 1 {
		headerBytes, jurisdiction = 29, ""
	}
	header := fmt.Sprintf("@\n\x1e\rANSI %s%02d%s01%s%04d%04d", c.IIN, version, jurisdiction, subfile, headerBytes, body.Len())
	return []byte(header + body.String())
}
