package printer_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/devicetest"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/virtual"
)

// patient has real waits where a restart must be seen long before they are over.
var patient = printer.Waits{
	Status: 500 * time.Millisecond, Probe: 600 * time.Millisecond,
	Echo: 30 * time.Second, Fault: 30 * time.Second, Poll: 50 * time.Millisecond,
}

// atOnce is how soon a restart must be known.
const atOnce = 4 * time.Second

func TestAPowerCycleWithinAJobIsUnknownAtOnce(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		options virtual.PrinterOptions
		profile string
		after   int // bytes of the job; 0: when all have left
	}{
		{"awaiting, XON", virtual.PrinterOptions{}, "epson-tm-t88v", 0},
		{"awaiting, it says nothing", virtual.PrinterOptions{NoPowerOnXON: true}, "epson-tm-t88v", 0},
		{"awaiting, automatic status", virtual.PrinterOptions{NoPowerOnXON: true, AutoStatus: true, NoProcessIDs: true}, "epson-tm-t88v", 0},
		{"awaiting a fence", virtual.PrinterOptions{NoProcessIDs: true}, "generic-80mm", 0},
		{"awaiting a status", virtual.PrinterOptions{NoProcessIDs: true, NoOrderedAnswers: true}, "generic-80mm", 0},
		{"sending, XON", virtual.PrinterOptions{}, "epson-tm-t88v", 400},
		{"sending, it says nothing", virtual.PrinterOptions{NoPowerOnXON: true}, "epson-tm-t88v", 700},
		{"sending to fences", virtual.PrinterOptions{NoProcessIDs: true}, "generic-80mm", 400},
		{"sending without fences", virtual.PrinterOptions{NoProcessIDs: true, NoOrderedAnswers: true}, "generic-80mm", 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := newRigWith(t, c.options, c.profile, patient)
			if err := r.driver.Probe(within(t)); err != nil {
				t.Fatal(err)
			}
			// Slow paper, so that the printer has something to lose.
			r.model.Slow(400)
			one := job(12)
			profile, err := escpos.ProfileByName(c.profile)
			if err != nil {
				t.Fatal(err)
			}
			encoded, err := escpos.Encode(one.Document, profile)
			if err != nil {
				t.Fatal(err)
			}
			whole := r.model.Received() + len(encoded)
			awaiting := make(chan struct{})
			one.Awaiting = func() { close(awaiting) }
			cycled := make(chan time.Time, 1)
			if c.after > 0 {
				r.model.PowerCycleAfter(c.after)
			} else {
				go func() {
					<-awaiting
					if !c.options.NoProcessIDs {
						whole += 11 // and its id
					}
					waitUntil(t, "the printer has it all", func() bool { return r.model.Received() >= whole })
					r.model.PowerCycle()
					cycled <- time.Now()
				}()
			}
			start := time.Now()
			outcome(t, r.driver.Print(within(t), one), devices.Unknown, "")
			if c.after == 0 {
				start = <-cycled
			}
			if took := time.Since(start); took > atOnce && c.name != "sending, it says nothing" {
				t.Errorf("known after %v only", took)
			}
			if r.cut() != 0 && c.after == 0 {
				t.Errorf("%d papers were finished", r.cut())
			}
			// The next paper comes out whole.
			r.model.Slow(0)
			got := r.driver.Print(within(t), job(2))
			if got.Outcome != devices.Printed && got.Outcome != devices.Sent {
				t.Errorf("the next paper: %+v", got)
			}
			want := strings.Join(job(2).Document.Lines(profile.Columns), "\n")
			waitUntil(t, "the next paper", func() bool {
				papers := r.model.Papers()
				return len(papers) > 0 && papers[len(papers)-1].Cut && strings.HasSuffix(papers[len(papers)-1].Text(), want) // it may hang on half of the one before
			})
		})
	}
}

// A printer that went silent, and answers again, was off.
func TestAPrinterThatWasOffForAWhile(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]virtual.PrinterOptions{
		"echo": {NoPowerOnXON: true}, "fence": {NoPowerOnXON: true, NoProcessIDs: true},
		"status": {NoPowerOnXON: true, NoProcessIDs: true, NoOrderedAnswers: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRigWith(t, options, "generic-80mm", patient)
			if err := r.driver.Probe(within(t)); err != nil {
				t.Fatal(err)
			}
			r.model.Slow(100)
			one := job(2)
			awaiting := make(chan struct{})
			one.Awaiting = func() { close(awaiting) }
			result := make(chan devices.PrintResult, 1)
			go func() { result <- r.driver.Print(within(t), one) }()
			<-awaiting
			r.model.SwitchOff()
			off := time.NewTimer(3 * patient.Status) // a question and its repetition get no answer
			<-off.C
			r.model.SwitchOn()
			start := time.Now()
			outcome(t, <-result, devices.Unknown, "")
			if took := time.Since(start); took > atOnce {
				t.Errorf("known after %v only", took)
			}
		})
	}
}

