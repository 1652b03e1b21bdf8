package virtual

import (
	"bytes"
	"context"
	"time"
)

// stuckLump is how many bytes of a stuck stream go out at once.
const stuckLump = 64

// scannerFaults are how a scanner is set up wrong, or broken.
type scannerFaults struct {
	stripped, crlf, carets, downs, silent, glued, lower bool

	prefix, suffix string
	slow           int // baud; 0: the pace of the scan
	sender, reader int // baud of both ends; the same: no fault
	tornAt         int // bytes; 0: not torn
	tornFor        time.Duration
}

// StripControls makes it drop control characters, as most scanners do that type
// like a keyboard.
func (s *Scanner) StripControls(on bool) { s.set(func(f *scannerFaults) { f.stripped = on }) }

// CRToCRLF makes it send CR LF for every CR.
func (s *Scanner) CRToCRLF(on bool) { s.set(func(f *scannerFaults) { f.crlf = on }) }

// Carets makes it write control characters out, RS as ^^ and CR as ^M; LF stays.
func (s *Scanner) Carets(on bool) { s.set(func(f *scannerFaults) { f.carets = on }) }

// LFToCR makes it send CR for every LF.
func (s *Scanner) LFToCR(on bool) { s.set(func(f *scannerFaults) { f.downs = on }) }

// LowerCase turns letters over, as with caps lock on.
func (s *Scanner) LowerCase(on bool) { s.set(func(f *scannerFaults) { f.lower = on }) }

// Affixes puts something around each scan, such as ]L2 and CR LF.
func (s *Scanner) Affixes(prefix, suffix string) {
	s.set(func(f *scannerFaults) { f.prefix, f.suffix = prefix, suffix })
}

// Slow makes its line carry so many bits a second, whatever the pace of a scan;
// 0 is the pace of the scan.
func (s *Scanner) Slow(baud int) { s.set(func(f *scannerFaults) { f.slow = baud }) }

// Silent makes it beep and send nothing.
func (s *Scanner) Silent(on bool) { s.set(func(f *scannerFaults) { f.silent = on }) }

// WrongBaud makes it send at one speed while the terminal listens at another.
// The same speed twice ends it.
func (s *Scanner) WrongBaud(sends, listens int) {
	s.set(func(f *scannerFaults) { f.sender, f.reader = sends, listens })
}

// Torn makes each scan stop for a while after some bytes, as a cordless one at
// the edge of its reach does; 0 bytes ends it.
func (s *Scanner) Torn(after int, silence time.Duration) {
	s.set(func(f *scannerFaults) { f.tornAt, f.tornFor = after, silence })
}

// Glue keeps a scan back and sends it in one with the next.
func (s *Scanner) Glue(on bool) { s.set(func(f *scannerFaults) { f.glued = on }) }

func (s *Scanner) set(change func(*scannerFaults)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.faults)
}

// Stuck sends bytes again and again until ctx ends, which is no error. Errors:
// ErrUnplugged, or a time-out where the terminal does not take them.
func (s *Scanner) Stuck(ctx context.Context, pattern []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	lump := bytes.Repeat(pattern, max(stuckLump/max(len(pattern), 1), 1))
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := s.line.write(lump, sendWait, s.now()); err != nil {
				return err
			}
		}
	}
}

// distort gives what arrives of bytes.
func (f scannerFaults) distort(data []byte) []byte {
	var out []byte
	for _, char := range data {
		out = f.send(out, char)
	}
	out = append(append([]byte(f.prefix), out...), f.suffix...)
	return misread(out, f.sender, f.reader)
}

func (f scannerFaults) send(out []byte, char byte) []byte {
	switch {
	case f.stripped && (char < ' ' || char == 0x7f):
		return out
	case f.crlf && char == '\r':
		return append(out, '\r', '\n')
	case f.downs && char == '\n':
		return append(out, '\r')
	case f.carets && char < ' ' && char != '\n':
		return append(out, '^', char+'@')
	case f.lower && char >= 'A' && char <= 'Z':
		return append(out, char+'a'-'A')
	default:
		return append(out, char)
	}
}

// slower gives the pace of a line of few bits a second.
func (f scannerFaults) slower(pace Pace) Pace {
	if f.slow <= 0 {
		return pace
	}
	const lump = 16 * time.Millisecond // as USB adapters hand them over
	return Pace{Lump: max(int(lump*time.Duration(f.slow)/bitsPerByte/time.Second), 1), Every: lump}
}
