package hub

import (
	"context"
	"errors"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/serialport"
)

func (h *Hub) superviseLabels(ctx context.Context) {
	settings := serialport.Settings{Name: h.config.Labels.Port, Baud: h.config.Labels.Baud}
	h.supervise(ctx, devices.LabelDevice, settings, h.runLabels)
}

// runLabels has a driver on the port until ctx ends or the port is gone.
func (h *Hub) runLabels(ctx context.Context, port *serialport.Port) error {
	changed := make(chan struct{}, 1)
	driver, err := labelprinter.New(port, labelprinter.Options{
		Media: h.config.Labels.Media, Clock: h.config.Clock, Log: h.config.Log, Waits: h.config.Labels.Waits,
		Changed: func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		},
	})
	if err != nil {
		return err
	}
	defer driver.Close()
	h.labels.put(driver)
	defer h.labels.clear()
	pollErr := driver.Probe(ctx)
	poll := time.NewTicker(h.config.PollEvery)
	defer poll.Stop()
	for {
		h.publishLabels(port, driver, pollErr)
		select {
		case <-ctx.Done():
			return nil
		case <-driver.Done():
			return driver.Err()
		case <-changed:
		case <-poll.C:
			patient, cancel := context.WithTimeout(ctx, pollPatience+4*time.Second)
			pollErr = driver.TryPoll(patient, pollPatience)
			cancel()
		}
	}
}

func (h *Hub) publishLabels(port *serialport.Port, driver *labelprinter.Driver, pollErr error) {
	status := devices.Status{Device: devices.LabelDevice, Port: port.Name(), State: devices.Ready, AbandonedWriters: port.Abandoned()}
	said, known := driver.Status()
	if known {
		status.Printer = &said
	}
	var coded *devices.Error
	switch {
	case errors.As(pollErr, &coded):
		status.State, status.Error = devices.Fault, coded
	case driver.Fault() != nil:
		status.State, status.Error = devices.Fault, driver.Fault()
	}
	h.publish(status)
}
