package main

import (
	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
)

type restoreVerb struct {
	InPlace bool   `help:"Go on with the database that is in the data folder." required:""`
	Reason  string `help:"Why, in a few words." required:""`
	By      string `help:"Who says so (staff id)." required:""`
}

// Run opens a new epoch.
func (v *restoreVerb) Run(r *run) error {
	return r.own(func(program *service.Program) error {
		if program.Store().Trust() == nil {
			return terminal.Errorf(terminal.Conflict, "restore.not_needed", "The database is where its witness saw it last.").
				WithHint("A restore is needed only after a copy was put back.")
		}
		epoch, err := program.Restore(r.ctx, v.Reason, v.By)
		if err != nil {
			return err
		}
		r.say("A new epoch %s is open. Every filing that is not acknowledged is looked up before anything is sent.", epoch)
		return nil
	})
}
