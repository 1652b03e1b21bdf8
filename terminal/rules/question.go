package rules

import (
	"fmt"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
)

// Question asks whether a cart may be sold.
type Question struct {
	// At is the moment of the sale on the store's wall clock, in the store's zone.
	At    time.Time
	Class terminal.CustomerClass
	Lines []terminal.Line
	// Earlier is what the same person bought here earlier on this legal day.
	Earlier []terminal.LedgerLine
	// EarlierKnown says that Earlier is the whole truth. While it is false, lines
	// that a day limit counts are refused.
	EarlierKnown bool
	// Channel is how the bag reaches the customer: counter, pickup, curbside,
	// drive_through or delivery.
	Channel string
	// LineDown says that the state cannot be reached.
	LineDown bool
}

// subject is what one line or one product is checked as.
type subject struct {
	name     string
	category terminal.Category
	measures terminal.Measures
}

// check says why a subject cannot be counted, nil if it can: a category that the
// pack does not name, a measure that is missing or impossible, or a limit that
// this version has no ledger for.
func (e *edition) check(asked subject, chain []terminal.CustomerClass, limits []*limit, on day) *terminal.Error {
	at := place(asked.category)
	if at < 0 {
		return terminal.Errorf(terminal.Refused, "rules.category_unknown",
			"%s has the category %q, which is not on the closed list.", asked.name, string(asked.category))
	}
	if !e.counted(limits, at) && e.exemption(chain, asked.category, on) == nil {
		return terminal.Errorf(terminal.Refused, "rules.category_unsellable",
			"%s cannot be sold to %s: no limit of %s in force counts the category %s, and it is not listed as uncounted.",
			asked.name, classWords(chain[0]), e.label(), categoryWords(asked.category))
	}
	for _, limit := range limits {
		if len(limit.byCategory[at]) == 0 {
			continue
		}
		if !limit.supported() {
			return terminal.Errorf(terminal.Refused, "rules.window_unsupported",
				"%s counts for the limit %s (%s, %s), which this version cannot add up.", asked.name, limit.id, limit.window, limit.scope)
		}
		for _, i := range limit.byCategory[at] {
			if problem := checkMeasure(asked, limit, limit.terms[i].measure); problem != nil {
				return problem
			}
		}
	}
	return nil
}

func checkMeasure(asked subject, limit *limit, wanted terminal.Measure) *terminal.Error {
	quantity, ok := asked.measures[wanted]
	switch {
	case !ok:
		return terminal.Errorf(terminal.Refused, "rules.measure_missing",
			"%s has no %s (%s), so the limit %s cannot be checked.", asked.name, measureWords(wanted), wanted, limit.id).
			WithHint("Enter the figure from the package label in the product's data.")
	case quantity.Sign() < 0 || (quantity.Sign() == 0 && physical(wanted)):
		return terminal.Errorf(terminal.Refused, "rules.measure_invalid",
			"%s has a %s (%s) of %s, which cannot be.", asked.name, measureWords(wanted), wanted, quantity).
			WithHint("Enter the figure from the package label in the product's data.")
	}
	return nil
}

// evaluation is the work on one question.
type evaluation struct {
	*edition
	question Question
	on       day
	chain    []terminal.CustomerClass
	limits   []*limit
	cannabis bool
	bad      []bool // lines that cannot be sold whatever else is in the cart
	tallies  []*tally
	results  []terminal.RuleResult
	refusals []refusal
}

// refusal is one reason not to sell. One of a cart is cured by taking lines
// out; one of circumstances is not.
type refusal struct {
	err           *terminal.Error
	circumstances bool
}

func (v *evaluation) refuse(err *terminal.Error, circumstances bool) {
	v.refusals = append(v.refusals, refusal{err, circumstances})
}

// start finds what is in force and who asks, and checks the lines.
func (e *Engine) start(question Question) (*evaluation, error) {
	found, chain, err := e.chainOf(question.At, question.Class)
	if err != nil {
		return nil, err
	}
	v := &evaluation{edition: found, question: question, on: today(question.At), chain: chain}
	v.results = make([]terminal.RuleResult, 0, 4+len(found.limits))
	v.limits = found.applicable(chain, v.on)
	v.bad = make([]bool, len(question.Lines))
	for i := range question.Lines {
		v.checkLine(i)
	}
	return v, nil
}

func (v *evaluation) checkLine(i int) {
	line := &v.question.Lines[i]
	v.cannabis = v.cannabis || line.Category != terminal.Merchandise
	var problem *terminal.Error
	if line.Quantity.Sign() <= 0 || !line.Unit.Valid() {
		problem = terminal.Errorf(terminal.Refused, "rules.quantity_invalid",
			"Line %d, %s, has the quantity %s %q.", line.Number, line.Name, line.Quantity, string(line.Unit))
	} else {
		problem = v.check(subject{line.Name, line.Category, line.Measures}, v.chain, v.limits, v.on)
	}
	if problem == nil {
		return
	}
	v.bad[i] = true
	v.refuse(problem, false)
	v.results = append(v.results, terminal.RuleResult{
		Rule: problem.Code, Pack: v.base.jurisdiction, Version: v.base.version, Cite: "limits and uncounted of " + v.label(),
		Outcome: terminal.NotAllowed, Title: fmt.Sprintf("Line %d can be counted", line.Number), Arithmetic: problem.Message,
		Confidence: "H",
	})
}

