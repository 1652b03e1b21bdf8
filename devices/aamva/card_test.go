package aamva_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/idcard"
)

// anyCard draws a card of the model, which is written apart from the parser.
func anyCard(t *rapid.T) virtual.Card {
	issuers := [][3]string{
		{"636020", "CO", "USA"},
		{"636014", "CA", "USA"},
		{"636045", "WA", "USA"},
		{"636012", "ON", "CAN"},
		{"636017", "NB", "CAN"},
		{"604432", "AB", "CAN"},
		{"604426", "PE", "CAN"},
		{"636025", "PA", "USA"},
	}
	issuer := rapid.SampledFrom(issuers).Draw(t, "issuer")
	name := func(label string) string {
		return rapid.StringMatching(`[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'-]{1,20}`).Filter(func(text string) bool {
			return !strings.HasPrefix(text, "NONE") && text != "UNAVL" && text != "AUCUN" && text != "AUCUNE"
		}).Draw(t, label)
	}
	day := func(label string, from, to int) time.Time {
		first := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, 0, rapid.IntRange(0, (to-from)*365).Draw(t, label))
	}
	card := virtual.Card{
		IIN: issuer[0], Jurisdiction: issuer[1], Country: issuer[2], IDCard: rapid.Bool().Draw(t, "ID card"),
		Version: rapid.IntRange(1, 14).Draw(t, "version"), Number: rapid.StringMatching(`[A-Z0-9]{5,25}`).Draw(t, "number"),
		Family: name("family"), First: name("first"), Sex: rapid.SampledFrom([]string{"1", "2", "9"}).Draw(t, "sex"),
		Birth: day("birth", 1900, 2020), Issued: day("issued", 2000, 2026), Expires: day("expires", 2020, 2060),
		Revision: day("revision", 2000, 2026), Latin1: rapid.Bool().Draw(t, "Latin-1"), Truncated: rapid.Bool().Draw(t, "truncated"),
	}
	if rapid.Bool().Draw(t, "has middle") {
		card.Middle = name("middle")
	}
	if rapid.Bool().Draw(t, "has subfile") {
		card.IssuerSubfile, card.IssuerElements = issuer[1][0], []string{"ANONE", "B1"}
	}
	if rapid.Bool().Draw(t, "has under 21") {
		card.Under18, card.Under19, card.Under21 = card.Birth.AddDate(18, 0, 1), card.Birth.AddDate(19, 0, 1), card.Birth.AddDate(21, 0, 1)
	}
	return card
}

func capsLock(raw []byte) []byte {
	flipped := bytes.Clone(raw)
	for index, char := range flipped {
		if char|0x20 >= 'a' && char|0x20 <= 'z' {
			flipped[index] = char ^ 0x20
		}
	}
	return flipped
}

// replaced makes a change that scanners make.
func replaced(old, with string) func([]byte) []byte {
	return func(raw []byte) []byte { return bytes.ReplaceAll(raw, []byte(old), []byte(with)) }
}

func around(before, after string) func([]byte) []byte {
	return func(raw []byte) []byte { return append(append([]byte(before), raw...), after...) }
}

var harmless = map[string]func([]byte) []byte{
	"nothing": around("", ""), "RS gone": replaced("\x1e", ""), "RS spelled": replaced("\x1e", "^^"), "RS blank": replaced("\x1e", " "),
	"RS 6": replaced("\x1e", "6"), "RS N": replaced("\x1e", "N"), "CR gone": replaced("\r", ""), "CR doubled": replaced("\r", "\r\r"),
	"CR LF": replaced("\r", "\r\n"), "CR M": replaced("\r", "M"), "CR spelled": replaced("\r", "^M"), "LF to CR": replaced("\n", "\r"),
	"LF to bar": replaced("\n", "|"), "LF to CR LF": replaced("\n", "\r\n"), "LF to tab": replaced("\n", "\t"),
	"prefix": around("]L0", ""), "framed": around("\x02", "\x03"), "suffix": around("", "\r\n"), "mark": around("\xef\xbb\xbf", ""),
	"C1": replaced("\n", "\x8a\n\x85"), "caps lock": capsLock, "filler": around("", "\r"+strings.Repeat("8", 200)),
	"@ gone": func(raw []byte) []byte { return raw[1:] },
}

func TestCardsAreReadWhateverTheScannerDoes(t *testing.T) {
	names := make([]string, 0, len(harmless))
	for name := range harmless {
		names = append(names, name)
	}
	rapid.Check(t, func(t *rapid.T) {
		card := anyCard(t)
		change := rapid.SampledFrom(names).Draw(t, "change")
		if change == "C1" {
			// Behind a letter of Latin-1, a C1 control cannot be told from UTF-8.
			card.Family, card.First, card.Middle = "STONE", "AVERY", "QUINN"
		}
		raw := harmless[change](card.Barcode())
		got, err := aamva.Parse(raw)
		if err != nil {
			t.Fatalf("%s: %v in %q", change, err, raw)
		}
		day := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.Format(time.DateOnly)
		}
		revision := ""
		if card.Version > 3 {
			revision = day(card.Revision)
		}
		kind := idcard.DriverLicense
		if card.IDCard {
			kind = idcard.IDCard
		}
		for _, field := range [][3]string{
			{"number", got.Number, card.Number},
			{"family name", got.FamilyName, card.Family},
			{"first name", got.FirstName, card.First},
			{"middle name", got.MiddleName, card.Middle},
			{"sex", got.Sex, map[string]string{"1": "M", "2": "F", "9": "X"}[card.Sex]},
			{"birth date", got.BirthDate.String(), day(card.Birth)},
			{"expiry", got.ExpiryDate.String(), day(card.Expires)},
			{"issue", got.IssueDate.String(), day(card.Issued)},
			{"under 18", got.Under18Until.String(), day(card.Under18)},
			{"under 19", got.Under19Until.String(), day(card.Under19)},
			{"under 21", got.Under21Until.String(), day(card.Under21)},
			{"revision", got.RevisionDate.String(), revision},
			{"state", got.AddressState, card.Jurisdiction},
			{"kind", string(got.Kind), string(kind)},
			{"issuer", got.Issuer.IIN, card.IIN},
			{"source", string(got.Source), string(idcard.Barcode)},
		} {
			if field[1] != field[2] {
				t.Errorf("%s: %s %q, not %q, in %q", change, field[0], field[1], field[2], raw)
			}
		}
		if truncated := card.Truncated && card.Version > 3; len(got.Warnings) != 0 && !truncated {
			t.Errorf("%s: warnings %v in %q", change, got.Warnings, raw)
		}
	})
}

func TestCardsWithoutSeparatorsAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		card := anyCard(t)
		with := rapid.SampledFrom([]string{"", " "}).Draw(t, "instead")
		raw := bytes.ReplaceAll(card.Barcode(), []byte("\n"), []byte(with))
		_, err := aamva.Parse(raw)
		if err == nil || !strings.Contains(err.Error(), "The scanner drops control characters") {
			t.Fatalf("%v for %q", err, raw)
		}
	})
}
