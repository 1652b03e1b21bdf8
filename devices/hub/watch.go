package hub

import (
	"context"
	"errors"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/serialport"
)

// printing is what both printers' drivers have.
type printing interface {
	Probe(ctx context.Context) error
	TryPoll(ctx context.Context, patience time.Duration) error
	Status() (devices.PrinterStatus, bool)
	Done() <-chan struct{}
	Err() error
}

// notify gives what a driver calls when it has changed; it never blocks.
func notify(changed chan<- struct{}) func() {
	return func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
}

// watchPrinter asks an open printer how it is and publishes it, until ctx ends or
// the port is gone. fault says in the driver's words what keeps it from printing.
func (h *Hub) watchPrinter(ctx context.Context, device devices.Device, port *serialport.Port, driver printing, changed <-chan struct{}, fault func() *devices.Error) error {
	pollErr := driver.Probe(ctx)
	poll := time.NewTicker(h.config.PollEvery)
	defer poll.Stop()
	for {
		h.publishPrinter(device, port, driver, pollErr, fault())
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

func (h *Hub) publishPrinter(device devices.Device, port *serialport.Port, driver printing, pollErr error, fault *devices.Error) {
	status := devices.Status{Device: device, Port: port.Name(), State: devices.Ready, AbandonedWriters: port.Abandoned()}
	if said, known := driver.Status(); known {
		status.Printer = &said
	}
	var coded *devices.Error
	switch {
	case errors.As(pollErr, &coded):
		status.State, status.Error = devices.Fault, coded
	case fault != nil:
		status.State, status.Error = devices.Fault, fault
	}
	h.publish(status)
}
