package till

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/pairing"
	"github.com/curbline/curbline/terminal/staff"
)

// offersMax bounds the offers that memory keeps, with those whose tablet has not
// fetched its answer yet. A restart forgets them all.
const offersMax = 8

// Offer is a pairing code as the counter shows it.
type Offer struct {
	Code      string
	Until     time.Time // by the wall clock
	TriesLeft int
}

// PairingRequest is a tablet that asked and waits for a person's answer.
type PairingRequest struct {
	ID      string
	Name    string
	AskedAt time.Time
	Until   time.Time
}

// PairingState is how far a tablet's request is, as the tablet is told.
type PairingState = pairing.State

// The states that a tablet is told.
const (
	PairingWaiting  = pairing.Waiting
	PairingApproved = pairing.Approved
	PairingRefused  = pairing.Refused
	PairingOver     = pairing.Over
)

// wallOf turns a time of the monotonic hand into the wall clock's.
func wallOf(now clock.Reading, monotonic time.Duration) time.Time {
	return now.Wall.Add(monotonic - now.Monotonic)
}

// OfferPairing makes a new code, which ends the one before it. It needs
// PairTablet, or OfferPairingApproved with a supervisor's word.
func (t *Till) OfferPairing(ctx context.Context, session string) (Offer, error) {
	return t.OfferPairingApproved(ctx, session, "")
}

// OfferPairingApproved is OfferPairing with a supervisor's approval.
func (t *Till) OfferPairingApproved(ctx context.Context, session, approval string) (Offer, error) {
	code, err := pairingCode()
	if err != nil {
		return Offer{}, err
	}
	body := &offerPairing{code: code}
	if err := t.pairingCommand(ctx, session, approval, body); err != nil {
		return Offer{}, err
	}
	return t.shown(body.offer), nil
}

// pairingCommand runs one command of the pairing for a person.
func (t *Till) pairingCommand(ctx context.Context, session, approval string, body Body) error {
	outcome, err := t.Submit(ctx, Command{ID: clock.NewID(), Session: session, Approval: approval, Body: body})
	if err != nil {
		return err
	}
	return outcome.Err()
}

func (t *Till) shown(offer pairing.Offer) Offer {
	now := t.options.Clock.Now()
	return Offer{Code: offer.Code(), Until: wallOf(now, offer.Until()), TriesLeft: offer.TriesLeft()}
}

// PairingOffer gives the code that stands now, with the tries it has left; false
// if none does or a tablet has used it.
func (t *Till) PairingOffer() (Offer, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	at := t.standing(t.options.Clock.Now().Monotonic)
	if at < 0 {
		return Offer{}, false
	}
	return t.shown(t.offers[at]), true
}

// standing is the place of the offer that a tablet can ask on, -1 for none.
func (t *Till) standing(now time.Duration) int {
	return slices.IndexFunc(t.offers, func(o pairing.Offer) bool { return o.State(now) == pairing.Offered })
}

// keepOffer puts a moved offer in the place of the one it was.
func (a *act) keepOffer(offer pairing.Offer) {
	t := a.till
	a.then(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if at := slices.IndexFunc(t.offers, func(o pairing.Offer) bool { return o.ID == offer.ID }); at >= 0 {
			t.offers[at] = offer
		}
	})
}

// offer finds an offer; the zero one, which is over, if there is none.
func (t *Till) offer(matches func(pairing.Offer) bool) pairing.Offer {
	t.mu.Lock()
	defer t.mu.Unlock()
	if at := slices.IndexFunc(t.offers, matches); at >= 0 {
		return t.offers[at]
	}
	return pairing.Offer{}
}

type offerPairing struct {
	personCommand
	code  string
	offer pairing.Offer
}

func (*offerPairing) Name() string                 { return "tablet.offer" }
func (*offerPairing) permission() staff.Permission { return staff.PairTablet }

func (c *offerPairing) run(a *act) (any, error) {
	now := a.reading.Monotonic
	c.offer = pairing.New(clock.NewID(), c.code, now)
	t := a.till
	a.then(func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.offers = slices.DeleteFunc(t.offers, func(o pairing.Offer) bool {
			state := o.State(now)
			return state == pairing.Offered || state == pairing.Over
		})
		if len(t.offers) >= offersMax {
			t.offers = t.offers[1:]
		}
		t.offers = append(t.offers, c.offer)
	})
	return nil, a.record(terminal.TabletPairing{Offer: c.offer.ID, Event: "offered"})
}

