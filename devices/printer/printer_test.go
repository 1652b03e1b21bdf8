package printer_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/escpos"
	"github.com/curbline/curbline/devices/virtual"
	"github.com/curbline/curbline/terminal/paper"
)

// What comes out of the model, which reads ESC/POS by its own code, is what the
// document says in plain text.
func TestPrintedPaperSaysWhatTheDocumentSays(t *testing.T) {
	t.Parallel()
	for _, name := range escpos.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, virtual.PrinterOptions{}, name)
			one := job(3)
			one.Document.Blocks = append(one.Document.Blocks, paper.QRCode("https://example.test/r/1042"), paper.Code128("T1-1042"))
			want := devices.Printed
			if name == "star-escpos" {
				want = devices.Sent // Star's emulation has no process ids, so they are not tried
			}
			outcome(t, r.driver.Print(within(t), one), want, "")
			papers := r.model.Papers()
			if len(papers) != 1 || len(r.model.Unknown()) != 0 {
				t.Fatalf("%d papers, unknown bytes % x", len(papers), r.model.Unknown())
			}
			profile, _ := escpos.ProfileByName(name)
			// The codes at the end, and the feeds after them, are no letters.
			lines := job(3).Document.Lines(profile.Columns)
			got := strings.TrimRight(papers[0].Text(), "\n")
			if diff := cmp.Diff(strings.Join(lines, "\n"), got); diff != "" {
				t.Error(diff)
			}
			if profile.QR && (len(papers[0].QRs) != 1 || papers[0].QRs[0] != "https://example.test/r/1042") || papers[0].Barcodes[0] != "T1-1042" {
				t.Errorf("codes %q %q", papers[0].QRs, papers[0].Barcodes)
			}
			status, known := r.driver.Status()
			if !known || !status.Answers || status.Confirms != (want == devices.Printed) || status.Cause() != "" {
				t.Errorf("status %+v %v", status, known)
			}
		})
	}
}

func TestBlockedBeforeTheFirstByteAndPrintedOnceAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cause devices.BlockCause
		set   func(*virtual.ReceiptPrinter, bool)
	}{
		{devices.PaperOut, (*virtual.ReceiptPrinter).PaperOut},
		{devices.CoverOpen, (*virtual.ReceiptPrinter).CoverOpen},
		{devices.PrinterError, (*virtual.ReceiptPrinter).Broken},
	} {
		t.Run(string(c.cause), func(t *testing.T) {
			r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
			c.set(r.model, true)
			outcome(t, r.driver.Print(within(t), job(3)), devices.Blocked, c.cause)
			c.set(r.model, false)
			outcome(t, r.driver.Print(within(t), job(3)), devices.Printed, "")
			if papers := r.model.Papers(); len(papers) != 1 {
				t.Fatalf("%d papers", len(papers))
			}
		})
	}
}

// Paper that ends within a job is no end: the printer keeps the rest, and the
// driver waits for its word.
func TestPaperEndsWithinAJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.PaperEndsAfter(3)
	result := make(chan devices.PrintResult, 1)
	go func() { result <- r.driver.Print(within(t), job(5)) }()
	waitUntil(t, "the driver sees that the paper is out", func() bool {
		status, _ := r.driver.Status()
		return status.PaperOut
	})
	longer := time.NewTimer(waits.Echo + 200*time.Millisecond) // the wait without a fault is over by then
	<-longer.C
	r.model.PaperOut(false)
	outcome(t, <-result, devices.Printed, "")
	if papers := r.model.Papers(); len(papers) != 1 || !papers[0].Cut {
		t.Fatalf("%d papers", len(papers))
	}
}

func TestPaperThatIsNeverReplaced(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	r.model.PaperEndsAfter(3)
	start := time.Now()
	outcome(t, r.driver.Print(within(t), job(5)), devices.Unknown, devices.PaperOut)
	if took := time.Since(start); took < waits.Fault {
		t.Fatalf("gave up after %v", took)
	}
}

func TestADeafPrinter(t *testing.T) {
	t.Parallel()
	t.Run("from the start", func(t *testing.T) {
		r := newRig(t, virtual.PrinterOptions{}, "generic-80mm")
		r.model.Deaf(true)
		outcome(t, r.driver.Print(within(t), job(3)), devices.Sent, "")
		waitUntil(t, "paper", func() bool { return len(r.model.Papers()) == 1 })
		if _, known := r.driver.Status(); known {
			t.Error("a status of a printer that said nothing")
		}
	})
	t.Run("after it answered", func(t *testing.T) {
		r := newRig(t, virtual.PrinterOptions{}, "generic-80mm")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.Deaf(true)
		outcome(t, r.driver.Print(within(t), job(3)), devices.Blocked, devices.PrinterOffline)
		if err := r.driver.TryPoll(within(t), time.Second); devices.CodeOf(err) != devices.NoAnswer {
			t.Errorf("poll gave %v", err)
		}
		r.model.Deaf(false)
		outcome(t, r.driver.Print(within(t), job(3)), devices.Printed, "")
	})
	t.Run("within a job", func(t *testing.T) {
		r := newRig(t, virtual.PrinterOptions{}, "generic-80mm")
		if err := r.driver.Probe(within(t)); err != nil {
			t.Fatal(err)
		}
		r.model.Slow(2000)
		result := make(chan devices.PrintResult, 1)
		go func() { result <- r.driver.Print(within(t), job(8)) }()
		waitUntil(t, "bytes on the way", func() bool { return r.model.Received() > 200 })
		r.model.Deaf(true)
		outcome(t, <-result, devices.Unknown, "")
	})
}

