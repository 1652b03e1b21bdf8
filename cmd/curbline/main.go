// Command curbline is the counter: the window and the whole service of one
// terminal in one process.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"github.com/alecthomas/kong"

	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/ui/counter"
	"github.com/curbline/curbline/ui/counter/look"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/text"
)

// endWithin is how long the service may take to end after the window is closed
// or the process is told to end.
const endWithin = 5 * time.Second

type flags struct {
	Config     string `help:"Configuration file." default:"curbline.toml" type:"path"`
	Theme      string `help:"Colours: light, dark, or auto to follow the desktop." enum:"light,dark,auto" default:"auto"`
	Language   string `help:"Language of the screens: en or es." enum:"en,es" default:"en"`
	Listen     string `help:"Loopback address of the API, instead of the configured one." placeholder:"HOST:PORT"`
	Fullscreen bool   `help:"Fill the whole screen."`
	Customer   bool   `help:"Also open the window that customers see, whatever the configuration says." name:"customer-display"`
	Debug      bool   `help:"Log more."`
}

func main() {
	os.Exit(realMain())
}

func realMain() int {
	var f flags
	kong.Parse(&f, kong.Name("curbline"), kong.Description("The Curbline counter."), kong.UsageOnError())
	level := slog.LevelInfo
	if f.Debug {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, f, log); err != nil {
		coded := terminal.AsError(err)
		fmt.Fprintf(os.Stderr, "%s [%s]\n%s\n", coded.Message, coded.Code, coded.Hint)
		if coded.Kind == terminal.Internal && coded.Err != nil {
			fmt.Fprintln(os.Stderr, coded.Err)
		}
		return 1
	}
	return 0
}

func run(ctx context.Context, f flags, log *slog.Logger) error {
	loaded, err := config.Load(f.Config)
	if err != nil {
		return err
	}
	program, err := service.Open(ctx, loaded, log)
	if err != nil {
		return err
	}
	workplace := program.Counter(text.Language(f.Language))
	address, err := program.Listen(ctx, f.Listen)
	if err != nil {
		return errors.Join(err, program.Close())
	}
	log.Info("ready", "terminal", loaded.Terminal.ID, "api", address)
	window := newWindow(f, loaded.Store.Name+", "+loaded.Terminal.ID)
	screens := counter.New(workplace, window.Canvas())
	window.SetContent(screens.Content())
	screens.Refresh()
	keys := newPulse()
	screens.Listen(service.NewWedge(), keys.now)
	if f.Customer || loaded.Devices.Display.Enabled {
		showCustomers(screens, workplace, loaded.Store.Name)
	}

	inside, end := context.WithCancel(ctx)
	defer end()
	served := make(chan error, 1)
	go func() {
		err := program.Run(inside)
		// A till that halted keeps its window: it says what to do.
		if inside.Err() == nil && terminal.KindOf(err) != terminal.Unknown {
			fyne.Do(fyne.CurrentApp().Quit)
		}
		served <- err
	}()
	drawn := make(chan struct{})
	fyne.CurrentApp().Lifecycle().SetOnStarted(func() {
		window.RequestFocus()
		go func() {
			defer close(drawn)
			var beside sync.WaitGroup
			beside.Go(func() { workplace.Run(inside) })
			beside.Go(func() { keys.run(inside) })
			screens.Run(inside)
			beside.Wait()
		}()
		// Told to end before the driver listened for it. Later Fyne quits by itself at
		// the same signals; asking it twice would be a panic in its closed queue.
		if ctx.Err() != nil {
			fyne.CurrentApp().Quit()
		}
	})
	window.ShowAndRun()
	end()
	return errors.Join(ended(served, drawn), program.Close())
}

// newWindow opens the window in the colours asked for.
func newWindow(f flags, title string) fyne.Window {
	readableLocale()
	application := app.NewWithID("com.github.curbline.curbline")
	mode := map[string]look.Mode{"light": look.Light, "dark": look.Dark, "auto": look.Auto}[f.Theme]
	application.Settings().SetTheme(look.New(mode))
	window := application.NewWindow(title)
	window.SetPadded(false)
	window.SetMaster()
	window.Resize(fyne.NewSize(counter.LeastWidth, counter.LeastHeight))
	window.SetFullScreen(f.Fullscreen)
	return window
}

// showCustomers opens the window that customers see. It ends with the counter's.
func showCustomers(screens *counter.Window, workplace *present.Counter, shop string) {
	window := fyne.CurrentApp().NewWindow(shop)
	window.SetPadded(false)
	display := counter.NewCustomer(workplace.CustomerView, window.Canvas())
	window.SetContent(display.Content())
	window.Resize(fyne.NewSize(counter.CustomerLeastWidth, counter.CustomerLeastHeight))
	display.Refresh()
	screens.Beside(display)
	window.SetCloseIntercept(func() {}) // nobody closes it by mistake in the middle of a sale
	window.Show()
}

// ended waits for everything that runs beside the window.
func ended(served <-chan error, drawn <-chan struct{}) error {
	late := time.After(endWithin)
	for range 2 {
		select {
		case err := <-served:
			if err != nil {
				return err
			}
			served = nil
		case <-drawn:
			drawn = nil
		case <-late:
			return terminal.Errorf(terminal.Unavailable, "counter.slow_end", "The terminal did not end in time.").
				WithHint("What was saved is saved. Start it again.")
		}
	}
	return nil
}

// readableLocale keeps the window from running under the C locale, in which no
// letter beyond ASCII can be typed.
func readableLocale() {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		switch os.Getenv(name) {
		case "C", "POSIX":
			_ = os.Setenv(name, "C.UTF-8") // fails for malformed names only
		case "":
		default:
			return
		}
	}
	if os.Getenv("LANG") == "" {
		_ = os.Setenv("LANG", "C.UTF-8")
	}
}
