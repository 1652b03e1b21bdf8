package devices_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
)

func TestErrors(t *testing.T) {
	cause := errors.New("errno 5")
	err := devices.Errorf(devices.Unplugged, "The device at %s is gone.", "/dev/ttyUSB0").WithHint("Plug it in.").Wrap(cause)
	wrapped := fmt.Errorf("read: %w", err)
	if devices.CodeOf(wrapped) != devices.Unplugged || !devices.Gone(wrapped) || !errors.Is(wrapped, cause) {
		t.Errorf("%v", wrapped)
	}
	if !errors.Is(wrapped, devices.Errorf(devices.Unplugged, "")) || errors.Is(wrapped, devices.Errorf(devices.Closed, "")) {
		t.Error("Is does not go by the code")
	}
	if !strings.Contains(err.Error(), "errno 5") || strings.Contains(err.Message+err.Hint, "errno") {
		t.Error("the cause belongs into the log only")
	}
	if devices.CodeOf(cause) != "" || devices.CodeOf(nil) != "" || devices.Gone(nil) {
		t.Error("a code of no device error")
	}
}

func TestCausesHaveWordsAndAnOrder(t *testing.T) {
	all := devices.PrinterStatus{Offline: true, CoverOpen: true, PaperOut: true, Error: true}
	for _, c := range []struct {
		clear func(*devices.PrinterStatus)
		want  devices.BlockCause
	}{
		{func(*devices.PrinterStatus) {}, devices.CoverOpen},
		{func(s *devices.PrinterStatus) { s.CoverOpen = false }, devices.PaperOut},
		{func(s *devices.PrinterStatus) { s.PaperOut = false }, devices.PrinterError},
		{func(s *devices.PrinterStatus) { s.Error = false }, devices.PrinterOffline},
		{func(s *devices.PrinterStatus) { s.Offline = false }, ""},
	} {
		c.clear(&all)
		if got := all.Cause(); got != c.want {
			t.Errorf("%q, not %q", got, c.want)
		}
		fault := all.Cause().Fault()
		if (fault == nil) != (c.want == "") || fault != nil && (fault.Message == "" || fault.Hint == "") {
			t.Errorf("%q has no words: %v", c.want, fault)
		}
	}
}

func TestSame(t *testing.T) {
	base := func() devices.Status {
		return devices.Status{Device: devices.PrinterDevice, Port: "p", State: devices.Ready, Printer: &devices.PrinterStatus{Answers: true}}
	}
	later := base()
	later.Since = time.Unix(1, 0)
	if !base().Same(later) {
		t.Error("time alone makes no difference")
	}
	for index, spoil := range []func(*devices.Status){
		func(s *devices.Status) { s.Port = "q" },
		func(s *devices.Status) { s.State = devices.Fault },
		func(s *devices.Status) { s.Error = devices.Errorf(devices.NoAnswer, "No.") },
		func(s *devices.Status) { s.Printer = nil },
		func(s *devices.Status) { s.Printer = &devices.PrinterStatus{Answers: true, DrawerPinHigh: true} },
		func(s *devices.Status) { s.AbandonedWriters = 1 },
		func(s *devices.Status) { s.DroppedScans = 1 },
	} {
		other := base()
		spoil(&other)
		if base().Same(other) || other.Same(base()) {
			t.Errorf("change %d is not seen", index)
		}
	}
}
