package aamva_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/terminal/idcard"
)

type sample struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Raw      string `json:"raw"` // code points 0..255 are bytes
	Expected struct {
		IIN     string `json:"iin"`
		Version *int   `json:"aamva_version"`
		DOB     string `json:"dob"`
		Expiry  string `json:"expiry"`
		Issue   string `json:"issue"`
		Number  string `json:"number"`
		State   string `json:"state"`
		Last    string `json:"last"`
		First   string `json:"first"`
		Middle  string `json:"middle"`
		Sex     string `json:"sex"`
		DocType string `json:"doc_type"`
	} `json:"expected"`
}

func (s sample) bytes() []byte {
	var raw []byte
	for _, char := range s.Raw {
		raw = append(raw, byte(char))
	}
	return raw
}

func samples(t testing.TB) []sample {
	t.Helper()
	var all []sample
	for _, name := range []string{"samples.jsonl", "versions.jsonl"} {
		file, err := os.Open(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		lines := bufio.NewScanner(file)
		for lines.Scan() {
			var one sample
			if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
				t.Fatal(err)
			}
			all = append(all, one)
		}
	}
	if len(all) < 37 {
		t.Fatalf("only %d samples", len(all))
	}
	return all
}

func sampleOf(t testing.TB, id string) []byte {
	t.Helper()
	for _, one := range samples(t) {
		if one.ID == id {
			return one.bytes()
		}
	}
	t.Fatalf("no sample %s", id)
	return nil
}

// refusals are the samples that must not be read, and why.
var refusals = map[string]string{
	"syn-v03-wa": aamva.CodeVersion, "syn-v05-wi": aamva.CodeVersion, "syn-v12-unknown": aamva.CodeVersion,
	"mut-space": aamva.CodeSeparators,
	"junk-0":    aamva.CodeEmpty, "junk-1": aamva.CodeEmpty, "junk-2": aamva.CodeNotID,
	"junk-4": aamva.CodeDamaged, "junk-5": aamva.CodeMagstripe,
}

func TestEverySample(t *testing.T) {
	for _, one := range samples(t) {
		t.Run(one.ID, func(t *testing.T) {
			got, err := aamva.Parse(one.bytes())
			if code, refused := refusals[one.ID]; refused {
				wantRefusal(t, err, code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := one.Expected
			if got.Issuer.IIN != want.IIN || got.Version != *want.Version {
				t.Errorf("issuer %s version %d", got.Issuer.IIN, got.Version)
			}
			date(t, "birth date", got.BirthDate, got.BirthDateStatus, want.DOB)
			date(t, "expiry", got.ExpiryDate, got.ExpiryStatus, want.Expiry)
			date(t, "issue", got.IssueDate, got.IssueStatus, want.Issue)
			if got.Number != want.Number || (got.NumberStatus == idcard.OK) != (want.Number != "") {
				t.Errorf("number %q %s, not %q", got.Number, got.NumberStatus, want.Number)
			}
			if got.FamilyName != want.Last || got.FirstName != want.First || got.MiddleName != want.Middle {
				t.Errorf("names %q %q %q", got.FamilyName, got.FirstName, got.MiddleName)
			}
			if got.Sex != want.Sex {
				t.Errorf("sex %q, not %q", got.Sex, want.Sex)
			}
			kind := map[string]idcard.Kind{"DL": idcard.DriverLicense, "ID": idcard.IDCard}[want.DocType]
			if got.Kind != kind {
				t.Errorf("kind %q, not %q", got.Kind, kind)
			}
		})
	}
}

func date(t *testing.T, name string, got idcard.Date, status idcard.Status, want string) {
	t.Helper()
	if want == "CONFLICT" {
		if status != idcard.Conflict || !got.IsZero() {
			t.Errorf("%s %v %s, not a conflict", name, got, status)
		}
		return
	}
	if got.String() != want || (status == idcard.OK) != (want != "") {
		t.Errorf("%s %v %s, not %q", name, got, status, want)
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
		_, err := aamva.Parse([]byte(raw))
		if slices.Contains([]int{1, 4, 8, 9, 10}, version) {
			if err != nil {
				t.Errorf("version %02d: %v", version, err)
			}
			continue
		}
		wantRefusal(t, err, aamva.CodeVersion)
		if !strings.Contains(err.Error(), "AAMVA version "+string(digits)) {
			t.Errorf("version %02d is not named in %q", version, err)
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
		"%BCVICTORIA^SAMPLE,$AVERY^1 ST^?;636028123=2906?": aamva.CodeMagstripe,
		"]L0;6360451234567=2906200106150?":                 aamva.CodeMagstripe,
		"0850012345671\r\n":                                aamva.CodeNotID,
		"@\n\x1e\rANSI 63602":                              aamva.CodeDamaged,
		"@\n\x1e\rANSI 636020100102DL004102":               aamva.CodeSeparators,
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
		"mut-iinmismatch": aamva.WarnAddressState, "mut-alpha": aamva.WarnDirectory, "own-v04-on": aamva.WarnDirectory,
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

// A lost byte may take a value away; it must never make another one.
func TestDroppingAnyByteNeverGivesAnotherBirthDate(t *testing.T) {
	for _, one := range samples(t) {
		raw := one.bytes()
		whole, err := aamva.Parse(raw)
		if err != nil || whole.BirthDateStatus != idcard.OK {
			continue
		}
		for index := range raw {
			got, err := aamva.Parse(slices.Concat(raw[:index], raw[index+1:]))
			if err != nil || got.BirthDateStatus != idcard.OK {
				continue
			}
			if got.BirthDate != whole.BirthDate {
				t.Errorf("%s without byte %d: %v became %v", one.ID, index, whole.BirthDate, got.BirthDate)
			}
		}
		for end := range raw { // nor may a scan that was cut short
			got, err := aamva.Parse(raw[:end])
			if err == nil && got.BirthDateStatus == idcard.OK && got.BirthDate != whole.BirthDate {
				t.Errorf("%s cut at %d: %v", one.ID, end, got.BirthDate)
			}
		}
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

func FuzzParse(f *testing.F) {
	for _, one := range samples(f) {
		f.Add(one.bytes())
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		before := slices.Clone(raw)
		got, err := aamva.Parse(raw)
		if !bytes.Equal(before, raw) {
			t.Fatal("the scan was changed")
		}
		aamva.LooksLikeDocument(raw)
		aamva.DeclaredEnd(raw)
		if err != nil {
			var refusal *aamva.Error
			if !errors.As(err, &refusal) || refusal.Message == "" {
				t.Fatalf("not a refusal in words: %v", err)
			}
			return
		}
		if !aamva.Parses(got.Version) {
			t.Fatalf("read version %d", got.Version)
		}
		for _, field := range []struct {
			date   idcard.Date
			status idcard.Status
		}{{got.BirthDate, got.BirthDateStatus}, {got.ExpiryDate, got.ExpiryStatus}, {got.IssueDate, got.IssueStatus}} {
			if (field.status == idcard.OK) != field.date.Valid() || field.status == "" {
				t.Fatalf("%v is %q", field.date, field.status)
			}
		}
		if (got.NumberStatus == idcard.OK) != (got.Number != "") || len(got.Number) > aamva.NumberMaxCharacters {
			t.Fatalf("number of %d characters is %q", len(got.Number), got.NumberStatus)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	raw := sampleOf(b, "syn-v10-mi")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := aamva.Parse(raw); err != nil {
			b.Fatal(err)
		}
	}
}
