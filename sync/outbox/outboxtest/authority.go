package outboxtest

import (
	"errors"
	"testing"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
)

// Bench is an authority together with hands on its state, so that the suite
// can make things go wrong. Arm* acts on the next write only.
type Bench struct {
	Authority outbox.Authority
	Prefix    string
	// Receipt gives a receipt that the state takes, with that number.
	Receipt func(number int64) terminal.Receipt
	// Live counts what the state itself has under a number and not voided.
	Live func(external string) int

	ArmAnswerLost  func() // the next write is done and not answered
	ArmRequestLost func() // the next write never arrives and is not answered
	ArmError       func() // the next write is not done and answered with a 5xx
	ArmPage        func() // the next write is not done and answered 200 with a web page
	ArmThrottle    func() // the next write is answered 429, 7 seconds
	ArmRefusal     func() // the next write is refused with words
	RefuseKeys     func(refuse bool)
	CutLine        func(cut bool) // nothing can be connected
	LimitReads     func(limit bool)
}

// Authority is what every implementation of outbox.Authority must pass. bench
// makes a fresh one for each case.
func Authority(t *testing.T, within func(*testing.T, func(*testing.T)), bench func(*testing.T) *Bench) {
	for _, one := range []struct {
		name string
		run  func(*testing.T, *Bench)
	}{
		{"a filed receipt is found with its lines", filedIsFound},
		{"what was never filed is not there", absentIsAbsent},
		{"a lost answer is unknown and found", func(t *testing.T, b *Bench) { unclear(t, b, b.ArmAnswerLost, 1) }},
		{"a lost request is unknown and not there", func(t *testing.T, b *Bench) { unclear(t, b, b.ArmRequestLost, 0) }},
		{"an error is unknown", func(t *testing.T, b *Bench) { unclear(t, b, b.ArmError, 0) }},
		{"a web page is unknown", func(t *testing.T, b *Bench) { unclear(t, b, b.ArmPage, 0) }},
		{"a refusal has the state's words", refusalHasWords},
		{"too many is throttled", throttled},
		{"limited reads do not stop writes", limitedReads},
		{"no line is not sent", noLine},
		{"refused keys pause", refusedKeys},
		{"a delete voids and may be repeated", deleteVoids},
		{"a delete with a lost answer is unknown", deleteLost},
		{"the highest number is found, voided or not", highest},
	} {
		t.Run(one.name, func(t *testing.T) {
			within(t, func(t *testing.T) { one.run(t, bench(t)) })
		})
	}
}

func create(t *testing.T, b *Bench, number int64, want outbox.Outcome) outbox.Answer {
	t.Helper()
	answer := b.Authority.Create(t.Context(), b.Receipt(number))
	if answer.Outcome != want {
		t.Fatalf("create: %s (%q, %v), want %s", answer.Outcome, answer.Words, answer.Err, want)
	}
	return answer
}

func faultWith(t *testing.T, err error, want outbox.Outcome) {
	t.Helper()
	var fault *outbox.Fault
	if !errors.As(err, &fault) || fault.Outcome != want {
		t.Errorf("fault %v, want %s", err, want)
	}
}

func filedIsFound(t *testing.T, b *Bench) {
	answer := create(t, b, 1, outbox.Acknowledged)
	create(t, b, 2, outbox.Acknowledged)
	receipt := b.Receipt(1)
	found, err := b.Authority.Find(t.Context(), receipt.External)
	if err != nil || len(found) != 1 {
		t.Fatalf("found %+v, %v", found, err)
	}
	if found[0].StateID != answer.StateID || answer.StateID <= 0 || found[0].Voided {
		t.Errorf("found %+v, filed as %d", found[0], answer.StateID)
	}
	if differences := outbox.Differences(receipt, found[0].Receipt); len(differences) > 0 {
		t.Errorf("%q", differences)
	}
	if differences := outbox.Differences(b.Receipt(2), found[0].Receipt); len(differences) == 0 {
		t.Error("two sales were taken for the same")
	}
}

func absentIsAbsent(t *testing.T, b *Bench) {
	found, err := b.Authority.Find(t.Context(), b.Receipt(7).External)
	if err != nil || len(found) != 0 {
		t.Errorf("found %+v, %v", found, err)
	}
	if err := b.Authority.ControlRead(t.Context()); err != nil {
		t.Error(err)
	}
}

