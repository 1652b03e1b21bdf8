package service

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/hashicorp/mdns"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/secrets/ca"
	"github.com/curbline/curbline/ui/present"
	"github.com/curbline/curbline/ui/present/curb"
	"github.com/curbline/curbline/ui/tablet"
)

// tabletRetry is how often the tablets' address is tried again while the shop's
// network is not there. The counter works without it.
const tabletRetry = 10 * time.Second

// tabletDoor is the page for tablets on the shop's network.
type tabletDoor struct {
	program   *Program
	authority *ca.Authority
	desk      *curb.Desk
	at        netip.AddrPort
	name      string // HOST.local

	mu       sync.Mutex
	listener net.Listener
	server   *tablet.Server
	problem  error
}

// openTablet prepares the tablets' page. A network that is not there yet is no
// error: it is tried again while the counter works.
func (p *Program) openTablet(ctx context.Context) error {
	if p.config.Tablet.Listen == "" {
		return nil
	}
	at, err := netip.ParseAddrPort(p.config.Tablet.Listen)
	if err != nil {
		return err
	}
	door := &tabletDoor{program: p, at: at, name: p.config.Tablet.Host + ".local"}
	p.tablet = door
	// Browsers compare certificates with the real time, whatever a sandbox's is.
	authority, err := ca.Open(filepath.Join(p.config.Terminal.DataDir, keysFolder), clock.NewSystem(time.Time{}),
		[]string{door.name}, []netip.Addr{at.Addr()})
	if err != nil {
		// The counter sells without tablets, whatever became of their certificate.
		door.problem = err
		p.log.Error("tablet page", "error", err)
		return nil
	}
	door.authority = authority
	if authority.MadeAnew() {
		p.log.Warn("the tablets' certificate is a new one: each tablet must install it anew", "fingerprint", authority.Fingerprint())
	}
	if door.listen(ctx); door.listening() {
		if actual, err := netip.ParseAddrPort(door.listener.Addr().String()); err == nil {
			door.at = actual
		}
	}
	door.desk = curb.New(curb.Options{
		Till: p.till, View: p.store.View, Rules: p.engine, Decode: decodeID, Clock: p.clock, Zone: p.config.Zone, Shop: p.shopShown(),
		Feed: p.feedStatus, Address: door.addresses(), Fingerprint: door.authority.Fingerprint(), Decoder: tablet.HasDecoder(), Log: p.log,
	})
	return nil
}

// shopShown is what screens and pages say of the store.
func (p *Program) shopShown() present.Shop {
	return present.Shop{
		Name: p.config.Store.Name, Terminal: p.config.Terminal.ID, License: p.config.Store.License,
		PriceFloorPermille: p.config.Orders.PriceFloorPercent * 10, Reports: p.config.Traceability.System != "none",
	}
}

// listen takes the address, or notes why it cannot.
func (d *tabletDoor) listen(ctx context.Context) {
	var lines net.ListenConfig
	listener, err := lines.Listen(ctx, "tcp", d.at.String())
	d.mu.Lock()
	defer d.mu.Unlock()
	d.listener, d.problem = listener, nil
	if err != nil {
		d.problem = terminal.Errorf(terminal.Unavailable, "tablet.listen", "The tablets' address %s cannot be used.", d.at).
			WithHint("Is the shop's network there, and is it this machine's address? It is tried again.").Wrap(err)
		d.program.log.Warn("tablet page", "error", d.problem)
	}
}

func (d *tabletDoor) listening() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.problem == nil
}

// hosts are the page's address and name as browsers write them: a port that
// https has by itself is left out.
func (d *tabletDoor) hosts() []string {
	if d.at.Port() == 443 {
		if d.at.Addr().Is6() {
			return []string{"[" + d.at.Addr().String() + "]", d.name}
		}
		return []string{d.at.Addr().String(), d.name}
	}
	return []string{d.at.String(), net.JoinHostPort(d.name, strconv.Itoa(int(d.at.Port())))}
}

