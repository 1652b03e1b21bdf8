package state_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// The field names of each answer, as the published samples have them.
var (
	envelopeFields = []string{"CurrentPage", "Data", "Page", "PageSize", "RecordsOnPage", "Total", "TotalPages", "TotalRecords"}
	receiptFields  = []string{
		"ArchivedDate", "CaregiverLicenseNumber", "ExternalReceiptNumber", "Id", "IdentificationMethod", "IsFinal", "LastModified",
		"PatientLicenseNumber", "PatientRegistrationLocationId", "ReceiptNumber", "RecordedByUserName", "RecordedDateTime",
		"SalesCustomerType", "SalesDateTime", "TotalPackages", "TotalPrice", "Transactions",
	}
	soldFields = []string{
		"InvoiceNumber", "ItemStrainName", "LastModified", "PackageId", "PackageLabel", "ProductCategoryName", "ProductName",
		"QuantitySold", "RecordedByUserName", "RecordedDateTime", "TotalPrice", "UnitOfMeasureAbbreviation", "UnitOfMeasureName",
	}
	packageFields = []string{
		"ArchivedDate", "ExpirationDate", "FinishedDate", "Id", "InitialLabTestingState", "IsDonation", "IsFinished", "IsFinishedGood",
		"IsOnHold", "IsOnHoldCombined", "IsOnInvestigation", "IsOnRecall", "IsOnRecallCombined", "IsOnRetailerDelivery",
		"IsTestingSample", "IsTradeSample", "Item", "LabTestingState", "LabTestingStateDate", "Label", "LastModified", "LocationId",
		"LocationName", "OriginalPackageQuantity", "PackageType", "PackagedDate", "Quantity", "ReceivedDateTime",
		"ReceivedFromManifestNumber", "SellByDate", "SublocationId", "UnitOfMeasureAbbreviation", "UnitOfMeasureName", "UseByDate",
	}
	itemFields = []string{
		"Id", "Name", "ProductCategoryName", "QuantityType", "StrainName", "UnitOfMeasureName", "UnitThcContent",
		"UnitThcContentUnitOfMeasureName", "UnitWeight", "UnitWeightUnitOfMeasureName",
	}
)

func sameNames(t *testing.T, what string, object any, want []string) {
	t.Helper()
	fields, is := object.(map[string]any)
	if !is {
		t.Fatalf("%s is no object: %v", what, object)
	}
	if got := slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) {
		t.Errorf("%s has %v, want %v", what, got, want)
	}
}

func TestShapes(t *testing.T) {
	b := newBench(t)
	id := b.posted(sale("N-1", twoGummies, [4]string{flower, "3.5", "Grams", "28.50"}))

	byID := b.do("GET", "/sales/v2/receipts/"+id+"?licenseNumber="+license, "")
	expect(t, byID, 200, `"QuantitySold":3.5`, `"TotalPrice":28.50`, `"TotalPrice":64.50`, `"UnitOfMeasureAbbreviation":"ea"`)
	receipt := exactFields(t, byID.body)
	sameNames(t, "receipt", receipt, receiptFields)
	lines := receipt["Transactions"].([]any)
	if len(lines) != 2 {
		t.Fatalf("%d lines", len(lines))
	}
	sameNames(t, "line", lines[0], soldFields)
	for name, want := range map[string]any{
		"Id": json.Number(id), "ReceiptNumber": fmt.Sprintf("%010s", id), "SalesDateTime": "2026-11-24T09:58:12.000",
		"TotalPackages": json.Number("2"), "ArchivedDate": nil, "IsFinal": false, "RecordedByUserName": "Pat Example",
		"RecordedDateTime": "2026-11-24T17:00:00.000+00:00", "LastModified": "2026-11-24T17:00:00.000+00:00",
	} {
		if receipt[name] != want {
			t.Errorf("%s is %v, want %v", name, receipt[name], want)
		}
	}

	looked := b.lookup("N-1")
	expect(t, looked, 200, `"Transactions":[]`)
	sameNames(t, "look-up", exactFields(t, looked.body), receiptFields)

	list := b.do("GET", "/sales/v2/receipts/active?licenseNumber="+license, "")
	expect(t, list, 200, `"Transactions":[]`)
	envelope := exactFields(t, list.body)
	sameNames(t, "envelope", envelope, envelopeFields)
	sameNames(t, "row", envelope["Data"].([]any)[0], receiptFields)

	pack := b.do("GET", "/packages/v2/"+strings.ToLower(flower)+"?licenseNumber="+license, "")
	expect(t, pack, 200, `"Quantity":96.5`, `"UnitOfMeasureName":"Grams"`)
	sameNames(t, "package", exactFields(t, pack.body), packageFields)
	sameNames(t, "item", exactFields(t, pack.body)["Item"], itemFields)

	facilities := b.do("GET", "/facilities/v2/", "")
	expect(t, facilities, 200, `"Number":"`+license+`"`, `"AdvancedSales":true`, `"CanSellToConsumers":true`)
	kinds := b.do("GET", "/sales/v2/customertypes", "")
	expect(t, kinds, 200, `["Consumer","Patient","Caregiver","ExternalPatient","NonResidentConsumer"]`)
	units := b.do("GET", "/unitsofmeasure/v2/active", "")
	expect(t, units, 200, `{"QuantityType":"CountBased","Name":"Each","Abbreviation":"ea"}`, `"Grams"`, `"Milligrams"`)

	posted := b.post(sale("N-2", twoGummies))
	if want := `{"Ids":[900002],"Warnings":null}`; posted.body != want {
		t.Errorf("post answers %s, want %s", posted.body, want)
	}
}

