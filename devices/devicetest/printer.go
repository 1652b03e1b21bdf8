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
		t.Run("paper out within a job", func(t *testing.T) {
			one := open(t)
			waitsAndPrintsAfter(t, one, one.PaperOut)
		})
	}
	if has.CoverOpen != nil {
		t.Run("cover open before a job", func(t *testing.T) {
			one := open(t)
			blocksAndPrintsAfter(t, one, one.CoverOpen, devices.CoverOpen)
		})
		t.Run("cover open within a job", func(t *testing.T) {
			one := open(t)
			waitsAndPrintsAfter(t, one, one.CoverOpen)
		})
	}
	if has.PowerCycle != nil && has.PaperOut != nil && has.Confirms {
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

// waitsAndPrintsAfter brings a fault once all bytes have left and none of it can
// be printed: the printer keeps them.
func waitsAndPrintsAfter(t *testing.T, one PrinterUnderTest, fault func(bool)) {
	one.prints(t, "0") // so that nothing is probed within the next
	awaited := make(chan struct{})
	result := make(chan devices.PrintResult, 1)
	ctx := suiteContext(t)
	go func() {
		result <- one.Printer.Print(ctx, suiteJob("1", func() { close(awaited) }))
	}()
	<-awaited
	// The paper may be out already: then this is a fault after it, which changes
	// nothing.
	fault(true)
	fault(false)
	got := <-result
	if got.Outcome != one.done() || got.Err != nil {
		t.Fatalf("%+v", got)
	}
	one.papersAre(t, 2)
}

func forgetsAtPowerCycle(t *testing.T, one PrinterUnderTest) {
	one.prints(t, "0")
	ctx := suiteContext(t)
	result := make(chan devices.PrintResult, 1)
	go func() {
		result <- one.Printer.Print(ctx, suiteJob("1", func() {
			// This runs on the driver's own time, so that no echo is taken before it.
			one.PowerCycle()
		}))
	}()
	got := <-result
	// What was on paper before the power went is known by its echo, if it came.
	if got.Outcome != devices.Unknown && got.Outcome != devices.Printed {
		t.Fatalf("%+v", got)
	}
	if got.Outcome == devices.Printed {
		one.papersAre(t, 2)
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
