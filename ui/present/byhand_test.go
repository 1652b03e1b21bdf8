package present_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/curbline/curbline/terminal/identity"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/text"
)

// asks wants a question of the kind, with that title.
func (s *counter) asks(kind present.PromptKind, title string) *present.Prompt {
	s.t.Helper()
	question := s.Snapshot().Prompt
	if question == nil || question.Kind != kind || question.Title != title {
		s.t.Fatalf("asks %+v, want %s %q; banner %+v", question, kind, title, s.Snapshot().Banner)
	}
	return question
}

// byHand types Avery's licence in, up to the supervisor.
func (s *counter) byHand(birth string) {
	s.t.Helper()
	s.asks(present.PromptByHand, "Which document is it?")
	s.Choose(0, nil)
	s.asks(present.PromptByHand, "Who issued it, and its number")
	s.Answer(map[string]string{"number": "920-112-233"})
	s.asks(present.PromptByHand, "The name on it")
	s.Answer(map[string]string{"family": "Stone", "first": "Avery"})
	s.asks(present.PromptByHand, "The dates on it")
	s.Answer(map[string]string{"birth": birth, "expiry": "3-15-2029", "issue": ""})
	s.asks(present.PromptApprove, "A second person must look at it")
}

func TestADocumentEnteredByHandStaysMarked(t *testing.T) {
	s := newCounter(t)
	s.id("smudge")
	person := s.checkout().Person
	same(t, "unreadable", person.State, present.PersonUnreadable)
	same(t, "offered", person.Action, present.Button{Label: "Enter by hand", Key: "F3"})
	s.ChangePerson()
	s.byHand("06/15/1992")
	s.Answer(map[string]string{"badge": "B-1004", "pin": pin})
	person = s.checkout().Person
	same(t, "accepted", person.State, present.PersonAccepted)
	same(t, "verdict", person.Verdict, "Accepted, by hand")
	same(t, "name", person.Name, "Avery Stone, 34")
	same(t, "document", person.Text, "Colorado driver license, valid to Mar 2029")
	says(t, person.Facts, "*Entered by hand*, seen by Dario W. too")
	same(t, "facts", len(person.Facts), 2)
	s.scan(tagFlower)
	s.Pay()
	s.Finish()
	s.shows(present.ScreenChange)
	s.NextCustomer()
	// The same licence, scanned later that day, is the same person.
	s.id("avery")
	says(t, s.checkout().Person.Facts, "Earlier today here: 3.5 g flower")
}

func TestByHandIsASecondPersonsMatter(t *testing.T) {
	s := newCounter(t)
	s.SignOut()
	s.SignIn("B-1004", pin)
	s.ChangePerson()
	same(t, "reading", s.checkout().Person.Action.Label, "Enter by hand")
	s.ChangePerson()
	s.byHand("06151992")
	same(t, "nobody is filled in", s.Snapshot().Prompt.Fields[0].Value, "")
	s.Answer(map[string]string{"badge": "B-1004", "pin": pin})
	same(t, "not alone", s.asks(present.PromptApprove, "A second person must look at it").Problem, "A second person must look at this document.")
	if s.Snapshot().Bar.Person == "" {
		t.Fatal("the lead was signed out")
	}
	s.Answer(map[string]string{"badge": "B-1005", "pin": pin})
	same(t, "accepted", s.checkout().Person.State, present.PersonAccepted)
}

