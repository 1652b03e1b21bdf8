package doctor

import (
	"context"
	"errors"
	"math/bits"
	"regexp"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/terminal/clock"
)

const (
	// ProbeWait is how long an answer is waited for. Scales need up to a fifth of a
	// second between two commands.
	ProbeWait = 250 * time.Millisecond
	// heardMaxBytes bounds what is kept of a port that never stops talking.
	heardMaxBytes = 4096
)

// Kind is what a port looks like.
type Kind string

// What a port can look like.
const (
	ReceiptPrinter Kind = "receipt printer"
	Scale          Kind = "scale"
	Talking        Kind = "talking" // it sends, but nothing that is known here
	Silent         Kind = "silent"  // it opens and answers nothing: a scanner, or nothing at all
	InUse          Kind = "in use"  // another program has it
	Refused        Kind = "refused" // it cannot be opened, or it went away
)

// Finding is what a probe found on a port.
type Finding struct {
	Kind     Kind
	Baud     int
	Protocol string // of a scale, as in the configuration
	SevenE1  bool   // it speaks with seven bits and even parity
	User     string // the program that has it
	Err      *devices.Error
}

// Prober looks at ports. The zero value is ready, but for the clock.
type Prober struct {
	Clock  clock.Clock
	Open   func(name string, baud int) (devices.Port, error) // nil: serialport
	Wait   time.Duration                                     // 0 means ProbeWait
	Finder Finder
}

// printerBauds are tried in the order of how common they are (Epson TM manuals).
var printerBauds = []int{38400, 9600, 19200, 115200}

// setting is how a scale's line can be set. Seven bits with parity are spoken
// over a line of eight bits: the parity is the eighth.
type setting struct {
	baud    int
	sevenE1 bool
}

var scaleSettings = []setting{{9600, false}, {9600, true}, {2400, true}, {2400, false}, {4800, false}, {19200, false}}

// questions are what scales are asked (MT-SICS, A&D, Ohaus, and NCI together with
// Toledo 8217), and answers how they write a weight or a status: whatever was
// asked, the form of an answer tells the protocol. The empty line ends what the
// scale may still hold of another's question.
var questions = []string{"\r\n", "SI\r\n", "Q\r\n", "IP\r\n", "W\r"}

var answers = []struct {
	protocol string
	form     *regexp.Regexp
}{
	{"mt-sics", regexp.MustCompile(`(?:^|\n)S (?:[SD] +-?[0-9]+(?:\.[0-9]+)? *[A-Za-z%]+|[I+-]) *\r\n`)},
	{"and", regexp.MustCompile(`(?:^|\n)(?:ST|US|OL|QT|WT),[+-]?[0-9. E+-]+[A-Za-z ]*\r\n`)},
	{"toledo-8217", regexp.MustCompile(`\x02(?:[0-9]+\.[0-9]+N?|\?[\x20-\x7f])\r`)},
	{"nci", regexp.MustCompile(`\n(?:[ 0-9.-]+[A-Za-z ]{2}\r\n)?S?[0-?p-\x7f]{1,4}\r\x03`)},
	{"ohaus", regexp.MustCompile(`(?:^|\n) *-?[0-9]+(?:\.[0-9]+)? +(?:g|kg|oz|lb|ozt|ct|dwt|GN)\b[ ?A-Za-z/]*\r\n`)},
}

// Probe says what is on a port. It asks the ways of receipt printers first and
// those of scales only where no printer answers: a printer would print them. It
// never fails: what went wrong is in the Finding. Errors: the context's.
func (p Prober) Probe(ctx context.Context, name string) (Finding, error) {
	if user := p.Finder.User(name); user != "" {
		return Finding{Kind: InUse, User: user}, nil
	}
	talking := false
	for _, baud := range printerBauds {
		found, heard, err := p.try(ctx, name, baud, isPrinter)
		if done, finding, err := p.settled(ctx, err); done {
			return finding, err
		}
		if found {
			return Finding{Kind: ReceiptPrinter, Baud: baud}, nil
		}
		talking = talking || heard
	}
	for _, one := range scaleSettings {
		protocol := ""
		_, heard, err := p.try(ctx, name, one.baud, func(ctx context.Context, line *line) (bool, error) {
			var err error
			protocol, err = scaleProtocol(ctx, line, one.sevenE1)
			return protocol != "", err
		})
		if done, finding, err := p.settled(ctx, err); done {
			return finding, err
		}
		if protocol != "" {
			return Finding{Kind: Scale, Baud: one.baud, Protocol: protocol, SevenE1: one.sevenE1}, nil
		}
		talking = talking || heard
	}
	if talking {
		return Finding{Kind: Talking}, nil
	}
	return Finding{Kind: Silent}, nil
}

