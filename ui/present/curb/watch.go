package curb

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/curbline/curbline/terminal"
)

const (
	// changesWaitingMax bounds what waits for a slow reader of changes. One that
	// has more to read is cut, and reads everything anew.
	changesWaitingMax = 16
	// streamsMax bounds the readers; each tablet has one.
	streamsMax = 256
	// entriesMax bounds what is read of the journal after one commit.
	entriesMax = 256
	// tickEvery is how often mutes and leases are looked at.
	tickEvery = time.Second
)

// KindAll says in a Change that anything may have changed.
const KindAll = "all"

// Change says that something may look different now. It names orders and kinds
// of journal entries, and nothing personal.
type Change struct {
	Epoch    string
	Sequence int64
	Orders   []string // ids; empty if it is not about single orders
	Kinds    []string // such as "order.moved"; KindAll where everything must be read
}

type stream struct {
	device  string
	changes chan Change
}

// streams fan changes out. Nobody who is slow holds anybody else up.
type streams struct {
	mu     sync.Mutex
	all    map[*stream]struct{}
	closed bool
}

// Watch gives the changes from now on for one tablet, and a function that ends
// them. A second stream of the same tablet ends the first. The channel is closed
// if its reader is too slow, if the tablet is revoked, and at the end of Run.
func (d *Desk) Watch(device string) (events <-chan Change, stop func()) {
	s := &d.streams
	made := &stream{device: device, changes: make(chan Change, changesWaitingMax)}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut(func(other *stream) bool { return other.device == device })
	if s.closed || len(s.all) >= streamsMax {
		close(made.changes)
		return made.changes, func() {}
	}
	s.all[made] = struct{}{}
	return made.changes, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.cut(func(other *stream) bool { return other == made })
	}
}

// cut ends streams. The caller holds the lock.
func (s *streams) cut(which func(*stream) bool) {
	for one := range s.all {
		if which(one) {
			delete(s.all, one)
			close(one.changes)
		}
	}
}

// publish gives a change to every stream, or to those of one tablet.
func (s *streams) publish(change Change, device string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut(func(one *stream) bool {
		if device != "" && one.device != device {
			return false
		}
		select {
		case one.changes <- change:
			return false
		default:
			return true
		}
	})
}

func (s *streams) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.cut(func(*stream) bool { return true })
}

// Run passes on what is committed, and what time alone changes, until ctx ends.
// It ends every stream.
func (d *Desk) Run(ctx context.Context) {
	defer d.streams.close()
	events, stop := d.options.Till.Watch()
	defer stop()
	ticker := time.NewTicker(tickEvery)
	defer ticker.Stop()
	last := d.spread(ctx, terminal.Head{}, nil)
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-events:
			kinds := event.Kinds
			for drained := false; !drained; {
				select {
				case more := <-events:
					kinds = append(kinds, more.Kinds...)
				default:
					drained = true
				}
			}
			last = d.spread(ctx, last, kinds)
		case <-ticker.C:
			d.passTime(last)
		}
	}
}

// spread reads what was committed after a place in the journal and tells it.
func (d *Desk) spread(ctx context.Context, last terminal.Head, kinds []string) terminal.Head {
	ctx, cancel := context.WithTimeout(ctx, viewTimeout)
	defer cancel()
	var head terminal.Head
	var entries []terminal.Entry
	err := d.options.View(ctx, func(reader terminal.Reader) (err error) {
		if head, err = reader.Head(); err != nil || head.Epoch != last.Epoch {
			return err
		}
		entries, err = reader.EntriesFrom(last.Sequence+1, entriesMax)
		return err
	})
	if err != nil {
		if ctx.Err() == nil {
			d.options.Log.Error("changes not read", "error", err)
		}
		head = last
	}
	change := Change{Epoch: head.Epoch, Sequence: head.Sequence, Kinds: slices.Clone(kinds)}
	if err != nil || head.Epoch != last.Epoch || len(entries) == entriesMax {
		change.Kinds = append(change.Kinds, KindAll)
	}
	for _, entry := range entries {
		change.Kinds = append(change.Kinds, entry.Kind)
		switch {
		case strings.HasPrefix(entry.Kind, "order."), entry.Kind == "refused", entry.Kind == "identity.checked":
			change.Orders = append(change.Orders, entry.Subject)
		case entry.Kind == terminal.DeviceRevoked{}.FactKind():
			d.cutDevice(entry.Subject)
		}
	}
	slices.Sort(change.Kinds)
	slices.Sort(change.Orders)
	change.Kinds, change.Orders = slices.Compact(change.Kinds), slices.Compact(change.Orders)
	if len(change.Kinds) > 0 {
		d.streams.publish(change, "")
	}
	return head
}

func (d *Desk) cutDevice(device string) {
	d.streams.mu.Lock()
	defer d.streams.mu.Unlock()
	d.streams.cut(func(one *stream) bool { return one.device == device })
}

// passTime tells what changes without a commit: a mute or a lease that is over.
func (d *Desk) passTime(last terminal.Head) {
	d.forgetDocuments()
	now := d.options.Clock.Now().Wall
	change := Change{Epoch: last.Epoch, Sequence: last.Sequence}
	for _, device := range d.unmuted(now) {
		change.Kinds = []string{"alarm"}
		d.streams.publish(change, device)
	}
	d.mu.Lock()
	over := !d.leaseEnds.IsZero() && !now.Before(d.leaseEnds)
	if over {
		d.leaseEnds = time.Time{}
	}
	d.mu.Unlock()
	if over {
		change.Kinds = []string{"lease"}
		d.streams.publish(change, "")
	}
}

// noteLease remembers when the next lease of those that a page showed ends.
func (d *Desk) noteLease(end time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.leaseEnds.IsZero() || end.Before(d.leaseEnds) {
		d.leaseEnds = end
	}
}
