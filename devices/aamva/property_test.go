package aamva_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/terminal/idcard"
)

// dates gives the dates of a document that can be used.
func dates(document idcard.Document) map[string]idcard.Date {
	usable := make(map[string]idcard.Date)
	for name, field := range map[string]struct {
		date   idcard.Date
		status idcard.Status
	}{
		"birth date": {document.BirthDate, document.BirthDateStatus},
		"expiry":     {document.ExpiryDate, document.ExpiryStatus},
		"issue":      {document.IssueDate, document.IssueStatus},
	} {
		if field.status == idcard.OK {
			usable[name] = field.date
		}
	}
	return usable
}

// noOther asks that a damaged scan has the dates of the whole one, or none.
func noOther(t *testing.T, what string, damaged []byte, whole map[string]idcard.Date) {
	t.Helper()
	got, err := aamva.Parse(damaged)
	if err != nil {
		return
	}
	for name, date := range dates(got) {
		if was, known := whole[name]; known && was != date {
			t.Errorf("%s: %s %v became %v", what, name, was, date)
		}
	}
}

// A lost, doubled or noisy byte may take a value away; it must never make
// another one. Nor may a scan that was cut short.
func TestDamageNeverGivesAnotherDate(t *testing.T) {
	for _, one := range samples(t) {
		raw := one.bytes()
		document, err := aamva.Parse(raw)
		if err != nil {
			continue
		}
		whole := dates(document)
		for index := range raw {
			noOther(t, one.ID+" without a byte", slices.Concat(raw[:index], raw[index+1:]), whole)
			noOther(t, one.ID+" with a byte twice", slices.Concat(raw[:index+1], raw[index:]), whole)
			noOther(t, one.ID+" with a zero byte", slices.Concat(raw[:index], []byte{0}, raw[index:]), whole)
			noOther(t, one.ID+" cut off", raw[:index], whole)
		}
	}
}

func TestAScanThatIsCutHasTheWholeNumberOrNone(t *testing.T) {
	for _, one := range samples(t) {
		raw := one.bytes()
		whole, err := aamva.Parse(raw)
		if err != nil || whole.NumberStatus != idcard.OK {
			continue
		}
		for end := range raw {
			got, err := aamva.Parse(raw[:end])
			if err == nil && got.NumberStatus == idcard.OK && got.Number != whole.Number {
				t.Errorf("%s cut at %d: number %q", one.ID, end, got.Number)
			}
		}
	}
}

func TestALostByteNeverGivesAnotherIssuer(t *testing.T) {
	for _, one := range samples(t) {
		raw := one.bytes()
		whole, err := aamva.Parse(raw)
		if err != nil {
			continue
		}
		for index := range raw {
			got, err := aamva.Parse(slices.Concat(raw[:index], raw[index+1:]))
			if err == nil && got.Issuer.IIN != whole.Issuer.IIN && len(got.Warnings) == 0 {
				t.Errorf("%s without byte %d: %s became %s", one.ID, index, whole.Issuer.IIN, got.Issuer.IIN)
			}
		}
	}
}

// What is refused because its parts cannot be told apart, or because it is two
// scans, does not become readable by losing a byte more.
func TestALostByteDoesNotOpenARefusal(t *testing.T) {
	for _, one := range samples(t) {
		raw := one.bytes()
		_, err := aamva.Parse(raw)
		var refusal *aamva.Error
		if !errors.As(err, &refusal) || refusal.Code != aamva.CodeSeparators && one.ID != "sep-glued-damaged" {
			continue
		}
		for index := range raw {
			got, err := aamva.Parse(slices.Concat(raw[:index], raw[index+1:]))
			if err == nil && got.BirthDateStatus == idcard.OK {
				t.Errorf("%s without byte %d is read", one.ID, index)
			}
		}
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
		looks := aamva.LooksLikeDocument(raw)
		if end := aamva.DeclaredEnd(raw); end < 0 || end > 2*9999+aamva.ScanMaxBytes+len(raw) {
			t.Fatalf("declared end %d", end)
		}
		if err != nil {
			var refusal *aamva.Error
			if !errors.As(err, &refusal) || refusal.Message == "" {
				t.Fatalf("not a refusal in words: %v", err)
			}
			return
		}
		if !looks {
			t.Fatal("read what does not look like a document")
		}
		for _, text := range []string{got.Number, got.FamilyName, got.FirstName, got.MiddleName, got.Suffix, got.AddressState} {
			if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || text != strings.TrimSpace(text) {
				t.Fatalf("not clean text: %q", text)
			}
		}
		if aamva.Parses(got.Version) != (got.Source == idcard.Barcode) {
			t.Fatalf("read version %d of %q", got.Version, got.Source)
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

// allocationsMax is the budget of one document.
const allocationsMax = 10

func TestReadingOneDocumentTakesFewAllocations(t *testing.T) {
	for _, one := range samples(t) {
		raw := one.bytes()
		if document, err := aamva.Parse(raw); err != nil || slices.Contains(document.Warnings, aamva.WarnGluedScans) {
			continue
		}
		// What is measured is the number of allocations; the result was checked above.
		count := testing.AllocsPerRun(20, func() { _, _ = aamva.Parse(raw) })
		if count > allocationsMax {
			t.Errorf("%s takes %g allocations", one.ID, count)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for _, id := range []string{"syn-v10-mi", "v04-ny", "v06-nb", "v01-la", "bc-licence", "sep-lf-bar", "sep-caps", "sep-c1-only-utf8", "mut-double"} {
		raw := sampleOf(b, id)
		b.Run(id, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := aamva.Parse(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
