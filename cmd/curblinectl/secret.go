package main

import (
	"bufio"
	"slices"
	"strings"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/secrets"
)

type secretVerb struct {
	Set   secretSet   `cmd:"" help:"Set a secret; its value is read from standard input."`
	Token secretToken `cmd:"" help:"Print the token of the loopback API."`
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
	line, err := bufio.NewReader(r.in).ReadString('\n')
	if err != nil && line == "" {
		return terminal.Errorf(terminal.Invalid, "secrets.value", "The value is read from standard input.")
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
