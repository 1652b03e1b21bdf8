package virtual_test

import (
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/virtual"
)

const idOfABCD = "\x1d(H\x06\x0000ABCD"

func TestPowerCycleLosesAllAndSaysSo(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{AutoStatus: true})
	model.PaperOut(true) // so that it keeps what comes
	if got := answer(t, terminal, 4); got != "\x18\x00\x0f\x00" {
		t.Fatalf("% x", got)
	}
	send(t, terminal, "\x1ba\x01lost\n\x1dVB\x00"+idOfABCD)
	waitUntil(t, "bytes", func() bool { return model.Received() > 20 })
	model.PowerCycle()
	if got := answer(t, terminal, 5); got != "\x18\x00\x0f\x00\x11" {
		t.Fatalf("at power-on: % x", got)
	}
	model.PaperOut(false)
	send(t, terminal, "kept\n\x1dVB\x00\x10\x04\x01")
	if got := answer(t, terminal, 5); got != "\x10\x00\x00\x00\x12" {
		t.Errorf("% x", got)
	}
	waitUntil(t, "paper", func() bool { return len(model.Papers()) == 1 })
	if got := model.Papers()[0].Text(); got != "kept" { // and not centred: that setting is lost
		t.Errorf("%q", got)
	}
}

func TestWithoutPowerItTakesNothing(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{NoPowerOnXON: true})
	model.SwitchOff()
	send(t, terminal, "\x10\x04\x01lost\n")
	drained := time.NewTimer(30 * time.Millisecond) // the line is read, by nobody
	<-drained.C
	model.SwitchOn()
	send(t, terminal, "\x10\x04\x04kept\n\x1dVB\x00")
	if got := answer(t, terminal, 1); got != "\x12" {
		t.Errorf("% x", got)
	}
	waitUntil(t, "paper", func() bool { return len(model.Papers()) == 1 })
	if got := model.Papers()[0].Text(); got != "kept" {
		t.Errorf("%q", got)
	}
}

func TestFaultsAfterSoManyBytes(t *testing.T) {
	for name, c := range map[string]struct {
		set  func(*virtual.ReceiptPrinter)
		want string // of DLE EOT 2
	}{
		"paper": {func(m *virtual.ReceiptPrinter) { m.PaperEndsAfterBytes(10) }, "\x32"},
		"cover": {func(m *virtual.ReceiptPrinter) { m.CoverOpensAfterBytes(10) }, "\x16"},
	} {
		t.Run(name, func(t *testing.T) {
			model, terminal := newPrinter(t, virtual.PrinterOptions{BusyOffline: true})
			c.set(model)
			send(t, terminal, "123456789\nrest\n\x1dVB\x00"+idOfABCD)
			if got := answer(t, terminal, 1); got != "\x13" {
				t.Fatalf("it does not hold the terminal off: % x", got)
			}
			send(t, terminal, "\x10\x04\x02")
			if got := answer(t, terminal, 1); got != c.want {
				t.Errorf("% x", got)
			}
			if len(model.Papers()) != 0 {
				t.Error("it printed on")
			}
			model.PaperOut(false)
			model.CoverOpen(false)
			if got := answer(t, terminal, 8); got != "\x117\x22ABCD\x00" {
				t.Errorf("% x", got)
			}
			if papers := model.Papers(); len(papers) != 1 || papers[0].Text() != "123456789\nrest" {
				t.Errorf("%+v", papers)
			}
		})
	}
}

