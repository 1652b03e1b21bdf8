package hub

import (
	"context"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/printer"
)

// open gives the driver of the open printer, or why there is none.
func (h *Hub) open() (*printer.Driver, *devices.Error) {
	if driver, ok := h.receipts.take(); ok {
		return driver, nil
	}
	none := devices.Errorf(devices.NotConfigured, "This terminal has no receipt printer.").WithHint("Set one up in the settings.")
	if reason := h.absent(devices.PrinterDevice, h.config.Printer.Port, none); reason != nil {
		return nil, reason
	}
	return nil, devices.PrinterOffline.Fault()
}

// Print prints on the open printer: see devices.Printer. Without one the job is
// Blocked (it may come back), or Failed where none is configured.
func (h *Hub) Print(ctx context.Context, job devices.PrintJob) devices.PrintResult {
	driver, reason := h.open()
	if driver != nil {
		return driver.Print(ctx, job)
	}
	return notPrinted(reason)
}

func notPrinted(reason *devices.Error) devices.PrintResult {
	if reason.Code == devices.NotConfigured {
		return devices.PrintResult{Outcome: devices.Failed, Err: reason}
	}
	return devices.PrintResult{Outcome: devices.Blocked, Cause: devices.PrinterOffline, Err: reason}
}

// Pulse opens the drawer behind the open printer. Errors: those of the port, or
// why there is none.
func (h *Hub) Pulse(ctx context.Context) error {
	driver, reason := h.open()
	if driver == nil {
		return reason
	}
	return driver.Pulse(ctx)
}

// Status gives what the open printer said last; false where there is none or it
// said nothing.
func (h *Hub) Status() (devices.PrinterStatus, bool) {
	driver, _ := h.open()
	if driver == nil {
		return devices.PrinterStatus{}, false
	}
	return driver.Status()
}

// Printer gives the hub as the printer that jobs go to, whichever device is open.
func (h *Hub) Printer() devices.Printer { return h }

// Labels is the label printer that jobs go to, whichever device is open.
type Labels struct{ hub *Hub }

// Labels gives the label printer.
func (h *Hub) Labels() Labels { return Labels{h} }

func (l Labels) open() (*labelprinter.Driver, *devices.Error) {
	if driver, ok := l.hub.labels.take(); ok {
		return driver, nil
	}
	none := devices.Errorf(devices.NotConfigured, "This terminal has no label printer.").WithHint("Set one up in the settings.")
	if reason := l.hub.absent(devices.LabelDevice, l.hub.config.Labels.Port, none); reason != nil {
		return nil, reason
	}
	return nil, devices.PrinterOffline.Fault()
}

// Print prints a job's label, as Hub.Print does a paper.
func (l Labels) Print(ctx context.Context, job devices.PrintJob) devices.PrintResult {
	driver, reason := l.open()
	if driver != nil {
		return driver.Print(ctx, job)
	}
	return notPrinted(reason)
}

// Status is as Hub.Status.
func (l Labels) Status() (devices.PrinterStatus, bool) {
	driver, _ := l.open()
	if driver == nil {
		return devices.PrinterStatus{}, false
	}
	return driver.Status()
}
