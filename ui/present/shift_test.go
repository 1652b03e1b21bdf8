package present_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present"
)

func TestTheCountIsBlindAndTheCloseIsNot(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Pay()
	s.Finish()
	s.clock.Advance(4 * time.Minute)
	s.SaveCount() // from anywhere F10 goes to the count
	view := s.shows(present.ScreenCount).Count
	same(t, "title", view.Title, "Count the drawer")
	says(t, view.Right, "Shift 1 of Nov 24")
	same(t, "unsent", view.Unsent.Pill.Text, "1 sale")
	same(t, "waits", view.Unsent.Rows[0].Text, "Waiting, 4 min")
	says(t, view.Unsent.Text, "today 11:31 PM")
	for value, pieces := range map[int64]int{10000: 4, 2000: 1, 25: 3} {
		s.CountPieces(moneyOf(value), pieces)
	}
	view = s.shows(present.ScreenCount).Count
	same(t, "total", view.Total, "$420.75")
	if text, _ := json.Marshal(view); strings.Contains(strings.ToLower(string(text)), "short") || strings.Contains(string(text), "expected_") {
		t.Errorf("the count is not blind: %s", text)
	}
	s.SaveCount()
	closed := s.shows(present.ScreenClosed).Closed
	says(t, closed.Rows, "Expected $")
	says(t, closed.Rows, "short")
	s.SaveCount()
	opening := s.shows(present.ScreenCount).Count
	same(t, "opening", opening.Opening, true)
	s.CountPieces(2000, 5)
	s.SaveCount()
	s.checkout()
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		shift, err := reader.OpenShift()
		same(t, "number", shift.Number, int64(2))
		same(t, "float", shift.Drawer("counter").Opening, 100_00)
		return err
	}))
}

func TestVoidNeedsASupervisor(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Pay()
	s.Finish()
	s.ShowTab(present.TabMore)
	more := s.shows(present.ScreenMore).More
	says(t, more.Sales, "Sale 1, 5 items")
	s.Void()
	s.Choose(0, nil)
	prompt := s.Snapshot().Prompt
	if prompt == nil || prompt.Kind != present.PromptApprove {
		t.Fatalf("%+v", prompt)
	}
	s.ScanCode("B-1004")
	same(t, "a scanned badge", s.Snapshot().Prompt.Fields[0].Value, "B-1004")
	s.Answer(map[string]string{"pin": pin})
	screen := s.shows(present.ScreenMore)
	says(t, screen.More.Sales, "voided")
	says(t, screen.Banner, "Sale 1 is voided")
	same(t, "once", screen.More.Void.State, present.ButtonBlocked)
}

func TestPrinterTroubleIsShownAndSettled(t *testing.T) {
	s := newCounter(t)
	s.picture()
	s.Pay()
	s.Finish()
	var job terminal.PrintJob
	s.must(s.store.View(context.Background(), func(reader terminal.Reader) error {
		jobs, err := reader.PrintJobsIn(terminal.PrintQueued)
		job = jobs[0]
		return err
	}))
	fault := devices.PaperOut.Fault()
	s.status = []devices.Status{{Device: devices.PrinterDevice, State: devices.Fault, Error: fault}}
	s.machine(&till.StepPrint{RowID: job.RowID, State: terminal.PrintBlocked, Cause: "paper_out"})
	says(t, s.shows(present.ScreenChange).Change.Happened, "Put in a new roll")
	s.machine(&till.StepPrint{RowID: job.RowID, State: terminal.PrintSending})
	s.machine(&till.StepPrint{RowID: job.RowID, State: terminal.PrintUnknown, Cause: "unplugged"})
	s.ShowTab(present.TabMore)
	paper := s.shows(present.ScreenMore).More.Papers[0]
	same(t, "asks", paper.Yes.Label, "It printed")
	s.SettlePaper(paper.Job, true)
	same(t, "calm", s.shows(present.ScreenMore).More.PapersCalm, "All papers are printed")
}

