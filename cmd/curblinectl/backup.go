package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/cmd/internal/service"
)

type backupVerb struct {
	File string   `arg:"" help:"New file for the backup; it is never written over." type:"path"`
	To   []string `help:"Also seal it for this age recipient (age1…)." placeholder:"RECIPIENT"`
}

// Run makes a backup beside a running terminal, or while none runs.
func (v *backupVerb) Run(r *run) error {
	steps := newSteps(os.Stderr)
	made, err := service.Backup(r.ctx, r.config, service.BackupOptions{Path: v.File, To: v.To, Progress: steps.say, Log: r.log})
	steps.end()
	if err != nil {
		return err
	}
	r.say("%s holds terminal %s of %s as of %s: entry %d of epoch %s, %s. It was read back whole.", v.File, made.Terminal, made.Store,
		made.MadeAt.In(r.config.Zone).Format("Jan 2, 2006, 3:04 PM"), made.Sequence, made.Epoch, size(made.Bytes()))
	r.say("It opens with the recovery key. Not in it, on purpose: the keys by which a day's customers are known, the API's token,")
	r.say("and the keys for state and web shop, which are set again after a restore.")
	return nil
}

func size(bytes int64) string {
	if bytes < 10<<20 {
		return fmt.Sprintf("%d KB", (bytes+1<<10-1)>>10)
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}

// stepsQuiet is how long a step may take before a line about it is written where
// nobody sees a line change.
const stepsQuiet = 10 * time.Second

// steps writes how far a long verb is: one changing line where a person looks,
// otherwise a line now and then.
type steps struct {
	out    io.Writer
	person bool
	drawn  bool
	last   time.Time
}

func newSteps(out *os.File) *steps {
	_, err := unix.IoctlGetTermios(int(out.Fd()), unix.TCGETS)
	return &steps{out: out, person: err == nil, last: time.Now()}
}

func (s *steps) say(what string, done, all int64) {
	text := what
	if all > 0 {
		text = fmt.Sprintf("%s %d %%", what, done*100/all)
	}
	// A closed stderr ends the reading side's interest, not the backup.
	switch {
	case s.person:
		_, _ = fmt.Fprintf(s.out, "\r\x1b[K%s", text)
		s.drawn = true
	case time.Since(s.last) >= stepsQuiet:
		_, _ = fmt.Fprintln(s.out, text)
		s.last = time.Now()
	}
}

func (s *steps) end() {
	if s.drawn {
		_, _ = fmt.Fprint(s.out, "\r\x1b[K")
	}
}