func unclear(t *testing.T, b *Bench, arm func(), live int) {
	arm()
	answer := create(t, b, 3, outbox.Unknown)
	if answer.Err == nil {
		t.Error("an unknown outcome without a cause")
	}
	external := b.Receipt(3).External
	found, err := b.Authority.Find(t.Context(), external)
	if err != nil || len(found) != live || b.Live(external) != live {
		t.Errorf("found %d, the state has %d, want %d: %v", len(found), b.Live(external), live, err)
	}
}

func refusalHasWords(t *testing.T, b *Bench) {
	b.ArmRefusal()
	answer := create(t, b, 4, outbox.Rejected)
	if answer.Words == "" || b.Live(b.Receipt(4).External) != 0 {
		t.Errorf("words %q, live %d", answer.Words, b.Live(b.Receipt(4).External))
	}
}

func throttled(t *testing.T, b *Bench) {
	b.ArmThrottle()
	answer := create(t, b, 5, outbox.Throttled)
	if answer.RetryAfter != 7*time.Second || b.Live(b.Receipt(5).External) != 0 {
		t.Errorf("wait %s", answer.RetryAfter)
	}
}

func limitedReads(t *testing.T, b *Bench) {
	b.LimitReads(true)
	_, err := b.Authority.Find(t.Context(), b.Receipt(6).External)
	faultWith(t, err, outbox.Throttled)
	faultWith(t, b.Authority.ControlRead(t.Context()), outbox.Throttled)
	create(t, b, 6, outbox.Acknowledged)
}

func noLine(t *testing.T, b *Bench) {
	b.CutLine(true)
	create(t, b, 8, outbox.NotSent)
	_, err := b.Authority.Find(t.Context(), b.Receipt(8).External)
	faultWith(t, err, outbox.NotSent)
	faultWith(t, b.Authority.ControlRead(t.Context()), outbox.NotSent)
	b.CutLine(false)
	create(t, b, 8, outbox.Acknowledged)
}

func refusedKeys(t *testing.T, b *Bench) {
	create(t, b, 9, outbox.Acknowledged)
	b.RefuseKeys(true)
	create(t, b, 10, outbox.Paused)
	faultWith(t, b.Authority.ControlRead(t.Context()), outbox.Paused)
	// A look-up may say "not there" now although it is: only the control read
	// tells. It must not say anything that contradicts the truth for good.
	if found, err := b.Authority.Find(t.Context(), b.Receipt(9).External); err == nil && len(found) > 0 {
		t.Error("found with refused keys")
	}
	b.RefuseKeys(false)
	create(t, b, 10, outbox.Acknowledged)
}

func deleteVoids(t *testing.T, b *Bench) {
	answer := create(t, b, 11, outbox.Acknowledged)
	external := b.Receipt(11).External
	if got := b.Authority.Delete(t.Context(), answer.StateID); got.Outcome != outbox.Acknowledged {
		t.Fatalf("delete: %+v", got)
	}
	if b.Live(external) != 0 {
		t.Error("still live")
	}
	found, err := b.Authority.Find(t.Context(), external)
	if err != nil {
		t.Error(err)
	}
	for _, one := range found {
		if !one.Voided {
			t.Errorf("found live: %+v", one)
		}
	}
	if got := b.Authority.Delete(t.Context(), answer.StateID); got.Outcome != outbox.Acknowledged && got.Outcome != outbox.Unknown {
		t.Errorf("a second delete: %+v", got)
	}
}

func deleteLost(t *testing.T, b *Bench) {
	answer := create(t, b, 12, outbox.Acknowledged)
	b.ArmAnswerLost()
	if got := b.Authority.Delete(t.Context(), answer.StateID); got.Outcome != outbox.Unknown {
		t.Errorf("delete: %+v", got)
	}
	if b.Live(b.Receipt(12).External) != 0 {
		t.Error("still live")
	}
}

func highest(t *testing.T, b *Bench) {
	number, err := b.Authority.Highest(t.Context(), b.Prefix, time.Time{})
	if err != nil || number != 0 {
		t.Errorf("highest of nothing: %d, %v", number, err)
	}
	for _, n := range []int64{9, 25, 101} {
		answer := create(t, b, n, outbox.Acknowledged)
		if n == 101 {
			b.Authority.Delete(t.Context(), answer.StateID)
		}
	}
	number, err = b.Authority.Highest(t.Context(), b.Prefix, time.Time{})
	if err != nil || number != 101 {
		t.Errorf("highest %d, %v", number, err)
	}
	number, err = b.Authority.Highest(t.Context(), "OTHER-T1-7K2M-", time.Time{})
	if err != nil || number != 0 {
		t.Errorf("highest of another store: %d, %v", number, err)
	}
}
