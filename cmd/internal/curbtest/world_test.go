package curbtest_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/curbline/curbline/cmd/internal/browser"
	"github.com/curbline/curbline/cmd/internal/service"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/staff"
	"github.com/curbline/curbline/terminal/till"
)

const (
	storeStart = "2026-11-24T10:00:00-07:00"
	within     = 20 * time.Second
)

// A login is somebody of the sandbox's staff.
type login struct{ badge, pin string }

var (
	mara = login{"B-1001", "1111"} // budtender
	lena = login{"B-1005", "5555"} // manager
	dee  = login{"B-1006", "6666"} // curbside
	// nika is new: the PIN was issued to her and must be changed.
	nika = login{"B-1090", "830461"}
)

// world is one sandbox, and one terminal wired as the programs wire it.
type world struct {
	folder  string
	sandbox *exec.Cmd
	ended   chan error
	control *control

	program *service.Program
	stop    context.CancelFunc
	running chan error
	log     lockedBuffer

	address string // of the tablets' page, host:port
	key     string // of the terminal's CA, as a browser trusts it
	roots   *x509.CertPool

	session string // of a manager at the counter
	spot    int
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) all() []byte {
	b.mu.Lock()
	defer b.mu.Unlock()
	return bytes.Clone(b.text.Bytes())
}

func openWorld() (*world, error) {
	folder, err := os.MkdirTemp("", "curbtest-world-")
	if err != nil {
		return nil, err
	}
	w := &world{folder: folder}
	for _, step := range []func() error{w.startSandbox, w.setUp, w.start, w.findTablets, w.openShop} {
		if err := step(); err != nil {
			return nil, errors.Join(err, w.close())
		}
	}
	return w, nil
}

func (w *world) startSandbox() error {
	w.sandbox = exec.Command(built, "serve", "--dir", w.folder, "--start-clock", storeStart)
	w.sandbox.Stderr = &w.log
	w.sandbox.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := w.sandbox.Start(); err != nil {
		return err
	}
	w.ended = make(chan error, 1)
	go func() { w.ended <- w.sandbox.Wait() }()
	return until(func() error {
		text, err := os.ReadFile(filepath.Join(w.folder, "sandbox.json"))
		if err != nil {
			return err
		}
		var places struct {
			ControlURL string `json:"control_url"`
		}
		w.control = nil
		if err := json.Unmarshal(text, &places); err != nil {
			return err
		}
		w.control = &control{base: places.ControlURL}
		return nil
	})
}

func (w *world) configuration() (config.Config, error) {
	loaded, err := config.Load(filepath.Join(w.folder, "curbline.toml"))
	loaded.Tablet.Listen = "127.0.0.1:0"
	loaded.API.Listen = "127.0.0.1:0"
	return loaded, err
}

func (w *world) open() error {
	loaded, err := w.configuration()
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(&w.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	w.program, err = service.Open(context.Background(), loaded, log)
	return err
}

// setUp takes people and goods in, as the operator's set-up does.
func (w *world) setUp() (err error) {
	if err := w.open(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.program.Close()) }()
	text := func(name string) []byte {
		data, readErr := os.ReadFile(filepath.Join(w.folder, name))
		err = errors.Join(err, readErr)
		return data
	}
	parsed, problems := staff.Parse(text("staff.csv"), true)
	people := []service.NewPerson{{
		Member: terminal.StaffMember{ID: "nika", Name: "Nika Brandt", Badge: nika.badge, Role: terminal.Curbside, MustChangePIN: true, Active: true},
		PIN:    nika.pin,
	}}
	for _, person := range parsed {
		people = append(people, service.NewPerson{Member: person.Member, PIN: person.PIN})
	}
	products, more := catalog.ParseProducts(text("products.csv"))
	known := map[string]terminal.Product{}
	for _, product := range products {
		known[product.SKU] = product
	}
	packages, still := catalog.ParsePackages(text("packages.csv"), func(sku string) (terminal.Product, bool) {
		product, ok := known[sku]
		return product, ok
	})
	if all := append(append(problems, more...), still...); len(all) > 0 || err != nil {
		return errors.Join(err, fmt.Errorf("the sandbox's files: %v", all))
	}
	ctx := context.Background()
	if err := w.program.SetUp(ctx, people); err != nil {
		return err
	}
	_, err = w.program.Import(ctx, lena.badge, lena.pin, products, packages)
	return err
}

