package virtual

import (
	"fmt"
	"time"
)

// readLoop takes bytes from the line, over unplugging and plugging in.
func (p *LabelPrinter) readLoop() {
	defer p.all.Done()
	buffer := make([]byte, 256)
	pause := time.NewTicker(replugPoll)
	defer pause.Stop()
	for {
		n, failed := 0, true
		if master := p.line.file(); master != nil {
			got, err := master.Read(buffer)
			n, failed = got, err != nil
		}
		if n > 0 {
			p.receive(buffer[:n])
		}
		select {
		case <-p.stop:
			return
		default:
		}
		if failed {
			select {
			case <-pause.C:
			case <-p.stop:
				return
			}
		}
	}
}

func (p *LabelPrinter) receive(data []byte) {
	p.mu.Lock()
	died := false
	for _, char := range data {
		p.received++
		if p.stream.held() < labelBufferBytes && !p.faults.off {
			p.obey(p.stream.feed(char))
		}
		if p.faults.dieAfter > 0 && p.received >= p.faults.dieAfter {
			p.faults.dieAfter, died = 0, true
			p.powerOff()
			break
		}
	}
	answers := p.answers
	p.answers = nil
	p.mu.Unlock()
	if died {
		// Closing a pseudo-terminal that is closed already changes nothing.
		_ = p.line.unplug()
		return
	}
	if len(answers) > 0 {
		// A terminal that does not listen loses the answer, as on a real line.
		_ = p.line.write(answers, answerWait, p.now())
	}
	p.signal()
}

// obey does what a whole command of the stream asks for at once. The lock is held.
func (p *LabelPrinter) obey(done labelEvent) {
	if done.unknown != "" && len(p.unknown) < unknownMax {
		p.unknown = append(p.unknown, done.unknown)
	}
	if done.format != nil {
		p.queue = append(p.queue, *done.format)
	}
	if done.status && !p.mute() {
		p.answers = append(p.answers, p.hostStatus()...)
	}
}

// mute says that it answers nothing, which is also how it shows most faults.
func (p *LabelPrinter) mute() bool {
	f := p.faults
	return f.silent || f.off || f.mediaOut || f.ribbonOut || f.headOpen
}

func (p *LabelPrinter) stopped() bool {
	f := p.faults
	return f.off || f.mediaOut || f.ribbonOut || f.headOpen || f.paused
}

// hostStatus is the answer to ~HS. 030 is 9600 baud, 8N1, XON/XOFF; the printer
// tears off (mode 2) and prints directly.
func (p *LabelPrinter) hostStatus() string {
	bit := func(on bool) int {
		if on {
			return 1
		}
		return 0
	}
	length := p.batch.height
	return fmt.Sprintf("\x02030,%d,%d,%04d,%03d,%d,0,%d,000,0,0,0\x03\r\n", bit(p.faults.mediaOut), bit(p.faults.paused), length,
		len(p.queue), bit(p.stream.held() >= labelBufferBytes), bit(p.stream.inFormat())) +
		fmt.Sprintf("\x02001,0,%d,%d,0,2,4,0,%08d,1,000\x03\r\n", bit(p.faults.headOpen), bit(p.faults.ribbonOut), p.left) +
		"\x021234,0\x03\r\n"
}

// printLoop prints label after label while nothing holds the printer.
func (p *LabelPrinter) printLoop() {
	defer p.all.Done()
	for {
		select {
		case <-p.wake:
		case <-p.stop:
			return
		}
		for p.begin() {
			p.mu.Lock()
			pause := p.faults.labelTime
			p.mu.Unlock()
			if pause > 0 {
				timer := time.NewTimer(pause)
				select {
				case <-timer.C:
				case <-p.stop:
					timer.Stop()
					return
				}
			}
			p.printOne()
		}
	}
}

// begin says whether there is a label to print now.
func (p *LabelPrinter) begin() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped() {
		return false
	}
	if p.left == 0 && len(p.queue) > 0 {
		p.batch, p.queue = p.queue[0], p.queue[1:]
		p.left = p.batch.quantity
	}
	return p.left > 0
}

// printOne puts a label out, unless somebody opened the printer while it was at it.
func (p *LabelPrinter) printOne() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stopped() || p.left == 0 {
		return
	}
	p.left--
	p.labels = append(p.labels, PrintedLabel{
		Fields: append([]LabelField(nil), p.batch.fields...), WidthDots: p.batch.width, HeightDots: p.batch.height, At: p.now(),
	})
	if len(p.labels) > labelsMax {
		p.labels = p.labels[1:]
	}
	if p.faults.mediaLeft > 0 {
		p.faults.mediaLeft--
	}
	if p.faults.mediaLeft == 0 {
		p.faults.mediaOut, p.faults.mediaLeft = true, -1
	}
}
