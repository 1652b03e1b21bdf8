package labelprinter_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/paper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// waits are short, in the proportions of the real ones.
var waits = labelprinter.Waits{Answer: 150 * time.Millisecond, Poll: 15 * time.Millisecond, Progress: time.Second, Fault: 2 * time.Second}

var (
	small     = zpl.Media{DotsPerMM: 8, WidthMM: 57, HeightMM: 32}
	smallFine = zpl.Media{DotsPerMM: 12, WidthMM: 57, HeightMM: 32}
	large     = zpl.Media{DotsPerMM: 8, WidthMM: 100, HeightMM: 62}
	largeFine = zpl.Media{DotsPerMM: 12, WidthMM: 100, HeightMM: 62}
)

type rig struct {
	model  *virtual.LabelPrinter
	driver *labelprinter.Driver
}

func newRig(t *testing.T, media zpl.Media) rig {
	t.Helper()
	model, err := virtual.NewLabelPrinter(virtual.LabelPrinterOptions{Link: filepath.Join(t.TempDir(), "labels"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	system := clock.NewSystem(time.Time{})
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: model.Path(), Baud: 115200, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	driver, err := labelprinter.New(port, labelprinter.Options{Media: media, Waits: waits, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		driver.Close()
		port.Close()
		model.Close()
	})
	return rig{model, driver}
}

func unit() paper.Label {
	return paper.Label{
		Template: "exit-unit", Store: "Larimer Street Dispensary", License: "402R-00123",
		Product: "OG Kush, indoor, The Quiet Garden Collective", NetWeight: "3.5 g", THC: "24.1%", CBD: "0.1%",
		PackageTag: "1A4000000000022000000286", Packaged: "Nov 20, 2026", Harvested: "Oct 28, 2026", Sold: "Nov 24, 2026",
		Patient: "P-0042-7719",
		Warnings: []string{
			"For use only by adults twenty-one and older.", "Keep out of the reach of children.",
		},
		Barcode: "1A4000000000022000000286", QR: "https://1a4.com/00IAEH63TN2KSQ9CY0FT",
	}
}

func bag() paper.Label {
	return paper.Label{
		Template: "exit-bag", Store: "Larimer Street Dispensary", License: "402R-00123", Order: "A-1001", Channel: "curbside", Shelf: "B2",
		Packaged: "Nov 24, 2026 2:36 PM",
		Items: []string{
			"2 x OG Kush 3.5 g, tag 1A4000000000022000000286", "1 x Gummies, pear, 10 x 10 mg, tag 1A4000000000022000000287",
			"1 x Piñon Café pre-roll 1 g, tag 1A4000000000022000000301",
		},
		Warnings: []string{"Keep sealed. Hand over only to a checked person."}, Barcode: "BAG-7K2M9QX1",
	}
}

func job(label paper.Label) devices.PrintJob {
	return devices.PrintJob{ID: "job", Document: paper.Document{Title: "label", Blocks: []paper.Block{paper.RuleAcross()}, Label: &label}}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func outcome(t *testing.T, got devices.PrintResult, want devices.Outcome, cause devices.BlockCause) {
	t.Helper()
	if got.Outcome != want || got.Cause != cause {
		t.Fatalf("%s %q after %d bytes (%v), not %s %q", got.Outcome, got.Cause, got.SentBytes, got.Err, want, cause)
	}
	switch want {
	case devices.Printed:
		if got.Err != nil || got.SentBytes == 0 {
			t.Fatalf("%d bytes, error %v", got.SentBytes, got.Err)
		}
	case devices.Blocked, devices.Failed:
		if got.SentBytes != 0 || got.Err == nil || got.Err.Message == "" {
			t.Fatalf("%d bytes left, error %v", got.SentBytes, got.Err)
		}
	default:
		if got.Err == nil || got.Err.Hint == "" {
			t.Fatalf("no words for a person: %v", got.Err)
		}
	}
}

func waitUntil(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(5 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("did not happen: %s", what)
		}
	}
}
