package curb

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/till"
)

const (
	// ScanMaxBytes bounds the bytes of one scan.
	ScanMaxBytes = 4096
	// codeMaxBytes bounds a code that is typed.
	codeMaxBytes = 128
	// referenceRunesMax bounds what stands on the slip of a card terminal.
	referenceRunesMax = 40
	// linesOutMax bounds the lines that one press takes out.
	linesOutMax = 16
	// leaseLeft is from when on a scan makes the own lease longer: a hand-over
	// takes longer than that.
	leaseLeft = 2 * time.Minute
)

// Action is one tap or scan of a signed-in person at a tablet.
type Action struct {
	Name    string // one of the names below
	Command string // the id that the page's button had
	Order   string
	Fields  map[string]string
	Raw     []byte // of a scan; Do clears it
}

// actions are the closed list of what Do does, with the fields that each takes:
//
//	claim release meet back_to_packing   nothing
//	mute                                 nothing, and no order
//	scan                                 Raw: an ID, a bag's code or a shelf's, by its content
//	bag bring_back                       code
//	tender                               kind (cash, external), given, reference
//	hand_over                            sale, kind, given, reference, as the page's button has them
//	refuse                               reason, words
//	line_out                             line, keep; line2, keep2; and so on
//	override                             reason, badge, pin
var actions = map[string]func(*Desk, context.Context, Who, Action) error{
	"claim": func(d *Desk, ctx context.Context, who Who, a Action) error {
		return d.move(ctx, who, a, order.MoveClaim)
	},
	"release": func(d *Desk, ctx context.Context, who Who, a Action) error {
		return d.move(ctx, who, a, order.MoveRelease)
	},
	"meet": func(d *Desk, ctx context.Context, who Who, a Action) error {
		return d.move(ctx, who, a, order.MoveMeet)
	},
	"back_to_packing": func(d *Desk, ctx context.Context, who Who, a Action) error {
		return d.move(ctx, who, a, order.MoveBreakSeal)
	},
	"mute":       (*Desk).doMute,
	"scan":       (*Desk).doScan,
	"bag":        (*Desk).doBag,
	"bring_back": (*Desk).doBringBack,
	"tender":     (*Desk).doTender,
	"hand_over":  (*Desk).doHandOver,
	"refuse":     (*Desk).doRefuse,
	"line_out":   (*Desk).doLinesOut,
	"override":   (*Desk).doOverride,
}

// Do runs one action. A no is returned as a *terminal.Error and is the Notice of
// that tablet's page of the order until the next action there. An error of kind
// Unknown says that the outcome is not known: the same action asked again is the
// same command.
func (d *Desk) Do(ctx context.Context, who Who, action Action) error {
	defer clear(action.Raw)
	if err := working(who); err != nil {
		return err
	}
	do, known := actions[action.Name]
	switch {
	case !known:
		return terminal.Errorf(terminal.Invalid, "command.unknown", "This page asks for something that T1 does not know.").
			WithHint("Load the page again.")
	case len(action.Raw) > ScanMaxBytes:
		return terminal.Errorf(terminal.Invalid, "scan.too_long", "That scan is too long.").WithHint("Scan again.")
	}
	if !clock.IsID(action.Command) {
		action.Command = clock.NewID()
	}
	ctx, cancel := context.WithTimeout(ctx, actionTimeout)
	defer cancel()
	at := place{who.Device.ID, action.Order}
	if d.draft(at).notice != nil {
		d.change(at, func(kept *draft) { kept.notice = nil })
	}
	err := do(d, ctx, who, action)
	if err == nil {
		return nil
	}
	no := terminal.AsError(err)
	var shown *onPage
	if errors.As(err, &shown) {
		d.change(at, func(kept *draft) { kept.tries++ })
		return no
	}
	switch no.Kind {
	case terminal.Unknown, terminal.Unavailable:
		// Nobody said no: the same command may be asked for again.
		if no.Code == "till.caller_left" {
			return no
		}
		d.change(at, func(kept *draft) { kept.notice = &notice{no} })
	case terminal.SignIn:
	case terminal.Internal:
		d.options.Log.Error("action failed", "action", action.Name, "error", err)
		fallthrough
	default:
		d.change(at, func(kept *draft) { kept.notice, kept.tries = &notice{no}, kept.tries+1 })
	}
	return no
}

// submit runs one command for the signed-in person.
func (d *Desk) submit(ctx context.Context, who Who, id, approval string, body till.Body) (till.Outcome, error) {
	outcome, err := d.options.Till.Submit(ctx, till.Command{ID: id, Session: who.Session.ID, Approval: approval, Body: body})
	if err == nil {
		err = outcome.Err()
	}
	return outcome, err
}

// orderNow reads an order with its lease looked at.
func (d *Desk) orderNow(ctx context.Context, id string) (o terminal.Order, err error) {
	err = d.options.View(ctx, func(reader terminal.Reader) error {
		stored, err := reader.Order(id)
		o, _ = order.LeaseOver(stored, d.now())
		return err
	})
	return o, err
}

