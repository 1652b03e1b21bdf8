package till

import (
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/pairing"
)

func TestPairingATabletAndShuttingItOut(t *testing.T) {
	s := newShop(t)
	device, token := s.pairTablet("Tablet 1")
	if device.Name != "Tablet 1" || device.PairedBy != "m1" || len(token) < 43 {
		t.Errorf("%+v, token of %d letters", device, len(token))
	}
	session, err := s.till.SignInAt(at(), device.ID, "B-B1", pin)
	s.must(err)
	word, err := s.till.ApproveAt(at(), device.ID, "B-M1", pin)
	s.must(err)
	tablets, err := s.till.Tablets()
	s.must(err)
	if len(tablets) != 1 || tablets[0].LastSeen.IsZero() || strings.Join(tablets[0].Staff, ",") != "Blair Quinn" {
		t.Errorf("%+v", tablets)
	}
	s.do(&RevokeDevice{Device: device.ID, Reason: "lost"})
	if _, err := s.till.DeviceByToken(token); codeOf(err) != "tablet.not_paired" || terminal.KindOf(err) != terminal.SignIn {
		t.Errorf("its token: %v", err)
	}
	if _, err := s.till.SessionOf(session.ID); codeOf(err) != "staff.not_signed_in" {
		t.Errorf("its session: %v", err)
	}
	if _, kept := s.till.approval[word]; kept {
		t.Error("what was agreed to on it can still be used")
	}
	if _, err := s.till.SignInAt(at(), device.ID, "B-B1", pin); codeOf(err) != "tablet.not_paired" {
		t.Errorf("signing in on it: %v", err)
	}
	s.refused("tablet.revoked", &RevokeDevice{Device: device.ID})
	s.refused("tablet.not_found", &RevokeDevice{Device: "tablet-none"})
	s.pairTablet("Tablet 1") // the name is free again
	if tablets, err := s.till.Tablets(); err != nil || len(tablets) != 1 {
		t.Errorf("%+v, %v", tablets, err)
	}
	if differences, err := s.store.Replay(at(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("%v, %v", differences, err)
	}
}

func TestATokenHoldsAfterARestartAndIsNowhereOnDisk(t *testing.T) {
	s := newShop(t)
	device, token := s.pairTablet("Tablet 1")
	s.restart()
	again, err := s.till.DeviceByToken(token)
	if err != nil || again.ID != device.ID {
		t.Errorf("%+v, %v", again, err)
	}
	for _, forged := range []string{"", token[1:], token + "A", strings.ToLower(token), device.TokenHash.String(), string(device.TokenHash[:])} {
		if _, err := s.till.DeviceByToken(forged); forged != token && codeOf(err) != "tablet.not_paired" {
			t.Errorf("forged: %v", err)
		}
	}
	s.do(&RevokeDevice{Device: device.ID})
	s.restart()
	if _, err := s.till.DeviceByToken(token); codeOf(err) != "tablet.not_paired" {
		t.Errorf("revoked before the restart: %v", err)
	}
	s.end()
	s.nowhereOnDisk(token)
}

func TestPairingTakesASupervisorsPIN(t *testing.T) {
	s := newShop(t)
	offer, err := s.till.OfferPairing(at(), s.session)
	s.must(err)
	if len(offer.Code) != pairing.CodeDigits || offer.Until != s.clock.Now().Wall.Add(pairing.OfferKept) || offer.TriesLeft != pairing.TriesMax {
		t.Errorf("%+v", offer)
	}
	ticket, err := s.till.AskPairing(at(), offer.Code, "Tablet 1")
	s.must(err)
	requests := s.till.PairingRequests()
	if len(requests) != 1 || requests[0].Name != "Tablet 1" {
		t.Fatalf("%+v", requests)
	}
	if state, token := s.till.PairingResult(ticket); state != PairingWaiting || token != "" {
		t.Errorf("%s, %q", state, token)
	}
	for _, word := range []string{"", "made up", s.agreement("b1", terminal.Budtender)} {
		if err := s.till.ApprovePairing(at(), s.session, word, requests[0].ID); codeOf(err) != "staff.step_up" {
			t.Errorf("approved with %q: %v", word, err)
		}
	}
	s.must(s.till.ApprovePairing(at(), s.session, s.agreement("l1", terminal.Lead), requests[0].ID))
	if err := s.till.ApprovePairing(at(), s.session, s.agreement("l1", terminal.Lead), requests[0].ID); codeOf(err) != "pairing.over" {
		t.Errorf("approved twice: %v", err)
	}
	if state, token := s.till.PairingResult(ticket); state != PairingApproved || token == "" {
		t.Errorf("%s", state)
	}
	if state, token := s.till.PairingResult(ticket); state != PairingOver || token != "" {
		t.Errorf("a second time: %s, %q", state, token)
	}
	s.signIn("B-B1")
	if _, err := s.till.OfferPairing(at(), s.session); codeOf(err) != "staff.not_allowed" {
		t.Errorf("offered by a budtender: %v", err)
	}
	_, err = s.till.OfferPairingApproved(at(), s.session, s.agreement("l1", terminal.Lead))
	s.must(err)
}

func TestWrongCodesAreCountedAndJournaled(t *testing.T) {
	s := newShop(t)
	if _, err := s.till.AskPairing(at(), "123456", "Tablet 1"); codeOf(err) != "pairing.over" {
		t.Errorf("without an offer: %v", err)
	}
	offer, err := s.till.OfferPairing(at(), s.session)
	s.must(err)
	wrong := "000000"
	if offer.Code == wrong {
		wrong = "000001"
	}
	for range pairing.TriesMax {
		if _, err := s.till.AskPairing(at(), wrong, "Tablet 1"); codeOf(err) != "pairing.wrong_code" {
			t.Fatal(err)
		}
	}
	if _, err := s.till.AskPairing(at(), offer.Code, "Tablet 1"); codeOf(err) != "pairing.over" {
		t.Errorf("after the last try: %v", err)
	}
	if _, stands := s.till.PairingOffer(); stands {
		t.Error("the offer still stands")
	}
	events := 0
	for _, data := range s.facts("tablet.pairing") {
		if strings.Contains(string(data), "wrong_code") {
			events++
		}
		if strings.Contains(string(data), offer.Code) {
			t.Errorf("the code is in the journal: %s", data)
		}
	}
	if events != pairing.TriesMax {
		t.Errorf("%d wrong codes in the journal", events)
	}
}

func TestANewCodeEndsTheOneBefore(t *testing.T) {
	s := newShop(t)
	first, err := s.till.OfferPairing(at(), s.session)
	s.must(err)
	second, err := s.till.OfferPairing(at(), s.session)
	s.must(err)
	if first.Code != second.Code {
		if _, err := s.till.AskPairing(at(), first.Code, "Tablet 1"); codeOf(err) != "pairing.wrong_code" {
			t.Errorf("the first code: %v", err)
		}
	}
	ticket, err := s.till.AskPairing(at(), second.Code, "Tablet 1")
	s.must(err)
	// A tablet that waits goes on waiting while another code is shown.
	_, err = s.till.OfferPairing(at(), s.session)
	s.must(err)
	s.must(s.till.RefusePairing(at(), s.session, s.till.PairingRequests()[0].ID))
	if state, _ := s.till.PairingResult(ticket); state != PairingRefused {
		t.Errorf("%s", state)
	}
	s.clock.Advance(pairing.OfferKept)
	if _, err := s.till.AskPairing(at(), second.Code, "Tablet 1"); codeOf(err) != "pairing.over" {
		t.Errorf("ten minutes later: %v", err)
	}
}

func TestNamesOfTabletsAreTheirOwnAndThereIsABound(t *testing.T) {
	s := newShop(t)
	s.pairTablet("Tablet 1")
	offer, err := s.till.OfferPairing(at(), s.session)
	s.must(err)
	for _, name := range []string{"", "tablet 1", "Tab\u202elet"} {
		if _, err := s.till.AskPairing(at(), offer.Code, name); codeOf(err) != "pairing.name" {
			t.Errorf("%q: %v", name, err)
		}
	}
	s.must(s.store.Do(at(), func(tx terminal.Tx) error {
		for i := range devicesMax - 2 {
			id := clock.NewID()
			if err := tx.PutDevice(terminal.Device{ID: id, Name: id, TokenHash: terminal.Hash{byte(i), 1}, PairedAt: time.Now(), PairedBy: "m1"}); err != nil {
				return err
			}
		}
		return nil
	}))
	s.pairTablet("The last one")
	offer, err = s.till.OfferPairing(at(), s.session)
	s.must(err)
	if _, err := s.till.AskPairing(at(), offer.Code, "One too many"); codeOf(err) != "pairing.too_many" {
		t.Errorf("%v, want pairing.too_many", err)
	}
}
