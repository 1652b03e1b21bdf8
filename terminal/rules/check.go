package rules

import (
	"fmt"

	"github.com/curbline/curbline/terminal"
)

// checkPack looks at what one field alone cannot show: ids that stand twice,
// classes that nobody declares, taxes on taxes.
func checkPack(pack *Pack, found *report) {
	checkIDs(pack, found)
	checkTaxes(pack.taxes, "$.taxes", found)
	checkFills(pack, found)
	if pack.parent == "" {
		checkClasses(pack, found)
		checkClassUses(pack, declared(pack.classes), found)
	}
}

func checkIDs(pack *Pack, found *report) {
	seen := map[string]string{}
	check := func(section string, at int, id string) {
		path := fmt.Sprintf("$.%s[%d].id", section, at)
		if first, twice := seen[id]; twice {
			found.add(path, "%q stands at %s too", id, first)
			return
		}
		seen[id] = path
	}
	for i, rule := range pack.limits {
		check("limits", i, rule.id)
	}
	for i, rule := range pack.uncounted {
		check("uncounted", i, rule.id)
	}
	for i, rule := range pack.taxes {
		check("taxes", i, rule.id)
	}
	for i, rule := range pack.connectivity {
		check("connectivity", i, rule.id)
	}
	for i, rule := range pack.channels {
		check("channels", i, rule.id)
	}
	for i, rule := range pack.provide {
		check("must_provide", i, rule.id)
	}
	for i, rule := range pack.caps {
		check("thc_caps", i, rule.id)
	}
	if pack.hours != nil {
		if first, twice := seen[pack.hours.id]; twice {
			found.add("$.hours.id", "%q stands at %s too", pack.hours.id, first)
		}
	}
}

// checkTaxes makes sure that every base resolves to a tax of an earlier order,
// so that no tax can depend on itself.
func checkTaxes(taxes []*tax, path string, found *report) {
	byID := map[string]*tax{}
	for _, rule := range taxes {
		byID[rule.id] = rule
	}
	for i, rule := range taxes {
		at := fmt.Sprintf("%s[%d].base", path, i)
		for _, id := range rule.onTaxes {
			base := byID[id]
			switch {
			case base == nil:
				if rule.pack.parent == "" {
					found.add(at, "names the tax %q, which is not in the pack", id)
				}
			case base.order >= rule.order:
				found.add(at, "names the tax %q, whose order %d is not before %d", id, base.order, rule.order)
			case rule.payer == payerConsumer && base.payer != payerConsumer:
				found.add(at, "names the tax %q, which is not the consumer's and so not in the sale", id)
			}
		}
	}
}

func checkFills(pack *Pack, found *report) {
	for i, fill := range pack.fills {
		for j, other := range pack.fills[:i] {
			if fill.tax == other.tax && overlap(fill.from, fill.until, other.from, other.until) {
				found.add(fmt.Sprintf("$.rates[%d]", i), "is in force together with $.rates[%d] for %q", j, fill.tax)
			}
		}
	}
}

func overlap(from, until, otherFrom, otherUntil day) bool {
	return (until == 0 || otherFrom <= until) && (otherUntil == 0 || from <= otherUntil)
}

func declared(classes []class) map[terminal.CustomerClass]bool {
	known := map[terminal.CustomerClass]bool{}
	for _, class := range classes {
		known[class.id] = true
	}
	return known
}

// checkClasses wants each class once and its parents before it, which also
// keeps the parents free of circles.
func checkClasses(pack *Pack, found *report) {
	seen := map[terminal.CustomerClass]bool{}
	for i, class := range pack.classes {
		path := fmt.Sprintf("$.classes[%d]", i)
		if seen[class.id] || class.id == classAll {
			found.add(path+".id", "%q stands twice or is reserved", class.id)
		}
		for _, parent := range class.parents {
			if !seen[parent] {
				found.add(path+".parents", "names %q, which does not stand before it", parent)
			}
		}
		seen[class.id] = true
	}
}

func checkClassUses(pack *Pack, known map[terminal.CustomerClass]bool, found *report) {
	check := func(section string, at int, field string, id terminal.CustomerClass) {
		if !known[id] {
			found.add(fmt.Sprintf("$.%s[%d].%s", section, at, field), "names the class %q, which is not declared", id)
		}
	}
	for i, rule := range pack.limits {
		check("limits", i, "customer_class", rule.class)
	}
	for i, rule := range pack.uncounted {
		check("uncounted", i, "customer_class", rule.class)
	}
	for i, rule := range pack.taxes {
		if rule.appliesTo != classAll {
			check("taxes", i, "applies_to", terminal.CustomerClass(rule.appliesTo))
		}
	}
	for i, rule := range pack.ages {
		check("age", i, "customer_class", rule.class)
	}
	for i, rule := range pack.connectivity {
		check("connectivity", i, "customer_class", rule.class)
	}
	for i, rule := range pack.caps {
		check("thc_caps", i, "customer_class", rule.class)
	}
}
