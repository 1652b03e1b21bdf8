// Package outboxtest checks authorities and queues against what sync/outbox
// promises, and has a queue in memory to check them with.
package outboxtest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
)

// Disk is a queue in memory that keeps what a disk keeps: what was committed.
// It is a model to compare with and to test against, never a store.
type Disk struct {
	Prefix string
	Wall   func() time.Time

	mu   sync.Mutex
	rows map[int64]terminal.Upload
	last int64
}

// NewDisk makes an empty one. Wall is the store's wall clock.
func NewDisk(prefix string, wall func() time.Time) *Disk {
	return &Disk{Prefix: prefix, Wall: wall, rows: map[int64]terminal.Upload{}}
}

// Add queues an upload as the commit of a sale does, and returns its row id.
func (d *Disk) Add(upload terminal.Upload) int64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.last++
	upload.RowID, upload.State = d.last, terminal.UploadQueued
	if upload.QueuedAt.IsZero() {
		upload.QueuedAt = d.Wall()
	}
	d.rows[d.last] = upload
	return d.last
}

// Void undoes a sale: what was not sent never will be, and anything else gets
// a delete behind it. It says whether a delete was queued.
func (d *Disk) Void(rowID int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	row := d.rows[rowID]
	switch row.State {
	case terminal.UploadQueued:
		row.State = terminal.UploadNeverSent
		d.rows[rowID] = row
		return false
	case terminal.UploadQuarantined, terminal.UploadNeverSent:
		return false
	}
	d.last++
	d.rows[d.last] = terminal.Upload{
		RowID: d.last, Sale: row.Sale, SaleNumber: row.SaleNumber, External: row.External, Payload: row.Payload,
		Kind: terminal.UploadDelete, State: terminal.UploadQueued, QueuedAt: d.Wall(),
	}
	return true
}

// Rows gives all rows in their order.
func (d *Disk) Rows() []terminal.Upload {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.SortedFunc(maps.Values(d.rows), func(a, b terminal.Upload) int { return cmp.Compare(a.RowID, b.RowID) })
}

// Row gives one row.
func (d *Disk) Row(rowID int64) terminal.Upload {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rows[rowID]
}

// Put replaces a row whatever its state.
func (d *Disk) Put(row terminal.Upload) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rows[row.RowID] = row
}

// Recover implements outbox.Queue.
func (d *Disk) Recover(_ context.Context, wait time.Duration) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	count := 0
	for id, row := range d.rows {
		if recovered, err := outbox.Recovered(row, d.Wall(), wait); err == nil {
			d.rows[id] = recovered
			count++
		}
	}
	return count, nil
}

// Due implements outbox.Queue.
func (d *Disk) Due(_ context.Context, state terminal.UploadState, limit int) ([]terminal.Upload, error) {
	now := d.Wall()
	var due []terminal.Upload
	rows := d.Rows()
	created := map[string]int64{}
	for _, row := range rows {
		if row.Kind == terminal.UploadCreate && row.State == terminal.UploadAcknowledged {
			created[row.External] = row.StateID
		}
	}
	for _, row := range rows {
		if row.State != state || row.NotBefore.After(now) {
			continue
		}
		if row.Kind == terminal.UploadDelete {
			id, ok := created[row.External]
			if !ok {
				continue
			}
			row.StateID = id
		}
		due = append(due, row)
	}
	slices.SortStableFunc(due, func(a, b terminal.Upload) int {
		if a.Backlog != b.Backlog {
			if b.Backlog {
				return -1
			}
			return 1
		}
		return a.QueuedAt.Compare(b.QueuedAt)
	})
	return due[:min(limit, len(due))], nil
}

// MarkSending implements outbox.Queue.
func (d *Disk) MarkSending(_ context.Context, rowID int64) (terminal.Upload, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	row, ok := d.rows[rowID]
	if !ok {
		return row, terminal.Errorf(terminal.NotFound, "upload.not_found", "There is no upload %d.", rowID)
	}
	marked, err := outbox.Sending(row)
	if err != nil {
		return row, err
	}
	if marked.Kind == terminal.UploadDelete {
		for _, other := range d.rows {
			if other.Kind == terminal.UploadCreate && other.External == row.External {
				if other.State != terminal.UploadAcknowledged {
					return row, terminal.Errorf(terminal.Conflict, "upload.moved", "The create of %s is %s.", row.External, other.State)
				}
				marked.StateID = other.StateID
			}
		}
	}
	d.rows[rowID] = marked
	return marked, nil
}

// Settle implements outbox.Queue.
func (d *Disk) Settle(_ context.Context, rowID int64, result outbox.Result) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	row, err := result.Apply(d.rows[rowID])
	if err == nil {
		d.rows[rowID] = row
	}
	return err
}

// HighestOurs implements outbox.Queue.
func (d *Disk) HighestOurs(context.Context) (outbox.Ours, error) {
	ours := outbox.Ours{Prefix: d.Prefix}
	for _, row := range d.Rows() {
		ours.Number = max(ours.Number, row.SaleNumber)
	}
	return ours, nil
}

// Counts implements outbox.Queue.
func (d *Disk) Counts(context.Context) (outbox.Counts, error) {
	var counts outbox.Counts
	for _, row := range d.Rows() {
		switch row.State {
		case terminal.UploadQueued:
			counts.Queued++
		case terminal.UploadSending:
			counts.Sending++
		case terminal.UploadUnknown:
			counts.Unknown++
		case terminal.UploadQuarantined:
			counts.Quarantined++
		default:
			continue
		}
		if counts.Oldest.IsZero() || row.QueuedAt.Before(counts.Oldest) {
			counts.Oldest = row.QueuedAt
		}
		if !row.Deadline.IsZero() && (counts.NextDeadline.IsZero() || row.Deadline.Before(counts.NextDeadline)) {
			counts.NextDeadline = row.Deadline
		}
	}
	return counts, nil
}

// External gives a number of this disk.
func (d *Disk) External(number int64) string { return fmt.Sprintf("%s%d", d.Prefix, number) }
