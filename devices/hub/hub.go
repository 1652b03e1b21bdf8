// Package hub runs the configured devices: it opens them, opens them again after
// they were unplugged, and publishes how they are doing. A missing device never
// stops anything else.
package hub

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/terminal/clock"
)

const (
	// PollEvery is the default for how often an idle printer is asked how it is.
	PollEvery = 5 * time.Second
	// pollPatience is how long a poll waits for a job that is being printed; the
	// job asks by itself.
	pollPatience = 50 * time.Millisecond
	// StatusesMax bounds the snapshots that wait to be taken. The oldest go first:
	// a later one says more.
	StatusesMax = 32

	defaultScannerBaud = 9600
	defaultPrinterBaud = 38400
)

// ScannerConfig is the scanner's part of the configuration. An empty Port means
// that there is none.
type ScannerConfig struct {
	Port    string
	Baud    int           // 0 means 9600
	IDGap   time.Duration // 0 means scanner.IDGap
	CodeGap time.Duration // 0 means scanner.CodeGap
}

// PrinterConfig is the printer's part. An empty Port means that there is none.
type PrinterConfig struct {
	Port    string
	Baud    int    // 0 means 38400
	Profile string // a name of printer.ProfileNames
	Waits   printer.Waits
}

// Config is what the hub runs.
type Config struct {
	Scanner   ScannerConfig
	Printer   PrinterConfig
	PollEvery time.Duration // 0 means PollEvery
	Clock     clock.Clock
	Log       *slog.Logger
}

// Hub runs devices. It implements devices.Printer for whichever printer is open
// at the moment.
type Hub struct {
	config  Config
	profile printer.Profile
	opener  serialport.Opener
	queue   *scanner.Queue

	mu       sync.Mutex
	statuses map[devices.Device]devices.Status
	driver   *printer.Driver // nil while no printer is open
	cancel   context.CancelFunc
	stopped  bool
	running  sync.WaitGroup

	published chan devices.Status
}

var _ devices.Printer = (*Hub)(nil)

// Open checks the configuration; nothing is opened before Run. Errors:
// BadSettings.
func Open(config Config) (*Hub, error) {
	if config.Clock == nil {
		return nil, devices.Errorf(devices.BadSettings, "The devices have no clock.")
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	if config.PollEvery <= 0 {
		config.PollEvery = PollEvery
	}
	if config.Scanner.Baud == 0 {
		config.Scanner.Baud = defaultScannerBaud
	}
	if config.Printer.Baud == 0 {
		config.Printer.Baud = defaultPrinterBaud
	}
	h := &Hub{
		config: config, queue: scanner.NewQueue(),
		statuses: make(map[devices.Device]devices.Status), published: make(chan devices.Status, StatusesMax),
	}
	if config.Printer.Port != "" {
		profile, err := printer.ProfileByName(config.Printer.Profile)
		if err != nil {
			return nil, devices.Errorf(devices.BadSettings, "The printer's profile is not known.").WithHint(err.Error()).Wrap(err)
		}
		h.profile = profile
	}
	if config.Scanner.Port != "" && config.Scanner.Port == config.Printer.Port {
		return nil, devices.Errorf(devices.BadSettings, "Scanner and printer have the same port.")
	}
	for device, port := range map[devices.Device]string{devices.ScannerDevice: config.Scanner.Port, devices.PrinterDevice: config.Printer.Port} {
		status := devices.Status{Device: device, Port: port, State: devices.Absent, Since: config.Clock.Now().Wall}
		if port != "" {
			status.State = devices.Waiting
		}
		h.statuses[device] = status
	}
	return h, nil
}

// Run runs the devices until ctx ends or Close is called, and gives nil then.
func (h *Hub) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	h.mu.Lock()
	if h.stopped {
		h.mu.Unlock()
		return nil
	}
	h.cancel = cancel
	h.running.Add(1)
	h.mu.Unlock()
	defer h.running.Done()

	var all sync.WaitGroup
	if h.config.Scanner.Port != "" {
		all.Go(func() { h.superviseScanner(ctx) })
	}
	if h.config.Printer.Port != "" {
		all.Go(func() { h.supervisePrinter(ctx) })
	}
	<-ctx.Done()
	all.Wait()
	return nil
}

// Close ends Run and waits for it.
func (h *Hub) Close() error {
	h.mu.Lock()
	h.stopped = true
	if h.cancel != nil {
		h.cancel()
	}
	h.mu.Unlock()
	h.running.Wait()
	return nil
}

// Scans gives the scans in order. Whoever takes one wipes it after use.
func (h *Hub) Scans() <-chan scanner.Scan { return h.queue.Scans() }

// Statuses gives a snapshot whenever a device changes. One reader; a reader that
// is slow misses older snapshots, and Snapshot has the latest.
func (h *Hub) Statuses() <-chan devices.Status { return h.published }

// Snapshot gives the latest status of each device: scanner, then printer.
func (h *Hub) Snapshot() []devices.Status {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []devices.Status
	for _, device := range []devices.Device{devices.ScannerDevice, devices.PrinterDevice} {
		status := h.statuses[device]
		if device == devices.ScannerDevice {
			status.DroppedScans = h.queue.Dropped()
		}
		all = append(all, status)
	}
	return all
}

// publish stores a status and sends it on if it differs from the one before.
func (h *Hub) publish(status devices.Status) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if status.Device == devices.ScannerDevice {
		status.DroppedScans = h.queue.Dropped()
	}
	before := h.statuses[status.Device]
	status.Since = before.Since
	if before.Same(status) {
		return
	}
	if before.State != status.State || devices.CodeOf(errorOf(before)) != devices.CodeOf(errorOf(status)) {
		status.Since = h.config.Clock.Now().Wall
		h.config.Log.Info("device", slog.String("device", string(status.Device)), slog.String("state", string(status.State)),
			slog.String("code", string(devices.CodeOf(errorOf(status)))))
	}
	h.statuses[status.Device] = status
	for {
		select {
		case h.published <- status:
			return
		default:
		}
		select { // make room: only this function sends, and it holds the lock
		case <-h.published:
		default:
		}
	}
}

func errorOf(status devices.Status) error {
	if status.Error == nil {
		return nil
	}
	return status.Error
}