// Evaluate gives the verdict on a question, with every rule that was asked, its
// numbers and its citation, and with fixes where taking lines out helps. Its
// codes are:
//
//	rules.no_pack, rules.no_time            nothing is in force
//	rules.medical_unsupported, rules.class_unknown
//	rules.empty_cart
//	rules.category_unknown, rules.category_unsellable, rules.quantity_invalid,
//	rules.measure_missing, rules.measure_invalid, rules.window_unsupported
//	rules.offline_refused, rules.channel_refused, rules.out_of_hours
//	rules.thc_cap, rules.over_limit, rules.overflow
//	rules.ledger_unknown                    a supervisor's matter
//
// A cart that is over a limit whatever was bought earlier is rules.over_limit
// even where the ledger is not known.
func (e *Engine) Evaluate(question Question) terminal.Verdict {
	v, err := e.start(question)
	if err != nil {
		return e.refused(asRefusal(err))
	}
	if len(question.Lines) == 0 {
		return e.refused(terminal.Errorf(terminal.Refused, "rules.empty_cart", "There is nothing in the cart."))
	}
	v.judgeCircumstances()
	v.judgeUncounted()
	v.judgeCaps()
	v.judgeLimits()
	return v.verdict(e.Status())
}

// Advise is Evaluate, for a cart that is still being built. It is a verdict of
// the same rules; the till does not journal it.
func (e *Engine) Advise(question Question) terminal.Verdict { return e.Evaluate(question) }

func (e *Engine) refused(err *terminal.Error) terminal.Verdict {
	return terminal.Verdict{
		Outcome: terminal.NotAllowed, Code: err.Code, Reason: err.Message, Hint: err.Hint,
		Rules: []terminal.RuleResult{}, Status: e.Status(),
	}
}

func (v *evaluation) verdict(status string) terminal.Verdict {
	verdict := terminal.Verdict{Outcome: terminal.Allowed, Rules: v.results, Status: status}
	if len(v.refusals) == 0 {
		return verdict
	}
	first := v.refusals[0].err
	verdict.Outcome, verdict.Code, verdict.Reason, verdict.Hint = terminal.NotAllowed, first.Code, first.Message, first.Hint
	if !slices.ContainsFunc(v.refusals, func(r refusal) bool { return r.circumstances }) {
		for _, removals := range v.fixes() {
			verdict.Fixes = append(verdict.Fixes, asFix(removals))
		}
	}
	return verdict
}

// judgeCircumstances asks what has nothing to do with amounts: the line to the
// state, the channel, the hour. A cart of merchandise alone is free of them.
func (v *evaluation) judgeCircumstances() {
	if !v.cannabis {
		return
	}
	if v.question.LineDown {
		v.judgeOffline()
	}
	v.judgeChannel()
	v.judgeHours()
}

func (v *evaluation) judgeOffline() {
	rules := v.offline(v.chain, v.on)
	answer := offlineAnswer(v.edition, rules, v.question.Class)
	for _, rule := range rules {
		result := rule.result(rule.id, "Selling while the line to the state is down", outcome(rule.allowed))
		result.Arithmetic = rule.text
		v.results = append(v.results, result)
	}
	if !answer.Allowed {
		v.refuse(terminal.Errorf(terminal.Refused, "rules.offline_refused", "The line to the state is down: %s", answer.Text), true)
	}
}

func (v *evaluation) judgeChannel() {
	for _, rules := range v.channels {
		at := slices.IndexFunc(rules, func(rule *channelRule) bool {
			return rule.channel == v.question.Channel && rule.inForce(v.on)
		})
		if at < 0 {
			v.refuse(terminal.Errorf(terminal.Refused, "rules.channel_refused",
				"The rule pack %s does not name the channel %q.", v.label(), v.question.Channel), true)
			continue
		}
		v.results = append(v.results, rules[at].result(rules[at].id, "Channel "+rules[at].channel, outcome(rules[at].allowed)))
		if !rules[at].allowed {
			v.refuse(terminal.Errorf(terminal.Refused, "rules.channel_refused",
				"The channel %s is not allowed (%s).", rules[at].channel, rules[at].cite), true)
		}
	}
}

func (v *evaluation) judgeHours() {
	asked := 0
	for _, rule := range v.hours {
		if !rule.inForce(v.on) {
			continue
		}
		asked++
		allowed := rule.allows(v.question.At)
		words := rule.words(v.question.At.Weekday())
		result := rule.result(rule.id, "Hours of sale", outcome(allowed))
		result.Arithmetic = v.question.At.Format("15:04") + ", open " + words
		v.results = append(v.results, result)
		if !allowed {
			v.refuse(terminal.Errorf(terminal.Refused, "rules.out_of_hours",
				"It is %s; cannabis may be sold today from %s.", v.question.At.Format("15:04"), words), true)
		}
	}
	if asked == 0 {
		v.refuse(terminal.Errorf(terminal.Refused, "rules.out_of_hours",
			"No hours of sale are in force in %s.", v.label()), true)
	}
}

// judgeUncounted names what lets a line be sold although no limit counts it.
func (v *evaluation) judgeUncounted() {
	var named []*exemption
	for i := range v.question.Lines {
		category := v.question.Lines[i].Category
		if v.bad[i] || v.counted(v.limits, place(category)) {
			continue
		}
		if rule := v.exemption(v.chain, category, v.on); !slices.Contains(named, rule) {
			named = append(named, rule)
			v.results = append(v.results, rule.result(rule.id, rule.title, terminal.Allowed))
		}
	}
}

func outcome(allowed bool) terminal.Outcome {
	if allowed {
		return terminal.Allowed
	}
	return terminal.NotAllowed
}
