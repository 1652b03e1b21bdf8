package printer_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/paper"
)

// pulseMax is how soon the drawer opens, or it is said why not. Where the time is
// not a bubble's, a machine that is busy with something else has three times that.
const (
	pulseMax     = time.Second
	pulseMaxReal = 3 * pulseMax
)

func shutInWords(t *testing.T, err error, word string) {
	t.Helper()
	if devices.CodeOf(err) != "drawer.shut" || !strings.Contains(err.Error(), word) {
		t.Errorf("pulse gave %v, which does not say %q", err, word)
	}
}

// A printer that a job waits for is no obstacle where the pulse is a real-time
// command.
func TestTheDrawerOpensWhileAJobIsHeld(t *testing.T) {
	t.Parallel()
	for name, hold := range map[string]func(*virtual.ReceiptPrinter){
		"XOFF":       func(m *virtual.ReceiptPrinter) { m.HoldOff(true) },
		"paper out":  func(m *virtual.ReceiptPrinter) { m.PaperEndsAfterBytes(100) },
		"cover open": func(m *virtual.ReceiptPrinter) { m.CoverOpensAfterBytes(100) },
		"silent":     func(m *virtual.ReceiptPrinter) { m.Deaf(true) },
		"slow paper": func(m *virtual.ReceiptPrinter) { m.Slow(100) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRigWith(t, virtual.PrinterOptions{BusyOffline: true}, "epson-tm-t88v", patient)
			if err := r.driver.Probe(within(t)); err != nil {
				t.Fatal(err)
			}
			if name != "silent" {
				hold(r.model)
			}
			ctx, cancel := context.WithCancel(within(t))
			ended := make(chan devices.PrintResult, 1)
			go func() { ended <- r.driver.Print(ctx, job(150)) }()
			if name == "XOFF" {
				settle := time.NewTimer(100 * time.Millisecond)
				<-settle.C
			} else {
				waitUntil(t, "bytes on the way", func() bool { return r.model.Received() > 500 })
			}
			if name == "silent" {
				hold(r.model)
			}
			start := time.Now()
			if err := r.driver.Pulse(within(t)); err != nil {
				t.Fatal(err)
			}
			waitUntil(t, "drawer", r.model.Drawer().Open)
			if took := time.Since(start); took > pulseMaxReal {
				t.Errorf("it opened after %v", took)
			}
			cancel()
			<-ended
		})
	}
}

// A picture of 4 KB at 9600 baud is four seconds of line time. The drawer does
// not wait for it, and it does not damage the picture.
func TestTheDrawerOpensWithinAPicture(t *testing.T) {
	t.Parallel()
	model, driver := paced(t, "generic-58mm", 9600, func(profile *escpos.Profile) { profile.DrawerRealTime = true })
	document := paper.Document{Blocks: []paper.Block{paper.QRCode(strings.Repeat("https://example.test/r/1042 ", 5))}}
	result := make(chan devices.PrintResult, 1)
	go func() { result <- driver.Print(within(t), devices.PrintJob{ID: "picture", Document: document}) }()
	waitUntil(t, "bytes on the way", func() bool { return model.Received() > 300 })
	start := time.Now()
	if err := driver.Pulse(within(t)); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "drawer", model.Drawer().Open)
	took := time.Since(start)
	t.Logf("the drawer opened after %v", took)
	if took > pulseMaxReal || len(model.Papers()) > 0 {
		t.Errorf("it opened after %v, with %d papers out", took, len(model.Papers()))
	}
	got := <-result
	outcome(t, got, devices.Printed, "")
	if got.SentBytes < 4<<10 || len(model.Unknown()) != 0 {
		t.Errorf("%d bytes, unknown % x", got.SentBytes, model.Unknown())
	}
}

// Without a real-time command a pulse would open the drawer at some later time.
func TestAQueuedPulseIsRefusedInWords(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		hold func(*virtual.ReceiptPrinter)
		word string
	}{
		"paper out":  {func(m *virtual.ReceiptPrinter) { m.PaperOut(true) }, "out of paper"},
		"cover open": {func(m *virtual.ReceiptPrinter) { m.CoverOpen(true) }, "cover is open"},
		"XOFF":       {func(m *virtual.ReceiptPrinter) { m.HoldOff(true) }, "busy"},
		"silent":     {func(m *virtual.ReceiptPrinter) { m.Deaf(true) }, "does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRigWith(t, virtual.PrinterOptions{}, "generic-80mm", patient)
			if err := r.driver.Probe(within(t)); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(within(t))
			ended := make(chan devices.PrintResult, 1)
			r.model.Slow(1000)
			go func() { ended <- r.driver.Print(ctx, job(60)) }()
			waitUntil(t, "bytes on the way", func() bool { return r.model.Received() > 500 })
			c.hold(r.model)
			settle := time.NewTimer(50 * time.Millisecond) // XOFF is on its way
			<-settle.C
			start := time.Now()
			err := r.driver.Pulse(within(t))
			if took := time.Since(start); took > pulseMaxReal {
				t.Errorf("said after %v", took)
			}
			shutInWords(t, err, c.word)
			cancel()
			<-ended
			if len(r.model.Drawer().Pulses()) != 0 {
				t.Error("it opened all the same")
			}
		})
	}
}

// While a paper goes out in order, a queued pulse goes between its commands.
func TestAQueuedPulseWithinAJobThatGoesOn(t *testing.T) {
	t.Parallel()
	model, driver := paced(t, "generic-80mm", 9600, nil)
	result := make(chan devices.PrintResult, 1)
	one := job(20)
	go func() { result <- driver.Print(within(t), one) }()
	waitUntil(t, "bytes on the way", func() bool { return model.Received() > 300 })
	start := time.Now()
	if err := driver.Pulse(within(t)); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "drawer", model.Drawer().Open)
	if took := time.Since(start); took > pulseMaxReal {
		t.Errorf("it opened after %v", took)
	}
	outcome(t, <-result, devices.Printed, "")
	if got, want := model.Papers()[0].Text(), strings.Join(one.Document.Lines(48), "\n"); got != want {
		t.Errorf("the pulse damaged the paper:\n%s", got)
	}
}

// A write that does not come back holds the line itself. Nothing can pass it;
// that is said within a second, and the port is not waited for.
func TestTheDrawerBehindAWriteThatIsStuck(t *testing.T) {
	t.Parallel()
	for _, profileName := range []string{"epson-tm-t88v", "generic-80mm"} {
		synctest.Test(t, func(t *testing.T) {
			port := devicetest.NewFakePrinter()
			driver := newDriver(t, stuckPort{port}, profileName, printer.Options{Clock: newBubble()})
			if err := driver.Probe(t.Context()); err != nil {
				t.Fatal(err)
			}
			port.Takes(300)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			ended := make(chan devices.PrintResult, 1)
			go func() { ended <- driver.Print(ctx, job(10)) }()
			synctest.Wait()
			start := time.Now()
			err := driver.Pulse(t.Context())
			if took := time.Since(start); took > pulseMax {
				t.Errorf("said after %v", took)
			}
			shutInWords(t, err, "does not")
			outcome(t, <-ended, devices.Unknown, "")
		})
	}
}

// stuckPort is a fake that does not hold its own lock while a write is stuck.
type stuckPort struct{ *devicetest.FakePrinter }
