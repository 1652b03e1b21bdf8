package present

import (
	"slices"
	"strings"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/catalog"
	"github.com/curbline/curbline/terminal/clock"
)

func (c *Counter) legalDay() clock.Date { return clock.LegalDay(c.local(), c.options.Zone) }

// before orders packages by which should be sold first: what expires first, then
// what was packaged first, then by tag.
func before(a, b terminal.Package) int {
	date := func(d clock.Date) string {
		if d.IsZero() {
			return "9999"
		}
		return d.String()
	}
	return slices.Compare([]string{date(a.ExpiresOn), date(a.PackagedOn), a.Tag}, []string{date(b.ExpiresOn), date(b.PackagedOn), b.Tag})
}

// weighBag is an order's bag with all that the till would say if it were handed
// over now.
func (f *frame) weighBag(o terminal.Order) (basket, error) {
	p, err := f.c.options.Till.PreviewHandOver(f.reader, o.ID)
	b := basket{about: o.ID, lines: p.Lines, question: p.Question, verdict: p.Verdict, priced: p.Priced, due: p.Due}
	if p.PriceProblem != nil {
		b.priceErr = p.PriceProblem
	}
	return b, err
}

// tagOf names the package that a typed or scanned text means, empty if it is
// not a code.
func tagOf(words string) string {
	code, err := catalog.ParseCode(strings.TrimSpace(words))
	if err != nil {
		return ""
	}
	return code.Tag
}
