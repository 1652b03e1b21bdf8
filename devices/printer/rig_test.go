package printer_test

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/paper"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// These tests wait for a printer, they do not compute. Fuzzing does.
	if fuzzing := flag.Lookup("test.fuzz"); fuzzing == nil || fuzzing.Value.String() == "" {
		if err := flag.Set("test.parallel", "24"); err != nil {
			panic(err)
		}
	}
	goleak.VerifyTestMain(m)
}

// waits are short, in the proportions of the real ones. They are long enough for a
// machine that is busy with something else.
var waits = printer.Waits{
	Status: 500 * time.Millisecond, Probe: 600 * time.Millisecond,
	Echo: 1500 * time.Millisecond, Fault: 5 * time.Second, Poll: 50 * time.Millisecond,
}

type rig struct {
	model  *virtual.ReceiptPrinter
	port   *serialport.Port
	driver *printer.Driver
}

func newRig(t *testing.T, options virtual.PrinterOptions, profileName string) rig {
	t.Helper()
	return newRigWith(t, options, profileName, waits)
}

func newRigWith(t *testing.T, options virtual.PrinterOptions, profileName string, waits printer.Waits) rig {
	t.Helper()
	options.Now = time.Now
	options.Link = filepath.Join(t.TempDir(), "printer")
	profile, err := escpos.ProfileByName(profileName)
	if err != nil {
		t.Fatal(err)
	}
	options.Columns, options.NoCutter = profile.Columns, !profile.Cutter
	model, err := virtual.NewReceiptPrinter(options)
	if err != nil {
		t.Fatal(err)
	}
	system := clock.NewSystem(time.Time{})
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: model.Path(), Baud: 115200, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	baud := 115200
	if options.Baud > 0 {
		baud = options.Baud
	}
	driver, err := printer.New(port, printer.Options{Profile: profile, Waits: waits, Baud: baud, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		driver.Close()
		port.Close()
		model.Close()
	})
	return rig{model, port, driver}
}

// cut counts the papers that are done; what hangs in the printer is none.
func (r rig) cut() int {
	count := 0
	for _, one := range r.model.Papers() {
		if one.Cut {
			count++
		}
	}
	return count
}

func job(lines int) devices.PrintJob {
	document := paper.Document{Title: "receipt", Blocks: []paper.Block{
		paper.Line(paper.Center, "Larimer Street Dispensary").Bold().Wide(),
		paper.Line(paper.Center, "1550 Larimer St, Denver CO 80202"),
		paper.RuleAcross(),
	}}
	for index := range lines {
		document.Blocks = append(document.Blocks, paper.Pair(fmt.Sprintf("%d x Blue Dream Pre-Roll 5-pack from The Quiet Garden", index+1), "$64.00"))
	}
	document.Blocks = append(document.Blocks, paper.RuleAcross(), paper.Pair("TOTAL", "$64.00").Bold().Tall(), paper.Line(paper.Right, "Thank you"))
	return devices.PrintJob{ID: "job", Document: document}
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func outcome(t *testing.T, got devices.PrintResult, want devices.Outcome, cause devices.BlockCause) {
	t.Helper()
	if got.Outcome != want || got.Cause != cause {
		t.Fatalf("%s %q after %d bytes (%v), not %s %q", got.Outcome, got.Cause, got.SentBytes, got.Err, want, cause)
	}
	switch want {
	case devices.Printed, devices.Sent:
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
	limit := time.After(20 * time.Second)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			t.Fatalf("did not happen: %s", what)
		}
	}
}
