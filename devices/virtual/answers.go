package virtual

import "time"

const (
	// answersMax bounds what the line has not taken; what comes after it is lost.
	answersMax = 1024
	// stuckBytes are sent at one go by a stuck printer, and stuckEvery is the pause
	// where the line has no speed of its own: 115200 baud.
	stuckBytes = 64
	stuckEvery = stuckBytes * bitsPerByte * time.Second / 115200
)

// lateAnswer is an answer that goes out at a later moment.
type lateAnswer struct {
	at   time.Time
	data []byte
}

// answer queues bytes for the terminal; the lock is held.
func (p *ReceiptPrinter) answer(data ...byte) {
	if p.faults.deaf || p.off || len(p.answers)+len(data) > answersMax {
		return
	}
	p.answers = append(p.answers, data...)
	p.say()
}

func (p *ReceiptPrinter) say() {
	select {
	case p.speak <- struct{}{}:
	default:
	}
}

// answerLoop sends the answers, each when it is due, at the line's speed.
func (p *ReceiptPrinter) answerLoop() {
	defer p.all.Done()
	for {
		data, wait := p.nextAnswer()
		if len(data) > 0 {
			if !p.sleep(p.pace.answerTime(len(data))) {
				return
			}
			// A terminal that does not listen loses the answer, as on a real line.
			_ = p.line.write(data, answerWait, p.now())
			if !p.sleep(wait) {
				return
			}
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-p.speak:
		case <-timer.C:
		case <-p.stop:
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// nextAnswer takes what is due, and gives how long to wait after it.
func (p *ReceiptPrinter) nextAnswer() ([]byte, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now, wait := p.now(), time.Hour
	for len(p.late) > 0 {
		if left := p.late[0].at.Sub(now); left > 0 {
			wait = left
			break
		}
		p.answers = append(p.answers, p.late[0].data...)
		p.late = p.late[1:]
	}
	data := p.answers
	p.answers = nil
	if len(data) > 0 {
		wait = 0
	} else if pattern := p.faults.stuck; len(pattern) > 0 && !p.off {
		for len(data) < stuckBytes {
			data = append(data, pattern...)
		}
		wait = stuckEvery
	}
	if p.faults.lineBaud != p.faults.printerBaud {
		data = misread(data, p.faults.printerBaud, p.faults.lineBaud)
	}
	return data, wait
}

// flow says XOFF and XON where that changed; the lock is held.
func (p *ReceiptPrinter) flow() {
	free := bufferBytes - len(p.buffer)
	if free <= xoffFree {
		p.full = true
	} else if free >= xonFree {
		p.full = false
	}
	stopped := p.full || p.faults.holdOff || p.options.BusyOffline && p.held()
	if p.off || stopped == p.xoff {
		return
	}
	p.xoff = stopped
	switch {
	case stopped:
		p.answer(xoff)
	case !p.faults.noXON:
		p.answer(xon)
	}
}

// statusByte answers DLE EOT n. Bits 1 and 4 are always set.
func (p *ReceiptPrinter) statusByte(n byte) byte {
	status := byte(0x12)
	set := func(on bool, bits byte) {
		if on {
			status |= bits
		}
	}
	f := p.faults
	switch n {
	case 1:
		set(p.drawer.Open(), 0x04)
		set(p.held(), 0x08)
	case 2:
		set(f.coverOpen, 0x04)
		set(f.paperOut, 0x20)
		set(f.broken, 0x40)
	case 3:
		set(f.broken, 0x08)
	case 4:
		set(f.nearEnd || f.paperOut, 0x0c)
		set(f.paperOut, 0x60)
	}
	return status
}

// statusBytes is the automatic status (GS a).
func (p *ReceiptPrinter) statusBytes() [4]byte {
	status := [4]byte{0x10, 0, 0, 0}
	set := func(on bool, index int, bits byte) {
		if on {
			status[index] |= bits
		}
	}
	f := p.faults
	set(p.drawer.Open(), 0, 0x04)
	set(p.held(), 0, 0x08)
	set(f.coverOpen, 0, 0x20)
	set(f.broken, 1, 0x08)
	set(f.nearEnd || f.paperOut, 2, 0x03)
	set(f.paperOut, 2, 0x0c)
	return status
}

func (p *ReceiptPrinter) sendAuto() {
	status := p.statusBytes()
	p.answer(status[:]...)
}

// printerEffects are what commands do to the printer; its lock is held.
type printerEffects struct{ p *ReceiptPrinter }

func (e printerEffects) pulse(pin byte, on int) {
	e.p.drawer.pulse(Pulse{At: e.p.now(), Pin: pinOf(pin), On: time.Duration(on) * 2 * time.Millisecond})
}

// ordered answers GS r: 1 paper, 2 drawer.
func (e printerEffects) ordered(n byte) {
	if e.p.faults.noOrdered {
		return
	}
	answer := byte(0)
	switch n % 48 {
	case 1:
		if e.p.faults.nearEnd {
			answer = 0x03
		}
	case 2:
		if e.p.drawer.Open() {
			answer = 0x01
		}
	}
	e.p.answer(answer)
}

// identity answers GS I: a number for 1 to 3, a block with a name above.
func (e printerEffects) identity(n byte) {
	if n < 65 {
		e.p.answer(0x20)
		return
	}
	e.p.answer(append([]byte("_"+e.p.options.Identity), 0)...)
}

// processID echoes an id: all that stood before it has been printed.
func (e printerEffects) processID(id []byte) {
	f := e.p.faults
	if f.noProcessIDs || f.noEcho {
		return
	}
	block := append(append([]byte{0x37, 0x22}, id...), 0)
	if f.echoDelay <= 0 {
		e.p.answer(block...)
		return
	}
	if len(e.p.late) < answersMax/len(block) {
		e.p.late = append(e.p.late, lateAnswer{at: e.p.now().Add(f.echoDelay), data: block})
		e.p.say()
	}
}

func (e printerEffects) autoStatus(enabled byte) {
	e.p.auto = enabled
	if enabled != 0 {
		e.p.sendAuto()
	}
}

func (e printerEffects) paperDone(cut bool) { e.p.finishPaper(cut) }

// tearLines is the feed after which a paper is torn off.
const tearLines = 5

func (e printerEffects) fed(lines byte) {
	if e.p.options.NoCutter && lines >= tearLines {
		e.p.finishPaper(false)
	}
}

func (e printerEffects) lineDone() {
	f := &e.p.faults
	if f.linesLeft > 0 {
		f.linesLeft--
	}
	if f.linesLeft == 0 {
		before := e.p.statusBytes()
		f.paperOut, f.linesLeft = true, -1
		e.p.changed(before)
	}
}

// finishPaper puts what was printed onto the pile.
func (p *ReceiptPrinter) finishPaper(cut bool) {
	rows := p.decoder.rows
	p.decoder.rows = nil
	if len(rows) == 0 {
		return
	}
	p.papers = append(p.papers, paperOf(rows, p.columns, p.now(), cut))
	if len(p.papers) > papersMax {
		p.papers = p.papers[1:]
	}
}