// Whatever ends within a job and comes back is waited for; nothing is sent again.
func TestAFaultWithinAJobIsWaitedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault, repair func(*virtual.ReceiptPrinter)
		cause         devices.BlockCause
	}{
		"paper ends after bytes": {func(m *virtual.ReceiptPrinter) { m.PaperEndsAfterBytes(300) }, func(m *virtual.ReceiptPrinter) { m.PaperOut(false) }, devices.PaperOut},
		"paper ends after rows":  {func(m *virtual.ReceiptPrinter) { m.PaperEndsAfter(4) }, func(m *virtual.ReceiptPrinter) { m.PaperOut(false) }, devices.PaperOut},
		"cover opens":            {func(m *virtual.ReceiptPrinter) { m.CoverOpensAfterBytes(300) }, func(m *virtual.ReceiptPrinter) { m.CoverOpen(false) }, devices.CoverOpen},
	} {
		for kind, options := range map[string]virtual.PrinterOptions{
			"": {}, ", busy while offline": {BusyOffline: true}, ", fences only": {NoProcessIDs: true},
			", status only": {NoProcessIDs: true, NoOrderedAnswers: true},
		} {
			t.Run(name+kind, func(t *testing.T) {
				t.Parallel()
				r := newRig(t, options, "epson-tm-t88v")
				if err := r.driver.Probe(within(t)); err != nil {
					t.Fatal(err)
				}
				c.fault(r.model)
				one := job(8)
				result := make(chan devices.PrintResult, 1)
				go func() { result <- r.driver.Print(within(t), one) }()
				waitUntil(t, "the fault is seen", func() bool { status, _ := r.driver.Status(); return status.Cause() == c.cause })
				longer := time.NewTimer(waits.Echo + 100*time.Millisecond) // the wait without a fault is over by then
				<-longer.C
				c.repair(r.model)
				want := devices.Printed
				if options.NoProcessIDs {
					want = devices.Sent
				}
				outcome(t, <-result, want, "")
				waitUntil(t, "paper", func() bool { return len(r.model.Papers()) > 0 })
				if papers := r.model.Papers(); len(papers) != 1 || cmp.Diff(one.Document.Lines(42), papers[0].Lines) != "" {
					t.Errorf("%d papers, or not what was sent", len(papers))
				}
			})
		}
	}
}

func TestXOFF(t *testing.T) {
	t.Parallel()
	t.Run("held within a job", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.HoldOff(true)
		result := make(chan devices.PrintResult, 1)
		go func() { result <- r.driver.Print(within(t), job(5)) }()
		held := time.NewTimer(waits.Echo / 2)
		<-held.C
		if papers := r.model.Papers(); len(papers) != 0 {
			t.Error("it was sent all the same")
		}
		r.model.HoldOff(false)
		outcome(t, <-result, devices.Printed, "")
	})
	t.Run("an XON that got lost", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.NeverXON(true)
		r.model.HoldOff(true)
		r.model.HoldOff(false)
		outcome(t, r.driver.Print(within(t), job(5)), devices.Printed, "")
	})
	t.Run("for ever, before the first byte", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{NoOrderedAnswers: true}, "epson-tm-t88v")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.HoldOff(true)
		outcome(t, r.driver.Print(within(t), job(5)), devices.Blocked, devices.PrinterOffline)
	})
}

func TestAStuckStreamHurtsNobody(t *testing.T) {
	t.Parallel()
	for name, pattern := range map[string]string{
		"status answers": "\x12", "automatic status": "\x10\x00\x00\x00", "fences": "\x00", "blocks without an end": "7\x22abc",
		"flow control": "\x13\x11", "noise": "\xff\x93\x80",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
			if err := r.driver.Probe(within(t)); err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r.model.StuckStream([]byte(pattern))
			waitUntil(t, "it is told", func() bool {
				return devices.CodeOf(r.driver.TryPoll(within(t), time.Second)) == devices.Protocol
			})
			got := r.driver.Print(within(t), job(3))
			outcome(t, got, devices.Blocked, devices.PrinterError)
			if !strings.Contains(got.Err.Message, "makes no sense") {
				t.Errorf("in words: %v", got.Err)
			}
			if err := r.driver.Pulse(within(t)); err != nil {
				t.Errorf("the drawer: %v", err)
			}
			waitUntil(t, "drawer", r.model.Drawer().Open)
			runtime.ReadMemStats(&after)
			if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 16<<20 {
				t.Errorf("%d bytes are held", grown)
			}
			r.model.StuckStream(nil)
			waitUntil(t, "it is well again", func() bool { return r.driver.TryPoll(within(t), time.Second) == nil })
			outcome(t, r.driver.Print(within(t), job(3)), devices.Printed, "")
		})
	}
}

func TestAStreamThatSticksWithinAJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.Slow(200)
	one := job(3)
	one.Awaiting = func() { r.model.StuckStream([]byte("\x12\x00\xff")) }
	start := time.Now()
	outcome(t, r.driver.Print(within(t), one), devices.Unknown, "")
	if took := time.Since(start); took > waits.Fault+time.Second {
		t.Errorf("it held the job for %v", took)
	}
}

func TestTheWrongBaudIsNamed(t *testing.T) {
	t.Parallel()
	t.Run("garbage comes back", func(t *testing.T) {
		t.Parallel()
		port := devicetest.NewPlayback(devicetest.Rule{When: "\x10\x04", Answer: "\x80\xfe"})
		driver := newDriver(t, port, "generic-80mm", printer.Options{Baud: 9600})
		got := driver.Print(within(t), job(1))
		outcome(t, got, devices.Blocked, devices.PrinterOffline)
		if got.Err.Code != devices.NoAnswer || !strings.Contains(got.Err.Message, "baud") || !strings.Contains(got.Err.Hint, "9600") {
			t.Errorf("%v, hint %q", got.Err, got.Err.Hint)
		}
		if err := driver.TryPoll(within(t), time.Second); devices.CodeOf(err) != devices.NoAnswer {
			t.Errorf("poll: %v", err)
		}
	})
	t.Run("the model at another speed", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
		r.model.WrongBaud(9600, 38400)
		got := r.driver.Print(within(t), job(1))
		outcome(t, got, devices.Blocked, devices.PrinterOffline)
		if got.Err.Code != devices.NoAnswer || !strings.Contains(got.Err.Hint, "baud") {
			t.Errorf("%v, hint %q", got.Err, got.Err.Hint)
		}
		r.model.WrongBaud(0, 0)
		outcome(t, r.driver.Print(within(t), job(1)), devices.Printed, "")
	})
}

func TestEchoes(t *testing.T) {
	t.Parallel()
	t.Run("late", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.EchoLate(400 * time.Millisecond)
		outcome(t, r.driver.Print(within(t), job(3)), devices.Printed, "")
	})
	t.Run("never", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.EchoNever(true)
		outcome(t, r.driver.Print(within(t), job(3)), devices.Unknown, "")
	})
	t.Run("a clone that says it is a TM-T88V", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{Identity: "TM-T88V", NoProcessIDs: true}, "epson-tm-t88v")
		outcome(t, r.driver.Print(within(t), job(3)), devices.Sent, "")
		if got := r.driver.Rung(); got != printer.ByFence {
			t.Errorf("rung %q", got)
		}
	})
	t.Run("bytes that get lost", func(t *testing.T) {
		t.Parallel()
		r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.LosesAfter(300)
		outcome(t, r.driver.Print(within(t), job(3)), devices.Unknown, "")
	})
}

func TestASlowPrinterIsNoFault(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.Slow(500)
	start := time.Now()
	outcome(t, r.driver.Print(within(t), job(20)), devices.Printed, "")
	if took := time.Since(start); took < 3*waits.Echo/2 {
		t.Errorf("it took %v only, which shows nothing", took)
	}
}

func TestAwaitingIsToldOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options virtual.PrinterOptions
		deaf    bool
		want    int
	}{
		"echo":    {want: 1},
		"fence":   {options: virtual.PrinterOptions{NoProcessIDs: true}, want: 1},
		"status":  {options: virtual.PrinterOptions{NoProcessIDs: true, NoOrderedAnswers: true}, want: 1},
		"nothing": {deaf: true, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, c.options, "generic-80mm")
			r.model.Deaf(c.deaf)
			count := 0
			one := job(3)
			one.Awaiting = func() { count++ }
			if got := r.driver.Print(within(t), one); got.Err != nil {
				t.Fatal(got.Err)
			}
			if count != c.want {
				t.Errorf("told %d times", count)
			}
		})
	}
}
