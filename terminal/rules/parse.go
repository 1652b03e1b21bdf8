package rules

import (
	"crypto/sha256"
	"regexp"
	"strings"

	"github.com/curbline/curbline/terminal"
)

var (
	wholePattern   = regexp.MustCompile(`^US-[A-Z]{2}$`)
	overlayPattern = regexp.MustCompile(`^US-[A-Z]{2}-[A-Za-z0-9-]{1,40}$`)
	idPattern      = regexp.MustCompile(`^[a-z0-9]+([-_][a-z0-9]+)*$`)
	versionPattern = regexp.MustCompile(`^[0-9A-Za-z.-]{1,20}$`)
)

// Parse reads and checks one pack. Unknown fields, duplicate keys and ids,
// figures without a citation, categories and measures beyond the closed lists
// and everything else that could be read in two ways are refused. The error is
// a *terminal.Error of code rules.pack_invalid; its cause is the Problems, all
// of them, each with its JSON path.
func Parse(data []byte) (*Pack, error) {
	found := &report{}
	tree, err := readTree(data, found)
	if err != nil {
		found.add("$", "is not readable as JSON: %v", err)
		return nil, found.err("given")
	}
	root := newObject(tree, "$", found)
	pack := &Pack{hash: sha256.Sum256(data)}
	readHead(root, pack)
	if pack.parent == "" {
		readWhole(root, pack)
	} else {
		readOverlay(root, pack)
	}
	root.finish()
	if len(found.problems) == 0 {
		checkPack(pack, found)
	}
	name := pack.jurisdiction
	if name == "" {
		name = "given"
	}
	if err := found.err(name); err != nil {
		return nil, err
	}
	return pack, nil
}

func readHead(root *object, pack *Pack) {
	root.choice("schema", true, schemaName)
	pack.parent = root.text("parent", false)
	pack.jurisdiction = root.text("jurisdiction", true)
	switch {
	case pack.jurisdiction == "":
	case pack.parent == "" && !wholePattern.MatchString(pack.jurisdiction):
		root.problem("jurisdiction", "is %q, must be like US-CO, or like US-CO-Denver with a parent", pack.jurisdiction)
	case pack.parent != "" && (!overlayPattern.MatchString(pack.jurisdiction) ||
		!strings.HasPrefix(pack.jurisdiction, pack.parent+"-")):
		root.problem("jurisdiction", "is %q, must be the parent %q and a name", pack.jurisdiction, pack.parent)
	}
	if pack.parent != "" && !wholePattern.MatchString(pack.parent) {
		root.problem("parent", "is %q, must be like US-CO", pack.parent)
	}
	pack.name = root.text("name", true)
	pack.version = root.text("pack_version", true)
	if pack.version != "" && !versionPattern.MatchString(pack.version) {
		root.problem("pack_version", "is %q, must be at most 20 letters, digits, points and dashes", pack.version)
	}
	pack.status = root.choice("status", true, "draft", "reviewed")
	pack.reviewer = root.text("reviewer", pack.status == "reviewed")
	pack.asOf = root.date("as_of", true)
	pack.from = root.date("effective_from", true)
	pack.until = root.date("effective_until", false)
	if pack.until != 0 && pack.until < pack.from {
		root.problem("effective_until", "is before effective_from")
	}
	pack.reviewBy = root.date("review_by", true)
	root.texts("sources", false)
	root.text("note", false)
}

func readWhole(root *object, pack *Pack) {
	pack.zone = root.text("timezone", true)
	if text := root.text("ounce_g", true); text != "" {
		if _, err := parseNumber(text); err != nil {
			root.problem("ounce_g", "%v", err)
		}
	}
	root.texts("license_types", false)
	pack.classes = readClasses(root)
	readShared(root, pack)
	for _, field := range root.objects("uncounted", true) {
		pack.uncounted = append(pack.uncounted, readExemption(field, pack))
	}
	pack.rounding = readRounding(root.object("tax_rounding", true))
	pack.identity = readIdentity(root.object("id", true), pack)
	pack.weighing = readWeighing(root.object("weighing", false), pack)
	readReturns(root.object("returns", false), pack)
	for _, field := range root.objects("combos", false) {
		field.text("rule", true)
		readFigure(field, pack)
		field.finish()
	}
	for _, name := range []string{"limits", "taxes", "age", "hours", "connectivity"} {
		if !root.has(name) {
			root.problem(name, "is missing")
		}
	}
}

func readOverlay(root *object, pack *Pack) {
	readShared(root, pack)
	for _, field := range root.objects("rates", false) {
		pack.fills = append(pack.fills, readFill(field, pack))
	}
}

