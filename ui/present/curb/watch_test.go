package curb_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/till"
	"github.com/curbline/curbline/ui/present/curb"
)

// committing is a till of whose commits a test says when they are; its journal
// grows by one entry with each.
type committing struct {
	curb.Till
	mu       sync.Mutex
	sequence int64
	events   chan till.Event
}

func (c *committing) Watch() (<-chan till.Event, func()) { return c.events, func() {} }

func (c *committing) commit() {
	c.mu.Lock()
	c.sequence++
	sequence := c.sequence
	c.mu.Unlock()
	c.events <- till.Event{Kinds: []string{"order.moved"}, Sequence: sequence}
}

// journal is the reader of such a till.
type journal struct {
	terminal.Reader
	c *committing
}

func (j journal) Head() (terminal.Head, error) {
	j.c.mu.Lock()
	defer j.c.mu.Unlock()
	return terminal.Head{Epoch: "7K3Q", Sequence: j.c.sequence}, nil
}

func (j journal) EntriesFrom(sequence int64, limit int) (entries []terminal.Entry, err error) {
	head, err := j.Head()
	for at := sequence; at <= head.Sequence && len(entries) < limit; at++ {
		entries = append(entries, terminal.Entry{Sequence: at, Kind: "order.moved", Subject: fmt.Sprintf("A-%d", at)})
	}
	return entries, err
}

func newCommitting() (*committing, curb.Options) {
	c := &committing{events: make(chan till.Event, 32)}
	view := func(_ context.Context, fn func(terminal.Reader) error) error { return fn(journal{c: c}) }
	return c, curb.Options{Till: c, View: view, Clock: clock.NewManual(opening)}
}

func TestChangesNameTheirOrders(t *testing.T) {
	s := newLot(t)
	events, stop := s.Watch("tablet")
	defer stop()
	s.place("A-1", nil)
	deadline := time.After(5 * time.Second)
	for {
		select {
		case change := <-events:
			if slices.Contains(change.Orders, "A-1") && slices.Contains(change.Kinds, "order.moved") && change.Epoch == "7K3Q" && change.Sequence > 0 {
				return
			}
		case <-deadline:
			t.Fatal("nobody told of the order")
		}
	}
}

func TestASlowReaderIsCutAndHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, options := newCommitting()
		desk := curb.New(options)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { defer close(ended); desk.Run(ctx) }()
		synctest.Wait()
		slow, stopSlow := desk.Watch("slow")
		quick, stopQuick := desk.Watch("quick")
		defer stopSlow()
		defer stopQuick()
		for at := range curb.ChangesWaitingMax {
			c.commit()
			synctest.Wait()
			same(t, "order", (<-quick).Orders[0], fmt.Sprintf("A-%d", at+1))
		}
		same(t, "still whole", len(slow), curb.ChangesWaitingMax)
		c.commit()
		synctest.Wait()
		same(t, "the quick one reads on", (<-quick).Sequence, curb.ChangesWaitingMax+1)
		for range curb.ChangesWaitingMax {
			<-slow
		}
		if _, open := <-slow; open {
			t.Error("a slow reader is not cut")
		}
		cancel()
		<-ended
		if _, open := <-quick; open {
			t.Error("the end of the desk does not end its streams")
		}
		late, _ := desk.Watch("late")
		if _, open := <-late; open {
			t.Error("a desk that has ended gives a stream")
		}
	})
}

func TestManyCommitsAtOnceAreReadAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, options := newCommitting()
		desk := curb.New(options)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go desk.Run(ctx)
		synctest.Wait()
		events, stop := desk.Watch("tablet")
		defer stop()
		for range []int{curb.EntriesMax - 1, curb.EntriesMax} {
			c.commit()
		}
		synctest.Wait()
		same(t, "few", slices.Contains((<-events).Kinds, curb.KindAll), false)
		c.mu.Lock()
		c.sequence += curb.EntriesMax
		c.mu.Unlock()
		c.commit()
		synctest.Wait()
		last := curb.Change{}
		for len(events) > 0 {
			last = <-events
		}
		same(t, "many", slices.Contains(last.Kinds, curb.KindAll), true)
	})
}

func TestATabletHasOneStream(t *testing.T) {
	_, options := newCommitting()
	desk := curb.New(options)
	first, _ := desk.Watch("tablet")
	second, stop := desk.Watch("tablet")
	if _, open := <-first; open {
		t.Error("the first stream goes on")
	}
	stop()
	if _, open := <-second; open {
		t.Error("a stream that was stopped goes on")
	}
	for i := range curb.StreamsMax {
		events, _ := desk.Watch(fmt.Sprint(i))
		same(t, "open", len(events), 0)
		select {
		case <-events:
			t.Fatalf("stream %d is closed", i)
		default:
		}
	}
	over, _ := desk.Watch("one too many")
	if _, open := <-over; open {
		t.Error("too many streams")
	}
}

func TestTimeAloneIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, options := newCommitting()
		hands := options.Clock.(*clock.Manual) //nolint:forcetypeassert // made above
		desk := curb.New(options)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go desk.Run(ctx)
		synctest.Wait()
		events, stop := desk.Watch("tablet")
		defer stop()
		who := curb.Who{Device: terminal.Device{ID: "tablet"}, Session: till.Session{ID: "s", Staff: "dee"}}
		if err := desk.Do(ctx, who, curb.Action{Name: "mute"}); err != nil {
			t.Fatal(err)
		}
		<-time.After(2 * time.Second) // of the bubble's clock
		synctest.Wait()
		same(t, "still muted", len(events), 0)
		hands.Advance(time.Minute)
		<-time.After(2 * time.Second)
		synctest.Wait()
		same(t, "sounds again", (<-events).Kinds[0], "alarm")
	})
}

// BenchmarkFanOut is from a commit until 50 tablets have heard of it.
func BenchmarkFanOut(b *testing.B) {
	const tablets = 50
	c, options := newCommitting()
	desk := curb.New(options)
	ctx, cancel := context.WithCancel(b.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); desk.Run(ctx) }()
	heard := make(chan int64, tablets)
	var readers sync.WaitGroup
	for i := range tablets {
		events, _ := desk.Watch(fmt.Sprint(i))
		readers.Go(func() {
			last := int64(0)
			for change := range events {
				// Not what is told at the start of Run, and each commit once.
				if change.Sequence > last {
					last = change.Sequence
					heard <- last
				}
			}
		})
	}
	var took []time.Duration
	for b.Loop() {
		started := time.Now()
		c.commit()
		for range tablets {
			<-heard
		}
		took = append(took, time.Since(started))
	}
	cancel()
	go func() {
		for range heard { // lets the readers end
		}
	}()
	<-ended
	readers.Wait()
	close(heard)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
