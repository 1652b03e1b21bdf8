// Package pairing is the state of one offer to let a tablet in: a code on the
// counter screen, one tablet that asks with it, a person who agrees or refuses,
// and a token that is handed out once. It reads no clock: now is the time since
// the machine started, which nobody can set back.
package pairing

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
)

// Limits of an offer.
const (
	CodeDigits   = 6
	TriesMax     = 5 // wrong codes; the last of them ends the offer
	OfferKept    = 10 * time.Minute
	NameMaxRunes = 32
)

// State is how far an offer is.
type State string

// The states. Over is an offer that ran out, was tried too often, or whose token
// was handed out.
const (
	Offered  State = "offered"
	Waiting  State = "waiting" // a tablet asked; a person has to say yes or no
	Approved State = "approved"
	Refused  State = "refused"
	Over     State = "over"
)

// Offer is one code and what became of it. Its zero value is over.
type Offer struct {
	ID    string
	code  string
	until time.Duration
	wrong int
	state State

	name    string
	askedAt time.Duration
	ticket  terminal.Hash // SHA-256 of what the tablet asks for its answer with
	token   string        // until it is handed out
}

// New makes an offer with a code of CodeDigits digits, made of randomness by
// whoever calls.
func New(id, code string, now time.Duration) Offer {
	return Offer{ID: id, code: code, until: now + OfferKept, state: Offered}
}

// State is how far the offer is at a time.
func (o Offer) State(now time.Duration) State {
	if o.state == "" || o.state != Refused && now >= o.until {
		return Over
	}
	return o.state
}

// Code is what the tablet must send.
func (o Offer) Code() string { return o.code }

// Until is when the offer ends.
func (o Offer) Until() time.Duration { return o.until }

// TriesLeft is how many wrong codes the offer still bears.
func (o Offer) TriesLeft() int { return max(0, TriesMax-o.wrong) }

// Name is what the tablet called itself, empty before it asked.
func (o Offer) Name() string { return o.name }

// AskedAt is when it asked.
func (o Offer) AskedAt() time.Duration { return o.askedAt }

func over() error {
	return terminal.Errorf(terminal.Conflict, "pairing.over", "This code is not valid any more.").
		WithHint("Start the pairing again at the counter.")
}

// CheckName says whether a tablet may be called so: 1 to NameMaxRunes characters
// that print. It returns an Invalid error of code pairing.name.
func CheckName(name string) error {
	bad := name == "" || strings.TrimSpace(name) != name || !utf8.ValidString(name) ||
		utf8.RuneCountInString(name) > NameMaxRunes || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) })
	if bad {
		return terminal.Errorf(terminal.Invalid, "pairing.name", "A tablet's name has 1 to %d plain characters.", NameMaxRunes)
	}
	return nil
}

// Ask is the tablet's try. The first right code of the offer's time wins, and
// no other tablet can ask after it; what it asks its answer with is ticket. It
// returns errors of code pairing.over, pairing.name and pairing.wrong_code. The
// offer that it returns is to be kept whatever the error: wrong codes count.
func (o Offer) Ask(code, name, ticket string, now time.Duration) (Offer, error) {
	if o.State(now) != Offered {
		return o, over()
	}
	if err := CheckName(name); err != nil {
		return o, err
	}
	if subtle.ConstantTimeCompare([]byte(code), []byte(o.code)) != 1 {
		o.wrong++
		if o.TriesLeft() == 0 {
			o.state = Over
		}
		return o, terminal.Errorf(terminal.Refused, "pairing.wrong_code", "That is not the code.").
			WithHint("It stands on the counter screen; %d tries are left.", o.TriesLeft())
	}
	o.state, o.name, o.askedAt, o.ticket = Waiting, name, now, sha256.Sum256([]byte(ticket))
	return o, nil
}

// Approve lets the tablet that asked in with a token. It returns an error of
// code pairing.over if none waits.
func (o Offer) Approve(token string, now time.Duration) (Offer, error) {
	if o.State(now) != Waiting {
		return o, over()
	}
	o.state, o.token = Approved, token
	return o, nil
}

// Refuse turns the tablet that asked away, or takes the code back before one
// did. It returns an error of code pairing.over if there is neither.
func (o Offer) Refuse(now time.Duration) (Offer, error) {
	if state := o.State(now); state != Waiting && state != Offered {
		return o, over()
	}
	o.state = Refused
	return o, nil
}

// Result answers the tablet. The token is handed out once; another ticket than
// the one of the tablet that asked is told that it is over.
func (o Offer) Result(ticket string, now time.Duration) (Offer, State, string) {
	sum := sha256.Sum256([]byte(ticket))
	if o.name == "" || subtle.ConstantTimeCompare(sum[:], o.ticket[:]) != 1 {
		return o, Over, ""
	}
	state := o.State(now)
	if state != Approved {
		return o, state, ""
	}
	token := o.token
	o.state, o.token = Over, ""
	return o, Approved, token
}
