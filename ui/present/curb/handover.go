package curb

import (
	"strconv"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// handover puts the five steps together. They never change their order; the bar
// holds the next one and nothing else but the refusal.
func (f *frame) handover(h handing) (*Handover, error) {
	o := h.o
	view := &Handover{
		Camera: f.say(text.CurbCamera), Typed: f.say(text.CurbTyped),
		Command: f.commandID(h.stored, "scan"), Refuse: Button{Label: f.say(text.CurbRefuse), Icon: iconBlock},
	}
	f.identityStep(view, h)
	f.limitsStep(view, h)
	if err := f.bagStep(view, h); err != nil {
		return nil, err
	}
	pay := f.paymentStep(view, h)
	view.Finish = Step{Number: 5, State: StepLater, Title: f.say(text.CurbHandOver), Aside: f.say(text.CurbOpensLater)}
	free := h.other == "" && !o.Parked
	if free {
		f.reasons(view, h)
	}
	switch {
	case o.Parked:
		view.Next = f.blocked(text.CurbParkedShort)
	case h.other != "":
		view.Next = f.blocked(text.CurbTaken, h.other)
	case !h.mine:
		view.Next = Button{Label: f.say(text.ActTake), Primary: true, Action: "claim", Command: f.commandID(h.stored, "claim:"+string(o.Arrival))}
	case !h.checked:
		view.Next = f.scanNext(view, h, "id", text.CurbScanID)
	case !h.within:
		view.Next = f.blocked(text.NextLimits)
	case o.Fulfilment != terminal.Ready:
		view.Next = f.blocked(text.NextWaits)
	case !o.BagScanned:
		view.Next = f.scanNext(view, h, "bag", text.CurbScanBag)
	case !pay.done:
		view.Next = pay.next
	default:
		f.finishStep(view, h, pay)
	}
	f.marks(view, h, pay)
	return view, nil
}

// scanNext is the step that is a scan: by the scanner from anywhere, or by the
// camera that the button leads to.
func (f *frame) scanNext(view *Handover, h handing, scan string, label text.Message) Button {
	view.Scan, view.ScanHelp = scan, f.say(text.CurbScanHelp)
	return Button{Label: f.say(label), Icon: iconScan, Primary: true, Link: orderLink(h.o.ID) + "/camera?scan=" + scan}
}

func (f *frame) blocked(message text.Message, args ...any) Button {
	return Button{Label: f.say(message, args...), Blocked: true}
}

// marks says which step is done, which is next, and which must wait.
func (f *frame) marks(view *Handover, h handing, pay payment) {
	if h.other != "" || !h.mine {
		return
	}
	for _, step := range []*Step{&view.Identity, &view.Limits, &view.Bag, &view.Payment, &view.Finish} {
		if step.State == StepWrong {
			return
		}
		if step.State != StepDone {
			step.State = StepCurrent
			return
		}
	}
}

func (f *frame) reasons(view *Handover, h handing) {
	for _, reason := range till.RefuseReasons() {
		name := string(reason.Reason)
		button := Button{
			Label: f.say(refuseWords(reason.Reason)), Action: "refuse", Fields: map[string]string{"reason": name},
			Command: f.commandID(h.stored, "refuse:"+name),
		}
		if reason.Reason == till.RefuseOther {
			button.Fields["words"] = f.say(text.CurbRefuseUnsaid)
		}
		view.Reasons = append(view.Reasons, button)
	}
}

func refuseWords(reason till.RefuseReason) text.Message {
	switch reason {
	case till.RefuseID:
		return text.CurbRefuseID
	case till.RefuseIntoxicated:
		return text.CurbRefuseIntoxicated
	case till.RefuseThirdParty:
		return text.CurbRefuseThird
	case till.RefuseCustomer:
		return text.CurbRefuseCustomer
	}
	return text.CurbRefuseOther
}

// identityStep is the ID: scanned after the arrival, of the order's customer.
func (f *frame) identityStep(view *Handover, h handing) {
	step := Step{Number: 1, State: StepLater, Title: f.say(text.CurbScanID), Lines: []string{f.say(text.CurbScanIDText)}}
	refusal, refused := f.d.options.Till.RefusalAbout(h.o.ID)
	refused = refused && (strings.HasPrefix(refusal.Err.Code, "identity.") || strings.HasPrefix(refusal.Err.Code, "id."))
	switch {
	case h.checked:
		f.accepted(&step, view, h)
	case refused:
		sentence, hint := f.language.Error(refusal.Err)
		step.State, step.Title, step.Lines = StepWrong, clean(sentence, noteRunesMax), []string{clean(hint, noteRunesMax)}
		f.override(view, h)
	case h.o.Identity == terminal.Verified && h.preview.PersonProblem != nil:
		sentence, hint := f.language.Error(h.preview.PersonProblem)
		step.Lines = []string{clean(sentence, noteRunesMax) + " " + clean(hint, noteRunesMax)}
	}
	view.Identity = step
}

// accepted says who the person is and what was read, as long as the order is open.
func (f *frame) accepted(step *Step, view *Handover, h handing) {
	person := h.preview.Person
	step.State, step.Title = StepDone, f.say(text.PersonOK)
	if minimum, err := f.d.options.Rules.MinimumAge(h.o.Class, f.now); err == nil {
		step.Badge = f.say(text.PersonAdult, minimum)
	}
	name := strings.TrimSpace(text.Spoken(clean(person.FirstName, nameRunesMax)) + " " + text.Spoken(clean(person.FamilyName, nameRunesMax)))
	said, known := f.d.readOf(h.o.ID)
	line := f.say(text.PersonNameAge, name, person.Age) + "."
	switch {
	case known && said.override:
		line += " " + f.say(text.CurbNameOverride)
	case known && said.noFirst:
		line += " " + f.say(text.FirstDiffers) + "."
	case known:
		line += " " + f.say(text.CurbNameMatches)
	}
	step.Lines = []string{line}
	document := f.say(text.PersonDocument, text.Issuer(person.Facts.Issuer), f.kindWords(idcard.Kind(person.Facts.DocumentKind)), text.Count(int64(person.Facts.ExpiryYear)))
	if known && said.expiry.Valid() {
		document = f.say(text.PersonDocument, text.Issuer(said.issuer), f.kindWords(said.kind), f.language.Month(civil(said.expiry)))
	}
	step.Small = []string{document + ". " + f.say(text.CurbScannedAt, f.clock(h.o.VerifiedAt))}
	view.Warning = f.warnings(person.Warnings)
}

func civil(date idcard.Date) clock.Date {
	return clock.Date{Year: date.Year, Month: time.Month(date.Month), Day: date.Day}
}

func (f *frame) kindWords(kind idcard.Kind) string {
	switch kind {
	case idcard.DriverLicense:
		return f.say(text.License)
	case idcard.IDCard:
		return f.say(text.Card)
	}
	return f.say(text.Document)
}

// warnings are reasons to look at the card itself.
func (f *frame) warnings(codes []string) string {
	var words []string
	for _, code := range codes {
		if message, ok := text.CurbWarning(code); ok {
			words = append(words, f.say(message))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, " ")
}

// override lets a supervisor go on in spite of another family name. The document
// is kept for it on the tablet that read it, for a while.
func (f *frame) override(view *Handover, h handing) {
	kept := f.d.draft(place{f.who.Device.ID, h.o.ID})
	if kept.document == nil || f.d.options.Clock.Now().Monotonic > kept.documentUntil || h.other != "" {
		return
	}
	view.Override = &Override{
		Title: f.say(text.CurbOverride), Text: f.say(text.CurbOverrideText), Reason: f.say(text.FieldReason), Badge: f.say(text.FieldBadge), PIN: f.say(text.FieldPIN),
		Button: Button{Label: f.say(text.GoOnAnyway), Icon: iconCheck, Action: "override", Command: f.commandID(h.stored, "override")},
	}
}

// bagStep is the bag: where it is, what is in it, and its code.
func (f *frame) bagStep(view *Handover, h handing) error {
	o := h.o
	step := Step{Number: 3, State: StepLater, Title: f.say(text.CurbScanBagCode)}
	view.BagTitle, view.BagText = f.say(text.CurbBagOf, shownID(o)), f.itemsWords(h.preview.Lines)
	if shelf := clean(o.Shelf, spotRunesMax); shelf != "" {
		view.BagTitle = f.say(text.CurbBagOn, shownID(o), shelf)
	}
	switch {
	case o.Fulfilment != terminal.Ready:
		step.Title, step.Lines = f.say(text.NextWaits), []string{f.bagPill(o).Text}
		if len(h.preview.Lines) == 0 {
			view.BagTitle, view.BagText = "", ""
		}
	case o.BagScanned:
		step.State, step.Title = StepDone, f.say(text.CurbBagScanned)
	case h.within && h.mine:
		view.ScanNow = f.say(text.CurbScanNow)
	}
	at, err := f.sealedAt(o)
	if !at.IsZero() && sealed(o) {
		step.Aside = f.say(text.CurbSealed, f.clock(at))
	}
	if order.Allowed(o, order.MoveBreakSeal) && h.mine {
		view.BackPack = Button{Label: f.say(text.CurbBackPack), Action: "back_to_packing", Command: f.commandID(h.stored, "back_to_packing")}
	}
	view.Bag = step
	return err
}

// sealedAt is when the bag's exit label was made.
func (f *frame) sealedAt(o terminal.Order) (time.Time, error) {
	jobs, err := f.reader.PrintJobsOf(o.ID)
	var at time.Time
	for _, job := range jobs {
		if job.Kind == "exit_label" && job.Copy == 1 && job.QueuedAt.After(at) {
			at = job.QueuedAt
		}
	}
	return at, err
}

// linesOut are the smallest takings-out after which the bag may go.
func (f *frame) linesOut(view *Handover, h handing) {
	for _, fix := range h.fixes[:min(len(h.fixes), rules.FixesMax)] {
		fields, words, ok := f.removals(h, fix)
		if !ok {
			continue
		}
		key := "line_out"
		for i := 0; fields[numbered("line", i)] != ""; i++ {
			key += ":" + fields[numbered("line", i)] + "=" + fields[numbered("keep", i)]
		}
		view.LinesOut = append(view.LinesOut, LineOut{
			Text:   words,
			Button: Button{Label: f.say(text.CurbTakeOut), Action: "line_out", Fields: fields, Command: f.commandID(h.stored, key)},
		})
	}
}

// numbered names the fields of the second and later lines: line, line2, line3.
func numbered(field string, at int) string {
	if at == 0 {
		return field
	}
	return field + strconv.Itoa(at+1)
}

// removals says which order lines become how much. ok is false for a bag's line
// that the order does not have.
func (f *frame) removals(h handing, fix []rules.Removal) (fields map[string]string, words string, ok bool) {
	keep := map[string]measure.Quantity{}
	for _, item := range h.o.Items {
		keep[item.Line] = item.Reserved
	}
	var lines, names []string
	for _, removal := range fix {
		orderLine := ""
		for _, line := range h.preview.Lines {
			if line.Number == removal.Line {
				orderLine = line.OrderLine
			}
		}
		had, known := keep[orderLine]
		rest, err := had.Sub(removal.Quantity)
		if !known || err != nil || rest.Sign() < 0 {
			return nil, "", false
		}
		if keep[orderLine] = rest; !contains(lines, orderLine) {
			lines = append(lines, orderLine)
		}
		amount := removal.Quantity.String() + " × "
		if removal.Unit == measure.Grams {
			amount = removal.Quantity.String() + " g "
		}
		name := amount + clean(removal.Name, productRunesMax)
		if removal.Frees != "" {
			name = f.say(text.CurbFrees, name, removal.Frees)
		}
		names = append(names, name)
	}
	fields = map[string]string{}
	for i, line := range lines {
		fields[numbered("line", i)], fields[numbered("keep", i)] = line, keep[line].String()
	}
	return fields, strings.Join(names, ", "), true
}

func contains(list []string, word string) bool {
	for _, each := range list {
		if each == word {
			return true
		}
	}
	return false
}
