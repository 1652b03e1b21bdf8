package printer

import (
	"context"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
)

// askOne sends DLE EOT n and waits for the answer. The caller holds asking. The
// wire stays free: a drawer pulse needs no answer and may come in between.
func (d *Driver) askOne(ctx context.Context, n byte) error {
	select { // an answer that came after its time
	case <-d.gotStatus:
	default:
	}
	d.mu.Lock()
	d.wantStatus = n
	junk := d.noise.total
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		d.wantStatus = 0
		d.mu.Unlock()
	}()
	if _, err := d.write(ctx, escpos.StatusRequest(n)); err != nil {
		return err
	}
	timer := time.NewTimer(d.onLine() + d.waits.Status)
	defer timer.Stop()
	select {
	case <-d.gotStatus:
		return nil
	case <-timer.C:
		d.mu.Lock()
		garbled := d.noise.total > junk
		d.mu.Unlock()
		return d.noAnswer(garbled)
	case <-d.listened:
		return d.ended()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// askTwice asks again where no answer came: a byte may have been lost.
func (d *Driver) askTwice(ctx context.Context, n byte) error {
	err := d.askOne(ctx, n)
	if devices.CodeOf(err) != devices.NoAnswer {
		return err
	}
	if err = d.askOne(ctx, n); err != nil {
		return err
	}
	// The first answer may only be late. It must be past before the next question,
	// as an answer does not say what it answers.
	return d.pause(ctx, d.waits.Status)
}

// ask asks for all that decides whether a paper can be printed.
func (d *Driver) ask(ctx context.Context) error {
	if err := acquire(ctx, d.asking); err != nil {
		return err
	}
	defer release(d.asking)
	for _, n := range []byte{escpos.StatusPrinter, escpos.StatusOffline, escpos.StatusPaper} {
		if err := d.askTwice(ctx, n); err != nil {
			return err
		}
	}
	d.known()
	return nil
}

// askShort asks whether the printer is there and online, which any fault would
// take away: one answer instead of three.
func (d *Driver) askShort(ctx context.Context) error {
	if err := acquire(ctx, d.asking); err != nil {
		return err
	}
	defer release(d.asking)
	return d.askTwice(ctx, escpos.StatusPrinter)
}

// known notes that the status is known as a whole.
func (d *Driver) known() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.statusAt = d.now()
	d.tell()
}

// askAuto asks the printer to send its status by itself from now on. It says it
// once at once; where it does not, it is not asked again.
func (d *Driver) askAuto(ctx context.Context) error {
	d.mu.Lock()
	d.auto.on = true
	d.auto.due++
	d.mu.Unlock()
	if _, err := d.write(ctx, escpos.AutoStatusRequest(true)); err != nil {
		return err
	}
	said, err := d.within(ctx, d.onLine()+d.waits.Probe, func() bool { return d.auto.due == 0 })
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.auto.due = 0
	d.auto.ability = unable
	if said {
		d.auto.ability = able
	}
	return nil
}

func (d *Driver) probed() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.answers == able && d.processIDs != notProbed && d.fences != notProbed
}

// probe is Probe under the job lock.
func (d *Driver) probe(ctx context.Context) error {
	err := d.ask(ctx)
	d.mu.Lock()
	d.probedAt = d.now()
	d.mu.Unlock()
	if err == nil {
		err = d.rubbish()
	}
	switch {
	case err == nil:
		d.setAbility(&d.answers, able)
	case devices.CodeOf(err) == devices.NoAnswer:
		return d.deaf(err)
	default:
		return err
	}
	if status, _ := d.Status(); status.Cause() != "" {
		return nil
	}
	if d.ability(&d.processIDs) == notProbed {
		if !d.mayEcho() {
			d.setAbility(&d.processIDs, unable)
		} else if err := d.probeOne(ctx, &d.processIDs, d.sendID); err != nil {
			return err
		}
	}
	if d.ability(&d.fences) == notProbed {
		if err := d.probeOne(ctx, &d.fences, d.sendFence); err != nil {
			return err
		}
	}
	if d.autoLost() {
		return d.askAuto(ctx)
	}
	return nil
}

// deaf judges a printer that gave no answer. A cable without a way back is borne
// where the profile allows for it and where nothing was heard at all.
func (d *Driver) deaf(err error) error {
	d.mu.Lock()
	noisy := d.noise.total > 0
	d.mu.Unlock()
	if d.ability(&d.answers) == able || d.mustAnswer() || noisy {
		return err
	}
	d.setAbility(&d.answers, unable)
	return nil
}

// probeOne sends a request with nothing to print before it: a printer that knows
// it answers at once. What a printer calls itself is not asked, as clones lie.
func (d *Driver) probeOne(ctx context.Context, which *ability, send func(context.Context, int) (int, error)) error {
	d.beginJob()
	number, err := send(ctx, 0)
	if err != nil {
		return err
	}
	answered, err := d.within(ctx, d.onLine()+d.waits.Probe, func() bool { return d.marks.answered >= number })
	if err != nil {
		return err
	}
	if answered {
		d.setAbility(which, able)
	} else {
		d.setAbility(which, unable)
	}
	return nil
}

// within says whether something is done in time; done is called with the lock
// held.
func (d *Driver) within(ctx context.Context, wait time.Duration, done func() bool) (bool, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		d.mu.Lock()
		over, news := done(), d.news
		d.mu.Unlock()
		if over {
			return true, nil
		}
		select {
		case <-news:
		case <-timer.C:
			return false, nil
		case <-d.listened:
			return false, d.ended()
		case <-ctx.Done():
			return false, ctx.Err()
		}
	}
}
