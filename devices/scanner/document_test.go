package scanner_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/terminal/idcard"
)

func TestReadDocument(t *testing.T) {
	for name, c := range map[string]struct {
		raw   string
		kind  idcard.Kind
		birth string
	}{
		"licence":      {string(licence(t, "syn-v10-mi")), idcard.DriverLicense, "2001-06-15"},
		"id card":      {string(licence(t, "syn-id-card")), idcard.IDCard, "2001-06-15"},
		"passport":     {passport, idcard.Passport, "1974-08-12"},
		"a card":       {idCard, idcard.TravelID, "1974-08-12"},
		"CAC":          {military(), idcard.Military, "1995-06-15"},
		"CAC with AIM": {"]L0" + military() + "\r\n", idcard.Military, "1995-06-15"},
	} {
		document, err := scanner.ReadDocument([]byte(c.raw))
		if err != nil || document.Kind != c.kind || document.BirthDate.String() != c.birth {
			t.Errorf("%s: %v, born %v, %v", name, document, document.BirthDate, err)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing": "", "a code": "0850012345671", "a cut licence": string(licence(t, "syn-v10-mi"))[:40], "half a passport": passport[:60],
		"a misread passport": strings.Replace(passport, "7408122", "7408132", 1), "too long": strings.Repeat("@", scanner.FrameMaxBytes+1),
	} {
		_, err := scanner.ReadDocument([]byte(raw))
		code, message, hint, ok := scanner.RefusalOf(err)
		if err == nil || !ok || code == "" || message == "" || hint == "" {
			t.Errorf("%s: %q %q %q %v", name, code, message, hint, err)
		}
	}
	if code, _, _, ok := scanner.RefusalOf(devices.Errorf(scanner.ScanTorn, "Broken.")); code != "scan.torn" || !ok {
		t.Errorf("%q, %v", code, ok)
	}
	if _, _, _, ok := scanner.RefusalOf(errors.New("another")); ok {
		t.Error("not ours")
	}
}
