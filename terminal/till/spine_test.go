package till

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/measure"
)

func TestMain(m *testing.M) {
	if code, isChild := runChild(); isChild {
		os.Exit(code)
	}
	goleak.VerifyTestMain(m)
}

func TestACashSale(t *testing.T) {
	s := newShop(t)
	completed := s.sell(avery, tagFlower)
	// $35.00 + 15 % + 8.81 % sample local = 35.00 + 5.25 + 3.08
	if completed.Total != 4333 || completed.Change != 10000-4333 || completed.Number != 1 ||
		!strings.HasPrefix(completed.External, "LARIM-T1-") || !strings.HasSuffix(completed.External, "-000001") {
		t.Errorf("%+v", completed)
	}
	s.view(func(r terminal.Reader) {
		pack, err := r.Package(tagFlower)
		s.must(err)
		if pack.Book.String() != "99" {
			t.Errorf("book %s", pack.Book)
		}
		sale, err := r.Sale(completed.Sale)
		s.must(err)
		if sale.Local != "2026-11-24T10:00:00.000" || sale.LegalDay.String() != "2026-11-24" || sale.Person.Token != "" ||
			!sale.Verdict.OK() || len(sale.Verdict.Rules) == 0 {
			t.Errorf("%+v", sale)
		}
		uploads, err := r.UploadsOf(completed.Sale)
		s.must(err)
		if len(uploads) != 1 || uploads[0].State != terminal.UploadQueued {
			t.Fatalf("%+v", uploads)
		}
		var receipt terminal.Receipt
		s.must(json.Unmarshal(uploads[0].Payload, &receipt))
		if receipt.Lines[0].Amount != "35.00" || receipt.Lines[0].Quantity != "1" || receipt.External != completed.External {
			t.Errorf("%+v", receipt)
		}
		jobs, err := r.PrintJobsOf(completed.Sale)
		s.must(err)
		if len(jobs) != 1 || jobs[0].Kind != "receipt" {
			t.Errorf("%+v", jobs)
		}
		shift, err := r.OpenShift()
		s.must(err)
		if got := shift.Drawer(CounterDrawer).Expected(); got != 20000+4333 {
			t.Errorf("drawer %s", got)
		}
	})
	select {
	case pulse := <-s.till.Pulses():
		if pulse.Sale != completed.Sale {
			t.Errorf("%+v", pulse)
		}
	default:
		t.Error("the drawer was not asked for")
	}
	result, err := s.store.Verify(context.Background(), nil)
	s.must(err)
	differences, err := s.store.Replay(context.Background(), t.TempDir(), nil)
	s.must(err)
	if len(differences) > 0 || result.Entries == 0 {
		t.Errorf("replay: %v", differences)
	}
}

func TestTheSameCommandTwiceIsOneSale(t *testing.T) {
	s := newShop(t)
	cart := s.ring(avery, tagFlower)
	command := Command{ID: clock.NewID(), Session: s.session, Body: &TenderCart{Cart: cart, Tenders: cashOf(5000)}}
	first, err := s.till.Submit(context.Background(), command)
	s.must(err)
	for range 3 {
		again, err := s.till.Submit(context.Background(), command)
		s.must(err)
		if string(again.Result) != string(first.Result) || again.Sequence != first.Sequence || !again.Repeated {
			t.Errorf("%s then %s", first.Result, again.Result)
		}
	}
	if made := s.facts("sale.completed"); len(made) != 1 {
		t.Errorf("%d sales", len(made))
	}
	command.Body = &TenderCart{Cart: cart, Tenders: cashOf(6000)}
	if _, err := s.till.Submit(context.Background(), command); terminal.AsError(err).Code != "command.reused" {
		t.Errorf("another body: %v", err)
	}
	s.restart()
	command.Session, command.Body = s.session, &TenderCart{Cart: cart, Tenders: cashOf(5000)}
	if again, err := s.till.Submit(context.Background(), command); err != nil || string(again.Result) != string(first.Result) {
		t.Errorf("after a restart: %v", err)
	}
}

