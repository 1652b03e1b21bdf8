package catalog

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"math"
	"math/big"
	"regexp"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// A Retail ID is an address on 1a4.com whose last part holds the 12 bytes of a
// package label and a running index as unsigned LEB128, either in base 36
// (digits, then A–Z, big-endian) or, in the older form, as base64url without
// padding (Metrc Retail ID).
const (
	retailHome   = "HTTPS://1A4.COM/"
	labelBytes   = 12
	indexMaxSize = 5 // bytes of LEB128 that a 32-bit index needs
	shortMax     = 40
)

var (
	retailHost   = regexp.MustCompile(`(?i)^(?:https?://)?(?:id\.|www\.)?1a4\.com/([^/?#]+)/?$`)
	alphanumeric = regexp.MustCompile(`^[0-9A-Za-z]+$`)
)

func cutRetailHost(text string) (string, bool) {
	match := retailHost.FindStringSubmatch(text)
	if match == nil {
		return "", false
	}
	return match[1], true
}

// parseRetailID decodes without any look-up. Letters and digits alone may be
// either form: base 36 is taken only if a state's label comes out of it.
func parseRetailID(short string) (Code, error) {
	if len(short) > shortMax {
		return Code{}, notARetailID()
	}
	if alphanumeric.MatchString(short) {
		number, ok := new(big.Int).SetString(short, 36)
		if ok {
			if code, ok := retailCode(number.Bytes()); ok && strings.HasPrefix(code.Tag, TagPrefix) {
				return code, nil
			}
		}
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(short)
	if err != nil {
		return Code{}, notARetailID()
	}
	code, ok := retailCode(raw)
	if !ok {
		return Code{}, notARetailID()
	}
	return code, nil
}

func retailCode(raw []byte) (Code, bool) {
	if len(raw) <= labelBytes || len(raw) > labelBytes+indexMaxSize {
		return Code{}, false
	}
	index, size := binary.Uvarint(raw[labelBytes:])
	// One unit must have one form, or its code could be used twice: trailing
	// bytes and a padded index are refused.
	if size != len(raw)-labelBytes || index > math.MaxUint32 || size > 1 && raw[len(raw)-1] == 0 {
		return Code{}, false
	}
	return Code{
		Tag: strings.ToUpper(hex.EncodeToString(raw[:labelBytes])), Index: index,
		RetailID: retailHome + strings.ToUpper(new(big.Int).SetBytes(raw).Text(36)),
	}, true
}

func notARetailID() error {
	return terminal.Errorf(terminal.Invalid, "catalog.retail_id", "This unit code cannot be read.").
		WithHint("Scan it again, or scan the state's tag on the package.")
}
