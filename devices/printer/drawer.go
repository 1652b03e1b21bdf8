package printer

import (
	"context"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
)

// pulseWait bounds a pulse: who gives change is told within a second that the
// drawer stays shut, and opens it with the key.
const pulseWait = 900 * time.Millisecond

// Pulse opens the cash drawer. It waits for a command that is on its way, never
// for paper. Where the profile allows it the pulse is a real-time command, which a
// printer obeys even while it is held; flow control does not stop it. Otherwise it
// would wait in the printer behind a paper that is stuck and open the drawer when
// nobody expects it, so it is sent only if the printer takes data. Errors, within
// a second: drawer.shut in words why it did not open, the port's.
func (d *Driver) Pulse(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pulseWait)
	defer cancel()
	if !d.profile.DrawerRealTime {
		if err := d.takesData(ctx); err != nil {
			return err
		}
	}
	_, err := d.write(ctx, escpos.DrawerPulse(d.profile))
	switch {
	case err == nil || devices.Gone(err):
		return err
	case devices.CodeOf(err) == devices.Abandoned:
		return shut("the printer does not take data; it may still open later").Wrap(err)
	default:
		return shut("the printer does not take data").Wrap(err)
	}
}

func shut(why string) *devices.Error {
	return devices.Errorf("drawer.shut", "The cash drawer did not open: %s.", why).WithHint("Open it with its key.")
}

// takesData says in words why a queued command would not be obeyed soon.
func (d *Driver) takesData(ctx context.Context) error {
	if d.ability(&d.answers) == able {
		// One question, as it stands behind what is on the line already.
		err := d.askShort(ctx)
		switch {
		case devices.Gone(err):
			return err
		case err != nil:
			return shut("the printer does not answer").Wrap(err)
		}
	}
	status, _ := d.Status()
	if status.Offline {
		// Why it is. Without an answer it stays at offline.
		if err := d.ask(ctx); devices.Gone(err) {
			return err
		}
		status, _ = d.Status()
	}
	d.mu.Lock()
	stopped := d.flow.stopped
	d.mu.Unlock()
	switch {
	case status.CoverOpen:
		return shut("the printer's cover is open")
	case status.PaperOut:
		return shut("the printer is out of paper")
	case status.Cause() != "":
		return shut("the printer is offline")
	case stopped:
		return shut("the printer is busy with a paper")
	}
	return nil
}
