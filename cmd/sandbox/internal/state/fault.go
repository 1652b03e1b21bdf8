package state

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Kind is what a fault does to a request.
type Kind string

// The kinds of fault.
const (
	DropBefore  Kind = "drop_before"    // the connection drops; nothing is worked on
	Delay       Kind = "delay"          // it takes Delay longer, also for a client that gave up
	RateLimited Kind = "rate_limited"   // 429 with Retry-After
	ErrorBefore Kind = "error_before"   // 5xx, nothing is worked on
	ErrorAfter  Kind = "error_after"    // worked on, and then 5xx
	DropAfter   Kind = "drop_after"     // worked on, and then the connection drops
	LateLanding Kind = "late_landing"   // the connection drops at once; worked on LandAfter later
	Portal      Kind = "captive_portal" // 200 with a page of HTML that is not the state's
	RevokedKey  Kind = "revoked_key"    // 401 as for a wrong key
	CutShort    Kind = "cut_short"      // worked on; the answer ends in its middle
)

var kinds = []Kind{DropBefore, Delay, RateLimited, ErrorBefore, ErrorAfter, DropAfter, LateLanding, Portal, RevokedKey, CutShort}

// The limits of a fault.
const (
	faultsMax = 100
	delayMax  = 10 * time.Minute
)

// Fault is something that goes wrong with the requests it matches. Times and
// For bound it; without either it stays until it is taken away.
type Fault struct {
	ID    int64 `json:"id"`
	Kind  Kind  `json:"kind"`
	Match Class `json:"match"`
	// Method and Path narrow Match further; Path is a prefix.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	Times  int    `json:"times,omitempty"` // requests that are left to it
	For    Span   `json:"for,omitempty"`   // from when it was set
	// Delay comes before everything else, with every kind.
	Delay     Span `json:"delay,omitempty"`
	LandAfter Span `json:"land_after,omitempty"`
	// RetryAfterSeconds is for RateLimited; 2 where it is zero.
	RetryAfterSeconds int `json:"retry_after_seconds,omitempty"`
	// Status is for ErrorBefore and ErrorAfter: 500 to 599; 503 where it is zero.
	Status int `json:"status,omitempty"`

	until time.Time
	bound bool // it had Times when it was set
}

// Span is a duration that JSON writes as "1.5s".
type Span time.Duration

// UnmarshalText reads "1.5s".
func (s *Span) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	if err != nil || d < 0 || d > delayMax {
		return fmt.Errorf("not a duration of at most %s, such as 1.5s", delayMax)
	}
	*s = Span(d)
	return nil
}

// MarshalText writes "1.5s".
func (s Span) MarshalText() ([]byte, error) { return []byte(time.Duration(s).String()), nil }

func (f *Fault) complete() error {
	if f.Match == "" {
		f.Match = Any
	}
	if f.RetryAfterSeconds == 0 {
		f.RetryAfterSeconds = 2
	}
	if f.Status == 0 {
		f.Status = 503
	}
	switch {
	case !slices.Contains(kinds, f.Kind):
		return fmt.Errorf("no fault %q, only %v", f.Kind, kinds)
	case !slices.Contains([]Class{PostReceipt, Lookup, ControlRead, Read, Change, Any}, f.Match):
		return fmt.Errorf("no class of requests %q", f.Match)
	case f.Times < 0 || f.RetryAfterSeconds < 0:
		return errors.New("times and retry_after_seconds are not negative")
	case f.Status < 500 || f.Status > 599:
		return errors.New("status is one of 500 to 599")
	case f.Kind == Delay && f.Delay == 0:
		return errors.New("a delay needs delay")
	case f.Kind == LateLanding && f.LandAfter == 0:
		return errors.New("a late landing needs land_after")
	}
	return nil
}

func (f *Fault) hits(class Class, method, path string) bool {
	return (f.Match == Any || f.Match == class) && (f.Method == "" || f.Method == method) && strings.HasPrefix(path, f.Path)
}

// faults are those that are waiting. A request meets the first that matches.
type faults struct {
	mu   sync.Mutex
	next int64
	set  []*Fault
}

func (f *faults) add(fault Fault, now time.Time) (Fault, error) {
	if err := fault.complete(); err != nil {
		return Fault{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.expire(now)
	if len(f.set) >= faultsMax {
		return Fault{}, fmt.Errorf("%d faults are waiting already", faultsMax)
	}
	f.next++
	fault.ID, fault.bound = f.next, fault.Times > 0
	if fault.For > 0 {
		fault.until = now.Add(time.Duration(fault.For))
	}
	f.set = append(f.set, &fault)
	return fault, nil
}

func (f *faults) expire(now time.Time) {
	f.set = slices.DeleteFunc(f.set, func(fault *Fault) bool {
		return fault.bound && fault.Times == 0 || !fault.until.IsZero() && !now.Before(fault.until)
	})
}

// meet gives the fault for a request and uses it up by one.
func (f *faults) meet(class Class, method, path string, now time.Time) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.expire(now)
	for _, fault := range f.set {
		if !fault.hits(class, method, path) {
			continue
		}
		met := *fault
		if fault.bound {
			fault.Times--
		}
		return met, true
	}
	return Fault{}, false
}

func (f *faults) list(now time.Time) []Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.expire(now)
	out := []Fault{}
	for _, fault := range f.set {
		out = append(out, *fault)
	}
	return out
}

// clear takes one fault away, or all of them for 0. It says whether there was
// anything to take.
func (f *faults) clear(id int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	before := len(f.set)
	f.set = slices.DeleteFunc(f.set, func(fault *Fault) bool { return id == 0 || fault.ID == id })
	return len(f.set) < before
}
