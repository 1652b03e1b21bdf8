package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
)

// storeStart is the store's time when the day begins, whatever the wall clock
// says.
const storeStart = "2026-11-24T10:00:00-07:00"

// The people who work this day, and their sandbox PINs.
var (
	mara = login{"B-1001", "1111"} // budtender
	web  = login{"B-1004", "4444"} // lead
	lena = login{"B-1005", "5555"} // manager
)

type login struct{ badge, pin string }

// Package tags of the sandbox's shop.
const (
	tagFlower   = "1A4000000000022000000101" // Blue Mesa OG 3.5 g
	tagSherbet  = "1A4000000000022000000103" // Skyline Sherbet 3.5 g
	tagPreroll  = "1A4000000000022000000108"
	tagShake    = "1A4000000000022000000113" // House shake 14 g
	tagResin    = "1A4000000000022000000115" // Granite Live Resin 1 g
	tagHeld     = "1A4000000000022000000158"
	tagFinished = "1A4000000000022000000159"
	tagEmpty    = "1A4000000000022000000160"
	tagUnknown  = "1A4000000000022000009999"
)

// day is one day being played.
type day struct {
	*script
	*world
	ctx  context.Context //nolint:containedctx // lives as long as the day
	out  string
	sold []string // ids of the sales that stand
	void []string

	hand hand
}

// playDay plays the whole day in a folder of its own; false if a step failed.
func playDay(ctx context.Context, s *script, o options, preset, out string) bool {
	folder, err := os.MkdirTemp("", "curbline-demo-")
	if err != nil {
		s.step("make a temporary folder", func() (string, error) { return "", err })
		return false
	}
	d := &day{script: s, ctx: ctx, out: out, world: &world{programs: o.Programs, folder: folder}}
	d.morning(preset)
	d.refusals()
	d.walkIns()
	d.benchtop()
	d.orders()
	d.outage()
	d.trouble()
	d.curb()
	d.evening()
	d.checks()
	d.restore()
	d.backup()
	d.step("everything ends when told to", func() (string, error) { return "", d.close() })
	if s.failed > 0 {
		_ = d.close() // the step that failed has been told; what is left must still end
	}
	if !o.Keep {
		if err := os.RemoveAll(folder); err != nil {
			d.step("tidy up", func() (string, error) { return "", err })
		}
	}
	return s.failed == 0
}

// morning sets the shop up and opens the shift.
func (d *day) morning(preset string) {
	d.step("the outside world starts", func() (string, error) {
		if err := os.MkdirAll(d.out, 0o755); err != nil {
			return "", err
		}
		return "state, web shop, scanner, printer and drawer", d.startSandbox(d.ctx, preset)
	})
	d.step("a configuration with mistakes is refused, each with its line", d.badConfig)
	d.step("the terminal is set up from CSV files", func() (string, error) {
		said, err := d.ctl(d.ctx, "setup", "--sandbox", "--staff", d.file("staff.csv"), "--products", d.file("products.csv"),
			"--packages", d.file("packages.csv"), "--badge", lena.badge, "--pin", lena.pin,
			"--recovery-file", d.file("recovery.key"))
		return lastLine(said), err
	})
	d.step("an import tried dry finds nothing new; one with mistakes lists them all", d.imports)
	d.step("the terminal runs without a window", func() (string, error) { return d.api, d.startTerminal(d.ctx) })
	d.step("a second process on the same database is refused", func() (string, error) {
		_, err := d.ctl(d.ctx, "serve", "--listen", "127.0.0.1:0")
		return wantText(err, "store.locked")
	})
	d.step("feed live, line to the state up, devices ready", d.ready)
	d.step("shift opened with a counted float", func() (string, error) {
		if err := d.till.signIn(d.ctx, mara.badge, mara.pin); err != nil {
			return "", err
		}
		var shift terminal.Shift
		err := d.till.do(d.ctx, "shift.open", map[string]any{"floats": map[string]terminal.Count{
			"counter": {2000: 5, 500: 20}, "bank:mara": {100: 40},
		}}, &shift)
		return fmt.Sprintf("shift %d of %s, $%s at the counter", shift.Number, shift.BusinessDate, shift.Drawers[0].Opening), err
	})
}

func (d *day) file(name string) string { return filepath.Join(d.folder, name) }

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// wantText wants an error whose text holds a code.
func wantText(err error, code string) (string, error) {
	if err == nil {
		return "", fmt.Errorf("it was let through; %s was expected", code)
	}
	if !strings.Contains(err.Error(), code) {
		return "", fmt.Errorf("%s was expected, not: %w", code, err)
	}
	return code, nil
}

func (d *day) badConfig() (string, error) {
	good, err := os.ReadFile(d.config)
	if err != nil {
		return "", err
	}
	bad := strings.NewReplacer(`code = "LARIM"`, `code = "larimer"`, `[terminal]`, "[terminal]\ncolour = \"blue\"").Replace(string(good))
	path := d.file("bad.toml")
	if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
		return "", err
	}
	used := d.config
	d.config = path
	said, err := d.ctl(d.ctx, "outbox", "ls")
	d.config = used
	for _, want := range []string{"config.problems", "has 2 mistakes", "store.code", "terminal.colour", "line "} {
		if err == nil || !strings.Contains(said, want) {
			return "", fmt.Errorf("%q is not in: %s", want, said)
		}
	}
	return "2 mistakes listed", nil
}

