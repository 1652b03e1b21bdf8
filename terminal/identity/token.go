package identity

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/idcard"
)

// DayKeyMinBytes is the least length of a day's key: that of the hash's output
// (RFC 2104, section 3).
const DayKeyMinBytes = sha256.Size

// tokenBytes is how much of the HMAC is kept: far more than a day's customers
// could collide in.
const tokenBytes = 16

// unitSeparator parts the issuer from the number, so that no two pairs give the
// same bytes.
const unitSeparator = 0x1F

// Token is the name under which a person's purchases of a day are kept: the
// first 16 bytes, in hex, of HMAC-SHA-256(dayKey, IIN | 0x1F | number). Whoever
// does not have the day's key cannot find the number by trying, and once the key
// is deleted nobody can. Two documents of one person are two persons.
//
// Passports and other documents whose issuer has no IIN are named by their kind,
// country and jurisdiction, each behind a 0x1F of its own, in place of the IIN.
// That begins with 0x1F where the other begins with a digit, so the two can never
// be the same.
//
// It returns an Invalid error of code identity.no_token for a key
// shorter than DayKeyMinBytes and for a document without an issuer or a number.
func Token(dayKey []byte, document idcard.Document) (string, error) {
	if len(dayKey) < DayKeyMinBytes {
		return "", terminal.Errorf(terminal.Invalid, "identity.no_token", "The key of the day is not valid.")
	}
	number := normalNumber(document.Number)
	issuer := tokenIssuer(document)
	if issuer == "" || document.NumberStatus != idcard.OK || number == "" {
		return "", terminal.Errorf(terminal.Invalid, "identity.no_token", "The ID has no number to go by.")
	}
	mac := hmac.New(sha256.New, dayKey)
	mac.Write([]byte(issuer))
	mac.Write([]byte{unitSeparator})
	mac.Write([]byte(number))
	return hex.EncodeToString(mac.Sum(nil)[:tokenBytes]), nil
}

// tokenIssuer names the issuer of a number, empty where nothing does.
func tokenIssuer(document idcard.Document) string {
	issuer := document.Issuer
	switch {
	case issuer.IIN != "":
		if strings.Trim(issuer.IIN, "0123456789") != "" {
			return ""
		}
		return issuer.IIN
	case stateCard(document) && document.Source != idcard.Manual:
		// A scanned licence always has a number of its issuer.
		return ""
	case document.Kind == "" || issuer.Country == "":
		return ""
	}
	separator := string(rune(unitSeparator))
	return separator + normalNumber(string(document.Kind)) + separator + normalNumber(issuer.Country) +
		separator + normalNumber(issuer.Jurisdiction)
}

// normalNumber is a document number in upper case without spaces and hyphens.
// A star stays: it is part of some issuers' numbers. Control characters go, so
// that none can play the separator.
func normalNumber(number string) string {
	return strings.Map(func(char rune) rune {
		switch {
		case char <= ' ' || char == '-' || char == 0x7f:
			return -1
		case 'a' <= char && char <= 'z':
			return char - 'a' + 'A'
		}
		return char
	}, number)
}
