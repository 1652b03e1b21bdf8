package virtual

import "time"

// replugPoll is how often an unplugged model looks whether it is plugged in.
const replugPoll = 10 * time.Millisecond

// readLoop takes bytes from the line, over unplugging and plugging in.
func (p *ReceiptPrinter) readLoop() {
	defer p.all.Done()
	buffer := make([]byte, 256)
	for {
		n, failed := 0, true
		if master := p.line.file(); master != nil {
			began := p.now()
			got, err := master.Read(buffer[:p.pace.lump(len(buffer))])
			n, failed = got, err != nil
			if n > 0 && !p.sleepUntil(p.pace.took(n, began, p.now())) {
				return
			}
		}
		if n > 0 {
			p.receive(buffer[:n])
		}
		select {
		case <-p.stop:
			return
		default:
		}
		if failed && !p.sleep(replugPoll) {
			return
		}
	}
}

// receive puts bytes into the buffer and picks out real-time commands, which a
// printer finds wherever they stand and obeys at once.
func (p *ReceiptPrinter) receive(data []byte) {
	p.mu.Lock()
	if p.faults.lineBaud != p.faults.printerBaud {
		data = misread(data, p.faults.lineBaud, p.faults.printerBaud)
	}
	died := false
	for _, char := range data {
		if p.off {
			break // nobody takes them
		}
		p.received++
		if p.faults.loseAfter == 0 || p.received <= p.faults.loseAfter {
			p.receiveByte(char)
		}
		if p.faults.cycleAfter > 0 && p.received >= p.faults.cycleAfter {
			p.faults.cycleAfter = 0
			p.printBuffered(len(p.buffer) / 2)
			p.powerOff()
			p.powerOn()
		}
		if p.faults.dieAfter > 0 && p.received >= p.faults.dieAfter {
			p.faults.dieAfter, died = 0, true
			break
		}
	}
	if died {
		// What was already printed hangs in the printer.
		p.printBuffered(len(p.buffer) / 2)
		p.powerOff()
	}
	p.mu.Unlock()
	if died {
		// Closing a pseudo-terminal that is closed already changes nothing.
		_ = p.line.unplug()
		return
	}
	p.signal()
}

func (p *ReceiptPrinter) receiveByte(char byte) {
	switch {
	case len(p.realTime) == 0 && char == 0x10:
		p.realTime = append(p.realTime, char)
	case len(p.realTime) == 0:
		p.store(char)
	case len(p.realTime) == 1 && char != 0x04 && char != 0x05 && char != 0x14:
		p.realTime = nil
		p.store(0x10)
		p.receiveByte(char)
	default:
		p.realTime = append(p.realTime, char)
		p.obey()
	}
}

// obey runs a real-time command when it is whole.
func (p *ReceiptPrinter) obey() {
	sequence := p.realTime
	switch {
	case sequence[1] == 0x04 && len(sequence) == 3: // DLE EOT n
		p.answer(p.statusByte(sequence[2]))
	case sequence[1] == 0x05 && len(sequence) == 3: // DLE ENQ n
	case sequence[1] == 0x14 && len(sequence) == 5: // DLE DC4 fn m t
		if sequence[2] == 1 {
			p.drawer.pulse(Pulse{At: p.now(), Pin: pinOf(sequence[3]), On: time.Duration(sequence[4]) * 100 * time.Millisecond, RealTime: true})
		}
	default:
		return // not whole yet
	}
	p.realTime = nil
}

func pinOf(m byte) int {
	if m%48 == 1 {
		return 5
	}
	return 2
}

func (p *ReceiptPrinter) store(char byte) {
	if len(p.buffer) >= bufferBytes {
		return // lost: the terminal did not obey XOFF
	}
	p.buffer = append(p.buffer, char)
	p.flow()
}

// printLoop takes bytes out of the buffer while nothing holds the printer.
func (p *ReceiptPrinter) printLoop() {
	defer p.all.Done()
	for {
		select {
		case <-p.wake:
		case <-p.stop:
			return
		}
		for p.printBurst() {
			select {
			case <-p.stop:
				return
			default:
			}
		}
	}
}

// printBurst prints a few bytes and says whether there is more to do now.
func (p *ReceiptPrinter) printBurst() bool {
	p.mu.Lock()
	count := p.printBuffered(burstBytes)
	rate := p.faults.bytesPerSecond
	more := len(p.buffer) > 0 && !p.held()
	p.mu.Unlock()
	if rate > 0 && count > 0 && !p.sleep(time.Duration(count)*time.Second/time.Duration(rate)) {
		return false
	}
	return more
}

// printBuffered decodes up to count bytes and gives how many it took.
func (p *ReceiptPrinter) printBuffered(count int) int {
	done := 0
	for done < count && len(p.buffer) > 0 && !p.held() {
		char := p.buffer[0]
		p.buffer = p.buffer[1:]
		p.decoder.feed(char)
		done++
		p.countDown()
	}
	p.flow()
	return done
}

// countDown ends the roll, or opens the cover, after so many printed bytes.
func (p *ReceiptPrinter) countDown() {
	f, before := &p.faults, p.statusBytes()
	if f.paperLeft > 0 {
		f.paperLeft--
		f.paperOut = f.paperOut || f.paperLeft == 0
	}
	if f.coverLeft > 0 {
		f.coverLeft--
		f.coverOpen = f.coverOpen || f.coverLeft == 0
	}
	p.changed(before)
}

func (p *ReceiptPrinter) held() bool {
	return p.faults.paperOut || p.faults.coverOpen || p.faults.broken
}