func TestByHandSaysWhatIsWrongWhereItIsTyped(t *testing.T) {
	s := newCounter(t)
	s.EnterByHand()
	s.Choose(0, nil)
	issuer := s.asks(present.PromptByHand, "Who issued it, and its number")
	same(t, "state of the shop", issuer.Fields[0].Value+" "+issuer.Fields[1].Value, "CO USA")
	s.Answer(map[string]string{"state": "ZZ", "number": "1"})
	same(t, "state", s.Snapshot().Prompt.Problem, "The state or province is not one of that country.")
	s.Answer(map[string]string{"state": "on", "number": ""})
	same(t, "number", s.Snapshot().Prompt.Problem, "The document number is not complete.")
	s.Answer(map[string]string{"state": "on", "number": "A1234-40706-40905"})
	s.Answer(map[string]string{"family": "7", "first": ""})
	same(t, "name", s.Snapshot().Prompt.Problem, "The family name is missing or is not a name.")
	s.Answer(map[string]string{"family": "Roy", "first": ""})
	for _, birth := range []string{"", "02/30/1990", "15/06/1992", "1992", "6/15/92", "06/15/1992x"} {
		s.Answer(map[string]string{"birth": birth, "expiry": "03/15/2029"})
		same(t, "birth "+birth, s.Snapshot().Prompt.Problem, "The birth date is not a day of the calendar.")
	}
	s.Answer(map[string]string{"birth": "06/15/1992", "expiry": "03/15/2029", "issue": "soon"})
	same(t, "issue", s.Snapshot().Prompt.Problem, "The day of issue is not a day of the calendar.")
	s.Cancel()
	if s.Snapshot().Prompt != nil {
		t.Error("Esc ends it")
	}
	s.EnterByHand()
	s.byHand("06/15/1992")
	s.id("jordan")
	if s.Snapshot().Prompt != nil {
		t.Error("a scanned document takes the place of the one that is typed")
	}
	same(t, "scanned", s.checkout().Person.Name, "Jordan Price, 41")
}

func TestByHandIsNoWayAroundARefusal(t *testing.T) {
	s := newCounter(t)
	s.EnterByHand()
	s.byHand("08/15/2007")
	s.Answer(map[string]string{"badge": "B-1005", "pin": pin})
	refused := s.shows(present.ScreenRefused).Refused
	same(t, "title", refused.Reason.Title, "Do not sell. This person is 19.")
	same(t, "actions", len(refused.Reason.Actions), 2)
	if words, _ := json.Marshal(refused); strings.Contains(string(words), "Stone") {
		t.Error("a refused person is named")
	}
	s.ChangePerson()
	if s.Snapshot().Prompt != nil {
		t.Error("F3 on a person under age must only wait for another ID")
	}
}

func TestAnOrdersCustomerByHand(t *testing.T) {
	s := newCounter(t)
	s.place("A-1", "pickup", flowerItems()...)
	s.Order("A-1", present.ActAccept, "")
	s.scan(tagFlower, tagFlower, tagGummy)
	s.press()
	s.press()
	s.press() // here
	panel := s.panel()
	same(t, "offered", panel.Others[0].Action, present.ActByHand)
	s.Order("A-1", present.ActByHand, "")
	s.Choose(0, nil)
	s.Answer(map[string]string{"number": "920112255"})
	s.Answer(map[string]string{"family": "Price", "first": "Jordan"})
	s.Answer(map[string]string{"birth": "01/02/1985", "expiry": "03/15/2029", "issue": "06/15/2024"})
	s.Answer(map[string]string{"badge": "B-1004", "pin": pin})
	panel = s.panel()
	same(t, "person", panel.Person.Verdict, "Accepted, by hand")
	says(t, panel.Rows[1], "Entered by hand")
	same(t, "tone", panel.Rows[1].Tone, present.Caution)
	same(t, "next", panel.Primary.Button.Label, "Scan the code on the bag")
}

func TestEveryHintHasWords(t *testing.T) {
	for _, language := range text.Languages() {
		for _, code := range identity.AllHints {
			if words := language.Hint(code); words == code || words == "" {
				t.Errorf("%s: %s has no words", language, code)
			}
		}
		for _, kind := range identity.AcceptedKinds() {
			if language.Kind(kind) == language.Say(text.Document) {
				t.Errorf("%s: %s has no name", language, kind)
			}
		}
	}
}

// What is odd about a card is a reason to look, and never more than that.
func TestHintsAreReasonsToLookAndNothingElse(t *testing.T) {
	s := newCounter(t)
	s.id("odd")
	view := s.checkout()
	same(t, "accepted", view.Person.State, present.PersonAccepted)
	same(t, "strip", view.Person.Facts[0].Text, "Look at the card: its design is newer than its day of issue, and 2 more")
	banner := s.Snapshot().Banner
	same(t, "title", banner.Title, "Reasons to look at the card")
	same(t, "all", banner.Text, "Its design is newer than its day of issue; the number has another form than usual; the address is in another state")
	s.scan(tagFlower)
	same(t, "pay", s.checkout().Cart.Pay.State, present.ButtonReady)
	s.id("avery")
	if banner := s.Snapshot().Banner; banner != nil {
		t.Errorf("an ordinary card: %+v", banner)
	}
}