// AskPairing is a tablet's try with the code that it was told and the name that
// it shall have. The ticket is what it asks for its answer with. It returns
// errors of code pairing.wrong_code, pairing.over and pairing.name.
func (t *Till) AskPairing(ctx context.Context, code, name string) (ticket string, err error) {
	body := &askPairing{code: code, name: name, ticket: secret()}
	if _, err := t.Submit(ctx, Command{Body: body}); err != nil {
		return "", err
	}
	if body.problem != nil {
		return "", body.problem
	}
	return body.ticket, nil
}

type askPairing struct {
	machineCommand
	code, name, ticket string
	problem            error
}

func (*askPairing) Name() string { return "tablet.ask" }

func (c *askPairing) run(a *act) (any, error) {
	now := a.reading.Monotonic
	offer := a.till.offer(func(o pairing.Offer) bool { return o.State(now) == pairing.Offered })
	if err := pairing.CheckName(c.name); err == nil && offer.State(now) == pairing.Offered {
		if err := a.checkTabletName(c.name); err != nil {
			return nil, err
		}
	}
	moved, err := offer.Ask(c.code, c.name, c.ticket, now)
	event := "asked"
	if err != nil {
		if terminal.KindOf(err) != terminal.Refused {
			return nil, err
		}
		// A wrong code is an entry, not an undone command.
		c.problem, event = err, "wrong_code"
	}
	a.keepOffer(moved)
	return nil, a.record(terminal.TabletPairing{Offer: offer.ID, Event: event, Name: moved.Name()})
}

// PairingRequests lists the tablets that wait for an answer.
func (t *Till) PairingRequests() []PairingRequest {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.options.Clock.Now()
	var waiting []PairingRequest
	for _, offer := range t.offers {
		if offer.State(now.Monotonic) == pairing.Waiting {
			waiting = append(waiting, PairingRequest{
				ID: offer.ID, Name: offer.Name(), AskedAt: wallOf(now, offer.AskedAt()), Until: wallOf(now, offer.Until()),
			})
		}
	}
	return waiting
}

// ApprovePairing lets the tablet in. approval is the token of Approve: the PIN
// of a supervisor, typed at the counter for this. It returns errors of code
// pairing.over, pairing.name and pairing.too_many, and staff.step_up without the
// approval.
func (t *Till) ApprovePairing(ctx context.Context, session, approval, requestID string) error {
	token, err := newToken()
	if err != nil {
		return err
	}
	return t.pairingCommand(ctx, session, approval, &approvePairing{Request: requestID, token: token})
}

type approvePairing struct {
	personCommand
	Request string
	token   string
}

func (*approvePairing) Name() string                 { return "tablet.approve" }
func (*approvePairing) permission() staff.Permission { return staff.AdmitTablet }

func (c *approvePairing) run(a *act) (any, error) {
	offer := a.till.offer(func(o pairing.Offer) bool { return o.ID == c.Request })
	moved, err := offer.Approve(c.token, a.reading.Monotonic)
	if err != nil {
		return nil, err
	}
	device, err := a.newDevice(offer.Name(), c.token)
	if err != nil {
		return nil, err
	}
	a.keepOffer(moved)
	t := a.till
	a.then(func() {
		t.changeDevices(func(book *deviceBook) { book.all = append(book.all, device) })
	})
	return nil, a.record(terminal.DevicePaired{Offer: offer.ID, Device: device})
}

// RefusePairing turns a tablet away. It needs PairTablet.
func (t *Till) RefusePairing(ctx context.Context, session, requestID string) error {
	return t.pairingCommand(ctx, session, "", &refusePairing{Request: requestID})
}

type refusePairing struct {
	personCommand
	Request string
}

func (*refusePairing) Name() string                 { return "tablet.refuse" }
func (*refusePairing) permission() staff.Permission { return staff.PairTablet }

func (c *refusePairing) run(a *act) (any, error) {
	offer := a.till.offer(func(o pairing.Offer) bool { return o.ID == c.Request })
	moved, err := offer.Refuse(a.reading.Monotonic)
	if err != nil {
		return nil, err
	}
	a.keepOffer(moved)
	return nil, a.record(terminal.TabletPairing{Offer: offer.ID, Event: "refused", Name: offer.Name()})
}

// PairingResult answers a tablet that asked. The token comes once, with the
// first PairingApproved.
func (t *Till) PairingResult(ticket string) (state PairingState, token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := t.options.Clock.Now().Monotonic
	for i, offer := range t.offers {
		moved, state, token := offer.Result(ticket, now)
		if state != pairing.Over || token != "" {
			t.offers[i] = moved
			return state, token
		}
	}
	return PairingOver, ""
}

// pairingCode makes a code of random digits.
func pairingCode() (string, error) {
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(pairing.CodeDigits), nil)
	number, err := rand.Int(rand.Reader, limit)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%0*d", pairing.CodeDigits, number), nil
}
