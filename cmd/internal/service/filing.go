package service

import (
	"context"
	"fmt"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/till"
)

// liveWindow is how young a sale is to go before the backlog.
const liveWindow = 10 * time.Minute

// filing is the outbox's queue: its steps become commands of the till, in the
// lane of the machines, so that there is one write path.
type filing struct {
	program *Program
}

var _ outbox.Queue = (*filing)(nil)

func (f *filing) Recover(ctx context.Context, wait time.Duration) (int, error) {
	rows, err := f.in(ctx, terminal.UploadSending)
	if err != nil {
		return 0, err
	}
	now := f.program.clock.Now().Wall
	for _, row := range rows {
		step := &till.StepUpload{RowID: row.RowID, Change: func(row terminal.Upload) (terminal.Upload, error) {
			return outbox.Recovered(row, now, wait)
		}}
		if _, err := f.program.till.Submit(ctx, till.Command{Body: step}); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

func (f *filing) in(ctx context.Context, states ...terminal.UploadState) (rows []terminal.Upload, err error) {
	err = f.program.store.View(ctx, func(reader terminal.Reader) error {
		rows, err = reader.UploadsIn(states...)
		return err
	})
	return rows, err
}

func (f *filing) Due(ctx context.Context, state terminal.UploadState, limit int) ([]terminal.Upload, error) {
	if err := f.program.store.Trust(); err != nil {
		return nil, err
	}
	now := f.program.clock.Now().Wall
	var rows []terminal.Upload
	err := f.program.store.View(ctx, func(reader terminal.Reader) (err error) {
		rows, err = reader.DueUploads(state, now, now.Add(-liveWindow), limit)
		if err != nil {
			return err
		}
		for i := range rows {
			rows[i].Backlog = rows[i].QueuedAt.Before(now.Add(-liveWindow))
			if rows[i].Kind != terminal.UploadDelete || rows[i].StateID != 0 {
				continue
			}
			if rows[i].StateID, err = stateIDOf(reader, rows[i].Sale); err != nil {
				return err
			}
		}
		return nil
	})
	return rows, err
}

// stateIDOf is the state's number of a sale's acknowledged receipt.
func stateIDOf(reader terminal.Reader, sale string) (int64, error) {
	uploads, err := reader.UploadsOf(sale)
	if err != nil {
		return 0, err
	}
	for _, upload := range uploads {
		if upload.Kind == terminal.UploadCreate && upload.State == terminal.UploadAcknowledged {
			return upload.StateID, nil
		}
	}
	return 0, terminal.Errorf(terminal.Conflict, "upload.not_filed", "The sale is not filed yet.")
}

func (f *filing) MarkSending(ctx context.Context, rowID int64) (terminal.Upload, error) {
	step := &till.StepUpload{RowID: rowID, Quiet: true, Change: func(row terminal.Upload) (terminal.Upload, error) {
		if row.Kind == terminal.UploadDelete && row.StateID == 0 {
			err := f.program.store.View(ctx, func(reader terminal.Reader) (err error) {
				row.StateID, err = stateIDOf(reader, row.Sale)
				return err
			})
			if err != nil {
				return row, err
			}
		}
		return outbox.Sending(row)
	}}
	_, err := f.program.till.Submit(ctx, till.Command{Body: step})
	return step.Moved, err
}

func (f *filing) Settle(ctx context.Context, rowID int64, result outbox.Result) error {
	step := &till.StepUpload{RowID: rowID, Change: result.Apply, Quiet: result.Deferral()}
	_, err := f.program.till.Submit(ctx, till.Command{Body: step})
	return err
}

func (f *filing) HighestOurs(ctx context.Context) (outbox.Ours, error) {
	var ours outbox.Ours
	err := f.program.store.View(ctx, func(reader terminal.Reader) error {
		head, err := reader.Head()
		if err != nil {
			return err
		}
		if ours.Number, err = reader.LastSaleNumber(); err != nil {
			return err
		}
		opened, err := reader.EpochOpenedAt()
		if err != nil {
			return err
		}
		ours.Since = opened
		ours.Prefix = fmt.Sprintf("%s-%s-%s-", f.program.config.Store.Code, head.Terminal, head.Epoch)
		return nil
	})
	return ours, err
}

func (f *filing) Counts(ctx context.Context) (outbox.Counts, error) {
	var counts outbox.Counts
	rows, err := f.in(ctx, terminal.UploadQueued, terminal.UploadSending, terminal.UploadUnknown, terminal.UploadQuarantined)
	for _, row := range rows {
		switch row.State {
		case terminal.UploadQueued:
			counts.Queued++
		case terminal.UploadSending:
			counts.Sending++
		case terminal.UploadUnknown:
			counts.Unknown++
		case terminal.UploadQuarantined:
			counts.Quarantined++
		}
		counts.Oldest = earlier(counts.Oldest, row.QueuedAt)
		counts.NextDeadline = earlier(counts.NextDeadline, row.Deadline)
	}
	return counts, err
}

func earlier(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) && !b.IsZero() {
		return b
	}
	return a
}
