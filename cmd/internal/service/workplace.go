package service

import (
	"context"
	"sync"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
)

// workplace is the counter without a window: who works there, which cart or
// order is at hand, and what the last scan came to. Scans act on it.
type workplace struct {
	program *Program

	mu    sync.Mutex
	focus Focus
	last  Scanned
}

// Focus is what is at hand at the counter.
type Focus struct {
	Session string `json:"session"`
	Cart    string `json:"cart,omitempty"`
	Order   string `json:"order,omitempty"`
}

// Scanned is what a scan came to. Count rises with each scan.
type Scanned struct {
	Count int64           `json:"count"`
	Kind  string          `json:"kind,omitempty"` // id or code
	Did   string          `json:"did,omitempty"`  // the command it became
	Error *terminal.Error `json:"error,omitempty"`
}

func newWorkplace(p *Program) *workplace { return &workplace{program: p} }

// SetFocus says what is at hand from now on.
func (w *workplace) SetFocus(focus Focus) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.focus = focus
}

// State gives the focus and the last scan.
func (w *workplace) State() (Focus, Scanned) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.focus, w.last
}

func (w *workplace) note(kind, did string, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = Scanned{Count: w.last.Count + 1, Kind: kind, Did: did, Error: terminal.AsError(err)}
}

// ScanFailed takes a scan that the scanner itself could not make sense of: for
// whoever is at hand it is an ID that was not read, and the one before it does
// not stand any more.
func (w *workplace) ScanFailed(failure error) {
	focus, err := w.withCart()
	if err != nil {
		w.note("id", "", err)
		return
	}
	body := notRead(focus, failure)
	_, err = w.program.Submit(context.Background(), focus.Session, body)
	w.note("id", body.Name(), err)
}

// notRead is the refusal of an ID that could not be read.
func notRead(focus Focus, failure error) *till.UnreadableID {
	about := focus.Order
	if about == "" {
		about = focus.Cart
	}
	coded := terminal.AsError(failure)
	return &till.UnreadableID{About: about, Code: coded.Code, Message: coded.Message, Hint: coded.Hint}
}

// ScanID checks an ID for the order or the cart at hand, and opens a cart if
// neither is.
func (w *workplace) ScanID(raw []byte) {
	focus, err := w.withCart()
	if err != nil {
		w.note("id", "", err)
		return
	}
	body := identify(focus, raw)
	_, err = w.program.Submit(context.Background(), focus.Session, body)
	w.note("id", body.Name(), err)
}

// identify makes the command that an ID's bytes become.
func identify(focus Focus, raw []byte) till.Body {
	document, err := decodeID(raw)
	if err != nil {
		return notRead(focus, err)
	}
	if focus.Order != "" {
		return &till.IdentifyOrder{Order: focus.Order, Document: document}
	}
	return &till.IdentifyCart{Cart: focus.Cart, Document: document}
}

// ScanCode puts a unit into the cart, packs it for the order at hand, or takes
// the order's bag.
func (w *workplace) ScanCode(text string) {
	focus, err := w.withCart()
	if err != nil {
		w.note("code", "", err)
		return
	}
	var body till.Body = &till.AddToCart{Cart: focus.Cart, Code: text}
	if focus.Order != "" {
		body = &till.PackUnit{Order: focus.Order, Code: text}
		if parsed, err := catalog.ParseCode(text); err == nil && parsed.Bag != "" {
			body = &till.ScanBag{Order: focus.Order, Code: parsed.Bag}
		}
	}
	_, err = w.program.Submit(context.Background(), focus.Session, body)
	w.note("code", body.Name(), err)
}

// withCart gives the focus, with a fresh cart if nothing is at hand: a scan is
// how a sale begins.
func (w *workplace) withCart() (Focus, error) {
	focus, _ := w.State()
	if focus.Cart != "" || focus.Order != "" {
		return focus, nil
	}
	cart := clock.NewID()
	if _, err := w.program.Submit(context.Background(), focus.Session, &till.OpenCart{Cart: cart}); err != nil {
		return focus, err
	}
	focus.Cart = cart
	w.SetFocus(focus)
	return focus, nil
}
