package hub

import (
	"context"
	"errors"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/serialport"
)

// supervise opens a port again and again and lets use have it, with growing
// waits in between.
func (h *Hub) supervise(ctx context.Context, device devices.Device, settings serialport.Settings, use func(context.Context, *serialport.Port) error) {
	var backoff serialport.Backoff
	settings.Clock = h.config.Clock
	for ctx.Err() == nil {
		port, err := h.opener.Open(settings)
		abandoned := 0
		if err == nil {
			backoff.Reset()
			err = use(ctx, port)
			// Close never fails in a way that matters: the port is given up.
			_ = port.Close()
			abandoned = port.Abandoned()
		}
		if ctx.Err() != nil {
			return
		}
		h.publish(devices.Status{Device: device, Port: settings.Name, State: devices.Waiting, Error: asError(err), AbandonedWriters: abandoned})
		if !sleep(ctx, backoff.Next()) {
			return
		}
	}
}

func asError(err error) *devices.Error {
	var coded *devices.Error
	if errors.As(err, &coded) {
		return coded
	}
	return devices.Errorf(devices.Protocol, "The device stopped.").Wrap(err)
}

// sleep waits; false means that ctx ended.
func sleep(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func (h *Hub) superviseScanner(ctx context.Context) {
	config := h.config.Scanner
	settings := serialport.Settings{Name: config.Port, Baud: config.Baud}
	h.supervise(ctx, devices.ScannerDevice, settings, func(ctx context.Context, port *serialport.Port) error {
		h.publish(devices.Status{Device: devices.ScannerDevice, Port: config.Port, State: devices.Ready})
		framer := scanner.NewFramer(config.IDGap, config.CodeGap)
		return scanner.New(port, h.queue, framer, h.config.Clock).Run(ctx)
	})
}

func (h *Hub) supervisePrinter(ctx context.Context) {
	settings := serialport.Settings{Name: h.config.Printer.Port, Baud: h.config.Printer.Baud}
	h.supervise(ctx, devices.PrinterDevice, settings, h.runPrinter)
}

// runPrinter has a driver on the port until ctx ends or the port is gone.
func (h *Hub) runPrinter(ctx context.Context, port *serialport.Port) error {
	changed := make(chan struct{}, 1)
	driver, err := printer.New(port, printer.Options{
		Profile: h.profile, Waits: h.config.Printer.Waits, Baud: h.config.Printer.Baud, Clock: h.config.Clock, Log: h.config.Log,
		Changed: notify(changed),
	})
	if err != nil {
		return err
	}
	defer driver.Close()
	h.receipts.put(driver)
	defer h.receipts.clear()
	return h.watchPrinter(ctx, devices.PrinterDevice, port, driver, changed, func() *devices.Error {
		said, _ := driver.Status()
		return said.Cause().Fault()
	})
}
