package rules

import (
	"fmt"
	"strings"

	"github.com/curbline/curbline/terminal"
)

// problemsMax bounds the list: a document that is wrong everywhere needs no
// thousandth line to say so.
const problemsMax = 100

// Problem is one mistake in a pack: where, as a JSON path such as
// "$.limits[0].terms[1].factor", and what.
type Problem struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

// Problems are all mistakes found in a pack, in the order of the document.
type Problems []Problem

// Error lists the problems, one a line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Path + ": " + problem.Text
	}
	return strings.Join(lines, "\n")
}

// report collects problems.
type report struct{ problems Problems }

func (r *report) add(path, format string, args ...any) {
	if len(r.problems) < problemsMax {
		r.problems = append(r.problems, Problem{path, fmt.Sprintf(format, args...)})
	}
}

// err gives the problems as a coded error, nil if there are none. The name is
// what to call the pack in the sentence.
func (r *report) err(name string) error {
	if len(r.problems) == 0 {
		return nil
	}
	return terminal.Errorf(terminal.Invalid, "rules.pack_invalid", "The rule pack %s has %d problem(s): %s",
		name, len(r.problems), strings.ReplaceAll(r.problems.Error(), "\n", "; ")).Wrap(r.problems)
}
