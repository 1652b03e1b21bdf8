package outbox_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

func TestTheModelQueueIsAQueue(t *testing.T) {
	outboxtest.Queue(t, func(*testing.T) *outboxtest.QueueBench {
		hands := clock.NewManual(time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC))
		now := func() time.Time { return hands.Now().Wall }
		disk := outboxtest.NewDisk("LARIM-T1-7K2M-", now)
		return &outboxtest.QueueBench{
			Queue: disk, Add: disk.Add, Row: disk.Row, Advance: hands.Advance, Now: now, Prefix: disk.Prefix,
		}
	})
}

func TestDifferencesSeeWhatCounts(t *testing.T) {
	at := time.Date(2026, 3, 14, 18, 7, 22, 0, time.UTC)
	for name, change := range map[string]func(*terminal.Receipt){
		"number":       func(r *terminal.Receipt) { r.External += "0" },
		"time":         func(r *terminal.Receipt) { r.Local = "2026-03-14T18:07:23" },
		"milliseconds": func(r *terminal.Receipt) { r.Local = "2026-03-14T18:07:22.001" },
		"no time":      func(r *terminal.Receipt) { r.Local = "" },
		"customer":     func(r *terminal.Receipt) { r.Class = "Patient" },
		"label":        func(r *terminal.Receipt) { r.Lines[0].Tag = "1A4AA0300000DEAD00000018" },
		"quantity":     func(r *terminal.Receipt) { r.Lines[1].Quantity = "3.501" },
		"unit":         func(r *terminal.Receipt) { r.Lines[1].Unit = "Ounces" },
		"amount":       func(r *terminal.Receipt) { r.Lines[0].Amount = "36.01" },
		"not a number": func(r *terminal.Receipt) { r.Lines[0].Amount = "" },
		"a line less":  func(r *terminal.Receipt) { r.Lines = r.Lines[:1] },
		"a line twice": func(r *terminal.Receipt) { r.Lines = append(r.Lines, r.Lines[0]) },
	} {
		theirs := outboxtest.Sale("A-1", 1, at)
		change(&theirs)
		if len(outbox.Differences(outboxtest.Sale("A-1", 1, at), theirs)) == 0 {
			t.Errorf("%s: not seen", name)
		}
	}
	same := outboxtest.Sale("A-1", 1, at)
	same.Local += ".000"
	same.Lines[0], same.Lines[1] = same.Lines[1], same.Lines[0]
	same.Lines[0].Quantity, same.Lines[0].Amount = "3.50", "28.5"
	same.Lines[1].Tag = "1a4aa0300000dead00000017"
	if differences := outbox.Differences(outboxtest.Sale("A-1", 1, at), same); len(differences) > 0 {
		t.Errorf("%q", differences)
	}
}

// Writing a result a second time, as after a commit of unknown outcome, changes
// nothing.
func TestResultsAreSafeToRepeat(t *testing.T) {
	states := []terminal.UploadState{
		terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown,
		terminal.UploadAcknowledged, terminal.UploadQuarantined, terminal.UploadNeverSent,
	}
	rapid.Check(t, func(rt *rapid.T) {
		row := terminal.Upload{RowID: 1, State: rapid.SampledFrom(states).Draw(rt, "row")}
		result := outbox.Result{
			From: rapid.SampledFrom(states).Draw(rt, "from"), State: rapid.SampledFrom(states).Draw(rt, "state"),
			Attempt: rapid.IntRange(0, 1).Draw(rt, "attempt"),
			Absent:  rapid.IntRange(0, 2).Draw(rt, "absent"), Requeues: rapid.IntRange(0, 9).Draw(rt, "requeues"),
		}
		once, err := result.Apply(row)
		if (err == nil) != (row.State == result.From && result.Attempt == 0) {
			rt.Fatalf("%v from %s on %s", err, result.From, row.State)
		}
		if err != nil {
			if terminal.KindOf(err) != terminal.Conflict {
				rt.Fatalf("%v", err)
			}
			return
		}
		twice, err := result.Apply(once)
		a, _ := json.Marshal(once)
		b, _ := json.Marshal(twice)
		if string(a) != string(b) {
			rt.Fatalf("%s then %s, %v", a, b, err)
		}
	})
}
