package till

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/staff"
)

// at is the context of tests that time out with the test itself.
func at() context.Context { return context.Background() }

// pairTablet lets a tablet in as people do, and gives its device and token.
func (s *shop) pairTablet(name string) (terminal.Device, string) {
	s.t.Helper()
	offer, err := s.till.OfferPairing(at(), s.session)
	s.must(err)
	ticket, err := s.till.AskPairing(at(), offer.Code, name)
	s.must(err)
	requests := s.till.PairingRequests()
	s.must(s.till.ApprovePairing(at(), s.session, s.agreement("m1", terminal.Manager), requests[len(requests)-1].ID))
	state, token := s.till.PairingResult(ticket)
	if state != PairingApproved || token == "" {
		s.t.Fatalf("the tablet is told %s", state)
	}
	device, err := s.till.DeviceByToken(token)
	s.must(err)
	return device, token
}

// wrong types a wrong PIN, or a badge that nobody has, at a device.
func (s *shop) wrong(device, badge, want string) {
	s.t.Helper()
	if _, err := s.till.SignInAt(at(), device, badge, "9731"); codeOf(err) != want {
		s.t.Fatalf("%s at %s: %v, want %s", badge, device, err, want)
	}
}

func TestABadgeThatNobodyHasAnswersLikeAWrongPIN(t *testing.T) {
	s := newShop(t)
	s.doAgreed(&PutStaff{ID: "g1", FullName: "Gone Person", Badge: "B-G1", Role: terminal.Budtender, issuedPIN: issuedPIN{PIN: "7415"}})
	s.do(&DeactivateStaff{Staff: "g1"})
	took := func(badge string) (answer string, least time.Duration) {
		for range 3 {
			started := time.Now()
			_, err := s.till.SignIn(at(), badge, "9731")
			if spent := time.Since(started); least == 0 || spent < least {
				least = spent
			}
			coded := terminal.AsError(err)
			answer = fmt.Sprint(coded.Kind, coded.Code, coded.Message, coded.Hint)
		}
		return answer, least
	}
	known, knownTook := took("B-B1")
	unknown, unknownTook := took("B-NOBODY")
	if known != unknown {
		t.Errorf("%s\n%s", known, unknown)
	}
	if unknownTook < knownTook/2 {
		t.Errorf("a badge that nobody has is answered in %s, a wrong PIN in %s", unknownTook, knownTook)
	}
	if gone, _ := took("B-G1"); gone != known {
		t.Errorf("somebody who left: %s", gone)
	}
}

func TestADeviceLocksAfterTenWrongPINsOfAnybodyAlsoAfterARestart(t *testing.T) {
	s := newShop(t)
	tablet, _ := s.pairTablet("Tablet 1")
	for range staff.TriesMax - 1 {
		s.wrong(tablet.ID, "B-B1", "staff.wrong_pin")
		s.wrong(tablet.ID, "B-M1", "staff.wrong_pin")
	}
	s.wrong(tablet.ID, "B-NOBODY", "staff.wrong_pin")
	if _, err := s.till.SignInAt(at(), tablet.ID, "B-B1", pin); err != nil {
		t.Fatalf("before the last try: %v", err)
	}
	// Their own wrong ones are taken back by the right one; the others' stay.
	for range staff.TriesMax {
		s.wrong(tablet.ID, "B-NOBODY", "staff.wrong_pin")
	}
	s.restart()
	s.wrong(tablet.ID, "B-NOBODY", "staff.device_locked")
	if _, err := s.till.SignInAt(at(), tablet.ID, "B-B1", pin); codeOf(err) != "staff.device_locked" {
		t.Errorf("the right PIN at a locked device: %v", err)
	}
	s.signIn("B-B1") // the counter is another door
	s.clock.Advance(staff.LockFirst)
	s.wrong(tablet.ID, "B-NOBODY", "staff.wrong_pin")
	s.clock.Advance(2*staff.LockFirst - time.Millisecond)
	s.wrong(tablet.ID, "B-NOBODY", "staff.device_locked")
	s.clock.Advance(time.Millisecond)
	if _, err := s.till.SignInAt(at(), tablet.ID, "B-B1", pin); err != nil {
		t.Errorf("after the back-off: %v", err)
	}
}

func TestTriesAllAtOnceAreNotMoreTriesAtADeviceEither(t *testing.T) {
	s := newShop(t)
	for range staff.DoorTriesMax {
		s.machine(&noteSignIn{Event: wrongBadge})
	}
	// Its hash was begun before the lock and turned out right only now.
	_, err := s.till.Submit(at(), Command{Body: &noteSignIn{Staff: "b1", Event: enters}})
	if codeOf(err) != "staff.device_locked" {
		t.Errorf("%v, want staff.device_locked", err)
	}
}

func TestASharedBadgeIsTwoSessionsOfOnePerson(t *testing.T) {
	s := newShop(t)
	one, _ := s.pairTablet("Tablet 1")
	two, _ := s.pairTablet("Tablet 2")
	first, err := s.till.SignInAt(at(), one.ID, "B-B1", pin)
	s.must(err)
	second, err := s.till.SignInAt(at(), two.ID, "B-B1", pin)
	s.must(err)
	if first.ID == second.ID || first.DeviceName != "Tablet 1" || second.DeviceName != "Tablet 2" {
		t.Errorf("%+v, %+v", first, second)
	}
	// Wrong PINs on one device lock the person on all.
	for range staff.TriesMax {
		s.wrong(one.ID, "B-B1", "staff.wrong_pin")
	}
	s.wrong(two.ID, "B-B1", "staff.locked")
}

