package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/money"
)

// Unsent is one sale that the state does not have yet, or a deletion that it has
// not taken.
type Unsent struct {
	External string               `json:"external"`
	Kind     terminal.UploadKind  `json:"kind"`
	SoldAt   time.Time            `json:"sold_at"`
	Total    money.Cents          `json:"total"`
	State    terminal.UploadState `json:"state"`
	Standing string               `json:"standing"` // the state in a word for people
	Words    string               `json:"words"`    // what is known, in words
	Deadline time.Time            `json:"deadline"`
	Attempts int                  `json:"attempts"`
}

// UnsentOf lists the uploads that are not done, the most urgent first. sale
// finds a sale by its id; one that is not found is listed without its amount.
func UnsentOf(uploads []terminal.Upload, sale func(id string) (terminal.Sale, bool)) []Unsent {
	var list []Unsent
	for _, upload := range uploads {
		if upload.State == terminal.UploadAcknowledged || upload.State == terminal.UploadNeverSent {
			continue
		}
		entry := Unsent{
			External: upload.External, Kind: upload.Kind, State: upload.State, Deadline: upload.Deadline, Attempts: upload.Attempts,
		}
		entry.Standing, entry.Words = standing(upload)
		if found, ok := sale(upload.Sale); ok {
			entry.SoldAt, entry.Total = found.At, found.Totals.Total
		}
		list = append(list, entry)
	}
	slices.SortFunc(list, func(a, b Unsent) int {
		return cmp.Or(a.Deadline.Compare(b.Deadline), cmp.Compare(a.External, b.External), cmp.Compare(a.Kind, b.Kind))
	})
	return list
}

func standing(upload terminal.Upload) (word, words string) {
	word, words = "Waiting", "Goes by itself"
	switch upload.State {
	case terminal.UploadSending:
		word, words = "Sending", "On its way"
	case terminal.UploadUnknown:
		word, words = "Unknown", "No answer; it is looked up before it is sent again"
	case terminal.UploadQuarantined:
		word, words = "Rejected", "A person must decide"
	}
	switch {
	case upload.StateWords != "":
		words = upload.StateWords
	case upload.Problem != "":
		words = upload.Problem
	}
	if upload.Kind == terminal.UploadDelete {
		word += ", deletion"
	}
	return word, words
}
