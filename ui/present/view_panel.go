package present

import (
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
	"github.com/curbline/curbline/terminal/order"
	"github.com/curbline/curbline/ui/text"
)

// order is the opened order: what to scan while it is packed, and the steps of
// the hand-over after that.
func (f *frame) order() error {
	o, err := f.reader.Order(f.s.order)
	if err != nil {
		return err
	}
	if refusal, unreadable, ok := f.refusedID(o.ID); ok && !unreadable {
		f.screen.Name, f.screen.Refused = ScreenRefused, f.refused(o.ID, refusal)
		return nil
	}
	panel := &OrderPanel{
		ID: o.ID, Name: shownName(o), Payment: f.payment(o), Attention: f.language.Trouble(o.Attention), Scanned: f.s.scanned,
		Back: Button{Label: f.say(text.Back), Key: "Esc"}, Rows: []Step{},
	}
	_, panel.Channel = f.channel(o.Channel)
	panel.Total = text.Money(o.ShopTotal)
	panel.Sums = []Sum{{f.say(text.Total), text.Money(o.ShopTotal)}}
	f.screen.Name, f.screen.Order = ScreenOrder, panel
	switch o.Fulfilment {
	case terminal.Ready:
		err = f.handOver(panel, o)
	case terminal.Packed:
		f.packed(panel, o)
	default:
		f.packing(panel, o)
	}
	if order.Allowed(o, order.MoveCancel) && o.Fulfilment != terminal.Placed {
		f.other(panel, ActCancel, text.CancelOrder)
	}
	if o.Attention != "" || o.Parked {
		panel.Others = append(panel.Others, PanelAction{Action: ActAcknowledge, Button: Button{Label: f.say(text.Acknowledge)}})
	}
	return err
}

func (f *frame) other(panel *OrderPanel, action OrderAction, label text.Message) {
	panel.Others = append(panel.Others, PanelAction{Action: action, Button: Button{Label: f.say(label)}})
}

// packing is an order before its bag is sealed.
func (f *frame) packing(panel *OrderPanel, o terminal.Order) {
	panel.Title, panel.Text = f.say(text.PackTitle, o.ID), f.say(text.PackText)
	missing := 0
	for _, count := range order.Counts(o) {
		packed, ordered := order.Pieces(count.Packed), order.Pieces(count.Ordered)
		name := count.Name
		if name == "" {
			name = count.SKU
		}
		row := Step{Icon: iconWait, Title: name, Right: f.say(text.PackOf, count.Packed.String(), count.Ordered.String()), Note: f.say(text.PackLeft, text.Count(int64(ordered-packed))), ID: count.Line, Text: f.tagsOf(o, count.Line)}
		switch compared := count.Packed.Cmp(count.Ordered); {
		case compared == 0:
			row.Icon, row.Tone, row.Note = iconDone, Good, f.say(text.PackDone)
		case compared > 0:
			row.Icon, row.Tone, row.Note = iconWarning, Caution, f.say(text.PackExtra)
		default:
			missing += ordered - packed
		}
		panel.Rows = append(panel.Rows, row)
	}
	f.packingAction(panel, o, missing)
	if !order.Here(o) && o.Fulfilment != terminal.Cancelled && o.Fulfilment != terminal.Expired {
		f.other(panel, ActArrived, text.CustomerHere)
	}
}

func (f *frame) packingAction(panel *OrderPanel, o terminal.Order, missing int) {
	switch o.Fulfilment {
	case terminal.Placed, terminal.NeedsCustomer:
		panel.Primary = PanelAction{Action: ActAccept, Button: Button{Label: f.say(text.ActAccept), Key: "Enter"}}
		if o.Fulfilment == terminal.Placed {
			f.other(panel, ActReject, text.Reject)
		}
	case terminal.Accepted:
		panel.Primary = PanelAction{Action: ActPick, Button: Button{Label: f.say(text.PickStart), Key: "Enter"}}
	case terminal.Picking:
		panel.Primary = PanelAction{Action: ActSeal, Button: Button{Label: f.say(text.Seal), Key: "Enter"}}
		if missing > 0 {
			panel.Primary.Button = Button{Label: f.say(text.SealBlocked, text.Count(int64(missing))), State: ButtonBlocked}
		}
		f.other(panel, ActNeedsCustomer, text.NeedsCustomer)
		for _, row := range panel.Rows {
			if row.Tone != Good {
				panel.Others = append(panel.Others, PanelAction{Action: ActLineOut, Line: row.ID, Button: Button{Label: f.say(text.LineOut), Second: row.Title}})
				break
			}
		}
	case terminal.Cancelled, terminal.Expired:
		if len(o.Packed) > 0 {
			panel.Text = f.say(text.BringBack)
		}
		panel.Primary = PanelAction{Action: ActRestock, Button: Button{Label: f.say(text.ActRestock), Key: "Enter"}}
	default:
		panel.Primary = PanelAction{Button: Button{Label: f.say(text.OrderGone), State: ButtonBlocked}}
	}
}

