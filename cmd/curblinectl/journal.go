package main

import (
	"errors"
	"os"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/journal"
	"github.com/curbline/curbline/terminal/store"
)

type journalVerb struct {
	Verify verifyVerb `cmd:"" help:"Walk the whole chain."`
	Replay replayVerb `cmd:"" help:"Rebuild the derived tables and compare."`
}

type verifyVerb struct{}

// Run walks the chain.
func (v *verifyVerb) Run(r *run) error {
	return r.read(func(opened *store.Store) error {
		result, err := opened.Verify(r.ctx, r.progress("verify"))
		if errors.Is(err, journal.ErrBroken) {
			return terminal.Errorf(terminal.Conflict, "journal.broken", "The journal is broken: %s", err).Wrap(err)
		}
		if err != nil {
			return err
		}
		r.say("journal: %d entries verified, head %s %d %.16s…", result.Entries, result.Head.Epoch, result.Head.Sequence, result.Head.Hash)
		return nil
	})
}

type replayVerb struct {
	Check bool `help:"Compare every derived table with the replayed one." required:""`
}

// Run replays into a scratch database and compares.
func (v *replayVerb) Run(r *run) (err error) {
	folder, err := os.MkdirTemp("", "curbline-replay-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	return r.read(func(opened *store.Store) error {
		differences, err := opened.Replay(r.ctx, folder, r.progress("replay"))
		if err != nil {
			return err
		}
		for _, difference := range differences {
			r.say("%s", difference)
		}
		if len(differences) > 0 {
			return terminal.Errorf(terminal.Conflict, "journal.differs", "The tables are not what the journal gives.")
		}
		r.say("journal: replayed, all derived tables are equal")
		return nil
	})
}

// progress draws how far a long walk is, where a person is looking.
func (r *run) progress(what string) func(done, all int64) {
	if info, err := os.Stdout.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(done, all int64) {
		r.say("\x1b[1A\x1b[K%s %d of %d (%d %%)", what, done, all, done*100/max(all, 1))
	}
}
