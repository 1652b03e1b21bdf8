package outbox_test

import (
	"context"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/curbline/curbline/sync/outbox"
	"github.com/curbline/curbline/sync/outbox/outboxtest"
	"github.com/curbline/curbline/terminal/clock"
)

// SettleDelay is what simulations use.
const SettleDelay = 60 * time.Second

// Rate is the allowed rate of calls in a simulation.
const Rate = 5.0

// Plan is all that happens in one simulated day, so that a failing day can be
// run again.
type Plan struct {
	Sales   int
	Every   time.Duration           // a sale is made this often
	Trouble map[string]Trouble      // by "number/attempt"
	Poison  map[int64]bool          // sales that the state refuses
	Voids   map[int64]time.Duration // sales that are undone, so long after they were made
	Windows []Window
	Crashes []Crash
	Hiccups []Crash // commits that fail, in each life
}

// Plans draws plans. All trouble ends, so that every sale must end too.
func Plans() *rapid.Generator[Plan] {
	return rapid.Custom(func(t *rapid.T) Plan {
		plan := Plan{
			Sales:   rapid.IntRange(1, 8).Draw(t, "sales"),
			Every:   time.Duration(rapid.IntRange(0, 40).Draw(t, "every")) * time.Second,
			Trouble: map[string]Trouble{}, Poison: map[int64]bool{}, Voids: map[int64]time.Duration{},
		}
		// Drawn from lists, since whole ranges are drawn mostly near their low end.
		within := rapid.SampledFrom([]time.Duration{0, time.Second, 20 * time.Second, 40 * time.Second, 57 * time.Second})
		spans := rapid.SampledFrom([]time.Duration{time.Second, 15 * time.Second, time.Minute, 3 * time.Minute, 7 * time.Minute})
		faults := rapid.SampledFrom([]WriteFault{"", "", LostOnTheWay, AnswerLost, LandsLate, ServerError, ErrorAfterward, NoRoute, TooMany})
		for number := 1; number <= plan.Sales; number++ {
			for attempt := 1; attempt <= 3; attempt++ {
				trouble := Trouble{Fault: faults.Draw(t, "fault")}
				// What the state does late and shows late must be over before the second
				// look-up: that is what the settle delay is chosen for.
				trouble.Late, trouble.Lag = within.Draw(t, "late"), within.Draw(t, "lag")
				plan.Trouble[fmt.Sprintf("%d/%d", number, attempt)] = trouble
			}
			if rapid.IntRange(0, 9).Draw(t, "poison") == 0 {
				plan.Poison[int64(number)] = true
			}
			if rapid.IntRange(0, 4).Draw(t, "void") == 0 {
				plan.Voids[int64(number)] = spans.Draw(t, "after")
			}
		}
		kinds := rapid.SampledFrom([]WindowKind{LineDown, KeysRefused, ProxyInstead, ReadsLimited})
		from := time.Duration(0)
		for range rapid.IntRange(0, 3).Draw(t, "windows") {
			from += spans.Draw(t, "from")
			to := from + spans.Draw(t, "length")
			plan.Windows = append(plan.Windows, Window{Kind: kinds.Draw(t, "kind"), From: from, To: to})
			from = to
		}
		for range rapid.IntRange(0, 4).Draw(t, "crashes") {
			plan.Crashes = append(plan.Crashes, Crash{
				Operation: rapid.IntRange(1, 40).Draw(t, "operation"), After: rapid.Bool().Draw(t, "after the effect"),
			})
		}
		for range rapid.IntRange(0, 6).Draw(t, "hiccups") {
			plan.Hiccups = append(plan.Hiccups, Crash{
				Operation: rapid.IntRange(1, 25).Draw(t, "commit"), After: rapid.Bool().Draw(t, "held"),
			})
		}
		return plan
	})
}

// Mutation plants a bug: it wraps what the drainer works with.
type Mutation struct {
	Name      string
	Queue     func(outbox.Queue, *outboxtest.Disk) outbox.Queue
	Authority func(outbox.Authority) outbox.Authority
	Settle    time.Duration // instead of SettleDelay
}