// tagsOf lists the ends of the tags that were scanned for a line.
func (f *frame) tagsOf(o terminal.Order, line string) string {
	var tags []string
	for _, unit := range o.Packed {
		if unit.Line == line && len(unit.Tag) > 6 {
			tags = append(tags, "…"+unit.Tag[len(unit.Tag)-6:])
		}
	}
	return strings.Join(tags, " ")
}

// packed is a sealed bag that is not on its shelf yet.
func (f *frame) packed(panel *OrderPanel, o terminal.Order) {
	panel.Title, panel.Text = f.say(text.PackTitle, o.ID), f.say(text.ScanShelf)
	f.bagLabel(panel, o)
	for _, count := range order.Counts(o) {
		panel.Rows = append(panel.Rows, Step{
			Icon: iconDone, Tone: Good, Title: count.Name, Text: f.tagsOf(o, count.Line), Right: count.Packed.String(), Note: f.say(text.PackDone), ID: count.Line,
		})
	}
	panel.Primary = PanelAction{Action: ActReady, Button: Button{Label: f.say(text.MarkReady), Key: "Enter"}}
	f.other(panel, ActBreakSeal, text.BreakSeal)
	if !order.Here(o) {
		f.other(panel, ActArrived, text.CustomerHere)
	}
}

// bagLabel is the bag's code and where the bag is.
func (f *frame) bagLabel(panel *OrderPanel, o terminal.Order) {
	panel.Bag, panel.BagLabel = o.BagCode, f.say(text.BagCode)
	if place := f.bagPlace(o); place != "" {
		panel.BagLabel += ", " + place
	}
}

// handOver shows the five steps, which never reorder; the action is always the
// next one and nothing else.
func (f *frame) handOver(panel *OrderPanel, o terminal.Order) error {
	panel.Title, panel.Text = f.say(text.HandTitle, o.ID), f.say(text.ShopTotalIs, text.Money(o.ShopTotal))
	f.bagLabel(panel, o)
	if o.Identity == terminal.IdentityRefused {
		panel.Text = f.say(text.BringBack)
	}
	b, err := f.weighBag(o)
	if err != nil {
		return err
	}
	total := b.priced.Totals.Total
	panel.Sums, panel.Total = append(f.sums(b.priced), Sum{f.say(text.Total), text.Money(total)}), text.Money(total)
	person := f.person(o.ID)
	panel.Person = &person
	here, checked := order.Here(o), f.c.options.Till.Person(o.ID) != nil && o.Identity == terminal.Verified
	allowed := checked && b.verdict.OK()
	differs := o.Payment == terminal.Paid && total != o.ShopTotal
	panel.Rows = []Step{
		f.step(here, iconStore, text.StepHere, f.clock(o.ArrivedAt), text.StepHereWait),
		f.idStep(o, checked, person), f.limitStep(b, checked), f.bagStep(o), f.paymentStep(o, total, differs),
	}
	switch {
	case !here:
		panel.Primary = PanelAction{Action: ActArrived, Button: Button{Label: f.say(text.CustomerHere), Key: "Enter"}}
		panel.Rows[0].Current = true
	case !checked:
		panel.Rows[1].Current = true
		if action := f.byHandAction(); action.Label != "" && o.Identity != terminal.IdentityRefused {
			f.other(panel, ActByHand, text.ByHand)
		}
		label := pick(o.Identity == terminal.IdentityRefused, text.NextRefused, text.NextScanID)
		panel.Primary = PanelAction{Button: Button{Label: f.say(label), State: ButtonBlocked}}
	case !allowed:
		panel.Rows[2].Current, panel.Reason = true, f.reason(b)
		panel.Primary = PanelAction{Button: Button{Label: f.say(text.NextLimits), State: ButtonBlocked}}
		if b.verdict.Code == ledgerUnknown {
			panel.Primary = PanelAction{Action: ActUnknownDay, Button: Button{Label: f.say(text.UnknownDayAsk), Key: "Enter"}}
		}
	case !o.BagScanned:
		panel.Rows[3].Current = true
		panel.Primary = PanelAction{Button: Button{Label: f.say(text.NextScanBag), State: ButtonBlocked}}
	default:
		panel.Rows[4].Current = true
		f.lastStep(panel, dueOf(b))
		if differs {
			f.other(panel, ActWriteOff, text.WriteOff)
		}
	}
	f.other(panel, ActBreakSeal, text.BreakSeal)
	return nil
}

