package virtual

import (
	"errors"
	"sync"
	"time"
)

const (
	// bufferBytes is the receive buffer of most models; bytes beyond it are lost,
	// as on a real one that is not obeyed when it says XOFF.
	bufferBytes = 4096
	// xoffFree and xonFree are the free bytes at which flow control is sent.
	xoffFree = 128
	xonFree  = 256
	// burstBytes are printed at one go; slower printers make a pause after each.
	burstBytes = 32
	// papersMax bounds what is remembered; the oldest go.
	papersMax = 200
)

// PrinterOptions describe the model.
type PrinterOptions struct {
	Link    string // a symbolic link to it; may be empty
	Columns int    // 0 means 48
	// NoCutter makes somebody tear the paper off whenever the printer feeds five
	// lines or more at once (ESC d).
	NoCutter bool
	// NoProcessIDs makes it ignore GS ( H, as old models and clones do.
	NoProcessIDs bool
	// NoOrderedAnswers makes it ignore GS r too.
	NoOrderedAnswers bool
	Now              func() time.Time
}

// ReceiptPrinter is a serial receipt printer with a drawer behind it. All
// methods are safe from any goroutine.
type ReceiptPrinter struct {
	line     *line
	now      func() time.Time
	columns  int
	noCutter bool
	drawer   Drawer

	mu       sync.Mutex
	decoder  *decoder
	realTime []byte // an incomplete real-time sequence
	buffer   []byte
	xoff     bool
	papers   []Paper
	auto     byte
	received int
	faults   faults
	answers  []byte // to be sent after the lock is released

	wake chan struct{}
	stop chan struct{}
	all  sync.WaitGroup
	once sync.Once
}

// faults are what somebody did to the printer.
type faults struct {
	paperOut, nearEnd, coverOpen, broken, deaf, noProcessIDs, noOrdered bool

	bytesPerSecond int // 0: as fast as it comes
	dieAfter       int // bytes; 0: never
	linesLeft      int // until the roll ends; -1: no end
}

// NewReceiptPrinter plugs in a printer.
func NewReceiptPrinter(options PrinterOptions) (*ReceiptPrinter, error) {
	if options.Now == nil {
		return nil, errors.New("virtual printer: no source of time")
	}
	if options.Columns == 0 {
		options.Columns = 48
	}
	opened, err := openLine(options.Link)
	if err != nil {
		return nil, err
	}
	p := &ReceiptPrinter{
		line: opened, now: options.Now, columns: options.Columns,
		faults: faults{noProcessIDs: options.NoProcessIDs, noOrdered: options.NoOrderedAnswers, linesLeft: -1},
		wake:   make(chan struct{}, 1), stop: make(chan struct{}),
	}
	p.noCutter = options.NoCutter
	p.decoder = newDecoder(p.columns, printerEffects{p})
	p.all.Add(2)
	go p.readLoop()
	go p.printLoop()
	return p, nil
}

// Path is what the terminal opens.
func (p *ReceiptPrinter) Path() string { return p.line.path() }

// Drawer is the drawer behind the printer.
func (p *ReceiptPrinter) Drawer() *Drawer { return &p.drawer }

// Close unplugs for good and ends the model's goroutines.
func (p *ReceiptPrinter) Close() error {
	var err error
	p.once.Do(func() {
		err = p.Unplug()
		close(p.stop)
		p.all.Wait()
	})
	return err
}

// Unplug pulls the data cable and the power: what is buffered is lost.
func (p *ReceiptPrinter) Unplug() error {
	err := p.line.unplug()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.powerOff()
	return err
}

// powerOff loses the buffers; what hangs in the printer stays as a paper that
// was not cut. The caller holds the lock.
func (p *ReceiptPrinter) powerOff() {
	p.buffer, p.realTime, p.auto, p.xoff, p.received, p.answers = nil, nil, 0, false, 0, nil
	p.finishPaper(false)
	p.decoder = newDecoder(p.columns, printerEffects{p})
}

// Replug plugs it in again and switches it on.
func (p *ReceiptPrinter) Replug() error {
	err := p.line.plug()
	p.signal()
	return err
}

// PaperOut takes the paper out or puts a new roll in.
func (p *ReceiptPrinter) PaperOut(out bool) {
	p.change(func(f *faults) { f.paperOut, f.linesLeft = out, -1 })
}

// PaperEndsAfter ends the roll after some more lines.
func (p *ReceiptPrinter) PaperEndsAfter(lines int) {
	p.change(func(f *faults) { f.linesLeft = lines })
}

// PaperNearEnd sets the near-end sensor.
func (p *ReceiptPrinter) PaperNearEnd(near bool) { p.change(func(f *faults) { f.nearEnd = near }) }

// CoverOpen opens or closes the cover.
func (p *ReceiptPrinter) CoverOpen(open bool) { p.change(func(f *faults) { f.coverOpen = open }) }

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
	p.faults.dieAfter = 0
	if count > 0 {
		p.faults.dieAfter = p.received + count
	}
}

func (p *ReceiptPrinter) change(set func(*faults)) {
	p.mu.Lock()
	before := p.statusBytes()
	set(&p.faults)
	if p.auto != 0 && before != p.statusBytes() {
		p.sendAuto()
	}
	p.mu.Unlock()
	p.flushAnswers()
	p.signal()
}

// Papers gives the papers that came out, oldest first.
func (p *ReceiptPrinter) Papers() []Paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Paper(nil), p.papers...)
}

// Unknown gives bytes that mean nothing to the printer.
func (p *ReceiptPrinter) Unknown() [][]byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([][]byte(nil), p.decoder.unknown...)
}

// Received counts the bytes that came in since it was switched on.
func (p *ReceiptPrinter) Received() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.received
}

func (p *ReceiptPrinter) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
