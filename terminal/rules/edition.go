package rules

import (
	"fmt"
	"slices"

	"github.com/curbline/curbline/terminal"
)

// edition is one version of a pack together with at most one version of an
// overlay: everything that is in force on a day.
type edition struct {
	base, overlay *Pack
	packs         []*Pack
	chains        map[terminal.CustomerClass][]terminal.CustomerClass
	limits        []*limit
	taxes         []*tax // in the order in which they are computed
	caps          []*thcCap
	provide       []*leaflet
	hours         []*openingHours
	channels      [][]*channelRule // of each pack that has any
}

// combine lays an overlay, which may be nil, over a pack. Mistakes of the
// overlay against this parent are added to found.
func combine(base, overlay *Pack, found *report) *edition {
	combined := &edition{base: base, overlay: overlay, packs: []*Pack{base}, chains: map[terminal.CustomerClass][]terminal.CustomerClass{}}
	for _, class := range base.classes {
		chain := []terminal.CustomerClass{class.id}
		for _, parent := range class.parents {
			for _, ancestor := range combined.chains[parent] {
				if !slices.Contains(chain, ancestor) {
					chain = append(chain, ancestor)
				}
			}
		}
		combined.chains[class.id] = chain
	}
	if overlay != nil {
		combined.packs = append(combined.packs, overlay)
		checkOverlay(base, overlay, found)
	}
	for _, pack := range combined.packs {
		combined.limits = append(combined.limits, pack.limits...)
		combined.taxes = append(combined.taxes, pack.taxes...)
		combined.caps = append(combined.caps, pack.caps...)
		combined.provide = append(combined.provide, pack.provide...)
		if pack.hours != nil {
			combined.hours = append(combined.hours, pack.hours)
		}
		if len(pack.channels) > 0 {
			combined.channels = append(combined.channels, pack.channels)
		}
	}
	slices.SortStableFunc(combined.taxes, func(a, b *tax) int { return a.order - b.order })
	return combined
}

// checkOverlay makes sure that an overlay only narrows. An added limit always
// does, because all limits apply; one that bears the id of a parent's claims to
// replace it, so it must count the same and allow no more.
func checkOverlay(base, overlay *Pack, found *report) {
	checkOverlayLimits(base, overlay, found)
	checkOverlayTaxes(base, overlay, found)
	if overlay.hours != nil && base.hours != nil {
		if words, ok := overlay.hours.within(base.hours); !ok {
			found.add("$.hours", "opens %s, when %s is closed; an overlay may only narrow", words, base.jurisdiction)
		}
	}
	for i, age := range overlay.ages {
		if parent := findAge(base, []terminal.CustomerClass{age.class}, 0); parent != nil && age.years < parent.years {
			found.add(fmt.Sprintf("$.age[%d].min", i), "is %d, below the %d of %s; an overlay may only narrow",
				age.years, parent.years, base.jurisdiction)
		}
	}
	for i, rule := range overlay.connectivity {
		if rule.allowed {
			found.add(fmt.Sprintf("$.connectivity[%d].offline_sale", i), "allows; an overlay may only refuse")
		}
	}
	checkClassUses(overlay, declared(base.classes), found)
}

func checkOverlayLimits(base, overlay *Pack, found *report) {
	for i, narrow := range overlay.limits {
		for _, parent := range base.limits {
			if parent.id != narrow.id {
				continue
			}
			path := fmt.Sprintf("$.limits[%d]", i)
			if parent.class != narrow.class || parent.unit != narrow.unit || parent.window != narrow.window ||
				!slices.EqualFunc(parent.terms, narrow.terms, sameTerm) {
				found.add(path, "counts otherwise than the limit %q of %s", narrow.id, base.jurisdiction)
			} else if narrow.maximum.Cmp(parent.maximum) > 0 {
				found.add(path+".max", "is %s, above the %s of %s; an overlay may only narrow",
					narrow.maximum, parent.maximum, base.jurisdiction)
			}
		}
	}
}

