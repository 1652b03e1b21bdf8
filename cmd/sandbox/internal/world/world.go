// Package world puts the sandbox together: the state, the web shop and the
// devices of the counter, each where the terminal finds it, and one address for
// tests and demonstrations that steers them all.
package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/curbline/curbline/cmd/sandbox/internal/counter"
	"github.com/curbline/curbline/cmd/sandbox/internal/line"
	"github.com/curbline/curbline/cmd/sandbox/internal/seed"
	"github.com/curbline/curbline/cmd/sandbox/internal/shop"
	"github.com/curbline/curbline/cmd/sandbox/internal/state"
)

// Options say where the sandbox lives. Ports that are 0 are those of the last
// run in Folder, or any. Preset and StartClock may be empty.
type Options struct {
	Folder      string
	StatePort   int
	ShopPort    int
	ControlPort int
	Preset      string
	StartClock  string
	APIListen   string // of the terminal, for its configuration
	// TabletListen is of the terminal's page for tablets, for its configuration.
	TabletListen string
	Log          *slog.Logger
}

// ReadyFile is written into the folder once everything listens, and taken away
// at the end.
const ReadyFile = "sandbox.json"

// Ready is what ReadyFile holds. The paths below ControlURL begin with /control/.
type Ready struct {
	StateURL    string `json:"state_url"`
	ShopURL     string `json:"shop_url"`
	FeedURL     string `json:"feed_url"`
	ControlURL  string `json:"control_url"`
	ScannerPort string `json:"scanner_port"`
	PrinterPort string `json:"printer_port"`
	LabelPort   string `json:"label_port"`
	ScalePort   string `json:"scale_port"`
	Config      string `json:"config"`
	// StartClock is the store's time as this was written, where it is not the
	// real time: a terminal that starts with it agrees with the sandbox.
	StartClock string `json:"start_clock,omitempty"`
	ProcessID  int    `json:"process_id"`
}

// World is a running sandbox.
type World struct {
	Ready Ready

	folder  string
	clock   storeClock
	lock    *os.File
	counter *counter.Counter
	state   *state.State
	shop    *shop.Shop
	lines   lines
	servers []*http.Server
	serving sync.WaitGroup
	logger  *slog.Logger
	ctx     context.Context // of the tasks
	cancel  context.CancelFunc
	tasks   sync.WaitGroup
	outages sync.Mutex
	// endOutage calls off the end of an outage that is to come by itself.
	endOutage context.CancelFunc
	closing   sync.Once
	closed    error
	feedDown  sync.Mutex
	feedMode  line.Mode
}

type lines struct{ state, shop, control *line.Line }

