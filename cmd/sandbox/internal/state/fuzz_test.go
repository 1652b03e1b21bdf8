package state_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzPost posts any bytes: the answer is one that the API has, and what is
// kept adds up.
func FuzzPost(f *testing.F) {
	f.Add(batch(sale("N-1", twoGummies)))
	f.Add(batch(sale("N-1", twoGummies), sale("N-2", [4]string{flower, "3.5", "Grams", "28.50"})))
	f.Add(batch(sale("N-1", [4]string{gummies, "-2", "Each", "-1.00"})))
	f.Add(`[null]`)
	f.Add(`[{"Transactions":[{}]}]`)
	f.Add(`[{"Transactions":[{"Quantity":99999999999999999}]}]`)
	f.Fuzz(func(t *testing.T, body string) {
		b := &bench{t: t}
		b.open("")
		defer b.close()
		r := httptest.NewRequestWithContext(t.Context(), "POST", postPath, strings.NewReader(body))
		r.SetBasicAuth(vendorKey, userKey)
		r.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		b.state.ServeHTTP(answer, r)
		if answer.Code != http.StatusOK && answer.Code != http.StatusBadRequest && answer.Code != http.StatusRequestEntityTooLarge {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
		if !json.Valid(answer.Body.Bytes()) {
			t.Fatalf("%s", answer.Body)
		}
		kept := b.state.Receipts()
		if (len(kept) > 0) != b.lastRequest().Committed {
			t.Fatalf("%d receipts, %+v", len(kept), b.lastRequest())
		}
		for _, receipt := range kept {
			if len(receipt.Lines) == 0 || receipt.SalesDateTime == "" {
				t.Fatalf("kept %+v", receipt)
			}
		}
	})
}
