package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
)

// flaky fails writes to the disk so that nobody can tell whether they held.
type flaky struct {
	outbox.Queue
	failures atomic.Int32
	held     bool
}

func (f *flaky) fail() bool { return f.failures.Add(-1) >= 0 }

func (f *flaky) MarkSending(ctx context.Context, rowID int64) (terminal.Upload, error) {
	if f.fail() {
		if f.held {
			_, _ = f.Queue.MarkSending(ctx, rowID)
		}
		return terminal.Upload{}, errors.New("the commit failed")
	}
	return f.Queue.MarkSending(ctx, rowID)
}

func (f *flaky) Settle(ctx context.Context, rowID int64, result outbox.Result) error {
	if f.fail() {
		if f.held {
			_ = f.Queue.Settle(ctx, rowID, result)
		}
		return errors.New("the commit failed")
	}
	return f.Queue.Settle(ctx, rowID, result)
}

func TestFailedCommitsLoseAndDoubleNothing(t *testing.T) {
	for _, held := range []bool{false, true} {
		for failures := range 10 {
			t.Run(fmt.Sprintf("%d, held %t", failures, held), func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					s := open(t)
					rows := []int64{s.sell(1, nil), s.sell(2, nil), s.sell(3, nil)}
					queue := &flaky{Queue: s.disk, held: held}
					queue.failures.Store(int32(failures))
					s.start(queue, nil)
					pass(10 * time.Minute)
					s.stop()
					for _, row := range rows {
						s.want(row, terminal.UploadAcknowledged)
					}
					if diff := cmp.Diff([]string(nil), s.state.Broken); diff != "" || len(s.state.All()) != 3 {
						t.Errorf("%s, %d filed", diff, len(s.state.All()))
					}
				})
			})
		}
	}
}

// A process that is told to stop lets a request end and writes down what came.
func TestStoppingWaitsForRequestsUnderWay(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		s := open(t)
		s.start(nil, nil)
		pass(2 * time.Second)
		s.state.SetTrouble(func(int64, int) Trouble { return Trouble{Fault: LostOnTheWay} })
		lost := s.sell(1, nil)
		pass(time.Second)
		s.state.SetTrouble(nil)
		answered := s.sell(2, nil)
		pass(time.Millisecond)
		before := time.Now()
		s.stop()
		if took := time.Since(before); took > outbox.ShutdownGrace+time.Second {
			t.Errorf("stopping took %s", took)
		}
		s.want(lost, terminal.UploadUnknown)
		if got := s.disk.Row(answered).State; got != terminal.UploadAcknowledged && got != terminal.UploadQueued {
			t.Errorf("%s", got)
		}
	})
}

func TestARefusalAfterAnEarlierAttemptIsLookedUp(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		s := open(t)
		tries := 0
		s.answer(func(receipt terminal.Receipt) *outbox.Answer {
			if tries++; tries == 1 {
				return &outbox.Answer{Outcome: outbox.Unknown}
			}
			s.state.Create(t.Context(), receipt) // as if the first had landed after all
			return &outbox.Answer{Outcome: outbox.Rejected, Words: "this number is taken"}
		})
		row := s.sell(1, nil)
		s.start(nil, nil)
		pass(3 * settle)
		s.stop()
		if got := s.want(row, terminal.UploadAcknowledged); got.StateID == 0 || got.Attempts != 2 {
			t.Errorf("%+v", got)
		}
	})
}

// A late answer of another kind must not hide that the keys are refused.
func TestRefusedKeysAreNotHiddenByALateAnswer(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		s := open(t)
		s.answer(func(receipt terminal.Receipt) *outbox.Answer {
			if receipt.External == s.disk.External(1) {
				_ = wait(t.Context(), 2*time.Second)
				return &outbox.Answer{Outcome: outbox.NotSent, Err: ErrSimulated}
			}
			_ = wait(t.Context(), time.Second)
			return &outbox.Answer{Outcome: outbox.Paused}
		})
		s.sell(1, nil)
		s.sell(2, nil)
		s.start(nil, nil)
		pass(600 * time.Millisecond)
		s.state.SetWindows(Window{Kind: KeysRefused, To: time.Hour})
		pass(4 * time.Second)
		if status := s.drainer.Status(); status.Phase != outbox.KeysWanted {
			t.Errorf("phase %s", status.Phase)
		}
		s.stop()
	})
}

// After trouble writes go one at a time, so that a state that reads well and
// writes badly gets few sales into doubt.
func TestAfterTroubleWritesGoOneAtATime(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		s := open(t)
		var under, most atomic.Int32
		s.answer(func(terminal.Receipt) *outbox.Answer {
			most.Store(max(most.Load(), under.Add(1)))
			defer under.Add(-1)
			_ = wait(t.Context(), 3*time.Second)
			return &outbox.Answer{Outcome: outbox.Unknown, Err: ErrSimulated}
		})
		for number := int64(1); number <= 40; number++ {
			s.sell(number, nil)
		}
		s.start(nil, nil)
		pass(10 * time.Second)
		if most.Load() < 2 {
			t.Error("not even before the trouble several at a time")
		}
		most.Store(0)
		pass(15 * time.Minute)
		if most.Load() != 1 {
			t.Errorf("%d writes at a time after trouble", most.Load())
		}
		s.answer(nil)
		pass(time.Hour)
		s.stop()
		if counts, _ := s.disk.Counts(t.Context()); counts.Open() != 0 {
			t.Errorf("%+v", counts)
		}
	})
}

func TestLimitedWritesDoNotHoldUpLookUps(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		s := open(t)
		s.answer(func(receipt terminal.Receipt) *outbox.Answer {
			if receipt.External == s.disk.External(1) {
				s.state.Create(t.Context(), receipt)
				return &outbox.Answer{Outcome: outbox.Unknown}
			}
			return &outbox.Answer{Outcome: outbox.Throttled, RetryAfter: outbox.RetryAfterMax}
		})
		unclear := s.sell(1, nil)
		s.start(nil, nil)
		pass(5 * time.Second)
		s.sell(2, nil)
		pass(settle + 5*time.Second)
		s.stop()
		s.want(unclear, terminal.UploadAcknowledged)
	})
}
