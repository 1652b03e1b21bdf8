package state

import (
	"crypto/subtle"
	"net/http"
)

// authorized lets a request through that carries both keys: Basic, the vendor
// key as the user name and the user key as the password.
func (s *State) authorized(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		vendor, user, _ := r.BasicAuth()
		vendorFits := subtle.ConstantTimeCompare([]byte(vendor), []byte(s.vendorKey)) == 1
		userFits := subtle.ConstantTimeCompare([]byte(user), []byte(s.userKey)) == 1
		if !vendorFits || !userFits {
			replyMessage(w, http.StatusUnauthorized, "The keys given are not authorized to use this service.")
			return
		}
		next(w, r)
	}
}

// licensed lets a request through that names this facility's licence. Whether a
// missing licence is a 400 or a 401 is a switch; a wrong one is a 401.
func (s *State) licensed(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		license := r.URL.Query().Get("licenseNumber")
		switch {
		case license == "":
			replyMessage(w, s.Switches().MissingLicenseStatus, "licenseNumber is required.")
		case license != s.facility.License:
			replyMessage(w, http.StatusUnauthorized, "Licence "+license+" is not one that this user may see.")
		default:
			next(w, r)
		}
	}
}
