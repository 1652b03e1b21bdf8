package printjob

import (
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/paper"
)

// refusalRulesMax is how many rules a slip lists.
const refusalRulesMax = 12

// Refusal composes the slip that tells a customer why nothing was sold: the
// reason and each rule that said no, with its arithmetic and citation. It holds
// nothing of the person. verdict is nil where no rule pack was asked.
func Refusal(store StoreInfo, at time.Time, refused *terminal.Error, verdict *terminal.Verdict) paper.Document {
	document := paper.Document{Title: "Refusal " + refused.Code}
	add := func(blocks ...paper.Block) { document.Blocks = append(document.Blocks, blocks...) }
	add(store.head()...)
	add(paper.RuleAcross(), paper.Line(paper.Center, "NOT SOLD").Bold().Tall())
	local := store.local(at)
	add(paper.Pair(dateWords(local), timeWords(local)), paper.Pair("Terminal "+store.Terminal, refused.Code), paper.RuleAcross())
	add(paper.Line(paper.Left, fit(refused.Message)).Bold())
	status := ""
	if verdict != nil {
		status = verdict.Status
		add(ruleBlocks(*verdict)...)
	}
	add(paper.RuleAcross())
	add(store.rulesLine(status)...)
	add(paper.Line(paper.Left, "No name, birth date or ID number was kept."))
	return document
}

func ruleBlocks(verdict terminal.Verdict) []paper.Block {
	var blocks []paper.Block
	listed := 0
	for _, rule := range verdict.Rules {
		if rule.Outcome == terminal.Allowed || listed == refusalRulesMax {
			continue
		}
		listed++
		blocks = append(blocks, paper.FeedLines(1), paper.Line(paper.Left, fit(rule.Title)).Bold())
		if rule.Arithmetic != "" {
			blocks = append(blocks, paper.Line(paper.Left, fit(rule.Arithmetic)))
		}
		source := rule.Rule + ", " + rule.Pack + " " + rule.Version
		if rule.Sample {
			source += " (sample)"
		}
		blocks = append(blocks, paper.Line(paper.Left, fit(source)))
		if rule.Cite != "" {
			blocks = append(blocks, paper.Line(paper.Left, fit(rule.Cite)))
		}
	}
	for i, fix := range verdict.Fixes {
		if i == 0 {
			blocks = append(blocks, paper.FeedLines(1), paper.Line(paper.Left, "What would be allowed:"))
		}
		if i < refusalRulesMax {
			blocks = append(blocks, paper.Line(paper.Left, fit("- "+fix.Text)))
		}
	}
	return blocks
}
