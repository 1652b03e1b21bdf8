package scanner_test

import (
	"context"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
)

// run starts the driver on a port.
func run(t *testing.T, port devices.Port) devicetest.RunningScanner {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	queue := scanner.NewQueue()
	ended, scans, done := make(chan error, 1), make(chan devicetest.Seen, 2*scanner.ScansMax), make(chan struct{})
	finished := make(chan struct{})
	go func() {
		ended <- scanner.New(port, queue, scanner.NewFramer(0, 0), clock.NewSystem(time.Time{})).Run(ctx)
		close(finished)
	}()
	go func() {
		defer close(done)
		defer close(scans)
		pass := func(scan scanner.Scan) {
			scans <- devicetest.Seen{Kind: string(scan.Kind), Raw: scan.Raw, Text: scan.Text}
		}
		for {
			select {
			case scan := <-queue.Scans():
				pass(scan)
			case <-finished:
				for len(queue.Scans()) > 0 {
					pass(<-queue.Scans())
				}
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-done
		port.Close()
	})
	card, other := cards()
	return devicetest.RunningScanner{
		Stop: cancel, Scans: scans, Ended: ended, Card: card, Other: other, Silence: 2 * scanner.IDGap,
		Read: func(raw []byte) (string, bool) {
			document, err := scanner.ReadDocument(raw)
			ok := err == nil && document.BirthDateStatus == idcard.OK && document.ExpiryStatus == idcard.OK && document.NumberStatus == idcard.OK
			return document.BirthDate.String(), ok
		},
	}
}

func cards() (card, other []byte) {
	made := virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: "112223333", Family: "Sample", First: "Avery", Middle: "Quinn", Sex: "2",
		Birth: day(2001, 6, 15), Issued: day(2021, 6, 15), Expires: day(2029, 6, 15),
	}
	card = made.Barcode()
	made.Number, made.Birth = "445556666", day(1985, 11, 25)
	return card, made.Barcode()
}

func day(year, month, date int) time.Time {
	return time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
}

func onPlayback(t *testing.T) devicetest.RunningScanner {
	t.Helper()
	port := devicetest.NewPlayback()
	running := run(t, port)
	running.Send = func(data []byte) { port.Say(string(data)) }
	running.Unplug = port.Unplug
	return running
}

func onPTY(t *testing.T) devicetest.RunningScanner {
	t.Helper()
	device, err := virtual.NewScanner("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: device.Path(), Baud: 9600, Clock: clock.NewSystem(time.Time{})})
	if err != nil {
		t.Fatal(err)
	}
	running := run(t, port)
	running.Send = func(data []byte) {
		if err := device.Scan(t.Context(), data, virtual.Pace{}); err != nil {
			t.Error(err)
		}
	}
	running.Unplug = func() {
		if err := device.Unplug(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(func() { device.Close() })
	return running
}

func TestConformanceOnPlayback(t *testing.T) { devicetest.Scanner(t, onPlayback) }

func TestConformanceOfTheVirtualScanner(t *testing.T) { devicetest.Scanner(t, onPTY) }

func TestUnpluggedAtEachByteOfAnID(t *testing.T) { devicetest.ScannerUnplugged(t, 0, onPlayback) }

func TestUnpluggedOnASerialLine(t *testing.T) { devicetest.ScannerUnplugged(t, 50, onPTY) }
