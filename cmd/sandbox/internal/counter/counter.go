// Package counter is the sandbox's counter: a scanner, a receipt printer and a
// cash drawer behind it, on pseudo-terminals, and the address that steers them.
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
}

// Open plugs the devices in, with links "scanner" and "printer" in a folder
// that is made where it is missing.
func Open(folder string) (*Counter, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("counter: %w", err)
	}
	// Deadlines of the lines are in real time, whatever the store's clock says.
	scanner, err := virtual.NewScanner(filepath.Join(folder, "scanner"), time.Now)
	if err != nil {
		return nil, fmt.Errorf("counter: %w", err)
	}
	printer, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Link: filepath.Join(folder, "printer"), Now: time.Now})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("counter: %w", err), scanner.Close())
	}
	return &Counter{scanner: scanner, printer: printer}, nil
}

// ScannerPort is what the terminal opens to read scans.
func (c *Counter) ScannerPort() string { return c.scanner.Path() }

// PrinterPort is what the terminal opens to print.
func (c *Counter) PrinterPort() string { return c.printer.Path() }

// Close unplugs everything.
func (c *Counter) Close() error { return errors.Join(c.scanner.Close(), c.printer.Close()) }
