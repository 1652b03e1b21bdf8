// Command demo plays a whole day of a shop by script: the sandbox's state, web
// shop and serial devices on one side, the terminal without a window on the
// other. It checks the result from outside and exits non-zero on any surprise.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alecthomas/kong"
)

type options struct {
	Programs string `help:"Folder with the built programs." default:".build" type:"existingdir"`
	Out      string `help:"Where receipts, the Z, CSV files and pictures go." default:"demo-out"`
	Window   string `help:"Also play the counter's window, or only it (needs Xvfb)." enum:"no,also,only" default:"no"`
	Theme    string `help:"Colours of the window." enum:"light,dark" default:"light"`
	Language string `help:"Language of the window." enum:"en,es" default:"en"`
	Keep     bool   `help:"Keep the temporary folder for a look."`
}

func main() {
	var o options
	kong.Parse(&o, kong.Description("A whole day of a shop by script."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := play(ctx, o)
	stop()
	os.Exit(code)
}

// presets are the two ways in which the state's open questions may be answered.
var presets = []string{"one", "other"}

func play(ctx context.Context, o options) int {
	if err := os.RemoveAll(o.Out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	script := newScript(os.Stdout)
	if o.Window != "no" {
		script.title("a walk-in and a pick-up through the window, by keys and scanner alone")
		playWindow(ctx, script, o.Programs, filepath.Join(o.Out, "window"), o.Theme, o.Language)
	}
	for _, preset := range presets {
		if o.Window == "only" || script.failed > 0 {
			break
		}
		script.title("the day with the state's switches set to " + preset)
		if !playDay(ctx, script, o, preset, filepath.Join(o.Out, preset)) {
			break
		}
	}
	script.summary()
	if script.failed > 0 {
		return 1
	}
	return 0
}
