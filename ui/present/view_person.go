package present

import (
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/measure"
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
		return Person{State: PersonReading, Verdict: f.say(text.PersonReading), Name: f.say(text.PersonReadName), Text: f.say(text.PersonReadText)}
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
	if known {
		shown.Text = read.document
		shown.Facts = append(shown.Facts, Fact{Icon: iconScanner, Text: f.say(text.PersonRead, f.language.Clock(read.at), person.Age, minimum)})
	} else {
		shown.Text = f.say(text.PersonDocument, text.Issuer(person.Facts.Issuer), f.kindOf(person.Facts.DocumentKind), text.Count(int64(person.Facts.ExpiryYear)))
		shown.Facts = append(shown.Facts, Fact{Icon: iconScanner, Text: f.say(text.PersonReadRough, person.Age, minimum)})
	}
	shown.Facts = append(shown.Facts, f.earlier(about, person))
	return shown
}

func (f *frame) kindOf(kind string) string {
	switch kind {
	case "driver_license":
		return f.say(text.License)
	case "id_card":
		return f.say(text.Card)
	}
	return f.say(text.Document)
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
	again := Button{Label: f.say(text.PersonAgain), Key: "F3"}
	if unreadable {
		return Person{
			State: PersonUnreadable, Verdict: f.say(text.PersonUnreadable), Detail: f.say(text.PersonNoVerdict),
			Name: strings.TrimSuffix(sentence, "."), Text: hint, Action: again,
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
	read, known := f.s.read[about]
	if known && read.sequence > 0 {
		reason.Record = f.say(text.Recorded, text.Count(read.sequence))
	}
	if known && read.verdict != nil && read.verdict.under {
		v := read.verdict
		reason.Title, reason.Text = f.say(text.RefuseAge, v.age), f.say(text.RefuseAgeText, v.minimum)
		zone := f.c.options.Zone.String()
		zone = strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
		reason.Work = []Work{
			{What: f.say(text.WorkAge, f.language.Day(clock.LegalDay(read.at, f.c.options.Zone))), How: f.say(text.WorkZone, zone), Value: f.say(text.WorkYears, v.age)},
			{What: f.say(text.WorkMinimum), How: f.say(text.WorkAdult), Value: f.say(text.WorkYears, v.minimum)},
			{What: f.say(text.WorkShort), How: text.Count(int64(v.minimum)) + " − " + text.Count(int64(v.age)), Value: f.say(text.WorkYears, v.minimum-v.age), Sum: true},
			{What: f.say(text.WorkFirst), Value: f.language.Day(v.oldEnough)},
		}
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
