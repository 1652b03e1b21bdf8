package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/terminal"
)

// screen is a terminal on which somebody types; it keeps all that it shows.
type screen struct {
	run   *run
	shown chan string
	typed io.Writer
	fd    int
}

func newScreen(ctx context.Context, t *testing.T) *screen {
	t.Helper()
	person, program, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(person.Close(), program.Close()) })
	s := &screen{run: &run{ctx: ctx, in: program, out: program}, shown: make(chan string, 64), typed: person, fd: int(program.Fd())}
	go func() {
		chunk := make([]byte, 256)
		for {
			n, err := person.Read(chunk)
			if err != nil {
				close(s.shown)
				return
			}
			s.shown <- string(chunk[:n])
		}
	}()
	return s
}

// until waits for words on the screen and gives all that came.
func (s *screen) until(t *testing.T, words string) string {
	t.Helper()
	var seen bytes.Buffer
	for chunk := range s.shown {
		if seen.WriteString(chunk); strings.Contains(seen.String(), words) {
			return seen.String()
		}
	}
	t.Fatalf("the screen shows %q", seen.String())
	return ""
}

func (s *screen) echoes(t *testing.T) bool {
	t.Helper()
	set, err := unix.IoctlGetTermios(s.fd, unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return set.Lflag&unix.ECHO != 0
}

func TestATypedPINIsNotShown(t *testing.T) {
	s := newScreen(t.Context(), t)
	type answer struct {
		pin string
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		pin, err := askPIN(s.run, "")
		s.run.say("done")
		answers <- answer{pin, err}
	}()
	s.until(t, "Your PIN:")
	for s.echoes(t) { // the question is shown a moment before
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(s.typed, "4826\n"); err != nil {
		t.Fatal(err)
	}
	if shown := s.until(t, "done"); strings.Contains(shown, "4826") {
		t.Errorf("%q", shown)
	}
	if got := <-answers; got.pin != "4826" || got.err != nil {
		t.Errorf("%q, %v", got.pin, got.err)
	}
	if !s.echoes(t) {
		t.Error("the screen stays dark")
	}
}

func TestWhoStopsAtAQuestionGetsTheScreenBack(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s := newScreen(ctx, t)
	failed := make(chan error, 1)
	go func() { _, err := askPIN(s.run, ""); failed <- err }()
	s.until(t, "Your PIN:")
	stop()
	if err := <-failed; terminal.AsError(err).Code != "ctl.stopped" {
		t.Errorf("%v", err)
	}
	if !s.echoes(t) {
		t.Error("the screen stays dark")
	}
}
