package rules

import (
	"fmt"
	"slices"

	"github.com/curbline/curbline/terminal"
)

// judgeCaps asks whether each unit sold holds at most so much THC. Intake asks
// the same of the product; here it is asked again of what is sold, because the
// figure in force may have changed since.
func (v *evaluation) judgeCaps() {
	for _, rule := range v.caps {
		if rule.perPackage == nil || !rule.inForce(v.on) || !slices.Contains(v.chain, rule.class) {
			continue
		}
		asked, refused := 0, ""
		for i := range v.question.Lines {
			line := &v.question.Lines[i]
			if v.bad[i] || !contains(rule.categories, line.Category) {
				continue
			}
			asked++
			problem := rule.check(line)
			if problem == nil {
				continue
			}
			v.bad[i] = true
			refused = problem.Message
			v.refuse(problem, false)
		}
		if asked == 0 {
			continue
		}
		result := rule.result(rule.id, rule.title, outcome(refused == ""))
		result.Max, result.Unit, result.Arithmetic = rule.perPackage.String(), "mg THC", refused
		if refused == "" {
			result.Arithmetic = fmt.Sprintf("%d line(s), each at most %s mg THC a package", asked, rule.perPackage)
		}
		v.results = append(v.results, result)
	}
}

// check compares the line's content with the cap times the quantity, so that
// nothing is divided.
func (c *thcCap) check(line *terminal.Line) *terminal.Error {
	content, ok := line.Measures[terminal.THCMilligrams]
	if !ok {
		return terminal.Errorf(terminal.Refused, "rules.measure_missing",
			"%s has no THC content (%s), so the cap %s cannot be checked.", line.Name, terminal.THCMilligrams, c.id)
	}
	most, ok := multiply(*c.perPackage, line.Quantity.Decimal())
	if !ok {
		return terminal.Errorf(terminal.Refused, "rules.overflow", "The quantity of %s is too large to be checked.", line.Name)
	}
	if content.Decimal().Cmp(most) > 0 {
		return terminal.Errorf(terminal.Refused, "rules.thc_cap",
			"%s × %s holds %s mg THC, and at most %s mg a package is allowed.", line.Quantity, line.Name, content, c.perPackage)
	}
	return nil
}