// Open starts everything and writes the shop's files and ReadyFile. It returns
// an error where another sandbox has the folder, a port is taken, or a file of
// an earlier run cannot be read; then nothing is left running.
func Open(o Options) (*World, error) {
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	w := &World{folder: folder, logger: o.Log, feedMode: line.Up}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	if err := w.open(o); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

func (w *World) path(name string) string { return filepath.Join(w.folder, name) }

func (w *World) open(o Options) error {
	if err := w.takeLock(); err != nil {
		return err
	}
	if err := os.Remove(w.path(ReadyFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	var err error
	if w.clock, err = openClock(w.path("clock.json"), o.StartClock); err != nil {
		return err
	}
	if w.counter, err = counter.Open(w.path("dev")); err != nil {
		return err
	}
	if err := w.openState(o); err != nil {
		return err
	}
	if err := w.openShop(o); err != nil {
		return err
	}
	if err := w.listen(o); err != nil {
		return err
	}
	return w.announce(o)
}

// takeLock keeps a second sandbox out of the folder.
func (w *World) takeLock() error {
	lock, err := os.OpenFile(w.path("sandbox.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := unix.Flock(int(lock.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return errors.Join(fmt.Errorf("another sandbox has %s: %w", w.folder, err), lock.Close())
	}
	w.lock = lock
	return nil
}

func (w *World) openState(o Options) error {
	zone, err := time.LoadLocation(seed.TimeZone)
	if err != nil {
		return err
	}
	w.state, err = state.New(state.Options{
		Facility:  state.Facility{Name: seed.StoreName, License: seed.License, Zone: zone},
		VendorKey: seed.VendorKey, UserKey: seed.UserKey, UserName: seed.UserName,
		Packages: statePackages(w.clock.now()), Preset: o.Preset, File: w.path("state.jsonl"),
		Now: w.clock.now, Log: o.Log.With("part", "state"),
	})
	return err
}

func (w *World) openShop(o Options) error {
	opened, err := shop.New(shop.Options{
		Token: seed.OrdersToken, Store: seed.License, Items: shopItems(),
		Now: w.clock.now, Log: o.Log.With("part", "shop"), StateFile: w.path("shop.json"),
	})
	w.shop = opened
	return err
}

func (w *World) listen(o Options) error {
	last := readPorts(w.path("ports.json"))
	var err error
	if w.lines.state, err = listen(o.StatePort, last.State); err != nil {
		return err
	}
	if w.lines.shop, err = listen(o.ShopPort, last.Shop); err != nil {
		return err
	}
	if w.lines.control, err = listen(o.ControlPort, last.Control); err != nil {
		return err
	}
	w.serve(w.lines.state, w.state)
	w.serve(w.lines.shop, w.shopLine())
	w.serve(w.lines.control, http.NewCrossOriginProtection().Handler(w.control()))
	return ports{portOf(w.lines.state), portOf(w.lines.shop), portOf(w.lines.control)}.write(w.path("ports.json"))
}

func portOf(l *line.Line) int {
	if address, is := l.Addr().(*net.TCPAddr); is {
		return address.Port
	}
	return 0
}

func (w *World) serve(l *line.Line, handler http.Handler) {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(w.logger.Handler(), slog.LevelDebug),
	}
	w.servers = append(w.servers, server)
	w.serving.Go(func() {
		if err := server.Serve(l); err != nil && !errors.Is(err, http.ErrServerClosed) {
			w.logger.Error("a listener ended", "address", l.Addr().String(), "error", err)
		}
	})
}

// announce writes the files that a terminal starts from, and then ReadyFile.
func (w *World) announce(o Options) error {
	shopAddress := w.lines.shop.Addr().String()
	w.Ready = Ready{
		StateURL: "http://" + w.lines.state.Addr().String(), ShopURL: "http://" + shopAddress,
		FeedURL: "ws://" + shopAddress + "/feed", ControlURL: "http://" + w.lines.control.Addr().String(),
		ScannerPort: w.counter.ScannerPort(), PrinterPort: w.counter.PrinterPort(),
		LabelPort: w.counter.LabelPort(), ScalePort: w.counter.ScalePort(),
		Config: w.path(seed.ConfigFile), StartClock: w.clock.text(), ProcessID: os.Getpid(),
	}
	err := seed.Write(w.folder, seed.Place{
		StateURL: w.Ready.StateURL, FeedURL: w.Ready.FeedURL, ScannerPort: w.Ready.ScannerPort,
		PrinterPort: w.Ready.PrinterPort, LabelPort: w.Ready.LabelPort, ScalePort: w.Ready.ScalePort,
		ScaleProtocol: counter.ScaleProtocol, APIListen: o.APIListen, TabletListen: o.TabletListen, StartClock: w.Ready.StartClock,
	})
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(w.Ready, "", "  ")
	if err != nil {
		return err
	}
	return seed.Replace(w.path(ReadyFile), append(raw, '\n'))
}

// closeWait bounds how long requests may still run at the end.
const closeWait = 500 * time.Millisecond

// Close ends everything within two seconds and returns what could not be kept.
// A second call does nothing and returns the same.
func (w *World) Close() error {
	w.closing.Do(func() { w.closed = w.close() })
	return w.closed
}

func (w *World) close() error {
	var failures []error
	w.cancel()
	w.tasks.Wait()
	if w.shop != nil {
		failures = append(failures, w.shop.Close())
	}
	if w.state != nil {
		failures = append(failures, w.state.Close())
	}
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	for _, server := range w.servers {
		if server.Shutdown(ctx) != nil {
			_ = server.Close() // what is still open is cut
		}
	}
	for _, l := range []*line.Line{w.lines.state, w.lines.shop, w.lines.control} {
		if l != nil {
			failures = append(failures, l.Close())
		}
	}
	w.serving.Wait()
	if w.counter != nil {
		failures = append(failures, w.counter.Close())
	}
	if w.lock == nil {
		return errors.Join(failures...)
	}
	if err := os.Remove(w.path(ReadyFile)); err != nil && !errors.Is(err, os.ErrNotExist) {
		failures = append(failures, err)
	}
	return errors.Join(append(failures, w.lock.Close())...)
}
