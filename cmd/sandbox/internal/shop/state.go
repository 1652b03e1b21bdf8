package shop

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

const stateFormat = "curbline-sandbox-shop/1"

// state is everything that a restart must not lose.
type state struct {
	Format    string               `json:"format"`
	Store     string               `json:"store"`
	Epoch     int64                `json:"epoch"`
	Seq       int64                `json:"seq"`    // of the last cursor given out
	Oldest    int64                `json:"oldest"` // the first event still kept has at least this number
	Acked     int64                `json:"acked"`  // all up to it are acknowledged
	Events    []*event             `json:"events"`
	Orders    map[string]*record   `json:"orders"`
	Sequence  []string             `json:"sequence"` // order ids as they were placed
	Baskets   map[string]*basket   `json:"baskets"`
	Keys      map[string]keyMemory `json:"keys"`
	Stock     map[string]string    `json:"stock"`
	StockAsOf string               `json:"stock_as_of"`
	StockFull bool                 `json:"stock_full"` // a full frame came: what it left out is not there
	NextOrder int64                `json:"next_order"`
	NextName  int64                `json:"next_name"`
}

// keyMemory is what the shop remembers of a command for 7 days.
type keyMemory struct {
	At       time.Time `json:"at"`
	BodyHash string    `json:"body_hash"`
	Status   string    `json:"status"`
	Rev      *int64    `json:"rev"`
	Reason   string    `json:"reason,omitempty"`
}

func newState(store string) *state {
	return &state{
		// A shop that lost its state must not give out cursors that a terminal
		// already knows, so the first epoch is drawn.
		Format: stateFormat, Store: store, Epoch: drawnEpoch(), Oldest: 1, NextOrder: 1001, NextName: 1,
		Orders: map[string]*record{}, Baskets: map[string]*basket{}, Keys: map[string]keyMemory{}, Stock: map[string]string{},
	}
}

func loadState(file, store string) (*state, error) {
	if file == "" {
		return newState(store), nil
	}
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return newState(store), nil
	}
	if err != nil {
		return nil, fmt.Errorf("shop: read the state: %w", err)
	}
	kept := newState(store)
	if err := json.Unmarshal(b, kept); err != nil {
		return nil, fmt.Errorf("shop: state file %s cannot be read: %w", file, err)
	}
	if kept.Format != stateFormat || kept.Store != store {
		return nil, fmt.Errorf("shop: state file %s is of format %q and store %q", file, kept.Format, kept.Store)
	}
	return kept, nil
}

// save writes the state beside its file, flushes it, and renames it into
// place, so that a reader finds the old state or the new one.
func (s *Shop) save() error {
	if s.file != "" {
		if err := writeFile(s.file, encode(s.state)); err != nil {
			s.dirty = true
			return fmt.Errorf("shop: write the state: %w", err)
		}
	}
	s.dirty = false
	s.savedSeq = s.state.Seq
	return nil
}

func writeFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the write's own error is the one to tell
		}
	}()
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// ordered lists the orders as they were placed.
func (s *Shop) ordered() []*record {
	list := make([]*record, 0, len(s.state.Sequence))
	for _, id := range s.state.Sequence {
		list = append(list, s.state.Orders[id])
	}
	return list
}

// newEpoch starts the numbering anew; the events of the old one are gone, the
// orders stay.
func (s *Shop) newEpoch() {
	s.state.Epoch++
	s.state.Seq, s.state.Acked, s.state.Oldest = 0, 0, 1
	s.state.Events = nil
}

// eventAfter is the first kept event beyond a sequence number.
func (s *Shop) eventAfter(seq int64) *event {
	at, found := slices.BinarySearchFunc(s.state.Events, seq+1, func(e *event, want int64) int {
		switch {
		case e.Seq < want:
			return -1
		case e.Seq > want:
			return 1
		}
		return 0
	})
	if !found && at >= len(s.state.Events) {
		return nil
	}
	return s.state.Events[at]
}

// name makes the next short name with a prefix, as b-7.
func (s *Shop) name(prefix string) string {
	n := s.state.NextName
	s.state.NextName++
	return fmt.Sprintf("%s-%d", prefix, n)
}

func drawnEpoch() int64 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return 1 + int64(binary.BigEndian.Uint32(b[:])>>8)
}
