// Package hub runs the configured devices: it opens them, opens them again after
// they were unplugged, and publishes how they are doing. A missing device never
// stops anything else.
package hub

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/devices/labelprinter"
	"github.com/curbline/curbline/devices/printer"
	"github.com/curbline/curbline/devices/scale"
	"github.com/curbline/curbline/devices/scanner"
	"github.com/curbline/curbline/devices/serialport"
	"github.com/curbline/curbline/devices/zpl"
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
	defaultLabelBaud   = 9600
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
	Choices printer.Choices
	Waits   printer.Waits
}

// LabelConfig is the label printer's part. An empty Port means that there is none.
type LabelConfig struct {
	Port  string
	Baud  int // 0 means 9600
	Media zpl.Media
	Waits labelprinter.Waits
}

// ScaleConfig is the scale's part. An empty Port means that there is none.
type ScaleConfig struct {
	Port     string
	Baud     int    // 0 means the protocol's usual one
	Protocol string // one of scale.Protocols
	// MotionInverted is for NCI scales that set the motion bit at rest.
	MotionInverted bool
	Waits          scale.Waits
}

// Config is what the hub runs.
type Config struct {
	Scanner   ScannerConfig
	Printer   PrinterConfig
	Labels    LabelConfig
	Scale     ScaleConfig
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

	receipts slot[*printer.Driver]
	labels   slot[*labelprinter.Driver]
	scales   slot[*scale.Driver]

	mu       sync.Mutex
	statuses map[devices.Device]devices.Status
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
	if config.Labels.Baud == 0 {
		h.config.Labels.Baud = defaultLabelBaud
	}
	if config.Scale.Baud == 0 {
		h.config.Scale.Baud = scale.DefaultBaud(config.Scale.Protocol)
	}
	if config.Printer.Port != "" {
		profile, err := printer.ProfileByName(config.Printer.Profile)
		if err != nil {
			return nil, devices.Errorf(devices.BadSettings, "The printer's profile is not known.").WithHint(err.Error()).Wrap(err)
		}
		if h.profile, err = profile.With(config.Printer.Choices); err != nil {
			return nil, devices.Errorf(devices.BadSettings, "The printer's settings are not usable.").WithHint(err.Error()).Wrap(err)
		}
	}
	if err := h.checkOthers(); err != nil {
		return nil, err
	}
	for _, each := range h.ports() {
		status := devices.Status{Device: each.device, Port: each.port, State: devices.Absent, Since: config.Clock.Now().Wall}
		if each.port != "" {
			status.State = devices.Waiting
		}
		h.statuses[each.device] = status
	}
	return h, nil
}

type devicePort struct {
	device devices.Device
	port   string
	run    func(context.Context)
}

// ports lists the devices in the order in which they are shown.
func (h *Hub) ports() []devicePort {
	return []devicePort{
		{devices.ScannerDevice, h.config.Scanner.Port, h.superviseScanner},
		{devices.PrinterDevice, h.config.Printer.Port, h.supervisePrinter},
		{devices.LabelDevice, h.config.Labels.Port, h.superviseLabels},
		{devices.ScaleDevice, h.config.Scale.Port, h.superviseScale},
	}
}

// checkOthers looks at label printer and scale, and that no two devices have one
// port.
func (h *Hub) checkOthers() error {
	if h.config.Labels.Port != "" {
		if err := h.config.Labels.Media.Validate(); err != nil {
			return devices.Errorf(devices.BadSettings, "The labels' size is not usable.").WithHint(err.Error()).Wrap(err)
		}
	}
	if known := scale.Protocols(); h.config.Scale.Port != "" && !slices.Contains(known, h.config.Scale.Protocol) {
		return devices.Errorf(devices.BadSettings, "The scale's protocol is not known.").
			WithHint("Use one of " + strings.Join(known, ", ") + ".")
	}
	taken := map[string]devices.Device{}
	for _, each := range h.ports() {
		if other, twice := taken[each.port]; twice && each.port != "" {
			return devices.Errorf(devices.BadSettings, "The %s and the %s have the same port.", other, each.device)
		}
		taken[each.port] = each.device
	}
	return nil
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
	for _, each := range h.ports() {
		if each.port != "" {
			all.Go(func() { each.run(ctx) })
		}
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

// Snapshot gives the latest status of each device: scanner, printer, label
// printer, scale.
func (h *Hub) Snapshot() []devices.Status {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []devices.Status
	for _, each := range h.ports() {
		status := h.statuses[each.device]
		if each.device == devices.ScannerDevice {
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
