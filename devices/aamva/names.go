package aamva

import (
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

const pennsylvania = "636025"

// name cleans one name: NONE and UNAVL stand for nothing, Ontario ends names
// with a comma.
func name(value string) string {
	value = strings.TrimSpace(strings.Trim(strings.TrimSpace(value), ","))
	switch strings.ToUpper(value) {
	case "NONE", "UNAVL", "UNAVAILABLE", "N/A":
		return ""
	}
	return value
}

// readNames fills the names from whichever tags the card uses. A tag that came
// twice with different values leaves its name empty, with a warning.
func readNames(found elements, document *idcard.Document) {
	read := func(tag string) string {
		value, conflict := found.one(tag)
		if conflict {
			document.Warnings = append(document.Warnings, WarnNameConflict)
		}
		return name(value)
	}
	document.FamilyName = firstOf(read("DCS"), read("DAB"))
	document.FirstName, document.MiddleName = read("DAC"), read("DAD")
	document.Suffix = firstOf(read("DCU"), read("DAE"))
	if given := read("DCT"); document.FirstName == "" && given != "" {
		first, rest, _ := strings.Cut(strings.ReplaceAll(given, ",", " "), " ")
		document.FirstName, document.MiddleName = first, firstOf(document.MiddleName, strings.TrimSpace(rest))
	}
	if full := read("DAA"); document.FamilyName == "" && full != "" {
		readFullName(full, document)
	}
}

// readFullName reads DAA of version 01: LAST,FIRST,MIDDLE,SUFFIX, or as LA and
// OR have it LAST,FIRST MIDDLE, or as PA has it FIRST MIDDLE LAST.
func readFullName(full string, document *idcard.Document) {
	parts := strings.Split(full, ",")
	if len(parts) == 1 {
		words := strings.Fields(full)
		if document.Issuer.IIN != pennsylvania || len(words) < 2 {
			document.Warnings = append(document.Warnings, WarnNameOrder)
			return
		}
		document.FamilyName = words[len(words)-1]
		document.FirstName = words[0]
		document.MiddleName = strings.Join(words[1:len(words)-1], " ")
		return
	}
	part := func(index int) string {
		if index >= len(parts) {
			return ""
		}
		return name(parts[index])
	}
	document.FamilyName, document.FirstName = part(0), part(1)
	document.MiddleName, document.Suffix = part(2), firstOf(part(3), document.Suffix)
	if first, rest, more := strings.Cut(document.FirstName, " "); more && document.MiddleName == "" {
		document.FirstName, document.MiddleName = first, strings.TrimSpace(rest)
	}
}

func firstOf(values ...string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}
