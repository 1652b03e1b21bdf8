package outboxtest

import (
	"testing"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
)

// QueueBench is a queue together with the till's side of it.
type QueueBench struct {
	Queue outbox.Queue
	// Add queues an upload in its sale's transaction and returns its row id.
	Add func(terminal.Upload) int64
	// Row reads a row as it is on disk.
	Row func(rowID int64) terminal.Upload
	// Advance moves the store's clock.
	Advance func(time.Duration)
	Now     func() time.Time
	Prefix  string
}

// Queue is what every implementation of outbox.Queue must pass. bench makes a
// fresh, empty one for each case.
func Queue(t *testing.T, bench func(*testing.T) *QueueBench) {
	for _, one := range []struct {
		name string
		run  func(*testing.T, *QueueBench)
	}{
		{"live before backlog, oldest first, limited", dueOrder},
		{"nothing is due before its time", dueTime},
		{"a mark moves a row once", markOnce},
		{"a result is written once and refused after", settleOnce},
		{"a late result does not end a newer attempt", lateResult},
		{"a start turns sending into unknown", recoverSending},
		{"a delete waits for its create and gets its number", deleteAfterCreate},
		{"counts and the highest number", countsAndHighest},
	} {
		t.Run(one.name, func(t *testing.T) { one.run(t, bench(t)) })
	}
}

func (b *QueueBench) add(t *testing.T, number int64, kind terminal.UploadKind, backlog bool) int64 {
	t.Helper()
	disk := NewDisk(b.Prefix, b.Now)
	upload := Upload(Sale(disk.External(number), number, b.Now()), number)
	upload.Kind, upload.Backlog, upload.QueuedAt = kind, backlog, b.Now()
	upload.State = terminal.UploadQueued
	upload.Deadline = b.Now().Add(24 * time.Hour)
	if backlog {
		upload.QueuedAt = b.Now().Add(-48 * time.Hour)
	}
	row := b.Add(upload)
	b.Advance(time.Second)
	return row
}

func (b *QueueBench) due(t *testing.T, state terminal.UploadState, limit int) []int64 {
	t.Helper()
	rows, err := b.Queue.Due(t.Context(), state, limit)
	if err != nil {
		t.Fatal(err)
	}
	ids := []int64{}
	for _, row := range rows {
		if row.State != state {
			t.Errorf("row %d is %s, asked for %s", row.RowID, row.State, state)
		}
		ids = append(ids, row.RowID)
	}
	return ids
}

func (b *QueueBench) same(t *testing.T, got []int64, want ...int64) {
	t.Helper()
	equal := len(got) == len(want)
	for i := 0; equal && i < len(want); i++ {
		equal = got[i] == want[i]
	}
	if !equal {
		t.Errorf("rows %v, want %v", got, want)
	}
}

func (b *QueueBench) mark(t *testing.T, row int64) terminal.Upload {
	t.Helper()
	marked, err := b.Queue.MarkSending(t.Context(), row)
	if err != nil {
		t.Fatal(err)
	}
	return marked
}