func (w *world) start() error {
	if err := w.open(); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(context.Background())
	w.stop, w.running = stop, make(chan error, 1)
	program, running := w.program, w.running
	go func() { running <- program.Run(ctx) }()
	return nil
}

// findTablets waits for the page and looks at the chain that it sends: the leaf
// and the CA by whose key a browser trusts it.
func (w *world) findTablets() error {
	addresses := w.program.TabletAddresses()
	if len(addresses) == 0 {
		return errors.New("the program has no page for tablets")
	}
	w.address = strings.TrimPrefix(addresses[0], "https://")
	return until(func() error {
		dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // the chain is looked at below
		line, err := dialer.DialContext(context.Background(), "tcp", w.address)
		if err != nil {
			return err
		}
		chain := line.(*tls.Conn).ConnectionState().PeerCertificates
		if err := line.Close(); err != nil {
			return err
		}
		if len(chain) != 2 {
			return fmt.Errorf("%d certificates are sent, not leaf and CA", len(chain))
		}
		w.key, w.roots = browser.KeyOf(chain[1]), x509.NewCertPool()
		if w.key != w.program.TabletSPKI() {
			return errors.New("the program names another key than its CA's")
		}
		w.roots.AddCert(chain[1])
		_, err = chain[0].Verify(x509.VerifyOptions{Roots: w.roots})
		return err
	})
}

// openShop opens the shift with a bank for each runner and waits for the feed.
func (w *world) openShop() error {
	ctx := context.Background()
	session, err := w.program.Till().SignIn(ctx, lena.badge, lena.pin)
	if err != nil {
		return err
	}
	w.session = session.ID
	err = w.do("shift.open", map[string]any{"floats": map[string]terminal.Count{
		"counter": {2000: 5, 500: 20}, "bank:dee": {100: 40}, "bank:nika": {100: 40}, "bank:mara": {100: 40},
	}})
	if err != nil {
		return err
	}
	return until(func() error {
		if !w.feedLive() {
			return errors.New("the order feed is not live")
		}
		return nil
	})
}

// feedLive says whether the shop has a terminal on its line.
func (w *world) feedLive() bool {
	var state struct {
		Connected bool `json:"connected"`
	}
	return w.control.call("GET", "/control/shop/state", nil, &state) == nil && state.Connected
}

// do runs one command of the counter by its name.
func (w *world) do(kind string, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	command, ok := till.NewBody(kind)
	if !ok {
		return fmt.Errorf("there is no command %s", kind)
	}
	if err := json.Unmarshal(text, command); err != nil {
		return err
	}
	outcome, err := w.program.Till().Submit(context.Background(), till.Command{ID: clock.NewID(), Session: w.session, Body: command})
	if err == nil {
		err = outcome.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", kind, err)
	}
	return nil
}

// read reads the store.
func (w *world) read(t testing.TB, look func(terminal.Reader) error) {
	t.Helper()
	if err := w.program.Store().View(t.Context(), look); err != nil {
		t.Fatal(err)
	}
}

// stopOnly ends the terminal in order and leaves its folder.
func (w *world) stopOnly() error {
	if w.stop == nil {
		return nil
	}
	w.stop()
	w.stop = nil
	return errors.Join(<-w.running, w.program.Close())
}

func (w *world) close() error {
	problems := []error{w.stopOnly()}
	if w.sandbox != nil && w.sandbox.Process != nil {
		problems = append(problems, w.sandbox.Process.Signal(syscall.SIGTERM), <-w.ended)
	}
	return errors.Join(append(problems, os.RemoveAll(w.folder))...)
}

// until asks until there is no error, and gives the last one if the time is over.
func until(ask func() error) error {
	limit := time.After(within)
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for {
		err := ask()
		if err == nil {
			return nil
		}
		select {
		case <-limit:
			return err
		case <-ticker.C:
		}
	}
}

// eventually is until for tests.
func eventually(t testing.TB, ask func() error) {
	t.Helper()
	if err := until(ask); err != nil {
		t.Fatal(err)
	}
}
