package rules

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

//go:embed packs/*.json
var embedded embed.FS

// Engine answers questions from the packs of one jurisdiction and, where there
// is one, one locality. It may hold several dated versions of each; the time of
// the sale picks. It never changes after it is made and is safe for use from
// several goroutines. A nil or zero Engine refuses everything.
type Engine struct {
	bases    []*Pack // latest first
	overlays []*Pack
	editions map[[2]*Pack]*edition
	local    bool // a locality was asked for, so one must be in force
}

// New makes an engine from the embedded packs: a jurisdiction such as "US-CO"
// and a locality such as "US-CO-Denver", which may be empty. It returns
// rules.pack_unknown if there is no such pack.
func New(jurisdiction, locality string) (*Engine, error) {
	wanted := []string{jurisdiction}
	if locality != "" {
		wanted = append(wanted, locality)
	}
	var documents [][]byte
	for _, name := range wanted {
		found, err := embeddedVersions(name)
		if err != nil {
			return nil, err
		}
		documents = append(documents, found...)
	}
	return NewFrom(documents...)
}

// Embedded lists the names of the packs that New knows.
func Embedded() []string {
	var names []string
	for _, file := range embeddedFiles() {
		name, _, _ := strings.Cut(strings.TrimSuffix(file, ".json"), "@")
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func embeddedFiles() []string {
	// The pattern is a constant and the tree is in the binary: it cannot fail.
	files, _ := fs.Glob(embedded, "packs/*.json")
	for i := range files {
		files[i] = strings.TrimPrefix(files[i], "packs/")
	}
	return files
}

// embeddedVersions reads all versions of a pack: US-CO.json, US-CO@2027.1.json.
func embeddedVersions(name string) ([][]byte, error) {
	var documents [][]byte
	for _, file := range embeddedFiles() {
		stem, _, _ := strings.Cut(strings.TrimSuffix(file, ".json"), "@")
		if stem != name {
			continue
		}
		document, err := embedded.ReadFile("packs/" + file)
		if err != nil {
			return nil, terminal.AsError(err)
		}
		documents = append(documents, document)
	}
	if len(documents) == 0 {
		return nil, terminal.Errorf(terminal.NotFound, "rules.pack_unknown", "There is no rule pack %q.", name).
			WithHint("Known are %s.", strings.Join(Embedded(), ", "))
	}
	return documents, nil
}

// NewFrom makes an engine from pack documents: one or more versions of one
// jurisdiction, and none or more versions of one overlay over it. All problems
// are in the error, see Parse.
func NewFrom(documents ...[]byte) (*Engine, error) {
	engine := &Engine{editions: map[[2]*Pack]*edition{}}
	for _, document := range documents {
		pack, err := Parse(document)
		if err != nil {
			return nil, err
		}
		if pack.parent == "" {
			engine.bases = append(engine.bases, pack)
		} else {
			engine.overlays = append(engine.overlays, pack)
		}
	}
	engine.local = len(engine.overlays) > 0
	if err := engine.checkFamily(); err != nil {
		return nil, err
	}
	for _, packs := range [][]*Pack{engine.bases, engine.overlays} {
		slices.SortStableFunc(packs, func(a, b *Pack) int { return int(b.from - a.from) })
	}
	for _, base := range engine.bases {
		for _, overlay := range append(slices.Clone(engine.overlays), nil) {
			if overlay != nil && !overlap(base.from, base.until, overlay.from, overlay.until) {
				continue
			}
			found := &report{}
			engine.editions[[2]*Pack{base, overlay}] = combine(base, overlay, found)
			if len(found.problems) > 0 {
				return nil, found.err(overlay.jurisdiction)
			}
		}
	}
	return engine, nil
}

// checkFamily makes sure that the packs belong together and that no two
// versions start on the same day.
func (e *Engine) checkFamily() error {
	if len(e.bases) == 0 {
		return familyError("There is no rule pack of a whole jurisdiction.")
	}
	for _, packs := range [][]*Pack{e.bases, e.overlays} {
		for i, pack := range packs {
			if pack.jurisdiction != packs[0].jurisdiction {
				return familyError("The rule packs %s and %s do not belong together.", packs[0].jurisdiction, pack.jurisdiction)
			}
			for _, other := range packs[:i] {
				if other.from == pack.from || other.version == pack.version {
					return familyError("The versions %s and %s of %s start on the same day or have the same name.",
						other.version, pack.version, pack.jurisdiction)
				}
			}
		}
	}
	for _, overlay := range e.overlays {
		if overlay.parent != e.bases[0].jurisdiction {
			return familyError("The overlay %s belongs to %s, not to %s.", overlay.jurisdiction, overlay.parent, e.bases[0].jurisdiction)
		}
	}
	return nil
}

func familyError(format string, args ...any) error {
	return terminal.Errorf(terminal.Invalid, "rules.packs_mixed", format, args...)
}

// today gives the civil date of a moment as it reads in its own zone, which
// must be the store's.
func today(at time.Time) day {
	year, month, date := at.Date()
	return day(year*10000 + int(month)*100 + date)
}

// pick finds what is in force at a moment of the store's zone.
func (e *Engine) pick(at time.Time) (*edition, error) {
	if e == nil || len(e.bases) == 0 {
		return nil, terminal.Errorf(terminal.Refused, "rules.no_pack", "There is no rule pack, so nothing can be sold.")
	}
	if at.IsZero() {
		return nil, terminal.Errorf(terminal.Refused, "rules.no_time", "The time of the sale is not known, so no rule can be picked.")
	}
	on := today(at)
	base, overlay := inForce(e.bases, on), inForce(e.overlays, on)
	if base == nil {
		return nil, notInForce(e.bases[0], on)
	}
	if overlay == nil && e.local {
		return nil, notInForce(e.overlays[0], on)
	}
	if found := e.editions[[2]*Pack{base, overlay}]; found != nil {
		return found, nil
	}
	return nil, notInForce(base, on)
}

func notInForce(pack *Pack, on day) error {
	return terminal.Errorf(terminal.Refused, "rules.no_pack", "No version of the rule pack %s is in force on %s.", pack.jurisdiction, on).
		WithHint("Load a version that covers the date, or correct the clock.")
}

// inForce picks the latest version that has begun and not ended.
func inForce(packs []*Pack, on day) *Pack {
	for _, pack := range packs {
		if pack.inForce(on) {
			return pack
		}
	}
	return nil
}

// chainOf finds what is in force and the buyer's class with its parents.
// Patients are refused here, once for every question.
func (e *Engine) chainOf(at time.Time, class terminal.CustomerClass) (*edition, []terminal.CustomerClass, error) {
	found, err := e.pick(at)
	if err != nil {
		return nil, nil, err
	}
	chain, ok := found.chain(class)
	if class == terminal.Medical || slices.Contains(chain, terminal.Medical) {
		return nil, nil, terminal.Errorf(terminal.Refused, "rules.medical_unsupported", "Medical sales are not in this version.").
			WithHint("Sell as an adult sale if the person is of age and wants that, or send the person to a medical counter.")
	}
	if !ok {
		return nil, nil, terminal.Errorf(terminal.Refused, "rules.class_unknown",
			"The rule pack %s does not know the customer class %q.", found.label(), string(class))
	}
	return found, chain, nil
}

// asRefusal gives the coded error; pick and chainOf return no other.
func asRefusal(err error) *terminal.Error {
	var coded *terminal.Error
	if errors.As(err, &coded) {
		return coded
	}
	return terminal.Errorf(terminal.Refused, "rules.no_verdict", "%s", fmt.Sprint(err))
}
