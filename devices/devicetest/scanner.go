package devicetest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices"
)

const (
	// scanWait is how long a scan may take from its last byte.
	scanWait = 2 * time.Second
	// scannerEndsWithin is how long a driver may need to end with its port.
	scannerEndsWithin = time.Second
)

// Seen is a scan that came out of a driver.
type Seen struct {
	Kind string // id, code or unreadable
	Raw  []byte // of an ID
	Text string // of a code
}

// RunningScanner is a scanner's driver at work, and the device's side of its
// port.
type RunningScanner struct {
	Send   func(data []byte) // the device sends
	Unplug func()            // and goes away
	Stop   func()            // ends the driver's context
	Scans  <-chan Seen       // closed behind the last scan, once the driver has ended
	Ended  <-chan error      // gives what Run returned

	// Card is a whole document, Other another one of somebody else, and Read says
	// whose birth date a document has, if it is one to rely on: every date and the
	// number are there.
	Card, Other []byte
	Read        func(raw []byte) (birthDate string, ok bool)
	// Silence is longer than any gap inside a scan.
	Silence time.Duration
}

// Scanner is what every scanner's driver must do on every port. open starts one
// and ends it with t.Cleanup.
func Scanner(t *testing.T, open func(t *testing.T) RunningScanner) {
	t.Helper()
	for name, test := range map[string]func(*testing.T, RunningScanner){
		"a code":                        scannerCode,
		"codes in one piece":            scannerCodes,
		"a document":                    scannerDocument,
		"a document byte by byte":       scannerBytes,
		"a code right behind it":        scannerGlued,
		"two documents glued":           scannerTwoDocuments,
		"a torn document":               scannerTorn,
		"filler":                        scannerFiller,
		"a stuck stream, then a code":   scannerStuck,
		"no text, then a code":          scannerRubbish,
		"stopped in the middle":         scannerStopped,
		"unplugged while nothing comes": scannerUnplugged,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

// ScannerUnplugged pulls the plug at so many places of a document, spread over
// it, or at each of its bytes if offsets is 0. A document that is cut never
// reads as one of another birth date, and the driver ends at once.
func ScannerUnplugged(t *testing.T, offsets int, open func(t *testing.T) RunningScanner) {
	t.Helper()
	first := open(t)
	want, ok := first.Read(first.Card)
	if !ok {
		t.Fatal("the card itself cannot be relied on")
	}
	size := len(first.Card)
	if offsets <= 0 || offsets > size+1 {
		offsets = size + 1
	}
	for step := range offsets {
		at := step * size / max(offsets-1, 1)
		running := open(t)
		running.Send(running.Card[:at])
		running.Unplug()
		gone(t, running)
		for seen := range running.Scans {
			if seen.Kind == "code" {
				t.Errorf("cut at %d: the code %q", at, seen.Text)
			}
			if birth, ok := running.Read(seen.Raw); ok && birth != want {
				t.Errorf("cut at %d: a document born on another day", at)
			}
		}
	}
}

// gone wants the driver to end in time with the port's error.
func gone(t *testing.T, running RunningScanner) {
	t.Helper()
	select {
	case err := <-running.Ended:
		if !devices.Gone(err) {
			t.Errorf("the driver ended with %v", err)
		}
	case <-time.After(scannerEndsWithin):
		t.Fatalf("the driver did not end within %v", scannerEndsWithin)
	}
}

// sees wants exactly these scans: id, unreadable, or a code's text.
func sees(t *testing.T, running RunningScanner, want ...string) []Seen {
	t.Helper()
	var all []Seen
	var got []string
	wait := scanWait
	for {
		select {
		case seen, open := <-running.Scans:
			if !open {
				t.Fatalf("the driver ended after %q", got)
			}
			text := seen.Kind
			if seen.Kind == "code" {
				text = seen.Text
			}
			all, got = append(all, seen), append(got, text)
			if len(got) >= len(want) {
				wait = 2 * running.Silence // for what should not come
			}
			continue
		case <-time.After(wait):
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("scanned %q, not %q", got, want)
		}
		return all
	}
}

// pause lets what was sent come through, and as much silence as ends anything.
func (r RunningScanner) pause() { <-time.After(5 * r.Silence) }

func scannerCode(t *testing.T, running RunningScanner) {
	running.Send([]byte("1A4060300003E85000001042\r\n"))
	sees(t, running, "1A4060300003E85000001042")
}

func scannerCodes(t *testing.T, running RunningScanner) {
	running.Send([]byte("PIPE-1\rPIPE-2\r\nPIPE-3\n"))
	sees(t, running, "PIPE-1", "PIPE-2", "PIPE-3")
}

func scannerDocument(t *testing.T, running RunningScanner) {
	running.Send(running.Card)
	seen := sees(t, running, "id")
	if !bytes.Equal(seen[0].Raw, running.Card) {
		t.Error("the document's bytes were changed")
	}
}

func scannerBytes(t *testing.T, running RunningScanner) {
	for _, char := range running.Card {
		running.Send([]byte{char})
	}
	seen := sees(t, running, "id")
	if !bytes.Equal(seen[0].Raw, running.Card) {
		t.Error("the document's bytes were changed")
	}
}

func scannerGlued(t *testing.T, running RunningScanner) {
	running.Send(append(bytes.Clone(running.Card), "PIPE-1\r"...))
	sees(t, running, "id", "PIPE-1")
}

func scannerTwoDocuments(t *testing.T, running RunningScanner) {
	running.Send(append(bytes.Clone(running.Card), running.Other...))
	seen := sees(t, running, "id", "id")
	if !bytes.Equal(seen[0].Raw, running.Card) || !bytes.Equal(seen[1].Raw, running.Other) {
		t.Error("the documents were mixed")
	}
}

func scannerTorn(t *testing.T, running RunningScanner) {
	want, _ := running.Read(running.Card)
	half := len(running.Card) / 2
	running.Send(running.Card[:half])
	running.pause()
	running.Send(running.Card[half:])
	running.pause()
	running.Stop()
	for seen := range running.Scans {
		birth, ok := running.Read(seen.Raw)
		if seen.Kind == "code" || ok && birth != want {
			t.Errorf("a torn document gave a %s %q", seen.Kind, seen.Text)
		}
	}
}

func scannerFiller(t *testing.T, running RunningScanner) {
	running.Send(append(bytes.Clone(running.Card), strings.Repeat("8", 200)+"\r\n"...))
	sees(t, running, "id")
	running.Send([]byte("PIPE-1\r"))
	sees(t, running, "PIPE-1")
}

func scannerStuck(t *testing.T, running RunningScanner) {
	for range 80 {
		running.Send(bytes.Repeat([]byte{'A'}, 100))
	}
	running.pause()
	running.Send([]byte("PIPE-1\r"))
	sees(t, running, "unreadable", "PIPE-1")
}

func scannerRubbish(t *testing.T, running RunningScanner) {
	running.Send(bytes.Repeat([]byte("\xf8\x80\r\xe1\x06\xfe\n"), 40))
	running.pause()
	running.Send([]byte("PIPE-1\r"))
	sees(t, running, "unreadable", "PIPE-1")
}

func scannerStopped(t *testing.T, running RunningScanner) {
	running.Send(running.Card[:len(running.Card)/2])
	running.Stop()
	select {
	case err := <-running.Ended:
		if err != nil {
			t.Errorf("the driver ended with %v", err)
		}
	case <-time.After(scannerEndsWithin):
		t.Fatalf("the driver did not stop within %v", scannerEndsWithin)
	}
}

func scannerUnplugged(t *testing.T, running RunningScanner) {
	running.Unplug()
	gone(t, running)
}
