package terminal

import "github.com/curbline/curbline/terminal/clock"

// LedgerLine is what a purchase counts for: the category and the measures of
// one whole line.
type LedgerLine struct {
	Category Category `json:"category"`
	Measures Measures `json:"measures"`
}

// Purchase is one row of the purchase ledger, keyed by legal day and token: what
// one person, known only by the token, bought in one sale.
type Purchase struct {
	LegalDay clock.Date
	Token    string // hex of the person token; see package identity
	Sale     string
	Lines    []LedgerLine
}
