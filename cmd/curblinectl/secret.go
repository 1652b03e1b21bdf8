package main

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets"
)

type secretVerb struct {
	Set      secretSet      `cmd:"" help:"Set a secret; its value is read from standard input."`
	Token    secretToken    `cmd:"" help:"Print the token of the loopback API."`
	Recovery secretRecovery `cmd:"" help:"Make a new recovery key, which opens the backups from now on."`
}

type secretSet struct {
	Name string `arg:"" help:"One of metrc-vendor-key, metrc-user-key, orders-token."`
}

// Run keeps the secret.
func (v *secretSet) Run(r *run) error {
	if !slices.Contains(secrets.Names, v.Name) {
		return terminal.Errorf(terminal.Invalid, "secrets.name", "There is no secret %q.", v.Name).
			WithHint("One of: %s", strings.Join(secrets.Names, ", "))
	}
	line, err := r.ask(v.Name+":", true)
	if err != nil {
		return terminal.Errorf(terminal.Invalid, "secrets.value", "The value is read from standard input.").Wrap(err)
	}
	box, err := service.OpenBox(r.config)
	if err != nil {
		return err
	}
	return box.Set(v.Name, line)
}

type secretToken struct{}

// Run prints the token for scripts of this machine's user.
func (v *secretToken) Run(r *run) error {
	box, err := service.OpenBox(r.config)
	if err != nil {
		return err
	}
	token, err := box.APIToken()
	if err != nil {
		return err
	}
	r.say("%s", token)
	return nil
}
