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
	xon, xoff  = 0x11, 0x13
	// autoFromSwitch is the n of GS a that the switch stands for.
	autoFromSwitch = 0x02
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
	// Identity is the model's name that it gives when it is asked (GS I 67). Clones
	// give that of a model whose commands they do not have. Empty means its own.
	Identity string
	// BusyOffline makes it say XOFF while it is held (no paper, cover open) too,
	// not only when its buffer is full; on most models that is how it leaves the
	// factory.
	BusyOffline bool
	// AutoStatus is the switch by which it sends its status by itself (GS a) from
	// power-on.
	AutoStatus bool
	// NoPowerOnXON makes it say nothing when it is switched on; most send XON.
	NoPowerOnXON bool
	// Baud is the line's speed: bytes take their time, ten bits each, both ways.
	// 0 means as fast as a pseudo-terminal is.
	Baud int
	Now  func() time.Time
}

// ReceiptPrinter is a serial receipt printer with a drawer behind it. All
// methods are safe from any goroutine.
type ReceiptPrinter struct {
	line    *line
	options PrinterOptions
	now     func() time.Time
	columns int
	drawer  Drawer
	pace    pace

	mu       sync.Mutex
	decoder  *decoder
	realTime []byte // an incomplete real-time sequence
	buffer   []byte
	full     bool // the buffer was nearly full and is not yet free again
	xoff     bool
	off      bool // without power
	papers   []Paper
	auto     byte
	received int
	faults   faults
	answers  []byte       // what the line has not taken yet
	late     []lateAnswer // what is said later, in the order of the moments

	wake  chan struct{} // there may be something to print
	speak chan struct{} // there may be something to say
	stop  chan struct{}
	all   sync.WaitGroup
	once  sync.Once
}

// NewReceiptPrinter plugs in a printer.
func NewReceiptPrinter(options PrinterOptions) (*ReceiptPrinter, error) {
	if options.Now == nil {
		return nil, errors.New("virtual printer: no source of time")
	}
	if options.Columns == 0 {
		options.Columns = 48
	}
	if options.Identity == "" {
		options.Identity = "VIRTUAL RECEIPT PRINTER"
	}
	opened, err := openLine(options.Link)
	if err != nil {
		return nil, err
	}
	p := &ReceiptPrinter{
		line: opened, options: options, now: options.Now, columns: options.Columns,
		faults: faults{noProcessIDs: options.NoProcessIDs, noOrdered: options.NoOrderedAnswers, linesLeft: -1},
		wake:   make(chan struct{}, 1), speak: make(chan struct{}, 1), stop: make(chan struct{}),
	}
	p.pace.baud = options.Baud
	p.decoder = newDecoder(p.columns, printerEffects{p})
	if options.AutoStatus {
		p.auto = autoFromSwitch
	}
	p.all.Add(3)
	go p.readLoop()
	go p.printLoop()
	go p.answerLoop()
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

// powerOff loses the buffers and the settings; what hangs in the printer stays
// as a paper that was not cut. The caller holds the lock.
func (p *ReceiptPrinter) powerOff() {
	p.buffer, p.realTime, p.answers, p.late = nil, nil, nil, nil
	p.auto, p.full, p.xoff, p.received = 0, false, false, 0
	p.faults.dieAfter, p.faults.cycleAfter, p.faults.loseAfter = 0, 0, 0 // they count received bytes
	p.off = true
	p.finishPaper(false)
	p.decoder = newDecoder(p.columns, printerEffects{p})
}

// powerOn says what a printer says once it has started. The caller holds the
// lock.
func (p *ReceiptPrinter) powerOn() {
	p.off = false
	if p.options.AutoStatus {
		p.auto = autoFromSwitch
		p.sendAuto()
	}
	p.flow()
	if !p.xoff && !p.options.NoPowerOnXON {
		p.answer(xon)
	}
}

// Replug plugs it in again and switches it on.
func (p *ReceiptPrinter) Replug() error {
	err := p.line.plug()
	p.SwitchOn()
	return err
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