// Horizon is how long a simulated day goes on after the last trouble.
const Horizon = 6 * time.Hour

// Wall is a clock that reads the time of the bubble it is used in.
type Wall struct{ start time.Time }

// NewWall starts now.
func NewWall() Wall { return Wall{time.Now()} }

// Now implements clock.Clock.
func (w Wall) Now() clock.Reading {
	return clock.Reading{Wall: time.Now().UTC(), Monotonic: time.Hour + time.Since(w.start), BootID: "bubble"}
}

// Simulate runs a plan inside a synctest bubble and returns every promise that
// was broken.
func Simulate(ctx context.Context, plan Plan, mutation Mutation) []string {
	wall := NewWall()
	disk := outboxtest.NewDisk("LARIM-T1-7K2M-", time.Now)
	state := &State{
		Start: time.Now(), Windows: plan.Windows, Disk: disk,
		Trouble:  func(number int64, attempt int) Trouble { return plan.Trouble[fmt.Sprintf("%d/%d", number, attempt)] },
		Poisoned: func(number int64) bool { return plan.Poison[number] },
	}
	ctx, cancel := context.WithTimeout(ctx, Horizon)
	defer cancel()
	lives := make(chan struct{})
	go func() { defer close(lives); liveAndDie(ctx, plan, mutation, disk, state, wall) }()
	customers := make(chan struct{})
	go func() { defer close(customers); trade(ctx, plan, disk) }()
	<-customers
	awaitEnd(ctx, disk, state)
	cancel()
	<-lives
	state.late.Wait()
	return check(plan, disk, state)
}

// awaitEnd returns when every upload is final, and so for long enough that
// anything late has happened too, or when a promise is broken already, or when
// the day is over.
func awaitEnd(ctx context.Context, disk *outboxtest.Disk, state *State) {
	for quiet := time.Duration(0); quiet < 10*SettleDelay; quiet += SettleDelay {
		if counts, _ := disk.Counts(ctx); counts.Open() > counts.Quarantined {
			quiet = -SettleDelay
		}
		if wait(ctx, SettleDelay) != nil || state.broken() {
			return
		}
	}
}

// liveAndDie runs one process after another: each but the last is killed.
func liveAndDie(ctx context.Context, plan Plan, mutation Mutation, disk *outboxtest.Disk, state *State, wall Wall) {
	for life := 0; ctx.Err() == nil; life++ {
		alive, kill := context.WithCancel(ctx)
		pacer := outbox.NewPacer(Rate)
		one := &process{queue: disk, authority: state.Paced(pacer), hiccups: plan.Hiccups, kill: kill}
		if mutation.Queue != nil {
			one.queue = mutation.Queue(disk, disk)
		}
		if mutation.Authority != nil {
			one.authority = mutation.Authority(one.authority)
		}
		if life < len(plan.Crashes) {
			one.crash = plan.Crashes[life]
		}
		settle := SettleDelay
		if mutation.Settle > 0 {
			settle = mutation.Settle
		}
		outbox.New(outbox.Options{
			Queue: one, Authority: one, Clock: wall, SettleDelay: settle, Pacer: pacer,
		}).Run(alive)
		kill()
		_ = wait(ctx, time.Second) // the machine starts it again
	}
}

// trade makes and undoes the sales of a plan.
func trade(ctx context.Context, plan Plan, disk *outboxtest.Disk) {
	type void struct {
		row int64
		at  time.Time
	}
	var voids []void
	for number := int64(1); number <= int64(plan.Sales); number++ {
		receipt := outboxtest.Sale(disk.External(number), number, time.Now())
		row := disk.Add(outboxtest.Upload(receipt, number))
		if after, ok := plan.Voids[number]; ok {
			voids = append(voids, void{row, time.Now().Add(after)})
		}
		_ = wait(ctx, plan.Every)
	}
	for _, one := range voids {
		_ = wait(ctx, time.Until(one.at))
		disk.Void(one.row)
	}
}
