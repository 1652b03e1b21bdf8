package csvfile

import "fmt"

// Problem is one thing wrong with an imported file.
type Problem struct {
	Row    int    `json:"row"`              // line of the file, the header is 1; 0 for the file as a whole
	Column string `json:"column,omitempty"` // name of the column, empty for the whole row
	Words  string `json:"words"`
	// Warning: worth a look, but the row can be taken as it is.
	Warning bool `json:"warning,omitempty"`
}

// String gives "row 3, price: is negative".
func (p Problem) String() string {
	switch {
	case p.Row == 0:
		return p.Words
	case p.Column == "":
		return fmt.Sprintf("row %d: %s", p.Row, p.Words)
	}
	return fmt.Sprintf("row %d, %s: %s", p.Row, p.Column, p.Words)
}

// Blocking says whether any problem is more than a warning. A file with a
// blocking problem is not imported at all, so that what is in the book is
// always a whole file that a person saw.
func Blocking(problems []Problem) bool {
	for _, problem := range problems {
		if !problem.Warning {
			return true
		}
	}
	return false
}

// ProblemsMax is how many problems are listed before the rest is only counted.
const ProblemsMax = 1000

// Problems collects up to ProblemsMax problems and counts the rest. Its zero
// value is ready to use.
type Problems struct {
	listed        []Problem
	more          int
	moreAreErrors bool
}

func (p *Problems) add(problem Problem) {
	if len(p.listed) >= ProblemsMax {
		p.more++
		p.moreAreErrors = p.moreAreErrors || !problem.Warning
		return
	}
	p.listed = append(p.listed, problem)
}

func (p *Problems) file(format string, args ...any) {
	p.add(Problem{Words: fmt.Sprintf(format, args...)})
}

// All gives the listed problems and, if there are more, a last one that says how
// many.
func (p *Problems) All() []Problem {
	if p.more == 0 {
		return p.listed
	}
	return append(p.listed, Problem{Words: fmt.Sprintf("and %d more", p.more), Warning: !p.moreAreErrors})
}
