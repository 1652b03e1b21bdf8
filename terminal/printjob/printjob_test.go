package printjob_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/printjob"
	"github.com/curbline/curbline/terminal/report"
)

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	return terminal.AsError(err).Code
}

func TestACopySaysSoOnItsHead(t *testing.T) {
	for name, copied := range map[string]printjob.Copy{
		"no number": {}, "no reason": {Number: 2, At: afternoon, By: "B-7"}, "nobody": {Number: 2, At: afternoon, Reason: "jam"},
		"no time": {Number: 2, By: "B-7", Reason: "jam"},
	} {
		if _, err := printjob.Receipt(sample(), store(t), copied, "B-7", nil); codeOf(err) != "printjob.copy" {
			t.Errorf("%s: %v", name, err)
		}
	}
	first, err := printjob.Receipt(sample(), store(t), printjob.Copy{Number: 1}, "B-7", nil)
	if err != nil {
		t.Fatal(err)
	}
	third, err := printjob.Receipt(sample(), store(t), printjob.Copy{Number: 3, At: afternoon, By: "B-7", Reason: "jam"}, "B-7", nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.Join(first.Lines(42), "\n"), "REPRINT") || !strings.Contains(third.Lines(42)[0], "REPRINT 3") {
		t.Errorf("first %q, third %q", first.Lines(42)[0], third.Lines(42)[0])
	}
}

func TestReceiptLinesAtTheEdge(t *testing.T) {
	for _, lines := range []int{printjob.ReceiptLinesMax, printjob.ReceiptLinesMax + 1} {
		sale := sample()
		for len(sale.Lines) < lines {
			sale.Lines = append(sale.Lines, sale.Lines[0])
		}
		_, err := printjob.Receipt(sale, store(t), printjob.Copy{Number: 2, At: afternoon, By: "B-7", Reason: "jam"}, "B-7", []string{"a", "b"})
		if (err == nil) != (lines == printjob.ReceiptLinesMax) {
			t.Errorf("%d lines: %v", lines, err)
		}
	}
}

// A Z prints however much there is to list: closing never waits for anything.
func TestALongZStillPrints(t *testing.T) {
	long := shift(true)
	for i := range 500 {
		long.Unsent = append(long.Unsent, long.Unsent[0])
		long.Exceptions = append(long.Exceptions, long.Exceptions[i%3])
		long.Counts.Refusals = append(long.Counts.Refusals, report.Named{Name: fmt.Sprintf("r%d", i), Count: 1})
	}
	for len(long.Shift.Drawers) < 16 {
		long.Shift.Drawers = append(long.Shift.Drawers, long.Shift.Drawers[0])
	}
	document, err := printjob.Z(long, store(t), strings.Repeat("c", 400))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(document.Lines(42), "\n")
	for _, want := range []string{"and 442 more in the export", "and 463 more entries in the export", "Refused: other", "(502)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on it", want)
		}
	}
	if _, err := printjob.Z(shift(false), store(t), ""); codeOf(err) != "printjob.shift_open" {
		t.Errorf("a Z of an open shift: %v", err)
	}
}

func TestNothingPersonalOnPaper(t *testing.T) {
	for name, document := range papers(t) {
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{"Avery", "Stone", "AVERY", "STONE"} {
			if strings.Contains(string(text), secret) {
				t.Errorf("%s holds %q", name, secret)
			}
		}
	}
}

func TestEveryPaperWithRulesSaysDraft(t *testing.T) {
	for name, document := range papers(t) {
		if name == "label" || name == "shelf" { // no rule stands behind it
			continue
		}
		if text := strings.Join(document.Lines(64), " "); !strings.Contains(text, "draft, not legally reviewed") {
			t.Errorf("%s does not say that its rules are a draft", name)
		}
	}
}

var states = []terminal.PrintState{
	terminal.PrintQueued, terminal.PrintSending, terminal.PrintPrinted, terminal.PrintSent, terminal.PrintUnknown,
	terminal.PrintBlocked, terminal.PrintCancelled, terminal.PrintAwaiting,
}

