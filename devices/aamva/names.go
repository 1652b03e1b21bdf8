package aamva

import (
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// pennsylvania writes full names with the family name last and without commas.
const pennsylvania = "PA"

// name cleans one name: NONE and its like stand for nothing, Ontario ends names
// with a comma.
func name(value string) string {
	value = strings.Trim(value, " ,")
	if isNone(value) {
		return ""
	}
	return value
}

// isNone knows the words for no value. New Brunswick writes it in two languages,
// so what follows NONE without being a letter belongs to it.
func isNone(value string) bool {
	const none = "NONE"
	switch {
	case strings.EqualFold(value, "UNAVL"), strings.EqualFold(value, "UNAVAILABLE"), strings.EqualFold(value, "N/A"),
		strings.EqualFold(value, "AUCUN"), strings.EqualFold(value, "AUCUNE"):
		return true
	case len(value) < len(none) || !strings.EqualFold(value[:len(none)], none):
		return false
	}
	if len(value) == len(none) {
		return true
	}
	next := value[len(none)]
	return next == '/' || next == ' ' && strings.HasPrefix(strings.ToUpper(value), "NONE AUCUN") || next >= 0x80
}

// names reads the name elements of one scan.
type names struct {
	found    *elements
	document *idcard.Document
	flipped  bool
}

// readNames fills the names from whichever tags the card uses. A tag that came
// twice with different values leaves its name empty, with a warning.
func readNames(found *elements, document *idcard.Document, flipped bool) {
	reader := names{found: found, document: document, flipped: flipped}
	document.FamilyName = reader.first(tagFamily, tagFamilyOld)
	document.FirstName = reader.first(tagFirst, tagFirst)
	document.MiddleName = reader.first(tagMiddle, tagMiddle)
	document.Suffix = reader.first(tagSuffix, tagSuffixOld)
	if document.FirstName == "" {
		document.FirstName, document.MiddleName = splitGiven(reader.first(tagGiven, tagGiven), document.MiddleName)
	} else if strings.ContainsRune(document.FirstName, ',') {
		// Ontario puts all given names into the first one.
		document.FirstName, document.MiddleName = splitGiven(document.FirstName, document.MiddleName)
	}
	if document.FamilyName == "" {
		if full := reader.first(tagFull, tagFull); full != "" {
			readFullName(full, document)
		}
	}
	for _, cut := range [3]tag{tagFamilyCut, tagFirstCut, tagMiddleCut} {
		if value := found.text(cut); len(value) == 1 && upper(value[0]) == 'T' {
			document.Warnings = append(document.Warnings, WarnNameCutOff)
			break
		}
	}
}

// first gives the name of the first tag that has one.
func (n names) first(of, otherwise tag) string {
	for _, one := range [2]tag{of, otherwise} {
		if n.found.values[one].conflict {
			n.warnConflict()
			continue
		}
		if value := n.found.values[one].value; len(value) > 0 {
			if text := name(decode(value, n.flipped)); text != "" {
				return text
			}
		}
		if of == otherwise {
			break
		}
	}
	return ""
}

func (n names) warnConflict() {
	for _, warning := range n.document.Warnings {
		if warning == WarnNameConflict {
			return
		}
	}
	n.document.Warnings = append(n.document.Warnings, WarnNameConflict)
}

// splitGiven parts given names: at the first comma, or where there is none at
// the first blank. Middle is kept where there is one already.
func splitGiven(given, middle string) (first, rest string) {
	separator := " "
	if strings.ContainsRune(given, ',') {
		separator = ","
	}
	first, rest, _ = strings.Cut(given, separator)
	if middle != "" {
		return strings.TrimSpace(first), middle
	}
	if strings.ContainsRune(rest, ',') {
		rest = strings.Join(strings.FieldsFunc(rest, func(char rune) bool { return char == ',' || char == ' ' }), " ")
	}
	return strings.TrimSpace(first), strings.TrimSpace(rest)
}

// readFullName reads DAA of version 01: LAST,FIRST,MIDDLE,SUFFIX, or as LA and
// OR have it LAST,FIRST MIDDLE, or as PA has it FIRST MIDDLE LAST.
func readFullName(full string, document *idcard.Document) {
	parts := strings.Split(full, ",")
	if len(parts) == 1 {
		words := strings.Fields(full)
		if document.Issuer.Jurisdiction != pennsylvania || len(words) < 2 {
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
	document.FamilyName = part(0)
	if document.FirstName == "" {
		document.FirstName = part(1)
	}
	if middle := part(2); middle != "" {
		document.MiddleName = middle
	}
	if suffix := part(3); suffix != "" {
		document.Suffix = suffix
	}
	if document.MiddleName == "" {
		document.FirstName, document.MiddleName = splitGiven(document.FirstName, "")
	}
}