func (b *QueueBench) acknowledge(t *testing.T, row, stateID int64) {
	t.Helper()
	b.mark(t, row)
	err := b.Queue.Settle(t.Context(), row, outbox.Result{
		From: terminal.UploadSending, Attempt: 1, State: terminal.UploadAcknowledged, StateID: stateID, AttemptEnd: b.Now(),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func dueOrder(t *testing.T, b *QueueBench) {
	old := []int64{b.add(t, 1, terminal.UploadCreate, true), b.add(t, 2, terminal.UploadCreate, true)}
	live := []int64{b.add(t, 3, terminal.UploadCreate, false), b.add(t, 4, terminal.UploadCreate, false)}
	b.same(t, b.due(t, terminal.UploadQueued, 10), live[0], live[1], old[0], old[1])
	b.same(t, b.due(t, terminal.UploadQueued, 3), live[0], live[1], old[0])
	b.same(t, b.due(t, terminal.UploadUnknown, 10))
}

func dueTime(t *testing.T, b *QueueBench) {
	row := b.add(t, 1, terminal.UploadCreate, false)
	marked := b.mark(t, row)
	result := outbox.Result{
		From: terminal.UploadSending, Attempt: 1, State: terminal.UploadUnknown,
		AttemptEnd: b.Now(), NotBefore: b.Now().Add(time.Minute), Problem: "no answer",
	}
	if err := b.Queue.Settle(t.Context(), marked.RowID, result); err != nil {
		t.Fatal(err)
	}
	b.same(t, b.due(t, terminal.UploadUnknown, 10))
	b.Advance(time.Minute - time.Second)
	b.same(t, b.due(t, terminal.UploadUnknown, 10))
	b.Advance(2 * time.Second)
	b.same(t, b.due(t, terminal.UploadUnknown, 10), row)
	b.same(t, b.due(t, terminal.UploadQueued, 10))
}

func markOnce(t *testing.T, b *QueueBench) {
	row := b.add(t, 1, terminal.UploadCreate, false)
	marked := b.mark(t, row)
	onDisk := b.Row(row)
	if marked.State != terminal.UploadSending || onDisk.State != terminal.UploadSending || marked.Attempts != 1 || onDisk.Attempts != 1 {
		t.Errorf("marked %+v, on disk %+v", marked, onDisk)
	}
	if string(marked.Payload) != string(onDisk.Payload) || len(marked.Payload) == 0 {
		t.Errorf("payload %q", marked.Payload)
	}
	if _, err := b.Queue.MarkSending(t.Context(), row); terminal.KindOf(err) != terminal.Conflict {
		t.Errorf("a second mark: %v", err)
	}
}

func settleOnce(t *testing.T, b *QueueBench) {
	row := b.add(t, 1, terminal.UploadCreate, false)
	b.mark(t, row)
	end := b.Now().Truncate(time.Millisecond)
	result := outbox.Result{
		From: terminal.UploadSending, Attempt: 1, State: terminal.UploadQuarantined, StateID: 77, Problem: "in words",
		StateWords: "the state's", NotBefore: end, AttemptEnd: end, Absent: 1, LastAbsent: end, Requeues: 3,
	}
	if err := b.Queue.Settle(t.Context(), row, result); err != nil {
		t.Fatal(err)
	}
	got := b.Row(row)
	if got.State != result.State || got.StateID != 77 || got.Problem != "in words" || got.StateWords != "the state's" ||
		got.Absent != 1 || got.Requeues != 3 || !got.AttemptEnd.Equal(end) || !got.LastAbsent.Equal(end) || !got.NotBefore.Equal(end) {
		t.Errorf("%+v", got)
	}
	result.StateID = 78
	if err := b.Queue.Settle(t.Context(), row, result); terminal.KindOf(err) != terminal.Conflict || b.Row(row).StateID != 77 {
		t.Errorf("a second result: %v", err)
	}
}

// lateResult writes a result of the first attempt while the second is under way.
func lateResult(t *testing.T, b *QueueBench) {
	row := b.add(t, 1, terminal.UploadCreate, false)
	b.mark(t, row)
	back := outbox.Result{
		From: terminal.UploadSending, Attempt: 1, State: terminal.UploadQueued, AttemptEnd: b.Now(), NotBefore: b.Now(),
	}
	if err := b.Queue.Settle(t.Context(), row, back); err != nil {
		t.Fatal(err)
	}
	b.mark(t, row)
	if err := b.Queue.Settle(t.Context(), row, back); terminal.KindOf(err) != terminal.Conflict || b.Row(row).State != terminal.UploadSending {
		t.Errorf("a late result: %v, the row is %s", err, b.Row(row).State)
	}
}

func recoverSending(t *testing.T, b *QueueBench) {
	row, other := b.add(t, 1, terminal.UploadCreate, false), b.add(t, 2, terminal.UploadCreate, false)
	b.mark(t, row)
	for _, want := range []int{1, 0} {
		if count, err := b.Queue.Recover(t.Context(), time.Minute); err != nil || count != want {
			t.Errorf("recovered %d, %v, want %d", count, err, want)
		}
	}
	got := b.Row(row)
	if got.State != terminal.UploadUnknown || got.NotBefore.Sub(got.AttemptEnd) != time.Minute || got.AttemptEnd.IsZero() || got.Attempts != 1 {
		t.Errorf("%+v", got)
	}
	if b.Row(other).State != terminal.UploadQueued {
		t.Errorf("%+v", b.Row(other))
	}
}

func deleteAfterCreate(t *testing.T, b *QueueBench) {
	create, remove := b.add(t, 1, terminal.UploadCreate, false), b.add(t, 1, terminal.UploadDelete, false)
	b.same(t, b.due(t, terminal.UploadQueued, 10), create)
	b.acknowledge(t, create, 903311)
	b.same(t, b.due(t, terminal.UploadQueued, 10), remove)
	rows, _ := b.Queue.Due(t.Context(), terminal.UploadQueued, 10)
	if marked := b.mark(t, remove); rows[0].StateID != 903311 || marked.StateID != 903311 {
		t.Errorf("due %+v, marked %+v", rows[0], marked)
	}
}

func countsAndHighest(t *testing.T, b *QueueBench) {
	first := b.add(t, 3, terminal.UploadCreate, false)
	second := b.add(t, 7, terminal.UploadCreate, false)
	b.acknowledge(t, b.add(t, 5, terminal.UploadCreate, false), 1)
	b.mark(t, second)
	counts, err := b.Queue.Counts(t.Context())
	if err != nil || counts.Queued != 1 || counts.Sending != 1 || counts.Unknown != 0 || counts.Open() != 2 {
		t.Errorf("%+v, %v", counts, err)
	}
	oldest := b.Row(first)
	if !counts.Oldest.Equal(oldest.QueuedAt) || !counts.NextDeadline.Equal(oldest.Deadline) {
		t.Errorf("%+v, first %+v", counts, oldest)
	}
	ours, err := b.Queue.HighestOurs(t.Context())
	if err != nil || ours.Number != 7 || ours.Prefix != b.Prefix {
		t.Errorf("%+v, %v", ours, err)
	}
}