// mineOrFree reads an order and refuses what somebody else has at hand. The till
// decides about each command; this keeps two people at one car from undoing each
// other's steps.
func (d *Desk) mineOrFree(ctx context.Context, who Who, id string) (terminal.Order, error) {
	o, err := d.orderNow(ctx, id)
	if err != nil || !beforeHandOver(o) || !order.HeldByOther(o, who.Session.Staff, d.now()) {
		return o, err
	}
	name := "Somebody else"
	if err := d.options.View(ctx, func(reader terminal.Reader) error {
		member, err := reader.Staff(o.ClaimedBy)
		if err == nil {
			name = clean(member.Name, nameRunesMax)
		}
		return err
	}); err != nil {
		return o, err
	}
	return o, terminal.Errorf(terminal.Conflict, "order.claimed", "%s has order %s.", name, o.ID).
		WithHint("Take the next one, or wait until it is released.")
}

func (d *Desk) move(ctx context.Context, who Who, action Action, move order.Move) error {
	if move != order.MoveClaim {
		if _, err := d.mineOrFree(ctx, who, action.Order); err != nil {
			return err
		}
	}
	_, err := d.submit(ctx, who, action.Command, "", &till.MoveOrder{Order: action.Order, Move: move})
	return err
}

func (d *Desk) doMute(_ context.Context, who Who, _ Action) error {
	d.mute(who.Device.ID)
	return nil
}

func (d *Desk) doBag(ctx context.Context, who Who, action Action) error {
	return d.scanCode(ctx, who, action, action.Fields["code"])
}

func (d *Desk) doBringBack(ctx context.Context, who Who, action Action) error {
	return d.bringBack(ctx, who, action, action.Command, action.Fields["code"])
}

func (d *Desk) bringBack(ctx context.Context, who Who, action Action, command, code string) error {
	if len(code) > codeMaxBytes {
		return terminal.Errorf(terminal.Invalid, "order.wrong_shelf", "That is not the code of a shelf.")
	}
	if _, err := d.mineOrFree(ctx, who, action.Order); err != nil {
		return err
	}
	_, err := d.submit(ctx, who, command, "", &till.BringBack{Order: action.Order, Code: code})
	if err == nil {
		d.ended(action.Order)
	}
	return err
}

// ended forgets what was chosen and read for an order on every tablet.
func (d *Desk) ended(order string) {
	d.forgetRead(order)
	d.mu.Lock()
	defer d.mu.Unlock()
	for at := range d.drafts {
		if at.order == order {
			delete(d.drafts, at)
		}
	}
}

// doTender notes how the bag is paid. It is no command: the money is taken with
// the hand-over, in one transaction.
func (d *Desk) doTender(ctx context.Context, who Who, action Action) error {
	chosen := tender{kind: terminal.TenderKind(action.Fields["kind"])}
	if chosen.kind != terminal.Cash && chosen.kind != terminal.External {
		return terminal.Errorf(terminal.Invalid, "sale.tender_invalid", "This way of paying is not known.")
	}
	if _, err := d.mineOrFree(ctx, who, action.Order); err != nil {
		return err
	}
	err := d.options.View(ctx, func(reader terminal.Reader) error {
		preview, err := d.options.Till.PreviewHandOver(reader, action.Order)
		chosen.due = preview.Due
		return err
	})
	if err != nil {
		return err
	}
	if typed := strings.TrimSpace(action.Fields["given"]); typed != "" && chosen.kind == terminal.Cash {
		if chosen.given, err = parseAmount(typed); err != nil {
			return err
		}
		chosen.typed, chosen.taken = true, chosen.given >= chosen.due
	}
	if chosen.kind == terminal.External {
		chosen.reference = clean(action.Fields["reference"], referenceRunesMax)
		chosen.taken = chosen.reference != ""
	}
	d.change(place{who.Device.ID, action.Order}, func(kept *draft) { kept.tender = chosen })
	return nil
}

// parseAmount reads "100", "100.00" or "$1,000".
func parseAmount(typed string) (money.Cents, error) {
	amount, err := money.Parse(strings.NewReplacer("$", "", ",", "", " ", "").Replace(typed))
	if err != nil || amount < 0 {
		return 0, terminal.Errorf(terminal.Invalid, "sale.amount", "That is not an amount of money.").WithHint("Type it like 100 or 87.91.")
	}
	return amount, nil
}

