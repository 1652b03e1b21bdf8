package till

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/curbline/curbline/terminal"
)

// The sequence begins anew with the epoch; the shift that was open goes on.
func TestAShiftThatWasRestoredInBetweenCloses(t *testing.T) {
	s := newShop(t)
	for range 3 {
		s.doAgreed(&MoveCash{Kind: "no_sale", Drawer: CounterDrawer, Reason: "change"})
	}
	s.do(&CloseShift{Counts: map[string]terminal.Count{CounterDrawer: {2000: 5, 500: 20}}})
	s.do(&OpenShift{Floats: map[string]terminal.Count{CounterDrawer: {2000: 5}}})
	s.clock.Advance(time.Second)
	s.machine(&OpenEpoch{Epoch: "ZZZZ", Reason: "copy put back", By: "m1", Restore: true})
	sold := s.sell(avery, tagFlower)
	s.doAgreed(&VoidSale{Sale: sold.Sale, Reason: "wrong item"})
	s.do(&CloseShift{Counts: map[string]terminal.Count{CounterDrawer: {2000: 5}}})
	var closed terminal.ShiftClosed
	all := s.facts("shift.closed")
	s.must(json.Unmarshal(all[len(all)-1], &closed))
	if closed.Shift.FirstEntry != 1 || closed.Shift.LastEntry < closed.Shift.FirstEntry {
		t.Errorf("entries %d to %d", closed.Shift.FirstEntry, closed.Shift.LastEntry)
	}
	s.view(func(r terminal.Reader) {
		shift, err := r.LastShift()
		s.must(err)
		report, err := ReportShift(r, shift)
		s.must(err)
		voids := 0
		for _, exception := range report.Exceptions {
			if exception.Kind == "void" {
				voids++
			}
		}
		if voids != 1 {
			t.Errorf("%d voids on the Z, want 1", voids)
		}
	})
	if differences, err := s.store.Replay(t.Context(), t.TempDir(), nil); err != nil || len(differences) > 0 {
		t.Errorf("replay: %v %v", differences, err)
	}
}

// What was not clear before the copy was taken is less clear after it was put
// back: look-ups from before count for nothing.
func TestARestoreBeginsLookUpsAnew(t *testing.T) {
	s := newShop(t)
	s.sell(avery, tagFlower)
	s.machine(&StepUpload{RowID: 1, Change: func(row terminal.Upload) (terminal.Upload, error) {
		row.State, row.Attempts, row.Absent, row.LastAbsent, row.AttemptEnd = terminal.UploadUnknown, 1, 1, opening, opening
		return row, nil
	}})
	s.clock.Advance(time.Second)
	s.machine(&OpenEpoch{Epoch: "ZZZZ", Reason: "copy put back", By: "m1", Restore: true})
	s.view(func(r terminal.Reader) {
		row, err := r.Upload(1)
		s.must(err)
		if row.State != terminal.UploadUnknown || row.Absent != 0 || !row.LastAbsent.IsZero() || !row.AttemptEnd.After(opening) {
			t.Errorf("%+v", row)
		}
	})
}

func TestACartIsNotPaidInTheWebShop(t *testing.T) {
	s := newShop(t)
	cart := s.ring(avery, tagFlower)
	s.refused("sale.prepaid", &TenderCart{Cart: cart, Tenders: []terminal.Tender{{Kind: terminal.Prepaid, Given: 4333}}})
	s.do(&TenderCart{Cart: cart, Tenders: cashOf(10000)})
}

func TestManagersImportThroughTheRunningTerminal(t *testing.T) {
	body, ok := NewBody("catalog.import")
	if !ok {
		t.Fatal("curblinectl catalog import asks for a command that there is not")
	}
	s := newShop(t)
	s.must(json.Unmarshal([]byte(`{"products":[],"packages":[{"tag":"1A4AA0300000DEAD00000099","sku":"NONE","unit":"each","book":"1","status":"active"}]}`), body))
	s.refused("catalog.unknown_sku", body)
	s.signIn("B-B1")
	s.refused("staff.not_allowed", body)
}
