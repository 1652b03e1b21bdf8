// Package shop is the sandbox's web shop: it serves the order feed curbfeed/1
// to one terminal, sells to customers on a small page of its own, and lets a
// test or a demonstration steer both.
package shop

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/govalues/decimal"
)

// Item is one thing the shop sells. Unit is "each" or "g"; PriceCents is for
// one unit. Category "flower" counts against the shop's own flower limit, by
// the weight that the name or the SKU ends with.
type Item struct {
	SKU        string `json:"sku"`
	Name       string `json:"name"`
	Unit       string `json:"unit"`
	PriceCents int64  `json:"price_cents"`
	Category   string `json:"category"`
}

// Options say what the shop is. Token and Store are what a terminal must show;
// StateFile keeps everything over a restart, and with none nothing is kept.
// HeartbeatSeconds is 20 where it is zero.
type Options struct {
	Token            string
	Store            string
	Items            []Item
	Now              func() time.Time
	Log              *slog.Logger
	StateFile        string
	HeartbeatSeconds int
}

// Shop is the server side of one store's feed. Its methods are safe for
// concurrent use.
type Shop struct {
	token     string
	store     string
	source    string // of its CloudEvents
	now       func() time.Time
	logger    *slog.Logger
	file      string
	heartbeat time.Duration
	ctx       context.Context
	cancel    context.CancelFunc
	tasks     sync.WaitGroup
	lines     sync.WaitGroup // open connections

	mu       sync.Mutex
	state    *state
	items    []Item
	savedSeq int64 // the last event that is on disk; none beyond it goes out
	dirty    bool
	closed   bool
	down     bool
	faults   faults
	current  *session            // the connection that said hello last
	sessions map[*session]string // every open connection, with its remote address
	numbers  int64
	seen     recorder
}

var errClosed = errors.New("the shop is closed")

// New opens the shop and reads StateFile where there is one. It returns an
// error for missing options, items that cannot be sold, or a state file that
// cannot be read or belongs to another store.
func New(o Options) (*Shop, error) {
	if o.Token == "" || o.Store == "" || o.Now == nil || o.Log == nil {
		return nil, errors.New("shop: token, store, clock and log are needed")
	}
	if err := checkItems(o.Items); err != nil {
		return nil, err
	}
	kept, err := loadState(o.StateFile, o.Store)
	if err != nil {
		return nil, err
	}
	heartbeat := o.HeartbeatSeconds
	if heartbeat <= 0 {
		heartbeat = heartbeatDefault
	}
	s := &Shop{
		token: o.Token, store: o.Store, source: "/shops/" + strings.ToLower(o.Store),
		now: o.Now, logger: o.Log, file: o.StateFile, heartbeat: time.Duration(heartbeat) * time.Second,
		state: kept, items: append([]Item(nil), o.Items...), savedSeq: kept.Seq,
		sessions: map[*session]string{},
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.tasks.Go(s.keepHouse)
	return s, nil
}

func checkItems(items []Item) error {
	known := map[string]bool{}
	for _, item := range items {
		switch {
		case item.SKU == "" || item.Name == "":
			return fmt.Errorf("shop: item %q has no SKU or no name", item.SKU)
		case known[item.SKU]:
			return fmt.Errorf("shop: item %q is there twice", item.SKU)
		case item.Unit != "each" && item.Unit != "g":
			return fmt.Errorf("shop: item %q has unit %q, not each or g", item.SKU, item.Unit)
		case item.PriceCents < 0:
			return fmt.Errorf("shop: item %q has a negative price", item.SKU)
		}
		known[item.SKU] = true
	}
	return nil
}

// SetDown cuts the line between the shop and the terminal: present connections
// are dropped without a word and new ones refused until it is called with
// false. The customers' page goes on.
func (s *Shop) SetDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
	if down {
		s.dropAll()
	}
}

// Close ends every connection, after a drain frame to those that listen, and
// writes the state. It returns the error of that last write.
func (s *Shop) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	open := make([]*session, 0, len(s.sessions))
	for c := range s.sessions {
		open = append(open, c)
	}
	s.mu.Unlock()
	for _, c := range open {
		c.drain(0)
	}
	s.lines.Wait() // each ends within lingerWait
	s.cancel()
	s.tasks.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.save()
}

// Handler serves the feed at /feed and the customers' page everywhere else.
func (s *Shop) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /feed", s.serveFeed)
	mux.Handle("/", s.customersPage())
	return mux
}

// change runs one change of the shop under its lock and writes the result
// before anybody hears of it. The change checks first and moves then: where it
// returns an error, nothing has moved.
func (s *Shop) change(move func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	if err := move(); err != nil {
		return err
	}
	err := s.save()
	s.wake()
	return err
}

// keepHouse ends leases, forgets old keys and events, and writes what changed
// beside the changes: how often events went out and what is acknowledged.
func (s *Shop) keepHouse() {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.ctx.Done():
			return
		case <-tick.C:
			s.sweep()
		}
	}
}

func (s *Shop) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.endLeases()
	s.forgetKeys()
	s.forgetBaskets()
	s.pruneEvents()
	if !s.dirty && s.savedSeq == s.state.Seq {
		return
	}
	if err := s.save(); err != nil {
		s.logger.Error("the shop's state could not be written", "error", err)
	}
	s.wake()
}

// endLeases gives arrivals back whose claim has run out.
func (s *Shop) endLeases() {
	for _, r := range s.ordered() {
		if r.Claimed == nil {
			continue
		}
		until, err := time.Parse(time.RFC3339Nano, r.Claimed.Until)
		if err == nil && s.now().Before(until) {
			continue
		}
		r.Claimed = nil
		s.changedEvent(r, "")
		s.dirty = true
	}
}

func (s *Shop) forgetKeys() {
	for key, m := range s.state.Keys {
		if s.now().Sub(m.At) > keysKeptFor {
			delete(s.state.Keys, key)
			s.dirty = true
		}
	}
}

// stamp is the shop's present time as a frame carries it.
func (s *Shop) stamp() string { return s.now().Format(time.RFC3339) }

func (s *Shop) item(sku string) (Item, bool) {
	for _, item := range s.items {
		if item.SKU == sku {
			return item, true
		}
	}
	return Item{}, false
}

// available is what may still be ordered of an item: what the terminal told
// less what was ordered and not yet accepted, since the terminal reserves at
// that moment. It is unknown until the terminal has told.
func (s *Shop) available(sku string) (left decimal.Decimal, known bool) {
	told, found := s.state.Stock[sku]
	if !found && !s.state.StockFull {
		return decimal.Zero, false
	}
	if found {
		left, _ = decimal.Parse(told)
	}
	for _, r := range s.state.Orders {
		if r.Fulfilment != fulfilmentPlaced {
			continue
		}
		for _, l := range r.Order.Items {
			if l.SKU != sku {
				continue
			}
			ordered, err := decimal.Parse(l.Qty)
			if err != nil {
				continue // placed by Control with a quantity that is none
			}
			if less, err := left.Sub(ordered); err == nil {
				left = less
			}
		}
	}
	if left.IsNeg() {
		left = decimal.Zero
	}
	return left, true
}
