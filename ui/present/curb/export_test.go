package curb

import (
	"strconv"

	"github.com/curbline/curbline/terminal/idcard"
)

// The bounds that tests go up to.
const (
	ChangesWaitingMax = changesWaitingMax
	StreamsMax        = streamsMax
	EntriesMax        = entriesMax
	DraftsMax         = draftsMax
	ReadsMax          = readsMax
	MutesMax          = mutesMax
	CarsMax           = carsMax
)

// Clean is how a text from outside is cleaned.
func Clean(words string, runesMax int) string { return clean(words, runesMax) }

// Swatch is the colour of a vehicle's word.
func Swatch(color string) string { return swatch(color) }

// IsID says whether scanned bytes are of an ID.
func IsID(raw []byte) bool { return isID(raw) }

// Fill remembers a number of things of each sort, and gives how many are kept.
func (d *Desk) Fill(count int) (drafts, reads, mutes int) {
	for i := range count {
		name := strconv.Itoa(i)
		d.change(place{"tablet", name}, func(kept *draft) { kept.document = &idcard.Document{} })
		d.keepRead(name, read{})
		d.mute(name)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.drafts), len(d.reads), len(d.mutes)
}

// Kept says whether an order's draft is remembered.
func (d *Desk) Kept(order string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, ok := d.drafts[place{"tablet", order}]
	return ok
}

// Look uses a draft.
func (d *Desk) Look(order string) { d.draft(place{"tablet", order}) }

// Documents counts the documents that wait for a supervisor.
func (d *Desk) Documents() (count int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, kept := range d.drafts {
		if kept.document != nil {
			count++
		}
	}
	return count
}

// FillOne remembers one more order.
func (d *Desk) FillOne(order string) { d.change(place{"tablet", order}, func(*draft) {}) }
