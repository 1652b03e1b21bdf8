package devicetest

import (
	"context"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal/paper"
)

// outcomeWait bounds every step of the suites. A real printer takes seconds.
const outcomeWait = 30 * time.Second

// PrinterUnderTest is a driver with a printer behind it, and the hands that a test
// has on that printer. A hand that is nil cannot be moved; what needs it is then
// not tried, which is how a real device is tested by itself.
type PrinterUnderTest struct {
	Printer devices.Printer
	// Confirms says that the printer echoes process ids: outcomes are then Printed,
	// otherwise Sent.
	Confirms bool

	Papers     func() int // how many were cut
	Pulses     func() int
	PaperOut   func(bool)
	CoverOpen  func(bool)
	PowerCycle func()
	Unplug     func()
	// PaperEndsAfter and CoverOpensAfter bring the fault once so many more bytes have
	// been printed: within a job.
	PaperEndsAfter  func(bytes int)
	CoverOpensAfter func(bytes int)
}

// Printer is what every receipt printer must do, be it a fake, a model or a real
// device with a driver before it. open gives a fresh one, and closes it with
// t.Cleanup. Waits of the driver should be short, but for a real device.
func Printer(t *testing.T, open func(t *testing.T) PrinterUnderTest) {
	t.Helper()
	has := open(t)
	t.Run("prints once and in order", func(t *testing.T) { printsInOrder(t, open(t)) })
	t.Run("a document that is none", func(t *testing.T) { refusesNoDocument(t, open(t)) })
	t.Run("a job that was given up", func(t *testing.T) { refusesGivenUp(t, open(t)) })
	t.Run("opens the drawer", func(t *testing.T) { opensDrawer(t, open(t)) })
	if has.PaperOut != nil {
		t.Run("paper out before a job", func(t *testing.T) {
			one := open(t)
			blocksAndPrintsAfter(t, one, one.PaperOut, devices.PaperOut)
		})
	}
	if has.CoverOpen != nil {
		t.Run("cover open before a job", func(t *testing.T) {
			one := open(t)
			blocksAndPrintsAfter(t, one, one.CoverOpen, devices.CoverOpen)
		})
	}
	if has.PaperEndsAfter != nil {
		t.Run("paper out within a job", func(t *testing.T) {
			one := open(t)
			waitsAndPrintsAfter(t, one, one.PaperEndsAfter, one.PaperOut, devices.PaperOut)
		})
	}
	if has.CoverOpensAfter != nil {
		t.Run("cover open within a job", func(t *testing.T) {
			one := open(t)
			waitsAndPrintsAfter(t, one, one.CoverOpensAfter, one.CoverOpen, devices.CoverOpen)
		})
	}
	if has.PowerCycle != nil && has.PaperEndsAfter != nil {
		t.Run("power cycle within a job", func(t *testing.T) { forgetsAtPowerCycle(t, open(t)) })
	}
	if has.Unplug != nil {
		t.Run("unplugged", func(t *testing.T) { failsUnplugged(t, open(t)) })
	}
}

func suiteJob(id string, awaiting func()) devices.PrintJob {
	return devices.PrintJob{ID: id, Awaiting: awaiting, Document: paper.Document{Title: "receipt", Blocks: []paper.Block{
		paper.Line(paper.Center, "Printer test "+id).Bold(), paper.RuleAcross(),
		paper.Pair("1 x Blue Dream Pre-Roll 5-pack", "$64.00"), paper.Pair("TOTAL", "$64.00").Bold().Tall(),
		paper.Line(paper.Left, "This is no receipt."),
	}}}
}

func suiteContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), outcomeWait)
	t.Cleanup(cancel)
	return ctx
}

func (p PrinterUnderTest) done() devices.Outcome {
	if p.Confirms {
		return devices.Printed
	}
	return devices.Sent
}

func (p PrinterUnderTest) prints(t *testing.T, id string) {
	t.Helper()
	got := p.Printer.Print(suiteContext(t), suiteJob(id, nil))
	if got.Outcome != p.done() || got.Err != nil || got.Cause != "" || got.SentBytes == 0 {
		t.Fatalf("job %s: %+v, not %s", id, got, p.done())
	}
}

// until polls, as a model prints on its own.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(outcomeWait)
	defer limit.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Fatalf("did not happen: %s", what)
		}
	}
}

func (p PrinterUnderTest) papersAre(t *testing.T, want int) {
	t.Helper()
	if p.Papers == nil {
		return
	}
	until(t, "the papers come out", func() bool { return p.Papers() >= want })
	if got := p.Papers(); got != want {
		t.Errorf("%d papers, not %d", got, want)
	}
}

func printsInOrder(t *testing.T, one PrinterUnderTest) {
	for turn, id := range []string{"1", "2", "3"} {
		one.prints(t, id)
		one.papersAre(t, turn+1)
	}
	status, known := one.Printer.Status()
	if known && (status.Cause() != "" || status.Confirms != one.Confirms) {
		t.Errorf("status %+v", status)
	}
}

