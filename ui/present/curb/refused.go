package curb

import (
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// refused is the page of a customer who does not get the bag: by their ID, by a
// person's word, or by limits that nothing in the bag can cure.
func (f *frame) refused(h handing) *Refused {
	o := h.o
	said, known := f.d.readOf(o.ID)
	problem := f.refusalOf(h)
	sentence, hint := f.language.Error(problem)
	view := &Refused{
		Title: f.say(text.CurbDoNot), Text: clean(sentence, noteRunesMax), Why: f.say(text.CurbWhy),
		Rule: problem.Code + f.say(text.RulePack, f.packName()), Cite: capital(f.say(text.CurbCite, f.say(text.RuleIdentity))),
		StepsTitle: f.say(text.StepsTitle), Command: f.commandID(h.stored, "scan"), ShelfLabel: f.say(text.CurbShelfCode),
	}
	byID := o.Identity == terminal.IdentityRefused && !strings.HasPrefix(problem.Code, "order.refused_")
	switch {
	case byID && known && said.readable:
		view.Rows = f.idRows(problem.Code, said)
	case o.Identity != terminal.IdentityRefused:
		f.limitRefusal(view, h)
	case !byID:
		view.Rule, view.Cite = "", ""
		view.Rows = []Row{{Label: f.say(text.CurbDecidedBy), Value: f.say(text.CurbPersonHere), Result: true}}
	}
	if problem.Code == "identity.under_age" {
		view.Cite = capital(f.say(text.CurbCite, f.say(text.RuleAge)))
	}
	f.steps(view, h, problem, hint, byID)
	f.recorded(view, h, said, known)
	f.bagOut(view, h)
	if o.Identity == terminal.IdentityRefused && h.other == "" {
		view.Scan = "id"
		view.Again = Button{Label: f.say(text.CurbAnotherID), Icon: iconScan, Primary: true, Link: orderLink(o.ID) + "/camera?scan=id"}
	} else if view.BringBack.Label != "" {
		view.Scan = "shelf"
	}
	return view
}

// refusalOf is why, as memory has it, or as the order keeps it over a restart.
func (f *frame) refusalOf(h handing) *terminal.Error {
	if h.o.Identity != terminal.IdentityRefused {
		return verdictError(h)
	}
	if refusal, ok := f.d.options.Till.RefusalAbout(h.o.ID); ok {
		return refusal.Err
	}
	if h.o.RefusalCode != "" {
		for _, reason := range till.RefuseReasons() {
			if reason.Code() == h.o.RefusalCode {
				return terminal.Errorf(terminal.Refused, reason.Code(), "%s", reason.Sentence).WithHint("%s", reason.Say)
			}
		}
		return terminal.Errorf(terminal.Refused, h.o.RefusalCode, "%s", f.say(text.CurbWasRefused))
	}
	return terminal.Errorf(terminal.Refused, "order.identity_refused", "%s", f.say(text.CurbWasRefused))
}

func verdictError(h handing) *terminal.Error { return terminal.AsError(h.preview.Verdict.Err()) }

// idRows are the arithmetic of a refused ID. No birth date is among them.
func (f *frame) idRows(code string, said read) []Row {
	today := Row{Label: f.say(text.CurbTodayIn, f.city()), Value: f.language.Day(said.day)}
	switch code {
	case "identity.expired":
		return []Row{
			{Label: f.say(text.CurbValidUntil), Value: f.language.Day(civil(said.expiry))},
			today,
			{Label: f.say(text.CurbExpiredFor), Value: f.language.Of(daysBetween(said.expiry, said.day), text.CurbDayOne, text.CurbDayMany), Result: true},
		}
	case "identity.under_age":
		return []Row{
			{Label: f.say(text.WorkAge, f.language.Day(said.day)), Value: f.say(text.WorkYears, said.age)},
			{Label: f.say(text.WorkMinimum), Value: f.say(text.WorkYears, said.minimum)},
			{Label: f.say(text.WorkFirst), Value: f.language.Day(said.first)},
			{Label: f.say(text.WorkShort), Value: f.say(text.WorkYears, said.minimum-said.age), Result: true},
		}
	case "identity.birth_year":
		return []Row{
			{Label: f.say(text.CurbCompared), Value: f.say(text.CurbBirthYear)},
			{Label: f.say(text.CurbComparedIs), Value: f.say(text.CurbAnother), Result: true},
		}
	}
	return []Row{today, {Label: f.say(text.WorkReason), Value: code, Result: true}}
}

func daysBetween(from idcard.Date, to clock.Date) int {
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to.Year, to.Month, to.Day).Sub(day(from.Year, time.Month(from.Month), from.Day)) / (24 * time.Hour))
}

