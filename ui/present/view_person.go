package present

import (
	"slices"
	"strconv"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/text"
)

// refusedID is the refusal that stands on the person of a cart or an order, and
// whether it is one of a document that could not be read.
func (f *frame) refusedID(about string) (refusal till.Refusal, unreadable, ok bool) {
	if about == "" || f.c.options.Till.Person(about) != nil {
		return refusal, false, false
	}
	refusal, ok = f.c.options.Till.RefusalAbout(about)
	if !ok {
		return refusal, false, false
	}
	read, known := f.s.read[about]
	unread := known && read.verdict == nil || refusal.Err.Code == "identity.unreadable"
	return refusal, unread, unread || strings.HasPrefix(refusal.Err.Code, "identity.")
}

// person is the strip of a cart or an order.
func (f *frame) person(about string) Person {
	if refusal, unreadable, ok := f.refusedID(about); ok && !f.s.reading {
		return f.refusedPerson(about, refusal, unreadable)
	}
	change := Button{Label: f.say(text.PersonChange), Key: "F3"}
	if f.s.reading {
		return Person{
			State: PersonReading, Verdict: f.say(text.PersonReading), Name: f.say(text.PersonReadName), Text: f.say(text.PersonReadText), Action: f.byHandAction(),
		}
	}
	person := f.c.options.Till.Person(about)
	if person == nil {
		return Person{State: PersonNobody, Verdict: f.say(text.PersonNone), Name: f.say(text.PersonNoneName), Text: f.say(text.PersonNoneText)}
	}
	minimum, _ := f.c.options.Rules.MinimumAge(terminal.Adult, f.now)
	shown := Person{
		State: PersonAccepted, Verdict: f.say(text.PersonOK), Class: f.say(text.PersonAdult, minimum),
		Name:   f.say(text.PersonNameAge, text.Spoken(person.FirstName)+" "+text.Spoken(person.FamilyName), person.Age),
		Action: change,
	}
	read, known := f.s.read[about]
	shown.Text = documentOf(f.language, idcard.Kind(person.Facts.DocumentKind), person.Facts.Issuer, strconv.Itoa(person.Facts.ExpiryYear))
	if known {
		shown.Text = read.document
	}
	switch {
	case person.Facts.ByHand:
		shown.Verdict = f.say(text.PersonByHand)
		shown.Facts = append(shown.Facts, f.byHandMark(person.Facts))
	case known:
		shown.Facts = append(shown.Facts, Fact{Icon: iconScanner, Text: f.say(text.PersonRead, f.language.Clock(read.at), person.Age, minimum)})
	default:
		shown.Facts = append(shown.Facts, Fact{Icon: iconScanner, Text: f.say(text.PersonReadRough, person.Age, minimum)})
	}
	shown.Facts = append(f.looks(person), shown.Facts...)
	shown.Facts = append(shown.Facts, f.earlier(about, person))
	return shown
}

// byHandAction leads to typing a document in, unless the rules forbid it.
func (f *frame) byHandAction() Button {
	if f.c.options.Rules.DocumentByHand(f.now) == rules.ByHandNever {
		return Button{}
	}
	return Button{Label: f.say(text.ByHand), Key: "F3"}
}

// byHandMark says that nobody scanned the document, and who looked at it, too.
func (f *frame) byHandMark(facts terminal.PersonFacts) Fact {
	mark := Fact{Icon: iconWarning, Tone: Caution, Text: f.say(text.ByHandAlone)}
	if facts.ByHandWith != "" && facts.ByHandWith != facts.CheckedBy {
		mark.Text = f.say(text.ByHandMark, plain(f.nameOf(facts.ByHandWith)))
	}
	return mark
}

// looksShownMax is how many reasons to look fit into the strip; all of them are
// in the banner after the scan.
const looksShownMax = 1

// strong are the hints that a forged card has sooner than an honest one; they
// come first.
var strong = []string{
	identity.WarnNumberBirthDate, identity.WarnSpecimenName, identity.WarnNameConflict, identity.WarnDesignInFuture, identity.WarnDesignAfterIssue,
	identity.WarnNumberPattern, identity.WarnVersionTooNew,
}

// oddities gives the words of what is odd about a document, the strongest first.
// That it was typed in has its own mark, and what nobody had to type is not odd.
func oddities(language text.Language, codes []string) []string {
	byHand := slices.Contains(codes, identity.WarnManual)
	codes = slices.DeleteFunc(slices.Clone(codes), func(code string) bool {
		return code == identity.WarnManual || byHand && code == identity.WarnIssueUnknown
	})
	weight := func(code string) int {
		if at := slices.Index(strong, code); at >= 0 {
			return at
		}
		return len(strong)
	}
	slices.SortStableFunc(codes, func(a, b string) int { return weight(a) - weight(b) })
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = language.Hint(code)
	}
	return words
}

// looks says what is odd about the document: reasons to look at it, never a
// verdict.
func (f *frame) looks(person *till.Person) []Fact {
	words := oddities(f.language, person.Warnings)
	if len(words) == 0 {
		return nil
	}
	shown := strings.Join(words[:min(len(words), looksShownMax)], "; ")
	if more := len(words) - looksShownMax; more > 0 {
		shown = f.say(text.LookAtMore, shown, text.Count(int64(more)))
	}
	return []Fact{{Icon: iconInfo, Tone: Caution, Text: f.say(text.LookAt, shown)}}
}

