package virtual_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/devices/virtual"
)

func TestScannerFaults(t *testing.T) {
	const sent = "@\n\x1e\rANSI 6360\nDAQ1"
	for name, c := range map[string]struct {
		set  func(*virtual.Scanner)
		want string
	}{
		"none":           {func(*virtual.Scanner) {}, sent},
		"strip controls": {func(s *virtual.Scanner) { s.StripControls(true) }, "@ANSI 6360DAQ1"},
		"CR to CR LF":    {func(s *virtual.Scanner) { s.CRToCRLF(true) }, "@\n\x1e\r\nANSI 6360\nDAQ1"},
		"LF to CR":       {func(s *virtual.Scanner) { s.LFToCR(true) }, "@\r\x1e\rANSI 6360\rDAQ1"},
		"carets":         {func(s *virtual.Scanner) { s.Carets(true) }, "@\n^^^MANSI 6360\nDAQ1"},
		"lower case":     {func(s *virtual.Scanner) { s.LowerCase(true) }, "@\n\x1e\ransi 6360\ndaq1"},
		"affixes":        {func(s *virtual.Scanner) { s.Affixes("]L2", "\r\n") }, "]L2" + sent + "\r\n"},
		"slow":           {func(s *virtual.Scanner) { s.Slow(9600) }, sent},
		"torn":           {func(s *virtual.Scanner) { s.Torn(5, 20*time.Millisecond) }, sent},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := virtual.NewScanner("", time.Now)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			terminal := openRaw(t, s.Path())
			defer terminal.Close()
			c.set(s)
			if err := s.Scan(t.Context(), []byte(sent), virtual.Pace{}); err != nil {
				t.Fatal(err)
			}
			if got := answer(t, terminal, len(c.want)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestScannerGluesSilencesAndGarbles(t *testing.T) {
	s, err := virtual.NewScanner("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	terminal := openRaw(t, s.Path())
	defer terminal.Close()
	scan := func(text string) {
		t.Helper()
		if err := s.Scan(t.Context(), []byte(text), virtual.Pace{}); err != nil {
			t.Fatal(err)
		}
	}
	s.Silent(true)
	scan("lost")
	s.Silent(false)
	s.Glue(true)
	scan("A1")
	s.Glue(false)
	scan("B2\r")
	if got := answer(t, terminal, 5); got != "A1B2\r" {
		t.Errorf("%q", got)
	}
	s.WrongBaud(9600, 19200)
	scan("1A4060300003E85000001042\r")
	s.WrongBaud(0, 0)
	scan("|end|")
	got := ""
	for !strings.HasSuffix(got, "|end|") {
		got += answer(t, terminal, 1)
	}
	if strings.Contains(got, "1A4") || len(got) < 10 {
		t.Errorf("%q", got)
	}
}

func TestScannerStuckStream(t *testing.T) {
	s, err := virtual.NewScanner("", time.Now)
	if err != nil {
		t.Fatal(err)
	}
	terminal := openRaw(t, s.Path())
	defer terminal.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Stuck(ctx, []byte("8")) }()
	if got := answer(t, terminal, 1000); strings.Trim(got, "8") != "" {
		t.Errorf("%q", got)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	go func() { ended <- s.Stuck(t.Context(), bytes.Repeat([]byte("x"), 100)) }()
	answer(t, terminal, 100)
	if err := s.Unplug(); err != nil {
		t.Error(err)
	}
	if err := <-ended; err == nil {
		t.Error("a stream without a line")
	}
	if err := s.Scan(t.Context(), []byte("x"), virtual.Pace{}); !errors.Is(err, virtual.ErrUnplugged) {
		t.Errorf("got %v", err)
	}
}
