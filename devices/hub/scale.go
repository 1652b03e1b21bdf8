package hub

import (
	"context"
	"errors"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/scale"
	"github.com/curbline/curbline/devices/serialport"
)

// Scale is the scale at the counter, whichever device is open.
type Scale struct{ hub *Hub }

var _ devices.Scale = Scale{}

// Scale gives the scale; nil where none is configured.
func (h *Hub) Scale() devices.Scale {
	if h.config.Scale.Port == "" {
		return nil
	}
	return Scale{h}
}

func (s Scale) open() (*scale.Driver, error) {
	if driver, ok := s.hub.scales.take(); ok {
		return driver, nil
	}
	none := devices.Errorf(devices.NotConfigured, "This terminal has no scale.").WithHint("Set one up in the settings.")
	if reason := s.hub.absent(devices.ScaleDevice, s.hub.config.Scale.Port, none); reason != nil {
		return nil, reason
	}
	return nil, devices.Errorf(devices.NoAnswer, "The scale is not ready.").WithHint("Check that it is switched on and its cable is plugged in.")
}

// Weigh is as devices.Scale says.
func (s Scale) Weigh(ctx context.Context) (devices.Weight, error) {
	driver, err := s.open()
	if err != nil {
		return devices.Weight{}, err
	}
	return driver.Weigh(ctx)
}

// Look is as devices.Scale says.
func (s Scale) Look(ctx context.Context) (devices.Weight, error) {
	driver, err := s.open()
	if err != nil {
		return devices.Weight{}, err
	}
	return driver.Look(ctx)
}

func (s Scale) with(do func(*scale.Driver) error) error {
	driver, err := s.open()
	if err != nil {
		return err
	}
	return do(driver)
}

// Zero is as devices.Scale says.
func (s Scale) Zero(ctx context.Context) error {
	return s.with(func(d *scale.Driver) error { return d.Zero(ctx) })
}

// Tare is as devices.Scale says.
func (s Scale) Tare(ctx context.Context) error {
	return s.with(func(d *scale.Driver) error { return d.Tare(ctx) })
}

// ClearTare is as devices.Scale says.
func (s Scale) ClearTare(ctx context.Context) error {
	return s.with(func(d *scale.Driver) error { return d.ClearTare(ctx) })
}

// Identity is what the open scale said about itself.
func (s Scale) Identity() devices.ScaleIdentity {
	driver, err := s.open()
	if err != nil {
		return devices.ScaleIdentity{Protocol: s.hub.config.Scale.Protocol}
	}
	return driver.Identity()
}

func (h *Hub) superviseScale(ctx context.Context) {
	settings := serialport.Settings{Name: h.config.Scale.Port, Baud: h.config.Scale.Baud}
	h.supervise(ctx, devices.ScaleDevice, settings, h.runScale)
}

// runScale has a driver on the port until ctx ends or the port is gone. A scale
// that does not answer is asked again each PollEvery.
func (h *Hub) runScale(ctx context.Context, port *serialport.Port) error {
	driver, err := scale.New(port, scale.Options{
		Protocol: h.config.Scale.Protocol, Unit: "g", Clock: h.config.Clock, Log: h.config.Log, Waits: h.config.Scale.Waits,
		MotionInverted: h.config.Scale.MotionInverted,
	})
	if err != nil {
		return err
	}
	defer driver.Close()
	h.scales.put(driver)
	defer h.scales.clear()
	poll := time.NewTicker(h.config.PollEvery)
	defer poll.Stop()
	for {
		h.publishScale(port, driver, driver.Probe(ctx))
		select {
		case <-ctx.Done():
			return nil
		case <-driver.Done():
			return driver.Err()
		case <-poll.C:
		}
	}
}

func (h *Hub) publishScale(port *serialport.Port, driver *scale.Driver, probed error) {
	status := devices.Status{Device: devices.ScaleDevice, Port: port.Name(), State: devices.Ready, AbandonedWriters: port.Abandoned()}
	identity := driver.Identity()
	status.Scale = &identity
	var coded *devices.Error
	if errors.As(probed, &coded) {
		status.State, status.Error = devices.Fault, coded
	}
	h.publish(status)
}
