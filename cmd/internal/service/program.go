// Package service is the composition root of the terminal: it wires store, till,
// devices, feed and filing together, for the counter app and for the headless
// service alike.
package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"

	"github.com/curbline/curbline/devices/hub"
	"github.com/curbline/curbline/sync/metrc"
	"github.com/curbline/curbline/sync/orders"
	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/api"
	"github.com/curbline/curbline/ui/present"
)

const (
	databaseName = "curbline.db"
	keysFolder   = "keys"
)

// AddressFile is the file in the data folder that says where the running
// terminal's API is.
const AddressFile = "api-address"

// Program is the whole service in one process. Open it, Run it, Close it.
type Program struct {
	config config.Config
	log    *slog.Logger
	clock  clock.Clock
	box    *secrets.Box
	store  *store.Store
	engine *rules.Engine
	till   *till.Till

	hub     *hub.Hub
	feed    *orders.Client
	state   *metrc.Client
	drainer *outbox.Drainer

	listener net.Listener
	server   *api.Server
	counter  *workplace
	window   *present.Counter // nil without a window
	tablet   *tabletDoor      // nil without tablets
	scans    scans

	// wrapStore, if set, stands between the till and the store: the kill test
	// shows with it that a store which breaks its promises is found out.
	wrapStore func(till.Store) till.Store
}

// DatabasePath is where a configuration keeps its database.
func DatabasePath(c config.Config) string { return filepath.Join(c.Terminal.DataDir, databaseName) }

// OpenBox opens the folder of keys of a configuration.
func OpenBox(c config.Config) (*secrets.Box, error) {
	return secrets.Open(filepath.Join(c.Terminal.DataDir, keysFolder), c.Secrets.File)
}

// Open opens the database and wires everything. Nothing runs before Run. On an
// error everything that was opened is closed again.
func Open(ctx context.Context, c config.Config, log *slog.Logger) (*Program, error) {
	p := &Program{config: c, log: log}
	if err := p.open(ctx); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Program) open(ctx context.Context) error {
	if err := os.MkdirAll(p.config.Terminal.DataDir, 0o700); err != nil {
		return terminal.Errorf(terminal.Unavailable, "service.data_dir", "The data folder cannot be made.").Wrap(err)
	}
	var err error
	if p.box, err = OpenBox(p.config); err != nil {
		return err
	}
	if p.engine, err = rules.New(p.config.Store.Jurisdiction, p.config.Store.Locality); err != nil {
		return err
	}
	if err := p.checkDraft(); err != nil {
		return err
	}
	p.store, err = store.Open(ctx, store.Options{Path: DatabasePath(p.config), Terminal: p.config.Terminal.ID, Log: p.log})
	if err != nil {
		return err
	}
	if err := p.openClock(ctx); err != nil {
		return err
	}
	if err := p.openTill(); err != nil {
		return err
	}
	p.counter = newWorkplace(p)
	p.scans = p.counter
	if err := p.openDevices(); err != nil {
		return err
	}
	if err := p.openState(); err != nil {
		return err
	}
	if err := p.openFeed(); err != nil {
		return err
	}
	return p.openTablet(ctx)
}

// checkDraft refuses to sell by a draft rule pack with a real state unless
// somebody put their name to it.
func (p *Program) checkDraft() error {
	if p.engine.Draft() && p.config.RealState() && p.config.Rules.AcceptDraft == "" {
		return terminal.Errorf(terminal.Refused, "rules.draft", "The rule pack %s is a %s.", p.config.Store.Jurisdiction, p.engine.Status()).
			WithHint(`Somebody who answers for it writes [rules] accept_draft = "name, date".`)
	}
	return nil
}

