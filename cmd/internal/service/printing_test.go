package service

import (
	"context"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/devices"
	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/config"
	"github.com/curbline/curbline/terminal/rules"
	"github.com/curbline/curbline/terminal/secrets"
	"github.com/curbline/curbline/terminal/store"
	"github.com/curbline/curbline/terminal/till"
)

// moodyPrinter answers as it is told and counts how often it was asked.
type moodyPrinter struct {
	mu     sync.Mutex
	answer devices.PrintResult
	asked  int
}

func (m *moodyPrinter) Print(context.Context, devices.PrintJob) devices.PrintResult {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	return m.answer
}

func (*moodyPrinter) Pulse(context.Context) error           { return nil }
func (*moodyPrinter) Status() (devices.PrinterStatus, bool) { return devices.PrinterStatus{}, false }

func (m *moodyPrinter) be(answer devices.PrintResult) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.answer = answer
}

func (m *moodyPrinter) times() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked
}

// printRoom is a real till and store with two papers waiting.
type printRoom struct {
	t       *testing.T
	program *Program
	printer *moodyPrinter
	mu      sync.Mutex
	missing string
}

func (r *printRoom) say(missing string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.missing = missing
}

func (r *printRoom) states() (states []terminal.PrintState) {
	r.t.Helper()
	err := r.program.store.View(r.t.Context(), func(reader terminal.Reader) error {
		for row := range int64(2) {
			job, err := reader.PrintJob(row + 1)
			if err != nil {
				return err
			}
			states = append(states, job.State)
		}
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return states
}

// inPrintRoom runs the print loop in a bubble of its own time.
func inPrintRoom(t *testing.T, printer *moodyPrinter, missing string, first terminal.PrintState, look func(*printRoom)) {
	t.Helper()
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		log := slog.New(slog.DiscardHandler)
		manual := clock.NewManual(time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC))
		kept, err := store.Open(t.Context(), store.Options{Path: filepath.Join(folder, databaseName), Terminal: "T1", Log: log})
		must(err)
		engine, err := rules.New("US-CO", "US-CO-Denver")
		must(err)
		box, err := secrets.Open(filepath.Join(folder, keysFolder), "")
		must(err)
		p := &Program{config: config.Config{}, log: log, clock: manual, store: kept, engine: engine}
		p.till = till.New(till.Options{
			Store: kept, Clock: manual, Rules: engine, Keys: box.DayKeys(), CommandKey: make([]byte, 32), Log: log,
			Shop: till.Shop{TerminalID: "T1", Zone: time.UTC},
		})
		ctx, stop := context.WithCancel(context.Background())
		var loops sync.WaitGroup
		loops.Go(func() { must(p.till.Run(ctx)) })
		_, err = p.till.Submit(ctx, till.Command{Body: &till.OpenEpoch{Epoch: benchEpoch, Reason: "set-up", By: "test"}})
		must(err)
		must(kept.Do(ctx, func(tx terminal.Tx) error {
			for _, state := range []terminal.PrintState{first, terminal.PrintQueued} {
				_, err := tx.QueuePrintJob(terminal.PrintJob{Kind: "x", Copy: 1, Document: []byte(`{}`), State: state, QueuedAt: manual.Now().Wall})
				if err != nil {
					return err
				}
			}
			return nil
		}))
		room := &printRoom{t: t, program: p, printer: printer, missing: missing}
		work := &printing{program: p, printer: printer, missing: func() string {
			room.mu.Lock()
			defer room.mu.Unlock()
			return room.missing
		}}
		loops.Go(func() { work.run(ctx) })
		synctest.Wait()
		look(room)
		stop()
		loops.Wait()
		must(kept.Close())
	})
}

func wantStates(t *testing.T, got []terminal.PrintState, want ...terminal.PrintState) {
	t.Helper()
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("job %d is %s, want %s", i+1, got[i], want[i])
		}
	}
}

// The loop's own steps are print events; a printer that takes nothing must not
// be asked again because of them.
func TestABlockedPrinterIsAskedOnceAPoll(t *testing.T) {
	printer := &moodyPrinter{answer: devices.PrintResult{Outcome: devices.Blocked, Err: devices.PaperOut.Fault()}}
	inPrintRoom(t, printer, "", terminal.PrintQueued, func(room *printRoom) {
		if asked := printer.times(); asked != 1 {
			t.Errorf("asked %d times at once", asked)
		}
		<-time.After(3*printPoll + time.Millisecond) // the bubble's time
		synctest.Wait()
		if asked := printer.times(); asked < 2 || asked > 4 {
			t.Errorf("asked %d times in three polls", asked)
		}
		wantStates(t, room.states(), terminal.PrintBlocked, terminal.PrintQueued)
		printer.be(devices.PrintResult{Outcome: devices.Printed})
		<-time.After(printPoll + time.Millisecond)
		synctest.Wait()
		wantStates(t, room.states(), terminal.PrintPrinted, terminal.PrintPrinted)
	})
}

func TestAMissingPrinterIsNotTriedAndNotWrittenDownAgain(t *testing.T) {
	printer := &moodyPrinter{answer: devices.PrintResult{Outcome: devices.Sent}}
	inPrintRoom(t, printer, "It is not plugged in.", terminal.PrintQueued, func(room *printRoom) {
		wantStates(t, room.states(), terminal.PrintBlocked, terminal.PrintQueued)
		events, stop := room.program.till.Watch()
		defer stop()
		<-time.After(5*printPoll + time.Millisecond)
		synctest.Wait()
		if len(events) > 0 || printer.times() > 0 {
			t.Errorf("%d steps were written, the printer was asked %d times", len(events), printer.times())
		}
		room.say("")
		<-time.After(printPoll + time.Millisecond)
		synctest.Wait()
		wantStates(t, room.states(), terminal.PrintSent, terminal.PrintSent)
	})
}

func TestAPaperLeftInTheMiddleIsUnknownAndHoldsNothingUp(t *testing.T) {
	printer := &moodyPrinter{answer: devices.PrintResult{Outcome: devices.Printed}}
	inPrintRoom(t, printer, "", terminal.PrintSending, func(room *printRoom) {
		wantStates(t, room.states(), terminal.PrintUnknown, terminal.PrintPrinted)
	})
}