func TestACallerThatWentAwayChangesNothing(t *testing.T) {
	s := newShop(t)
	cart := s.ring(avery, tagFlower)
	gone, leave := context.WithCancel(context.Background())
	leave()
	command := Command{ID: clock.NewID(), Session: s.session, Body: &TenderCart{Cart: cart, Tenders: cashOf(5000)}}
	if _, err := s.till.Submit(gone, command); !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	outcome, err := s.till.Submit(context.Background(), command)
	s.must(err)
	s.must(outcome.Err())
	if made := s.facts("sale.completed"); len(made) != 1 {
		t.Errorf("%d sales", len(made))
	}
}

func TestRefusalsAreJournaledAndChangeNothing(t *testing.T) {
	s := newShop(t)
	for name, c := range map[string]struct {
		code string
		try  func() Body
	}{
		"under age": {"identity.under_age", func() Body {
			cart := clock.NewID()
			s.do(&OpenCart{Cart: cart})
			return &IdentifyCart{Cart: cart, Document: document("YOUNG", "SAM", "Y1", idcard.Date{Year: 2005, Month: 11, Day: 25})}
		}},
		"expired": {"identity.expired", func() Body {
			cart := clock.NewID()
			s.do(&OpenCart{Cart: cart})
			old := avery
			old.ExpiryDate = idcard.Date{Year: 2026, Month: 11, Day: 23}
			return &IdentifyCart{Cart: cart, Document: old}
		}},
		"nobody identified": {"sale.no_identity", func() Body {
			cart := clock.NewID()
			s.do(&OpenCart{Cart: cart})
			s.do(&AddToCart{Cart: cart, Code: tagFlower})
			return &TenderCart{Cart: cart, Tenders: cashOf(10000)}
		}},
		"over the limit": {"rules.over_limit", func() Body {
			cart := s.ring(avery)
			nine := measure.Whole(9) // 31.5 g of flower
			s.do(&AddToCart{Cart: cart, Code: tagFlower, Quantity: &nine})
			return &TenderCart{Cart: cart, Tenders: cashOf(100000)}
		}},
		"sold out": {"catalog.sold_out", func() Body {
			three := measure.Whole(3)
			return &AddToCart{Cart: s.ring(avery), Code: tagGummy, Quantity: &three}
		}},
		"unknown tag": {"catalog.unknown_tag", func() Body {
			return &AddToCart{Cart: s.ring(avery), Code: "1A4AA0300000DEAD00009999"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			body := c.try()
			before := len(s.facts("refused"))
			sales := len(s.facts("sale.completed"))
			s.refused(c.code, body)
			if got := s.facts("refused"); len(got) != before+1 || !strings.Contains(string(got[before]), c.code) {
				t.Errorf("%d refusals after %d", len(got), before)
			}
			if len(s.facts("sale.completed")) != sales {
				t.Error("a refusal made a sale")
			}
		})
	}
}

func TestADayLimitRunsOverSales(t *testing.T) {
	s := newShop(t)
	four := measure.Whole(4) // 14 g each time; 28 g a day
	for range 2 {
		cart := s.ring(avery)
		s.do(&AddToCart{Cart: cart, Code: tagFlower, Quantity: &four})
		s.do(&TenderCart{Cart: cart, Tenders: cashOf(30000)})
	}
	cart := s.ring(avery, tagFlower)
	s.refused("rules.over_limit", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
	s.restart()
	s.do(&IdentifyCart{Cart: cart, Document: avery})
	s.refused("rules.over_limit", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
	s.sell(document("OTHER", "KIM", "Z9", idcard.Date{Year: 1980, Month: 1, Day: 1}), tagFlower)
	s.clock.Advance(23 * time.Hour) // the next legal day
	s.do(&IdentifyCart{Cart: cart, Document: avery})
	s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)})
}

