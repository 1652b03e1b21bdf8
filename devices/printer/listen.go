package printer

import (
	"context"
	"errors"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
)

// listen reads what the printer sends until the driver or the port ends.
func (d *Driver) listen(ctx context.Context) {
	defer close(d.listened)
	buffer := make([]byte, segmentBytes)
	for {
		n, err := d.port.Read(ctx, buffer)
		if n > 0 {
			if loud := d.heardBytes(buffer[:n]); loud {
				breathe(ctx)
			}
			continue
		}
		if ctx.Err() != nil {
			return
		}
		if err != nil && devices.CodeOf(err) != devices.Timeout {
			d.mu.Lock()
			d.portFailure = err
			d.mu.Unlock()
			return
		}
	}
}

// heardBytes sorts what came, and says whether the printer talks rubbish.
func (d *Driver) heardBytes(data []byte) bool {
	d.mu.Lock()
	before, heard := d.status, d.heard
	explained := 0
	for _, char := range data {
		if reply, whole := d.demux.Feed(char); whole {
			explained += d.take(reply)
		}
	}
	now := d.now()
	d.noise.add(len(data)-explained, now)
	loud := d.noise.isLoud(now)
	d.heard = d.heard || explained > 0
	differs := before != d.status || heard != d.heard
	d.mu.Unlock()
	if differs && !loud {
		d.changed()
	}
	return loud
}

// take handles one reply and gives how many bytes of sense it was; the lock is
// held.
func (d *Driver) take(reply escpos.Reply) int {
	switch reply.Kind {
	case escpos.ReplyXON, escpos.ReplyXOFF:
		d.takeFlow(reply.Kind == escpos.ReplyXOFF)
	case escpos.ReplyRealTime:
		if d.wantStatus == 0 {
			return 0
		}
		escpos.ApplyStatus(&d.status, d.wantStatus, reply.Status)
		d.wantStatus = 0
		select {
		case d.gotStatus <- reply.Status:
		default:
		}
		return 1
	case escpos.ReplyAutoStatus:
		return d.takeAuto(reply.Auto)
	case escpos.ReplyProcessID:
		if d.marks.answerID(reply.ID) {
			d.tell()
			return 3 + escpos.IDChars
		}
	case escpos.ReplyOrdered:
		if d.marks.answerFence() {
			d.tell()
			return 1
		}
	}
	return 0
}

// sign notes that the printer may have restarted; the lock is held.
func (d *Driver) sign() {
	d.signs++
	d.signEarly = d.signEarly || d.lineFree > d.now()
	d.auto.on = false // a restart loses the settings
	d.tell()
}

// write puts one command, or a paper's segment, on the wire as a whole.
func (d *Driver) write(ctx context.Context, data []byte) (int, error) {
	if err := acquire(ctx, d.writing); err != nil {
		return 0, err
	}
	defer release(d.writing)
	n, err := d.port.Write(ctx, data)
	if d.baud > 0 {
		d.mu.Lock()
		d.lineFree = max(d.lineFree, d.now()) + d.lineTime(n)
		d.mu.Unlock()
	}
	return n, err
}

// lineTime is how long the line needs for some bytes of ten bits each.
func (d *Driver) lineTime(count int) time.Duration {
	if d.baud <= 0 {
		return 0
	}
	return time.Duration(count) * 10 * time.Second / time.Duration(d.baud)
}

// onLine is how long the line still needs for what was written.
func (d *Driver) onLine() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return max(d.lineFree-d.now(), 0)
}

// pause waits; the driver's end and the context's end it early.
func (d *Driver) pause(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-d.listened:
		return d.ended()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ended is the error of a driver that listens no more.
func (d *Driver) ended() error {
	if err := d.Err(); err != nil {
		return err
	}
	return devices.Errorf(devices.Closed, "The printer is closed.").Wrap(errors.New("driver closed"))
}
