package state

import (
	"net/http"
	"strings"
)

func (s *State) listPackages(belongs func(Package) bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		list(s, w, r, func(b *book, in window) []packageOut {
			rows := []packageOut{}
			for _, p := range b.allPackages() {
				if belongs(p) && in.holds(p.LastModified, "") {
					rows = append(rows, p.show())
				}
			}
			return rows
		})
	}
}

func (s *State) getPackage(w http.ResponseWriter, r *http.Request) {
	s.book.mu.Lock()
	p, found := s.book.packages[strings.ToUpper(r.PathValue("label"))]
	s.book.mu.Unlock()
	if !found {
		http.NotFound(w, r)
		return
	}
	reply(w, http.StatusOK, p.show())
}
