package virtual

import (
	"errors"
	"sync"
	"time"
)

const (
	// labelBufferBytes is the receive buffer; bytes beyond it are lost.
	labelBufferBytes = 64 << 10
	// labelFieldsMax bounds the fields of one format, labelsMax the labels that are
	// remembered; the oldest go.
	labelFieldsMax = 200
	labelsMax      = 200
)

// LabelPrinterOptions describe the model.
type LabelPrinterOptions struct {
	Link string // a symbolic link to it; may be empty
	Now  func() time.Time
	// LabelTime is how long one label takes; 0 is at once.
	LabelTime time.Duration
}

// LabelPrinter is a serial label printer that speaks ZPL. All methods are safe
// from any goroutine.
type LabelPrinter struct {
	line *line
	now  func() time.Time

	mu       sync.Mutex
	stream   labelStream
	queue    []labelFormat // whole formats, not begun
	batch    labelFormat   // the one that is being printed
	left     int           // its labels that are not out yet
	labels   []PrintedLabel
	unknown  []string
	received int
	faults   labelFaults
	answers  []byte // to be sent after the lock is released

	wake chan struct{}
	stop chan struct{}
	all  sync.WaitGroup
	once sync.Once
}

// labelFaults are what somebody did to the printer.
type labelFaults struct {
	mediaOut, ribbonOut, headOpen, paused, silent, off bool

	labelTime time.Duration
	mediaLeft int // labels until the roll ends; -1: no end
	dieAfter  int // bytes; 0: never
}

// NewLabelPrinter plugs in a label printer.
func NewLabelPrinter(options LabelPrinterOptions) (*LabelPrinter, error) {
	if options.Now == nil {
		return nil, errors.New("virtual label printer: no source of time")
	}
	opened, err := openLine(options.Link)
	if err != nil {
		return nil, err
	}
	p := &LabelPrinter{
		line: opened, now: options.Now, faults: labelFaults{mediaLeft: -1, labelTime: options.LabelTime},
		wake: make(chan struct{}, 1), stop: make(chan struct{}),
	}
	p.all.Add(2)
	go p.readLoop()
	go p.printLoop()
	return p, nil
}

// Path is what the terminal opens.
func (p *LabelPrinter) Path() string { return p.line.path() }

// Close unplugs for good and ends the model's goroutines.
func (p *LabelPrinter) Close() error {
	var err error
	p.once.Do(func() {
		err = p.Unplug()
		close(p.stop)
		p.all.Wait()
	})
	return err
}

// Unplug pulls the data cable and the power: what is buffered is lost.
func (p *LabelPrinter) Unplug() error {
	err := p.line.unplug()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.powerOff()
	return err
}

// Replug plugs it in again and switches it on.
func (p *LabelPrinter) Replug() error {
	err := p.line.plug()
	p.signal()
	return err
}

// PowerOff switches it off or on; the data cable stays in, so the terminal hears
// nothing, and what was buffered is lost.
func (p *LabelPrinter) PowerOff(off bool) {
	p.change(func(f *labelFaults) {
		f.off = off
		p.powerOff()
	})
}

// powerOff loses the buffers. The caller holds the lock.
func (p *LabelPrinter) powerOff() {
	p.stream, p.queue, p.batch, p.left, p.received, p.answers = labelStream{}, nil, labelFormat{}, 0, 0, nil
}

// MediaOut takes the labels out or puts a new roll in. Without them the printer
// answers nothing.
func (p *LabelPrinter) MediaOut(out bool) {
	p.change(func(f *labelFaults) { f.mediaOut, f.mediaLeft = out, -1 })
}

// MediaEndsAfter ends the roll after some more labels.
func (p *LabelPrinter) MediaEndsAfter(labels int) {
	p.change(func(f *labelFaults) { f.mediaLeft, f.mediaOut = labels, labels == 0 })
}

// RibbonOut takes the ribbon out or puts it in. Without it the printer answers
// nothing.
func (p *LabelPrinter) RibbonOut(out bool) { p.change(func(f *labelFaults) { f.ribbonOut = out }) }

// HeadOpen opens or closes the head. While it is open the printer answers nothing.
func (p *LabelPrinter) HeadOpen(open bool) { p.change(func(f *labelFaults) { f.headOpen = open }) }

// Paused presses the pause button: it prints nothing and says so.
func (p *LabelPrinter) Paused(paused bool) { p.change(func(f *labelFaults) { f.paused = paused }) }

// Silent makes it answer nothing at all, but print.
func (p *LabelPrinter) Silent(silent bool) { p.change(func(f *labelFaults) { f.silent = silent }) }

// Slow sets how long one label takes; 0 is at once.
func (p *LabelPrinter) Slow(labelTime time.Duration) {
	p.change(func(f *labelFaults) { f.labelTime = labelTime })
}

// DieAfter pulls the plug once some more bytes have come in; 0 is never.
func (p *LabelPrinter) DieAfter(count int) {
	p.change(func(f *labelFaults) {
		f.dieAfter = 0
		if count > 0 {
			f.dieAfter = p.received + count
		}
	})
}

func (p *LabelPrinter) change(set func(*labelFaults)) {
	p.mu.Lock()
	set(&p.faults)
	p.mu.Unlock()
	p.signal()
}

// Labels gives the labels that came out, oldest first.
func (p *LabelPrinter) Labels() []PrintedLabel {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]PrintedLabel(nil), p.labels...)
}

// Unknown gives the commands that mean nothing to the printer.
func (p *LabelPrinter) Unknown() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.unknown...)
}

// Received counts the bytes that came in since it was switched on.
func (p *LabelPrinter) Received() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.received
}

func (p *LabelPrinter) signal() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}