// readShared reads what both a whole pack and an overlay may hold.
func readShared(root *object, pack *Pack) {
	for _, field := range root.objects("limits", false) {
		pack.limits = append(pack.limits, readLimit(field, pack))
	}
	for _, field := range root.objects("taxes", false) {
		pack.taxes = append(pack.taxes, readTax(field, pack))
	}
	for _, field := range root.objects("age", false) {
		age := ageRule{class: readClass(field), years: field.number("min", true, 1, 99)}
		age.figure = readFigure(field, pack)
		field.finish()
		pack.ages = append(pack.ages, age)
	}
	pack.hours = readHours(root.object("hours", false), pack)
	for _, field := range root.objects("connectivity", false) {
		rule := &offlineRule{id: readID(field), class: readClass(field), text: field.text("text", true)}
		rule.allowed = field.choice("offline_sale", true, "allowed", "refused") == "allowed"
		rule.figure = readFigure(field, pack)
		field.finish()
		pack.connectivity = append(pack.connectivity, rule)
	}
	for _, field := range root.objects("channels", false) {
		rule := &channelRule{id: readID(field), channel: field.text("channel", true), allowed: field.flag("allowed", true)}
		rule.figure = readFigure(field, pack)
		field.finish()
		pack.channels = append(pack.channels, rule)
	}
	for _, field := range root.objects("must_provide", false) {
		rule := &leaflet{id: readID(field), text: field.text("text", true), categories: field.categories("categories", true)}
		rule.figure = readFigure(field, pack)
		field.finish()
		pack.provide = append(pack.provide, rule)
	}
	for _, field := range root.objects("thc_caps", false) {
		pack.caps = append(pack.caps, readCap(field, pack))
	}
}

func readID(field *object) string {
	id := field.text("id", true)
	if id != "" && (len(id) > 60 || !idPattern.MatchString(id)) {
		field.problem("id", "is %q, must be lower-case words joined by dashes", id)
	}
	return id
}

func readClass(field *object) terminal.CustomerClass {
	return terminal.CustomerClass(field.text("customer_class", true))
}

func readFigure(field *object, pack *Pack) figure {
	read := figure{
		pack: pack, cite: field.text("cite", true),
		confidence: field.choice("confidence", true, "H", "M", "L"),
		note:       field.text("note", false), sample: field.flag("sample", false),
		from: field.date("effective_from", false), until: field.date("effective_until", false),
	}
	if read.until != 0 && read.until < read.from {
		field.problem("effective_until", "is before effective_from")
	}
	return read
}

func readClasses(root *object) []class {
	var classes []class
	for _, field := range root.objects("classes", true) {
		read := class{id: terminal.CustomerClass(readID(field))}
		for _, parent := range field.texts("parents", false) {
			read.parents = append(read.parents, terminal.CustomerClass(parent))
		}
		field.finish()
		classes = append(classes, read)
	}
	return classes
}

func readExemption(field *object, pack *Pack) *exemption {
	read := &exemption{
		id: readID(field), title: field.text("title", true), class: readClass(field),
		categories: field.categories("categories", true), unlessFlag: field.text("unless_flag", false),
	}
	read.figure = readFigure(field, pack)
	field.finish()
	return read
}

func readIdentity(field *object, pack *Pack) *identityRule {
	if field == nil {
		return nil
	}
	read := &identityRule{points: field.texts("check_points", true), unexpired: field.flag("unexpired_required", true)}
	read.byHand = ByHand(field.choice("by_hand", false, string(ByHandNever), string(ByHandSupervisor), string(ByHandSecondPerson)))
	read.figure = readFigure(field, pack)
	field.finish()
	return read
}

func readWeighing(field *object, pack *Pack) *weighingRule {
	if field == nil {
		return nil
	}
	read := &weighingRule{atCounter: field.flag("at_counter", true)}
	read.figure = readFigure(field, pack)
	field.finish()
	return read
}

func readReturns(field *object, pack *Pack) {
	if field == nil {
		return
	}
	field.flag("accept", true)
	field.flag("restock", true)
	field.number("destroy_within_days", false, 1, 3650)
	readFigure(field, pack)
	field.finish()
}

func readRounding(field *object) rounding {
	if field == nil {
		return rounding{}
	}
	read := rounding{
		perLine: field.choice("level", true, "receipt", "line") == "line",
		// Three places is what the Streamlined rule asks; fewer would round twice.
		carry: field.number("carry_dp", true, 3, packFractionDigitsMax),
	}
	field.choice("round", true, "half_up")
	field.text("basis", true)
	field.finish()
	return read
}
