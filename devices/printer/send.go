package printer

import (
	"context"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
)

const (
	// segmentBytes is about how much is written between two looks at the printer.
	// It says XOFF with 128 bytes left, so without marks it must be less.
	segmentBytes         = 128
	unmarkedSegmentBytes = 64
	// markBytes is how much is sent at least between two marks: little, so that a
	// printer that restarts within a paper loses one. inFlightMaxBytes is how much
	// the printer has at most that it has not dealt with: its buffer is 4 KB. XOFF
	// alone comes too late, as the system's own buffer is on the way to the line.
	markBytes        = 192
	inFlightMaxBytes = 3072
	// lineLead is how far ahead of the line bytes are handed over: enough to be late
	// without a gap on the line, little enough not to be in the way of a pulse.
	lineLead          = 100 * time.Millisecond
	unmarkedLeadBytes = 32
	// witnessesMax bounds the process ids that are sent after a job's own.
	witnessesMax = 16
)

// job is one paper on its way.
type job struct {
	rung      Rung
	marked    bool // fences stand in the stream
	sent      int
	sinceMark int
	whole     bool // all bytes have been written
	seen      int  // signs of a restart that were looked at
	away      bool // it gave no answer for a while
	witnesses int
}

// beginJob forgets what was awaited before.
func (d *Driver) beginJob() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.marks.forget()
	d.signs, d.signEarly, d.auto.due, d.flow.test = 0, false, 0, 0
}

// send writes the paper and waits for the printer's word that it is done.
func (d *Driver) send(ctx context.Context, encoded []byte, awaiting func()) devices.PrintResult {
	d.beginJob()
	one := &job{rung: d.Rung(), marked: d.ability(&d.fences) == able}
	number, err := 0, d.sendPaper(ctx, one, encoded)
	if err == nil {
		number, err = d.sendLastMark(ctx, one)
	}
	if err != nil {
		return d.broken(one.sent, err)
	}
	// The system has all bytes; the line is at the last of them.
	if err := d.pause(ctx, d.onLine()); err != nil {
		return d.broken(one.sent, err)
	}
	if one.rung == ByNothing {
		return devices.PrintResult{Outcome: devices.Sent, SentBytes: one.sent}
	}
	if awaiting != nil {
		awaiting()
	}
	if err := d.await(ctx, one, d.finished(one, number)); err != nil {
		return d.broken(one.sent, err)
	}
	outcome := devices.Sent
	if one.rung == ByEcho {
		outcome = devices.Printed
	}
	return devices.PrintResult{Outcome: outcome, SentBytes: one.sent}
}

// sendPaper writes whole commands at a time. The wire is free in between, so the
// drawer opens while a paper is held up.
func (d *Driver) sendPaper(ctx context.Context, one *job, encoded []byte) error {
	size := unmarkedSegmentBytes
	if one.marked {
		size = segmentBytes
	}
	segments := escpos.Segments(encoded, size)
	for index, segment := range segments {
		if index == 0 {
			segment = d.withAuto(segment)
		}
		if err := d.awaitRoom(ctx, one, len(segment)); err != nil {
			return err
		}
		n, err := d.write(ctx, segment)
		one.sent += n
		one.sinceMark += n
		if err != nil {
			return err
		}
		last := index == len(segments)-1 // the job's own mark follows
		if one.marked && one.sinceMark >= markBytes && !last {
			one.sinceMark = 0
			if _, err := d.sendFence(ctx, one.sent); err != nil {
				return err
			}
		}
	}
	one.whole = true
	return nil
}

// withAuto asks for the automatic status behind the reset that a paper begins
// with, which turns it off on many models.
func (d *Driver) withAuto(segment []byte) []byte {
	const reset = "\x1b@"
	if len(segment) < len(reset) || string(segment[:len(reset)]) != reset {
		return segment
	}
	d.mu.Lock()
	able := d.auto.ability == able
	if able {
		d.auto.on = true
		d.auto.due++
	}
	d.mu.Unlock()
	if !able {
		return segment
	}
	begun := append([]byte(reset), escpos.AutoStatusRequest(true)...)
	return append(begun, segment[len(reset):]...)
}

// sendLastMark asks for the word that this printer can give, behind the cut.
func (d *Driver) sendLastMark(ctx context.Context, one *job) (int, error) {
	switch one.rung {
	case ByEcho:
		return d.sendID(ctx, one.sent)
	case ByFence:
		return d.sendFence(ctx, one.sent)
	default:
		return 0, nil
	}
}

// finished gives what to wait for at the end of a job; it is called with the lock
// held.
func (d *Driver) finished(one *job, number int) func() bool {
	if one.rung != ByStatus {
		return func() bool { return d.marks.answered >= number }
	}
	after := d.now() + d.waits.Poll
	return func() bool { return d.statusAt >= after && d.status.Cause() == "" }
}

// awaitRoom waits until a segment may go out: the printer takes data, has room,
// and the line is nearly through with what it has.
func (d *Driver) awaitRoom(ctx context.Context, one *job, size int) error {
	// Bytes that it has not dealt with can be counted only by marks.
	room := func() bool {
		return !d.flow.stopped && (!one.marked || one.sent+size-d.marks.acked <= inFlightMaxBytes)
	}
	if err := d.await(ctx, one, room); err != nil {
		return err
	}
	lead := d.lineTime(unmarkedLeadBytes)
	if one.marked {
		lead = lineLead
	}
	if wait := d.onLine() - lead; wait > 0 {
		if err := d.pause(ctx, wait); err != nil {
			return err
		}
		return d.await(ctx, one, room) // it may have said XOFF meanwhile
	}
	return nil
}
