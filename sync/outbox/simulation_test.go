package outbox_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
)

func simulate(t *testing.T, plan Plan, mutation Mutation) (broken []string) {
	synctest.Test(t, func(t *testing.T) {
		broken = Simulate(t.Context(), plan, mutation)
	})
	return broken
}

func TestEachSaleIsFiledOnceWhateverHappens(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		plan := Plans().Draw(rt, "plan")
		if broken := simulate(t, plan, Mutation{}); len(broken) > 0 {
			rt.Fatalf("broken: %q", broken)
		}
	})
}

// The checker must find bugs that are known to be there; otherwise it proves
// nothing about the drainer.
func TestPlantedBugsAreFound(t *testing.T) {
	for _, mutation := range plantedBugs() {
		t.Run(mutation.Name, func(t *testing.T) {
			for seed := range 400 {
				plan := Plans().Example(seed)
				if broken := simulate(t, plan, mutation); len(broken) > 0 {
					t.Logf("seed %d: %q", seed, broken)
					return
				}
			}
			t.Error("not found in 400 days")
		})
	}
}

func plantedBugs() []Mutation {
	return []Mutation{
		{Name: "sent again after one look-up", Queue: func(queue outbox.Queue, _ *outboxtest.Disk) outbox.Queue {
			return oneLook{queue}
		}},
		{Name: "401 and 404 taken for absent without a control read", Authority: func(authority outbox.Authority) outbox.Authority {
			return noControl{authority}
		}},
		{Name: "no settle delay", Settle: time.Millisecond},
		{Name: "sent again blindly", Queue: func(queue outbox.Queue, _ *outboxtest.Disk) outbox.Queue {
			return blind{queue}
		}},
		{Name: "sending is not durable", Queue: func(queue outbox.Queue, disk *outboxtest.Disk) outbox.Queue {
			return volatile{queue, disk}
		}},
		{Name: "a restart sends again", Queue: func(queue outbox.Queue, disk *outboxtest.Disk) outbox.Queue {
			return forgetful{queue, disk}
		}},
		{Name: "deletes overtake their creates", Queue: func(queue outbox.Queue, disk *outboxtest.Disk) outbox.Queue {
			return hasty{queue, disk}
		}},
		{Name: "a timeout taken for not sent", Authority: func(authority outbox.Authority) outbox.Authority {
			return optimist{authority}
		}},
	}
}

type oneLook struct{ outbox.Queue }

func (q oneLook) Due(ctx context.Context, state terminal.UploadState, limit int) ([]terminal.Upload, error) {
	rows, err := q.Queue.Due(ctx, state, limit)
	for i := range rows {
		rows[i].Absent = max(rows[i].Absent, 1)
	}
	return rows, err
}

type noControl struct{ outbox.Authority }

func (noControl) ControlRead(context.Context) error { return nil }

type blind struct{ outbox.Queue }

func (q blind) Settle(ctx context.Context, rowID int64, result outbox.Result) error {
	if result.State == terminal.UploadUnknown {
		result.State = terminal.UploadQueued
	}
	return q.Queue.Settle(ctx, rowID, result)
}

type volatile struct {
	outbox.Queue
	disk *outboxtest.Disk
}

func (q volatile) MarkSending(_ context.Context, rowID int64) (terminal.Upload, error) {
	return outbox.Sending(q.disk.Row(rowID))
}

type forgetful struct {
	outbox.Queue
	disk *outboxtest.Disk
}

func (q forgetful) Recover(context.Context, time.Duration) (int, error) {
	for _, row := range q.disk.Rows() {
		if row.State == terminal.UploadSending {
			row.State = terminal.UploadQueued
			q.disk.Put(row)
		}
	}
	return 0, nil
}

type hasty struct {
	outbox.Queue
	disk *outboxtest.Disk
}

func (q hasty) Due(ctx context.Context, state terminal.UploadState, limit int) ([]terminal.Upload, error) {
	rows, err := q.Queue.Due(ctx, state, limit)
	for _, row := range q.disk.Rows() {
		if row.Kind == terminal.UploadDelete && row.State == state && state == terminal.UploadQueued {
			rows = append(rows, row)
		}
	}
	return rows, err
}

func (q hasty) MarkSending(_ context.Context, rowID int64) (terminal.Upload, error) {
	row, err := outbox.Sending(q.disk.Row(rowID))
	if err == nil {
		row.StateID = row.SaleNumber
		q.disk.Put(row)
	}
	return row, err
}

type optimist struct{ outbox.Authority }

func (a optimist) Create(ctx context.Context, receipt terminal.Receipt) outbox.Answer {
	answer := a.Authority.Create(ctx, receipt)
	if answer.Outcome == outbox.Unknown {
		answer = outbox.Answer{Outcome: outbox.NotSent, Err: fmt.Errorf("taken for not sent: %w", ErrSimulated)}
	}
	return answer
}
