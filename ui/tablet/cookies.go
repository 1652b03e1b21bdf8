package tablet

import (
	"net/http"
	"time"
)

// The cookies. The prefix __Host- makes browsers insist on Secure, Path=/ and no
// Domain (RFC 6265bis, section 4.1.3.2), so no other name on the LAN can plant
// one.
const (
	cookieDevice   = "__Host-device"
	cookieSession  = "__Host-session"
	cookieLanguage = "__Host-lang"
	cookieTicket   = "__Host-ticket"

	cookieMaxBytes = 256
	// longest is what browsers keep at most (RFC 6265bis, section 5.5).
	longest = 400 * 24 * time.Hour
	// ticketKept is as long as a pairing code is good.
	ticketKept = 10 * time.Minute
)

// cookie gives the value of a cookie. One that is sent twice, is empty or is too
// long is none.
func cookie(r *http.Request, name string) string {
	found := r.CookiesNamed(name)
	if len(found) != 1 || len(found[0].Value) > cookieMaxBytes {
		return ""
	}
	return found[0].Value
}

// setCookie sets a cookie for a time, or until the browser is closed if kept is
// zero.
func setCookie(w http.ResponseWriter, name, value string, kept time.Duration) {
	http.SetCookie(w, cookieOf(name, value, int(kept/time.Second)))
}

func clearCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, cookieOf(name, "", -1))
}

func cookieOf(name, value string, maxAge int) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: maxAge,
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}
