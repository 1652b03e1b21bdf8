package aamva_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/terminal/idcard"
)

// sample is one line of testdata: a scan and what it says.
type sample struct {
	ID       string `json:"id"`
	Raw      string `json:"raw"`    // code points 0..255 are bytes
	Refuse   string `json:"refuse"` // code of the refusal; empty where it is read
	Expected struct {
		IIN      string            `json:"iin"`
		Version  *int              `json:"aamva_version"`
		DOB      string            `json:"dob"`
		Expiry   string            `json:"expiry"`
		Issue    string            `json:"issue"`
		Number   string            `json:"number"`
		State    string            `json:"state"`
		Last     string            `json:"last"`
		First    string            `json:"first"`
		Middle   string            `json:"middle"`
		Suffix   string            `json:"suffix"`
		Sex      string            `json:"sex"`
		DocType  string            `json:"doc_type"`
		Source   string            `json:"source"` // barcode where it is not said
		Revision string            `json:"revision"`
		Under18  string            `json:"under18"`
		Under19  string            `json:"under19"`
		Under21  string            `json:"under21"`
		Warnings []string          `json:"warnings"`
		Statuses map[string]string `json:"statuses"` // of birth, where absent is not meant
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
		if err := lines.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 180 {
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

// furtherWarnings and furtherValues are what the first file does not say.
var (
	furtherWarnings = map[string][]string{
		"mut-alpha": {aamva.WarnDirectory}, "mut-double": {aamva.WarnGluedScans}, "mut-iinmismatch": {aamva.WarnAddressState},
		"mut-trunc-middate": {aamva.WarnDirectory}, "mut-dup": {aamva.WarnDirectory}, "mut-nbsp": {aamva.WarnDirectory},
		"own-v01-va": {aamva.WarnDirectory}, "own-v01-pa": {aamva.WarnDirectory}, "own-v01-or": {aamva.WarnDirectory},
		"own-v08-nh": {aamva.WarnDirectory}, "own-v09-co": {aamva.WarnDirectory}, "own-v10-va-blob": {aamva.WarnDirectory},
	}
	furtherUnder21 = map[string]string{"own-v09-co": "2022-06-15"}
	furtherSuffix  = map[string]string{"own-v01-va": "JR"}
)

func compare(t *testing.T, one sample, got idcard.Document) {
	t.Helper()
	want := one.Expected
	if got.Issuer.IIN != want.IIN || got.Version != *want.Version {
		t.Errorf("issuer %s version %d", got.Issuer.IIN, got.Version)
	}
	date(t, "birth date", got.BirthDate, got.BirthDateStatus, want.DOB)
	date(t, "expiry", got.ExpiryDate, got.ExpiryStatus, want.Expiry)
	date(t, "issue", got.IssueDate, got.IssueStatus, want.Issue)
	if status := want.Statuses["birth"]; status != "" && got.BirthDateStatus != idcard.Status(status) {
		t.Errorf("birth date is %s, not %s", got.BirthDateStatus, status)
	}
	source, under21, suffix := want.Source, want.Under21, want.Suffix
	if source == "" {
		source = "barcode"
	}
	if later := furtherUnder21[one.ID]; later != "" {
		under21 = later
	}
	if further := furtherSuffix[one.ID]; further != "" {
		suffix = further
	}
	number, status := want.Number, idcard.OK
	if number == "CONFLICT" {
		number, status = "", idcard.Conflict
	}
	if got.Number != number || (got.NumberStatus == idcard.OK) != (number != "") || status == idcard.Conflict && got.NumberStatus != status {
		t.Errorf("number %q %s, not %q", got.Number, got.NumberStatus, want.Number)
	}
	kind := map[string]idcard.Kind{"DL": idcard.DriverLicense, "ID": idcard.IDCard}[want.DocType]
	for _, field := range [][3]string{
		{"family name", got.FamilyName, want.Last},
		{"first name", got.FirstName, want.First},
		{"middle name", got.MiddleName, want.Middle},
		{"suffix", got.Suffix, suffix},
		{"sex", got.Sex, want.Sex},
		{"kind", string(got.Kind), string(kind)},
		{"source", string(got.Source), source},
		{"state", got.AddressState, want.State},
		{"under 18", got.Under18Until.String(), want.Under18},
		{"under 19", got.Under19Until.String(), want.Under19},
		{"under 21", got.Under21Until.String(), under21},
	} {
		if field[1] != field[2] {
			t.Errorf("%s %q, not %q", field[0], field[1], field[2])
		}
	}
	warnings, further := furtherWarnings[one.ID]
	if !further {
		warnings = want.Warnings
	}
	if !slices.Equal(got.Warnings, warnings) {
		t.Errorf("warnings %v, not %v", got.Warnings, warnings)
	}
	if want.Revision != "" && got.RevisionDate.String() != want.Revision {
		t.Errorf("revision %v, not %s", got.RevisionDate, want.Revision)
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
