package curb

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/ui/text"
)

// metersMax is how many limits are shown; the one with the least headroom first.
const metersMax = 4

// limitsStep is what the rules say of the bag for the checked person.
func (f *frame) limitsStep(view *Handover, h handing) {
	step := Step{Number: 2, State: StepLater, Title: f.say(text.CurbLimits), Aside: f.say(text.StepLimitsOf)}
	if !h.checked || h.within && !sealed(h.o) {
		if h.checked {
			step.Aside = f.say(text.CurbWhenPacked)
		}
		view.Limits = step
		return
	}
	meters := f.d.options.Rules.Meters(h.preview.Question)
	slices.SortStableFunc(meters, func(a, b rules.Meter) int { return b.UsedPermille - a.UsedPermille })
	step.State, step.Title, step.Aside = StepDone, f.say(text.CurbWithin), ""
	if len(meters) > 0 {
		step.Aside = text.Percent(meters[0].UsedPermille)
	}
	if !h.within {
		step.State, step.Title = StepWrong, f.verdictWords(h)
		if len(meters) > 0 && meters[0].Over {
			step.Lines = f.arithmetic(meters[0])
		}
		if _, hint := f.language.Error(verdictError(h)); hint != "" {
			step.Small = []string{clean(hint, noteRunesMax)}
		}
		f.linesOut(view, h)
	}
	for i, meter := range meters[:min(len(meters), metersMax)] {
		view.Meters = append(view.Meters, f.meter(meter, len(meters) > 1 || i > 0))
	}
	if more := len(meters) - metersMax; more > 0 {
		step.Small = append(step.Small, f.say(text.MeterMore, more))
	}
	view.Limits = step
}

// verdictWords is why the bag may not go, in one line.
func (f *frame) verdictWords(h handing) string {
	for _, meter := range f.d.options.Rules.Meters(h.preview.Question) {
		if meter.Over && h.preview.Verdict.Code == "rules.over_limit" {
			return f.say(text.OverTitle, strings.TrimSpace(meter.Excess+" "+shareUnit(meter)))
		}
	}
	sentence, _ := f.language.Error(verdictError(h))
	return clean(strings.TrimSuffix(sentence, "."), noteRunesMax)
}

func shareUnit(meter rules.Meter) string {
	if meter.Unit == "share" {
		return ""
	}
	return meter.Unit
}

// arithmetic is a passed limit's sum, one line a term.
func (f *frame) arithmetic(meter rules.Meter) []string {
	var lines []string
	for _, row := range f.limitRows(meter) {
		lines = append(lines, row.Label+": *"+row.Value+"*")
	}
	return lines
}

// limitRows are the shares of a limit and their sum.
func (f *frame) limitRows(meter rules.Meter) []Row {
	var rows []Row
	for _, group := range meter.Groups {
		label := text.CurbInBag
		if group.Earlier {
			label = text.WorkEarlier
		}
		rows = append(rows, Row{Label: f.say(label, f.language.Group(group.Label)) + ", " + divided(group), Value: group.Share})
	}
	maximum := meter.Max
	if meter.Unit == "share" && maximum == "1" {
		maximum = "1.0000"
	}
	return append(rows, Row{Label: f.say(text.WorkTogether, maximum), Value: meter.Used, Result: true})
}

// divided writes an amount and its factor the way people check it: "3.5 g ÷ 28 g".
func divided(group rules.MeterGroup) string {
	unit := strings.TrimSuffix(group.Unit, " THC")
	above, below, ok := strings.Cut(group.Factor, "/")
	switch {
	case ok && above == "1":
		return group.Amount + " " + unit + " ÷ " + below + " " + unit
	case group.Factor == "1":
		return group.Amount + " " + unit
	}
	return group.Amount + " " + unit + " × " + group.Factor
}

// meter is one limit as a bar with its words.
func (f *frame) meter(meter rules.Meter, titled bool) Meter {
	shown := Meter{
		Percent: text.Percent(meter.UsedPermille), Over: meter.Over, Rule: strings.Trim(meter.Rule+", "+meter.Cite, ", "),
		Text: f.amounts(meter),
	}
	if meter.Sample {
		shown.Rule += " " + f.say(text.SampleFigure)
	}
	if titled {
		shown.Title = meter.Title
	}
	left := 1000
	for i, group := range meter.Groups {
		share := Share{Kind: shade(group, i), Permille: min(group.Permille, left)}
		if left -= share.Permille; share.Permille > 0 {
			shown.Shares = append(shown.Shares, share)
		}
	}
	room := f.say(text.CurbRoom, text.Percent(max(1000-meter.UsedPermille, 0)))
	if meter.Over {
		room = f.say(text.OverTitle, strings.TrimSpace(meter.Excess+" "+shareUnit(meter)))
	}
	shown.Spoken = f.say(text.CurbSpoken, meter.Title, shown.Percent, room)
	return shown
}

// shades are the colours of a bar that are not for what was bought earlier.
var shades = []string{"flower", "concentrate", "edible"}

func shade(group rules.MeterGroup, at int) string {
	switch {
	case group.Earlier:
		return "earlier"
	case group.Label == "edibles":
		return "edible"
	case slices.Contains(shades, group.Label):
		return group.Label
	}
	return shades[at%len(shades)]
}

// amounts is "Flower 5.5 g, edible 100 mg. Nothing earlier today here."
func (f *frame) amounts(meter rules.Meter) string {
	var now, earlier []string
	for _, group := range meter.Groups {
		words := f.language.Group(group.Label) + " *" + trimZeros(group.Amount) + " " + strings.TrimSuffix(group.Unit, " THC") + "*"
		if group.Earlier {
			earlier = append(earlier, words)
			continue
		}
		now = append(now, words)
	}
	words := f.say(text.CurbCountsNothing)
	if len(now) > 0 {
		words = capital(strings.Join(now, ", ")) + "."
	}
	switch {
	case !meter.PerDay:
		return words
	case !meter.Known:
		return words + " " + f.say(text.PersonUnknownDay) + "."
	case len(earlier) == 0:
		return words + " " + f.say(text.CurbNoEarlier)
	}
	return words + " " + f.say(text.CurbEarlier, strings.Join(earlier, ", "))
}

func trimZeros(decimal string) string {
	quantity, err := measure.Parse(decimal)
	if err != nil {
		return decimal
	}
	return quantity.String()
}
