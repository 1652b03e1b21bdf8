package outbox_test

import (
	"fmt"
	"time"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
)

// check lists every promise that a finished simulation broke.
func check(plan Plan, disk *outboxtest.Disk, state *State) []string {
	broken := append([]string(nil), state.Broken...)
	note := func(format string, args ...any) { broken = append(broken, fmt.Sprintf(format, args...)) }
	deleted := map[string]bool{}
	for _, row := range disk.Rows() {
		if row.Kind == terminal.UploadDelete {
			deleted[row.External] = row.State == terminal.UploadAcknowledged
		}
	}
	committed := map[string]bool{}
	for _, row := range disk.Rows() {
		live := state.Live(row.External)
		if row.Kind == terminal.UploadCreate && row.State != terminal.UploadNeverSent {
			committed[row.External] = true
		}
		switch {
		case row.State == terminal.UploadQuarantined:
			if row.Problem == "" {
				note("%s waits for a person without words", row.External)
			}
			if !plan.Poison[row.SaleNumber] {
				note("%s waits for a person without need: %s", row.External, row.Problem)
			}
		case row.State == terminal.UploadNeverSent:
			if len(live) != 0 {
				note("%s was never to be sent and is filed", row.External)
			}
		case row.State != terminal.UploadAcknowledged:
			if row.Kind == terminal.UploadDelete && plan.Poison[row.SaleNumber] {
				continue // nothing to delete: its create waits for a person
			}
			note("%s %s never ended: %s after %d attempts", row.Kind, row.External, row.State, row.Attempts)
		case row.Kind == terminal.UploadDelete || deleted[row.External]:
			if len(live) != 0 {
				note("%s was deleted and is filed", row.External)
			}
		default:
			checkFiled(note, row, live)
		}
	}
	for _, receipt := range state.All() {
		if !committed[receipt.External] {
			note("the state has %s, which was not sold", receipt.External)
		}
	}
	checkPace(note, state.Writes)
	return broken
}

func checkFiled(note func(string, ...any), row terminal.Upload, live []outbox.Filed) {
	if len(live) != 1 {
		note("%s is acknowledged and filed %d times", row.External, len(live))
		return
	}
	if live[0].StateID != row.StateID {
		note("%s is receipt %d there and %d here", row.External, live[0].StateID, row.StateID)
	}
	if row.Attempts == 0 {
		note("%s is acknowledged without an attempt", row.External)
	}
}

// checkPace looks at every second that begins with a write.
func checkPace(note func(string, ...any), writes []time.Time) {
	for i := range writes {
		count := 0
		for _, at := range writes[i:] {
			if at.Sub(writes[i]) < time.Second {
				count++
			}
		}
		if count > int(Rate) {
			note("%d writes in one second", count)
			return
		}
	}
}
