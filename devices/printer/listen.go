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
			d.heardBytes(buffer[:n])
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

func (d *Driver) heardBytes(data []byte) {
	d.mu.Lock()
	before, heard := d.status, d.heard
	d.heard = true
	for _, char := range data {
		if reply, whole := d.demux.Feed(char); whole {
			d.take(reply)
		}
	}
	differs := before != d.status || !heard
	d.mu.Unlock()
	if differs {
		d.changed()
	}
}

// take handles one reply; the lock is held.
func (d *Driver) take(reply escpos.Reply) {
	switch reply.Kind {
	case escpos.ReplyXON, escpos.ReplyXOFF:
		d.xoff = reply.Kind == escpos.ReplyXOFF
		close(d.flow)
		d.flow = make(chan struct{})
	case escpos.ReplyRealTime:
		if d.wantStatus != 0 {
			escpos.ApplyStatus(&d.status, d.wantStatus, reply.Status)
			d.wantStatus = 0
			select {
			case d.gotStatus <- reply.Status:
			default:
			}
		}
	case escpos.ReplyAutoStatus:
		escpos.ApplyAutoStatus(&d.status, reply.Auto)
	case escpos.ReplyProcessID:
		if d.gotID != nil && reply.ID == d.wantID {
			close(d.gotID)
			d.gotID = nil
		}
	case escpos.ReplyOrdered:
		if len(d.ordered) > 0 {
			close(d.ordered[0])
			d.ordered = d.ordered[1:]
		}
	}
}

// write puts one command, or a paper's chunk, on the wire as a whole.
func (d *Driver) write(ctx context.Context, data []byte) (int, error) {
	if err := acquire(ctx, d.writing); err != nil {
		return 0, err
	}
	defer release(d.writing)
	return d.port.Write(ctx, data)
}

// askOne sends DLE EOT n and waits for the answer. It takes the wire for itself
// until the answer is there, as the answer does not say what it answers.
func (d *Driver) askOne(ctx context.Context, n byte) error {
	if err := acquire(ctx, d.writing); err != nil {
		return err
	}
	defer release(d.writing)
	select { // an answer that came after its time
	case <-d.gotStatus:
	default:
	}
	d.mu.Lock()
	d.wantStatus = n
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.wantStatus = 0
		d.mu.Unlock()
	}()
	if _, err := d.port.Write(ctx, escpos.StatusRequest(n)); err != nil {
		return err
	}
	timer := time.NewTimer(d.waits.Status)
	defer timer.Stop()
	select {
	case <-d.gotStatus:
		return nil
	case <-timer.C:
		return devices.Errorf(devices.NoAnswer, "The printer does not answer.").
			WithHint("Check that it is switched on and its cable is plugged in.")
	case <-d.listened:
		return d.ended()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ask asks for all that decides whether a paper can be printed.
func (d *Driver) ask(ctx context.Context) error {
	for _, n := range []byte{escpos.StatusPrinter, escpos.StatusOffline, escpos.StatusPaper} {
		err := d.askOne(ctx, n)
		if devices.CodeOf(err) == devices.NoAnswer {
			err = d.askOne(ctx, n)
			if err == nil {
				// The first answer may only be late. It must be past before the next
				// question, as an answer does not say what it answers.
				err = d.silence(ctx)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// silence waits for as long as an answer may take.
func (d *Driver) silence(ctx context.Context) error {
	timer := time.NewTimer(d.waits.Status)
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

// probe is Probe under the job lock.
func (d *Driver) probe(ctx context.Context) error {
	err := d.ask(ctx)
	switch {
	case err == nil:
		d.setAbility(&d.answers, able)
	case devices.CodeOf(err) == devices.NoAnswer:
		if d.ability(&d.answers) == able {
			return err // it did before: it is off, not deaf
		}
		d.setAbility(&d.answers, unable)
		return nil
	default:
		return err
	}
	if status, _ := d.Status(); status.Cause() != "" {
		return nil
	}
	if d.ability(&d.processIDs) == notProbed {
		if err := d.probeOne(ctx, &d.processIDs, d.sendProcessID); err != nil {
			return err
		}
	}
	if d.ability(&d.fences) == notProbed {
		return d.probeOne(ctx, &d.fences, d.sendFence)
	}
	return nil
}

// probeOne sends a request with nothing to print before it: a printer that knows
// it answers at once. What a printer calls itself is not asked, as clones lie.
func (d *Driver) probeOne(ctx context.Context, which *ability, send func(context.Context) (<-chan struct{}, error)) error {
	d.forgetFences()
	answered, err := send(ctx)
	if err != nil {
		return err
	}
	timer := time.NewTimer(d.waits.Probe)
	defer timer.Stop()
	select {
	case <-answered:
		d.setAbility(which, able)
	case <-timer.C:
		d.setAbility(which, unable)
	case <-d.listened:
		return d.ended()
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

// sendProcessID asks for the echo of a fresh id; the channel is closed by it.
func (d *Driver) sendProcessID(ctx context.Context) (<-chan struct{}, error) {
	d.mu.Lock()
	d.idCount++
	d.wantID = idOf(d.idCount)
	echoed := make(chan struct{})
	d.gotID = echoed
	id := d.wantID
	d.mu.Unlock()
	_, err := d.write(ctx, escpos.ProcessID(id))
	return echoed, err
}

// sendFence asks for an answer in order; the channel is closed by it.
func (d *Driver) sendFence(ctx context.Context) (<-chan struct{}, error) {
	answered := make(chan struct{})
	d.mu.Lock()
	d.ordered = append(d.ordered, answered)
	d.mu.Unlock()
	_, err := d.write(ctx, escpos.FenceRequest())
	return answered, err
}

// forgetFences drops fences that a job before left unanswered; their answers
// must not be taken for those of the next job.
func (d *Driver) forgetFences() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ordered = nil
}

// idOf spells a number with the 94 characters from 21h to 7Eh.
func idOf(count uint32) [escpos.IDChars]byte {
	var id [escpos.IDChars]byte
	for index := range id {
		id[escpos.IDChars-1-index] = byte('!' + count%94)
		count /= 94
	}
	return id
}

// ended is the error of a driver that listens no more.
func (d *Driver) ended() error {
	if err := d.Err(); err != nil {
		return err
	}
	return devices.Errorf(devices.Closed, "The printer is closed.").Wrap(errors.New("driver closed"))
}
