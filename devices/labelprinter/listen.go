package labelprinter

import (
	"context"
	"errors"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/zpl"
)

// listen reads what the printer sends until the driver or the port ends.
func (d *Driver) listen(ctx context.Context) {
	defer close(d.listened)
	buffer := make([]byte, chunkBytes)
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
	before, heard := d.last, d.heard
	for _, char := range data {
		if stop := char == zpl.XOFF; stop || char == zpl.XON {
			d.xoff = stop
			close(d.flow)
			d.flow = make(chan struct{})
		}
		status, whole := d.reader.Feed(char)
		if !whole || !d.asking {
			continue // an answer that nobody waits for is a late one
		}
		d.asking, d.last, d.heard = false, status, true
		select {
		case d.answers <- status:
		default:
		}
	}
	differs := before != d.last || !heard && d.heard
	d.mu.Unlock()
	if differs {
		d.changed()
	}
}

// askOnce sends ~HS and waits for the answer.
func (d *Driver) askOnce(ctx context.Context) (zpl.HostStatus, error) {
	d.mu.Lock()
	d.reader.Reset()
	select { // one that came just after its time
	case <-d.answers:
	default:
	}
	d.asking = true
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.asking = false
		d.mu.Unlock()
	}()
	if _, err := d.port.Write(ctx, []byte(zpl.StatusRequest)); err != nil {
		return zpl.HostStatus{}, err
	}
	timer := time.NewTimer(d.waits.Answer)
	defer timer.Stop()
	select {
	case status := <-d.answers:
		d.setSilent(false)
		return status, nil
	case <-timer.C:
		return zpl.HostStatus{}, silence()
	case <-d.listened:
		return zpl.HostStatus{}, d.ended()
	case <-ctx.Done():
		return zpl.HostStatus{}, ctx.Err()
	}
}

// ask asks until the printer counts as silent. After an answer that was late it
// waits until no other can come: it would be taken for that to a later question.
func (d *Driver) ask(ctx context.Context) (zpl.HostStatus, error) {
	for turn := range silentAsks {
		status, err := d.askOnce(ctx)
		if err == nil && turn > 0 {
			return status, d.pause(ctx, d.waits.Answer)
		}
		if err == nil || !unanswered(err) {
			return status, err
		}
	}
	d.setSilent(true)
	return zpl.HostStatus{}, silence()
}

// unanswered says that a question brought nothing, while the port is still there.
func unanswered(err error) bool {
	switch devices.CodeOf(err) {
	case devices.NoAnswer, devices.Abandoned, devices.Busy:
		return true
	}
	return false
}

func (d *Driver) setSilent(silent bool) {
	d.mu.Lock()
	differs := d.silent != silent
	d.silent = silent
	d.mu.Unlock()
	if differs {
		d.changed()
	}
}

// pause waits; its errors are those of a driver or a job that ended.
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
	return devices.Errorf(devices.Closed, "The label printer is closed.").Wrap(errors.New("driver closed"))
}

func silence() *devices.Error {
	return devices.Errorf(devices.NoAnswer, "The label printer does not answer.").
		WithHint("It says nothing while it is out of labels or ribbon, or its head is open. Look at it, then at its switch and its cable.")
}

// cause gives what keeps the printer from printing, as its last word has it.
func (d *Driver) cause() (devices.BlockCause, *devices.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch last := d.last; {
	case d.silent:
		return devices.PrinterOffline, silence()
	case last.HeadUp:
		return devices.CoverOpen, devices.Errorf("label_printer.head_open", "The label printer's head is open.").WithHint("Close it. Printing goes on by itself.")
	case last.PaperOut:
		return devices.PaperOut, devices.Errorf("label_printer.media_out", "The label printer is out of labels.").WithHint("Put in a new roll. Printing goes on by itself.")
	case last.RibbonOut:
		return devices.PrinterError, devices.Errorf("label_printer.ribbon_out", "The label printer is out of ribbon.").WithHint("Put in a new ribbon. Printing goes on by itself.")
	case last.MemoryLost:
		return devices.PrinterError, devices.Errorf("label_printer.error", "The label printer has lost its settings.").WithHint("Switch it off and on, and calibrate it.")
	case last.UnderTemperature, last.OverTemperature:
		return devices.PrinterError, devices.Errorf("label_printer.temperature", "The label printer's head is too hot or too cold.").WithHint("Wait. Printing goes on by itself.")
	case last.Paused:
		return devices.PrinterOffline, devices.Errorf("label_printer.paused", "The label printer is paused.").WithHint("Press its pause button.")
	}
	return "", nil
}
