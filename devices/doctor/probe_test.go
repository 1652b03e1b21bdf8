package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.bug.st/serial/enumerator"
	"go.uber.org/goleak"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/doctor"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func system() clock.Clock { return clock.NewSystem(time.Time{}) }

func probe(t *testing.T, prober doctor.Prober, name string) doctor.Finding {
	t.Helper()
	if prober.Clock == nil {
		prober.Clock = system()
	}
	finding, err := prober.Probe(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return finding
}

func TestProbeFindsAPrinter(t *testing.T) {
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	finding := probe(t, doctor.Prober{}, model.Path())
	said := strings.Join(finding.Lines("/dev/serial/by-id/x"), "\n")
	if finding.Kind != doctor.ReceiptPrinter || finding.Baud != 38400 || !strings.Contains(said, "[devices.printer]\nport = \"/dev/serial/by-id/x\"\nbaud = 38400\nprofile = ") {
		t.Errorf("%+v\n%s", finding, said)
	}
	if papers := model.Papers(); len(papers) != 0 || len(model.Unknown()) != 0 {
		t.Errorf("the probe printed %v, %q", papers, model.Unknown())
	}
}

func TestProbeFindsScales(t *testing.T) {
	for _, protocol := range []string{"mt-sics", "and", "ohaus", "nci", "toledo-8217"} {
		for _, load := range []string{"", "3.52"} {
			model, err := virtual.NewScale(virtual.ScaleOptions{Protocol: protocol, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			if load != "" {
				model.Put(load)
			}
			finding := probe(t, doctor.Prober{Wait: 60 * time.Millisecond}, model.Path())
			said := strings.Join(finding.Lines("COM3"), "\n")
			if finding.Kind != doctor.Scale || finding.Protocol != protocol || !strings.Contains(said, fmt.Sprintf("[devices.scale]\nport = \"COM3\"\nbaud = %d\nprotocol = %q", finding.Baud, protocol)) {
				t.Errorf("%s with %q: %+v\n%s", protocol, load, finding, said)
			}
			model.Close()
		}
	}
}

func TestProbeOfAScanner(t *testing.T) {
	model, err := virtual.NewScanner("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	finding := probe(t, doctor.Prober{Wait: 5 * time.Millisecond}, model.Path())
	if said := strings.Join(finding.Lines("p"), "\n"); finding.Kind != doctor.Silent || !strings.Contains(said, "[devices.scanner]") || !strings.Contains(said, "doctor --scanner p") {
		t.Errorf("%+v\n%s", finding, said)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- model.Stuck(ctx, []byte("8")) }()
	finding = probe(t, doctor.Prober{Wait: 50 * time.Millisecond}, model.Path())
	cancel()
	<-ended // the model's line may be full by now
	if said := strings.Join(finding.Lines("p"), "\n"); finding.Kind != doctor.Talking || !strings.Contains(said, "neither a receipt printer nor a scale") {
		t.Errorf("%+v\n%s", finding, said)
	}
}

// atBaud answers like a device only where it is opened at its own speed;
// otherwise it sends what a wrong speed makes of it.
type atBaud struct {
	mu      sync.Mutex
	baud    int
	rules   []devicetest.Rule
	rubbish string
	tried   []int
}

func (d *atBaud) open(_ string, baud int) (devices.Port, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tried = append(d.tried, baud)
	if baud == d.baud {
		return devicetest.NewPlayback(d.rules...), nil
	}
	return devicetest.NewPlayback(devicetest.Rule{When: "\x10\x04\x01", Answer: d.rubbish}), nil
}

func TestProbeTriesSpeeds(t *testing.T) {
	for baud, tries := range map[int]int{38400: 1, 9600: 2, 19200: 3, 115200: 4} {
		device := &atBaud{baud: baud, rubbish: "\x12\xff", rules: []devicetest.Rule{{When: "\x10\x04\x01", Answer: "\x16"}, {When: "\x10\x04\x04", Answer: "\x12"}}}
		finding := probe(t, doctor.Prober{Open: device.open, Wait: 10 * time.Millisecond}, "p")
		if finding.Kind != doctor.ReceiptPrinter || finding.Baud != baud || len(device.tried) != tries {
			t.Errorf("%d: %+v after %v", baud, finding, device.tried)
		}
	}
	scale := &atBaud{baud: 2400, rules: []devicetest.Rule{{When: "\xd1\x8d\x0a", Answer: "\x53\xd4\xac\x2b\x30\x30\x30\x30\x33\x2e\x35\x32\xa0\xa0\xe7\x8d\x0a"}}}
	finding := probe(t, doctor.Prober{Open: scale.open, Wait: 10 * time.Millisecond}, "p")
	if finding.Kind != doctor.Scale || finding.Protocol != "and" || finding.Baud != 2400 || !finding.SevenE1 {
		t.Errorf("%+v", finding)
	}
	// A status byte by chance at a wrong speed is no printer.
	chance := &atBaud{baud: 1, rubbish: "\x12"}
	if finding := probe(t, doctor.Prober{Open: chance.open, Wait: 5 * time.Millisecond}, "p"); finding.Kind != doctor.Talking {
		t.Errorf("%+v", finding)
	}
}

func TestProbeSaysWhyAPortRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "no-port")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, code := range map[string]devices.Code{file: devices.PortRefused, file + "-missing": devices.PortMissing} {
		finding := probe(t, doctor.Prober{}, name)
		if lines := finding.Lines(name); finding.Kind != doctor.Refused || finding.Err.Code != code || lines[0] == "" || lines[1] == "" {
			t.Errorf("%+v", finding)
		}
	}
	gone := doctor.Prober{Open: func(string, int) (devices.Port, error) {
		port := devicetest.NewPlayback()
		port.Unplug()
		return port, nil
	}}
	if finding := probe(t, gone, "p"); finding.Kind != doctor.Refused || finding.Err.Code != devices.Unplugged {
		t.Errorf("%+v", finding)
	}
	odd := doctor.Prober{Open: func(string, int) (devices.Port, error) { return nil, errors.New("odd") }}
	if finding := probe(t, odd, "p"); finding.Kind != doctor.Refused || finding.Err == nil {
		t.Errorf("%+v", finding)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (doctor.Prober{Clock: system()}).Probe(cancelled, file); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A port that another program has open is left alone.
func TestAPortInUse(t *testing.T) {
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Now: time.Now, Link: filepath.Join(t.TempDir(), "printer")})
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	held, err := os.OpenFile(model.Path(), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	other := exec.Command("sleep", "60")
	other.Stdin = held
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	held.Close()
	finding := probe(t, doctor.Prober{}, model.Path())
	if said := strings.Join(finding.Lines("p"), "\n"); finding.Kind != doctor.InUse || !strings.Contains(said, fmt.Sprintf("sleep (process %d)", other.Process.Pid)) {
		t.Errorf("%+v\n%s", finding, said)
	}
	if model.Received() != 0 {
		t.Error("it was written to")
	}
	if err := other.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = other.Wait() // it was killed
	if finding := probe(t, doctor.Prober{}, model.Path()); finding.Kind != doctor.ReceiptPrinter {
		t.Errorf("free again: %+v", finding)
	}
}

func TestPorts(t *testing.T) {
	folder := t.TempDir()
	name := func(parts ...string) string { return filepath.Join(append([]string{folder}, parts...)...) }
	for _, made := range []string{"id", "path"} {
		if err := os.Mkdir(name(made), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, port := range []string{"ttyUSB0", "ttyUSB1", "ttyS0"} {
		if err := os.WriteFile(name(port), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"id/usb-FTDI_A1-if00": "ttyUSB0", "path/pci-0-usb-0:1": "ttyUSB1", "path/pci-0-usb-0:2": "ttyUSB0", "id/usb-gone": "ttyUSB9"} {
		if err := os.Symlink(name(target), name(link)); err != nil {
			t.Fatal(err)
		}
	}
	finder := doctor.Finder{ByID: name("id"), ByPath: name("path"), List: func() ([]*enumerator.PortDetails, error) {
		return []*enumerator.PortDetails{
			{Name: name("ttyUSB1"), IsUSB: true, VID: "1a86", PID: "7523"},
			{Name: name("ttyUSB0"), IsUSB: true, VID: "0403", PID: "6001", SerialNumber: "A1\x1b[2J", Manufacturer: "FTDI", Product: "USB Serial"},
			{Name: name("ttyS0")},
		}, nil
	}}
	ports, err := finder.Ports()
	if err != nil || len(ports) != 3 {
		t.Fatalf("%v, %v", ports, err)
	}
	if ports[0].Name != name("ttyS0") || ports[0].Stable || ports[1].Name != name("id/usb-FTDI_A1-if00") || !ports[1].Stable || ports[2].Name != name("path/pci-0-usb-0:1") {
		t.Errorf("%+v", ports)
	}
	if words := ports[1].Words(); words != "USB, FTDI, USB Serial, 0403:6001, serial number A1?[2J" {
		t.Errorf("%q", words)
	}
	if words := ports[2].Words(); !strings.Contains(words, "without a serial number") {
		t.Errorf("%q", words)
	}
	finder.ByID, finder.ByPath = name("none"), name("none")
	if ports, err := finder.Ports(); err != nil || ports[1].Name != name("ttyUSB0") {
		t.Errorf("%+v, %v", ports, err)
	}
	finder.List = func() ([]*enumerator.PortDetails, error) { return nil, errors.New("odd") }
	if _, err := finder.Ports(); err == nil {
		t.Error("no error")
	}
	if _, err := (doctor.Finder{}).Ports(); err != nil {
		t.Errorf("of this machine: %v", err)
	}
}

func openPort(t *testing.T, path string) devices.Port {
	t.Helper()
	port, err := (&serialport.Opener{}).Open(serialport.Settings{Name: path, Baud: 9600, Clock: system()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { port.Close() })
	return port
}

// The card through a scanner with each fault, over a serial line.
func TestTheCardThroughAScanner(t *testing.T) {
	for name, c := range map[string]struct {
		set   func(*virtual.Scanner)
		grade doctor.Grade
		says  string
	}{
		"right":          {func(s *virtual.Scanner) { s.Affixes("]L2", "\r\n"); s.Slow(9600) }, doctor.Fine, "IDs can be read."},
		"strip controls": {func(s *virtual.Scanner) { s.StripControls(true) }, doctor.Degraded, "IDs will be refused"},
		"CR to CR LF":    {func(s *virtual.Scanner) { s.CRToCRLF(true) }, doctor.Degraded, "CR (0D) came as CR (0D) LF (0A)"},
		"carets":         {func(s *virtual.Scanner) { s.Carets(true) }, doctor.Degraded, "RS (1E) came as “^^”"},
		"caps lock":      {func(s *virtual.Scanner) { s.LowerCase(true) }, doctor.Degraded, "all letters came as small ones"},
		"wrong baud":     {func(s *virtual.Scanner) { s.WrongBaud(9600, 38400) }, doctor.Unknown, "not the self-test card"},
		"torn for long":  {func(s *virtual.Scanner) { s.Torn(120, 900*time.Millisecond) }, doctor.Unknown, "broke off"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			model, err := virtual.NewScanner("", time.Now)
			if err != nil {
				t.Fatal(err)
			}
			defer model.Close()
			port := openPort(t, model.Path())
			c.set(model)
			sent := make(chan error, 1)
			go func() { sent <- model.Scan(t.Context(), doctor.Card(), virtual.Pace{}) }()
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			got, err := doctor.ReadCard(ctx, port)
			if err != nil {
				t.Fatal(err)
			}
			report := doctor.Compare(got)
			if said := strings.Join(report.Lines(), "\n"); report.Grade != c.grade || !strings.Contains(said, c.says) {
				t.Errorf("%q\n%s", report.Grade, said)
			}
			if err := <-sent; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestReadCardEnds(t *testing.T) {
	silent := devicetest.NewPlayback()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := doctor.ReadCard(ctx, silent); devices.CodeOf(err) != devices.Timeout {
		t.Errorf("got %v", err)
	}
	endless := devicetest.NewPlayback()
	endless.Say(strings.Repeat("8", 8193))
	if _, err := doctor.ReadCard(t.Context(), endless); devices.CodeOf(err) != devices.ScanTooLong {
		t.Errorf("got %v", err)
	}
	most := devicetest.NewPlayback()
	most.Say(strings.Repeat("8", 8192))
	if got, err := doctor.ReadCard(t.Context(), most); err != nil || len(got) != 8192 {
		t.Errorf("got %d, %v", len(got), err)
	}
	gone := devicetest.NewPlayback()
	gone.Say("@")
	gone.Unplug()
	if _, err := doctor.ReadCard(t.Context(), gone); devices.CodeOf(err) != devices.Unplugged {
		t.Errorf("got %v", err)
	}
}

// A printer that stops answering in the middle has stopped.
func TestPrintStopsWithThePrinter(t *testing.T) {
	port := devicetest.NewPlayback(devicetest.Rule{When: "one\x1dr\x01", Answer: "\x11\x00"})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := doctor.Print(ctx, port, [][]byte{[]byte("one"), []byte("two"), []byte("three")}, 9600)
	if !errors.Is(err, context.DeadlineExceeded) || string(port.Written()) != "one\x1dr\x01two\x1dr\x01" {
		t.Errorf("%v, %q", err, port.Written())
	}
	gone := devicetest.NewPlayback()
	gone.Unplug()
	if err := doctor.Print(t.Context(), gone, [][]byte{[]byte("one")}, 9600); devices.CodeOf(err) != devices.Unplugged {
		t.Errorf("got %v", err)
	}
}
