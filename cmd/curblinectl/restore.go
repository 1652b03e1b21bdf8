package main

import (
	"errors"
	"os"

	"filippo.io/age"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets"
)

type restoreVerb struct {
	File     string `arg:"" optional:"" help:"Backup to bring up in an empty data folder." type:"path"`
	Identity string `help:"File with the recovery key; read from standard input if it is \"-\"." placeholder:"PATH"`
	InPlace  bool   `help:"Go on with the database that is in the data folder."`
	Reason   string `help:"Why, in a few words."`
	By       string `help:"Who says so (staff id)." required:""`
}

// Run opens a new epoch on a backup or on what is there.
func (v *restoreVerb) Run(r *run) error {
	switch {
	case v.InPlace == (v.File != ""):
		return terminal.Errorf(terminal.Invalid, "restore.what", "Name a backup, or say --in-place for the database that is there.")
	case v.InPlace && v.Reason == "":
		return terminal.Errorf(terminal.Invalid, "restore.reason", "A restore in place needs a --reason.")
	case v.InPlace:
		return r.own(func(program *service.Program) error { return v.inPlace(r, program) })
	}
	return v.file(r)
}

func (v *restoreVerb) inPlace(r *run, program *service.Program) error {
	if program.Store().Trust() == nil {
		return terminal.Errorf(terminal.Conflict, "restore.not_needed", "The database is where its witness saw it last.").
			WithHint("A restore is needed only after a copy was put back.")
	}
	epoch, err := program.RestoreInPlace(r.ctx, v.Reason, v.By)
	if err != nil {
		return err
	}
	r.say("A new epoch %s is open. Every filing that is not acknowledged is looked up before anything is sent.", epoch)
	r.say("What people bought today is not known any more: each of today's sales is a supervisor's matter, with a reason.")
	return nil
}

func (v *restoreVerb) file(r *run) error {
	identities, err := v.identities(r)
	if err != nil {
		return err
	}
	reason := v.Reason
	if reason == "" {
		reason = "backup restored"
	}
	steps := newSteps(os.Stderr)
	done, err := service.RestoreBackup(r.ctx, r.config, service.RestoreOptions{
		Path: v.File, Identities: identities, Reason: reason, By: v.By, Progress: steps.say, Log: r.log,
	})
	steps.end()
	if err != nil {
		return err
	}
	v.explain(r, done)
	return nil
}

func (v *restoreVerb) identities(r *run) ([]age.Identity, error) {
	switch v.Identity {
	case "":
		return nil, terminal.Errorf(terminal.Invalid, "restore.identity", "A backup opens with its recovery key: name its file with --identity.")
	case "-":
		return secrets.ReadIdentities(r.in)
	}
	file, err := os.Open(v.Identity)
	if err != nil {
		return nil, terminal.Errorf(terminal.NotFound, "restore.identity", "The recovery key %s cannot be read.", v.Identity).Wrap(err)
	}
	identities, err := secrets.ReadIdentities(file)
	return identities, errors.Join(err, file.Close())
}

// explain says what a person must know before the first sale.
func (v *restoreVerb) explain(r *run, done service.Restored) {
	m := done.Manifest
	r.say("Terminal %s of %s is restored as of %s: entry %d of epoch %s, every entry checked.", m.Terminal, m.Store,
		m.MadeAt.In(r.config.Zone).Format("Jan 2, 2006, 3:04 PM"), m.Sequence, m.Epoch)
	r.say("Lost is what was done here after that moment: sales, counts, cash and changes of people and tablets. What the state")
	r.say("has of it stays filed there; the rest is on the receipts and the Z.")
	r.say("%d filings were open. Each is looked up at the state before anything is sent, so that nothing is filed twice.", done.Unknown)
	r.say("Day limits of %s are a supervisor's matter: who bought something that day is not known any more.", done.DayClosed)
	r.say("Tablets stay paired and people keep their PINs as of that moment. Somebody or a tablet shut out since then is let in")
	r.say("again: look at curblinectl staff list and curblinectl tablet list.")
	for _, name := range done.Missing {
		r.say("To be set again: curblinectl secret set %s", name)
	}
	r.say("If the backup is old, the terminal first asks a manager to confirm date and time.")
	r.say("A new epoch %s is open.", done.Epoch)
}
