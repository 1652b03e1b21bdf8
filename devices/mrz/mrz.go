// Package mrz reads the machine-readable zone of passports and of card-sized
// travel documents (ICAO 9303 parts 3 to 5) into an idcard.Document.
//
// It refuses rather than guesses: every check digit must be right, the composite
// one too, and no character may be missing. The names, the sex and the issuing
// state have no check digit. What is read says nothing about whether the document
// is genuine.
package mrz

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal/idcard"
)

// ScanMaxBytes is the longest scan that is looked at: two zones, their line ends
// and a tail of fillers.
const ScanMaxBytes = 512

// The warnings of a Document read here. Their codes are shared with the other
// readers.
const (
	WarnNameCutOff = "name_cut_off"       // the names fill their field to its end
	WarnNameOrder  = "name_order_unclear" // the names are not split as they should be
	WarnGluedScans = "scanned_twice"      // the same zone came twice in one scan
)

// Parse reads one scan of a TD1 zone (three lines of 30 characters) or a TD3 zone
// (two lines of 44). All errors are *Error with words for the person at the
// counter. A nil error does not mean that the fields are usable: look at each
// status of the Document.
func Parse(raw []byte) (idcard.Document, error) {
	if len(raw) > ScanMaxBytes {
		return idcard.Document{}, refuse(CodeTooLong, "This scan is longer than any ID.", hintScanAgain)
	}
	lines := splitLines(trimFraming(raw))
	once, twice, err := halves(lines)
	if err != nil {
		return idcard.Document{}, err
	}
	document, refusal := parseLines(once)
	if refusal != nil {
		return idcard.Document{}, refusal
	}
	if twice {
		document.Warnings = append(document.Warnings, WarnGluedScans)
	}
	return document, nil
}

// size is the shape of a zone.
type size struct{ lines, characters int }

// sizeOf gives the shape that a zone with this document code has. Without it a
// card's 90 characters that end in fillers would pass for a passport's 88.
func sizeOf(lines []string) size {
	if isPassportOrVisa(lines) {
		return size{td3Lines, td3Characters}
	}
	return size{td1Lines, td1Characters}
}

func isPassportOrVisa(lines []string) bool {
	first := strings.TrimLeft(lines[0], " ")
	return first[0] == 'P' || first[0] == 'V'
}

// halves finds a zone that came twice. It refuses two that differ.
func halves(lines []string) (once []string, twice bool, err error) {
	if len(lines) == 0 {
		return nil, false, refuse(CodeNotID, "Nothing was read from this ID.", hintScanAgain)
	}
	zone := sizeOf(lines)
	whole := zone.lines * zone.characters
	var first, second []string
	switch {
	case len(lines) == 2*zone.lines:
		first, second = lines[:zone.lines], lines[zone.lines:]
	case len(lines) == 2 && len(lines[0]) >= whole:
		first, second = lines[:1], lines[1:]
	case len(lines) == 1 && len(lines[0]) >= 2*whole:
		first, second = []string{lines[0][:whole]}, []string{lines[0][whole:]}
	default:
		return lines, false, nil
	}
	a, aFits := shape(first, zone.lines, zone.characters)
	b, bFits := shape(second, zone.lines, zone.characters)
	switch {
	case !aFits || !bFits || onlyFillers(b[0]):
		return lines, false, nil
	case !slices.Equal(a, b):
		return nil, false, refuse(CodeGlued, "Two scans came at once and they are not of the same ID.", "Scan one ID at a time.")
	}
	return a, true, nil
}

func parseLines(lines []string) (idcard.Document, error) {
	if zone, fits := shape(lines, sizeOf(lines).lines, sizeOf(lines).characters); fits {
		switch first := zone[0][0]; {
		case first == 'V':
			return idcard.Document{}, refuseVisa()
		case first == 'P' && len(zone) == td3Lines:
			return parseTD3(zone)
		case len(zone) == td1Lines:
			return parseTD1(zone)
		}
		// Of a passport's size, but a space stands where its code begins.
		return idcard.Document{}, refuseIncomplete()
	}
	if zone, fits := shape(lines, td2Lines, td2Characters); fits {
		if zone[0][0] == 'V' {
			return idcard.Document{}, refuseVisa()
		}
		return idcard.Document{}, refuse(CodeSize, "This identity card is of a size whose lines are not read here.", hintOther)
	}
	if !mostlyZone(lines) {
		return idcard.Document{}, refuse(CodeNotID, "This is not an ID that this version reads.", hintOther)
	}
	return idcard.Document{}, refuseIncomplete()
}

