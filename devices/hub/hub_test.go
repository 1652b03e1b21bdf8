package hub_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/aamva"
	"github.com/curbline/curbline/devices/hub"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/devices/zpl"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/paper"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type shop struct {
	hub     *hub.Hub
	scanner *virtual.Scanner
	printer *virtual.ReceiptPrinter
}

func newShop(t *testing.T) shop {
	t.Helper()
	folder := t.TempDir()
	gun, err := virtual.NewScanner(filepath.Join(folder, "scanner"), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Link: filepath.Join(folder, "printer"), Columns: 42, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := hub.Open(hub.Config{
		Scanner: hub.ScannerConfig{Port: gun.Path()},
		Printer: hub.PrinterConfig{Port: receipts.Path(), Profile: "epson-tm-t88v", Waits: printer.Waits{
			Status: 150 * time.Millisecond, Probe: 200 * time.Millisecond, Echo: time.Second, Fault: 2 * time.Second, Poll: 50 * time.Millisecond,
		}},
		PollEvery: 50 * time.Millisecond, Clock: clock.NewSystem(time.Time{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- opened.Run(t.Context()) }()
	t.Cleanup(func() {
		opened.Close()
		if err := <-done; err != nil {
			t.Error(err)
		}
		gun.Close()
		receipts.Close()
	})
	one := shop{opened, gun, receipts}
	one.await(t, devices.ScannerDevice, devices.Ready, "")
	one.await(t, devices.PrinterDevice, devices.Ready, "")
	return one
}

// await reads the published statuses until a device is in a state.
func (s shop) await(t *testing.T, device devices.Device, state devices.State, code devices.Code) devices.Status {
	t.Helper()
	limit := time.After(8 * time.Second)
	matches := func(status devices.Status) bool {
		if status.Device != device || status.State != state {
			return false
		}
		if status.Error == nil {
			return code == ""
		}
		return status.Error.Code == code && status.Error.Message != ""
	}
	for _, status := range s.hub.Snapshot() {
		if matches(status) {
			return status
		}
	}
	for {
		select {
		case status := <-s.hub.Statuses():
			if matches(status) {
				return status
			}
		case <-limit:
			t.Fatalf("%s never became %s %s; it is %+v", device, state, code, s.hub.Snapshot())
		}
	}
}

func (s shop) scan(t *testing.T) scanner.Scan {
	t.Helper()
	select {
	case scan := <-s.hub.Scans():
		return scan
	case <-time.After(5 * time.Second):
		t.Fatal("no scan")
		return scanner.Scan{}
	}
}

func day(year, month, date int) time.Time {
	return time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
}

func job() devices.PrintJob {
	return devices.PrintJob{ID: "j", Document: paper.Document{Blocks: []paper.Block{paper.Line(paper.Center, "Larimer Street"), paper.Pair("TOTAL", "$1.00")}}}
}

func TestScansComeThrough(t *testing.T) {
	s := newShop(t)
	card := virtual.Card{
		IIN: "636020", Jurisdiction: "CO", Number: "11-222-3333", Family: "Sample", First: "Avery", Sex: "2",
		Birth: day(2001, 6, 15), Issued: day(2021, 6, 15), Expires: day(2029, 6, 15),
	}
	if err := s.scanner.Scan(t.Context(), card.Barcode(), virtual.Pace{Lump: 60, Every: 5 * time.Millisecond}); err != nil {
		t.Fatal(err)
	}
	scan := s.scan(t)
	document, err := aamva.Parse(scan.Raw)
	if err != nil || scan.Kind != scanner.ID || document.BirthDate != (idcard.Date{Year: 2001, Month: 6, Day: 15}) || document.Number != "112223333" || len(document.Warnings) != 0 {
		t.Fatalf("%v, %v, warnings %v", scan, err, document.Warnings)
	}
	pause := time.NewTimer(2 * scanner.IDGap)
	<-pause.C
	if err := s.scanner.ScanCode(t.Context(), "1A4060300003E85000001042"); err != nil {
		t.Fatal(err)
	}
	if scan := s.scan(t); scan.Text != "1A4060300003E85000001042" {
		t.Fatalf("got %v", scan)
	}
}

// The model's cards and the parser were written apart; they must agree.
func TestCardsOfEachVersion(t *testing.T) {
	for _, version := range []int{1, 3, 4, 5, 8, 9, 10, 11, 12} {
		card := virtual.Card{
			IIN: "636020", Jurisdiction: "CO", IDCard: version%2 == 0, Version: version, Number: "X00112233", Family: "Sample", First: "Avery",
			Sex: "1", Birth: day(2004, 2, 29), Issued: day(2021, 6, 15), Expires: day(2029, 6, 15),
		}
		raw := card.Barcode()
		document, err := aamva.Parse(raw)
		if !aamva.Parses(version) {
			if err == nil {
				t.Errorf("version %d was read", version)
			}
			continue
		}
		if err != nil || document.BirthDate.String() != "2004-02-29" || document.ExpiryStatus != idcard.OK || len(document.Warnings) != 0 {
			t.Errorf("version %d: %v, %v", version, err, document.Warnings)
		}
		if end := aamva.DeclaredEnd(raw); end != len(raw) {
			t.Errorf("version %d: declared end %d of %d", version, end, len(raw))
		}
	}
}

func TestTheScannerIsUnpluggedAndComesBack(t *testing.T) {
	s := newShop(t)
	if err := s.scanner.Unplug(); err != nil {
		t.Fatal(err)
	}
	s.await(t, devices.ScannerDevice, devices.Waiting, devices.Unplugged)
	s.await(t, devices.ScannerDevice, devices.Waiting, devices.PortMissing)
	if err := s.scanner.Replug(); err != nil {
		t.Fatal(err)
	}
	s.await(t, devices.ScannerDevice, devices.Ready, "")
	if err := s.scanner.ScanCode(t.Context(), "0850012345671"); err != nil {
		t.Fatal(err)
	}
	if scan := s.scan(t); scan.Text != "0850012345671" {
		t.Fatalf("got %v", scan)
	}
}

func TestThePrinterIsUnpluggedAndComesBack(t *testing.T) {
	s := newShop(t)
	if result := s.hub.Print(t.Context(), job()); result.Outcome != devices.Printed {
		t.Fatalf("%+v", result)
	}
	if err := s.printer.Unplug(); err != nil {
		t.Fatal(err)
	}
	s.await(t, devices.PrinterDevice, devices.Waiting, devices.PortMissing)
	if result := s.hub.Print(t.Context(), job()); result.Outcome != devices.Blocked || result.Cause != devices.PrinterOffline || result.Err == nil {
		t.Fatalf("%+v", result)
	}
	if err := s.hub.Pulse(t.Context()); devices.CodeOf(err) == "" {
		t.Fatalf("pulse without a printer gave %v", err)
	}
	if _, known := s.hub.Status(); known {
		t.Error("a status without a printer")
	}
	if err := s.printer.Replug(); err != nil {
		t.Fatal(err)
	}
	s.await(t, devices.PrinterDevice, devices.Ready, "")
	if result := s.hub.Print(t.Context(), job()); result.Outcome != devices.Printed {
		t.Fatalf("%+v", result)
	}
	if err := s.hub.Pulse(t.Context()); err != nil {
		t.Fatal(err)
	}
	if papers := s.printer.Papers(); len(papers) != 2 {
		t.Fatalf("%d papers", len(papers))
	}
}

func TestFaultsAreShownInWords(t *testing.T) {
	s := newShop(t)
	s.printer.PaperOut(true)
	status := s.await(t, devices.PrinterDevice, devices.Fault, "printer.paper_out")
	if status.Printer == nil || !status.Printer.PaperOut || status.Error.Hint == "" {
		t.Fatalf("%+v", status)
	}
	s.printer.PaperOut(false)
	s.await(t, devices.PrinterDevice, devices.Ready, "")
	s.printer.Deaf(true)
	s.await(t, devices.PrinterDevice, devices.Fault, devices.NoAnswer)
	s.printer.Deaf(false)
	s.await(t, devices.PrinterDevice, devices.Ready, "")
}

func TestWithoutDevices(t *testing.T) {
	opened, err := hub.Open(hub.Config{Clock: clock.NewSystem(time.Time{})})
	if err != nil {
		t.Fatal(err)
	}
	for _, status := range opened.Snapshot() {
		if status.State != devices.Absent {
			t.Errorf("%+v", status)
		}
	}
	if result := opened.Print(t.Context(), job()); result.Outcome != devices.Failed || result.Err.Code != devices.NotConfigured {
		t.Errorf("%+v", result)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := opened.Run(ctx); err != nil {
		t.Error(err)
	}
	opened.Close()
	if err := opened.Run(t.Context()); err != nil { // ends at once after Close
		t.Error(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	system := clock.NewSystem(time.Time{})
	for name, config := range map[string]hub.Config{
		"no clock":   {},
		"profile":    {Clock: system, Printer: hub.PrinterConfig{Port: "/dev/ttyUSB0", Profile: "laser"}},
		"code page":  {Clock: system, Printer: hub.PrinterConfig{Port: "/dev/ttyUSB0", Profile: "epson-tm-t88v", Choices: printer.Choices{CodePage: "klingon"}}},
		"drawer pin": {Clock: system, Printer: hub.PrinterConfig{Port: "/dev/ttyUSB0", Profile: "epson-tm-t88v", Choices: printer.Choices{DrawerPin: 3}}},
		"protocol":   {Clock: system, Scale: hub.ScaleConfig{Port: "/dev/ttyUSB0", Protocol: "grocer"}},
		"media":      {Clock: system, Labels: hub.LabelConfig{Port: "/dev/ttyUSB0"}},
		"same port of others": {
			Clock: system, Scale: hub.ScaleConfig{Port: "/dev/ttyUSB0", Protocol: "mt-sics"},
			Labels: hub.LabelConfig{Port: "/dev/ttyUSB0", Media: zpl.Media{DotsPerMM: 8, WidthMM: 57, HeightMM: 32}},
		},
		"same port": {Clock: system, Scanner: hub.ScannerConfig{Port: "/dev/ttyUSB0"}, Printer: hub.PrinterConfig{Port: "/dev/ttyUSB0", Profile: "epson-tm-t88v"}},
	} {
		if _, err := hub.Open(config); devices.CodeOf(err) != devices.BadSettings {
			t.Errorf("%s: %v", name, err)
		}
	}
}