func TestTheChipTellsTheTruth(t *testing.T) {
	s := newCounter(t)
	now := s.clock.Now().Wall
	deadline := now.Add(9 * time.Hour)
	for name, c := range map[string]struct {
		filing present.FilingStatus
		feed   present.FeedStatus
		tone   present.Tone
		words  string
	}{
		"calm":     {present.FilingStatus{LastFiled: now}, present.FeedStatus{Configured: true, Live: true}, present.Neutral, "State: all filed, last 2:31 PM"},
		"working":  {present.FilingStatus{Waiting: 3, Oldest: now.Add(-4 * time.Minute), Deadline: deadline}, present.FeedStatus{Configured: true, Live: true}, present.Neutral, "State: 3 waiting, oldest 4 min, due 11:31 PM"},
		"stale":    {present.FilingStatus{}, present.FeedStatus{Configured: true, Since: now}, present.Caution, "Shop feed stale since 2:31 PM"},
		"rejected": {present.FilingStatus{Waiting: 3, Rejected: 1, Deadline: deadline}, present.FeedStatus{Configured: true, Live: true}, present.Caution, "*1 rejected*"},
		"due soon": {present.FilingStatus{Waiting: 11, Deadline: now.Add(52 * time.Minute)}, present.FeedStatus{Configured: true, Live: true}, present.Caution, "due in 52 min, 11 waiting"},
		"overdue":  {present.FilingStatus{Waiting: 1, Deadline: now.Add(-time.Minute)}, present.FeedStatus{Configured: true, Live: true}, present.Alarm, "overdue since 2:30 PM"},
		"paused":   {present.FilingStatus{Waiting: 1, Deadline: deadline, Paused: "keys"}, present.FeedStatus{Configured: true, Live: true}, present.Alarm, "paused"},
	} {
		s.filing, s.feed = c.filing, c.feed
		chip := s.Snapshot().Bar.Chip
		same(t, name, chip.Tone, c.tone)
		says(t, chip, c.words)
	}
}

func TestTheLineDownBannerComesAfterForty(t *testing.T) {
	s := newCounter(t)
	down := s.clock.Now().Wall
	s.feed = present.FeedStatus{Configured: true, Since: down}
	s.filing = present.FilingStatus{Waiting: 11, Deadline: down.Add(9 * time.Hour), Down: true, Since: down}
	s.clock.Advance(39 * time.Second)
	if banner := s.Snapshot().Banner; banner != nil {
		t.Fatalf("after 39 s: %+v", banner)
	}
	s.clock.Advance(time.Second)
	banner := s.Snapshot().Banner
	if banner == nil {
		t.Fatal("no banner after 40 s")
	}
	says(t, banner, "0 min so far")
	says(t, banner, "11 sales are saved on this PC.")
	s.Escape()
	if s.Snapshot().Banner != nil {
		t.Error("Esc hides it")
	}
	s.feed, s.filing = present.FeedStatus{Configured: true, Live: true}, present.FilingStatus{}
	s.Snapshot()
	s.feed = present.FeedStatus{Configured: true, Since: down}
	if s.Snapshot().Banner == nil {
		t.Error("another outage shows again")
	}
}

// stuck is a till whose state is not what it was.
type stuck struct {
	*till.Till
	state till.State
}

func (s *stuck) State() (till.State, string) { return s.state, "" }

func TestAnUnknownCommitIsNeverCalledFailed(t *testing.T) {
	s := newCounter(t)
	s.picture()
	for state, words := range map[till.State]string{till.Settling: "Looking the sale up", till.Halted: "T1 must restart, the sale is unknown"} {
		counter := s.on(&stuck{s.till, state})
		counter.Attach(s.session(), s.checkout().Cart.ID, "")
		says(t, counter.Snapshot().Banner, words)
	}
}
