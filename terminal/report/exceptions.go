package report

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// Exception is one thing of a day that a manager reads: a refusal, an override,
// a void, a drawer opened without a sale, a paper printed again.
type Exception struct {
	Sequence int64       `json:"sequence"` // of the journal entry
	At       time.Time   `json:"at"`       // the store's clock
	Kind     string      `json:"kind"`     // refused, override, void, no_sale, reprint, clock
	Code     string      `json:"code"`
	Reason   string      `json:"reason"`
	About    string      `json:"about"`
	Actor    string      `json:"actor"`
	Approver string      `json:"approver,omitempty"`
	Amount   money.Cents `json:"amount"`
}

// ExceptionsOf reads the exceptions out of journal entries, in their order. It
// returns an error if an entry's data is not of its kind.
func ExceptionsOf(entries []terminal.Entry) ([]Exception, error) {
	var list []Exception
	for _, entry := range entries {
		exception := Exception{Sequence: entry.Sequence, At: entry.Stamp.Local(), About: entry.Subject, Actor: entry.Actor}
		found, err := exception.read(entry)
		if err != nil {
			return nil, fmt.Errorf("entry %d, %s: %w", entry.Sequence, entry.Kind, err)
		}
		if found {
			list = append(list, exception)
		}
	}
	return list, nil
}

func (e *Exception) read(entry terminal.Entry) (bool, error) {
	switch entry.Kind {
	case terminal.RefusalRecorded{}.FactKind():
		fact, err := decode[terminal.RefusalRecorded](entry)
		e.Kind, e.Code, e.Reason = "refused", fact.Code, fact.Reason
		return true, err
	case terminal.IdentityChecked{}.FactKind():
		fact, err := decode[terminal.IdentityChecked](entry)
		e.Kind, e.Code, e.Reason, e.Approver = "override", "identity", fact.Override, fact.OverrideBy
		return fact.Override != "", err
	case terminal.SaleUndone{}.FactKind():
		fact, err := decode[terminal.SaleUndone](entry)
		e.Kind, e.Code, e.Reason, e.Approver, e.Amount = "void", fact.External, fact.Reason, fact.By, fact.Totals.Total
		return true, err
	case terminal.CashMoved{}.FactKind():
		fact, err := decode[terminal.CashMoved](entry)
		e.Kind, e.Code, e.Reason, e.Amount = fact.Kind, fact.Drawer, fact.Reason, fact.Amount
		return fact.Kind == "no_sale", err
	case terminal.PaperCopied{}.FactKind():
		fact, err := decode[terminal.PaperCopied](entry)
		e.Kind, e.Code, e.Reason = "reprint", fmt.Sprintf("%s copy %d", fact.Kind, fact.Copy), fact.Reason
		return true, err
	case terminal.ClockCorrected{}.FactKind():
		fact, err := decode[terminal.ClockCorrected](entry)
		e.Kind, e.Code, e.Reason = "clock", "clock.corrected", fact.Reason
		return true, err
	}
	return false, nil
}

func decode[T any](entry terminal.Entry) (T, error) {
	var fact T
	err := json.Unmarshal(entry.Data, &fact)
	return fact, err
}