// settled says that an error ends the probe, and how.
func (p Prober) settled(ctx context.Context, err error) (bool, Finding, error) {
	switch {
	case ctx.Err() != nil:
		return true, Finding{}, ctx.Err()
	case err == nil:
		return false, Finding{}, nil
	}
	var coded *devices.Error
	if !errors.As(err, &coded) {
		coded = devices.Errorf(devices.PortRefused, "The port cannot be used.").Wrap(err)
	}
	return true, Finding{Kind: Refused, Err: coded}, nil
}

// try opens the port at a speed and lets ask look at it. Heard says that
// anything came.
func (p Prober) try(ctx context.Context, name string, baud int, ask func(context.Context, *line) (bool, error)) (found, heard bool, err error) {
	open := p.Open
	if open == nil {
		open = p.openSerial
	}
	port, err := open(name, baud)
	if err != nil {
		return false, false, err
	}
	wait := p.Wait
	if wait <= 0 {
		wait = ProbeWait
	}
	line := &line{port: port, wait: wait}
	found, err = ask(ctx, line)
	// The port is given up; closing it fails only where it is gone.
	_ = port.Close()
	return found, line.heard, err
}

func (p Prober) openSerial(name string, baud int) (devices.Port, error) {
	return (&serialport.Opener{}).Open(serialport.Settings{Name: name, Baud: baud, Clock: p.Clock})
}

// isPrinter asks DLE EOT 1 and 4: one byte each, with the fixed bits of an ESC/POS
// status. Asking twice keeps chance out at a wrong speed.
func isPrinter(ctx context.Context, line *line) (bool, error) {
	const fixed, value = 0x93, 0x12
	for _, number := range []byte{1, 4} {
		heard, err := line.ask(ctx, []byte{0x10, 0x04, number}, func(heard []byte) bool { return len(heard) > 0 })
		if err != nil || len(heard) != 1 || heard[0]&fixed != value {
			return false, err
		}
	}
	return true, nil
}

// scaleProtocol asks as the makers of scales do until an answer has a form that is
// known.
func scaleProtocol(ctx context.Context, line *line, sevenE1 bool) (string, error) {
	for _, question := range questions {
		asked := []byte(question)
		if sevenE1 {
			asked = withParity(asked)
		}
		protocol := ""
		_, err := line.ask(ctx, asked, func(heard []byte) bool {
			protocol = protocolOf(heard)
			return protocol != ""
		})
		if err != nil || protocol != "" {
			return protocol, err
		}
	}
	return "", nil
}

// protocolOf reads an answer; the eighth bit may be its parity.
func protocolOf(heard []byte) string {
	plain := make([]byte, len(heard))
	for index, char := range heard {
		plain[index] = char & 0x7f
	}
	for _, one := range answers {
		if one.form.Match(plain) {
			return one.protocol
		}
	}
	return ""
}

// withParity sets the eighth bit so that the number of ones is even.
func withParity(text []byte) []byte {
	out := make([]byte, len(text))
	for index, char := range text {
		out[index] = char | byte(bits.OnesCount8(char)&1)<<7
	}
	return out
}

// line is an open port that is asked.
type line struct {
	port  devices.Port
	wait  time.Duration
	heard bool
}

// ask sends and gives what comes until it is enough or the wait is over.
func (l *line) ask(ctx context.Context, question []byte, enough func([]byte) bool) ([]byte, error) {
	limited, cancel := context.WithTimeout(ctx, l.wait)
	defer cancel()
	if _, err := l.port.Write(limited, question); err != nil {
		if code := devices.CodeOf(err); code == devices.Timeout || limited.Err() != nil && ctx.Err() == nil {
			return nil, nil // it takes nothing: no printer and no scale does that
		}
		return nil, err
	}
	return l.listen(limited, enough)
}

func (l *line) listen(ctx context.Context, enough func([]byte) bool) ([]byte, error) {
	var heard []byte
	buffer := make([]byte, 256)
	for len(heard) < heardMaxBytes {
		n, err := l.port.Read(ctx, buffer)
		heard = append(heard, buffer[:n]...)
		l.heard = l.heard || n > 0
		switch {
		case devices.CodeOf(err) == devices.Timeout:
			return heard, nil
		case err != nil:
			return heard, err
		case enough(heard):
			return heard, nil
		}
	}
	return heard, nil
}
