package metrc_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/sync/metrc"
	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

func serve(t *testing.T, handler http.HandlerFunc) string {
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func cutAfter(w http.ResponseWriter, text string) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(connection, text)
	_ = connection.Close()
}

type outboxClock struct{}

func (outboxClock) Now() clock.Reading { return clock.Reading{Wall: time.Now()} }

func TestTheBodyIsExact(t *testing.T) {
	s := newState(t)
	client := newClient(t, s.server.URL)
	sale := receipt(2)
	sale.Lines[1].Amount = "28.5"
	if got := client.Create(t.Context(), sale); got.Outcome != outbox.Acknowledged {
		t.Fatalf("%+v", got)
	}
	want := `[{"SalesDateTime":"2026-03-14T18:07:22.000","ExternalReceiptNumber":"LARIM-T1-7K2M-2","SalesCustomerType":"Consumer",` +
		`"PatientLicenseNumber":null,"CaregiverLicenseNumber":null,"IdentificationMethod":null,"PatientRegistrationLocationId":null,` +
		`"Transactions":[{"PackageLabel":"1A4AA0300000DEAD00000017","Quantity":2,"UnitOfMeasure":"Each","TotalAmount":36.00},` +
		`{"PackageLabel":"1A4AA0300000DEAD00000042","Quantity":3.5,"UnitOfMeasure":"Grams","TotalAmount":28.50}]}]`
	if diff := cmp.Diff(want, s.bodies[0]); diff != "" {
		t.Error(diff)
	}
}

func TestWhatCannotBeFiledIsNotSent(t *testing.T) {
	for name, spoil := range map[string]func(*terminal.Receipt){
		"a patient":          func(r *terminal.Receipt) { r.Class = terminal.Medical },
		"no lines":           func(r *terminal.Receipt) { r.Lines = nil },
		"ounces":             func(r *terminal.Receipt) { r.Lines[0].Unit = "oz" },
		"no tag":             func(r *terminal.Receipt) { r.Lines[0].Tag = "" },
		"a negative":         func(r *terminal.Receipt) { r.Lines[0].Quantity = "-1" },
		"nothing":            func(r *terminal.Receipt) { r.Lines[0].Quantity = "0" },
		"a fraction of cent": func(r *terminal.Receipt) { r.Lines[0].Amount = "1.005" },
		"a float":            func(r *terminal.Receipt) { r.Lines[0].Amount = "1e2" },
		"a zone":             func(r *terminal.Receipt) { r.Local = "2026-03-14T18:07:22Z" },
		"an offset":          func(r *terminal.Receipt) { r.Local = "2026-03-14T18:07:22-06:00" },
		"a path":             func(r *terminal.Receipt) { r.External = "../facilities" },
		"33 characters":      func(r *terminal.Receipt) { r.External = strings.Repeat("A", 33) },
	} {
		s := newState(t)
		sale := receipt(1)
		spoil(&sale)
		if got := newClient(t, s.server.URL).Create(t.Context(), sale); got.Outcome != outbox.Rejected || got.Words == "" || s.requests != 0 {
			t.Errorf("%s: %+v after %d requests", name, got, s.requests)
		}
	}
	longest := receipt(1)
	longest.External = strings.Repeat("A", 32)
	if got := newClient(t, newState(t).server.URL).Create(t.Context(), longest); got.Outcome != outbox.Acknowledged {
		t.Errorf("32 characters: %+v", got)
	}
}

// What is filed and read back is equal, whatever the amounts; and one cent or
// one thousandth more is not.
func TestNumbersSurviveTheRoundTrip(t *testing.T) {
	s := newState(t)
	client := newClient(t, s.server.URL)
	number := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		number++
		sale := receipt(number)
		cents := rapid.Int64Range(0, 99_999_999).Draw(rt, "cents")
		thousandths := rapid.Int64Range(1, 9_999_999).Draw(rt, "thousandths")
		sale.Lines[0].Amount = fmt.Sprintf("%d.%02d", cents/100, cents%100)
		sale.Lines[0].Quantity = fmt.Sprintf("%d.%03d", thousandths/1000, thousandths%1000)
		if got := client.Create(t.Context(), sale); got.Outcome != outbox.Acknowledged {
			rt.Fatalf("%+v", got)
		}
		found, err := client.Find(t.Context(), sale.External)
		if err != nil || len(found) != 1 {
			rt.Fatalf("%v %v", found, err)
		}
		if differences := outbox.Differences(sale, found[0].Receipt); len(differences) > 0 {
			rt.Fatalf("%q", differences)
		}
		sale.Lines[0].Amount = fmt.Sprintf("%d.%02d", (cents+1)/100, (cents+1)%100)
		if len(outbox.Differences(sale, found[0].Receipt)) == 0 {
			rt.Fatal("a cent was not seen")
		}
	})
}

