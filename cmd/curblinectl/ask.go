package main

import (
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/terminal"
)

// lineMaxBytes bounds a line that a person types or a script hands in.
const lineMaxBytes = 8 << 10

// typing is the standard input if a person types there.
func (r *run) typing() (*os.File, bool) {
	file, ok := r.in.(*os.File)
	if !ok {
		return nil, false
	}
	_, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	return file, err == nil
}

// ask reads one line and no byte more, so that the next question finds the next
// line. A person sees the question; what they type stays hidden where secret is
// set. It returns io.EOF where there is no line.
func (r *run) ask(question string, secret bool) (string, error) {
	file, typing := r.typing()
	if typing {
		r.say("%s", question)
		if secret {
			shown, err := hide(file)
			if err != nil {
				return "", err
			}
			defer shown()
		}
	}
	type answer struct {
		line string
		err  error
	}
	// The read itself cannot be ended; whoever presses Ctrl-C leaves it behind.
	answers := make(chan answer, 1)
	go func() {
		line, err := readLine(r.in)
		answers <- answer{line, err}
	}()
	select {
	case got := <-answers:
		return got.line, got.err
	case <-r.ctx.Done():
		return "", terminal.Errorf(terminal.Unavailable, "ctl.stopped", "Nothing was changed.").Wrap(r.ctx.Err())
	}
}

// hide turns the echo off, and gives what turns it on again.
func hide(file *os.File) (shown func(), err error) {
	before, err := unix.IoctlGetTermios(int(file.Fd()), unix.TCGETS)
	if err != nil {
		return nil, err
	}
	hidden := *before
	hidden.Lflag &^= unix.ECHO
	hidden.Lflag |= unix.ECHONL
	return func() { _ = unix.IoctlSetTermios(int(file.Fd()), unix.TCSETSF, before) },
		unix.IoctlSetTermios(int(file.Fd()), unix.TCSETSF, &hidden)
}

func readLine(source io.Reader) (string, error) {
	var line []byte
	letter := make([]byte, 1)
	for len(line) <= lineMaxBytes {
		n, err := source.Read(letter)
		if n == 1 && letter[0] == '\n' {
			return strings.TrimSpace(string(line)), nil
		}
		line = append(line, letter[:n]...)
		if errors.Is(err, io.EOF) && len(line) > 0 {
			return strings.TrimSpace(string(line)), nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", terminal.Errorf(terminal.Invalid, "ctl.line", "That line is too long.")
}

// askPIN takes a given PIN or reads one line of standard input.
func askPIN(r *run, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	line, err := r.ask("Your PIN:", true)
	if errors.Is(err, io.EOF) || err == nil && line == "" {
		return "", terminal.Errorf(terminal.Invalid, "staff.no_pin", "A PIN is needed for this.")
	}
	return line, err
}

// confirm asks for a yes in full.
func (r *run) confirm(question string) error {
	line, err := r.ask(question+` Type "yes" to go on:`, false)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if !strings.EqualFold(line, "yes") {
		return terminal.Errorf(terminal.Invalid, "ctl.not_confirmed", "It was not confirmed. Nothing was changed.")
	}
	return nil
}
