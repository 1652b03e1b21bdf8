package outbox

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/curbline/curbline/terminal"
)

// The moves between states are decided here, by functions without time or
// chance of their own: DESIGN.md draws them.

// afterAnswer decides what a write's answer makes of its row, which is sending.
func afterAnswer(row terminal.Upload, answer Answer, now time.Time, settle time.Duration) Result {
	result := keep(row)
	result.AttemptEnd, result.NotBefore = now, now
	result.Absent, result.LastAbsent = 0, time.Time{}
	result.Problem, result.StateWords = "", cut(answer.Words)
	switch answer.Outcome {
	case Acknowledged:
		result.State = terminal.UploadAcknowledged
		if row.Kind == terminal.UploadCreate {
			result.StateID = answer.StateID
		}
	case Rejected:
		result.State = terminal.UploadQuarantined
		result.Problem = "The state refuses " + whatOf(row) + "."
	case NotSent:
		result.State = terminal.UploadQueued
		result.NotBefore = now.Add(PollInterval)
	case Throttled:
		result.State = terminal.UploadQueued
		result.NotBefore = now.Add(told(answer.RetryAfter))
	case Paused:
		result.State = terminal.UploadQueued
		result.NotBefore = now.Add(KeysBase)
	default:
		result.State = terminal.UploadUnknown
		result.NotBefore = now.Add(settle)
		result.Problem = "No clear answer came; the state is asked whether it has it."
	}
	return result
}

// afterFound decides what receipts that the state has under our number make of
// an unknown row.
func afterFound(row terminal.Upload, filed []Filed, now time.Time, settle time.Duration) Result {
	live := make([]Filed, 0, len(filed))
	for _, receipt := range filed {
		if !receipt.Voided {
			live = append(live, receipt)
		}
	}
	if row.Kind == terminal.UploadDelete {
		return afterFoundForDelete(row, live, now, settle)
	}
	result := keep(row)
	switch {
	case len(live) > 1:
		return quarantine(result, fmt.Sprintf("The state has this sale %d times, as its receipts %s. "+
			"Keep one and void the others there.", len(live), idsOf(live)))
	case len(live) == 0:
		return quarantine(result, fmt.Sprintf("The state has this sale, but voided there, as its receipt %s.", idsOf(filed)))
	}
	ours, err := receiptOf(row)
	if err != nil {
		return quarantine(result, "What was to be filed cannot be read any more.")
	}
	result.StateID = live[0].StateID
	if differences := Differences(ours, live[0].Receipt); len(differences) > 0 {
		return quarantine(result, cut(fmt.Sprintf("The state has another sale under this number, its receipt %d. %s.",
			live[0].StateID, strings.Join(differences, "; "))))
	}
	result.State, result.Problem = terminal.UploadAcknowledged, ""
	return result
}

// afterFoundForDelete sends the delete again if its receipt is still live.
func afterFoundForDelete(row terminal.Upload, live []Filed, now time.Time, settle time.Duration) Result {
	result := keep(row)
	if len(live) == 0 { // only voided ones: it is done
		result.State, result.Problem = terminal.UploadAcknowledged, ""
		return result
	}
	for _, receipt := range live {
		if receipt.StateID == row.StateID || row.StateID == 0 && len(live) == 1 {
			return requeue(row, now, settle)
		}
	}
	return quarantine(result, fmt.Sprintf("Receipt %d is voided, but the state has this sale also as its receipts %s.",
		row.StateID, idsOf(live)))
}

// afterAbsent decides what a look-up that said "not there", with a control
// read that succeeded behind it, makes of an unknown row.
func afterAbsent(row terminal.Upload, now time.Time, settle time.Duration) Result {
	result := keep(row)
	result.Absent, result.LastAbsent = row.Absent+1, now
	result.NotBefore = now.Add(settle)
	if result.Absent < 2 {
		return result
	}
	if row.Kind == terminal.UploadDelete {
		result.State, result.Problem = terminal.UploadAcknowledged, ""
		return result
	}
	return requeue(row, now, settle)
}

// requeue puts an unknown row back to be sent again, each time after a longer
// wait, and asks a person when that does not help either.
func requeue(row terminal.Upload, now time.Time, settle time.Duration) Result {
	result := keep(row)
	result.Absent, result.LastAbsent = 0, time.Time{}
	result.Requeues++
	if result.Requeues > RequeuesMax {
		return quarantine(result, fmt.Sprintf("Sent %d times without one clear answer, and the state says it is not done.", row.Attempts))
	}
	result.State, result.NotBefore = terminal.UploadQueued, now
	// The first re-send is at once; the state has had two settle delays already.
	if row.Requeues > 0 {
		result.NotBefore = now.Add(min(settle<<(row.Requeues-1), RequeueCeiling))
	}
	return result
}

func quarantine(result Result, problem string) Result {
	result.State, result.Problem = terminal.UploadQuarantined, problem
	return result
}

// receiptOf reads the payload that was made with the sale.
func receiptOf(row terminal.Upload) (terminal.Receipt, error) {
	var receipt terminal.Receipt
	if err := json.Unmarshal(row.Payload, &receipt); err != nil {
		return receipt, fmt.Errorf("payload of upload %d: %w", row.RowID, err)
	}
	if receipt.External != row.External || receipt.External == "" {
		return receipt, fmt.Errorf("payload of upload %d is of another sale", row.RowID)
	}
	return receipt, nil
}

func whatOf(row terminal.Upload) string {
	if row.Kind == terminal.UploadDelete {
		return "to void this sale"
	}
	return "this sale"
}

func idsOf(filed []Filed) string {
	texts := make([]string, len(filed))
	for i, receipt := range filed {
		texts[i] = fmt.Sprint(receipt.StateID)
	}
	return strings.Join(texts, ", ")
}

// told bounds what the state asks us to wait.
func told(wait time.Duration) time.Duration {
	if wait <= 0 {
		return RetryAfterDefault
	}
	return min(wait, RetryAfterMax)
}

// cut keeps at most WordsMax characters of words from outside.
func cut(words string) string {
	runes := []rune(strings.ToValidUTF8(words, "�"))
	if len(runes) > WordsMax {
		runes = append(runes[:WordsMax-1], '…')
	}
	return string(runes)
}