func TestKeysOfAnotherStoreAreNoProof(t *testing.T) {
	s := newState(t)
	s.facilities = `[{"License":{"Number":"402R-99999"},"FacilityType":{"CanSellToConsumers":true}}]`
	if got := faultOutcome(newClient(t, s.server.URL).ControlRead(t.Context())); got != outbox.Paused {
		t.Errorf("%q", got)
	}
}

func TestFacilityFlagsAndCustomerTypes(t *testing.T) {
	for _, types := range []string{`["Patient"]`, `[{"Name":"Patient"}]`, `{"Data":["Patient"]}`} {
		s := newState(t)
		s.types = types
		client := newClient(t, s.server.URL)
		if client.Facility().Seen {
			t.Error("flags before the first read")
		}
		if err := client.ControlRead(t.Context()); err != nil {
			t.Fatal(err)
		}
		if f := client.Facility(); !f.Seen || !f.Consumers || !f.AdvancedSales || f.Patients {
			t.Errorf("%+v", f)
		}
		if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Rejected || !strings.Contains(got.Words, "Patient") {
			t.Errorf("%s: %+v", types, got)
		}
	}
}

func TestNewKeysWorkAtOnce(t *testing.T) {
	s := newState(t)
	keys := metrc.Keys{Vendor: "vendor", User: "old"}
	client, err := metrc.New(metrc.Options{
		BaseURL: s.server.URL, License: license, Clock: outboxClock{}, Keys: func() (metrc.Keys, error) { return keys, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	old := client.Keys()
	if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Paused {
		t.Errorf("%+v", got)
	}
	keys.User = "user"
	if client.Keys() == old || strings.Contains(client.Keys(), "user") {
		t.Errorf("keys are named %q", client.Keys())
	}
	if got := client.Create(t.Context(), receipt(1)); got.Outcome != outbox.Acknowledged {
		t.Errorf("%+v", got)
	}
}

func TestListsAreReadWhole(t *testing.T) {
	for _, count := range []int{0, 1, metrc.PageRows, metrc.PageRows + 1, 3*metrc.PageRows + 7} {
		s := newState(t)
		start := time.Date(2026, 3, 10, 12, 0, 0, 500, time.UTC)
		for i := range count {
			s.packages = append(s.packages, packageJSON(i, start.Add(time.Duration(i+1)*time.Hour), "TestPassed", ""))
		}
		packages, err := newClient(t, s.server.URL).Packages(t.Context(), start, start.Add(90*time.Hour))
		if err != nil || len(packages) != count {
			t.Errorf("%d of %d packages: %v", len(packages), count, err)
		}
		for _, query := range s.queries {
			if !strings.Contains(query, "lastModifiedStart=") || !strings.Contains(query, "lastModifiedEnd=") {
				t.Errorf("a list without both bounds: %s", query)
			}
		}
	}
}

func TestACutListIsNotBelieved(t *testing.T) {
	s := newState(t)
	s.extraTotal = 1
	now := time.Now()
	if _, err := newClient(t, s.server.URL).Receipts(t.Context(), now.Add(-time.Hour), now); faultOutcome(err) != outbox.Unknown {
		t.Errorf("%v", err)
	}
	if len(s.queries) != metrc.ListTries {
		t.Errorf("read %d times", len(s.queries))
	}
}

func TestPackagesThatMustNotBeSoldSayWhy(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for extra, want := range map[string]string{
		``: "", `,"IsOnHold":true`: "on hold", `,"IsFinished":true`: "finished", `,"IsOnRecall":null`: "",
		`,"IsOnRecallCombined":true`: "recalled", `,"ArchivedDate":"2026-03-01"`: "discontinued",
		`,"ArchivedDate":"0001-01-01T00:00:00"`: "", `,"IsTestingSample":true`: "a testing sample",
		`,"UnitOfMeasureName":"Ounces"`: "unit: Ounces", `,"LabTestingState":3`: "lab testing: 3",
	} {
		s := newState(t)
		s.packages = []string{packageJSON(1, now, "TestPassed", extra)}
		packages, err := newClient(t, s.server.URL).Packages(t.Context(), now.Add(-time.Hour), now.Add(time.Hour))
		if err != nil || len(packages) != 1 {
			t.Errorf("%s: %v %v", extra, packages, err)
			continue
		}
		if got := strings.Join(packages[0].Hindrances, "; "); got != want {
			t.Errorf("%s: %q, want %q", extra, got, want)
		}
	}
}

func packageJSON(i int, modified time.Time, lab, extra string) string {
	return fmt.Sprintf(`{"Id":%d,"Label":"1A4AA0300000DEAD%08d","Quantity":48.5,"UnitOfMeasureName":"Each","LabTestingState":%q,`+
		`"LastModified":%q,"Item":{"Name":"Example Gummies","ProductCategoryName":"Infused (edible)"}%s}`,
		5501+i, i, lab, modified.Format(time.RFC3339), extra)
}

func TestLookUpsThatContradictThemselves(t *testing.T) {
	external := receipt(1).External
	for name, bodies := range map[string][2]string{
		"another number":        {`{"Id":5,"ExternalReceiptNumber":"OTHER-1"}`, ``},
		"no id":                 {`{"ExternalReceiptNumber":"` + external + `"}`, ``},
		"detail without lines":  {`{"Id":5,"ExternalReceiptNumber":"` + external + `"}`, `{"Id":5,"ExternalReceiptNumber":"` + external + `","Transactions":[]}`},
		"detail of another":     {`{"Id":5,"ExternalReceiptNumber":"` + external + `"}`, `{"Id":6,"ExternalReceiptNumber":"` + external + `","Transactions":[{}]}`},
		"detail renamed":        {`{"Id":5,"ExternalReceiptNumber":"` + external + `"}`, `{"Id":5,"ExternalReceiptNumber":"X","Transactions":[{}]}`},
		"a number, not a thing": {`7`, ``},
	} {
		client := newClient(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.Contains(r.URL.Path, "/external/") {
				answer(w, 200, bodies[0])
			} else {
				answer(w, 200, bodies[1])
			}
		}))
		if found, err := client.Find(t.Context(), external); faultOutcome(err) != outbox.Unknown {
			t.Errorf("%s: %v %v", name, found, err)
		}
	}
}

func TestAddressesAreChecked(t *testing.T) {
	for _, address := range []string{"", "api-co.metrc.com", "ftp://x", "http://"} {
		if _, err := metrc.New(metrc.Options{
			BaseURL: address, License: license, Clock: outboxClock{},
			Keys: func() (metrc.Keys, error) { return metrc.Keys{}, nil },
		}); err == nil {
			t.Errorf("%q was taken", address)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	for _, one := range answers {
		f.Add(one.status, one.contentType, one.body)
	}
	f.Fuzz(func(t *testing.T, status int, contentType, body string) {
		if status < 200 || status > 599 || strings.ContainsAny(contentType, "\r\n\x00") {
			return
		}
		client := newClient(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		answer := client.Create(t.Context(), receipt(1))
		if answer.Outcome == outbox.Acknowledged && (status >= 300 || answer.StateID <= 0) {
			t.Errorf("%d %q acknowledged as %d", status, body, answer.StateID)
		}
		if answer.Outcome == outbox.NotSent {
			t.Error("an answered request was not sent")
		}
		_, _ = client.Find(t.Context(), receipt(1).External)
		_, _ = client.Receipts(t.Context(), time.Unix(0, 0), time.Unix(60, 0))
		_, _ = client.Packages(t.Context(), time.Unix(0, 0), time.Unix(60, 0))
	})
}
