package metrc_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	license = "402R-00123"
	prefix  = "LARIM-T1-7K2M-"
)

// fault answers a request in place of the state; it returns false to let the
// state go on.
type fault func(w http.ResponseWriter, r *http.Request) bool

// state is a small Metrc on a real socket, written from its documentation.
type state struct {
	t      *testing.T
	server *httptest.Server

	mu          sync.Mutex
	receipts    []map[string]any
	nextWrite   fault
	reads       fault
	refuseKeys  bool
	absentAs401 bool
	asArray     bool
	facilities  string
	types       string
	packages    []string
	extraTotal  int
	bodies      []string // of POSTs, as they came
	queries     []string // of lists
	requests    int
}

func newState(t *testing.T) *state {
	s := &state{
		t: t, types: `["Consumer","Patient","Caregiver","NonResidentConsumer"]`,
		facilities: `[{"License":{"Number":"` + license + `"},"FacilityType":{"CanSellToConsumers":true,"AdvancedSales":true}}]`,
	}
	s.server = httptest.NewServer(s)
	t.Cleanup(s.server.Close)
	return s
}

// with changes the state under its lock.
func (s *state) with(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *state) live(external string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := 0
	for _, receipt := range s.receipts {
		if receipt["ExternalReceiptNumber"] == external && receipt["ArchivedDate"] == nil {
			count++
		}
	}
	return count
}

func (s *state) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests++
	write := r.Method != http.MethodGet
	if write && s.nextWrite != nil {
		armed := s.nextWrite
		s.nextWrite = nil
		if armed(w, r) {
			return
		}
	} else if !write && s.reads != nil && s.reads(w, r) {
		return
	}
	vendor, user, ok := r.BasicAuth()
	if !ok || vendor != "vendor" || user != "user" || s.refuseKeys {
		answer(w, 401, `{"Message":"not authorised"}`)
		return
	}
	if r.URL.Path != "/facilities/v2/" && r.URL.Path != "/sales/v2/customertypes" && r.URL.Query().Get("licenseNumber") != license {
		answer(w, 401, ``)
		return
	}
	s.route(w, r)
}

func (s *state) route(w http.ResponseWriter, r *http.Request) {
	path := r.URL.Path
	switch {
	case path == "/facilities/v2/":
		answer(w, 200, s.facilities)
	case path == "/sales/v2/customertypes":
		answer(w, 200, s.types)
	case path == "/packages/v2/active":
		s.list(w, r, s.packages)
	case path == "/sales/v2/receipts/active":
		s.list(w, r, s.listed(false))
	case path == "/sales/v2/receipts/inactive":
		s.list(w, r, s.listed(true))
	case path == "/sales/v2/receipts" && r.Method == http.MethodPost:
		s.post(w, r)
	case strings.HasPrefix(path, "/sales/v2/receipts/external/"):
		s.external(w, strings.TrimPrefix(path, "/sales/v2/receipts/external/"))
	case strings.HasPrefix(path, "/sales/v2/receipts/"):
		s.byID(w, r, strings.TrimPrefix(path, "/sales/v2/receipts/"))
	default:
		page(w, 404)
	}
}

func (s *state) post(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	s.bodies = append(s.bodies, string(body))
	id, err := s.file(body)
	if err != nil {
		answer(w, 400, fmt.Sprintf(`[{"row":0,"message":%q}]`, err))
		return
	}
	answer(w, 200, fmt.Sprintf(`{"Ids":[%d],"Warnings":null}`, id))
}

