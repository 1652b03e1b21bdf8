package present

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/measure"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/ui/text"
)

const (
	// nearlyPermille is from where on a limit is nearly used up.
	nearlyPermille = 900
	// meterRowsMax is how many limits are shown one below the other.
	meterRowsMax = 4
	shadesMax    = 3
)

// meter shows the limits for a basket: the one there is, or the least headroom
// first.
func (f *frame) meter(b basket) (Meter, error) {
	meters := f.c.options.Rules.Meters(b.question)
	if len(meters) == 0 {
		return Meter{Title: f.say(text.MeterTitle), State: MeterUnused, Left: f.say(text.MeterNone)}, nil
	}
	if len(meters) == 1 {
		return f.oneMeter(meters[0]), nil
	}
	slices.SortStableFunc(meters, func(a, b rules.Meter) int { return b.UsedPermille - a.UsedPermille })
	view := Meter{Title: f.say(text.MeterMany), State: stateOf(meters[0])}
	for _, meter := range meters[:min(len(meters), meterRowsMax)] {
		unit := meter.Unit
		if unit == "share" {
			unit = ""
		}
		view.Rows = append(view.Rows, MeterRow{
			State: stateOf(meter), Name: meter.Title, Parts: f.parts(meter),
			Amount: strings.TrimSpace(f.say(text.OfMax, trimZeros(meter.Used), meter.Max, unit)),
		})
	}
	if more := len(meters) - meterRowsMax; more > 0 {
		view.More = f.say(text.MeterMore, more)
	}
	return view, nil
}

func trimZeros(decimal string) string {
	quantity, err := measure.Parse(decimal)
	if err != nil {
		return decimal
	}
	return quantity.String()
}

func stateOf(meter rules.Meter) MeterState {
	switch {
	case meter.Over:
		return MeterOver
	case meter.UsedPermille >= 1000:
		return MeterAt
	case meter.UsedPermille >= nearlyPermille:
		return MeterNearly
	case meter.UsedPermille > 0:
		return MeterUnder
	}
	return MeterUnused
}

func (f *frame) oneMeter(meter rules.Meter) Meter {
	view := Meter{
		Title: f.say(text.MeterTitle), Rule: meter.Rule, State: stateOf(meter), Percent: text.Percent(meter.UsedPermille),
		Used: f.say(text.MeterUsed), Parts: f.parts(meter),
	}
	switch view.State {
	case MeterUnused:
		view.Left = f.say(text.MeterEmpty)
		if words := f.inEachTerm(meter, false); words != "" {
			view.Left = f.say(text.MeterLeft, words)
		}
	case MeterAt:
		view.Left = f.say(text.MeterAt)
	case MeterOver:
		view.Left = f.say(text.MeterBy, f.inEachTerm(meter, true))
	default:
		view.Left = f.say(text.MeterLeft, f.inEachTerm(meter, false))
	}
	return view
}

// parts are a limit's groups as parts of a bar; each term has its shade.
func (f *frame) parts(meter rules.Meter) []Part {
	terms := f.terms(meter.Rule)
	var parts []Part
	for _, group := range meter.Groups {
		part := Part{
			Permille: group.Permille, Label: capital(f.language.Group(group.Label)),
			Amount: group.Amount + " " + strings.TrimSuffix(group.Unit, " THC"),
		}
		if group.Earlier {
			part.Label = f.say(text.Earlier)
		} else {
			at := slices.IndexFunc(terms, func(term rules.MeterGroup) bool { return term.Label == group.Label })
			part.Shade = max(at, 0)%shadesMax + 1
		}
		parts = append(parts, part)
	}
	return parts
}

func capital(word string) string {
	if word == "" {
		return word
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// inEachTerm says how much is left of a limit, or by how much it is passed, in
// each of its terms: "*6 g* flower or *171 mg* edible".
func (f *frame) inEachTerm(meter rules.Meter, over bool) string {
	terms := f.terms(meter.Rule)
	if over {
		// What is too much is said in what is there to be taken out.
		terms = slices.DeleteFunc(slices.Clone(terms), func(term rules.MeterGroup) bool {
			return !slices.ContainsFunc(meter.Groups, func(group rules.MeterGroup) bool { return group.Label == term.Label && !group.Earlier })
		})
	}
	var words []string
	for _, term := range terms {
		places := 2
		unit := strings.TrimSuffix(term.Unit, " THC")
		if unit == "mg" {
			places = 0
		}
		if amount := inTerm(meter, term.Factor, room{over: over, places: places}); amount != "" {
			words = append(words, "*"+amount+" "+unit+"* "+f.language.Group(term.Label))
		}
	}
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	or := f.say(text.Or)
	if len(words) > 2 && over {
		return strings.Join(words[:len(words)-1], ", ") + or + words[len(words)-1]
	}
	return strings.Join(words, or)
}

// terms are all terms of a limit. The rules give only those that something
// counts for, so they are asked about one product of every category that the
// shop sells.
func (f *frame) terms(rule string) []rules.MeterGroup {
	goods := &f.c.goods
	if goods.termsDay != f.c.legalDay() || goods.terms == nil {
		goods.termsDay, goods.terms = f.c.legalDay(), map[string][]rules.MeterGroup{}
		question := rules.Question{At: f.now, Class: terminal.Adult, Channel: "counter", EarlierKnown: true}
		for _, product := range goods.products {
			known := slices.ContainsFunc(question.Lines, func(line terminal.Line) bool { return line.Category == product.Category })
			if product.Unsellable == "" && !known {
				question.Lines = append(question.Lines, lineOf(product, len(question.Lines)+1))
			}
		}
		for _, meter := range f.c.options.Rules.Meters(question) {
			goods.terms[meter.Rule] = meter.Groups
		}
	}
	return goods.terms[rule]
}

// lineOf is one unit of a product as a line, to ask the rules about.
func lineOf(product terminal.Product, number int) terminal.Line {
	return terminal.Line{
		Number: number, SKU: product.SKU, Name: product.Name, Category: product.Category, Quantity: measure.Whole(1),
		Unit: product.SoldBy, UnitPrice: product.Price, Measures: product.Measures,
	}
}
