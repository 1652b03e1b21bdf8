package clock_test

import (
	"testing"
	"time"

	"github.com/curbline/curbline/terminal/clock"
)

func TestLegalDayFollowsTheStore(t *testing.T) {
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	for moment, want := range map[string]string{
		"2026-11-24T06:59:59Z": "2026-11-23", // 23:59:59 in the store
		"2026-11-24T07:00:00Z": "2026-11-24",
		"2026-07-01T05:59:59Z": "2026-06-30", // summer time
	} {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		if got := clock.LegalDay(at, denver).String(); got != want {
			t.Errorf("%s is %s, want %s", moment, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, text := range []string{"2026-02-30", "2026-2-3", "", "24.11.2026"} {
		if _, err := clock.ParseDate(text); err == nil {
			t.Errorf("%q was taken for a date", text)
		}
	}
	d, err := clock.ParseDate("2028-02-28")
	if err != nil || d.AddDays(2).String() != "2028-03-01" || d.Compare(d.AddDays(1)) != -1 {
		t.Errorf("%v %v", d, err)
	}
}

func TestSystemRunsOnFromItsStart(t *testing.T) {
	start := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	system := clock.NewSystem(start)
	first, second := system.Now(), system.Now()
	if first.Wall.Before(start) || first.Wall.After(start.Add(time.Minute)) {
		t.Errorf("wall %s, want about %s", first.Wall, start)
	}
	if second.Monotonic < first.Monotonic || first.Monotonic == 0 || first.BootID == "" {
		t.Errorf("monotonic %s then %s, boot %q", first.Monotonic, second.Monotonic, first.BootID)
	}
}

func TestIDs(t *testing.T) {
	a, b := clock.NewID(), clock.NewID()
	if a == b || !clock.IsID(a) || clock.IsID("not-an-id") || clock.IsID("{"+a+"}") {
		t.Errorf("ids %s %s", a, b)
	}
}
