package state_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/sandbox/internal/state"
)

func TestPostTwiceIsTwoReceipts(t *testing.T) {
	b := newBench(t)
	first, second := b.posted(sale("N-1", twoGummies)), b.posted(sale("N-1", twoGummies))
	if first == second || len(b.state.Receipts()) != 2 || b.quantity(gummies) != "6" {
		t.Fatalf("%s %s %v", first, second, b.state.Receipts())
	}
	expect(t, b.lookup("N-1"), 200, `"Id":`+first)
	b.switches(`{"lookup_shape":"array"}`)
	expect(t, b.lookup("N-1"), 200, `[{"Id":`+first, `"Id":`+second)
}

func TestObjectsOfABody(t *testing.T) {
	b := newBench(t)
	many := func(count int) []string {
		var all []string
		for number := range count {
			all = append(all, sale(fmt.Sprint("B-", number), [4]string{flower, "1", "Grams", "9.00"}))
		}
		return all
	}
	expect(t, b.post(many(11)...), 413, `"Message"`)
	if len(b.state.Receipts()) != 0 {
		t.Fatal("a body of 11 was kept")
	}
	expect(t, b.post(many(10)...), 200, `"Ids":[900001,900002,900003,900004,900005,900006,900007,900008,900009,900010]`)
	for _, c := range []struct {
		name, body string
	}{
		{"an object", sale("X", twoGummies)},
		{"no object", "[]"},
		{"no JSON", "[{"},
		{"more after it", "[] []"},
		{"text for a number", strings.Replace(batch(sale("X", twoGummies)), `"Quantity":2`, `"Quantity":"2"`, 1)},
		{"an exponent", strings.Replace(batch(sale("X", twoGummies)), `"Quantity":2`, `"Quantity":2e0`, 1)},
		{"too many digits", strings.Replace(batch(sale("X", twoGummies)), `"Quantity":2`, `"Quantity":1.9999999999999999999`, 1)},
	} {
		if got := b.do("POST", postPath, c.body); got.status != 400 || !strings.Contains(got.body, `"Message"`) {
			t.Errorf("%s: %d %s", c.name, got.status, got.body)
		}
	}
	if got := len(b.state.Receipts()); got != 10 {
		t.Errorf("%d receipts", got)
	}
	expect(t, b.do("PUT", "/sales/v2/receipts/finalize?licenseNumber="+license, "["+strings.Repeat(`{"Id":900001},`, 10)+`{"Id":900001}]`), 413)
}

func TestAFieldThatTheAPIDoesNotHaveIsNoted(t *testing.T) {
	b := newBench(t)
	b.posted(strings.Replace(sale("N-1", twoGummies), `"SalesDateTime"`, `"ExternalReciptNumber":"N-1","SalesDateTime"`, 1))
	if got := b.lastRequest().Unknown; !strings.Contains(got, "ExternalReciptNumber") {
		t.Errorf("noted %q", got)
	}
	b.posted(sale("N-2", twoGummies))
	if got := b.lastRequest().Unknown; got != "" {
		t.Errorf("noted %q", got)
	}
}