func refuseVisa() *Error {
	return refuse(CodeVisa, "This is a visa. A visa is not an identity document.", "Turn to the page with the photo and scan the two lines below it.")
}

// parseTD3 reads a passport (ICAO 9303 part 4, section 4.2.2).
func parseTD3(zone []string) (idcard.Document, error) {
	names, data := zone[0], zone[1]
	if !checks(data[9], data[:9]) || !checks(data[19], data[13:19]) || !checks(data[27], data[21:27]) ||
		!checksOptional(data[42], data[28:42]) || !checks(data[43], data[:10], data[13:20], data[21:43]) {
		return idcard.Document{}, refuseCheck()
	}
	document := idcard.Document{Kind: idcard.Passport, Source: idcard.MRZ, IssueStatus: idcard.Absent}
	readNumber(data[:9], &document)
	return finish(document, zoneFields{
		issuer: names[2:5], nationality: data[10:13], birth: data[13:19], sex: data[20], expiry: data[21:27], names: names[5:],
	})
}

// parseTD1 reads a card (ICAO 9303 part 5, section 4.2.2).
func parseTD1(zone []string) (idcard.Document, error) {
	card, data, names := zone[0], zone[1], zone[2]
	kind, read := kindOfCard(card[:2], card[2:5])
	if !read {
		return idcard.Document{}, refuseKind()
	}
	number, digit, complete := cardNumber(card)
	if !complete || !checks(digit, number) || !checks(data[6], data[:6]) || !checks(data[14], data[8:14]) ||
		!checks(data[29], card[5:], data[:7], data[8:15], data[18:29]) {
		return idcard.Document{}, refuseCheck()
	}
	document := idcard.Document{Kind: kind, Source: idcard.MRZ, IssueStatus: idcard.Absent}
	readNumber(number, &document)
	return finish(document, zoneFields{
		issuer: card[2:5], nationality: data[15:18], birth: data[:6], sex: data[7], expiry: data[8:14], names: names,
	})
}

// cardNumber gives the document number of a TD1 zone and its check digit. A filler
// in the digit's place says that the number goes on in the optional data, up to
// the digit before the next filler (ICAO 9303 part 5, section 4.2.2.1, note j).
func cardNumber(card string) (number string, digit byte, complete bool) {
	if card[14] != filler {
		return card[5:14], card[14], true
	}
	rest, _, _ := strings.Cut(card[15:], string(filler))
	if len(rest) < 2 || strings.ContainsRune(card[5:14], filler) {
		return "", 0, false
	}
	return card[5:14] + rest[:len(rest)-1], rest[len(rest)-1], true
}

// kindOfCard tells the kind by document code and issuing state. The cards of
// NEXUS, SENTRI, FAST and Global Entry have no code that is theirs for sure, so
// they are a TravelID like any other card. False means that no card has the code.
func kindOfCard(code, issuer string) (idcard.Kind, bool) {
	switch {
	case code == "IP" && issuer == "USA":
		return idcard.PassportCard, true
	case (code == "C1" || code == "C2") && issuer == "USA":
		return idcard.PermanentResident, true
	case code[0] == 'A' || code[0] == 'C' || code[0] == 'I':
		return idcard.TravelID, true
	}
	return "", false
}

func refuseKind() *Error {
	return refuse(CodeKind, "These lines are not of a passport or an identity card.", hintOther)
}

// zoneFields are the fields that both sizes have.
type zoneFields struct {
	issuer, nationality, birth, expiry, names string
	sex                                       byte
}

// finish reads the fields. What has no check digit must at least be of the right
// characters.
func finish(document idcard.Document, fields zoneFields) (idcard.Document, error) {
	country, issuerRead := readIssuer(fields.issuer)
	_, nationalityRead := readIssuer(fields.nationality)
	sex, sexRead := readSex(fields.sex)
	if !issuerRead || !nationalityRead && !onlyFillers(fields.nationality) || !sexRead ||
		!readDates(fields.birth, fields.expiry, &document) || !readNames(fields.names, &document) {
		return idcard.Document{}, refuseCheck()
	}
	document.Issuer.Country, document.Sex = country, sex
	return document, nil
}