func TestEchoesAndFlowControlGoWrong(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{Identity: "TM-T88V", NoProcessIDs: true})
	send(t, terminal, idOfABCD+"\x1dI\x43")
	if got := answer(t, terminal, 9); got != "_TM-T88V\x00" {
		t.Errorf("a clone that lies: %q", got)
	}
	model.NeverXON(true)
	model.HoldOff(true)
	model.HoldOff(false)
	send(t, terminal, "\x10\x04\x01")
	if got := answer(t, terminal, 2); got != "\x13\x12" {
		t.Errorf("% x", got)
	}

	late, lateTerminal := newPrinter(t, virtual.PrinterOptions{})
	late.EchoLate(50 * time.Millisecond)
	start := time.Now()
	send(t, lateTerminal, idOfABCD+"\x1dr\x01")
	if got := answer(t, lateTerminal, 8); got != "\x007\x22ABCD\x00" || time.Since(start) < 50*time.Millisecond {
		t.Errorf("% x after %v", got, time.Since(start))
	}
	late.EchoNever(true)
	send(t, lateTerminal, idOfABCD+"\x1dr\x01")
	if got := answer(t, lateTerminal, 1); got != "\x00" {
		t.Errorf("% x", got)
	}
	late.LosesAfter(3)
	send(t, lateTerminal, "\x1dr\x01\x1dr\x01\x1dr\x01")
	if got := answer(t, lateTerminal, 1); got != "\x00" {
		t.Errorf("% x", got)
	}
	late.LosesAfter(0)
	send(t, lateTerminal, "\x10\x04\x01")
	if got := answer(t, lateTerminal, 1); got != "\x12" {
		t.Errorf("lost bytes were answered: % x", got)
	}
}

func TestAStuckStream(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{})
	model.StuckStream([]byte("ab"))
	if got := answer(t, terminal, 2000); !strings.HasPrefix(got, strings.Repeat("ab", 1000)) {
		t.Errorf("%d bytes: %.20q", len(got), got)
	}
}

// What a receiver reads at a quarter or at four times the speed, worked out on
// paper from the signal: start bit, eight bits from the lowest, stop bit.
func TestTheWrongBaud(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{})
	model.WrongBaud(9600, 38400)
	// In bits of the printer, 55h is four low, four high and so on. A byte that
	// begins at a fall has three more low, four high, one low, and a low stop bit:
	// it is dropped. 0Ah is eight low, four high, four low, four high, sixteen low:
	// seven low and one high with a high stop bit is 80h, and what follows is dropped.
	send(t, terminal, "UUUU\n\x1dr\x01")
	waitUntil(t, "a byte", func() bool { return model.Received() > 0 })
	model.PowerCycle()
	// XON, 11h, is over in two and a half bits of the terminal: a start bit, and one
	// low bit at the time of the first sample.
	if got := answer(t, terminal, 1); got != "\xfe" {
		t.Errorf("XON was read as % x", got)
	}
	model.WrongBaud(0, 0)
	model.PowerCycle()
	if got := answer(t, terminal, 1); got != "\x11" {
		t.Errorf("% x", got)
	}
	model.WrongBaud(9600, 38400)
	send(t, terminal, "UUUU\n")
	waitUntil(t, "one byte of five", func() bool { return model.Received() == 1 })
}

func TestALineHasASpeed(t *testing.T) {
	model, terminal := newPrinter(t, virtual.PrinterOptions{Baud: 38400})
	start := time.Now()
	send(t, terminal, strings.Repeat("x", 380)+"\x1dr\x01") // 383 bytes: 99.7 ms
	if got := answer(t, terminal, 1); got != "\x00" {
		t.Fatalf("% x", got)
	}
	if took := time.Since(start); took < 99*time.Millisecond {
		t.Errorf("383 bytes and an answer took %v", took)
	}
	use := model.LineUse()
	if use.Bytes != 383 || use.BusyPercent() < 90 || use.Busy < 99*time.Millisecond || use.Busy > 100*time.Millisecond {
		t.Errorf("%+v", use)
	}
	pause := time.NewTimer(200 * time.Millisecond)
	<-pause.C
	send(t, terminal, "y")
	waitUntil(t, "the byte", func() bool { return model.LineUse().Bytes == 384 })
	if use := model.LineUse(); use.LongestIdle < 150*time.Millisecond || use.BusyPercent() > 50 {
		t.Errorf("a pause is not seen: %+v", use)
	}
	model.SetBaud(0)
	model.ResetLineUse()
	if use := model.LineUse(); use != (virtual.LineUse{}) {
		t.Errorf("%+v", use)
	}
}
