package present_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
)

// agree answers the question for a supervisor's badge and PIN.
func (s *counter) agree(badge string) {
	s.t.Helper()
	prompt := s.Snapshot().Prompt
	if prompt == nil || prompt.Kind != present.PromptApprove {
		s.t.Fatalf("asks for no supervisor: %+v", prompt)
	}
	s.Answer(map[string]string{"badge": badge, "pin": pin})
}

func (s *counter) tablets() *present.Tablets {
	s.t.Helper()
	return s.shows(present.ScreenTablets).Tablets
}

// offered is the code that stands on the screen, as a tablet types it.
func (s *counter) offered() string {
	s.t.Helper()
	offer := s.tablets().Offer
	if offer == nil {
		s.t.Fatalf("no code: %+v; banner %+v", s.tablets(), s.Snapshot().Banner)
	}
	return strings.ReplaceAll(offer.Code, " ", "")
}

func TestATabletIsPairedAndRevoked(t *testing.T) {
	s := newCounter(t)
	s.ShowPage(present.PageTablets)
	same(t, "nobody yet", s.tablets().Text, "No tablet is paired yet")
	same(t, "nothing to revoke", s.tablets().Revoke.State, present.ButtonBlocked)
	s.PairTablet() // not a budtender's
	s.agree("B-1004")
	code := s.offered()
	s.clock.Advance(73 * time.Second)
	offer := s.tablets().Offer
	same(t, "left", offer.Left.Text, "Good for *8:47*, 1 tablet")
	same(t, "tries", offer.Tries, "5 tries left")
	same(t, "address", offer.Address, "192.168.1.10:8443/pair")
	same(t, "other", offer.Others, "or curbline-t1.local:8443/pair")
	same(t, "certificate", offer.Certificate, "7C:1E 90:4A D2:33 5B:F8")
	wrong := "000000"
	if code == wrong {
		wrong = "111111"
	}
	if _, err := s.till.AskPairing(t.Context(), wrong, "Curb tablet 2"); err == nil {
		t.Fatal("a wrong code asks")
	}
	same(t, "one less", s.tablets().Offer.Tries, "4 tries left")
	ticket, err := s.till.AskPairing(t.Context(), code, "Curb *tablet* 2")
	s.must(err)
	screen := s.shows(present.ScreenTablets)
	same(t, "seen from every screen", screen.Bar.Tabs[3].Count, "1")
	if len(screen.Tablets.Asking) != 1 || screen.Tablets.Offer != nil {
		t.Fatalf("%+v", screen.Tablets)
	}
	asking := screen.Tablets.Asking[0]
	same(t, "asks, and marks nothing bold", asking.Row.Title, "Curb tablet 2 asks to be paired")
	s.ApproveTablet(asking.ID)
	s.agree("B-1001")
	if prompt := s.Snapshot().Prompt; prompt == nil || prompt.Problem == "" {
		t.Error("a budtender's PIN lets a tablet in")
	}
	s.agree("B-1004")
	state, token := s.till.PairingResult(ticket)
	same(t, "state", state, till.PairingApproved)
	screen = s.shows(present.ScreenTablets)
	says(t, screen.Banner, "Curb tablet 2 is paired")
	row := screen.Tablets.Rows[0]
	same(t, "row", row.Text, "Paired Nov 24, 2:32 PM by Dario W.")
	same(t, "unseen", row.Right, "not seen since the start")
	_, err = s.till.DeviceByToken(token)
	s.must(err)
	same(t, "seen", s.tablets().Rows[0].Right, "last seen 2:32 PM")
	s.linked = map[string]bool{row.ID: true}
	same(t, "linked", s.tablets().Rows[0].Right, "linked now")
	_, err = s.till.SignInAt(t.Context(), row.ID, "B-1004", pin)
	s.must(err)
	same(t, "who works on it", s.tablets().Rows[0].Note, "with Dario W.")
	s.RevokeTablet()
	s.Choose(0, nil)
	s.agree("B-1004")
	same(t, "gone", len(s.tablets().Rows), 0)
	if _, err := s.till.DeviceByToken(token); err == nil {
		t.Error("the revoked tablet is let in")
	}
}

func TestACodeRunsOutAndATabletIsRefused(t *testing.T) {
	s := newCounter(t)
	s.SignOut()
	s.SignIn("B-1004", pin)
	s.ShowPage(present.PageTablets)
	s.PairTablet()
	s.offered()
	s.clock.Advance(10 * time.Minute)
	view := s.tablets()
	same(t, "over", view.PairTitle, "This code has run out")
	same(t, "again", view.Pair.Label, "New code")
	s.PairTablet()
	ticket, err := s.till.AskPairing(t.Context(), s.offered(), "Stranger")
	s.must(err)
	s.RefuseTablet(s.tablets().Asking[0].ID)
	state, token := s.till.PairingResult(ticket)
	same(t, "state", state, till.PairingRefused)
	same(t, "token", token, "")
	s.ApproveTablet("nobody")
	says(t, s.Snapshot().Banner, "does not ask any more")
	s.Escape() // the notice
	s.Escape() // the code
	s.Escape() // the page
	s.shows(present.ScreenMore)
}

