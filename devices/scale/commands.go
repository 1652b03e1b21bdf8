package scale

import (
	"context"

	"github.com/curbline/curbline/devices"
)

// Zero implements devices.Scale.
func (d *Driver) Zero(ctx context.Context) error { return d.command(ctx, setZero) }

// Tare implements devices.Scale.
func (d *Driver) Tare(ctx context.Context) error { return d.command(ctx, setTare) }

// ClearTare implements devices.Scale. A&D and NCI scales clear a tare only with
// nothing on the pan; where something lies on it this is a ScaleFault whose hint
// says so.
func (d *Driver) ClearTare(ctx context.Context) error { return d.command(ctx, clearTare) }

// command looks whether the pan is at rest, gives the command, and makes sure
// that it was obeyed: by its answer, or by a look where the protocol has none.
func (d *Driver) command(ctx context.Context, what request) error {
	if err := d.acquire(ctx); err != nil {
		return err
	}
	defer d.release()
	before, err := d.ask(ctx)
	if err != nil {
		return err
	}
	if err := before.hinders(what); err != nil {
		return err
	}
	if what == clearTare && d.traits.clearsWhenEmpty && before.weight.State != devices.WeightUnder {
		if !before.net {
			return nil
		}
		return devices.Errorf(devices.ScaleFault, "This scale clears the tare only with nothing on it.").
			WithHint("Take everything off the pan and try again.")
	}
	if err := d.give(ctx, what); err != nil {
		return err
	}
	if !d.traits.answersCommands {
		if err := d.confirm(ctx, what); err != nil {
			return err
		}
	}
	d.tared = what == setTare && before.value.Sign() > 0
	return nil
}

// give sends a command and reads its answer, if there is one.
func (d *Driver) give(ctx context.Context, what request) error {
	wait := d.waits.Acknowledge
	if d.traits.answersCommands {
		wait = d.waits.Command
	}
	said := notMine
	_, err := d.exchange(ctx, what, wait, func(frame []byte) bool {
		said = d.protocol.outcome(what, frame)
		return said != notMine
	})
	switch {
	case devices.CodeOf(err) == devices.NoAnswer && !d.traits.answersCommands:
		return nil
	case err != nil:
		return err
	case said == busy:
		return moving()
	case said == refused:
		return notObeyed()
	default:
		return nil
	}
}

// confirm looks whether a command had its effect.
func (d *Driver) confirm(ctx context.Context, what request) error {
	for range readingsMax {
		after, err := d.ask(ctx)
		if err != nil {
			return err
		}
		if after.weight.State == devices.WeightMoving {
			continue
		}
		if after.shows(what) {
			return nil
		}
		return notObeyed()
	}
	return moving()
}

// shows says that the display is as it must be after a command.
func (a answer) shows(what request) bool {
	if what == clearTare {
		return a.state == devices.WeightStable && a.value.Sign() >= 0 && (!a.netKnown || !a.net)
	}
	return a.state == devices.WeightStable && a.value.Sign() == 0
}
