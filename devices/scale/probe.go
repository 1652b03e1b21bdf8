package scale

import (
	"context"
	"log/slog"
	"time"

	"github.com/curbline/curbline/devices"
)

// probeWait bounds how long all of one Probe may take.
const probeWait = 6 * time.Second

// Probe finds out whether a scale answers, with which parity, and who it is.
// Errors: NoAnswer, ScaleFault where it does not understand, the port's.
func (d *Driver) Probe(ctx context.Context) error {
	if err := d.acquire(ctx); err != nil {
		return err
	}
	defer d.release()
	limited, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	first := d.even
	var failure error
	for _, even := range []bool{first, !first} {
		if err := d.getInStep(limited, 2*d.waits.Late); err != nil && devices.CodeOf(err) != devices.NoAnswer {
			return err
		}
		d.even = even
		got, err := d.ask(limited)
		if err == nil && got.misunderstood {
			// The rest of what it was sent before may have spoilt this; so once more.
			got, err = d.ask(limited)
		}
		if err == nil && got.misunderstood {
			err = got.fault(d.unit)
		}
		if err == nil {
			return d.identify(limited)
		}
		d.even = first
		code := devices.CodeOf(err)
		if code != devices.NoAnswer && code != devices.ScaleFault {
			return err
		}
		if failure == nil || code == devices.ScaleFault {
			failure = err
		}
	}
	return failure
}

// identify asks who the scale is, once: one that does not say stays without a
// name, and does not keep a weight waiting again and again.
func (d *Driver) identify(ctx context.Context) error {
	if d.introduced {
		return nil
	}
	identity := d.Identity()
	for _, question := range []struct {
		what  request
		field *string
	}{{askModel, &identity.Model}, {askSerial, &identity.Serial}} {
		if d.protocol.encode(question.what) == nil {
			continue
		}
		_, err := d.exchange(ctx, question.what, d.waits.Answer, func(frame []byte) (ok bool) {
			*question.field, ok = d.protocol.told(question.what, frame)
			return ok
		})
		if err != nil && devices.CodeOf(err) != devices.NoAnswer {
			return err
		}
		if err := d.getInStep(ctx, 2*d.waits.Late); err != nil {
			return err
		}
	}
	d.introduced = true
	d.mu.Lock()
	d.identity = identity
	d.mu.Unlock()
	d.log.Info("scale", slog.String("port", d.port.Name()), slog.String("protocol", identity.Protocol),
		slog.String("model", identity.Model), slog.String("serial", identity.Serial), slog.Bool("even_parity", d.even))
	return nil
}