func TestAMissingDayKeyIsNotNothingBought(t *testing.T) {
	s := newShop(t)
	s.sell(avery, tagFlower)
	s.must(os.Remove(s.folder + "/keys/day-2026-11-24"))
	cart := s.ring(avery, tagFlower)
	s.refused("rules.ledger_unknown", &TenderCart{Cart: cart, Tenders: cashOf(10000)})

	letGo := &AcceptUnknownDay{About: cart, Reason: "restored this morning"}
	s.signIn("B-B1")
	s.refused("staff.not_allowed", letGo)
	approval, err := s.till.Approve(context.Background(), "B-M1", pin)
	s.must(err)
	outcome, err := s.till.Submit(context.Background(), Command{ID: clock.NewID(), Session: s.session, Approval: approval, Body: letGo})
	s.must(err)
	s.must(outcome.Err())
	var sold Completed
	s.must(s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)}).Decode(&sold))
	s.view(func(r terminal.Reader) {
		sale, err := r.Sale(sold.Sale)
		s.must(err)
		if sale.Person.UnknownDayBy != "m1" || sale.Person.UnknownDayReason != "restored this morning" {
			t.Errorf("%+v", sale.Person)
		}
	})
	if len(s.facts("identity.unknown_day")) != 1 {
		t.Error("the override is not in the journal")
	}
}

