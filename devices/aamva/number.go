package aamva

import "github.com/curbline/curbline/terminal/idcard"

// readNumber reads DAQ: upper case, without spaces and hyphens; Washington uses
// an asterisk. A number in which the scan ends may go on, and one that has
// swallowed the next element with its separator is no number.
func readNumber(found *elements, document *idcard.Document) {
	if found.values[tagNumber].conflict {
		document.NumberStatus = idcard.Conflict
		return
	}
	document.Number, document.NumberStatus = normalNumber(found.values[tagNumber].value)
	if document.NumberStatus == idcard.OK && (found.values[tagNumber].open || found.swallowed(document.Number)) {
		document.Number, document.NumberStatus = "", idcard.Invalid
	}
}

func normalNumber(value []byte) (string, idcard.Status) {
	var normal [NumberMaxCharacters]byte
	size := 0
	for _, char := range value {
		char = upper(char)
		switch {
		case char == ' ' || char == '-':
			continue
		case !isDigit(char) && (char < 'A' || char > 'Z') && char != '*':
			return "", idcard.Invalid
		case size == len(normal):
			return "", idcard.Invalid
		}
		normal[size] = char
		size++
	}
	switch string(normal[:size]) {
	case "", "NONE", "UNAVL":
		return "", idcard.Absent
	}
	return string(normal[:size]), idcard.OK
}

// swallowed says that the tag of an element that is missing from the card stands
// inside a number: the separator before it was lost.
func (e *elements) swallowed(number string) bool {
	for at := 1; at+3 <= len(number); at++ {
		if number[at] != 'D' {
			continue
		}
		of, known := tagOf([]byte(number[at : at+3]))
		if known && e.missing(of) {
			return true
		}
	}
	return false
}

// missing says that an element is not there and belongs on such a card.
func (e *elements) missing(of tag) bool {
	has := func(one tag) bool { return e.values[one].found }
	switch of {
	case tagFamily, tagFull:
		return !has(tagFamily) && !has(tagFull) && !has(tagFamilyOld)
	case tagFirst, tagGiven:
		return !has(tagFirst) && !has(tagGiven) && !has(tagFull)
	case tagFamilyCut:
		return !has(tagFamilyCut) && has(tagFirstCut)
	case tagDiscriminator: // not in version 01
		return !has(tagDiscriminator) && has(tagFamily)
	case tagBirth, tagExpiry, tagIssue, tagSex, tagState, tagStreet, tagHeight:
		return !has(of)
	}
	return false
}