// earlier says what the person bought here before on this legal day.
func (f *frame) earlier(about string, person *till.Person) Fact {
	fact := Fact{Icon: iconHistory, Text: f.say(text.PersonNoEarlier)}
	if !person.TokensKnown {
		return Fact{Icon: iconHistory, Tone: Caution, Text: f.say(text.PersonUnknownDay)}
	}
	purchases, err := f.c.options.Till.EarlierPurchases(f.reader, about)
	if err != nil || len(purchases) == 0 {
		return fact
	}
	sums := map[string]measure.Quantity{}
	var order []string
	last := ""
	for _, purchase := range purchases {
		for _, line := range purchase.Lines {
			words := measured(f.language, line.Category, line.Measures)
			number, rest, found := strings.Cut(words, " ")
			amount, err := measure.Parse(number)
			if !found || err != nil {
				continue
			}
			if _, seen := sums[rest]; !seen {
				order = append(order, rest)
			}
			if sum, err := sums[rest].Add(amount); err == nil {
				sums[rest] = sum
			}
		}
		if made, err := f.reader.Sale(purchase.Sale); err == nil {
			last = f.clock(made.At)
		}
	}
	var parts []string
	for _, rest := range order {
		parts = append(parts, sums[rest].String()+" "+rest)
	}
	if len(parts) == 0 {
		return fact
	}
	fact.Text = f.say(text.PersonEarlier, strings.Join(parts, ", "), last)
	return fact
}

func (f *frame) refusedPerson(about string, refusal till.Refusal, unreadable bool) Person {
	sentence, hint := f.language.Error(refusal.Err)
	again, byHand := Button{Label: f.say(text.PersonAgain), Key: "F3"}, f.byHandAction()
	if unreadable {
		return Person{
			State: PersonUnreadable, Verdict: f.say(text.PersonUnreadable), Detail: f.say(text.PersonNoVerdict),
			Name: strings.TrimSuffix(sentence, "."), Text: hint, Action: pick(byHand.Label != "", byHand, again),
		}
	}
	shown := Person{
		State: PersonRefused, Verdict: f.say(text.PersonRefused), Name: strings.TrimSuffix(sentence, "."),
		Facts: []Fact{{Icon: iconLock, Text: f.say(text.PersonNoOverride)}},
	}
	read, known := f.s.read[about]
	if !known || read.verdict == nil {
		return shown
	}
	shown.Text = read.document
	shown.Facts = append([]Fact{{Icon: iconScanner, Text: f.say(text.PersonFormat, f.language.Clock(read.at))}}, shown.Facts...)
	if read.verdict.under {
		shown.Detail, shown.Name = f.say(text.PersonUnder, read.verdict.minimum), f.say(text.PersonYears, read.verdict.age)
	}
	return shown
}

// refused is the screen of a person who may not buy. Nothing on it suggests that
// somebody could override it.
func (f *frame) refused(about string, refusal till.Refusal) *Refused {
	sentence, hint := f.language.Error(refusal.Err)
	reason := Reason{
		Title: f.say(text.RefuseOther), Text: f.say(text.RefuseText, sentence), WorkTitle: f.say(text.WorkTitle),
		Work: []Work{{What: f.say(text.WorkReason), Value: refusal.Err.Code}},
		Rule: refusal.Err.Code, RuleText: f.say(text.RulePack, f.packName()), Citation: f.say(text.RuleIdentity),
		StepsTitle: f.say(text.StepsTitle), Steps: []string{hint, f.say(text.StepWrongCard), f.manager()},
		RecordText: f.say(text.RecordedText),
		Actions: []Button{
			{Label: f.say(text.PrintSlip), Key: "F12"}, {Label: f.say(text.NextPerson), Key: "Enter"},
		},
	}
	if action := f.byHandAction(); action.Label != "" && byHandHelps(refusal.Err.Code) {
		reason.Actions = slices.Insert(reason.Actions, 1, action)
	}
	read, known := f.s.read[about]
	if known && read.verdict != nil {
		for _, odd := range oddities(f.language, read.verdict.oddBeside()) {
			reason.Work = append(reason.Work, Work{What: f.say(text.LooksTitle), How: odd})
		}
	}
	if known && read.sequence > 0 {
		reason.Record = f.say(text.Recorded, text.Count(read.sequence))
	}
	if known && read.verdict != nil && read.verdict.under {
		v := read.verdict
		reason.Title, reason.Text = f.say(text.RefuseAge, v.age), f.say(text.RefuseAgeText, v.minimum)
		zone := f.c.options.Zone.String()
		zone = strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
		looks := reason.Work[1:]
		reason.Work = []Work{
			{What: f.say(text.WorkAge, f.language.Day(clock.LegalDay(read.at, f.c.options.Zone))), How: f.say(text.WorkZone, zone), Value: f.say(text.WorkYears, v.age)},
			{What: f.say(text.WorkMinimum), How: f.say(text.WorkAdult), Value: f.say(text.WorkYears, v.minimum)},
			{What: f.say(text.WorkShort), How: text.Count(int64(v.minimum)) + " − " + text.Count(int64(v.age)), Value: f.say(text.WorkYears, v.minimum-v.age), Sum: true},
			{What: f.say(text.WorkFirst), Value: f.language.Day(v.oldEnough)},
		}
		reason.Work = append(reason.Work, looks...)
		reason.Citation = f.say(text.RuleAge)
		reason.Steps[0] = f.say(text.StepGiveBack, v.minimum)
	}
	return &Refused{Person: f.person(about), Reason: reason}
}

// manager names who can be called.
func (f *frame) manager() string {
	for _, member := range f.staff {
		if member.Role == terminal.Manager && member.Active {
			return f.say(text.StepCallManager, member.Name)
		}
	}
	return f.say(text.StepCallAnyone)
}