// TestRefusals are the checks that no switch turns off.
func TestRefusals(t *testing.T) {
	b := newBench(t)
	patient := strings.Replace(saleAt("P", "2026-11-24T09:58:12.000", "Patient", twoGummies), `"SalesDateTime"`, `"PatientLicenseNumber":"MED-1","SalesDateTime"`, 1)
	for _, c := range []struct{ name, body, words string }{
		{"unknown package", sale("X", [4]string{"1A4FFFFFFFFFFFFFFFFFFFFF", "1", "Each", "1.00"}), "does not exist in the current Facility"},
		{"unit of another kind", sale("X", [4]string{gummies, "1", "Grams", "1.00"}), "Unit Of Measure"},
		{"unit's abbreviation", sale("X", [4]string{flower, "1", "g", "1.00"}), "use its name"},
		{"part of a counted thing", sale("X", [4]string{gummies, "1.5", "Each", "1.00"}), "must be whole"},
		{"no lines", sale("X"), "at least one line"},
		{"no quantity", sale("X", [4]string{gummies, "null", "Each", "1.00"}), "Quantity is required"},
		{"no amount", sale("X", [4]string{gummies, "1", "Each", "null"}), "Total Amount is required"},
		{"part of a cent", sale("X", [4]string{gummies, "1", "Each", "1.005"}), "whole cents"},
		{"unknown customer", saleAt("X", "2026-11-24T09:58:12.000", "Stranger", twoGummies), "Consumer, Patient"},
		{"customer not sold to", saleAt("X", "2026-11-24T09:58:12.000", "NonResidentConsumer", twoGummies), "may not be sold to"},
		{"patient without number", saleAt("X", "2026-11-24T09:58:12.000", "Patient", twoGummies), "Patient License Number is required"},
		{"caregiver without number", strings.Replace(patient, `"Patient"`, `"Caregiver"`, 1), "Caregiver License Number is required"},
		{"time in UTC", saleAt("X", "2026-11-24T16:58:12Z", "Consumer", twoGummies), "without a zone"},
		{"time with offset", saleAt("X", "2026-11-24T09:58:12.000-07:00", "Consumer", twoGummies), "without a zone"},
		{"no time", saleAt("X", "2026-11-24", "Consumer", twoGummies), "without a zone"},
		{"no such day", saleAt("X", "2026-02-30T10:00:00.000", "Consumer", twoGummies), "without a zone"},
	} {
		got := b.post(c.body)
		if got.status != 400 || !strings.HasPrefix(got.body, `[{"row":0,"message":`) || !strings.Contains(got.body, c.words) {
			t.Errorf("%s: %d %s", c.name, got.status, got.body)
		}
		if b.lastRequest().Committed {
			t.Errorf("%s: committed", c.name)
		}
	}
	if len(b.state.Receipts()) != 0 || b.quantity(gummies) != "10" {
		t.Error("a refused sale left something behind")
	}
	expect(t, b.post(patient), 200)
	expect(t, b.post(saleAt("W", "2026-11-24T09:58:12", "Consumer", twoGummies)), 200)
	if got := b.state.Receipts()[1].SalesDateTime; got != "2026-11-24T09:58:12.000" {
		t.Errorf("kept as %s", got)
	}
	several := b.post(sale("X", [4]string{"1A4FFF", "1", "Each", "1.00"}, [4]string{gummies, "1", "g", "1.00"}))
	if got := len(decoded(t, several.body).([]any)); got != 2 {
		t.Errorf("%d rows: %s", got, several.body)
	}
}

