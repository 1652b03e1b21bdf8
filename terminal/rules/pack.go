package rules

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/govalues/decimal"

	"github.com/curbline/curbline/terminal"
)

// StatusDraft is what a draft pack is called wherever a verdict is shown.
const StatusDraft = "draft, not legally reviewed"

// schemaName is the only form that this version reads.
const schemaName = "rulepack/0.2"

// Pack is one version of one jurisdiction's rules, or of a locality's overlay
// over them. It never changes after Parse.
type Pack struct {
	jurisdiction string
	parent       string
	name         string
	version      string
	status       string
	reviewer     string
	from, until  day
	asOf         day
	reviewBy     day
	zone         string
	hash         [sha256.Size]byte

	classes      []class
	limits       []*limit
	uncounted    []*exemption
	taxes        []*tax
	fills        []*rateFill
	rounding     rounding
	ages         []ageRule
	identity     *identityRule
	weighing     *weighingRule
	hours        *openingHours
	connectivity []*offlineRule
	provide      []*leaflet
	caps         []*thcCap
	channels     []*channelRule
}

// Jurisdiction is the pack's name, such as "US-CO" or "US-CO-Denver".
func (p *Pack) Jurisdiction() string { return p.jurisdiction }

// Parent is the jurisdiction that an overlay narrows, empty for a whole pack.
func (p *Pack) Parent() string { return p.parent }

// Name is what people call the jurisdiction, such as "Colorado".
func (p *Pack) Name() string { return p.name }

// Zone is the IANA name of the time zone by which the pack's hours and days
// run, so that a store set to another zone can be told; an overlay has its
// parent's and gives none.
func (p *Pack) Zone() string { return p.zone }

// AsOf is the date on which the pack's figures were gathered, "2026-11-24".
func (p *Pack) AsOf() string { return p.asOf.String() }

// Version is the pack's own version text, such as "2026.11".
func (p *Pack) Version() string { return p.version }

// Hash is the SHA-256 of the pack's bytes, in hex: it pins what was decided by.
func (p *Pack) Hash() string { return hex.EncodeToString(p.hash[:]) }

// Status is what must be shown with every verdict of this pack.
func (p *Pack) Status() string {
	if p.status == "reviewed" {
		return "reviewed by " + p.reviewer
	}
	return StatusDraft
}

// inForce says whether the version applies on a day.
func (p *Pack) inForce(on day) bool { return p.from <= on && (p.until == 0 || on <= p.until) }

// figure is what every rule of a pack carries: where it comes from, how sure
// that is, and when it is in force. The last day of until is included.
type figure struct {
	pack        *Pack
	cite        string
	confidence  string
	note        string
	sample      bool
	from, until day
}

func (f *figure) inForce(on day) bool { return f.from <= on && (f.until == 0 || on <= f.until) }

// result starts a RuleResult with the figure's provenance.
func (f *figure) result(rule, title string, outcome terminal.Outcome) terminal.RuleResult {
	return terminal.RuleResult{
		Rule: rule, Pack: f.pack.jurisdiction, Version: f.pack.version, Cite: f.cite,
		Outcome: outcome, Title: title, Confidence: f.confidence, Sample: f.sample,
	}
}

type class struct {
	id      terminal.CustomerClass
	parents []terminal.CustomerClass
}

// The windows that this version can add up.
const (
	windowTransaction = "transaction"
	windowDay         = "business_day"
)

// scopeStore is the only scope whose ledger the terminal has.
const scopeStore = "customer@store"

type limit struct {
	figure
	id, title   string
	class       terminal.CustomerClass
	terms       []term
	maximum     decimal.Decimal
	unit        string
	window      string
	windowDays  int
	scope       string
	denominator decimal.Decimal
	bound       decimal.Decimal // maximum × denominator
	// byCategory lists the terms that count a category, by its place in the
	// closed list.
	byCategory [][]int
}

// supported says whether this version has the ledger to check the limit.
func (l *limit) supported() bool {
	return (l.window == windowTransaction || l.window == windowDay) && l.scope == scopeStore
}

type term struct {
	label      string
	categories []terminal.Category
	measure    terminal.Measure
	text       string // of the factor, as the pack has it
	factor     rational
	weight     decimal.Decimal // factor × the limit's denominator, a whole number
}

// exemption lists categories that no limit of a class counts but that may be
// sold to it.
type exemption struct {
	figure
	id, title  string
	class      terminal.CustomerClass
	categories []terminal.Category
	unlessFlag string
}

type thcCap struct {
	figure
	id, title  string
	class      terminal.CustomerClass
	categories []terminal.Category
	perPackage *decimal.Decimal // milligrams THC
	perUnit    *decimal.Decimal
}

type ageRule struct {
	figure
	class terminal.CustomerClass
	years int
}

type identityRule struct {
	figure
	points    []string
	unexpired bool
	byHand    ByHand
}

// weighingRule says whether goods may be weighed for a customer.
type weighingRule struct {
	figure
	atCounter bool
}

type offlineRule struct {
	figure
	id, text string
	class    terminal.CustomerClass
	allowed  bool
}

type channelRule struct {
	figure
	id, channel string
	allowed     bool
}

type leaflet struct {
	figure
	id, text   string
	categories []terminal.Category
}

// classAll in a pack means every class.
const classAll = "all"

type tax struct {
	figure
	id, name   string
	kind       string
	rate       decimal.Decimal
	rateText   string
	lookup     string // of "lookup:local": "local"; the rate is then a rateFill's
	appliesTo  string
	only       []terminal.Category
	except     []terminal.Category
	onPrice    bool
	onTaxes    []string
	order      int
	payer      string
	byCategory []bool // whether it is due on a category, by place in the closed list
}

// rateFill is an overlay's rate for a tax that the parent leaves open.
type rateFill struct {
	figure
	tax, name string
	rate      decimal.Decimal
	rateText  string
}

type rounding struct {
	perLine bool
	carry   int // decimal places of a dollar that are kept before rounding to cents
}

var categoryPlaces = func() map[terminal.Category]int {
	places := make(map[terminal.Category]int, len(terminal.Categories))
	for i, category := range terminal.Categories {
		places[category] = i
	}
	return places
}()

// place gives a category's place in the closed list, -1 if it is not on it.
func place(category terminal.Category) int {
	if at, ok := categoryPlaces[category]; ok {
		return at
	}
	return -1
}