func TestPathsAndKeys(t *testing.T) {
	b := newBench(t)
	b.posted(sale("N-1", twoGummies))
	with := func(vendor, user string) func(*http.Request) {
		return func(r *http.Request) { r.SetBasicAuth(vendor, user) }
	}
	for _, c := range []struct {
		name, method, path string
		auth               func(*http.Request)
		status             int
	}{
		{"no keys", "GET", "/facilities/v2/", func(*http.Request) {}, 401},
		{"wrong vendor", "GET", "/facilities/v2/", with("x", userKey), 401},
		{"wrong user", "GET", "/facilities/v2/", with(vendorKey, "x"), 401},
		{"good keys", "GET", "/facilities/v2/", with(vendorKey, userKey), 200},
		{"slash is part of the path", "GET", "/facilities/v2", with(vendorKey, userKey), 404},
		{"unknown path", "GET", "/sales/v2/transactions", with(vendorKey, userKey), 404},
		{"wrong licence", "GET", "/packages/v2/active?licenseNumber=X", with(vendorKey, userKey), 401},
		{"wrong licence, by id", "GET", "/sales/v2/receipts/900001?licenseNumber=X", with(vendorKey, userKey), 401},
		{"no licence, by id", "GET", "/sales/v2/receipts/900001", with(vendorKey, userKey), 200},
		{"unknown id", "GET", "/sales/v2/receipts/1", with(vendorKey, userKey), 404},
		{"no number", "GET", "/sales/v2/receipts/abc", with(vendorKey, userKey), 404},
		{"void of an unknown id", "DELETE", "/sales/v2/receipts/1?licenseNumber=" + license, with(vendorKey, userKey), 404},
		{"wrong licence, external", "GET", "/sales/v2/receipts/external/N-1?licenseNumber=X", with(vendorKey, userKey), 401},
		{"unknown package", "GET", "/packages/v2/1A4FFF?licenseNumber=" + license, with(vendorKey, userKey), 404},
		{"v1 is gone", "GET", "/sales/v1/receipts", with(vendorKey, userKey), 404},
	} {
		if got := b.send(c.method, c.path, "", c.auth); got.status != c.status {
			t.Errorf("%s: %d %s, want %d", c.name, got.status, got.body, c.status)
		}
	}
}

func TestListsOfPackages(t *testing.T) {
	b := newBench(t)
	for path, want := range map[string][]string{
		"active": {gummies, flower, soldOut}, "inactive": {finished}, "onhold": {held},
	} {
		got := b.do("GET", "/packages/v2/"+path+"?licenseNumber="+license, "")
		var labels []string
		for _, row := range exactFields(t, got.body)["Data"].([]any) {
			labels = append(labels, row.(map[string]any)["Label"].(string))
		}
		if !slices.Equal(labels, want) {
			t.Errorf("%s holds %v, want %v", path, labels, want)
		}
	}
}