// addresses are where the page is, by number first: names need multicast DNS.
func (d *tabletDoor) addresses() []string {
	var made []string
	for _, host := range d.hosts() {
		made = append(made, "https://"+host)
	}
	return made
}

// run serves the page until ctx ends.
func (d *tabletDoor) run(ctx context.Context) {
	if d.authority == nil {
		return
	}
	log := d.program.log
	var around sync.WaitGroup
	defer around.Wait()
	around.Go(func() { d.desk.Run(ctx) })
	for !d.listening() {
		if !waitFor(ctx, tabletRetry) {
			return
		}
		d.listen(ctx)
	}
	around.Go(func() { d.announce(ctx) }) // not before: a network that is not there has no names
	server, err := tablet.New(tablet.Options{
		Desk: d.desk, Certificate: d.authority.Certificate, CAPEM: d.authority.PEM(), Log: log, Clock: d.program.clock,
		Hosts: d.hosts(),
	})
	if err == nil {
		d.mu.Lock()
		d.server = server
		d.mu.Unlock()
		err = server.Serve(ctx, d.listener)
	}
	if err != nil && ctx.Err() == nil {
		log.Error("tablet page", "error", err)
	}
}

// announce answers for the name on the shop's network. Where that does not work
// the address still does.
func (d *tabletDoor) announce(ctx context.Context) {
	if d.at.Addr().IsLoopback() {
		return
	}
	log := d.program.log
	address := net.IP(d.at.Addr().AsSlice())
	service, err := mdns.NewMDNSService("Curbline "+d.program.config.Terminal.ID, "_https._tcp", "local.", d.name+".",
		int(d.at.Port()), []net.IP{address}, nil)
	if err != nil {
		log.Warn("name of the tablet page", "error", err)
		return
	}
	server, err := mdns.NewServer(&mdns.Config{Zone: service, Iface: interfaceOf(address)})
	if err != nil {
		log.Warn("name of the tablet page", "error", err)
		return
	}
	<-ctx.Done()
	if err := server.Shutdown(); err != nil {
		log.Warn("name of the tablet page", "error", err)
	}
}

// interfaceOf finds the interface that has an address, nil if none has: mDNS
// belongs on the shop's network and on no other of this machine.
func interfaceOf(address net.IP) *net.Interface {
	all, err := net.Interfaces()
	if err != nil {
		return nil
	}
	for _, one := range all {
		addresses, err := one.Addrs()
		if err != nil {
			continue
		}
		for _, each := range addresses {
			if network, ok := each.(*net.IPNet); ok && network.IP.Equal(address) {
				return &one
			}
		}
	}
	return nil
}

func (d *tabletDoor) close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.listener == nil {
		return nil
	}
	if err := d.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// waitFor waits; false if ctx ended before.
func waitFor(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// linked says whether a tablet has its page open now.
func (p *Program) linked(device string) bool {
	if p.tablet == nil {
		return false
	}
	p.tablet.mu.Lock()
	server := p.tablet.server
	p.tablet.mu.Unlock()
	return server != nil && server.Linked(device)
}

// status is what health says of the page.
func (d *tabletDoor) status() map[string]any {
	d.mu.Lock()
	defer d.mu.Unlock()
	said := map[string]any{"problem": terminal.AsError(d.problem)}
	if d.authority != nil {
		said["addresses"], said["fingerprint"] = d.addresses(), d.authority.Fingerprint()
	}
	return said
}

func (p *Program) tabletFingerprint() string {
	if p.tablet == nil || p.tablet.authority == nil {
		return ""
	}
	return p.tablet.authority.Fingerprint()
}

// TabletAddresses are where the page for tablets is, none without one.
func (p *Program) TabletAddresses() []string {
	if p.tablet == nil || p.tablet.authority == nil {
		return nil
	}
	return p.tablet.addresses()
}

// TabletSPKI names the shop's own authority by its key, in the form that a
// browser under test takes; empty without tablets.
func (p *Program) TabletSPKI() string {
	if p.tablet == nil || p.tablet.authority == nil {
		return ""
	}
	return p.tablet.authority.SPKI()
}