func (s *state) file(body []byte) (int, error) {
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var rows []map[string]any
	if err := decoder.Decode(&rows); err != nil || len(rows) != 1 {
		return 0, fmt.Errorf("%d rows: %w", len(rows), errors.Join(err))
	}
	row := rows[0]
	var lines []any
	for _, line := range row["Transactions"].([]any) {
		sold := line.(map[string]any)
		lines = append(lines, map[string]any{
			"PackageLabel": sold["PackageLabel"], "QuantitySold": sold["Quantity"],
			"UnitOfMeasureName": sold["UnitOfMeasure"], "TotalPrice": sold["TotalAmount"],
		})
	}
	id := 903311 + len(s.receipts)
	s.receipts = append(s.receipts, map[string]any{
		"Id": id, "ExternalReceiptNumber": row["ExternalReceiptNumber"], "SalesDateTime": row["SalesDateTime"],
		"SalesCustomerType": row["SalesCustomerType"], "Transactions": lines, "ArchivedDate": nil,
		"LastModified": time.Now().UTC().Format(time.RFC3339), "TotalPrice": json.Number("64.50"),
	})
	return id, nil
}

func (s *state) external(w http.ResponseWriter, external string) {
	var rows []any
	for _, receipt := range s.receipts {
		if receipt["ExternalReceiptNumber"] == external {
			rows = append(rows, withoutLines(receipt))
		}
	}
	switch {
	case len(rows) == 0 && s.absentAs401:
		answer(w, 401, ``)
	case len(rows) == 0:
		page(w, 404)
	case len(rows) == 1 && !s.asArray:
		answer(w, 200, text(rows[0]))
	default:
		answer(w, 200, text(rows))
	}
}

func (s *state) byID(w http.ResponseWriter, r *http.Request, id string) {
	for _, receipt := range s.receipts {
		if strconv.Itoa(receipt["Id"].(int)) != id {
			continue
		}
		if r.Method == http.MethodDelete {
			receipt["ArchivedDate"] = "2026-03-14T22:09:01+00:00"
			w.WriteHeader(http.StatusOK)
			return
		}
		answer(w, 200, text(receipt))
		return
	}
	page(w, 404)
}

func (s *state) listed(inactive bool) []string {
	var rows []string
	for _, receipt := range s.receipts {
		if (receipt["ArchivedDate"] != nil) == inactive {
			rows = append(rows, text(withoutLines(receipt)))
		}
	}
	return rows
}

// list gives a page of what LastModified says lies in the window.
func (s *state) list(w http.ResponseWriter, r *http.Request, all []string) {
	query := r.URL.Query()
	s.queries = append(s.queries, r.URL.RawQuery)
	from, badFrom := time.Parse(time.RFC3339, query.Get("lastModifiedStart"))
	to, badTo := time.Parse(time.RFC3339, query.Get("lastModifiedEnd"))
	size, _ := strconv.Atoi(query.Get("pageSize"))
	number, _ := strconv.Atoi(query.Get("pageNumber"))
	if badFrom != nil || badTo != nil || to.Sub(from) > 24*time.Hour || size < 1 || size > 20 || number < 1 {
		answer(w, 400, `{"Message":"bad window or page"}`)
		return
	}
	var rows []string
	for _, row := range all {
		var read struct{ LastModified time.Time }
		if err := json.Unmarshal([]byte(row), &read); err != nil {
			s.t.Error(err)
		}
		if !read.LastModified.Before(from) && !read.LastModified.After(to) {
			rows = append(rows, row)
		}
	}
	total := len(rows)
	first := min((number-1)*size, total)
	rows = rows[first:min(first+size, total)]
	answer(w, 200, fmt.Sprintf(`{"Data":[%s],"Total":%d,"TotalRecords":%d,"PageSize":%d,"RecordsOnPage":%d,"Page":%d,"CurrentPage":%d,"TotalPages":%d}`,
		strings.Join(rows, ","), total, total+s.extraTotal, size, len(rows), number, number, max((total+size-1)/size, 1)))
}

func withoutLines(receipt map[string]any) map[string]any {
	row := map[string]any{}
	for name, value := range receipt {
		row[name] = value
	}
	row["Transactions"] = []any{}
	return row
}

func text(value any) string {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return string(body)
}

func answer(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}

func page(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, "<html>Please sign in to the Wi-Fi</html>")
}

// hangUp drops the connection, with a reset where the system allows.
func hangUp(w http.ResponseWriter) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}
