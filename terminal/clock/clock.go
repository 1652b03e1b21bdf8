// Package clock is the only source of time and of new ids.
//
// A reading has two hands: the wall clock, which people set and which may jump,
// and the time since this machine started, which only runs forward. Comparing
// the two is how a jump is noticed.
package clock

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sys/unix"
)

// Reading is one look at the clock. Wall is UTC; Monotonic counts from the
// machine's start, sleep included; BootID names that start.
type Reading struct {
	Wall      time.Time
	Monotonic time.Duration
	BootID    string
}

// Clock gives readings. It is safe for use from several goroutines.
type Clock interface {
	Now() Reading
}

// System reads the machine's clocks, shifted by a fixed offset in a sandbox.
type System struct {
	bootID string
	shift  time.Duration
}

// NewSystem reads this machine's boot id. Where start is not zero, the store's
// time begins there and runs on at the usual pace; that is for the sandbox.
func NewSystem(start time.Time) *System {
	bootID := "unknown"
	if text, err := os.ReadFile("/proc/sys/kernel/random/boot_id"); err == nil {
		bootID = strings.TrimSpace(string(text))
	}
	system := &System{bootID: bootID}
	if !start.IsZero() {
		system.shift = time.Until(start)
	}
	return system
}

// Now reads both hands.
func (s *System) Now() Reading {
	var since unix.Timespec
	// The call fails only where the kernel lacks the clock; a reading of zero is
	// then taken as a fresh start, which asks a person instead of trusting.
	_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &since)
	return Reading{
		Wall:      time.Now().Add(s.shift).UTC().Round(0),
		Monotonic: time.Duration(since.Nano()),
		BootID:    s.bootID,
	}
}

// Manual is a clock that a test or a replay moves by hand.
type Manual struct {
	mu      sync.Mutex
	reading Reading
}

// NewManual starts at a wall time, with a fresh boot.
func NewManual(wall time.Time) *Manual {
	return &Manual{reading: Reading{Wall: wall.UTC(), Monotonic: time.Hour, BootID: "boot-1"}}
}

// Now gives the present reading; it does not move by itself.
func (m *Manual) Now() Reading {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.reading
}

// Advance moves both hands.
func (m *Manual) Advance(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reading.Wall = m.reading.Wall.Add(d)
	m.reading.Monotonic += d
}

// Jump moves the wall clock alone, as somebody setting it does.
func (m *Manual) Jump(d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reading.Wall = m.reading.Wall.Add(d)
}

// Reboot starts a new boot after the machine was off for d.
func (m *Manual) Reboot(bootID string, d time.Duration) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reading = Reading{Wall: m.reading.Wall.Add(d), Monotonic: time.Second, BootID: bootID}
}

// NewID mints a UUID version 7 (RFC 9562, section 5.7): time-ordered, so that
// rows keyed by it are appended, and random enough to be minted anywhere.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// IsID says whether a text is a UUID version 7 in its usual lower-case form.
func IsID(text string) bool {
	id, err := uuid.Parse(text)
	return err == nil && id.Version() == 7 && id.String() == text
}

// Date is a civil date without a zone. In JSON it is "2026-11-24".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// LegalDay is the civil date of a moment in the store's zone: the day by which
// limits run and sales are filed.
func LegalDay(moment time.Time, zone *time.Location) Date {
	year, month, day := moment.In(zone).Date()
	return Date{year, month, day}
}

// ParseDate reads "2026-11-24" and refuses days that do not exist.
func ParseDate(text string) (Date, error) {
	moment, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("not a date: %q", text)
	}
	year, month, day := moment.Date()
	return Date{year, month, day}, nil
}

// String gives "2026-11-24".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// IsZero says whether no date is set.
func (d Date) IsZero() bool { return d == Date{} }

// Compare is -1, 0 or 1 as d is before, on or after other.
func (d Date) Compare(other Date) int { return strings.Compare(d.String(), other.String()) }

// AddDays moves by whole days.
func (d Date) AddDays(days int) Date {
	year, month, day := time.Date(d.Year, d.Month, d.Day+days, 0, 0, 0, 0, time.UTC).Date()
	return Date{year, month, day}
}

// MarshalText gives the String form, and nothing for no date.
func (d Date) MarshalText() ([]byte, error) {
	if d.IsZero() {
		return nil, nil
	}
	return []byte(d.String()), nil
}

// UnmarshalText is ParseDate; an empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