func TestAPrinterWithoutProcessIDsIsSent(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{NoProcessIDs: true}, "generic-80mm")
	outcome(t, r.driver.Print(within(t), job(3)), devices.Sent, "")
	// The fence came back through the cut, so the paper is there now.
	if papers := r.model.Papers(); len(papers) != 1 {
		t.Fatalf("%d papers", len(papers))
	}
	if status, _ := r.driver.Status(); status.Confirms || !status.Answers {
		t.Errorf("status %+v", status)
	}
}

func TestAPrinterThatDiesWithinAJob(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.DieAfter(400)
	outcome(t, r.driver.Print(within(t), job(20)), devices.Unknown, "")
	<-r.driver.Done()
	if !devices.Gone(r.driver.Err()) {
		t.Errorf("ended with %v", r.driver.Err())
	}
	outcome(t, r.driver.Print(within(t), job(1)), devices.Failed, "")
	for _, one := range r.model.Papers() {
		if one.Cut {
			t.Error("a paper was finished")
		}
	}
}

func TestFlowControlIsObeyed(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.Slow(20000) // far below the line's rate, so its buffer fills
	one := job(150)
	outcome(t, r.driver.Print(within(t), one), devices.Printed, "")
	papers := r.model.Papers()
	if len(papers) != 1 {
		t.Fatalf("%d papers", len(papers))
	}
	if diff := cmp.Diff(one.Document.Lines(42), papers[0].Lines); diff != "" {
		t.Error("bytes were lost:", diff)
	}
}

// A printer that answers nothing in order is paced by the line's speed, and its
// XOFF is obeyed.
func TestFlowControlWithoutFences(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{NoProcessIDs: true, NoOrderedAnswers: true}, "generic-80mm")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.Slow(5000)
	one := job(130)
	outcome(t, r.driver.Print(within(t), one), devices.Sent, "")
	waitUntil(t, "paper", func() bool { return len(r.model.Papers()) == 1 })
	if diff := cmp.Diff(one.Document.Lines(48), r.model.Papers()[0].Lines); diff != "" {
		t.Error("bytes were lost:", diff)
	}
}

func TestPulse(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	if err := r.driver.Probe(within(t)); err != nil {
		t.Fatal(err)
	}
	r.model.PaperEndsAfter(3)
	result := make(chan devices.PrintResult, 1)
	go func() { result <- r.driver.Print(within(t), job(150)) }()
	waitUntil(t, "no paper", func() bool { status, _ := r.driver.Status(); return status.PaperOut })
	// The printer is held and a job waits; the drawer opens all the same.
	if err := r.driver.Pulse(within(t)); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "drawer", r.model.Drawer().Open)
	pulses := r.model.Drawer().Pulses()
	if len(pulses) != 1 || !pulses[0].RealTime || pulses[0].Pin != 2 || pulses[0].On != 200*time.Millisecond {
		t.Fatalf("%+v", pulses)
	}
	r.model.PaperOut(false)
	outcome(t, <-result, devices.Printed, "")
	if diff := cmp.Diff(job(150).Document.Lines(42), r.model.Papers()[0].Lines); diff != "" {
		t.Error("the pulse damaged the paper:", diff)
	}
	r.model.Drawer().Shut()
	if err := r.driver.TryPoll(within(t), time.Second); err != nil {
		t.Fatal(err)
	}
	if status, _ := r.driver.Status(); status.DrawerPinHigh {
		t.Error("the drawer is shut")
	}
}

func TestQueuedPulse(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "generic-80mm")
	if err := r.driver.Pulse(within(t)); err != nil {
		t.Fatal(err)
	}
	waitUntil(t, "drawer", r.model.Drawer().Open)
	if pulses := r.model.Drawer().Pulses(); len(pulses) != 1 || pulses[0].RealTime || pulses[0].On != 100*time.Millisecond {
		t.Fatalf("%+v", pulses)
	}
}

func TestABadDocumentAndACancelledJobSendNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	outcome(t, r.driver.Print(within(t), devices.PrintJob{ID: "bad"}), devices.Failed, "")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	outcome(t, r.driver.Print(cancelled, job(1)), devices.Failed, "")
	if len(r.model.Papers()) != 0 {
		t.Error("paper")
	}
}

func TestJobsPrintInOrderAndOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t, virtual.PrinterOptions{}, "epson-tm-t88v")
	for turn := range 5 {
		outcome(t, r.driver.Print(within(t), job(turn)), devices.Printed, "")
		if papers := r.model.Papers(); len(papers) != turn+1 {
			t.Fatalf("%d papers after %d jobs", len(papers), turn+1)
		}
	}
}
