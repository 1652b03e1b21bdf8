package printer_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
)

// paced is a driver with its real waits before a model on a line of some speed.
func paced(t testing.TB, profileName string, baud int, change func(*escpos.Profile)) (*virtual.ReceiptPrinter, *printer.Driver) {
	t.Helper()
	profile, err := escpos.ProfileByName(profileName)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(&profile)
	}
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Columns: profile.Columns, NoCutter: !profile.Cutter, Baud: baud, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	system := clock.NewSystem(time.Time{})
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: model.Path(), Baud: baud, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	driver, err := printer.New(port, printer.Options{Profile: profile, Baud: baud, Clock: system})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		driver.Close()
		port.Close()
		model.Close()
	})
	if err := driver.Probe(t.Context()); err != nil {
		t.Fatal(err)
	}
	return model, driver
}

// lineUse prints one job and gives how the line was used, and how long the first
// byte took to be on it.
func lineUse(t testing.TB, model *virtual.ReceiptPrinter, driver *printer.Driver, one devices.PrintJob) (virtual.LineUse, time.Duration) {
	t.Helper()
	model.ResetLineUse()
	start := time.Now()
	got := driver.Print(t.Context(), one)
	if got.Outcome != devices.Printed {
		t.Fatalf("%+v", got)
	}
	use := model.LineUse()
	return use, use.First.Sub(start)
}

// BenchmarkLineBusy says how busy the line is kept while printing, and how soon
// its first byte is on it.
func BenchmarkLineBusy(b *testing.B) {
	for _, c := range []struct {
		name  string
		lines int
		baud  int
	}{
		{"20 lines at 9600", 16, 9600}, {"20 lines at 38400", 16, 38400}, {"3 KB at 9600", 40, 9600}, {"3 KB at 38400", 40, 38400},
	} {
		b.Run(c.name, func(b *testing.B) {
			model, driver := paced(b, "epson-tm-t88v", c.baud, nil)
			share, latest, bytes := 100, time.Duration(0), 0
			for b.Loop() {
				use, first := lineUse(b, model, driver, job(c.lines))
				share, latest, bytes = min(share, use.BusyPercent()), max(latest, first), use.Bytes
			}
			b.ReportMetric(float64(share), "busy%")
			b.ReportMetric(float64(latest.Microseconds()), "µs-to-first-byte")
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
}
