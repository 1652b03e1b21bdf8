package virtual

import (
	"bytes"
	"math/bits"
	"strings"
	"time"
)

const (
	// scaleCommandBytes is the longest command; what is longer is forgotten.
	scaleCommandBytes = 32
	// scaleStuckEvery and scaleStuckBytes are the pace of a stuck stream: somewhat
	// more than 9600 baud carry.
	scaleStuckEvery = 20 * time.Millisecond
	scaleStuckBytes = 32
	// scaleCommandsMax bounds what is remembered; the oldest go.
	scaleCommandsMax = 200
)

// scaleAnswer is bytes that are due.
type scaleAnswer struct {
	data []byte
	due  time.Time
}

// readLoop takes commands from the line, over unplugging and plugging in.
func (s *Scale) readLoop() {
	defer s.all.Done()
	buffer := make([]byte, 64)
	pause := time.NewTicker(replugPoll)
	defer pause.Stop()
	for {
		n, failed := 0, true
		if master := s.line.file(); master != nil {
			got, err := master.Read(buffer)
			n, failed = got, err != nil
		}
		if n > 0 {
			s.receive(buffer[:n])
		}
		select {
		case <-s.stop:
			return
		default:
		}
		if failed {
			select {
			case <-pause.C:
			case <-s.stop:
				return
			}
		}
	}
}

// receive takes bytes. With seven bits a byte of wrong parity is dropped.
func (s *Scale) receive(data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faults.garbled {
		// At a wrong baud rate the scale hears rubbish too, and says something to it.
		s.send("????\r\n")
		return
	}
	for _, char := range data {
		if s.sevenBits() {
			if bits.OnesCount8(char)%2 != 0 {
				continue
			}
			char &= 0x7F
		}
		s.heard = append(s.heard, char)
	}
	for {
		command, rest, whole := s.speaks.next(s.heard)
		if !whole {
			break
		}
		s.heard = bytes.Clone(rest)
		s.commands = append(s.commands, command)
		if len(s.commands) > scaleCommandsMax {
			s.commands = s.commands[1:]
		}
		s.send(s.speaks.answer(s, command))
	}
	if len(s.heard) > scaleCommandBytes {
		s.heard = nil
	}
}

func (s *Scale) sevenBits() bool { return s.speaks.sevenE1 && !s.options.EightBits }

// send puts an answer on its way, as the faults leave it. The lock is held.
func (s *Scale) send(answer string) {
	if answer == "" || s.faults.silent {
		return
	}
	data := []byte(answer)
	if s.faults.halved {
		data = data[:len(data)/2]
	}
	for index, char := range data {
		switch {
		case s.faults.garbled:
			data[index] = char*7 + byte(index)*13 + 0x55
		case s.sevenBits():
			data[index] = char | byte(bits.OnesCount8(char)%2)<<7
		}
	}
	select {
	case s.answers <- scaleAnswer{data: data, due: s.now().Add(s.faults.slow)}:
	default: // lost: nobody takes them
	}
}

// answerLoop sends answers when they are due.
func (s *Scale) answerLoop() {
	defer s.all.Done()
	for {
		select {
		case answer := <-s.answers:
			pause := time.NewTimer(answer.due.Sub(s.now()))
			select {
			case <-pause.C:
			case <-s.stop:
				pause.Stop()
				return
			}
			// An answer that the terminal does not take, or that nobody is there for,
			// is lost, as on a real line.
			_ = s.line.write(answer.data, answerWait, s.now())
		case <-s.stop:
			return
		}
	}
}

// Stuck makes it send one byte without end, as a key that is held or a broken
// driver chip does.
func (s *Scale) Stuck(stuck bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stuck != nil {
		close(s.stuck)
		s.stuck = nil
	}
	if !stuck {
		return
	}
	end := make(chan struct{})
	s.stuck = end
	s.all.Go(func() {
		ticker := time.NewTicker(scaleStuckEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				// What nobody takes is lost.
				_ = s.line.write(bytes.Repeat([]byte{'U'}, scaleStuckBytes), answerWait, s.now())
			case <-end:
				return
			case <-s.stop:
				return
			}
		}
	})
}

// scaleLines takes commands that end with an end, such as CR LF.
func scaleLines(end string) func([]byte) (string, []byte, bool) {
	return func(heard []byte) (string, []byte, bool) {
		before, rest, whole := strings.Cut(string(heard), end)
		return before, []byte(rest), whole
	}
}
