// Command sandbox is the outside world of a Curbline terminal in one program:
// the state's API, the web shop with its order feed, and the serial devices of
// the counter. Nothing in it is real.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/curbline/curbline/cmd/sandbox/internal/world"
)

type commands struct {
	Serve serve `cmd:"" help:"Run the sandbox until it is interrupted."`
}

type serve struct {
	Dir          string `required:"" type:"path" help:"Folder of the sandbox: its memory, and the files that a terminal starts from."`
	StatePort    int    `default:"0" help:"Port of the state's API; 0 is the one of the last run, or any."`
	ShopPort     int    `default:"0" help:"Port of the web shop and its feed."`
	ControlPort  int    `default:"0" help:"Port of the control address."`
	Preset       string `enum:"one,other," default:"" help:"How the state answers open questions: one or other. Without it, as in the last run."`
	StartClock   string `help:"Store time at the first start, such as 2026-11-24T10:00:00-07:00. Without it, the real time."`
	APIListen    string `default:"127.0.0.1:7440" help:"Where the terminal's API will listen, for its configuration."`
	TabletListen string `default:"127.0.0.1:7443" help:"Where the terminal's page for tablets will listen, for its configuration."`
	Verbose      bool   `help:"Log more."`
}

// Run serves until SIGINT or SIGTERM.
func (s serve) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	level := slog.LevelInfo
	if s.Verbose {
		level = slog.LevelDebug
	}
	sandbox, err := world.Open(world.Options{
		Folder: s.Dir, StatePort: s.StatePort, ShopPort: s.ShopPort, ControlPort: s.ControlPort,
		Preset: s.Preset, StartClock: s.StartClock, APIListen: s.APIListen, TabletListen: s.TabletListen,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		return err
	}
	for _, part := range []struct{ name, at string }{
		{"state", sandbox.Ready.StateURL},
		{"shop", sandbox.Ready.ShopURL},
		{"feed", sandbox.Ready.FeedURL},
		{"control", sandbox.Ready.ControlURL},
		{"scanner", sandbox.Ready.ScannerPort},
		{"printer", sandbox.Ready.PrinterPort},
		{"labels", sandbox.Ready.LabelPort},
		{"scale", sandbox.Ready.ScalePort},
		{"config", sandbox.Ready.Config},
	} {
		fmt.Printf("%-8s %s\n", part.name, part.at)
	}
	<-ctx.Done()
	return sandbox.Close()
}

func main() {
	command := kong.Parse(&commands{}, kong.Name("sandbox"), kong.Description("The outside world of a Curbline terminal, made up."), kong.UsageOnError())
	command.FatalIfErrorf(command.Run())
}
