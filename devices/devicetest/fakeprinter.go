package devicetest

import (
	"bytes"
	"context"
	"sync"

	"github.com/curbline/curbline/devices"
)

// FakePrinter is a receipt printer as a port in memory: no time passes in it, so
// that tests can try every byte of a job. It knows what a driver asks for (DLE EOT,
// GS r, GS ( H, GS a), the cut and the drawer's pulses, and passes over the rest;
// devices/virtual has the model that draws. What a Playback can do, it can too:
// UnplugAt, Takes, Say.
type FakePrinter struct {
	*Playback

	mu       sync.Mutex
	realTime []byte
	queue    []byte
	papers   int
	pulses   int
	paperOut bool
	open     bool
	// Bytes that are still printed before the paper ends or the cover opens; 0: all.
	paperLeft, coverLeft int
}

// NewFakePrinter makes a printer.
func NewFakePrinter() *FakePrinter { return &FakePrinter{Playback: NewPlayback()} }

// Papers counts the papers that were cut.
func (f *FakePrinter) Papers() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.papers
}

// Pulses counts the drawer's pulses.
func (f *FakePrinter) Pulses() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.pulses
}

// PaperOut takes the paper out or puts a new roll in.
func (f *FakePrinter) PaperOut(out bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paperOut, f.paperLeft = out, 0
	f.work()
}

// CoverOpen opens or closes the cover.
func (f *FakePrinter) CoverOpen(open bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open, f.coverLeft = open, 0
	f.work()
}

// PaperEndsAfter ends the roll once some more bytes have been printed.
func (f *FakePrinter) PaperEndsAfter(count int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.paperLeft = count
}

// CoverOpensAfter opens the cover once some more bytes have been printed.
func (f *FakePrinter) CoverOpensAfter(count int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.coverLeft = count
}

// PowerCycle switches it off and on: what it has not printed is lost, and it says
// XON.
func (f *FakePrinter) PowerCycle() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.realTime, f.queue = nil, nil
	f.Say("\x11")
}

// Write implements devices.Port.
func (f *FakePrinter) Write(ctx context.Context, data []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	n, err := f.Playback.Write(ctx, data)
	for _, char := range data[:n] {
		f.receive(char)
	}
	f.work()
	return n, err
}

// Sizes of the real-time commands by their second byte.
var realTimeSizes = map[byte]int{0x04: 3, 0x05: 3, 0x14: 5}

func (f *FakePrinter) receive(char byte) {
	if len(f.realTime) == 0 && char != 0x10 {
		f.queue = append(f.queue, char)
		return
	}
	f.realTime = append(f.realTime, char)
	if len(f.realTime) < 2 {
		return
	}
	size := realTimeSizes[f.realTime[1]]
	if size == 0 {
		f.queue = append(f.queue, f.realTime...)
		f.realTime = nil
		return
	}
	if len(f.realTime) < size {
		return
	}
	switch f.realTime[1] {
	case 0x04:
		f.Say(string([]byte{f.status(f.realTime[2])}))
	case 0x14:
		f.pulses++
	}
	f.realTime = nil
}

func (f *FakePrinter) status(n byte) byte {
	status := byte(0x12)
	switch {
	case n == 1 && (f.paperOut || f.open):
		status |= 0x08
	case n == 2 && f.open:
		status |= 0x04
	case n == 2 && f.paperOut:
		status |= 0x20
	case n == 4 && f.paperOut:
		status |= 0x6c
	}
	return status
}

// command is one that it knows: how it begins and how long it is in all.
type command struct {
	begin string
	size  int
	do    func(f *FakePrinter, whole []byte)
}

var commands = []command{
	{"\x1dr", 3, func(f *FakePrinter, _ []byte) { f.Say("\x00") }},
	{"\x1d(H\x06\x0000", 11, func(f *FakePrinter, whole []byte) { f.Say("7\x22" + string(whole[7:]) + "\x00") }},
	{"\x1da", 3, func(f *FakePrinter, _ []byte) { f.Say("\x10\x00\x00\x00") }},
	{"\x1dVB", 4, func(f *FakePrinter, _ []byte) { f.papers++ }},
	{"\x1bp", 5, func(f *FakePrinter, _ []byte) { f.pulses++ }},
}

// work takes what is queued, unless something holds the printer.
func (f *FakePrinter) work() {
	for len(f.queue) > 0 && !f.paperOut && !f.open {
		used := 1
		for _, known := range commands {
			begin := []byte(known.begin)
			if !bytes.HasPrefix(f.queue, begin[:min(len(begin), len(f.queue))]) {
				continue
			}
			if len(f.queue) < known.size {
				return // it is not whole yet
			}
			known.do(f, f.queue[:known.size])
			used = known.size
			break
		}
		f.queue = f.queue[used:]
		f.paperOut = countDown(&f.paperLeft, used) || f.paperOut
		f.open = countDown(&f.coverLeft, used) || f.open
	}
}

// countDown says that a count has just run out.
func countDown(left *int, used int) bool {
	if *left <= 0 {
		return false
	}
	*left = max(*left-used, 0)
	return *left == 0
}

var _ devices.Port = (*FakePrinter)(nil)
