package curb

import (
	"bytes"
	"context"
	"errors"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/till"
)

// headMaxBytes is how much of a scan is looked at for the marks of an ID.
const headMaxBytes = 64

// isID says whether scanned bytes are of an ID: they begin with the compliance
// sign of AAMVA's card standard (annex D.12.3), or carry its file type. A shelf,
// a bag or a tag is shorter than that and begins otherwise.
func isID(raw []byte) bool {
	head := bytes.TrimLeft(raw[:min(len(raw), headMaxBytes)], " \t\r\n\x00\x02\x1c\x1d\x1e")
	return bytes.HasPrefix(head, []byte("@")) || bytes.Contains(head, []byte("ANSI ")) || bytes.Contains(head, []byte("AAMVA"))
}

func (d *Desk) doScan(ctx context.Context, who Who, action Action) error {
	if len(bytes.TrimSpace(action.Raw)) == 0 {
		return terminal.Errorf(terminal.Invalid, "scan.empty", "Nothing was scanned.").WithHint("Scan again.")
	}
	action.Command = d.scanID(action.Command, action.Raw)
	document, err := d.meantAsID(ctx, action)
	if err != nil {
		return err
	}
	if document {
		return d.scanDocument(ctx, who, action)
	}
	return d.scanCode(ctx, who, action, string(action.Raw))
}

// meantAsID says whether a scan is of an ID. While one is asked for, a scan that
// is no code of ours is one that cannot be read: a passport's zone, a magnetic
// stripe, the wrong barcode of the card. Its reader says which.
func (d *Desk) meantAsID(ctx context.Context, action Action) (bool, error) {
	if isID(action.Raw) {
		return true, nil
	}
	if _, err := catalog.ParseCode(string(action.Raw)); err == nil || terminal.AsError(err).Code != "catalog.code" {
		return false, nil
	}
	o, err := d.orderNow(ctx, action.Order)
	return outside(o) && beforeHandOver(o) && o.Identity != terminal.Verified, err
}

// scanDocument asks for the verdict on the person at the car. Who scans a car
// that nobody has takes it.
func (d *Desk) scanDocument(ctx context.Context, who Who, action Action) error {
	o, err := d.mineOrFree(ctx, who, action.Order)
	if err != nil {
		return err
	}
	if err := d.hold(ctx, who, o, action.Command); err != nil {
		return err
	}
	document, unreadable := d.options.Decode(action.Raw)
	d.forgetRead(o.ID)
	if unreadable != nil {
		return d.unreadable(ctx, who, action, unreadable)
	}
	outcome, err := d.submit(ctx, who, action.Command, "", &till.IdentifyOrder{Order: o.ID, Document: document})
	code := ""
	if err != nil {
		code = terminal.AsError(err).Code
	}
	if err != nil && terminal.KindOf(err) != terminal.Refused {
		return err
	}
	said := d.saidBy(document, outcome.Sequence)
	said.noFirst = identity.MatchOrder(document, o).FirstNameDiffers
	d.keepRead(o.ID, said)
	if code == "identity.family_name" {
		until := d.options.Clock.Now().Monotonic + documentKept
		d.change(place{who.Device.ID, o.ID}, func(kept *draft) { kept.document, kept.documentUntil = &document, until })
	}
	return d.shown(o.ID, err)
}

// hold makes sure that the customer is claimed by whoever scans, for long enough.
func (d *Desk) hold(ctx context.Context, who Who, o terminal.Order, command string) error {
	mine := o.ClaimedBy == who.Session.Staff && o.ClaimedBy != ""
	if !outside(o) || mine && (o.Arrival == terminal.Met || o.ClaimedUntil.Sub(d.now()) > leaseLeft) || !order.Allowed(o, order.MoveClaim) {
		return nil
	}
	_, err := d.submit(ctx, who, d.after(command, 1), "", &till.MoveOrder{Order: o.ID, Move: order.MoveClaim})
	return err
}

