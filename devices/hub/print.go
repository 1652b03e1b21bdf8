package hub

import (
	"context"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/printer"
)

// open gives the driver of the open printer, or why there is none.
func (h *Hub) open() (*printer.Driver, *devices.Error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.driver != nil {
		return h.driver, nil
	}
	if h.config.Printer.Port == "" {
		return nil, devices.Errorf(devices.NotConfigured, "This terminal has no receipt printer.").WithHint("Set one up in the settings.")
	}
	if status := h.statuses[devices.PrinterDevice]; status.Error != nil {
		return nil, status.Error
	}
	return nil, devices.BlockCause(devices.PrinterOffline).Fault()
}

// Print prints on the open printer: see devices.Printer. Without one the job is
// Blocked (it may come back), or Failed where none is configured.
func (h *Hub) Print(ctx context.Context, job devices.PrintJob) devices.PrintResult {
	driver, reason := h.open()
	switch {
	case driver != nil:
		return driver.Print(ctx, job)
	case reason.Code == devices.NotConfigured:
		return devices.PrintResult{Outcome: devices.Failed, Err: reason}
	default:
		return devices.PrintResult{Outcome: devices.Blocked, Cause: devices.PrinterOffline, Err: reason}
	}
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