func TestATabletIsSignedOutAfterHalfAnHourUnused(t *testing.T) {
	s := newShop(t)
	tablet, _ := s.pairTablet("Tablet 1")
	session, err := s.till.SignInAt(at(), tablet.ID, "B-B1", pin)
	s.must(err)
	s.clock.Advance(tabletSessionKept - time.Millisecond)
	_, err = s.till.SessionOf(session.ID) // a use
	s.must(err)
	s.clock.Advance(tabletSessionKept - time.Millisecond)
	_, err = s.till.PeekSession(session.ID) // none
	s.must(err)
	s.clock.Advance(time.Millisecond)
	if _, err := s.till.SessionOf(session.ID); codeOf(err) != "staff.session_over" {
		t.Errorf("%v, want staff.session_over", err)
	}
	if _, err := s.till.SessionOf(s.session); err != nil {
		t.Errorf("the counter was signed out too: %v", err)
	}
}

func TestATabletHoldsAFewSessionsAndTheCountersStay(t *testing.T) {
	s := newShop(t)
	tablet, _ := s.pairTablet("Tablet 1")
	var all []string
	for range tabletSessionsMax + 1 {
		s.clock.Advance(time.Millisecond)
		session, err := s.till.SignInAt(at(), tablet.ID, "B-B1", pin)
		s.must(err)
		all = append(all, session.ID)
	}
	if _, err := s.till.SessionOf(all[0]); codeOf(err) != "staff.not_signed_in" {
		t.Errorf("the first of %d is still there: %v", len(all), err)
	}
	for _, id := range append(all[1:], s.session) {
		if _, err := s.till.SessionOf(id); err != nil {
			t.Error(err)
		}
	}
}

func TestWhatATabletDidNamesTheTabletAndTheCounterIsNotNamed(t *testing.T) {
	s := newShop(t)
	tablet, _ := s.pairTablet("Tablet 1")
	counter := s.session
	session, err := s.till.SignInAt(at(), tablet.ID, "B-M1", pin)
	s.must(err)
	s.session = session.ID
	sold := s.sell(avery, tagFlower)
	s.session = counter
	other := s.sell(document("OTHER", "KIM", "Z9", avery.BirthDate), tagFlower)
	s.view(func(reader terminal.Reader) {
		entries, err := reader.Entries(0, 10_000)
		s.must(err)
		for _, entry := range entries {
			if entry.Subject == sold.Sale && entry.Device != tablet.ID || entry.Subject == other.Sale && entry.Device != "" {
				t.Errorf("%s of %s names %q", entry.Kind, entry.Subject, entry.Device)
			}
			if entry.Device == "" && strings.Contains(string(entry.Body), `"device":""`) {
				t.Error("an empty device is written")
			}
		}
	})
	_, err = s.store.Verify(at(), nil)
	s.must(err)
}

func TestAnAgreementIsUsedOnceAndNotByAnAuditor(t *testing.T) {
	s := newShop(t)
	word := s.agreement("m1", terminal.Manager)
	noSale := func() error {
		outcome, err := s.till.Submit(at(), Command{
			ID: clock.NewID(), Session: s.session, Approval: word, Body: &MoveCash{Kind: "no_sale", Drawer: CounterDrawer, Reason: "change"},
		})
		if err == nil {
			err = outcome.Err()
		}
		return err
	}
	s.must(noSale())
	if err := noSale(); codeOf(err) != "staff.step_up" {
		t.Errorf("used twice: %v", err)
	}
	auditor := Session{ID: clock.NewID(), Staff: "a1", Role: terminal.Auditor, Device: "T1"}
	s.till.keepSession(auditor)
	s.session, word = auditor.ID, s.agreement("m1", terminal.Manager)
	if err := noSale(); codeOf(err) != "staff.not_allowed" {
		t.Errorf("an auditor with a manager's word: %v", err)
	}
}

func TestTheJournalSaysWhoTriedWhere(t *testing.T) {
	s := newShop(t)
	tablet, _ := s.pairTablet("Tablet 1")
	s.wrong(tablet.ID, "B-NOBODY", "staff.wrong_pin")
	s.wrong(tablet.ID, "B-B1", "staff.wrong_pin")
	_, err := s.till.ApproveAt(at(), tablet.ID, "B-M1", pin)
	s.must(err)
	var got []string
	for _, data := range s.facts("staff.signed_in") {
		var fact terminal.SignedIn
		s.must(json.Unmarshal(data, &fact))
		if fact.Device == tablet.ID {
			got = append(got, fact.Staff+" "+fact.Event)
		}
		if strings.Contains(string(data), "B-NOBODY") {
			t.Errorf("what was typed is in the journal: %s", data)
		}
	}
	if want := " wrong_badge,b1 wrong_pin,m1 approved"; strings.Join(got, ",") != want {
		t.Errorf("%q, want %q", got, want)
	}
}
