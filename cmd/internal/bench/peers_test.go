package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/curbline/curbline/devices/escpos"
)

func TestScoring(t *testing.T) {
	sample := func(id, kind, refuse, dob, expiry, number string) idSample {
		made := idSample{ID: id, Kind: kind, Refuse: refuse}
		made.Expected.DOB, made.Expected.Expiry, made.Expected.Number = dob, expiry, number
		return made
	}
	samples := []idSample{
		sample("whole", "synthetic", "", "2001-06-15", "2029-06-15", "X1"),
		sample("no date", "malformed", "", "", "2029-06-15", "X1"),
		sample("conflict", "malformed", "", "CONFLICT", "2029-06-15", "X1"),
		sample("two numbers", "malformed", "", "2001-06-15", "2029-06-15", "CONFLICT"),
		sample("refused", "malformed", "id.damaged", "", "", ""),
	}
	whole := idRead{DOB: "2001-06-15", Expiry: "2029-06-15", Number: "x-1 "}
	for name, c := range map[string]struct {
		read map[string]idRead
		want score
	}{
		"nothing":    {nil, score{right: 3, all: 5, undamaged: 1}},
		"all right":  {map[string]idRead{"whole": whole, "two numbers": {DOB: "2001-06-15", Expiry: "2029-06-15"}, "no date": {Expiry: "2029-06-15"}}, score{right: 5, all: 5, undamagedRight: 1, undamaged: 1}},
		"always one": {map[string]idRead{"whole": whole, "no date": whole, "conflict": whole, "two numbers": whole, "refused": whole}, score{right: 1, all: 5, undamagedRight: 1, undamaged: 1, wrongBirthDates: 3}},
		"wrong":      {map[string]idRead{"whole": {DOB: "2001-06-16", Expiry: "2029-06-15", Number: "X1"}}, score{right: 3, all: 5, undamaged: 1, wrongBirthDates: 1}},
	} {
		if got := scored(samples, c.read); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}

// Where the peers are not, the rows say so; ours are there all the same, and our
// parser gives no wrong birth date.
func TestDocumentsAndReceiptsAreMeasured(t *testing.T) {
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root + "/../../..")
	t.Setenv("PATH", t.TempDir())
	var w world
	for _, measure := range []func(context.Context) error{w.measureDocuments, w.measureReceipt} {
		if err := measure(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	absent := 0
	for _, one := range w.table.rows {
		if one.measured == peerAbsent {
			absent++
		}
		if strings.Contains(one.measured, "right") && (!strings.HasSuffix(one.measured, " 0 wrong birth dates") || one.verdict != "PASS") {
			t.Errorf("%+v", one)
		}
	}
	if absent != 2 || len(w.table.rows) != 5 {
		t.Errorf("%+v", w.table.rows)
	}
}

func TestTheMeasuredReceipt(t *testing.T) {
	profile, err := escpos.ProfileByName(receiptProfile)
	if err != nil {
		t.Fatal(err)
	}
	receipt := newBenchReceipt(profile.Columns)
	encoded, err := escpos.Encode(receipt.document(), profile)
	if err != nil || len(receipt.Items) != 20 {
		t.Fatal(err)
	}
	for _, wanted := range []string{receipt.Header, receipt.Items[19][0], receipt.Total, receipt.Barcode, receipt.QR, "\x1dVB\x00"} {
		if !strings.Contains(string(encoded), wanted) {
			t.Errorf("%q is not on the paper", wanted)
		}
	}
}
