package labelprinter_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/virtual"
)

// The faults of which a printer says nothing block a job before its first byte,
// and it is printed once after they are mended.
func TestBlockedBeforeTheFirstByte(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*virtual.LabelPrinter, bool){
		"media out": (*virtual.LabelPrinter).MediaOut, "ribbon out": (*virtual.LabelPrinter).RibbonOut, "head open": (*virtual.LabelPrinter).HeadOpen,
		"switched off": (*virtual.LabelPrinter).PowerOff,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, small)
			set(r.model, true)
			result := r.driver.Print(within(t), job(unit()))
			outcome(t, result, devices.Blocked, devices.PrinterOffline)
			if result.Err.Hint == "" || len(r.model.Labels()) != 0 {
				t.Errorf("%v, %d labels", result.Err, len(r.model.Labels()))
			}
			set(r.model, false)
			outcome(t, r.driver.Print(within(t), job(unit())), devices.Printed, "")
			if got := len(r.model.Labels()); got != 1 {
				t.Fatalf("%d labels", got)
			}
		})
	}
}

// Labels that end within a job: the printer keeps the rest and goes on after a new
// roll, and the driver waits for its word.
func TestMediaEndsWithinAJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, small)
	r.model.MediaEndsAfter(1)
	r.model.Slow(60 * time.Millisecond)
	label := unit()
	label.Copies = 4
	result := make(chan devices.PrintResult, 1)
	go func() { result <- r.driver.Print(within(t), job(label)) }()
	waitUntil(t, "the driver sees the fault", func() bool { return r.driver.Fault() != nil })
	if err := r.driver.TryPoll(within(t), time.Millisecond); err != nil {
		t.Errorf("a poll beside a job gave %v", err)
	}
	r.model.MediaOut(false)
	outcome(t, <-result, devices.Printed, "")
	if got := len(r.model.Labels()); got != 4 {
		t.Fatalf("%d labels", got)
	}
}

func TestMediaThatIsNeverReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t, small)
	r.model.MediaEndsAfter(1)
	label := unit()
	label.Copies = 2
	outcome(t, r.driver.Print(within(t), job(label)), devices.Unknown, devices.PrinterOffline)
	if got := len(r.model.Labels()); got != 1 {
		t.Fatalf("%d labels", got)
	}
}

// Power that goes within a job takes the labels with it.
func TestPowerGoesWithinAJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, small)
	r.model.Slow(40 * time.Millisecond)
	label := unit()
	label.Copies = 10
	result := make(chan devices.PrintResult, 1)
	go func() { result <- r.driver.Print(within(t), job(label)) }()
	waitUntil(t, "a label", func() bool { return len(r.model.Labels()) > 0 })
	r.model.PowerOff(true)
	waitUntil(t, "the driver sees the fault", func() bool { return r.driver.Fault() != nil })
	r.model.PowerOff(false)
	outcome(t, <-result, devices.Unknown, "")
	before := len(r.model.Labels())
	outcome(t, r.driver.Print(within(t), job(unit())), devices.Printed, "")
	if got := len(r.model.Labels()); got != before+1 || got >= 10 {
		t.Errorf("%d labels, %d before", got, before)
	}
}

func TestUnpluggedWithinAJobAndBack(t *testing.T) {
	t.Parallel()
	for _, offset := range []int{1, 4, 100, 600} {
		r := newRig(t, small)
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.DieAfter(3 + offset)
		start := time.Now()
		outcome(t, r.driver.Print(within(t), job(unit())), devices.Unknown, "")
		if took := time.Since(start); took > time.Second {
			t.Errorf("it hung for %v", took)
		}
		<-r.driver.Done()
		if len(r.model.Labels()) != 0 {
			t.Error("a label of a part of a format")
		}
		if err := r.model.Replug(); err != nil {
			t.Fatal(err)
		}
	}
}
