// Package config reads curbline.toml: typed, validated whole, every problem
// listed with its line, unknown keys refused.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"github.com/curbline/curbline/terminal"
)

// fileMaxBytes bounds a configuration file.
const fileMaxBytes = 1 << 20

// settleDelayMin is the shortest settle delay with a real state.
const settleDelayMin = 60 * time.Second

// Config is the whole configuration; see the comments of curbline.toml's
// sections in the README.
type Config struct {
	Store        Store        `toml:"store"`
	Terminal     Terminal     `toml:"terminal"`
	API          API          `toml:"api"`
	Orders       Orders       `toml:"orders"`
	Traceability Traceability `toml:"traceability"`
	Devices      Devices      `toml:"devices"`
	Tablet       Tablet       `toml:"tablet"`
	Rules        Rules        `toml:"rules"`
	Secrets      Secrets      `toml:"secrets"`

	// Zone is Store.TimeZone, loaded.
	Zone *time.Location `toml:"-"`
	// StartClock is Terminal.StartClock, parsed; zero for the real time.
	StartClock time.Time `toml:"-"`
}

// Store is the shop.
type Store struct {
	Name         string   `toml:"name"`
	Code         string   `toml:"code"` // 2–6 of A–Z and 0–9, in every receipt number
	License      string   `toml:"license"`
	Jurisdiction string   `toml:"jurisdiction"`
	Locality     string   `toml:"locality"`
	TimeZone     string   `toml:"time_zone"` // IANA
	Address      []string `toml:"address"`
}

// Terminal is this machine.
type Terminal struct {
	ID         string `toml:"id"`
	DataDir    string `toml:"data_dir"`
	StartClock string `toml:"start_clock"`
}

// API is the loopback API.
type API struct {
	Listen string `toml:"listen"`
}

// Orders is the web shop's feed; no url, no orders.
type Orders struct {
	URL                string `toml:"url"`
	PriceFloorPercent  int64  `toml:"price_floor_percent"` // of the catalog price; default 50
	PackedBagKeptHours int64  `toml:"packed_bag_kept_hours"`
}

// Traceability is the state's system.
type Traceability struct {
	System       string   `toml:"system"` // metrc or none
	URL          string   `toml:"url"`
	SettleDelay  Duration `toml:"settle_delay"`
	FilingWithin Duration `toml:"filing_within"`
	PerSecond    int64    `toml:"requests_per_second"`
}

// Rules are choices about rule packs.
type Rules struct {
	AcceptDraft string `toml:"accept_draft"`
}

// Secrets name a development file in the sandbox; otherwise secrets are set with
// curblinectl.
type Secrets struct {
	File string `toml:"file"`
}

// Duration is a text such as "60s".
type Duration struct{ time.Duration }

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	d.Duration, err = time.ParseDuration(string(text))
	return err
}

// Problem is one mistake in the file. Line is 0 where a key is missing.
type Problem struct {
	Line int
	Key  string
	Text string
}

// String gives "line 12, store.code: …".
func (p Problem) String() string {
	if p.Line == 0 {
		return p.Key + ": " + p.Text
	}
	return fmt.Sprintf("line %d, %s: %s", p.Line, p.Key, p.Text)
}

// Problems are all mistakes of a file; they are an error of kind Invalid, code
// "config.problems".
type Problems []Problem

// Err gives the problems as one error, nil if there are none.
func (p Problems) Err(path string) error {
	if len(p) == 0 {
		return nil
	}
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.String()
	}
	return terminal.Errorf(terminal.Invalid, "config.problems", "%s has %d mistakes:\n  %s",
		filepath.Base(path), len(p), strings.Join(lines, "\n  "))
}

