package main

import (
	"errors"
	"log/slog"
	"os"

	"github.com/curbline/curbline/cmd/internal/service"
)

type serveVerb struct {
	Listen string `help:"Loopback address of the API, instead of the configured one." placeholder:"HOST:PORT"`
}

// Run serves until it is told to end.
func (v *serveVerb) Run(r *run) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
	program, err := service.Open(r.ctx, r.config, log)
	if err != nil {
		return err
	}
	address, err := program.Listen(r.ctx, v.Listen)
	if err == nil {
		r.say("%s is ready on http://%s/api/v1/health", r.config.Terminal.ID, address)
		err = program.Run(r.ctx)
	}
	return errors.Join(err, program.Close())
}