func sameTerm(a, b term) bool {
	return a.measure == b.measure && a.factor == b.factor && slices.Equal(a.categories, b.categories)
}

func checkOverlayTaxes(base, overlay *Pack, found *report) {
	for i, added := range overlay.taxes {
		if slices.ContainsFunc(base.taxes, func(t *tax) bool { return t.id == added.id }) {
			found.add(fmt.Sprintf("$.taxes[%d].id", i), "%q is a tax of %s; an overlay may only add taxes", added.id, base.jurisdiction)
		}
	}
	checked := &report{}
	checkTaxes(append(slices.Clone(overlay.taxes), base.taxes...), "$.taxes", checked)
	for i, added := range overlay.taxes {
		for _, id := range added.onTaxes {
			if !slices.ContainsFunc(append(slices.Clone(overlay.taxes), base.taxes...), func(t *tax) bool { return t.id == id }) {
				found.add(fmt.Sprintf("$.taxes[%d].base", i), "names the tax %q, which neither the overlay nor %s has", id, base.jurisdiction)
			}
		}
	}
	for _, problem := range checked.problems {
		if !slices.Contains(found.problems, problem) {
			found.problems = append(found.problems, problem)
		}
	}
	for i, fill := range overlay.fills {
		if !slices.ContainsFunc(base.taxes, func(t *tax) bool { return t.id == fill.tax && t.lookup != "" }) {
			found.add(fmt.Sprintf("$.rates[%d].tax", i), "%q is not a tax of %s that is left to be looked up", fill.tax, base.jurisdiction)
		}
	}
}

// chain gives a class and its parents, false if the pack does not declare it.
func (e *edition) chain(class terminal.CustomerClass) ([]terminal.CustomerClass, bool) {
	chain, ok := e.chains[class]
	return chain, ok
}

// applicable gives the limits of a class and its parents in force on a day.
func (e *edition) applicable(chain []terminal.CustomerClass, on day) []*limit {
	applied := make([]*limit, 0, len(e.limits))
	for _, limit := range e.limits {
		if limit.inForce(on) && slices.Contains(chain, limit.class) {
			applied = append(applied, limit)
		}
	}
	return applied
}

// exemption finds what lets a category be sold uncounted to a class, nil if
// nothing does.
func (e *edition) exemption(chain []terminal.CustomerClass, category terminal.Category, on day) *exemption {
	for _, rule := range e.base.uncounted {
		if rule.inForce(on) && slices.Contains(chain, rule.class) && contains(rule.categories, category) {
			return rule
		}
	}
	return nil
}

// counted says whether a limit of the parent counts the category. A limit that
// an overlay adds does not count here: it cannot open what the parent leaves
// shut.
func (e *edition) counted(limits []*limit, at int) bool {
	for _, limit := range limits {
		if limit.pack == e.base && len(limit.byCategory[at]) > 0 {
			return true
		}
	}
	return false
}

// offline finds the rules on selling while the line is down. The parent must
// have one; an overlay's may refuse besides.
func (e *edition) offline(chain []terminal.CustomerClass, on day) []*offlineRule {
	var found []*offlineRule
	for _, pack := range e.packs {
		for _, rule := range pack.connectivity {
			if rule.inForce(on) && slices.Contains(chain, rule.class) {
				found = append(found, rule)
			}
		}
	}
	return found
}

// findAge finds the age of the nearest class of a chain that is in force on a
// day; any day will do if on is zero.
func findAge(pack *Pack, chain []terminal.CustomerClass, on day) *ageRule {
	for _, class := range chain {
		for i := range pack.ages {
			if pack.ages[i].class == class && (on == 0 || pack.ages[i].inForce(on)) {
				return &pack.ages[i]
			}
		}
	}
	return nil
}

// label is the packs' names and versions: "US-CO 2026.11 + US-CO-Denver 2026.11".
func (e *edition) label() string {
	text := ""
	for i, pack := range e.packs {
		if i > 0 {
			text += " + "
		}
		text += pack.jurisdiction + " " + pack.version
	}
	return text
}