// limitRefusal shows the shares of the limit that is passed, or the rule that
// says no.
func (f *frame) limitRefusal(view *Refused, h handing) {
	view.Text = f.verdictWords(h) + "."
	for _, meter := range f.d.options.Rules.Meters(h.preview.Question) {
		if meter.Over {
			view.Rows = f.limitRows(meter)
			view.Rule, view.Cite = meter.Rule+f.say(text.RulePack, f.packName()), f.say(text.CurbCite, meter.Cite)
			return
		}
	}
	for _, result := range h.preview.Verdict.Rules {
		if result.Outcome != terminal.Allowed {
			view.Rows = append(view.Rows, Row{Label: result.Title, Value: result.Arithmetic, Result: true})
			view.Rule, view.Cite = result.Rule+f.say(text.RulePack, f.packName()), result.Cite
			return
		}
	}
}

// steps says what to say and where the bag goes.
func (f *frame) steps(view *Refused, h handing, problem *terminal.Error, hint string, byID bool) {
	words, asks := text.CurbSay(problem.Code)
	switch {
	case asks:
		view.Steps = append(view.Steps, f.say(words))
	case problem.Code == "identity.under_age":
		minimum, _ := f.d.options.Rules.MinimumAge(h.o.Class, f.now)
		view.Steps = append(view.Steps, f.say(text.StepGiveBack, minimum))
	case hint != "":
		view.Steps = append(view.Steps, clean(hint, noteRunesMax))
	}
	switch {
	case byID && asks:
		view.Steps = append(view.Steps, f.say(text.CurbIfYes))
	case byID:
		view.Steps = append(view.Steps, f.say(text.StepWrongCard))
	}
	if h.o.Fulfilment != terminal.Ready {
		view.Steps = append(view.Steps, f.say(text.CurbTellPacking))
		return
	}
	back := text.CurbCarryBack
	if byID && asks {
		back = text.CurbIfNo
	}
	shelf := f.say(text.CurbAnyShelf)
	if at := clean(h.o.Shelf, spotRunesMax); at != "" {
		shelf = f.say(text.CurbTheShelf, at)
	}
	step := f.say(back, shelf)
	if h.o.Payment == terminal.Unpaid {
		step += " " + f.say(text.CurbNoPayment)
	}
	view.Steps = append(view.Steps, step)
}

// recorded says what was kept and what the web shop hears.
func (f *frame) recorded(view *Refused, h handing, said read, known bool) {
	o := h.o
	switch {
	case o.Identity != terminal.IdentityRefused && h.preview.Verdict.Code != "rules.over_limit":
		return // a no that passes by itself: the bag waits inside, and nobody hears of it
	case o.Identity != terminal.IdentityRefused:
		view.Recorded = f.say(text.CurbRecordsLater)
		view.RecordedLines = []string{f.say(text.CurbHearsLater)}
		return
	}
	at := o.Changed
	if known {
		at = said.at
	}
	view.Recorded = f.say(text.CurbRecorded, f.clock(at))
	if known && said.sequence > 0 {
		view.Recorded = f.say(text.CurbRecordedEntry, f.clock(at), text.Count(said.sequence))
	}
	view.RecordedLines = []string{f.say(text.CurbKept), f.say(text.CurbHears, clean(o.IdentityNote, idRunesMax))}
}

// bagOut says who has the bag, and takes it back by the scan of its shelf.
func (f *frame) bagOut(view *Refused, h handing) {
	o := h.o
	if o.Fulfilment != terminal.Ready {
		return
	}
	view.BagPill = Pill{iconBag, f.say(text.CurbOutOfStore), Look}
	switch {
	case o.BagOut == f.who.Session.Staff && o.BagOut != "":
		view.BagTitle, view.BagText = f.say(text.CurbBagStill, shownID(o)), f.say(text.CurbBagStays)
	case o.BagOut != "":
		view.BagTitle, view.BagText = f.say(text.CurbBagStillWith, shownID(o), f.nameOf(o.BagOut)), f.say(text.CurbBagStays)
	default:
		view.BagTitle, view.BagText = f.say(text.CurbBagOf, shownID(o)), f.say(text.CurbBagShelfScan)
		view.BagPill = f.bagPillInside(o)
	}
	view.BringBack = f.bringBack(h)
}

func (f *frame) bagPillInside(o terminal.Order) Pill {
	if shelf := clean(o.Shelf, spotRunesMax); shelf != "" {
		return Pill{iconBag, f.say(text.CurbShelf, shelf), Plain}
	}
	return Pill{}
}
