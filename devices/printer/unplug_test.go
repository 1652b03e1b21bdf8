package printer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/paper"
)

// bubble is a clock that runs with the time of a synctest bubble.
type bubble struct{ start time.Time }

func newBubble() bubble { return bubble{start: time.Now()} }

func (b bubble) Now() clock.Reading {
	return clock.Reading{Wall: time.Now().UTC(), Monotonic: time.Hour + time.Since(b.start)}
}

// hangMax is how long anything may take once the printer is gone.
const hangMax = time.Second

// The printer goes at every byte of a job, of the questions before it and of the
// mark behind it. Time is the bubble's, so that a wait would show and costs
// nothing.
func TestUnpluggedAtEveryByte(t *testing.T) {
	t.Parallel()
	for _, profileName := range []string{"epson-tm-t88v", "generic-80mm"} {
		t.Run(profileName, func(t *testing.T) {
			t.Parallel()
			total := unpluggedAt(t, profileName, -1)
			if total < 500 {
				t.Fatalf("a job of %d bytes", total)
			}
			for at := range total + 1 {
				unpluggedAt(t, profileName, at)
			}
		})
	}
}

// unpluggedAt prints on a printer that goes after so many bytes, never if it is
// negative, and gives how many bytes went out in all.
func unpluggedAt(t *testing.T, profileName string, at int) int {
	t.Helper()
	total := 0
	synctest.Test(t, func(t *testing.T) {
		fake := devicetest.NewFakePrinter()
		driver := newDriver(t, fake, profileName, printer.Options{Waits: printer.Waits{Fresh: time.Hour}, Baud: 115200, Clock: newBubble()})
		if err := driver.Probe(t.Context()); err != nil {
			t.Fatal(err)
		}
		before := len(fake.Written())
		if at >= 0 {
			fake.UnplugAt(at)
		}
		start := time.Now()
		got := driver.Print(t.Context(), job(4))
		if took := time.Since(start); took > hangMax {
			t.Errorf("byte %d: it hung for %v", at, took)
		}
		total = len(fake.Written()) - before
		switch {
		case got.Outcome == devices.Printed:
			if at >= 0 && total < at {
				t.Errorf("byte %d of %d: %+v", at, total, got)
			}
			if fake.Papers() != 1 {
				t.Errorf("byte %d: printed on %d papers", at, fake.Papers())
			}
		case got.SentBytes == 0 && got.Outcome != devices.Failed, got.SentBytes > 0 && got.Outcome != devices.Unknown, at < 0:
			t.Errorf("byte %d: %+v", at, got)
		case got.Outcome == devices.Failed && at > 3:
			t.Errorf("byte %d: nothing of the job left", at) // three bytes ask for the status
		}
		again := time.Now()
		if second := driver.Print(t.Context(), job(1)); at >= 0 && second.Outcome != devices.Failed {
			t.Errorf("byte %d: a job for a printer that is gone: %+v", at, second)
		}
		if err := driver.Pulse(t.Context()); (err == nil) != (at < 0) {
			t.Errorf("byte %d: pulse: %v", at, err)
		}
		if took := time.Since(again); took > hangMax {
			t.Errorf("byte %d: what came after hung for %v", at, took)
		}
		if at >= 0 && fake.Papers() > 1 {
			t.Errorf("byte %d: %d papers", at, fake.Papers())
		}
	})
	return total
}

// The same on pseudo-terminals, with the model and the real port.
func TestUnpluggedAtFiftyBytes(t *testing.T) {
	t.Parallel()
	profile, err := escpos.ProfileByName("epson-tm-t88v")
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := escpos.Encode(job(4).Document, profile)
	if err != nil {
		t.Fatal(err)
	}
	const offsets = 50
	for index := range offsets {
		at := 1 + index*(len(encoded)+20)/offsets
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, virtual.PrinterOptions{}, profile.Name)
			if err := r.driver.Probe(within(t)); err != nil {
				t.Fatal(err)
			}
			r.model.DieAfter(at)
			gone := make(chan time.Time, 1)
			go func() {
				<-r.driver.Done()
				gone <- time.Now()
			}()
			got := r.driver.Print(within(t), job(4))
			if took := time.Since(<-gone); took > hangMax {
				t.Errorf("it hung for %v after the printer went", took)
			}
			switch {
			case got.Outcome == devices.Printed && r.cut() == 1:
			case got.Outcome == devices.Failed && got.SentBytes == 0 && r.cut() == 0:
			case got.Outcome == devices.Unknown && got.SentBytes > 0 && r.cut() <= 1:
			default:
				t.Errorf("%+v with %d papers", got, r.cut())
			}
		})
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// A printer that is unplugged and plugged in all day, within jobs and between
// them, leaves no descriptor open. goleak in TestMain counts the goroutines. It
// does not run beside others, as they open descriptors of their own.
func TestTwoHundredReplugsLeaveNothingOpen(t *testing.T) {
	const printers, turns = 10, 20
	small := devices.PrintJob{ID: "small", Document: paper.Document{Blocks: []paper.Block{paper.Pair("TOTAL", "$1.00")}}}
	before := descriptors(t)
	var printed atomic.Int32
	var all sync.WaitGroup
	for range printers {
		all.Go(func() {
			system := clock.NewSystem(time.Time{})
			model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Link: filepath.Join(t.TempDir(), "printer"), Columns: 42, Now: time.Now})
			if err != nil {
				t.Error(err)
				return
			}
			defer model.Close()
			opener := &serialport.Opener{}
			profile, _ := escpos.ProfileByName("epson-tm-t88v")
			for turn := range turns {
				port, err := opener.Open(serialport.Settings{Name: model.Path(), Baud: 38400, Clock: system})
				if err != nil {
					t.Error(err)
					return
				}
				short := waits // what becomes of the jobs is not what this is about
				short.Echo, short.Fault = waits.Echo/3, waits.Echo/3
				driver, err := printer.New(port, printer.Options{Profile: profile, Waits: short, Clock: system})
				if err != nil {
					t.Error(err)
					return
				}
				if turn%2 == 0 {
					model.DieAfter(100 + turn) // within the job
				}
				got := driver.Print(t.Context(), small)
				model.DieAfter(0)
				if turn%5 != 0 {
					if err := model.Unplug(); err != nil {
						t.Error(err)
					}
					<-driver.Done()
				}
				driver.Close()
				port.Close()
				if err := model.Replug(); err != nil {
					t.Error(err)
				}
				if got.Outcome == devices.Printed {
					printed.Add(1)
				}
			}
		})
	}
	all.Wait()
	if printed.Load() == 0 {
		t.Error("not one job was printed, so nothing was in use")
	}
	if after := descriptors(t); after > before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}
