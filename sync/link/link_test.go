package link_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/curbline/curbline/sync/link"
	"github.com/curbline/curbline/terminal/clock"
)

func TestOutagesAreLoggedWithBothEnds(t *testing.T) {
	start := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	hands := clock.NewManual(start)
	var log []link.Outage
	line := link.New(link.Options{Name: "state", Clock: hands, OnOutage: func(o link.Outage) { log = append(log, o) }})
	if line.Status().Known {
		t.Error("something is known before the first news")
	}
	line.Up()
	hands.Advance(time.Minute)
	line.Up()
	if got := line.Status(); !got.Up || !got.Since.Equal(start) || !got.Last.Equal(start.Add(time.Minute)) {
		t.Errorf("status %+v", got)
	}
	hands.Advance(time.Minute)
	line.Down("no route to host")
	hands.Advance(time.Hour)
	line.Down("timeout")
	if got := line.Status(); got.Up || got.Cause != "no route to host" || !got.Since.Equal(start.Add(2*time.Minute)) {
		t.Errorf("status %+v", got)
	}
	line.Up()
	down := start.Add(2 * time.Minute)
	want := []link.Outage{
		{Name: "state", Start: down, Cause: "no route to host"},
		{Name: "state", Start: down, End: down.Add(time.Hour), Cause: "no route to host"},
	}
	if diff := cmp.Diff(want, log); diff != "" {
		t.Error(diff)
	}
}

func TestAnOutageFromTheStartIsLogged(t *testing.T) {
	var log []link.Outage
	hands := clock.NewManual(time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC))
	line := link.New(link.Options{Name: "shop", Clock: hands, OnOutage: func(o link.Outage) { log = append(log, o) }})
	line.Down("refused")
	line.Up()
	if len(log) != 2 || !log[0].End.IsZero() || log[1].End.IsZero() {
		t.Errorf("log %+v", log)
	}
}

func TestCeilingsDoubleToTheLimit(t *testing.T) {
	schedule := link.NewBackoff().WithDraw(func(ceiling time.Duration) time.Duration { return ceiling })
	var got []time.Duration
	for range 8 {
		got = append(got, schedule.Next())
	}
	s := time.Second
	want := []time.Duration{s / 2, s, 2 * s, 4 * s, 8 * s, 16 * s, 30 * s, 30 * s}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	schedule.Reset()
	if next := schedule.Next(); next != s/2 {
		t.Errorf("after a reset %s", next)
	}
}

func TestWaitsStayBelowTheirCeiling(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		base := time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(rt, "base"))
		top := time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(rt, "ceiling"))
		schedule := link.NewSchedule(base, top)
		limit := max(base, time.Millisecond)
		for range rapid.IntRange(1, 70).Draw(rt, "tries") {
			if wait := schedule.Next(); wait < time.Millisecond || wait > limit {
				rt.Fatalf("wait %s outside 1ms..%s", wait, limit)
			}
			limit = min(2*limit, max(top, base, time.Millisecond))
		}
	})
}

// Full jitter uses the whole range: a schedule that always waited the ceiling
// would let every terminal knock at the same time.
func TestJitterIsFull(t *testing.T) {
	low, high := 0, 0
	for range 400 {
		if link.NewSchedule(time.Second, time.Second).Next() < 500*time.Millisecond {
			low++
		} else {
			high++
		}
	}
	if low < 100 || high < 100 {
		t.Errorf("%d short and %d long waits of 400", low, high)
	}
}