// Load reads and validates a file. Relative paths in it are relative to it.
func Load(path string) (Config, error) {
	info, err := os.Stat(path)
	if err != nil {
		return Config{}, terminal.Errorf(terminal.NotFound, "config.missing", "There is no configuration at %s.", path).Wrap(err)
	}
	if info.Size() > fileMaxBytes {
		return Config{}, terminal.Errorf(terminal.Invalid, "config.too_large", "%s is too large for a configuration.", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Config{}, terminal.Errorf(terminal.Unavailable, "config.unreadable", "%s cannot be read.", path).Wrap(err)
	}
	config, problems := Parse(string(text), filepath.Dir(path))
	return config, problems.Err(path)
}

// Parse reads and validates a text; folder is what relative paths start from.
func Parse(text, folder string) (Config, Problems) {
	var config Config
	meta, err := toml.Decode(text, &config)
	if err != nil {
		problem := Problem{Key: "syntax", Text: err.Error()}
		var parse toml.ParseError
		if errors.As(err, &parse) {
			problem.Line, problem.Key, problem.Text = parse.Position.Line, parse.LastKey, parse.Message
		}
		return config, Problems{problem}
	}
	check := checker{lines: lineNumbers(text)}
	for _, key := range meta.Undecoded() {
		check.say(key.String(), "this key is not known")
	}
	config.defaults(folder)
	config.check(&check)
	slices.SortStableFunc(check.problems, func(a, b Problem) int { return a.Line - b.Line })
	return config, check.problems
}

func (c *Config) defaults(folder string) {
	if c.API.Listen == "" {
		c.API.Listen = "127.0.0.1:7440"
	}
	if c.Orders.PriceFloorPercent == 0 {
		c.Orders.PriceFloorPercent = 50
	}
	if c.Orders.PackedBagKeptHours == 0 {
		c.Orders.PackedBagKeptHours = 24
	}
	if c.Traceability.System == "" {
		c.Traceability.System = "none"
	}
	if c.Traceability.SettleDelay.Duration == 0 {
		c.Traceability.SettleDelay.Duration = settleDelayMin
	}
	if c.Traceability.FilingWithin.Duration == 0 {
		c.Traceability.FilingWithin.Duration = 24 * time.Hour
	}
	if c.Traceability.PerSecond == 0 {
		c.Traceability.PerSecond = 5
	}
	if c.Tablet.Host == "" {
		c.Tablet.Host = "curbline-" + strings.ToLower(c.Terminal.ID)
	}
	c.Devices.defaults()
	paths := []*string{&c.Terminal.DataDir, &c.Secrets.File}
	for _, device := range c.Devices.ports() {
		paths = append(paths, device.port)
	}
	for _, path := range paths {
		if *path != "" && !filepath.IsAbs(*path) {
			*path = filepath.Join(folder, *path)
		}
	}
}

type checker struct {
	lines    map[string]int
	problems Problems
}

func (c *checker) say(key, format string, args ...any) {
	c.problems = append(c.problems, Problem{Line: c.lines[key], Key: key, Text: fmt.Sprintf(format, args...)})
}

func (c *checker) need(key, value string) {
	if value == "" {
		c.say(key, "must be set")
	}
}

var (
	codePattern     = regexp.MustCompile(`^[A-Z0-9]{2,6}$`)
	terminalPattern = regexp.MustCompile(`^[A-Z0-9]{1,6}$`)
)

func (c *Config) check(check *checker) {
	c.checkStore(check)
	c.checkTerminal(check)
	if !loopback(c.API.Listen) {
		check.say("api.listen", "%q is not a loopback address and port", c.API.Listen)
	}
	checkURL(check, "orders.url", c.Orders.URL, "ws", "wss", true)
	if c.Orders.PriceFloorPercent < 0 || c.Orders.PriceFloorPercent > 100 {
		check.say("orders.price_floor_percent", "must be 0 to 100")
	}
	c.checkTraceability(check)
	c.checkTablet(check)
	c.Devices.check(check)
}

func (c *Config) checkStore(check *checker) {
	check.need("store.name", c.Store.Name)
	check.need("store.license", c.Store.License)
	check.need("store.jurisdiction", c.Store.Jurisdiction)
	if !codePattern.MatchString(c.Store.Code) {
		check.say("store.code", "%q must be 2 to 6 of A–Z and 0–9", c.Store.Code)
	}
	zone, err := time.LoadLocation(c.Store.TimeZone)
	if err != nil || c.Store.TimeZone == "" || c.Store.TimeZone == "Local" {
		check.say("store.time_zone", "%q is not a time zone such as America/Denver", c.Store.TimeZone)
		zone = time.UTC
	}
	c.Zone = zone
}

func (c *Config) checkTerminal(check *checker) {
	if !terminalPattern.MatchString(c.Terminal.ID) {
		check.say("terminal.id", "%q must be 1 to 6 of A–Z and 0–9", c.Terminal.ID)
	}
	check.need("terminal.data_dir", c.Terminal.DataDir)
	if c.Terminal.StartClock == "" {
		return
	}
	start, err := time.Parse(time.RFC3339, c.Terminal.StartClock)
	if err != nil {
		check.say("terminal.start_clock", "%q is not a time such as 2026-11-24T10:00:00-07:00", c.Terminal.StartClock)
	}
	if c.RealState() {
		check.say("terminal.start_clock", "is for the sandbox and is refused with a real state's url")
	}
	c.StartClock = start
}

func (c *Config) checkTraceability(check *checker) {
	switch c.Traceability.System {
	case "none":
	case "metrc":
		checkURL(check, "traceability.url", c.Traceability.URL, "http", "https", false)
	default:
		check.say("traceability.system", "%q is not metrc or none", c.Traceability.System)
	}
	delay := c.Traceability.SettleDelay.Duration
	if delay < settleDelayMin && c.RealState() || delay <= 0 {
		check.say("traceability.settle_delay", "%s is below %s, which only a loopback url may have", delay, settleDelayMin)
	}
	if c.Traceability.FilingWithin.Duration < time.Minute {
		check.say("traceability.filing_within", "must be a minute or more")
	}
	if c.Traceability.PerSecond < 1 || c.Traceability.PerSecond > 50 {
		check.say("traceability.requests_per_second", "must be 1 to 50")
	}
	if c.RealState() && c.Secrets.File != "" {
		check.say("secrets.file", "is for the sandbox and is refused with a real state's url")
	}
}

// RealState says whether sales are filed anywhere but on this machine.
func (c *Config) RealState() bool {
	if c.Traceability.System == "none" || c.Traceability.URL == "" {
		return false
	}
	parsed, err := url.Parse(c.Traceability.URL)
	return err != nil || !loopback(net.JoinHostPort(parsed.Hostname(), "1"))
}

// checkURL wants TLS everywhere but on loopback.
func checkURL(check *checker, key, text, plain, secure string, optional bool) {
	if text == "" && optional {
		return
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Host == "" || parsed.User != nil || (parsed.Scheme != plain && parsed.Scheme != secure) {
		check.say(key, "%q is not an address that begins with %s://", text, secure)
		return
	}
	if parsed.Scheme == plain && !loopback(net.JoinHostPort(parsed.Hostname(), "1")) {
		check.say(key, "must be %s:// outside this machine", secure)
	}
}

func loopback(hostPort string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// lineNumbers finds where each key of a TOML text stands.
func lineNumbers(text string) map[string]int {
	lines := map[string]int{}
	table := ""
	for number, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(strings.SplitN(line, "#", 2)[0], "[] \t") + "."
			lines[strings.TrimSuffix(table, ".")] = number + 1
			continue
		}
		if key, _, found := strings.Cut(line, "="); found && !strings.HasPrefix(line, "#") {
			lines[table+strings.TrimSpace(key)] = number + 1
		}
	}
	return lines
}