func (d *day) imports() (string, error) {
	said, err := d.ctl(d.ctx, "catalog", "import", "--dry-run", "--products", d.file("products.csv"), "--packages", d.file("packages.csv"))
	if err != nil {
		return "", err
	}
	bad := "sku,name,category,price,net_grams,net_millilitres,net_fluid_ounces,thc_mg_per_unit,thc_mg_per_package,units_per_package,route,sold_by,flags\n" +
		"X-1,Bad price,flower,-5.00,3.5,,,,,1,inhaled,each,\nX-2,Bad category,wine,5.00,3.5,,,,,1,inhaled,each,\n"
	path := d.file("bad.csv")
	if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
		return "", err
	}
	if _, err := d.ctl(d.ctx, "catalog", "import", "--dry-run", "--products", path); err == nil ||
		!strings.Contains(err.Error(), "2 mistakes") {
		return "", fmt.Errorf("the bad file: %w", err)
	}
	return lastLine(said), nil
}

// health is what the terminal says of itself.
type health struct {
	State string `json:"state"`
	Feed  struct {
		Live bool `json:"live"`
	} `json:"feed"`
	Filing struct {
		Phase string `json:"phase"`
		Line  struct {
			Up bool `json:"up"`
		} `json:"line"`
		Counts struct {
			Queued, Sending, Unknown, Quarantined int
		} `json:"counts"`
	} `json:"filing"`
	Devices []struct {
		Device string `json:"device"`
		State  string `json:"state"`
		Error  *struct {
			Message string `json:"message"`
		} `json:"error"`
	} `json:"devices"`
	Trust *terminal.Error `json:"trust"`
}

func (d *day) health() (health, error) {
	var h health
	return h, d.till.get(d.ctx, "health", nil, &h)
}

func (d *day) ready() (string, error) {
	return "", until(d.ctx, 20*time.Second, func() error {
		h, err := d.health()
		if err != nil {
			return err
		}
		if !h.Feed.Live || !h.Filing.Line.Up {
			return fmt.Errorf("feed live %t, state up %t", h.Feed.Live, h.Filing.Line.Up)
		}
		for _, device := range h.Devices {
			if device.State != "ready" {
				return fmt.Errorf("%s is %s", device.Device, device.State)
			}
		}
		return nil
	})
}

type counterView struct {
	Focus struct {
		Cart, Order string
	} `json:"focus"`
	Scan struct {
		Count int64           `json:"count"`
		Did   string          `json:"did"`
		Error *terminal.Error `json:"error"`
	} `json:"scan"`
}

func (d *day) counter() (counterView, error) {
	var view counterView
	return view, d.till.get(d.ctx, "counter", nil, &view)
}

// focus puts a fresh cart, or an order, at hand.
func (d *day) focus(cart, order string) error {
	return d.till.do(d.ctx, "counter.focus", map[string]string{"cart": cart, "order": order}, nil)
}

func (d *day) openCart() (string, error) {
	cart := clock.NewID()
	if err := d.till.do(d.ctx, "cart.open", map[string]string{"cart": cart}, nil); err != nil {
		return "", err
	}
	return cart, d.focus(cart, "")
}

type completed struct {
	Sale     string `json:"sale"`
	Number   int64  `json:"number"`
	External string `json:"external"`
	Total    int64  `json:"total"`
	Change   int64  `json:"change"`
}

func dollars(cents int64) string { return fmt.Sprintf("$%d.%02d", cents/100, cents%100) }

// ring scans a person and goods over the serial line into a fresh cart.
func (d *day) ring(person string, codes ...string) (string, error) {
	cart, err := d.openCart()
	if err != nil {
		return "", err
	}
	if err := d.scanPerson(person); err != nil {
		return "", fmt.Errorf("ID of %s: %w", person, err)
	}
	for _, code := range codes {
		if err := d.scanCode(code); err != nil {
			return "", fmt.Errorf("tag %s: %w", code, err)
		}
	}
	return cart, nil
}

// tender pays a cart in cash and notes the sale.
func (d *day) tender(cart string, given int64) (completed, error) {
	var done completed
	err := d.till.do(d.ctx, "cart.tender", map[string]any{
		"cart": cart, "tenders": []map[string]any{{"kind": "cash", "given": given}},
	}, &done)
	if err == nil {
		d.sold = append(d.sold, done.Sale)
	}
	return done, err
}

// sell rings up and pays.
func (d *day) sell(person string, given int64, codes ...string) (completed, error) {
	cart, err := d.ring(person, codes...)
	if err != nil {
		return completed{}, err
	}
	return d.tender(cart, given)
}

func (d *day) pulses() (int, error) {
	var drawer struct {
		Pulses int `json:"pulses"`
	}
	return drawer.Pulses, d.control.call(d.ctx, http.MethodGet, "/control/drawer", nil, &drawer)
}

// journaled counts journal entries of a kind that hold a text.
func (d *day) journaled(kind, text string) (int, error) {
	count, after := 0, 0
	for {
		var entries []struct {
			Kind string          `json:"kind"`
			Data json.RawMessage `json:"data"`
		}
		if err := d.till.get(d.ctx, "journal", url.Values{"after": {fmt.Sprint(after)}}, &entries); err != nil {
			return 0, err
		}
		if len(entries) == 0 {
			return count, nil
		}
		for _, entry := range entries {
			if entry.Kind == kind && strings.Contains(string(entry.Data), text) {
				count++
			}
		}
		after += len(entries)
	}
}

// refused wants an error of a code, and one journal entry of it more.
func (d *day) refused(code string, try func() error) (string, error) {
	before, err := d.journaled("refused", `"code":"`+code+`"`)
	if err != nil {
		return "", err
	}
	said := try()
	var coded *terminal.Error
	if !errors.As(said, &coded) || coded.Code != code {
		return "", fmt.Errorf("%s was expected, not: %w", code, said)
	}
	after, err := d.journaled("refused", `"code":"`+code+`"`)
	if err != nil {
		return "", err
	}
	if after != before+1 {
		return "", fmt.Errorf("%s: %d journal entries, then %d", code, before, after)
	}
	return coded.Message, nil
}
