package tablet

import (
	"net/http"
	"strings"
)

const pairingCodeDigits = 6

// The states of a pairing that was asked for.
const (
	pairingApproved = "approved"
	pairingWaiting  = "waiting"
	pairingRefused  = "refused"
)

// pairingCode keeps the digits of a code as it is typed or read from the QR, or
// nothing if they are not a code's.
func pairingCode(raw string) string {
	if len(raw) > 4*pairingCodeDigits {
		return ""
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, raw)
	if len(digits) != pairingCodeDigits {
		return ""
	}
	return digits
}

// pairingPage shows where the pairing stands. Once a manager approved, the answer
// carries the tablet's token, which the terminal gives only once and keeps only
// as a hash.
func (v *visit) pairingPage() {
	if v.alreadyPaired() {
		return
	}
	code := pairingCode(v.r.URL.Query().Get("code"))
	ticket := cookie(v.r, cookieTicket)
	var problem error
	if ticket != "" && v.r.Method != http.MethodHead {
		state, token := v.desk.PairingResult(ticket)
		if state == pairingApproved && token != "" {
			setCookie(v.w, cookieDevice, token, longest)
			clearCookie(v.w, cookieTicket)
			v.redirect("/sign-in")
			return
		}
		if state != pairingWaiting {
			clearCookie(v.w, cookieTicket)
			ticket, problem = "", v.inLanguage(endOf(state))
		}
	}
	v.draw(http.StatusOK, pagePairing, v.desk.Pairing(v.lang, code, ticket, problem))
}

// endOf says how a request that waits no more ended.
func endOf(state string) error {
	if state == pairingRefused {
		return errPairingRefused
	}
	return errPairingOver
}

// alreadyPaired sends a tablet on that needs no pairing, or answers a failure.
func (v *visit) alreadyPaired() bool {
	known, err := v.knowDevice()
	switch {
	case err != nil:
		v.trouble(err)
	case known:
		v.redirect("/")
	default:
		return false
	}
	return true
}

// pair asks for a pairing with the code from the counter's screen.
func (v *visit) pair() {
	if v.alreadyPaired() {
		return
	}
	if v.field("cancel") != "" {
		clearCookie(v.w, cookieTicket)
		v.redirect("/pair")
		return
	}
	if wait := v.rates.pairs.take(addressKey(v.r.RemoteAddr), v.rates.now()); wait > 0 {
		v.refuseFor(wait)
		return
	}
	code := pairingCode(v.field("code"))
	ticket, err := v.desk.AskPairing(v.r.Context(), code, v.field("name"))
	if err != nil {
		if problemOf(err) == nil {
			v.trouble(err)
			return
		}
		v.draw(statusOf(err), pagePairing, v.desk.Pairing(v.lang, code, "", err))
		return
	}
	setCookie(v.w, cookieTicket, ticket, ticketKept)
	v.redirect("/pair")
}
