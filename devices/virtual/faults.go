package virtual

import "time"

// faults are what somebody did to the printer.
type faults struct {
	paperOut, nearEnd, coverOpen, broken, deaf, noProcessIDs, noOrdered bool

	bytesPerSecond int // 0: as fast as it comes
	dieAfter       int // received bytes; 0: never
	cycleAfter     int // received bytes; 0: never
	loseAfter      int // received bytes; 0: never
	linesLeft      int // until the roll ends; -1: no end
	paperLeft      int // printed bytes until the roll ends; 0: no end
	coverLeft      int // printed bytes until somebody opens the cover; 0: nobody does

	holdOff   bool // it asks for silence
	noXON     bool
	stuck     []byte // sent for ever
	echoDelay time.Duration
	noEcho    bool

	lineBaud, printerBaud int // differ: both read rubbish
}

// PaperOut takes the paper out or puts a new roll in.
func (p *ReceiptPrinter) PaperOut(out bool) {
	p.change(func(f *faults) { f.paperOut, f.linesLeft, f.paperLeft = out, -1, 0 })
}

// PaperEndsAfter ends the roll after some more lines.
func (p *ReceiptPrinter) PaperEndsAfter(lines int) {
	p.change(func(f *faults) { f.linesLeft = lines })
}

// PaperEndsAfterBytes ends the roll once some more bytes have been printed.
func (p *ReceiptPrinter) PaperEndsAfterBytes(count int) {
	p.change(func(f *faults) { f.paperLeft = count })
}

// PaperNearEnd sets the near-end sensor.
func (p *ReceiptPrinter) PaperNearEnd(near bool) { p.change(func(f *faults) { f.nearEnd = near }) }

// CoverOpen opens or closes the cover.
func (p *ReceiptPrinter) CoverOpen(open bool) {
	p.change(func(f *faults) { f.coverOpen, f.coverLeft = open, 0 })
}

// CoverOpensAfterBytes opens the cover once some more bytes have been printed.
func (p *ReceiptPrinter) CoverOpensAfterBytes(count int) {
	p.change(func(f *faults) { f.coverLeft = count })
}

// Broken jams the cutter or frees it.
func (p *ReceiptPrinter) Broken(broken bool) { p.change(func(f *faults) { f.broken = broken }) }

// Deaf makes it answer nothing at all, as with a cable that lacks a wire.
func (p *ReceiptPrinter) Deaf(deaf bool) { p.change(func(f *faults) { f.deaf = deaf }) }

// Slow limits printing to some bytes a second; 0 is no limit.
func (p *ReceiptPrinter) Slow(bytesPerSecond int) {
	p.change(func(f *faults) { f.bytesPerSecond = bytesPerSecond })
}

// DieAfter pulls the plug once some more bytes have come in; 0 is never.
func (p *ReceiptPrinter) DieAfter(count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults.dieAfter = p.after(count)
}

// LosesAfter loses what comes in after some more bytes, as with a cable that has
// come loose on one wire; 0 ends it.
func (p *ReceiptPrinter) LosesAfter(count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults.loseAfter = p.after(count)
}

// PowerCycleAfter switches it off and on once some more bytes have come in; 0 is
// never. The cable stays, as the terminal's end of a serial line does.
func (p *ReceiptPrinter) PowerCycleAfter(count int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults.cycleAfter = p.after(count)
}

func (p *ReceiptPrinter) after(count int) int {
	if count <= 0 {
		return 0
	}
	return p.received + count
}

// SwitchOff takes the power away. What is buffered and all settings are lost,
// and what comes in meanwhile is too; the cable stays.
func (p *ReceiptPrinter) SwitchOff() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.powerOff()
}

// SwitchOn gives the power back.
func (p *ReceiptPrinter) SwitchOn() {
	p.mu.Lock()
	p.powerOn()
	p.mu.Unlock()
	p.signal()
}

// PowerCycle switches it off and on.
func (p *ReceiptPrinter) PowerCycle() {
	p.SwitchOff()
	p.SwitchOn()
}

// HoldOff makes it ask for silence (XOFF), or take data again (XON). It prints
// what it has all the same.
func (p *ReceiptPrinter) HoldOff(hold bool) { p.change(func(f *faults) { f.holdOff = hold }) }

// NeverXON makes it forget to say that it takes data again.
func (p *ReceiptPrinter) NeverXON(never bool) { p.change(func(f *faults) { f.noXON = never }) }

// StuckStream makes it send some bytes again and again without an end, as a
// printer with a fault in its electronics; nil ends it.
func (p *ReceiptPrinter) StuckStream(pattern []byte) {
	p.change(func(f *faults) { f.stuck = append([]byte(nil), pattern...) })
	p.say()
}

// EchoLate makes the echo of a process id come later than its paper.
func (p *ReceiptPrinter) EchoLate(delay time.Duration) {
	p.change(func(f *faults) { f.echoDelay = delay })
}

// EchoNever makes it take process ids and never echo them.
func (p *ReceiptPrinter) EchoNever(never bool) { p.change(func(f *faults) { f.noEcho = never }) }

// WrongBaud sets the terminal's line to one speed and the printer to another:
// what each receives is what its own clock samples from the other's signal.
// Equal numbers end it.
func (p *ReceiptPrinter) WrongBaud(line, printer int) {
	p.change(func(f *faults) { f.lineBaud, f.printerBaud = line, printer })
}

// change does something to the printer. A printer that is set to do so reports
// what changed by itself.
func (p *ReceiptPrinter) change(set func(*faults)) {
	p.mu.Lock()
	before := p.statusBytes()
	set(&p.faults)
	p.changed(before)
	p.mu.Unlock()
	p.signal()
}

// changed reports what differs from a status before; the lock is held.
func (p *ReceiptPrinter) changed(before [4]byte) {
	if p.auto != 0 && !p.off && before != p.statusBytes() {
		p.sendAuto()
	}
	p.flow()
}
