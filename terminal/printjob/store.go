// Package printjob says what stands on each paper of the shop, and how a print
// job moves from queued to its end. It composes paper.Documents and sends
// nothing: bytes are the printer's matter.
package printjob

import (
	"time"
	"unicode/utf8"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/paper"
)

// StoreInfo is what every paper says of the shop.
type StoreInfo struct {
	Name     string
	License  string
	Address  []string // lines
	Terminal string
	Zone     *time.Location // nil is UTC
	// RulesStatus is of the rule packs in force, such as "draft, not legally reviewed".
	RulesStatus string
	Footer      []string // the shop's own texts at the end of a receipt
}

func (s StoreInfo) head() []paper.Block {
	blocks := []paper.Block{paper.Line(paper.Center, fit(s.Name)).Bold().Tall()}
	for _, line := range s.Address {
		blocks = append(blocks, paper.Line(paper.Center, fit(line)))
	}
	return append(blocks, paper.Line(paper.Center, fit("License "+s.License)))
}

func (s StoreInfo) local(at time.Time) time.Time {
	if s.Zone == nil {
		return at.UTC()
	}
	return at.In(s.Zone)
}

// rulesLine is on every paper that stands for a decision by the rules.
func (s StoreInfo) rulesLine(status string) []paper.Block {
	if status == "" {
		status = s.RulesStatus
	}
	if status == "" {
		return nil
	}
	return []paper.Block{paper.Line(paper.Left, fit("Rules: "+status))}
}

// fit cuts a text to what a block takes, at a whole character.
func fit(text string) string {
	if len(text) <= paper.TextMaxBytes {
		return text
	}
	text = text[:paper.TextMaxBytes]
	for len(text) > 0 && !utf8.ValidString(text) {
		text = text[:len(text)-1]
	}
	return text
}

// checked gives a document that a printer will take.
func checked(document paper.Document) (paper.Document, error) {
	if err := document.Validate(); err != nil {
		return paper.Document{}, terminal.Errorf(terminal.Internal, "printjob.document", "This paper cannot be printed as it is.").Wrap(err)
	}
	return document, nil
}
