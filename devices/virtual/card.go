package virtual

import (
	"fmt"
	"strings"
	"time"
)

// Card is a made-up driver licence or ID card in AAMVA's layout (DL/ID Card
// Design Standard, annex D). Its zero values make a plain US card of version 10.
// Versions differ in their header (01 has no jurisdiction version), in the tags
// of names (01 a full name, 02 and 03 given names together) and in the order of
// dates (01 and Canada have the year first).
type Card struct {
	IIN          string // issuer, such as 636020 for Colorado
	Jurisdiction string // such as CO
	Country      string // USA or CAN; empty means USA
	IDCard       bool   // an ID card instead of a licence
	Version      int    // of the AAMVA standard; 0 means 10
	Number       string
	Family       string
	First        string
	Middle       string
	Suffix       string // empty leaves it out
	Sex          string // 1, 2 or 9
	Birth        time.Time
	Issued       time.Time
	Expires      time.Time

	// Under18, Under19 and Under21 are the days on which the holder stops being
	// under that age; zero leaves them out.
	Under18, Under19, Under21 time.Time
	// Revision is the day of the card's design; zero means 1 January 2020.
	Revision time.Time
	// AddressState is the state of the holder's address; empty means Jurisdiction.
	AddressState string
	// Truncated says that the names were cut off to fit.
	Truncated bool
	// Latin1 writes the names in Latin-1 instead of UTF-8. Letters that Latin-1
	// does not have become question marks.
	Latin1 bool
	// IssuerSubfile is the second letter of the issuer's own subfile, such as C for
	// ZC; zero leaves it out. IssuerElements are its elements without their type,
	// such as ANONE for ZCANONE.
	IssuerSubfile  byte
	IssuerElements []string
}

const (
	fullNameVersion   = 1 // the version that writes the whole name in one element
	givenNamesVersion = 3 // the last that writes the given names in one
	plainVersion      = 10
)

// Barcode gives the bytes that a scanner sends for the card, with a directory
// that fits them.
func (c Card) Barcode() []byte {
	version := c.Version
	if version == 0 {
		version = plainVersion
	}
	subfile := "DL"
	if c.IDCard {
		subfile = "ID"
	}
	body := subfile + strings.Join(c.elements(version), "\n") + "\n\r"
	issuers := c.issuerSubfile()
	entries := 1
	if issuers != "" {
		entries = 2
	}
	jurisdiction := "01"
	if version == fullNameVersion {
		jurisdiction = "" // it came with version 02
	}
	start := fmt.Sprintf("@\n\x1e\rANSI %s%02d%s%02d", c.IIN, version, jurisdiction, entries)
	const entryBytes = 10
	at := len(start) + entries*entryBytes
	directory := fmt.Sprintf("%s%04d%04d", subfile, at, len(body))
	if issuers != "" {
		directory += fmt.Sprintf("%s%04d%04d", issuers[:2], at+len(body), len(issuers))
	}
	return []byte(start + directory + body + issuers)
}

// elements gives tags and values in the order in which the card has them.
func (c Card) elements(version int) []string {
	elements := append([]string{"DAQ" + c.Number}, c.names(version)...)
	if !c.IDCard && version > fullNameVersion {
		elements = append(elements, "DCAC", "DCBNONE", "DCDNONE")
	}
	layout := c.dateLayout(version)
	elements = append(elements, "DBD"+c.Issued.Format(layout), "DBB"+c.Birth.Format(layout), "DBA"+c.Expires.Format(layout),
		"DBC"+c.Sex, "DAU"+c.height(version), "DAYBRO", "DAG1 TEST ST", "DAIANYTOWN", "DAJ"+c.state(), "DAK"+c.postalCode(version))
	for _, until := range []struct {
		tag string
		day time.Time
	}{{"DDH", c.Under18}, {"DDI", c.Under19}, {"DDJ", c.Under21}} {
		if !until.day.IsZero() {
			elements = append(elements, until.tag+until.day.Format(layout))
		}
	}
	if version == fullNameVersion {
		return elements // country, discriminator and design came later
	}
	elements = append(elements, "DCFDISC0001", "DCG"+c.country())
	if version > givenNamesVersion {
		elements = append(elements, "DDAF", "DDB"+c.revision().Format(layout))
	}
	return elements
}

// names gives the name elements of a version.
func (c Card) names(version int) []string {
	family, first, middle := c.written(c.Family), c.written(c.First), c.written(c.Middle)
	orNone := func(text string) string {
		if text == "" {
			return "NONE"
		}
		return text
	}
	var elements []string
	switch {
	case version == fullNameVersion:
		full := family + "," + first + "," + middle
		if c.Suffix != "" {
			full += "," + c.written(c.Suffix)
		}
		return []string{"DAA" + strings.TrimRight(full, ",")}
	case version <= givenNamesVersion:
		elements = []string{"DCS" + orNone(family), "DCT" + orNone(strings.TrimSpace(first+" "+middle))}
	default:
		cut := "N"
		if c.Truncated {
			cut = "T"
		}
		elements = []string{"DCS" + orNone(family), "DDE" + cut, "DAC" + orNone(first), "DDF" + cut, "DAD" + orNone(middle), "DDG" + cut}
	}
	if c.Suffix != "" {
		elements = append(elements, "DCU"+c.written(c.Suffix))
	}
	return elements
}

// written gives a name as the card has it: in capitals, in its code page.
func (c Card) written(name string) string {
	name = strings.ToUpper(name)
	if !c.Latin1 {
		return name
	}
	bytes := make([]byte, 0, len(name))
	for _, char := range name {
		if char > 0xff {
			char = '?'
		}
		bytes = append(bytes, byte(char))
	}
	return string(bytes)
}

func (c Card) issuerSubfile() string {
	if c.IssuerSubfile == 0 {
		return ""
	}
	kind := "Z" + string(rune(c.IssuerSubfile))
	text := kind
	for _, element := range c.IssuerElements {
		text += kind + element + "\n"
	}
	return text + "\r"
}

func (c Card) dateLayout(version int) string {
	if version == fullNameVersion || c.country() == "CAN" {
		return "20060102"
	}
	return "01022006"
}

func (c Card) country() string {
	if c.Country == "" {
		return "USA"
	}
	return c.Country
}

func (c Card) state() string {
	if c.AddressState == "" {
		return c.Jurisdiction
	}
	return c.AddressState
}

func (c Card) revision() time.Time {
	if c.Revision.IsZero() {
		return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return c.Revision
}

func (c Card) height(version int) string {
	switch {
	case version == fullNameVersion:
		return "508" // feet and inches
	case c.country() == "CAN":
		return "173 cm"
	default:
		return "068 IN"
	}
}

func (c Card) postalCode(version int) string {
	const short = 11 // the version from which postal codes have no fixed width
	code := "800020000"
	if c.country() == "CAN" {
		code = "A1A 1A1"
	}
	if version >= short {
		return code
	}
	return fmt.Sprintf("%-11s", code)
}
