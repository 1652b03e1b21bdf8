package main

import (
	"fmt"
	"io"
	"time"
)

// script runs steps and prints a line for each.
type script struct {
	out     io.Writer
	steps   int
	failed  int
	stopped bool
}

func newScript(out io.Writer) *script { return &script{out: out} }

func (s *script) title(text string) { s.say("-- %s\n", text) }

func (s *script) say(format string, args ...any) {
	// Nothing sensible is left to do if the screen itself is gone.
	_, _ = fmt.Fprintf(s.out, format, args...)
}

// step runs one step. After a failure the rest of the day makes no sense: the
// steps that follow are not run.
func (s *script) step(name string, run func() (string, error)) {
	if s.stopped {
		return
	}
	began := time.Now()
	s.steps++
	detail, err := run()
	took := time.Since(began).Round(time.Millisecond)
	if err != nil {
		s.failed++
		s.stopped = true
		s.say("FAIL %3d  %s: %v\n", s.steps, name, err)
		return
	}
	if detail != "" {
		detail = ": " + detail
	}
	s.say("ok   %3d  %s%s (%s)\n", s.steps, name, detail, took)
}

func (s *script) summary() {
	s.say("demo: %d steps, %d ok\n", s.steps, s.steps-s.failed)
}
