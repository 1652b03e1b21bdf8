package aamva_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/aamva"
)

// refusals are the samples of the first file that must not be read, and why.
var refusals = map[string]string{
	"mut-space": aamva.CodeSeparators,
	"junk-0":    aamva.CodeEmpty, "junk-1": aamva.CodeEmpty, "junk-2": aamva.CodeNotID,
	"junk-4": aamva.CodeDamaged, "junk-5": aamva.CodeMagstripe,
}

func TestEverySample(t *testing.T) {
	for _, one := range samples(t) {
		t.Run(one.ID, func(t *testing.T) {
			got, err := aamva.Parse(one.bytes())
			code := one.Refuse
			if code == "" {
				code = refusals[one.ID]
			}
			if code != "" {
				wantRefusal(t, err, code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			compare(t, one, got)
		})
	}
}

func wantRefusal(t *testing.T, err error, code string) {
	t.Helper()
	var refusal *aamva.Error
	if !errors.As(err, &refusal) || refusal.Code != code {
		t.Fatalf("got %v, not %s", err, code)
	}
	if !strings.HasSuffix(refusal.Message, ".") || !strings.HasSuffix(refusal.Hint, ".") {
		t.Errorf("not sentences: %q %q", refusal.Message, refusal.Hint)
	}
}

func TestVersions(t *testing.T) {
	base := string(sampleOf(t, "syn-v10-mi"))
	for version := range 100 {
		digits := []byte{byte('0' + version/10), byte('0' + version%10)}
		raw := strings.Replace(base, "63603210", "636032"+string(digits), 1)
		got, err := aamva.Parse([]byte(raw))
		if version == 0 {
			wantRefusal(t, err, aamva.CodeVersion)
			if !strings.Contains(err.Error(), "AAMVA version 00") {
				t.Errorf("the version is not named in %q", err)
			}
			continue
		}
		if err != nil || got.Version != version || got.BirthDate.String() != "2001-06-15" || got.Number != "X00112233" {
			t.Errorf("version %02d: %v, %+v", version, err, got)
		}
	}
	for version, read := range map[int]bool{-1: false, 0: false, 1: true, 7: true, 11: true, 99: true} {
		if aamva.Parses(version) != read {
			t.Errorf("version %d", version)
		}
	}
}

func TestOtherDocumentsAreRefusedInTheirOwnWords(t *testing.T) {
	cac := "1" + "0ABCDE" + "N" + "0123456" + strings.Repeat("A", 73)
	for raw, code := range map[string]string{
		"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n":           aamva.CodeMRZ,
		"I<UTOD231458907<<<<<<<<<<<<<<<\r\n7408122F1204159UTO<<<<<<<<<<<6\r\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\r\n": aamva.CodeMRZ,
		cac:                 aamva.CodeMilitary,
		"N" + cac[1:] + "Q": aamva.CodeMilitary,
		"IDUS1SAMPLE":       aamva.CodeMilitary,
		"%BCVICTORIA^SAMPLE,$AVERY^1 ST^?;636028123=2906?": aamva.CodeDamaged,
		"]L0;6360451234567=2906200106150?":                 aamva.CodeMagstripe,
		"0850012345671\r\n":                                aamva.CodeNotID,
		"@\n\x1e\rANSI 63602":                              aamva.CodeDamaged,
		"@\n\x1e\rANSI 636020100102DL004102":               aamva.CodeDamaged,
		"ANSI00000002000":                                  aamva.CodeDamaged,
		"\x02\x03":                                         aamva.CodeEmpty,
		strings.Repeat("x", aamva.ScanMaxBytes):            aamva.CodeNotID,
		strings.Repeat("x", aamva.ScanMaxBytes+1):          aamva.CodeTooLong,
	} {
		_, err := aamva.Parse([]byte(raw))
		wantRefusal(t, err, code)
	}
}

func TestGluedScans(t *testing.T) {
	co, mi := sampleOf(t, "mut-stxetx"), sampleOf(t, "syn-v10-mi")
	half := co[:len(co)*6/10] // has the number and the dates, not the end
	cut := co[:60]            // nothing but the header and the number

	for name, raw := range map[string][]byte{
		"twice": slices.Concat(co, co), "three times": slices.Concat(co, co, co),
		"half first": slices.Concat(half, co), "half last": slices.Concat(co, half),
	} {
		got, err := aamva.Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got.BirthDate.String() != "2001-06-15" || got.Sex != "F" && name != "half last" || !slices.Contains(got.Warnings, aamva.WarnGluedScans) {
			t.Errorf("%s: %v %s, warnings %v", name, got.BirthDate, got.Sex, got.Warnings)
		}
	}
	older := bytes.Replace(co, []byte("DBB06152001"), []byte("DBB06151991"), 1)
	other := bytes.Replace(co, []byte("DAQX00112233"), []byte("DAQX00112234"), 1)
	for name, raw := range map[string][]byte{
		"two issuers": slices.Concat(co, mi), "two birth dates": slices.Concat(older, co), "two numbers": slices.Concat(co, other),
		"two halves": slices.Concat(cut, cut),
	} {
		if _, err := aamva.Parse(raw); err == nil {
			t.Errorf("%s: read", name)
		}
	}
	_, err := aamva.Parse(slices.Concat(older, co))
	wantRefusal(t, err, aamva.CodeGlued)
}

func TestWarnings(t *testing.T) {
	for id, want := range map[string]string{
		"mut-iinmismatch": aamva.WarnAddressState, "mut-alpha": aamva.WarnDirectory, "v08-oh-letters": aamva.WarnDirectory,
	} {
		got, err := aamva.Parse(sampleOf(t, id))
		if err != nil || !slices.Contains(got.Warnings, want) {
			t.Errorf("%s: %v, %v", id, got.Warnings, err)
		}
	}
	raw := bytes.Replace(sampleOf(t, "syn-v10-mi"), []byte("636032"), []byte("699999"), 1)
	got, err := aamva.Parse(raw)
	if err != nil || got.Issuer.Jurisdiction != "" || !slices.Contains(got.Warnings, aamva.WarnIssuerUnknown) {
		t.Errorf("unknown issuer: %v, %v", got.Warnings, err)
	}
	if clean, _ := aamva.Parse(sampleOf(t, "syn-v10-mi")); len(clean.Warnings) != 0 {
		t.Errorf("a clean card warns: %v", clean.Warnings)
	}
}

func TestNoSocialSecurityNumberLeaves(t *testing.T) {
	got, err := aamva.Parse(sampleOf(t, "own-v01-va"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(text, []byte("999999999")) {
		t.Error("DBK of an old card was read")
	}
	if got.Suffix != "JR" {
		t.Errorf("suffix %q", got.Suffix)
	}
}

func TestIssuers(t *testing.T) {
	for iin, state := range map[string]string{"636020": "CO", "604432": "AB", "990876": "AB", "636062": "VI"} {
		if issuer, found := aamva.IssuerOf(iin); !found || issuer.Jurisdiction != state || issuer.IIN != iin {
			t.Errorf("%s: %v %v", iin, issuer, found)
		}
	}
	if _, found := aamva.IssuerOf("iin"); found {
		t.Error("the table's heading is an issuer")
	}
}