func TestWithoutAnAddressTheScreenSaysWhatIsMissing(t *testing.T) {
	s := newCounter(t)
	without := s.on(s.till)
	without.SignIn("B-1004", pin)
	without.ShowPage(present.PageTablets)
	view := without.Snapshot().Tablets
	same(t, "title", view.PairTitle, "The tablet page is not switched on")
	says(t, view.Setting, "listen =")
	same(t, "no button", view.Pair.Label, "")
	without.PairTablet()
	says(t, without.Snapshot().Banner, "not switched on")
}

func TestAnIssuedPINOpensNothingButItsChange(t *testing.T) {
	s := newCounter(t)
	const issued, own = "7301", "9246"
	manager, err := s.till.SignIn(t.Context(), "B-1005", pin)
	s.must(err)
	issue := func() {
		body := &till.IssuePIN{Staff: "mara"}
		body.PIN = issued
		s.command(manager.ID, body)
	}
	issue()
	s.SignOut()
	s.SignIn("B-1001", issued)
	barred := func() {
		t.Helper()
		screen := s.shows(present.ScreenSignIn)
		if screen.Prompt == nil || screen.Prompt.Kind != present.PromptNewPIN || len(screen.Bar.Tabs) > 0 {
			t.Fatalf("%+v", screen)
		}
	}
	barred()
	s.ShowTab(present.TabSell)
	s.id("avery")
	s.scan(tagFlower)
	s.ShowPage(present.PageTablets)
	s.NoSale()
	barred()
	s.Answer(map[string]string{"new": own, "again": own + "1"})
	barred()
	says(t, s.Snapshot().Prompt, "not the same")
	s.Answer(map[string]string{"new": issued, "again": issued})
	barred()
	says(t, s.Snapshot().Prompt, "PIN you had")
	s.Answer(map[string]string{"new": own, "again": own})
	s.checkout()
	says(t, s.Snapshot().Banner, "Your new PIN holds")
	s.SignOut()
	s.SignIn("B-1001", own)
	s.checkout()
	s.SignOut()
	issue()
	s.SignIn("B-1001", issued)
	s.Escape()
	if s.Snapshot().Prompt != nil {
		t.Error("Esc leads past the question")
	}
	s.id("avery")
	s.shows(present.ScreenSignIn)
}

// Whoever is signed in, what opens the drawer or undoes a sale takes a fresh PIN.
func TestASupervisorTypesTheirPINEachTime(t *testing.T) {
	s := newCounter(t)
	s.SignOut()
	s.SignIn("B-1004", pin)
	s.NoSale()
	s.Choose(0, nil)
	prompt := s.Snapshot().Prompt
	if prompt == nil || prompt.Kind != present.PromptApprove || prompt.Fields[0].Value != "B-1004" {
		t.Fatalf("%+v", prompt)
	}
	same(t, "title", prompt.Title, "A supervisor’s PIN")
	s.Answer(map[string]string{"pin": "0000"})
	if prompt := s.Snapshot().Prompt; prompt == nil || prompt.Problem == "" {
		t.Fatal("a wrong PIN opens the drawer")
	}
	s.Answer(map[string]string{"pin": pin})
	says(t, s.Snapshot().Banner, "The drawer was told to open")
	s.NoSale()
	s.Choose(0, nil)
	if s.Snapshot().Prompt == nil {
		t.Error("the agreement is used twice")
	}
}

func TestRejectedFilingsWaitForAPerson(t *testing.T) {
	s := newCounter(t)
	for range 2 {
		s.id("avery")
		s.scan(tagRoll)
		s.Pay()
		s.Finish()
		s.NextCustomer()
	}
	var uploads []terminal.Upload
	read := func(states ...terminal.UploadState) {
		t.Helper()
		s.must(s.store.View(context.Background(), func(reader terminal.Reader) (err error) {
			uploads, err = reader.UploadsIn(states...)
			return err
		}))
	}
	read(terminal.UploadQueued)
	for _, each := range uploads {
		s.machine(&till.StepUpload{RowID: each.RowID, Change: func(row terminal.Upload) (terminal.Upload, error) {
			row.State, row.Problem, row.StateWords = terminal.UploadQuarantined, "The state refuses this sale.", "Package is on hold."
			return row, nil
		}})
	}
	s.ShowPage(present.PageFiling)
	view := s.shows(present.ScreenFiling).Filing
	same(t, "rows", len(view.Rows), 2)
	same(t, "problem", view.Problem, "The state refuses this sale.")
	same(t, "said", view.Said, "Package is on hold.")
	s.RequeueFiling()
	s.Choose(0, nil)
	s.agree("B-1004")
	same(t, "one left", len(s.shows(present.ScreenFiling).Filing.Rows), 1)
	read(terminal.UploadUnknown)
	same(t, "looked up again", len(uploads), 1)
	s.DropFiling()
	s.Choose(0, nil)
	s.agree("B-1004")
	view = s.shows(present.ScreenFiling).Filing
	same(t, "calm", view.Text, "Nothing was rejected")
	same(t, "no button", view.Again.State, present.ButtonBlocked)
	s.RequeueFiling()
	if s.Snapshot().Prompt != nil {
		t.Error("there is nothing to send again")
	}
}
