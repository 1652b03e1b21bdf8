package state

import (
	"net/http"
	"strconv"
)

func (s *State) listReceipts(belongs func(Receipt) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		list(s, w, r, func(b *book, in window) []receiptOut {
			rows := []receiptOut{}
			for _, receipt := range b.allReceipts() {
				if belongs(receipt) && in.holds(receipt.LastModified, receipt.SalesDateTime) {
					rows = append(rows, receipt.show(false))
				}
			}
			return rows
		})
	}
}

// getReceiptByNumber answers with the receipt that carries our number, or an
// array of them. A number that is not there is 401 or 404, never an empty list.
func (s *State) getReceiptByNumber(w http.ResponseWriter, r *http.Request) {
	s.book.mu.Lock()
	switches := s.book.switches
	var found []receiptOut
	for _, id := range s.book.draft().numbered(r.PathValue("number")) {
		found = append(found, s.book.receipts[id].show(false))
	}
	s.book.mu.Unlock()
	switch {
	case len(found) == 0 && switches.AbsentStatus == http.StatusUnauthorized:
		replyMessage(w, http.StatusUnauthorized, "The receipt is not one of this licence.")
	case len(found) == 0:
		http.NotFound(w, r)
	case switches.LookupShape == shapeArray:
		reply(w, http.StatusOK, found)
	default:
		reply(w, http.StatusOK, found[0])
	}
}

// getReceipt answers with a receipt and its lines. The licence is optional, but
// must be this facility's where it is given.
func (s *State) getReceipt(w http.ResponseWriter, r *http.Request) {
	license := r.URL.Query().Get("licenseNumber")
	if license != "" && license != s.facility.License {
		replyMessage(w, http.StatusUnauthorized, "Licence "+license+" is not one that this user may see.")
		return
	}
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	s.book.mu.Lock()
	receipt, found := s.book.receipts[id]
	s.book.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	reply(w, http.StatusOK, receipt.show(true))
}
