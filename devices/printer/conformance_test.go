package printer_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
)

func TestTheFakeConforms(t *testing.T) {
	t.Parallel()
	devicetest.Printer(t, func(t *testing.T) devicetest.PrinterUnderTest {
		fake := devicetest.NewFakePrinter()
		driver := newDriver(t, fake, "epson-tm-t88v", printer.Options{})
		return devicetest.PrinterUnderTest{
			Printer: driver, Confirms: true, Papers: fake.Papers, Pulses: fake.Pulses,
			PaperOut: fake.PaperOut, CoverOpen: fake.CoverOpen, PowerCycle: fake.PowerCycle, Unplug: fake.Unplug,
			PaperEndsAfter: fake.PaperEndsAfter, CoverOpensAfter: fake.CoverOpensAfter,
		}
	})
}

func TestTheModelConforms(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]virtual.PrinterOptions{
		"as it is":                  {},
		"paced, busy while offline": {Baud: 38400, BusyOffline: true, AutoStatus: true},
		"no process ids":            {NoProcessIDs: true},
		"no answers in order":       {NoProcessIDs: true, NoOrderedAnswers: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			devicetest.Printer(t, func(t *testing.T) devicetest.PrinterUnderTest {
				short := waits
				if options.NoOrderedAnswers {
					short.Probe /= 4 // no answer is waited for in vain, many times
				}
				r := newRigWith(t, options, "epson-tm-t20", short)
				return devicetest.PrinterUnderTest{
					Printer: r.driver, Confirms: !options.NoProcessIDs, Papers: r.cut,
					Pulses: func() int { return len(r.model.Drawer().Pulses()) }, PaperOut: r.model.PaperOut, CoverOpen: r.model.CoverOpen,
					PaperEndsAfter: r.model.PaperEndsAfterBytes, CoverOpensAfter: r.model.CoverOpensAfterBytes,
					PowerCycle: r.model.PowerCycle, Unplug: func() {
						if err := r.model.Unplug(); err != nil {
							t.Error(err)
						}
						<-r.driver.Done()
					},
				}
			})
		})
	}
}

// A real printer is tested with its line in the environment:
//
//	CURBLINE_PRINTER_PORT=/dev/serial/by-id/... CURBLINE_PRINTER_BAUD=38400 \
//	CURBLINE_PRINTER_PROFILE=epson-tm-t20 go test -run RealDevice ./devices/printer
//
// It prints a few short papers and opens the drawer. With CURBLINE_PRINTER_RECORD
// set to a folder, what passed is saved there, to be played by devicetest.Replay.
func TestARealDeviceConforms(t *testing.T) {
	name := os.Getenv("CURBLINE_PRINTER_PORT")
	if name == "" {
		t.Log("no printer in CURBLINE_PRINTER_PORT: the model and the fake stand for it")
		return
	}
	baud, err := strconv.Atoi(os.Getenv("CURBLINE_PRINTER_BAUD"))
	if err != nil {
		t.Fatal("CURBLINE_PRINTER_BAUD: ", err)
	}
	profile, err := escpos.ProfileByName(os.Getenv("CURBLINE_PRINTER_PROFILE"))
	if err != nil {
		t.Fatal("CURBLINE_PRINTER_PROFILE: ", err)
	}
	system := clock.NewSystem(time.Time{})
	count := 0
	devicetest.Printer(t, func(t *testing.T) devicetest.PrinterUnderTest {
		line, err := (&serialport.Opener{}).Open(serialport.Settings{Name: name, Baud: baud, Clock: system})
		if err != nil {
			t.Fatal(err)
		}
		recorder := devicetest.NewTimedRecorder(line, system)
		driver, err := printer.New(recorder, printer.Options{Profile: profile, Baud: baud, Clock: system})
		if err != nil {
			t.Fatal(err)
		}
		count++
		number := count
		t.Cleanup(func() {
			driver.Close()
			line.Close()
			if folder := os.Getenv("CURBLINE_PRINTER_RECORD"); folder != "" {
				if err := recorder.Recording().Save(filepath.Join(folder, strconv.Itoa(number)+".jsonl")); err != nil {
					t.Error(err)
				}
			}
		})
		if err := driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		return devicetest.PrinterUnderTest{Printer: driver, Confirms: driver.Rung() == printer.ByEcho}
	})
}

// newDriver is a driver on a port in memory.
func newDriver(t *testing.T, port devices.Port, profileName string, options printer.Options) *printer.Driver {
	t.Helper()
	profile, err := escpos.ProfileByName(profileName)
	if err != nil {
		t.Fatal(err)
	}
	options.Profile = profile
	if options.Waits == (printer.Waits{}) {
		options.Waits = waits
	}
	if options.Clock == nil {
		options.Clock = clock.NewSystem(time.Time{})
	}
	driver, err := printer.New(port, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		driver.Close()
		port.Close()
	})
	return driver
}
