package till

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

func TestEvenAManagerVoidsWithAPINTypedForIt(t *testing.T) {
	s := newShop(t)
	completed := s.sell(avery, tagFlower)
	void := Command{ID: clock.NewID(), Session: s.session, Body: &VoidSale{Sale: completed.Sale, Reason: "wrong item"}}
	try := func(approval string) error {
		void.Approval = approval
		outcome, err := s.till.Submit(context.Background(), void)
		if err == nil {
			err = outcome.Err()
		}
		return err
	}
	before := len(s.facts("refused"))
	if err := try(""); codeOf(err) != "staff.step_up" {
		t.Fatalf("without a PIN: %v", err)
	}
	// A budtender's word is worth nothing here, and an old one is worth nothing at all.
	budtenders, err := s.till.Approve(context.Background(), "B-B1", pin)
	s.must(err)
	if err := try(budtenders); codeOf(err) != "staff.step_up" {
		t.Fatalf("with a budtender's PIN: %v", err)
	}
	old := s.agreement("m1", terminal.Manager)
	s.clock.Advance(approvalKept + time.Millisecond)
	if err := try(old); codeOf(err) != "staff.step_up" {
		t.Fatalf("with a PIN of a minute ago: %v", err)
	}
	if got := len(s.facts("refused")); got != before {
		t.Errorf("asking for the PIN made %d refusals", got-before)
	}
	last := s.agreement("m1", terminal.Manager)
	s.clock.Advance(approvalKept)
	s.must(try(last)) // the same command, its id and all
	var undone terminal.SaleUndone
	s.must(json.Unmarshal(s.facts("sale.voided")[0], &undone))
	if undone.By != "m1" {
		t.Errorf("agreed to by %s, want m1", undone.By)
	}
}

func TestApprovalsThatNobodyUsedAreForgotten(t *testing.T) {
	s := newShop(t)
	for range 3 {
		_, err := s.till.Approve(context.Background(), "B-M1", pin)
		s.must(err)
		s.clock.Advance(approvalKept + time.Second)
	}
	if got := len(s.till.approval); got != 1 {
		t.Errorf("%d approvals are kept, want the last one", got)
	}
}

func TestOneMoreThanTheSessionsTakesTheLongestUnusedPlace(t *testing.T) {
	s := newShop(t)
	for len(s.till.sessions) < sessionsMax {
		s.clock.Advance(time.Millisecond)
		s.signIn("B-M1")
	}
	var first string
	for id, kept := range s.till.sessions {
		if first == "" || kept.used < s.till.sessions[first].used {
			first = id
		}
	}
	s.signIn("B-B1")
	if got := len(s.till.sessions); got != sessionsMax {
		t.Errorf("%d sessions, want %d", got, sessionsMax)
	}
	if _, ok := s.till.sessions[first]; ok {
		t.Error("the longest unused session is still there")
	}
}

func TestPINsTriedAllAtOnceAreNotMoreTries(t *testing.T) {
	s := newShop(t)
	for range 5 {
		s.machine(&noteSignIn{Staff: "b1", Event: "wrong_pin"})
	}
	// Its hash was begun before the lock and turned out right only now.
	_, err := s.till.Submit(context.Background(), Command{Body: &noteSignIn{Staff: "b1", Event: "in"}})
	if codeOf(err) != "staff.locked" {
		t.Errorf("%v, want staff.locked", err)
	}
}

func TestALockHoldsWhileTheClockIsInDoubt(t *testing.T) {
	s := newShop(t)
	s.clock.Reboot("boot-2", 7*24*time.Hour)
	for range 5 {
		s.machine(&noteSignIn{Staff: "b1", Event: "wrong_pin"})
	}
	if _, err := s.till.SignIn(context.Background(), "B-B1", pin); codeOf(err) != "staff.locked" {
		t.Errorf("%v, want staff.locked", err)
	}
}