func TestVoids(t *testing.T) {
	s := newShop(t)
	completed := s.sell(avery, tagFlower)
	s.signIn("B-B1")
	s.refused("staff.not_allowed", &VoidSale{Sale: completed.Sale, Reason: "wrong item"})
	approval, err := s.till.Approve(context.Background(), "B-M1", pin)
	s.must(err)
	void := Command{ID: clock.NewID(), Session: s.session, Approval: approval, Body: &VoidSale{Sale: completed.Sale, Reason: "wrong item"}}
	outcome, err := s.till.Submit(context.Background(), void)
	s.must(err)
	s.must(outcome.Err())
	again := Command{ID: clock.NewID(), Session: s.session, Approval: approval, Body: &VoidSale{Sale: completed.Sale, Reason: "again"}}
	if outcome, err := s.till.Submit(context.Background(), again); err == nil && outcome.Error == nil {
		t.Error("an approval was used twice")
	}
	var undone terminal.SaleUndone
	s.must(json.Unmarshal(s.facts("sale.voided")[0], &undone))
	if undone.Upload != "never_sent" || undone.By != "m1" {
		t.Errorf("%+v", undone)
	}
	s.view(func(r terminal.Reader) {
		pack, err := r.Package(tagFlower)
		s.must(err)
		sale, err := r.Sale(completed.Sale)
		s.must(err)
		uploads, err := r.UploadsOf(completed.Sale)
		s.must(err)
		if pack.Book.String() != "100" || sale.Status != terminal.SaleVoided || uploads[0].State != terminal.UploadNeverSent {
			t.Errorf("book %s, sale %s, filing %s", pack.Book, sale.Status, uploads[0].State)
		}
	})
	if differences, err := s.store.Replay(context.Background(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("replay: %v %v", differences, err)
	}
}

func TestAVoidWaitsForAnUnknownFiling(t *testing.T) {
	s := newShop(t)
	completed := s.sell(avery, tagFlower)
	step := func(state terminal.UploadState) {
		s.machine(&StepUpload{RowID: 1, Change: func(row terminal.Upload) (terminal.Upload, error) {
			row.State = state
			return row, nil
		}})
	}
	step(terminal.UploadSending)
	step(terminal.UploadUnknown)
	s.doAgreed(&VoidSale{Sale: completed.Sale, Reason: "wrong item"})
	// Looked up and absent: it would be sent again, but the sale is void now.
	step(terminal.UploadQueued)
	s.view(func(r terminal.Reader) {
		uploads, err := r.UploadsOf(completed.Sale)
		s.must(err)
		if len(uploads) != 2 || uploads[0].State != terminal.UploadNeverSent || uploads[1].State != terminal.UploadNeverSent {
			t.Errorf("%+v", uploads)
		}
	})
}

func TestClockRules(t *testing.T) {
	t.Run("a little behind is nudged", func(t *testing.T) {
		s := newShop(t)
		s.sell(avery, tagFlower)
		s.clock.Jump(-2*time.Minute + time.Second)
		s.sell(avery, tagFlower)
		if _, err := s.store.Verify(context.Background(), nil); err != nil {
			t.Error(err)
		}
	})
	for name, jump := range map[string]func(*clock.Manual){
		"behind":       func(c *clock.Manual) { c.Jump(-2*time.Minute - time.Second) },
		"ahead":        func(c *clock.Manual) { c.Jump(5*time.Minute + time.Second) },
		"a week later": func(c *clock.Manual) { c.Reboot("boot-2", 7*24*time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			cart := s.ring(avery, tagFlower)
			jump(s.clock)
			s.refused("clock.ask", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
			s.refused("clock.ask", &CloseShift{Counts: map[string]terminal.Count{CounterDrawer: {2000: 5}}})
			s.restart() // nobody is signed in any more, and a manager must still get in
			s.refused("clock.ask", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
			s.do(&CorrectClock{Reason: "looked at the wall clock"})
			s.do(&AbandonCart{Cart: cart})
			s.sell(avery, tagFlower)
			if _, err := s.store.Verify(context.Background(), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNoSaleWithoutTrust(t *testing.T) {
	s := newShop(t)
	s.sell(avery, tagFlower)
	s.end()
	s.must(os.Remove(s.folder + "/a.db.witness"))
	s.start()
	s.signIn("B-M1")
	cart := s.ring(avery, tagFlower)
	s.refused("store.needs_restore", &TenderCart{Cart: cart, Tenders: cashOf(10000)})
	s.store.AcceptTrust()
	s.machine(&OpenEpoch{Epoch: "ZZZZ", Reason: "witness lost", By: "m1", Restore: true})
	var completed Completed
	s.must(s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)}).Decode(&completed))
	if completed.External != "LARIM-T1-ZZZZ-000001" {
		t.Errorf("%+v", completed)
	}
	s.view(func(r terminal.Reader) {
		unknown, err := r.UploadsIn(terminal.UploadUnknown)
		s.must(err)
		if len(unknown) != 1 {
			t.Errorf("%d filings are unknown after the restore", len(unknown))
		}
	})
}

func TestShiftCloseCountsBlindAndNeverWaits(t *testing.T) {
	s := newShop(t)
	s.sell(avery, tagFlower) // $43.33 in cash, filing still queued
	var closed ClosedShift
	s.must(s.do(&CloseShift{Counts: map[string]terminal.Count{CounterDrawer: {2000: 7, 500: 20, 100: 3, 25: 1, 5: 1}}}).Decode(&closed))
	if closed.Unsent != 1 || closed.Variances[0].Over != 24330-24333 || !strings.HasPrefix(closed.Checkpoint, "CURBLINE1 T1 ") {
		t.Errorf("%+v", closed)
	}
	s.refused("shift.none_open", &TenderCart{Cart: s.ring(avery, tagFlower), Tenders: cashOf(10000)})
}

func TestWrongPINsLockAndSurviveARestart(t *testing.T) {
	s := newShop(t)
	for range 5 {
		if _, err := s.till.SignIn(context.Background(), "B-B1", "0000"); terminal.AsError(err).Code != "staff.wrong_pin" {
			t.Fatal(err)
		}
	}
	s.restart()
	if _, err := s.till.SignIn(context.Background(), "B-B1", pin); terminal.AsError(err).Code != "staff.locked" {
		t.Errorf("the right PIN after five wrong ones: %v", err)
	}
	s.clock.Advance(2 * time.Minute)
	if _, err := s.till.SignIn(context.Background(), "B-B1", pin); err != nil {
		t.Error(err)
	}
}

func TestNothingPersonalIsStored(t *testing.T) {
	s := newShop(t)
	s.sell(document("ZEBRAWSKI", "XANTHIPPE", "QQ7788990", idcard.Date{Year: 1977, Month: 7, Day: 7}), tagFlower)
	s.end()
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(s.folder + "/a.db" + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		s.must(err)
		for _, secret := range []string{"ZEBRAWSKI", "XANTHIPPE", "QQ7788990", "1977-07-07"} {
			if strings.Contains(string(data), secret) {
				t.Errorf("%q is in the file%s", secret, suffix)
			}
		}
	}
}
