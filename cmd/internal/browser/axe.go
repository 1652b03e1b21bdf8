package browser

import (
	"fmt"
	"os"
	"strings"
)

// Violation is a rule of axe-core that a page breaks.
type Violation struct {
	ID     string `json:"id"`
	Impact string `json:"impact"`
	Help   string `json:"help"`
	Nodes  []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

func (v Violation) String() string {
	var where []string
	for _, node := range v.Nodes {
		where = append(where, fmt.Sprintf("  %.200s\n    %s", node.HTML, strings.ReplaceAll(node.Summary, "\n", "\n    ")))
	}
	return fmt.Sprintf("%s (%s): %s\n%s", v.ID, v.Impact, v.Help, strings.Join(where, "\n"))
}

// Axe runs axe-core, whose script lies at source, on the page as it stands:
// WCAG 2.2 A and AA and the best practices. The frames' own policy does not
// stop it, because it is not the page that loads it.
func (p *Page) Axe(source string) []Violation {
	p.t.Helper()
	script, err := os.ReadFile(source)
	if err != nil {
		p.t.Fatalf("axe-core is not there; make test fetches it: %v", err)
	}
	p.WaitFor(`document.readyState === "complete"`)
	p.Evaluate(string(script)+";true", new(bool))
	var violations []Violation
	p.Evaluate(`axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => ({
		id: v.id, impact: v.impact ?? "", help: v.help, nodes: v.nodes.map(n => ({html: n.html, failureSummary: n.failureSummary}))})))`, &violations)
	return violations
}
