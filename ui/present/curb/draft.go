package curb

import (
	"time"

	"github.com/curbline/curbline/terminal"
	"github.com/curbline/curbline/terminal/clock"
	"github.com/curbline/curbline/terminal/idcard"
	"github.com/curbline/curbline/terminal/money"
)

const (
	// draftsMax bounds what is remembered of orders on tablets; the one that was
	// unused for longest goes first. What goes is a choice that is made again.
	draftsMax = 512
	// readsMax bounds what is remembered of scanned IDs.
	readsMax = 256
	// mutesMax bounds the tablets whose alarm is muted.
	mutesMax = 256
	// documentKept is how long a document waits for the supervisor who may go on
	// in spite of another family name.
	documentKept = 2 * time.Minute
)

// draft is what a person chose on a tablet for an order. It is in memory only.
type draft struct {
	tender tender
	notice *notice
	tries  int // definite noes so far: after one, a button is another command
	// document is of the person whose family name differs, until documentUntil by
	// the clock's monotonic hand.
	document      *idcard.Document
	documentUntil time.Duration
	used          int64
}

// tender is how the bag is being paid.
type tender struct {
	kind      terminal.TenderKind
	given     money.Cents
	typed     bool
	reference string
	taken     bool
	due       money.Cents // for which it was taken; another due takes it back
}

// notice is a no, kept in the form of an error so that it can be said in either
// language.
type notice struct{ err *terminal.Error }

// read is what a scanned ID said, for the page of its refusal or acceptance. It
// holds no birth date and no number.
type read struct {
	at       time.Time
	sequence int64 // of the journal, after it
	kind     idcard.Kind
	issuer   string
	expiry   idcard.Date
	day      clock.Date
	readable bool
	age      int
	minimum  int
	first    clock.Date // on which the person is old enough
	noFirst  bool       // another first name than on the order
	override bool       // a supervisor went on in spite of another family name
	used     int64
}

// draft copies what is remembered of an order on a tablet; it remembers nothing
// new.
func (d *Desk) draft(at place) draft {
	d.mu.Lock()
	defer d.mu.Unlock()
	if kept, ok := d.drafts[at]; ok {
		kept.used = d.tick()
		return *kept
	}
	return draft{}
}

// change alters a draft, and makes it if there is none.
func (d *Desk) change(at place, change func(*draft)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept, ok := d.drafts[at]
	if !ok {
		evict(d.drafts, draftsMax, func(kept *draft) int64 { return kept.used })
		kept = &draft{}
		d.drafts[at] = kept
	}
	kept.used = d.tick()
	change(kept)
}

// keepRead remembers what an ID said; it takes the place of the one before.
func (d *Desk) keepRead(order string, said read) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.reads[order]; !ok {
		evict(d.reads, readsMax, func(kept read) int64 { return kept.used })
	}
	said.used = d.tick()
	d.reads[order] = said
}

func (d *Desk) readOf(order string) (read, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	said, ok := d.reads[order]
	return said, ok
}

// forgetRead forgets what an ID said once its order is done, and its document on
// every tablet.
func (d *Desk) forgetRead(order string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.reads, order)
	for at, kept := range d.drafts {
		if at.order == order {
			kept.document = nil
		}
	}
}

// forgetDocuments drops documents whose supervisor did not come.
func (d *Desk) forgetDocuments() {
	now := d.options.Clock.Now().Monotonic
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, kept := range d.drafts {
		if kept.document != nil && now > kept.documentUntil {
			kept.document = nil
		}
	}
}

// mute silences a tablet's alarm for a minute.
func (d *Desk) mute(device string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.mutes[device]; !ok {
		evict(d.mutes, mutesMax, func(until time.Time) int64 { return until.UnixMilli() })
	}
	d.mutes[device] = d.options.Clock.Now().Wall.Add(muteFor)
}

// mutedUntil is when a tablet's alarm sounds again, zero if it is not muted.
func (d *Desk) mutedUntil(device string) time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if until := d.mutes[device]; d.options.Clock.Now().Wall.Before(until) {
		return until
	}
	return time.Time{}
}

// unmuted forgets and gives the tablets whose minute is over.
func (d *Desk) unmuted(now time.Time) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var over []string
	for device, until := range d.mutes {
		if !now.Before(until) {
			delete(d.mutes, device)
			over = append(over, device)
		}
	}
	return over
}

// tick counts uses. The caller holds the lock.
func (d *Desk) tick() int64 {
	d.uses++
	return d.uses
}

// evict makes room for one more in a map of at most a number of things.
func evict[K comparable, V any](kept map[K]V, most int, used func(V) int64) {
	for len(kept) >= most {
		var oldest K
		least, found := int64(0), false
		for key, value := range kept {
			if at := used(value); !found || at < least {
				oldest, least, found = key, at, true
			}
		}
		delete(kept, oldest)
	}
}
