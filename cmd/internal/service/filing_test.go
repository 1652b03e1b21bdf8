package service

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/journal"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
)

// The queue that the outbox drains is the real till on a real database; it must
// keep what sync/outbox relies on.
func TestFilingMeetsTheOutboxsContract(t *testing.T) {
	outboxtest.Queue(t, newFilingBench)
}

const benchEpoch = "7K3Q"

func newFilingBench(t *testing.T) *outboxtest.QueueBench {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	log, folder := slog.New(slog.DiscardHandler), t.TempDir()
	manual := clock.NewManual(time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC))
	kept, err := store.Open(t.Context(), store.Options{Path: filepath.Join(folder, databaseName), Terminal: "T1", Log: log})
	must(err)
	engine, err := rules.New("US-CO", "US-CO-Denver")
	must(err)
	box, err := secrets.Open(filepath.Join(folder, keysFolder), "")
	must(err)
	p := &Program{config: config.Config{Store: config.Store{Code: "LARIM"}}, log: log, clock: manual, store: kept, engine: engine}
	p.till = till.New(till.Options{
		Store: kept, Clock: manual, Rules: engine, Keys: box.DayKeys(), CommandKey: make([]byte, 32), Log: log,
		Shop: till.Shop{Code: "LARIM", TerminalID: "T1", Zone: time.UTC, Reports: true},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.till.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		must(<-ended)
		must(kept.Close())
	})
	_, err = p.till.Submit(t.Context(), till.Command{Body: &till.OpenEpoch{Epoch: benchEpoch, Reason: "set-up", By: "test"}})
	must(err)
	sales := map[string]string{}
	return &outboxtest.QueueBench{
		Queue: &filing{p}, Prefix: "LARIM-T1-" + benchEpoch + "-",
		Now:     func() time.Time { return manual.Now().Wall },
		Advance: manual.Advance,
		Row: func(rowID int64) (row terminal.Upload) {
			must(kept.View(t.Context(), func(reader terminal.Reader) (err error) {
				row, err = reader.Upload(rowID)
				return err
			}))
			return row
		},
		Add: func(upload terminal.Upload) (rowID int64) {
			must(kept.Do(t.Context(), func(tx terminal.Tx) (err error) {
				if _, known := sales[upload.Sale]; !known {
					sales[upload.Sale] = clock.NewID()
					if err := addSale(tx, sales[upload.Sale], upload, manual.Now()); err != nil {
						return err
					}
				}
				upload.Sale = sales[upload.Sale]
				rowID, err = tx.QueueUpload(upload)
				return err
			}))
			return rowID
		},
	}
}

// addSale writes a sale as the till does, as far as filing looks at it.
func addSale(tx terminal.Tx, id string, upload terminal.Upload, now clock.Reading) error {
	head, err := tx.Head()
	if err != nil {
		return err
	}
	fact := terminal.SaleMade{Sale: terminal.Sale{
		ID: id, Number: upload.SaleNumber, External: upload.External, At: now.Wall, LegalDay: clock.LegalDay(now.Wall, time.UTC),
		BusinessDate: clock.LegalDay(now.Wall, time.UTC), Status: terminal.SaleCompleted, Reported: true,
	}}
	entry, err := journal.Compose(head, terminal.Stamp{Wall: now.Wall, BootID: now.BootID, Monotonic: now.Monotonic}, "test", fact)
	if err != nil {
		return err
	}
	position, err := tx.AppendEntry(entry)
	if err != nil {
		return err
	}
	return tx.PutSale(fact.Sale, position)
}

func TestADeleteIsNotMarkedBeforeItsCreateIsFiled(t *testing.T) {
	bench := newFilingBench(t)
	upload := outboxtest.Upload(outboxtest.Sale(bench.Prefix+"1", 1, bench.Now()), 1)
	upload.State, upload.QueuedAt = terminal.UploadQueued, bench.Now()
	bench.Add(upload)
	upload.Kind = terminal.UploadDelete
	remove := bench.Add(upload)
	if _, err := bench.Queue.MarkSending(t.Context(), remove); err == nil || !strings.Contains(err.Error(), "upload.not_filed") {
		t.Errorf("it was marked: %v", err)
	}
}