// openClock starts the store's time: the machine's, or in a sandbox a chosen
// start that is never behind the journal.
func (p *Program) openClock(ctx context.Context) error {
	start := p.config.StartClock
	if !start.IsZero() {
		err := p.store.View(ctx, func(reader terminal.Reader) error {
			head, err := reader.Head()
			if last := head.Stamp.Wall; last.After(start) {
				start = last
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	p.clock = clock.NewSystem(start)
	return nil
}

func (p *Program) openTill() error {
	commandKey, err := p.box.CommandKey()
	if err != nil {
		return err
	}
	checkpointKey, err := p.box.CheckpointKey()
	if err != nil {
		return err
	}
	pseudonymKey, err := p.box.PseudonymKey()
	if err != nil {
		return err
	}
	var kept till.Store = p.store
	if p.wrapStore != nil {
		kept = p.wrapStore(kept)
	}
	p.till = till.New(till.Options{
		Store: kept, Clock: p.clock, Rules: p.engine, Keys: p.box.DayKeys(),
		CommandKey: commandKey, CheckpointKey: checkpointKey, Log: p.log,
		Shop: shopOf(p.config, pseudonymKey), StateDown: p.stateDown,
	})
	return nil
}

// stateDown is asked with each sale, because a pack may forbid some while the
// line is down.
func (p *Program) stateDown() bool {
	return p.drainer != nil && p.drainer.Status().Phase == outbox.Down
}

func (p *Program) openState() error {
	if p.config.Traceability.System != "metrc" {
		return nil
	}
	pacer := outbox.NewPacer(float64(p.config.Traceability.PerSecond))
	var err error
	p.state, err = metrc.New(metrc.Options{
		BaseURL: p.config.Traceability.URL, License: p.config.Store.License, Keys: p.stateKeys, Clock: p.clock, Pacer: pacer,
	})
	if err != nil {
		return err
	}
	p.drainer = outbox.New(outbox.Options{
		Queue: &filing{p}, Authority: p.state, Clock: p.clock, Pacer: pacer, Log: p.log,
		SettleDelay: p.config.Traceability.SettleDelay.Duration,
	})
	return nil
}

func (p *Program) stateKeys() (metrc.Keys, error) {
	vendor, err := p.box.Get(secrets.MetrcVendorKey)
	if err != nil {
		return metrc.Keys{}, err
	}
	user, err := p.box.Get(secrets.MetrcUserKey)
	return metrc.Keys{Vendor: vendor, User: user}, err
}

// Listen opens the loopback API on the configured address, or on another.
func (p *Program) Listen(ctx context.Context, address string) (string, error) {
	if address == "" {
		address = p.config.API.Listen
	}
	token, err := p.box.APIToken()
	if err != nil {
		return "", err
	}
	var lines net.ListenConfig
	listener, err := lines.Listen(ctx, "tcp", address)
	if err != nil {
		return "", terminal.Errorf(terminal.Unavailable, "api.listen", "The address %s cannot be used.", address).
			WithHint("Is another Curbline running? Set [api] listen to another port.").Wrap(err)
	}
	p.listener, p.server = listener, api.New(&backend{p}, token, p.log)
	path := filepath.Join(p.config.Terminal.DataDir, AddressFile)
	return listener.Addr().String(), os.WriteFile(path, []byte(listener.Addr().String()+"\n"), 0o600)
}

// Till gives the till, for the window in this process.
func (p *Program) Till() *till.Till { return p.till }

// Store gives the store, for the operator's verbs in this process.
func (p *Program) Store() *store.Store { return p.store }

// Run runs everything until ctx ends or the till halts. It returns nil after an
// orderly end.
func (p *Program) Run(ctx context.Context) error {
	if err := p.ready(ctx); err != nil {
		return err
	}
	outside, stop := context.WithCancel(ctx)
	defer stop()
	var around sync.WaitGroup
	for _, loop := range p.loops() {
		around.Go(func() { loop(outside) })
	}
	// The till ends last: what the others still have to write down must find it.
	inside, stopTill := context.WithCancel(context.WithoutCancel(ctx))
	defer stopTill()
	halted := make(chan error, 1)
	go func() { halted <- p.till.Run(inside) }()
	select {
	case <-ctx.Done():
	case err := <-halted:
		stop()
		around.Wait()
		return err
	}
	stop()
	around.Wait()
	stopTill()
	return <-halted
}

// ready refuses to run a database that was never set up, or one of the
// demonstration's people where sales go to a real state.
func (p *Program) ready(ctx context.Context) error {
	return p.store.View(ctx, func(reader terminal.Reader) error {
		head, err := reader.Head()
		if err == nil && head.Sequence == 0 {
			return terminal.Errorf(terminal.Unavailable, "service.not_set_up", "This terminal is not set up yet.").
				WithHint("Run: curblinectl setup")
		}
		if err != nil {
			return err
		}
		people, err := reader.StaffMembers()
		for _, member := range people {
			if err := staff.CheckSandboxPIN(member, p.config.RealState()); err != nil {
				return err
			}
		}
		return err
	})
}

func (p *Program) loops() []func(context.Context) {
	loops := []func(context.Context){p.wakeAll, p.care, p.checkFile}
	if p.window != nil {
		loops = append(loops, p.window.Run)
	}
	if p.server != nil {
		loops = append(loops, func(ctx context.Context) {
			if err := p.server.Serve(ctx, p.listener); err != nil {
				p.log.Error("api", "error", err)
			}
		})
	}
	if p.hub != nil {
		loops = append(loops, p.runHub, p.takeScans, p.pulse)
		for _, work := range p.printQueues() {
			loops = append(loops, work.run)
		}
	}
	if p.drainer != nil {
		loops = append(loops, p.drainer.Run)
	}
	if p.tablet != nil {
		loops = append(loops, p.tablet.run)
	}
	if p.feed != nil {
		loops = append(loops, func(ctx context.Context) {
			if err := p.feed.Run(ctx); err != nil && ctx.Err() == nil {
				p.log.Error("order feed", "error", err)
			}
		})
	}
	return loops
}

// wakeAll tells uploader and feed that something was committed for them.
func (p *Program) wakeAll(ctx context.Context) {
	events, stop := p.till.Watch()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-events:
			if p.drainer != nil && event.Has("upload") {
				p.drainer.Wake()
			}
			if p.feed != nil && event.Has("shop") {
				p.feed.Wake()
			}
		}
	}
}

// Close closes what Open opened. It is safe after a failed Open.
func (p *Program) Close() error {
	var problems []error
	if p.listener != nil {
		problems = append(problems, os.Remove(filepath.Join(p.config.Terminal.DataDir, AddressFile)))
		if err := p.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
			problems = append(problems, err)
		}
	}
	if p.tablet != nil {
		problems = append(problems, p.tablet.close())
	}
	if p.state != nil {
		p.state.Close()
	}
	if p.store != nil {
		problems = append(problems, p.store.Close())
		p.store = nil
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("close: %w", err)
	}
	return nil
}