func (d *Desk) unreadable(ctx context.Context, who Who, action Action, cause error) error {
	problem := terminal.AsError(cause)
	if problem.Kind == terminal.Internal {
		problem = terminal.Errorf(terminal.Refused, "identity.unreadable", "This ID could not be read.").
			WithHint("Scan the ID again. If it stays like this, ask for another ID.")
	}
	body := &till.UnreadableID{About: action.Order, Code: problem.Code, Message: problem.Message, Hint: problem.Hint}
	outcome, err := d.submit(ctx, who, action.Command, "", body)
	d.keepRead(action.Order, read{at: d.now(), sequence: outcome.Sequence})
	return d.shown(action.Order, err)
}

// shown keeps an error that its own page explains from standing there twice: it
// is still returned, but not as a notice.
func (d *Desk) shown(about string, err error) error {
	if err == nil {
		return nil
	}
	if refusal, ok := d.options.Till.RefusalAbout(about); ok && refusal.Err.Code == terminal.AsError(err).Code {
		return &onPage{terminal.AsError(err)}
	}
	return err
}

// onPage is a no that the page itself shows.
type onPage struct{ no *terminal.Error }

func (e *onPage) Error() string { return e.no.Error() }
func (e *onPage) Unwrap() error { return e.no }

// saidBy is what may be shown of a document after it: no birth date, no number.
func (d *Desk) saidBy(document idcard.Document, sequence int64) read {
	at := d.now()
	said := read{at: at, sequence: sequence, kind: document.Kind, issuer: document.Issuer.Jurisdiction, day: clock.LegalDay(at, d.options.Zone)}
	if document.ExpiryStatus == idcard.OK {
		said.expiry = document.ExpiryDate
	}
	minimum, err := d.options.Rules.MinimumAge(terminal.Adult, at)
	if err != nil {
		return said
	}
	verdict := identity.Assess(document, said.day, minimum)
	said.readable = verdict.Outcome != identity.Unreadable
	said.age, said.minimum, said.first = verdict.Age, minimum, verdict.OldEnoughOn
	return said
}

// scanCode takes the code of a bag or of a shelf.
func (d *Desk) scanCode(ctx context.Context, who Who, action Action, scanned string) error {
	if len(scanned) > codeMaxBytes {
		return terminal.Errorf(terminal.Invalid, "catalog.code", "This code is not one of ours.").WithHint("Scan the code on the bag.")
	}
	code, err := catalog.ParseCode(scanned)
	if bag, wrong := catalog.ParseBagCode(scanned); wrong == nil && code.Bag == "" {
		code, err = catalog.Code{Bag: bag}, nil // typed without its beginning
	}
	switch {
	case err != nil:
		return err
	case code.Shelf != "":
		return d.bringBack(ctx, who, action, action.Command, scanned)
	case code.Bag == "":
		return terminal.Errorf(terminal.Invalid, "catalog.bag_code", "This is not the code of a bag.").
			WithHint("Scan the exit label on the sealed bag.")
	}
	o, err := d.mineOrFree(ctx, who, action.Order)
	if err != nil {
		return err
	}
	_, err = d.submit(ctx, who, action.Command, "", &till.ScanBag{Order: o.ID, Code: code.Bag})
	if err != nil && terminal.AsError(err).Code == "order.wrong_bag" {
		return d.wrongBag(ctx, code.Bag, err)
	}
	return err
}

// wrongBag names the order whose bag was scanned instead.
func (d *Desk) wrongBag(ctx context.Context, bag string, cause error) error {
	owner := ""
	err := d.options.View(ctx, func(reader terminal.Reader) error {
		open, err := reader.OpenOrders()
		for _, o := range open {
			if o.BagCode == bag {
				owner = o.ID
			}
		}
		return err
	})
	if err != nil || owner == "" {
		return errors.Join(cause, err)
	}
	return terminal.Errorf(terminal.Conflict, "order.bag_of_other", "This bag is %s.", owner).
		WithHint("%s", terminal.AsError(cause).Hint).Wrap(cause)
}