func TestPages(t *testing.T) {
	b := newBench(t)
	for number := range 45 {
		b.posted(sale(fmt.Sprintf("N-%d", number), [4]string{flower, "0.1", "Grams", "1.00"}))
	}
	base := "/sales/v2/receipts/active?licenseNumber=" + license
	for _, c := range []struct {
		query                     string
		status                    int
		rows, page, size, pagesOf string
	}{
		{"", 200, "45", "1", "45", "1"},
		{"&pageSize=20", 200, "20", "1", "20", "3"},
		{"&pageNumber=3", 200, "5", "3", "20", "3"},
		{"&pageNumber=3&pageSize=20", 200, "5", "3", "20", "3"},
		{"&pageNumber=4&pageSize=20", 200, "0", "4", "20", "3"},
		{"&pageNumber=45&pageSize=1", 200, "1", "45", "1", "45"},
		{"&pageSize=21", 400, "", "", "", ""},
		{"&pageSize=0", 400, "", "", "", ""},
		{"&pageNumber=0", 400, "", "", "", ""},
		{"&pageNumber=x", 400, "", "", "", ""},
	} {
		got := b.do("GET", base+c.query, "")
		if got.status != c.status {
			t.Errorf("%q: %d %s", c.query, got.status, got.body)
			continue
		}
		if c.status != 200 {
			continue
		}
		f := exactFields(t, got.body)
		all := []any{f["RecordsOnPage"], f["Page"], f["CurrentPage"], f["PageSize"], f["TotalPages"], f["Total"], f["TotalRecords"], len(f["Data"].([]any))}
		if text := fmt.Sprint(all...); text != fmt.Sprint(json.Number(c.rows), json.Number(c.page), json.Number(c.page), json.Number(c.size), json.Number(c.pagesOf), json.Number("45"), json.Number("45"), len(f["Data"].([]any))) || fmt.Sprint(len(f["Data"].([]any))) != c.rows {
			t.Errorf("%q: %v", c.query, all)
		}
	}
}

func TestWindows(t *testing.T) {
	b := newBench(t)
	at := func(hours int) { b.shift.Store(int64(time.Duration(hours) * time.Hour)) }
	b.posted(saleAt("FIRST", "2026-11-24T09:58:12.000", "Consumer", twoGummies))
	at(30)
	b.posted(saleAt("SECOND", "2026-11-25T15:58:12.000", "Consumer", twoGummies))
	active := func(query string) (names []string, status int) {
		got := b.do("GET", "/sales/v2/receipts/active?licenseNumber="+license+query, "")
		if got.status != 200 {
			return nil, got.status
		}
		for _, row := range exactFields(t, got.body)["Data"].([]any) {
			names = append(names, row.(map[string]any)["ExternalReceiptNumber"].(string))
		}
		return names, got.status
	}
	both, wide := []string{"FIRST", "SECOND"}, "&lastModifiedStart=2026-11-01T00:00:00Z&lastModifiedEnd=2026-12-01T00:00:00Z"
	for _, c := range []struct {
		switches, query string
		want            []string
		status          int
	}{
		{`{}`, "", both, 200},
		{`{}`, wide, both, 200},
		{`{}`, "&lastModifiedStart=2026-11-24T17:00:00Z&lastModifiedEnd=2026-11-24T17:00:00Z", both[:1], 200},
		{`{}`, "&lastModifiedStart=2026-11-24T18:00:00Z", both[1:], 200},
		{`{}`, "&lastModifiedEnd=2026-11-24T10:00:01-07:00", both[:1], 200},
		{`{}`, "&lastModifiedStart=2026-11-24", nil, 400},
		{`{}`, "&salesDateStart=2026-11-25&salesDateEnd=2026-11-25", both[1:], 200},
		{`{}`, "&salesDateStart=2026-11-24T09:58:13.000", both[1:], 200},
		{`{}`, "&salesDateStart=yesterday", nil, 400},
		{`{}`, "&salesDateStart=2026-11-25&lastModifiedStart=2026-11-24T18:00:00Z", nil, 400},
		{`{"sales_date_window":"refused"}`, "&salesDateStart=2026-11-25", nil, 400},
		{`{"truncated_lists":true}`, "", both[1:], 200},
		{`{"truncated_lists":true}`, "&lastModifiedStart=2026-11-01T00:00:00Z", both[1:], 200},
		{`{"truncated_lists":true}`, wide, both, 200},
		{`{"wide_window":"refused"}`, wide, nil, 400},
		{`{"wide_window":"refused"}`, "&lastModifiedStart=2026-11-24T17:00:00Z&lastModifiedEnd=2026-11-25T17:00:00Z", both[:1], 200},
		{`{"wide_window":"refused"}`, "&lastModifiedStart=2026-11-24T17:00:00Z&lastModifiedEnd=2026-11-25T17:00:00.001Z", nil, 400},
	} {
		b.steer("POST", "/preset/one", "")
		b.switches(c.switches)
		got, status := active(strings.ReplaceAll(c.query, "+", "%2B"))
		if status != c.status || !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %d %v, want %d %v", c.switches, c.query, status, got, c.status, c.want)
		}
	}
}
