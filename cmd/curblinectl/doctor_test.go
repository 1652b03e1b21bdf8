package main

import (
	"bytes"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.bug.st/serial/enumerator"

	"github.com/curbline/curbline/devices/doctor"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal"
)

// diagnose runs the doctor without a terminal set up.
func diagnose(t *testing.T, verb *doctorCmd) (said, code string, status int) {
	t.Helper()
	var out bytes.Buffer
	err := verb.Run(&run{ctx: t.Context(), out: &out, in: strings.NewReader(""), log: slog.New(slog.DiscardHandler)})
	if err != nil {
		code, status = terminal.AsError(err).Code, explain(err)
	}
	return out.String(), code, status
}

func virtualPrinter(t *testing.T) *virtual.ReceiptPrinter {
	t.Helper()
	model, err := virtual.NewReceiptPrinter(virtual.PrinterOptions{Now: time.Now, Link: filepath.Join(t.TempDir(), "printer")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	return model
}

func TestDoctorLooksAtPorts(t *testing.T) {
	model := virtualPrinter(t)
	finder := doctor.Finder{List: func() ([]*enumerator.PortDetails, error) {
		return []*enumerator.PortDetails{{Name: model.Path(), IsUSB: true, VID: "0403", PID: "6001", SerialNumber: "A1"}}, nil
	}}
	said, code, status := diagnose(t, &doctorCmd{finder: finder})
	if status != 0 || !strings.Contains(said, "serial number A1") || !strings.Contains(said, "[devices.printer]") || !strings.Contains(said, model.Path()) {
		t.Errorf("%d %s\n%s", status, code, said)
	}
	if said, code, status := diagnose(t, &doctorCmd{Port: model.Path()}); status != 0 || !strings.Contains(said, "A receipt printer answers at 38400 baud.") {
		t.Errorf("%d %s\n%s", status, code, said)
	}
	if said, code, status := diagnose(t, &doctorCmd{Port: filepath.Join(t.TempDir(), "gone")}); status != 1 || code != "doctor.port" || !strings.Contains(said, "There is no device at") {
		t.Errorf("%d %s\n%s", status, code, said)
	}
	none := doctor.Finder{List: func() ([]*enumerator.PortDetails, error) { return nil, nil }}
	if said, code, status := diagnose(t, &doctorCmd{finder: none}); status != 0 || !strings.Contains(said, "no serial ports") {
		t.Errorf("%d %s\n%s", status, code, said)
	}
}

func TestDoctorWritesAndPrintsTheCard(t *testing.T) {
	model := virtualPrinter(t)
	path := filepath.Join(t.TempDir(), "card.png")
	said, code, status := diagnose(t, &doctorCmd{Card: path, Printer: model.Path(), Profile: "generic-58mm"})
	if status != 0 || !strings.Contains(said, path) || !strings.Contains(said, "was sent to") {
		t.Fatalf("%d %s\n%s", status, code, said)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if picture, err := png.Decode(file); err != nil || picture.Bounds().Dx() < 500 {
		t.Errorf("%v", err)
	}
	for what, verb := range map[string]*doctorCmd{
		"doctor.profile": {Printer: model.Path(), Profile: "none"},
		"doctor.card":    {Card: filepath.Join(t.TempDir(), "none", "card.png")},
	} {
		if _, code, status := diagnose(t, verb); code != what || status == 0 {
			t.Errorf("%s: %d %s", what, status, code)
		}
	}
}

func TestDoctorChecksAScanner(t *testing.T) {
	for name, c := range map[string]struct {
		set    func(*virtual.Scanner)
		raw    []byte
		status int
		says   string
	}{
		"fine":      {func(*virtual.Scanner) {}, doctor.Card(), 0, "IDs can be read."},
		"degraded":  {func(s *virtual.Scanner) { s.StripControls(true) }, doctor.Card(), 3, "IDs will be refused"},
		"no card":   {func(*virtual.Scanner) {}, []byte("4006381333931\r"), 1, "not the self-test card"},
		"no answer": {func(s *virtual.Scanner) { s.Silent(true) }, doctor.Card(), 1, "Scan the self-test card now."},
	} {
		t.Run(name, func(t *testing.T) {
			model, err := virtual.NewScanner("", time.Now)
			if err != nil {
				t.Fatal(err)
			}
			defer model.Close()
			c.set(model)
			stop, stopped := make(chan struct{}), make(chan struct{})
			go func() { // as a person scans again until something happens
				defer close(stopped)
				tick := time.NewTicker(700 * time.Millisecond)
				defer tick.Stop()
				for {
					select {
					case <-stop:
						return
					case <-tick.C:
						if err := model.Scan(t.Context(), c.raw, virtual.Pace{}); err != nil {
							t.Error(err)
							return
						}
					}
				}
			}()
			said, code, status := diagnose(t, &doctorCmd{Scanner: model.Path(), Wait: 2 * time.Second})
			close(stop)
			<-stopped
			if status != c.status || !strings.Contains(said, c.says) {
				t.Errorf("%d %s\n%s", status, code, said)
			}
		})
	}
}
