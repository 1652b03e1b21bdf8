package printer

import (
	"time"

	"github.com/curbline/curbline/devices/escpos"
)

// robustGap is how close two XON come from a printer that repeats it all the time
// it is ready; on such a one XON says nothing about a restart.
const robustGap = 5 * time.Second

// flow is what the printer said with XON and XOFF.
type flow struct {
	stopped  bool
	since    time.Duration // of stopped
	test     int           // number of the mark that tries whether XON got lost; 0 for none
	xonDue   bool          // we went on without its XON, so it may still come
	loneXON  time.Duration // when one came that no XOFF went before
	anyLone  bool
	repeated bool // they come again and again
}

// takeFlow notes XON or XOFF; the lock is held. A printer says XON by itself when
// it is switched on. They count as noise, as too many of them are.
func (d *Driver) takeFlow(stop bool) {
	now := d.now()
	if stop {
		if d.flow.stopped {
			return
		}
		d.flow.stopped, d.flow.since = true, now
		d.tell()
		return
	}
	if d.flow.stopped || d.flow.xonDue {
		d.flow.stopped, d.flow.xonDue, d.flow.test = false, false, 0
		d.tell()
		return
	}
	if d.flow.anyLone && now-d.flow.loneXON < robustGap {
		d.flow.repeated = true
	}
	d.flow.anyLone, d.flow.loneXON = true, now
	if !d.flow.repeated {
		d.sign()
	}
}

// autoStatus is the printer's status that comes by itself (GS a).
type autoStatus struct {
	ability ability
	on      bool
	due     int // answers to our requests for it
	last    [4]byte
	any     bool
}

// takeAuto takes an automatic status; the lock is held. One that says nothing new
// and was not asked for is what a printer says when it is switched on.
func (d *Driver) takeAuto(said [4]byte) int {
	if d.noise.isLoud(d.now()) {
		return 0
	}
	known := d.auto.any
	repeated := known && said == d.auto.last
	d.auto.any, d.auto.last = true, said
	escpos.ApplyAutoStatus(&d.status, said)
	switch {
	case d.auto.due > 0 && (repeated || !known):
		d.auto.due-- // what we asked for; a change may come before it
	case repeated:
		d.sign()
		return 0
	}
	d.statusAt = d.now()
	d.tell()
	return len(said)
}

// autoLost says that the automatic status is to be turned on: it never was, or a
// restart turned it off.
func (d *Driver) autoLost() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.profile.StatusASB && d.auto.ability != unable && !d.auto.on
}