func dueOf(b basket) string {
	if b.due == 0 {
		return ""
	}
	return text.Money(b.due)
}

// lastStep takes the payment, or hands out a bag that is paid.
func (f *frame) lastStep(panel *OrderPanel, due string) {
	if due == "" {
		panel.Primary = PanelAction{Action: ActHandOver, Button: Button{Label: f.say(text.HandBagOver), Key: "Enter"}}
		return
	}
	panel.Primary = PanelAction{Action: ActPay, Button: Button{Label: f.say(text.NextPay, due), Key: "Enter"}}
}

func (f *frame) step(done bool, icon string, title text.Message, yes string, no text.Message) Step {
	if done {
		return Step{Icon: iconDone, Tone: Good, Title: f.say(title), Text: yes}
	}
	return Step{Icon: icon, Title: f.say(title), Text: f.say(no)}
}

func (f *frame) idStep(o terminal.Order, checked bool, person Person) Step {
	step := f.step(checked, iconBadge, text.StepID, "", text.StepNotYet)
	switch {
	case checked:
		step.Text, step.Right = f.say(text.StepIDDone, f.clock(o.VerifiedAt)), person.Name
		if f.c.options.Till.Person(o.ID).Facts.ByHand {
			step.Text, step.Note = f.say(text.StepByHand, f.clock(o.VerifiedAt)), f.say(text.PersonByHand)
			step.Icon, step.Tone = iconWarning, Caution
		}
	case o.Identity == terminal.IdentityRefused:
		step.Icon, step.Tone, step.Text = iconBlock, Alarm, f.say(text.StepIDRefused)
	}
	return step
}

func (f *frame) limitStep(b basket, checked bool) Step {
	step := f.step(checked && b.verdict.OK(), iconGavel, text.StepLimits, "", text.StepLimitsOf)
	if !checked {
		return step
	}
	if !b.verdict.OK() {
		step.Icon, step.Tone, step.Text = iconBlock, Alarm, b.verdict.Reason
		return step
	}
	most := 0
	for _, meter := range f.c.options.Rules.Meters(b.question) {
		most = max(most, meter.UsedPermille)
	}
	step.Text = f.say(text.StepLimitsOK, text.Percent(most))
	return step
}

func (f *frame) bagStep(o terminal.Order) Step {
	step := f.step(o.BagScanned, iconBag, text.StepBag, f.say(text.StepBagDone, o.BagCode), text.StepNotYet)
	switch {
	case o.BagScanned:
	case o.BagOut != "":
		step.Text = f.bagPlace(o)
	case o.Shelf != "":
		step.Text = f.say(text.StepShelf, o.BagCode, plain(o.Shelf))
	default:
		step.Text = f.say(text.StepBagFetch, o.BagCode)
	}
	return step
}

func (f *frame) paymentStep(o terminal.Order, total money.Cents, differs bool) Step {
	switch {
	case differs:
		return Step{Icon: iconWarning, Tone: Caution, Title: f.say(text.StepPay), Text: f.say(text.StepDiffers, text.Money(o.ShopTotal), text.Money(total))}
	case o.Payment == terminal.Paid:
		return Step{Icon: iconDone, Tone: Good, Title: f.say(text.StepPay), Text: f.say(text.StepPaid)}
	}
	return Step{Icon: iconCash, Title: f.say(text.StepPay), Text: f.say(text.StepPayDue, text.Money(total))}
}