func TestMove(t *testing.T) {
	allowed := map[string]bool{
		"queued sending": true, "queued blocked": true, "queued cancelled": true,
		"blocked queued": true, "blocked sending": true, "blocked blocked": true, "blocked cancelled": true,
		"sending printed": true, "sending sent": true, "sending unknown": true, "sending blocked": true,
		"sending awaiting": true, "awaiting printed": true, "awaiting sent": true, "awaiting unknown": true,
		"unknown printed": true, "unknown cancelled": true, "sent printed": true,
	}
	for _, from := range states {
		for _, to := range states {
			job := terminal.PrintJob{RowID: 7, State: from, Cause: "before"}
			moved, err := printjob.Move(job, to, "Paper is out.", afternoon)
			if allowed[string(from)+" "+string(to)] != (err == nil) {
				t.Errorf("%s to %s: %v", from, to, err)
			}
			if err != nil && (codeOf(err) != "printjob.move" || moved.State != from) {
				t.Errorf("%s to %s: %v, %s", from, to, err, moved.State)
			}
			if err == nil && (moved.State != to || printjob.Ended(to) != moved.EndedAt.Equal(afternoon)) {
				t.Errorf("%s to %s: %+v", from, to, moved)
			}
		}
	}
	for _, state := range []terminal.PrintState{terminal.PrintBlocked, terminal.PrintUnknown} {
		if _, err := printjob.Move(terminal.PrintJob{State: terminal.PrintSending}, state, "", afternoon); codeOf(err) != "printjob.cause" {
			t.Errorf("%s without a cause: %v", state, err)
		}
	}
}

// However a job moves and however often the terminal restarts, after bytes may
// have left it is never sent again.
func TestNeverSentTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		job := terminal.PrintJob{State: terminal.PrintQueued}
		mayBePaper := false
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			before := job.State
			if rapid.Bool().Draw(t, "restart") {
				job = printjob.Recover(job, afternoon)
				moving := before == terminal.PrintSending || before == terminal.PrintAwaiting
				if moving && job.State != terminal.PrintUnknown || !moving && job.State != before {
					t.Fatalf("a restart took %s to %s", before, job.State)
				}
			} else if moved, err := printjob.Move(job, rapid.SampledFrom(states).Draw(t, "to"), "x", afternoon); err == nil {
				job = moved
			}
			if mayBePaper && (job.State == terminal.PrintSending || job.State == terminal.PrintQueued) {
				t.Fatalf("sent again after %s", before)
			}
			mayBePaper = mayBePaper || slices.Contains([]terminal.PrintState{terminal.PrintAwaiting, terminal.PrintUnknown, terminal.PrintSent, terminal.PrintPrinted}, job.State)
		}
	})
}

func TestNextCopy(t *testing.T) {
	jobs := []terminal.PrintJob{{Kind: "receipt", Copy: 1}, {Kind: "receipt", Copy: 3}, {Kind: "refusal", Copy: 9}}
	if number, isCopy := printjob.NextCopy(jobs, "receipt"); number != 4 || !isCopy {
		t.Errorf("%d %v", number, isCopy)
	}
	if number, isCopy := printjob.NextCopy(nil, "receipt"); number != 1 || isCopy {
		t.Errorf("%d %v", number, isCopy)
	}
}

func TestASaleWithoutALocalClockStillPrints(t *testing.T) {
	sale := sample()
	sale.Local = ""
	sale.At = time.Date(2026, 7, 1, 5, 59, 0, 0, time.UTC)
	document, err := printjob.Receipt(sale, store(t), printjob.Copy{Number: 1}, "B-7", nil)
	if err != nil || !strings.Contains(strings.Join(document.Lines(42), "\n"), "Jun 30, 2026") {
		t.Errorf("%v", err)
	}
}
