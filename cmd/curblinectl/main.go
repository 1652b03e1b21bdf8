// Command curblinectl is the terminal without a window, and the operator's
// tool. Verbs that read open the database beside a running terminal; verbs that
// write go through the running terminal's loopback API.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/store"
)

type tool struct {
	Config string `help:"Configuration file." default:"curbline.toml" type:"path"`
	Debug  bool   `help:"Log more."`

	Serve   serveVerb   `cmd:"" help:"Run the terminal without a window."`
	Setup   setupVerb   `cmd:"" help:"Set a new terminal up: keys, first epoch, staff, goods."`
	Backup  backupVerb  `cmd:"" help:"Seal database and keys into one file; the terminal may be running."`
	Restore restoreVerb `cmd:"" help:"Bring a backup up in an empty data folder, or go on with a copy that was put back."`
	Journal journalVerb `cmd:"" help:"Check the journal."`
	Outbox  outboxVerb  `cmd:"" help:"Filings that wait for the state or for a person."`
	Catalog catalogVerb `cmd:"" help:"Products and packages."`
	Staff   staffVerb   `cmd:"" help:"People, their roles and PINs."`
	Tablet  tabletVerb  `cmd:"" help:"Tablets at the curb."`
	Secret  secretVerb  `cmd:"" help:"Keys and tokens."`
	Receipt receiptVerb `cmd:"" help:"Papers as a printer gets them."`
	Scan    scanVerb    `cmd:"" help:"What a scan says."`
	Devices devicesCmd  `cmd:"" help:"What is plugged in, and how well it is set up."`
}

// run is what each verb gets.
type run struct {
	ctx    context.Context //nolint:containedctx // lives as long as the verb
	config config.Config
	out    io.Writer
	in     io.Reader
	log    *slog.Logger
}

func main() {
	os.Exit(realMain())
}

func realMain() int {
	var t tool
	parsed := kong.Parse(&t, kong.Name("curblinectl"), kong.Description("The Curbline terminal without a window, and its operator's tool."),
		kong.UsageOnError())
	level := slog.LevelWarn
	if t.Debug {
		level = slog.LevelDebug
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	loaded, err := config.Load(t.Config)
	if err == nil || needsNoConfig(parsed.Command()) {
		err = parsed.Run(&run{
			ctx: ctx, config: loaded, out: os.Stdout, in: os.Stdin,
			log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})),
		})
	}
	if err == nil {
		return 0
	}
	return explain(err)
}

// needsNoConfig says whether a verb works before anything is set up.
func needsNoConfig(command string) bool {
	word, _, _ := strings.Cut(command, " ")
	return word == "scan" || word == "devices"
}

// explain turns an error into words and an exit code: the one place that does.
func explain(err error) int {
	var code exit
	if errors.As(err, &code) {
		return int(code)
	}
	coded := terminal.AsError(err)
	fmt.Fprintf(os.Stderr, "%s [%s]\n", coded.Message, coded.Code)
	if coded.Hint != "" {
		fmt.Fprintln(os.Stderr, coded.Hint)
	}
	if coded.Kind == terminal.Internal && coded.Err != nil {
		fmt.Fprintln(os.Stderr, coded.Err)
	}
	switch coded.Kind {
	case terminal.Invalid:
		return 2
	case terminal.Unknown:
		return 3
	case terminal.NotFound, terminal.Conflict, terminal.Refused, terminal.SignIn, terminal.Unavailable, terminal.Internal:
	}
	return 1
}

func (r *run) say(format string, args ...any) {
	// A closed pipe ends the reading side's interest, not ours.
	_, _ = fmt.Fprintf(r.out, format+"\n", args...)
}

// reading opens the database without owning it.
func (r *run) reading() (*store.Store, error) {
	return store.Open(r.ctx, store.Options{
		Path: service.DatabasePath(r.config), Terminal: r.config.Terminal.ID, ReadOnly: true, Log: r.log,
	})
}

// read opens the database, lets do look at it and closes it.
func (r *run) read(do func(*store.Store) error) error {
	opened, err := r.reading()
	if err != nil {
		return err
	}
	return errors.Join(do(opened), opened.Close())
}

// own opens the whole program without running it, for verbs that write while no
// terminal runs.
func (r *run) own(do func(*service.Program) error) error {
	program, err := service.Open(r.ctx, r.config, r.log)
	if err != nil {
		return err
	}
	return errors.Join(do(program), program.Close())
}
