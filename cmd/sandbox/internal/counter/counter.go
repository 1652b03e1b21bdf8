// Package counter is the sandbox's counter: a scanner, a receipt printer with a
// cash drawer behind it, a label printer and a scale, on pseudo-terminals, and the
// address that steers them.
package counter

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/curbline/curbline/devices/virtual"
)

// Counter is the plugged-in devices. Its methods are safe for concurrent use.
type Counter struct {
	scanner *virtual.Scanner
	printer *virtual.ReceiptPrinter
	labels  *virtual.LabelPrinter
	scale   *virtual.Scale
}

// ScaleProtocol is what the scale speaks.
const ScaleProtocol = "mt-sics"

// Open plugs the devices in, with links "scanner", "printer", "labels" and
// "scale" in a folder that is made where it is missing.
func Open(folder string) (*Counter, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("counter: %w", err)
	}
	// Deadlines of the lines are in real time, whatever the store's clock says.
	c := &Counter{}
	link := func(name string) string { return filepath.Join(folder, name) }
	var err error
	if c.scanner, err = virtual.NewScanner(link("scanner"), time.Now); err != nil {
		return nil, errors.Join(fmt.Errorf("counter: %w", err), c.Close())
	}
	if c.printer, err = virtual.NewReceiptPrinter(virtual.PrinterOptions{Link: link("printer"), Now: time.Now}); err != nil {
		return nil, errors.Join(fmt.Errorf("counter: %w", err), c.Close())
	}
	if c.labels, err = virtual.NewLabelPrinter(virtual.LabelPrinterOptions{Link: link("labels"), Now: time.Now}); err != nil {
		return nil, errors.Join(fmt.Errorf("counter: %w", err), c.Close())
	}
	if c.scale, err = virtual.NewScale(virtual.ScaleOptions{Link: link("scale"), Protocol: ScaleProtocol, Now: time.Now}); err != nil {
		return nil, errors.Join(fmt.Errorf("counter: %w", err), c.Close())
	}
	return c, nil
}

// ScannerPort is what the terminal opens to read scans.
func (c *Counter) ScannerPort() string { return c.scanner.Path() }

// PrinterPort is what the terminal opens to print.
func (c *Counter) PrinterPort() string { return c.printer.Path() }

// LabelPort is what the terminal opens to print labels.
func (c *Counter) LabelPort() string { return c.labels.Path() }

// ScalePort is what the terminal opens to weigh.
func (c *Counter) ScalePort() string { return c.scale.Path() }

// Close unplugs everything.
func (c *Counter) Close() error {
	var failures []error
	if c.scanner != nil {
		failures = append(failures, c.scanner.Close())
	}
	if c.printer != nil {
		failures = append(failures, c.printer.Close())
	}
	if c.labels != nil {
		failures = append(failures, c.labels.Close())
	}
	if c.scale != nil {
		failures = append(failures, c.scale.Close())
	}
	return errors.Join(failures...)
}
