package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/till"
)

const (
	crashFolder = "CURBLINE_TEST_CRASH_FOLDER"
	crashBug    = "CURBLINE_TEST_CRASH_BUG"

	bugAnswersFirst = "answers before the commit"
	bugTwoCommits   = "files in a second transaction"
)

// crashConfig is a shop without devices and feed whose state is never reached:
// nothing listens on that port, so every filing stays in the queue.
func crashConfig(folder string) (config.Config, error) {
	text := `[store]
name = "Larimer Street Dispensary"
code = "LARIM"
license = "402R-00123"
jurisdiction = "US-CO"
locality = "US-CO-Denver"
time_zone = "America/Denver"
[terminal]
id = "T1"
data_dir = "."
start_clock = "2026-11-24T10:00:00-07:00"
[api]
listen = "127.0.0.1:0"
[traceability]
system = "metrc"
url = "http://127.0.0.1:1"
settle_delay = "1s"
`
	made, problems := config.Parse(text, folder)
	made.Terminal.DataDir = filepath.Clean(made.Terminal.DataDir)
	return made, problems.Err("curbline.toml")
}

// runCrashChild serves until it is killed. It says its address on standard
// output once it listens.
func runCrashChild(folder, bug string) int {
	err := func() error {
		made, err := crashConfig(folder)
		if err != nil {
			return err
		}
		log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
		program := &Program{config: made, log: log}
		switch bug {
		case bugAnswersFirst:
			program.wrapStore = func(kept till.Store) till.Store { return answersFirst{kept} }
		case bugTwoCommits:
			program.wrapStore = func(kept till.Store) till.Store { return twoCommits{kept} }
		}
		ctx := context.Background()
		if err := program.open(ctx); err != nil {
			return errors.Join(err, program.Close())
		}
		address, err := program.Listen(ctx, "")
		if err != nil {
			return errors.Join(err, program.Close())
		}
		fmt.Println(address)
		return errors.Join(program.Run(ctx), program.Close())
	}()
	fmt.Fprintln(os.Stderr, "the child ended by itself:", err)
	return 1
}

// commitLag is how long the store that answers first gathers work before its
// commit, as a group commit would.
const commitLag = 4 * time.Millisecond

// answersFirst says that a transaction is done once its function has run, and
// commits a moment later.
type answersFirst struct{ till.Store }

func (s answersFirst) Do(ctx context.Context, fn func(terminal.Tx) error) error {
	answered := make(chan error, 1)
	go func() {
		err := s.Store.Do(context.WithoutCancel(ctx), func(tx terminal.Tx) error {
			err := fn(tx)
			if err == nil {
				answered <- nil
				<-time.After(commitLag)
			}
			return err
		})
		if err != nil {
			answered <- err
		}
	}()
	return <-answered
}

// twoCommits writes the filings of a transaction in one of their own.
type twoCommits struct{ till.Store }

func (s twoCommits) Do(ctx context.Context, fn func(terminal.Tx) error) error {
	var later []terminal.Upload
	err := s.Store.Do(ctx, func(tx terminal.Tx) error {
		later = nil
		return fn(postponing{tx, &later})
	})
	if err != nil || len(later) == 0 {
		return err
	}
	return s.Store.Do(ctx, func(tx terminal.Tx) error {
		for _, upload := range later {
			if _, err := tx.QueueUpload(upload); err != nil {
				return err
			}
		}
		return nil
	})
}

type postponing struct {
	terminal.Tx
	later *[]terminal.Upload
}

func (p postponing) QueueUpload(upload terminal.Upload) (int64, error) {
	*p.later = append(*p.later, upload)
	return 0, nil
}
