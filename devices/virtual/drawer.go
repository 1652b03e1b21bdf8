package virtual

import (
	"sync"
	"time"
)

// Pulse is one pulse to the drawer's solenoid.
type Pulse struct {
	At       time.Time
	Pin      int           // 2 or 5
	On       time.Duration // how long
	RealTime bool          // DLE DC4 instead of ESC p
}

// Drawer is the cash drawer behind the printer. It opens at a pulse and stays
// open until somebody pushes it shut.
type Drawer struct {
	mu     sync.Mutex
	pulses []Pulse
	open   bool
}

// Pulses gives all pulses so far.
func (d *Drawer) Pulses() []Pulse {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]Pulse(nil), d.pulses...)
}

// Open says whether the drawer stands open.
func (d *Drawer) Open() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.open
}

// Shut pushes the drawer shut.
func (d *Drawer) Shut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.open = false
}

func (d *Drawer) pulse(one Pulse) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.pulses = append(d.pulses, one)
	d.open = true
}