func refusesNoDocument(t *testing.T, one PrinterUnderTest) {
	got := one.Printer.Print(suiteContext(t), devices.PrintJob{ID: "none"})
	if got.Outcome != devices.Failed || got.SentBytes != 0 || got.Err == nil || got.Err.Message == "" {
		t.Errorf("%+v", got)
	}
	one.papersAre(t, 0)
}

func refusesGivenUp(t *testing.T, one PrinterUnderTest) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := one.Printer.Print(ctx, suiteJob("given up", nil))
	if got.Outcome != devices.Failed || got.SentBytes != 0 || got.Err == nil {
		t.Errorf("%+v", got)
	}
	one.papersAre(t, 0)
}

func opensDrawer(t *testing.T, one PrinterUnderTest) {
	if err := one.Printer.Pulse(suiteContext(t)); err != nil {
		t.Fatal(err)
	}
	if one.Pulses == nil {
		return
	}
	until(t, "the drawer opens", func() bool { return one.Pulses() == 1 })
	one.prints(t, "1")
	if got := one.Pulses(); got != 1 {
		t.Errorf("%d pulses: a paper opened the drawer", got)
	}
}

func blocksAndPrintsAfter(t *testing.T, one PrinterUnderTest, fault func(bool), cause devices.BlockCause) {
	fault(true)
	got := one.Printer.Print(suiteContext(t), suiteJob("1", func() { t.Error("a blocked job is awaited") }))
	if got.Outcome != devices.Blocked || got.Cause != cause || got.SentBytes != 0 || got.Err == nil {
		t.Fatalf("%+v, not blocked by %s", got, cause)
	}
	fault(false)
	one.prints(t, "1")
	one.papersAre(t, 1)
}

// faultAt is where in a job a fault comes: in the middle.
const faultAt = 100

// heldJob starts a job that a fault stops in its middle, and gives its result to
// come once the driver has seen the fault.
func heldJob(t *testing.T, one PrinterUnderTest, after func(int), cause devices.BlockCause) <-chan devices.PrintResult {
	t.Helper()
	one.prints(t, "0") // so that nothing is probed within the next
	after(faultAt)
	result := make(chan devices.PrintResult, 1)
	ctx := suiteContext(t)
	go func() { result <- one.Printer.Print(ctx, suiteJob("1", nil)) }()
	until(t, "the fault is seen", func() bool {
		status, known := one.Printer.Status()
		return known && status.Cause() == cause
	})
	select {
	case got := <-result:
		t.Fatalf("the fault ended the job: %+v", got)
	default:
	}
	return result
}

// waitsAndPrintsAfter: a printer keeps what it has, so nothing is sent again.
func waitsAndPrintsAfter(t *testing.T, one PrinterUnderTest, after func(int), repair func(bool), cause devices.BlockCause) {
	result := heldJob(t, one, after, cause)
	repair(false)
	if got := <-result; got.Outcome != one.done() || got.Err != nil {
		t.Fatalf("%+v", got)
	}
	one.papersAre(t, 2)
}

// forgetsAtPowerCycle: what a printer held is lost with its power. Whether a paper
// exists is then not known, whatever the printer says afterwards.
func forgetsAtPowerCycle(t *testing.T, one PrinterUnderTest) {
	result := heldJob(t, one, one.PaperEndsAfter, devices.PaperOut)
	one.PowerCycle()
	one.PaperOut(false)
	if got := <-result; got.Outcome != devices.Unknown || got.SentBytes == 0 || got.Err == nil || got.Err.Hint == "" {
		t.Fatalf("%+v", got)
	}
	one.prints(t, "2")
	if one.Papers == nil {
		return
	}
	until(t, "the papers come out", func() bool { return one.Papers() >= 2 })
	// What was on the line still when the power came back is a strip of its own.
	if got := one.Papers(); got > 3 {
		t.Errorf("%d papers: the job was sent again", got)
	}
}

func failsUnplugged(t *testing.T, one PrinterUnderTest) {
	one.prints(t, "1")
	one.Unplug()
	start := time.NewTimer(time.Second)
	defer start.Stop()
	ended := make(chan devices.PrintResult, 1)
	ctx := suiteContext(t)
	go func() { ended <- one.Printer.Print(ctx, suiteJob("2", nil)) }()
	select {
	case got := <-ended:
		if got.Outcome != devices.Failed || got.SentBytes != 0 || got.Err == nil {
			t.Errorf("%+v", got)
		}
	case <-start.C:
		t.Error("a job for a printer that is gone takes more than a second")
	}
	if err := one.Printer.Pulse(suiteContext(t)); err == nil {
		t.Error("a drawer behind a printer that is gone opened")
	}
	one.papersAre(t, 1)
}