// doHandOver sells the bag and gives it out, in one command.
func (d *Desk) doHandOver(ctx context.Context, who Who, action Action) error {
	body := &till.HandOver{Order: action.Order, Cart: action.Fields["sale"], Place: terminal.Curb}
	if !clock.IsID(body.Cart) {
		return terminal.Errorf(terminal.Invalid, "sale.id", "This page is too old.").WithHint("Load the page again.")
	}
	kind := terminal.TenderKind(action.Fields["kind"])
	switch kind {
	case "":
	case terminal.Cash, terminal.External:
		given, err := parseAmount(action.Fields["given"])
		if err != nil {
			return err
		}
		body.Tenders = []terminal.Tender{{Kind: kind, Given: given, Reference: clean(action.Fields["reference"], referenceRunesMax)}}
		if kind == terminal.Cash {
			body.Tenders[0].Reference = ""
		}
	default:
		return terminal.Errorf(terminal.Invalid, "sale.tender_invalid", "This way of paying is not known.")
	}
	_, err := d.submit(ctx, who, action.Command, "", body)
	if err == nil {
		d.ended(action.Order)
	}
	return err
}

func (d *Desk) doRefuse(ctx context.Context, who Who, action Action) error {
	if _, err := d.mineOrFree(ctx, who, action.Order); err != nil {
		return err
	}
	body := &till.RefuseOrder{
		Order: action.Order, Reason: till.RefuseReason(action.Fields["reason"]), Words: clean(action.Fields["words"], noteRunesMax),
	}
	outcome, err := d.submit(ctx, who, action.Command, "", body)
	if err == nil {
		d.ended(action.Order)
		d.keepRead(action.Order, read{at: d.now(), sequence: outcome.Sequence})
	}
	return err
}

// doLinesOut takes lines out of the bag. Where some of a line stays, all of it
// leaves the bag first: only a scan knows which units go back in.
func (d *Desk) doLinesOut(ctx context.Context, who Who, action Action) error {
	o, err := d.mineOrFree(ctx, who, action.Order)
	if err != nil {
		return err
	}
	taken := 0
	for i := range linesOutMax {
		line, named := action.Fields[numbered("line", i)]
		if !named {
			break
		}
		keep, err := measure.Parse(action.Fields[numbered("keep", i)])
		if err != nil {
			return terminal.Errorf(terminal.Invalid, "order.wrong_quantity", "Line %s can only become less.", line)
		}
		if keep.Sign() > 0 && packedOf(o, line).Cmp(keep) > 0 {
			if _, err := d.submit(ctx, who, d.after(action.Command, 2*i+1), "", &till.MoveOrder{Order: o.ID, Move: order.MoveUnpackLine, Line: line}); err != nil {
				return err
			}
		}
		id := action.Command
		if i > 0 {
			id = d.after(action.Command, 2*i)
		}
		if _, err := d.submit(ctx, who, id, "", &till.MoveOrder{Order: o.ID, Move: order.MoveLineOut, Line: line, Keep: keep}); err != nil {
			return err
		}
		taken++
	}
	if taken == 0 {
		return terminal.Errorf(terminal.Invalid, "order.no_line", "Order %s has no such line to take out.", o.ID)
	}
	return nil
}

func packedOf(o terminal.Order, line string) measure.Quantity {
	for _, count := range order.Counts(o) {
		if count.Line == line {
			return count.Packed
		}
	}
	return measure.Quantity{}
}

// doOverride goes on in spite of another family name, with a supervisor's reason
// and PIN. The document is the one that this tablet read a moment ago.
func (d *Desk) doOverride(ctx context.Context, who Who, action Action) error {
	at := place{who.Device.ID, action.Order}
	kept := d.draft(at)
	if kept.document == nil || d.options.Clock.Now().Monotonic > kept.documentUntil {
		return terminal.Errorf(terminal.Conflict, "identity.scan_again", "The ID that was scanned is not kept any more.").WithHint("Scan the ID again.")
	}
	reason := clean(action.Fields["reason"], noteRunesMax)
	if reason == "" {
		return terminal.Errorf(terminal.Invalid, "reason.missing", "Say why, in a few words.")
	}
	if _, err := d.mineOrFree(ctx, who, action.Order); err != nil {
		return err
	}
	approval, err := d.options.Till.ApproveAt(ctx, who.Device.ID, action.Fields["badge"], action.Fields["pin"])
	if err != nil {
		return asNo(err)
	}
	outcome, err := d.submit(ctx, who, action.Command, approval, &till.IdentifyOrder{Order: action.Order, Document: *kept.document, Override: reason})
	if err != nil && terminal.AsError(err).Code == "staff.step_up" {
		return asNo(err) // whoever agreed may not
	}
	if err != nil {
		return err
	}
	said := d.saidBy(*kept.document, outcome.Sequence)
	said.override = true
	d.keepRead(action.Order, said)
	d.change(at, func(kept *draft) { kept.document = nil })
	return nil
}

// asNo makes a supervisor's failed sign-in a no of this action: it says nothing
// about who is signed in at the tablet.
func asNo(err error) error {
	var coded *terminal.Error
	if errors.As(err, &coded) && coded.Kind == terminal.SignIn {
		no := *coded
		no.Kind = terminal.Refused
		return &no
	}
	return err
}
