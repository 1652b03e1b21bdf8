package scale

import (
	"context"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/clock"
)

// answer is a reading and the frame that it was read from.
type answer struct {
	reading
	weight devices.Weight
	at     clock.Reading
}

// ask asks once for the weight. The caller has the turn.
func (d *Driver) ask(ctx context.Context) (answer, error) {
	var got answer
	frame, err := d.exchange(ctx, askWeight, d.waits.Answer, func(frame []byte) (ok bool) {
		got.reading, ok = d.protocol.reading(frame)
		return ok
	})
	if err != nil {
		return answer{}, err
	}
	if !got.netKnown {
		got.net = d.tared
	}
	got.at = frame.at
	got.weight = got.reading.weight(d.unit)
	got.weight.Frame = frame.raw
	got.weight.At = frame.at.Wall
	return got, nil
}

// Look implements devices.Scale.
func (d *Driver) Look(ctx context.Context) (devices.Weight, error) {
	if err := d.acquire(ctx); err != nil {
		return devices.Weight{}, err
	}
	defer d.release()
	got, err := d.ask(ctx)
	return got.weight, err
}

// Weigh implements devices.Scale. It asks up to four times and takes at most a
// second (Waits.Weigh), beside waiting for an earlier request to end.
func (d *Driver) Weigh(ctx context.Context) (devices.Weight, error) {
	if err := d.acquire(ctx); err != nil {
		return devices.Weight{}, err
	}
	defer d.release()
	limited, cancel := context.WithTimeout(ctx, d.waits.Weigh)
	defer cancel()
	var before answer
	for range readingsMax {
		got, err := d.ask(limited)
		switch {
		case err != nil && limited.Err() != nil && ctx.Err() == nil && before.weight.State != "":
			return devices.Weight{}, moving()
		case err != nil && limited.Err() != nil && ctx.Err() == nil:
			return devices.Weight{}, noAnswer(false)
		case err != nil:
			return devices.Weight{}, err
		}
		if got.weight.State != devices.WeightMoving {
			if err := got.fault(d.unit); err != nil {
				return devices.Weight{}, err
			}
			if got.agrees(before) && fresh(before.at, d.clock.Now()) {
				return got.weight, nil
			}
		}
		before = got
	}
	return devices.Weight{}, moving()
}

// agrees says that two answers in a row show the same weight at rest.
func (a answer) agrees(before answer) bool {
	return a.weight.State == devices.WeightStable && before.weight.State == devices.WeightStable &&
		a.weight.Text == before.weight.Text && a.weight.Unit == before.weight.Unit && a.weight.Net == before.weight.Net &&
		a.weight.Value.Cmp(before.weight.Value) == 0
}

// fresh says whether then is at most ageMax before now. Waking up from sleep
// counts, and so does another start of the machine.
func fresh(then, now clock.Reading) bool {
	age := now.Monotonic - then.Monotonic
	return then.BootID == now.BootID && age >= 0 && age <= ageMax
}
