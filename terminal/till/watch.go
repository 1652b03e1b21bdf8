package till

import (
	"slices"
	"sync"
)

// Event says that something was committed. It is a hint: every subscriber reads
// its own table at its start and now and then, so that a lost event costs
// nothing.
type Event struct {
	Kinds    []string
	Sequence int64
}

// Has says whether any kind begins with prefix.
func (e Event) Has(prefix string) bool {
	return slices.ContainsFunc(e.Kinds, func(kind string) bool {
		return len(kind) >= len(prefix) && kind[:len(prefix)] == prefix
	})
}

// eventsWaitingMax bounds a slow subscriber; what does not fit is dropped.
const eventsWaitingMax = 32

type watchers struct {
	mu    sync.Mutex
	chans map[chan Event]struct{}
}

// Watch gives a stream of events and a function that ends it.
func (t *Till) Watch() (<-chan Event, func()) {
	w := &t.watchers
	events := make(chan Event, eventsWaitingMax)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.chans == nil {
		w.chans = map[chan Event]struct{}{}
	}
	w.chans[events] = struct{}{}
	return events, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.chans, events)
	}
}

func (w *watchers) publish(event Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for events := range w.chans {
		select {
		case events <- event:
		default:
		}
	}
}