func TestReplaceVoidAndFinalize(t *testing.T) {
	b := newBench(t)
	id := b.posted(sale("N-1", twoGummies))
	put := func(body string) reply { return b.do("PUT", "/sales/v2/receipts?licenseNumber="+license, "["+body+"]") }
	withID := func(body string) string { return `{"Id":` + id + "," + body[1:] }
	final := func(what string) reply {
		return b.do("PUT", "/sales/v2/receipts/"+what+"?licenseNumber="+license, `[{"Id":`+id+`}]`)
	}
	void := func() reply { return b.do("DELETE", "/sales/v2/receipts/"+id+"?licenseNumber="+license, "") }
	changed := sale("N-1", [4]string{gummies, "1", "Each", "18.00"}, [4]string{flower, "2", "Grams", "20.00"})

	expect(t, put(changed), 400, "Id is required")
	expect(t, put(`{"Id":5,`+changed[1:]), 400, "does not exist")
	b.shift.Store(int64(time.Minute))
	if got := put(withID(changed)); got.status != 200 || got.body != "" {
		t.Fatalf("%d %q", got.status, got.body)
	}
	if b.quantity(gummies) != "9" || b.quantity(flower) != "98" {
		t.Errorf("left %s and %s", b.quantity(gummies), b.quantity(flower))
	}
	expect(t, b.lookup("N-1"), 200, `"TotalPrice":38.00`, `"TotalPackages":2`, `"RecordedDateTime":"2026-11-24T17:00:00.000+00:00"`, `"LastModified":"2026-11-24T17:01:00.000+00:00"`)

	for range 2 { // it may be repeated
		if got := final("finalize"); got.status != 200 || got.body != "" {
			t.Fatalf("%d %q", got.status, got.body)
		}
	}
	expect(t, b.do("GET", "/sales/v2/receipts/active?licenseNumber="+license, ""), 200, `"Total":0`)
	expect(t, b.do("GET", "/sales/v2/receipts/inactive?licenseNumber="+license, ""), 200, `"Total":1`, `"IsFinal":true`)
	expect(t, put(withID(changed)), 400, "finalized")
	expect(t, void(), 400, "finalized")
	expect(t, final("unfinalize"), 200)

	for range 2 {
		if got := void(); got.status != 200 || got.body != "" {
			t.Fatalf("%d %q", got.status, got.body)
		}
	}
	if b.quantity(gummies) != "10" || b.quantity(flower) != "100" {
		t.Errorf("left %s and %s", b.quantity(gummies), b.quantity(flower))
	}
	expect(t, b.do("GET", "/sales/v2/receipts/inactive?licenseNumber="+license, ""), 200, `"Total":1`, `"ArchivedDate":"2026-11-24T17:01:00.000+00:00"`)
	expect(t, b.lookup("N-1"), 200, `"ArchivedDate":"2026`)
	expect(t, put(withID(changed)), 400, "voided")
	expect(t, final("finalize"), 400, "voided")
	truth := b.state.Receipts()
	if len(truth) != 1 || truth[0].ArchivedAt == nil || len(truth[0].Lines) != 2 {
		t.Errorf("%+v", truth)
	}
}

func TestARestartKeepsEverything(t *testing.T) {
	b := newBench(t)
	b.posted(sale("N-1", twoGummies))
	b.posted(sale("N-2", [4]string{flower, "3.5", "Grams", "28.50"}))
	b.steer("POST", "/preset/other", "")
	before := fmt.Sprintf("%+v %+v", b.state.Receipts(), b.state.Packages())
	b.close()
	b.open("")
	if after := fmt.Sprintf("%+v %+v", b.state.Receipts(), b.state.Packages()); after != before {
		t.Errorf("after the restart:\n%s\nbefore:\n%s", after, before)
	}
	if got := b.state.Switches().PresetName(); got != state.PresetOther {
		t.Errorf("switches are %s", got)
	}
	if id := b.posted(sale("N-3", twoGummies)); id != "900003" {
		t.Errorf("the next id is %s", id)
	}
	expect(t, b.post(sale("N-1", twoGummies)), 400, "already used")
	b.close()
	b.open(state.PresetOne)
	if got := b.state.Switches().PresetName(); got != state.PresetOne {
		t.Errorf("switches are %s", got)
	}
}

func TestManyAtOnceLoseNothing(t *testing.T) {
	b := newBench(t)
	b.switches(`{"requests_at_once":1000,"requests_per_second":100000}`)
	const clients, each = 8, 10
	var all sync.WaitGroup
	for client := range clients {
		all.Go(func() {
			for number := range each {
				b.do("POST", postPath, batch(sale(fmt.Sprintf("C%d-%d", client, number), [4]string{flower, "0.5", "Grams", "4.00"})))
				b.lookup(fmt.Sprintf("C%d-%d", client, number))
			}
		})
	}
	all.Wait()
	if got := len(b.state.Receipts()); got != clients*each {
		t.Errorf("%d receipts", got)
	}
	if got := state.MustNumber(b.quantity(flower)); !got.Equal(state.MustNumber("60").Decimal) {
		t.Errorf("%s left", got)
	}
}
